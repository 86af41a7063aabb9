"""What kotlinc, KSP, kapt and javac say about a source file, in every form they print it."""

import re
from dataclasses import dataclass

from destination_writer.results.lines import Line

_SOURCE = r"(?:<\w+>|[^\s:*?\"<>|])(?:<\w+>|[^:*?\"<>|\n])*?\.(?:kts?|java|groovy|gradle|scala)"
_PATH = rf"(?:file://(?:localhost)?/?(?=/|[A-Za-z]:)|file:(?=/))?(?P<file>(?:[A-Za-z]:)?{_SOURCE})"
_TAG = r"(?:\[(?P<tool>ksp|kapt|KSP|KAPT)\] )?"

_K1 = re.compile(
    rf"(?P<lead>.*?)(?<!\w)(?P<level>[ewi]): {_TAG}{_PATH}: \((?P<line>\d+), (?P<column>\d+)\): (?P<message>.*)"
)
_K2 = re.compile(
    rf"(?P<lead>.*?)(?<!\w)(?P<level>[ewi]): {_TAG}{_PATH}:(?P<line>\d+):(?P<column>\d+):?(?:\s+(?P<message>.*)|$)"
)
_KSP = re.compile(rf"(?P<lead>.*?)(?<!\w)(?P<level>[ewi]): {_TAG}{_PATH}:(?P<line>\d+): (?P<message>.*)")
_PLAIN = re.compile(
    rf"(?P<lead>\s*){_PATH}:(?P<line>\d+):(?P<column>\d+): (?P<level>error|warning|info): (?P<message>.*)"
)
_GLUED = r"(?:\^|(?::[\w-]+)+(?=/|[A-Za-z]:[\\/]))?"
"""What Gradle prints right before a path, without a line break: a task's name, the caret of the message before."""
_JAVAC = re.compile(
    rf"(?P<lead>\s*){_GLUED}(?:[ew]: )?{_PATH}:(?P<line>\d+): (?P<level>[^\W\d]+(?: [^\W\d]+)?)\s?: (?P<message>.*)"
)
_LEVEL_FIRST = re.compile(
    rf"(?P<lead>\s*)(?P<level>[Ee]rror|[Ww]arning): {_PATH}:(?P<line>\d+):(?P<column>\d+):?(?: -)? (?P<message>.*)"
)
_MAVEN = re.compile(rf"(?P<lead>\s*){_PATH}:\[(?P<line>\d+),(?P<column>\d+)\] (?P<message>.*)")
_BEGINS = (
    r"(?P<message>(?:Unresolved reference|None of the following|Type mismatch|\w+ type mismatch|Expecting|Syntax error"
    r"|No value passed|Too many arguments|Cannot |Overload resolution|Conflicting|Redeclaration|'|Class '|Only safe"
    r"|This |Unexpected|Val |Suspend |Function |Property |Modifier |Inferred|Not enough|Suspension).*)"
)
_LEAD = r"(?P<lead>(?:(?::[\w-]+)+: )?[\"'`]?)"
_BARE = re.compile(rf"{_LEAD}{_PATH}:(?P<line>\d+):(?P<column>\d+):? {_BEGINS}")
_BARE_K1 = re.compile(rf"{_LEAD}{_PATH}: \((?P<line>\d+), (?P<column>\d+)\):? {_BEGINS}")
"""A message whose beginning is lost, told by its position and by how kotlinc begins its messages."""
_BOXED = re.compile(r"^\s*[╭┌]─+ (?P<level>ERROR|WARNING): (?P<message>.*)")
_BOX_PLACE = re.compile(r"^\s*[│|] (?:→|->|-->) (?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+)")
_QUOTED = re.compile(r"`(?P<file>[\w./\\$-]+\.kts?):(?P<line>\d+)(?::(?P<column>\d+))?`[^`]*`(?P<message>[^`]+)`")
_SCRIPT = re.compile(
    r"ScriptCompilationError\(message=(?P<message>[^\n]{1,400}?), location=(?P<file>[^\n()]+\.kts) "
    r"\((?P<line>\d+):(?P<column>\d+)\)"
)
_UNPLACED = re.compile(r"^(?:e: (?!file:)|\s+e: (?=(?:[a-z]\w*\.){2,}\w+(?:Exception|Error)\b))(?P<message>\S.*)")
_STRICT = "e: warnings found and -Werror specified"

_FORMS = (_K1, _K2, _KSP, _PLAIN, _JAVAC, _MAVEN, _LEVEL_FIRST)
_HINTS = (": (", ".kt:", ".kts:", ".java:", ".gradle:", ".groovy:", ".scala:", ".kts (")
_END = re.compile(r"^(?:\s*$|[ewi]: |\s*> Task |FAILURE:|\d+ (?:errors?|warnings?)$|Note: |BUILD |At line:|\s+[+~])")
_ERROR_WORDS = frozenset(
    {"e", "error", "erreur", "fehler", "errore", "erro", "ошибка", "错误", "錯誤", "エラー", "오류"}
)
_ECHOES = re.compile(
    r"^(?:Error occurred in KSP|warnings found and -Werror|Compilation (?:error|failed)|KSP failed|compilation failed)",
    re.I,
)
CONTINUATION_LINES = 6


