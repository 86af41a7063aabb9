"""A comment that suppresses one finding, in the line above it; and taking such a comment away.

`file`, `line` (from 1) and `code` of the finding are the arguments; a code of the line above joins the comment there.
"""

import re

from destination_writer.analysis.suppression import MARK, literals
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.kotlin.tokens import non_code
from destination_writer.text.document import Document, content_length

_INDENT = re.compile(r"[ \t]*")
_THERE = re.compile(rf"^[ \t]*(?://|#)[ \t]*{MARK}[ \t]*ignore[ \t]+(?:DW\d+)(?:[ \t]*,[ \t]*DW\d+)*(?![\w,])")
_CODE = re.compile(r"DW\d{3}")


def suppress(case: Case) -> Mending:
    """Raises CannotGenerate for a file that cannot hold such a comment, and for what cannot be suppressed."""
    path, text = _file(case)
    code = case.arguments.get("code", "")
    if not _CODE.fullmatch(code) or code.startswith("DW2"):
        raise CannotGenerate(f"{code or 'a finding without a code'} cannot be suppressed", ("a rule about the code",))
    document = Document(text)
    if not 1 <= case.line <= document.line_count:
        raise CannotGenerate("the finding's line is not there any more", ("the line",))
    line = _statement_line(document, case.line - 1) if path.endswith((".kt", ".kts")) else case.line - 1
    opening = "//" if path.endswith((".kt", ".kts")) else "#"
    lines = list(document.lines)
    above = _THERE.match(lines[line - 1]) if line else None
    if above is not None:
        lines[line - 1] = f"{lines[line - 1][: above.end()]}, {code}{lines[line - 1][above.end() :]}"
    else:
        indent = _INDENT.match(lines[line])
        lines.insert(line, f"{indent[0] if indent else ''}{opening} {MARK} ignore {code}{document.newline}")
    why = f"The finding stays hidden as long as the comment stands. Write the reason behind {code}."
    return Mending(f"Suppress {code} here", why, {path: "".join(lines)}, asks=False)


def remove(case: Case) -> Mending:
    """Raises CannotGenerate when the comment is not where it was."""
    path, text = _file(case)
    document, code = Document(text), case.arguments.get("code", "")
    if not code or not 1 <= case.line <= document.line_count or MARK not in document.line(case.line - 1):
        raise CannotGenerate("the comment is not there any more", ("the comment",))
    lines = list(document.lines)
    lines[case.line - 1] = _without(lines[case.line - 1], code)
    return Mending(
        f"Remove the suppression of {code}", f"{code} finds nothing there.", {path: "".join(lines)}, asks=False
    )


def _file(case: Case) -> tuple[str, str]:
    """Path in the connector and text, of a Kotlin file or of another one that is kept."""
    source = case.source()
    if source is not None:
        return source.path, source.text
    stated, root = case.arguments.get("file", ""), case.connector.root
    inside = stated.removeprefix(f"{root}/") if root else stated
    if inside not in case.connector.texts or not inside.endswith((".kts", ".yaml", ".yml", ".properties")):
        raise CannotGenerate(
            f"{inside or 'the file'} cannot hold such a comment", ("a Kotlin, YAML or properties file",)
        )
    return inside, case.connector.texts[inside]


def _statement_line(document: Document, line: int) -> int:
    """The line above which a comment may stand: for one inside of a literal, that of its opening quotes."""
    for literal in literals(non_code(document.text)):
        first, last = document.position(literal.start).line, document.position(max(literal.end - 1, 0)).line
        if first < line <= last:
            return first
    return line


def _without(line: str, code: str) -> str:
    """A line whose comment does not name a code any more; without the comment when it named no other."""
    at = line.index(MARK)
    word = re.compile(rf"{re.escape(code)}\b").search(line, at)
    if word is None:
        raise CannotGenerate(f"the comment does not name {code} any more", ("the code",))
    before, after = line[: word.start()].rstrip(" \t"), line[word.end() :]
    if before.endswith(","):
        return before.removesuffix(",").rstrip(" \t") + after
    if (more := re.match(r"[ \t]*,[ \t]*", after)) is not None:
        return f"{before} {after[more.end() :]}"
    opening = max(line.rfind(sign, 0, at) for sign in ("//", "/*", "#"))
    kept = line[:opening].rstrip(" \t") if opening >= 0 else line
    closing = line.find("*/", at)
    if closing >= 0:
        kept = f"{kept} {line[closing + 2 : content_length(line)].strip()}".rstrip()
    return f"{kept}{line[content_length(line) :]}" if kept.strip() else ""
