"""Lines that a narrow terminal or a Windows shell broke: put together again where a message or a position was split."""

import re

from destination_writer.results.lines import Line

_SHELL_MARKS = ("NativeCommandError", "CategoryInfo", "FullyQualifiedErrorId", "RemoteException")
_SHELL_RECORD = re.compile(r"^(?:At line:\d+ char:\d+|\s*\+ (?:~+|CategoryInfo|FullyQualifiedErrorId|\S.*2>&1))")
_RECORD = re.compile(r"^\D{3,24}:\d+\D{1,16}:\d+\+")
"""`At line:1 char:1`, `In Zeile:1 Zeichen:1`, without its blanks, and the command's first sign."""
_RECORD_START = 60
"""Characters without blanks, after which a record must have shown how it begins."""
_RECORD_LINES = 40
_OFTEN = 4
"""Lines of the greatest length that show where a shell breaks lines."""
_PIECES = 16
"""A path rarely needs more lines than this, even at 19 columns."""

_SCRIPT_OPEN = re.compile(r"(?:Build file|Settings file|Script|Initialization script|Included build) '[^']*$")
_SCRIPT_DONE = re.compile(r"'\s+line:\s*\d+")
_URI_OPEN = re.compile(r"(?:^|[\s:])[ew]: (?:\[\w+\] )?(?:file:?$|file:/|/|[A-Za-z]:[\\/])\S*$")
_URI_DONE = re.compile(r"\.(?:kts?|java):(?: \(\d+, ?\d+\):|\d+:\d+(?=[\s:]|$))")
_URI_COMPLETE = re.compile(r"\.(?:kts?|java):(?: \(\d+, ?\d+\):|\d+:\d+[\s:])")
_PATH_OPEN = re.compile(r"^\s*(?:[A-Za-z]:[\\/]|/)[^\s:]*(?:\s[^\s:]+)*$")
_PATH_DONE = re.compile(r"\.(?:kts?|java|groovy|scala):\d+: (?:error|warning)")
_NEW_MESSAGE = re.compile(r"^(?:[ew]: |> |\* |FAILURE:|BUILD |At line:)")


def unwrap(lines: list[Line]) -> list[Line]:
    """The same lines with broken paths and positions joined; in the output of a Windows shell, broken sentences too.

    A joined line keeps the number of its first piece.
    """
    if _is_shell_output(lines):
        said = [line for line in _without_records(lines) if not _SHELL_RECORD.match(line.text)]
        lines = _join_sentences(said, _width(said))
    return _join_places(lines)


def _without_records(lines: list[Line]) -> list[Line]:
    """Without what the shell adds to the first line of an error: the command, its category, its own name for it."""
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        end = _end_of_record(lines, index) if _may_begin_record(lines, index) else None
        if end is None:
            kept.append(lines[index])
            index += 1
        else:
            index = end
    return kept


def _may_begin_record(lines: list[Line], index: int) -> bool:
    """The place in the command, in the shell's language, stands right above the command itself."""
    text = lines[index].text
    return bool(text.strip()) and text[:1] not in "+ " and any(i.text[:2] == "+ " for i in lines[index + 1 : index + 4])


def _end_of_record(lines: list[Line], index: int) -> int | None:
    """The line behind a record, which ends with `NativeCommandError`, however narrow the shell was."""
    squeezed = ""
    for at in range(index, min(index + _RECORD_LINES, len(lines))):
        squeezed += "".join(lines[at].text.split())
        if len(squeezed) > _RECORD_START and not _RECORD.match(squeezed):
            return None
        if squeezed.endswith("NativeCommandError"):
            return at + 1
    return None


def _is_shell_output(lines: list[Line]) -> bool:
    squeezed = "".join("".join(line.text.split()) for line in lines if len(line.text) < 200)
    return any(mark in squeezed for mark in _SHELL_MARKS)


def _width(lines: list[Line]) -> int:
    """The columns that a shell broke its lines at: the length that is never passed and often reached; 0 for none."""
    lengths = [len(line.text) for line in lines]
    widest = max(lengths, default=0)
    return widest if lengths.count(widest) >= _OFTEN else 0


def _join_sentences(lines: list[Line], width: int) -> list[Line]:
    """A line that was broken between words keeps the blank at its end; one that fills the width was broken too."""
    result: list[Line] = []
    broken = False
    for line in lines:
        before = result[-1] if result else None
        continues = before is not None and bool(before.text.strip()) and bool(line.text.strip())
        between_words = before is not None and before.text.endswith(" ") and not _NEW_MESSAGE.match(line.text)
        if before is not None and continues and (broken or between_words):
            result[-1] = Line(before.number, before.text + line.text)
        else:
            result.append(line)
        broken = 0 < width == len(line.text)
    return result


def _join_places(lines: list[Line]) -> list[Line]:
    result: list[Line] = []
    index = 0
    while index < len(lines):
        joined, used = _joined(lines, index)
        result.append(Line(lines[index].number, joined))
        index += used
    return result


def _joined(lines: list[Line], index: int) -> tuple[str, int]:
    text = lines[index].text
    if _SCRIPT_OPEN.search(text):
        return _until(lines, index, _SCRIPT_DONE)
    if _URI_OPEN.search(text) and not _URI_COMPLETE.search(text):
        return _join_uri(lines, index)
    if _PATH_OPEN.match(text) and not text.endswith(" "):
        return _until(lines, index, _PATH_DONE)
    return text, 1


def _join_uri(lines: list[Line], index: int) -> tuple[str, int]:
    """A position may itself be broken (`12:3` + `1 message`), so digits at the start of the next line still count."""
    text, used = lines[index].text, 1
    while index + used < len(lines) and used <= _PIECES:
        following = lines[index + used].text
        digits_follow = following[:1].isdigit() or (following[:1] == ":" and not _URI_DONE.search(text))
        if _URI_DONE.search(text) and not digits_follow:
            break
        if not following.strip() or _NEW_MESSAGE.match(following):
            break
        text, used = text + following, used + 1
        if _URI_COMPLETE.search(text):
            break
    return (text, used) if _URI_DONE.search(text) else (lines[index].text, 1)


def _until(lines: list[Line], index: int, done: re.Pattern[str]) -> tuple[str, int]:
    text = lines[index].text
    for used in range(1, _PIECES + 1):
        if done.search(text):
            return text, used
        following = lines[index + used].text if index + used < len(lines) else ""
        if not following.strip() or _NEW_MESSAGE.match(following):
            break
        text += following
    return lines[index].text, 1