@dataclass(frozen=True, slots=True)
class CompilerMessage:
    """An error that a compiler placed. `line` and `column` count from 1; `column` is None where none is printed.

    `rank` orders messages: 0 for a compiler's own, 1 for what a processor or a shell repeats. `numbers` are the lines
    of the text that were read for it.
    """

    file: str | None
    line: int | None
    column: int | None
    message: str
    numbers: tuple[int, ...]
    rank: int = 0

    @property
    def in_build_script(self) -> bool:
        return bool(self.file) and str(self.file).endswith((".gradle", ".gradle.kts", ".settings.kts"))


def read_messages(lines: list[Line]) -> tuple[list[CompilerMessage], set[int]]:
    """Errors in the order of the text, and the indexes of the lines that they take. Warnings are taken and dropped."""
    messages: list[CompilerMessage] = []
    taken: set[int] = set()
    for index in range(len(lines)):
        if index in taken:
            continue
        found = _read(lines, index)
        if found is None:
            continue
        message, used = found
        taken.update(range(index, index + used))
        if message is not None:
            messages.append(message)
    if not messages:  # -Werror fails a build that has warnings alone
        strict = next((line for line in lines if line.text.startswith(_STRICT)), None)
        messages = [_message(None, strict.text[3:], [strict], rank=1)] if strict else []
    return messages, taken


def _read(lines: list[Line], index: int) -> tuple[CompilerMessage | None, int] | None:
    text = lines[index].text
    if any(hint in text for hint in _HINTS):
        for form in _FORMS:
            match = form.match(text)
            if match and (form is not _JAVAC or _is_javac(lines, index, match)):
                return _placed(lines, index, match)
        bare = _BARE.match(text) or _BARE_K1.match(text)
        if bare:
            return _placed(lines, index, bare)
        quoted = _QUOTED.search(text) or _SCRIPT.search(text)
        if quoted:
            return _message(quoted, quoted["message"], [lines[index]], rank=0), 1
    boxed = _BOXED.match(text)
    if boxed:
        return _from_box(lines, index, boxed)
    unplaced = _UNPLACED.match(text)
    if unplaced:
        echo = bool(_ECHOES.match(unplaced["message"]))
        return (None if echo else _message(None, unplaced["message"], [lines[index]], rank=1)), 1
    return None


def _is_javac(lines: list[Line], index: int, match: re.Match[str]) -> bool:
    """javac speaks the user's language, so the caret line below counts as much as the word `error`."""
    if match["level"].lower() in _ERROR_WORDS or match["level"].lower() in ("warning", "avertissement"):
        return True
    below = lines[index + 1 : index + 4]
    return any(line.text.strip() == "^" for line in below)


def _placed(lines: list[Line], index: int, match: re.Match[str]) -> tuple[CompilerMessage | None, int]:
    extra: list[Line] = []
    for line in lines[index + 1 : index + 1 + CONTINUATION_LINES]:
        if _END.match(line.text) or any(form.match(line.text) for form in _FORMS[:4]):
            break
        extra.append(line)
        if line.text.strip().strip("^~") == "" and "^" in line.text:
            break
    if _level(match) in ("w", "i", "warning", "info", "avertissement"):
        return None, 1
    groups = match.groupdict()
    repeats = bool(groups.get("tool")) or bool(groups.get("lead", "").strip())
    own = [lines[index], *extra]
    text = " ".join([match["message"] or "", *(_words(line.text) for line in extra)]).strip()
    return _message(match, " ".join(text.split()), own, rank=int(repeats)), len(own)


def _level(match: re.Match[str]) -> str:
    """Maven prints none: what it lists behind `COMPILATION ERROR` are errors."""
    return (match.groupdict().get("level") or "error").lower()


def _words(text: str) -> str:
    """Continuations of a message, without source lines' carets."""
    stripped = text.strip()
    return "" if set(stripped) <= {"^", "~"} else stripped


def _from_box(lines: list[Line], index: int, boxed: re.Match[str]) -> tuple[CompilerMessage | None, int]:
    for used, line in enumerate(lines[index + 1 : index + 4], start=2):
        place = _BOX_PLACE.match(line.text)
        if place:
            found = _message(place, boxed["message"], lines[index : index + used], rank=0)
            return (found if boxed["level"] == "ERROR" else None), used
    return None, 1


def _message(place: re.Match[str] | None, message: str, lines: list[Line], rank: int) -> CompilerMessage:
    numbers = tuple(dict.fromkeys(line.number for line in lines))
    if place is None:
        return CompilerMessage(None, None, None, message, numbers, rank)
    column = place.groupdict().get("column")
    file = readable_path(place["file"], encoded="file:" in place[0])
    return CompilerMessage(file, int(place["line"]), int(column) if column else None, message, numbers, rank)


def readable_path(path: str, encoded: bool = False) -> str:
    """Percent signs decoded where the path came from a URI, `/` between folders."""
    return (_decoded(path) if encoded else path).replace("\\", "/")


def _decoded(path: str) -> str:
    def run(match: re.Match[str]) -> str:
        return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")

    return re.sub(r"(?:%[0-9a-fA-F]{2})+", run, path)
