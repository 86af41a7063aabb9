"""Where a cursor stands in YAML that is being typed: by lines and indentation, so that it need not parse."""

import re
from dataclasses import dataclass

from destination_writer.lsp.positions import Lines
from destination_writer.text.places import Position

_LINE = re.compile(r"^(?P<indent>[ \t\ufeff]*)(?P<dashes>(?:-(?:[ \t]+|$))*)(?P<rest>.*)$", re.DOTALL)
_KEY = re.compile(r"(?P<key>\"[^\"]*\"|'[^']*'|[^\s#\"'\[\]{},:][^#\"'\[\]{},:]*?)[ \t]*:(?=\s|$)")
_SIGN = re.compile(r"(?<![^\s\[{,:-])(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?)|[\[\]{},#]")
"""What opens, parts and closes; texts in quotes are passed over whole."""
_VALUE_BEGINS = re.compile(rf"[ \t\ufeff]*(?:-[ \t]+)*(?:{_KEY.pattern.replace('?P<key>', '?:')}[ \t]+)?")
"""In the middle of a text a bracket is a sign like any other."""


@dataclass(frozen=True, slots=True)
class Spot:
    """`above` are the keys around the cursor from the top, an item of a list by its number. `key` is the key of the
    cursor's line when it stands behind the colon, empty where a key or an item is written."""

    above: tuple[str, ...]
    key: str
    start: int
    """Column where what is being written begins."""
    is_item: bool = False
    """It is written behind a dash or in brackets, as an item of the list above."""
    is_flow: bool = False
    """It is written between brackets or braces that were opened in its line."""

    @property
    def path(self) -> tuple[str, ...]:
        """Of the value that is written, where one is."""
        return (*self.above, self.key) if self.key else self.above


@dataclass(frozen=True, slots=True)
class _Opener:
    """A key, or a dash, that lines below may belong to."""

    column: int
    key: str
    """Empty for a dash."""


@dataclass(slots=True)
class _Bracket:
    """One that is open in a line: `at` is its column, `begins` that of the entry at the cursor, `count` its number."""

    sign: str
    at: int
    begins: int
    count: int = 0


def spot_at(lines: Lines, position: Position) -> Spot:
    """What is being written at a position."""
    before = lines.line(position.line)[: position.column]
    brackets = _brackets(before)
    if not brackets:
        return _block_spot(lines, position.line, before)
    around = _block_spot(lines, position.line, before[: brackets[0].at])
    return _flow_spot(before, around.path, brackets)


def _block_spot(lines: Lines, number: int, before: str) -> Spot:
    openers, rest, start = _read(before)
    match = _KEY.match(rest)
    above = _above(lines, number, openers, start)
    if match is None:
        return Spot(above, "", start, bool(openers))
    blanks = len(rest[match.end() :]) - len(rest[match.end() :].lstrip(" \t"))
    return Spot(above, _name(match["key"]), start + match.end() + blanks)


def _flow_spot(before: str, path: tuple[str, ...], brackets: list[_Bracket]) -> Spot:
    for bracket in brackets[:-1]:
        key = _KEY.match(before, _word(before, bracket.begins))
        path = (*path, str(bracket.count) if bracket.sign == "[" else _name(key["key"]) if key else "")
    last = brackets[-1]
    start = _word(before, last.begins)
    key = _KEY.match(before, start)
    if last.sign == "{" and key is not None:
        return Spot(path, _name(key["key"]), _word(before, key.end()), is_flow=True)
    return Spot(path, "", start, last.sign == "[", is_flow=True)


def _word(text: str, column: int) -> int:
    """Where the next word begins."""
    return column + len(text[column:]) - len(text[column:].lstrip(" \t"))


def _brackets(before: str) -> list[_Bracket]:
    """The brackets and braces that a line has open at its end, the outermost first; none behind a comment's mark."""
    found: list[_Bracket] = []
    for match in _SIGN.finditer(before):
        sign, at = match[0], match.start()
        if sign == "#" and before[at - 1 : at] in ("", " ", "\t"):
            return []
        if sign in "[{" and (found or _VALUE_BEGINS.fullmatch(before, 0, at)):
            found.append(_Bracket(sign, at, at + 1))
        elif sign in "]}" and found:
            found.pop()
        elif sign == "," and found:
            found[-1].begins, found[-1].count = at + 1, found[-1].count + 1
    return found


def path_of_line(lines: Lines, number: int) -> tuple[str, ...]:
    """The keys down to that of a line, or to its item; empty for a comment or a blank line."""
    text = lines.line(number)
    if not text.strip() or text.lstrip().startswith("#"):
        return ()
    openers, rest, start = _read(text.rstrip("\r\n"))
    match = _KEY.match(rest)
    above = _above(lines, number, openers, start)
    return (*above, _name(match["key"])) if match else above


def _read(line: str) -> tuple[list[_Opener], str, int]:
    """The dashes of a line, what stands behind them, and where that begins."""
    match = _LINE.match(line)
    assert match is not None  # it takes any text
    at = match.start("dashes")
    dashes = [_Opener(at + index, "") for index, sign in enumerate(match["dashes"]) if sign == "-"]
    return dashes, match["rest"], match.start("rest")


def _above(lines: Lines, number: int, own: list[_Opener], start: int) -> tuple[str, ...]:
    """The keys around what begins at `start` in a line, whose own dashes are `own`."""
    column, path = start, list[str]()
    is_item, count = False, 0
    for opener in reversed(own):
        path.append("0")
        column, is_item = opener.column, True
    for above in range(number - 1, -1, -1):
        text = lines.line(above)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        openers, rest, at = _read(text)
        match = _KEY.match(rest)
        if match is not None:
            openers = [*openers, _Opener(at, _name(match["key"]))]
        for opener in reversed(openers):
            if is_item and not opener.key and opener.column == column:
                count += 1
            elif opener.column < column or (is_item and opener.key and opener.column == column):
                path = [*path[:-1], str(count)] if is_item else path
                path.append(opener.key or "0")
                column, is_item, count = opener.column, not opener.key, 0
        if column == 0 and not is_item:
            break
    return tuple(reversed(path))


def _name(key: str) -> str:
    return key.strip("\"' \t\ufeff")
