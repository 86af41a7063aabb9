"""The lines of a console text, without what terminals, CI systems and log shippers put around them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from destination_writer.results.prefixes import shared_prefix

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
"""Colours, cursor moves and hyperlinks of a rich console."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_HTML_BREAK = re.compile(r"<br ?/?>\s*$")

_PREFIXES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\ufeff",
        # A job's log as GitHub's command prints it: the job, the step, the time.
        r"[^\t\n]{1,100}\t[^\t\n]{1,100}\t\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z(?: |$)",
        # CI and log shippers: an ISO time stamp, bare or bracketed, then one space.
        r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?(?: |$)",
        r"\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]? ",
        # Build servers: GitHub and Azure mark levels, GitLab the stream, Buildkite and TeamCity the step.
        r"##\[(?:error|warning|group|command|debug|section)\]|::(?:error|warning|notice)(?: [^:]*)?::",
        r"\d\d[OE][+ ](?=\S|\s)",
        r"(?:\x1b)?_bk;t=\d+\x07",
        r"\[\d\d:\d\d:\d\d\][EWiwe ]?:\s+(?:\[[^\]]*\] ?)?",
        # Flutter and other wrappers of Gradle print how long each step took.
        r"\[ *\+? *\d+ ms\] ?",
        # docker compose puts the container's name and a bar in front.
        r"[A-Za-z][\w.-]*\s*\| ?",
        # Ant tasks, Maven levels, Gradle's log levels.
        r"\s*\[(?:java|junit|javac|exec|kotlinc)\] ?",
        r"\[(?:ERROR|WARNING|WARN|INFO|DEBUG|QUIET|LIFECYCLE|error|warning|info|debug)\] (?:\[[\w.$]+\] )?",
        # A text quoted as a comment.
        r"(?:/{2,3}|#+) ?",
        # The middle of a comment of Java or Kotlin.
        r"\s*\* (?=Caused by|at \S+\(|(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error)\b|e: )",
        # Markdown: a list's bullet before code, a quote.
        r"\s*[-*] (?=`)",
    )
)

_SHARED_PREFIXES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:>|\s\*) ?",
        r"[-•] ",
        r"(?:\S+ )?std(?:err|out) [FP] ",
        r"(?:ERROR|WARN|INFO|FATAL|SEVERE) ",
        r"\[\d\d:\d\d:\d\d\] ?:?\s+(?:\[[^\]]*\] ?)?",
    )
)
"""Quotes, pod logs, levels, build steps: taken away only where nearly every line has them."""
_SHARED = 0.9

_LITERAL = re.compile(
    r"""^\s*(?:[\w.]+\s+)*(?:[\w.]+\s*(?:=|\+=|\())?\s*\+?\s*(?P<mark>["'`])(?P<text>(?:\\.|(?!(?P=mark)).)*)(?P=mark)\s*[-+,;)\]]*\s*$"""
)
"""A line of source code that holds nothing but a piece of a text, as tests and documents quote failures."""
_LITERAL_SIGNAL = re.compile(r"Exception|Error\b|error[: ]|^\s*at \S+\(|Caused by|^\s*### ")
_LITERAL_END = re.compile(r"(?:\\r)?(?:\\n)?$")

_ESCAPED_BREAK = re.compile(
    r"(?:\\+r)?\\+n(?=\\+t|\t|\s*at |\s*Caused by|\s*\.\.\. \d|\s*Suppressed|[\w.]+(?:Exception|Error)\b)"
)
_ESCAPED_LINE = re.compile(_ESCAPED_BREAK.pattern + r"|(?<!\\)(?:\\r)?\\n")
_WHOLE_STRING = re.compile(r"""b?(?P<mark>['"])(?:[^\n]*?[^\\]\\n){2}[^\n]*(?P=mark)$""")
"""A text of several lines as a program shows a string."""
_JSON_DEPTH = 3
_ESCAPED_TAB, _ESCAPED_QUOTE = re.compile(r"\\+t"), re.compile(r'\\+"')
_INLINE_STEP = re.compile(r"[ \t]+(?=(?:at [\w.$/@<>-]+\([^()]*\)|Caused by: [\w.$]+))")
_INLINE_HEADER = re.compile(r"^\W*(?:\w+\W{1,4})?(?:[a-z]\w*\.){2,}[A-Z][\w$]*(?:Exception|Error)\b(?!\s*$)")
"""An exception with a message, which its frames follow on the same line."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is the one-based line of the text that was read; several lines may share one."""

    number: int
    text: str


def read_lines(text: str) -> list[Line]:
    """Lines end at \\n, \\r\\n and \\r only. Escaped traces and traces on one line are taken apart."""
    result: list[Line] = []
    for number, raw in enumerate(_without_shared(_LINE_END.split(text)), start=1):
        for part in _unescaped(_unquoted(_plain(raw))):
            result += [Line(number, _bounded(step)) for step in _steps(_without_prefixes(part))]
    return result


LINE_LENGTH = 16_000
"""Characters of one line that are read; of a longer one its beginning and its end."""


def _bounded(line: str) -> str:
    return line if len(line) <= LINE_LENGTH else f"{line[: LINE_LENGTH // 2]} … {line[-LINE_LENGTH // 2 :]}"


