"""One stretch of SQL inside a Kotlin string is replaced by another."""

from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.kotlin.tokens import TokenKind, code_tokens

_WHY = "The database reads the statement only when it is written so."


def make(case: Case) -> Mending:
    """Of the arguments, `path` is the file's path in the connector, `start` and `end` are offsets into its text, `old`
    is what stands there and `text` what shall; `why` and `title` are optional.

    Raises CannotGenerate when the file has changed there since.
    """
    path, old, new = (case.arguments.get(name, "") for name in ("path", "old", "text"))
    source = case.connector.source(path)
    if source is None:
        raise CannotGenerate("the statement's file is no longer there", ("the file that it belongs on",))
    start, end = (_number(case.arguments.get(name, "")) for name in ("start", "end"))
    if source.text[start:end] != old or not _is_inside_string(source.text, start, end):
        raise CannotGenerate("the statement has changed since", ("a statement that is still as it was",))
    inserted = _escaped(new, _is_raw(source.text, start))
    if not new and source.text[start - 1 : start] == " " and source.text[end : end + 1] in (" ", '"'):
        start -= 1  # what goes takes the space in front of it along
    return Mending(
        title=case.arguments.get("title", "") or f"Correct the SQL in {own_file(source)}",
        why=case.arguments.get("why", "") or _WHY,
        texts={path: source.text[:start] + inserted + source.text[end:]},
    )


def _number(text: str) -> int:
    if not text.isdigit():
        raise CannotGenerate("the place of the statement is not known", ("its offsets",))
    return int(text)


def _is_inside_string(text: str, start: int, end: int) -> bool:
    return any(
        token.kind is TokenKind.STRING_TEXT and token.start <= start and end <= token.end for token in code_tokens(text)
    )


def _is_raw(text: str, at: int) -> bool:
    opened: list[str] = []
    for token in code_tokens(text):
        if token.start > at:
            break
        if token.kind is TokenKind.STRING_START:
            opened.append(text[token.start : token.end])
        elif token.kind is TokenKind.STRING_END and opened:
            opened.pop()
    return bool(opened) and opened[-1].endswith('"""')


def _escaped(text: str, is_raw: bool) -> str:
    if is_raw:
        return text.replace("$", "${'$'}")
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