LONG = 4_000
"""Lines. A longer text is read only around what sounds like a failure."""
_SIGNAL = re.compile(
    r"(?i:error|exception|fail|caused by|denied|refused|time[d ]{0,2}out|unable|cannot|could not|not found|missing"
    r"|killed|wrong)"
    r"|^e: |\bexit|BLOCKED|FATAL"
)
_BEFORE, _AFTER = 3, 60


def condense(lines: list[Line]) -> list[Line]:
    """What stands around signs of failure; of a text that is all signs, its beginning and its end."""
    if len(lines) <= LONG:
        return lines
    kept: list[Line] = []
    upto = 0
    for index, line in enumerate(lines):
        if _SIGNAL.search(line.text):
            kept += lines[max(upto, index - _BEFORE) : index + _AFTER]
            upto = max(upto, min(index + _AFTER, len(lines)))
    return kept if len(kept) <= 2 * LONG else kept[:LONG] + kept[-LONG:]


def _without_shared(lines: list[str]) -> list[str]:
    learned = shared_prefix(lines[:LONG])
    if learned is not None:
        lines = [learned.sub("", line, count=1) if learned.match(line) else line for line in lines]
    for prefix in _SHARED_PREFIXES:
        filled = [line for line in lines if line.strip()]
        if len(filled) > 2 and sum(bool(prefix.match(line)) for line in filled) >= _SHARED * len(filled):
            lines = [prefix.sub("", line, count=1) if prefix.match(line) else line for line in lines]
    return lines


def _plain(raw: str) -> str:
    if "\x1b" in raw:
        raw = ANSI.sub("", raw)
    if "&nbsp;" in raw or "<br" in raw:
        raw = _HTML_BREAK.sub("", raw).replace("&nbsp;", " ")
    return raw.replace("\x00", "").rstrip("\r")


def _unquoted(line: str) -> str:
    """The text of a string literal that fills its line and speaks of a failure."""
    if len(line) > LINE_LENGTH or line.lstrip()[:1] in ("{", "["):
        return line
    match = _LITERAL.match(line) if line[-1:] in "\"'`,+;)]" else None
    if match is None or not (match["mark"] == "`" or _LITERAL_SIGNAL.search(match["text"])):
        inside = '\\"' in line and "\\n" not in line and _LITERAL_SIGNAL.search(line)
        return line.replace('\\"', '"') if inside else line
    return _LITERAL_END.sub("", match["text"]).replace('\\"', '"').replace("\\'", "'")


def _unescaped(line: str) -> list[str]:
    """The lines inside a JSON log record or an escaped trace."""
    record = line.strip()
    if _WHOLE_STRING.match(record):
        inside = record.removeprefix("b")[1:-1]
        return [_ESCAPED_QUOTE.sub('"', _ESCAPED_TAB.sub("\t", part)) for part in _ESCAPED_LINE.split(inside)]
    if record[:1] == "{" and record[-1:] == "}":
        found = list(_from_json(record))
        if found:
            return found
    if "\\n" not in line or not _ESCAPED_BREAK.search(line):
        return [line]
    parts = _ESCAPED_LINE.split(line)
    return [_ESCAPED_QUOTE.sub('"', _ESCAPED_TAB.sub("\t", part)) for part in parts]


def _from_json(record: str, depth: int = 0) -> Iterator[str]:
    """`key: value` for what is short, the lines themselves for what has several; a record may hold another one."""
    try:
        values: list[tuple[str, object]] = [("", json.loads(record))]
    except (ValueError, RecursionError):
        return
    printed = _of_a_container(values[0][1])
    if printed is not None:
        yield from _LINE_END.split(printed.rstrip("\r\n"))
        return
    while values:
        key, value = values.pop(0)
        if isinstance(value, dict):
            values = [(str(k), v) for k, v in cast(dict[object, object], value).items()] + values
        elif isinstance(value, list):
            values = [(key, v) for v in cast(list[object], value)] + values
        elif isinstance(value, str) and depth < _JSON_DEPTH and value.lstrip()[:1] == "{":
            yield from list(_from_json(value, depth + 1)) or [value]
        elif isinstance(value, str) and "\n" in value:
            yield from _LINE_END.split(value)
        else:
            yield f"{key}: {value}"


def _of_a_container(record: object) -> str | None:
    """What a container printed, out of the record that Docker keeps for each line."""
    if not isinstance(record, dict):
        return None
    fields = cast(dict[object, object], record)
    printed = fields.get("log")
    return printed if isinstance(printed, str) and "stream" in fields else None


def _without_prefixes(line: str) -> str:
    for _ in range(4):
        for prefix in _PREFIXES:
            match = prefix.match(line)
            if match:
                line = line[match.end() :]
                break
        else:
            break
    return line


def _steps(line: str) -> list[str]:
    """A whole trace on one line, one step a line; a single frame stays where it is."""
    if " at " not in line and "\tat " not in line and "Caused by: " not in line:
        return [line]
    parts = _INLINE_STEP.split(line)
    enough = 2 if _INLINE_HEADER.search(parts[0]) else 3
    return parts if len(parts) >= enough else [line]
