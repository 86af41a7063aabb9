"""From the word `TODO` to a stub: is it a call, what does its text say, where does it end."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from destination_writer.kotlin.arguments import Arguments, phase_in
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.kotlin.lexer import LineState
from destination_writer.kotlin.scopes import Scope, enclosing
from destination_writer.kotlin.tokens import TokenKind, code_tokens
from destination_writer.text.places import Position, Range

StateAt = Callable[[int], LineState]
"""The lexer's state at the start of a line."""

LONGEST_CALL = 400
"""Lines. A call that is still open after so many is one that is being typed."""

_WHOLE = re.compile(r"""TODO[ \t]*\([ \t]*(?:"([^"\\$\r\n]*)"[ \t]*)?\)""")
"""The call as nearly everybody writes it."""
_OPENS = re.compile(r"TODO[^\S\r\n]*(?:\(|/\*)")
FARTHEST_BACK = 100
"""Lines without code that are passed over in search of the word before."""
_BINDS = frozenset({".", "?.", "::", ":", "@"})
"""What makes the word behind it a member or a type."""
_WINDOW = 256
"""Characters. So far back on its line the word before is looked for first; a line may be a megabyte long."""
_OWNER_IS_KOTLIN = re.compile(r"[^\w.?:@`\s]\s*kotlin$|(?<![\w.?:@`])\w+\s+kotlin$")
_ENDS_IN_DECLARATION = re.compile(
    r"(?<![\w`])(?:fun|class|interface|object|val|var|typealias|import|package|fun\s*<[^(){}=]*>)$"
)


class Reading(NamedTuple):
    """What a `TODO` turned out to be. `below` and `above` say how many neighbouring lines were looked at."""

    text: str | None = None
    """The whole call; None when it is no call of `kotlin.TODO`, or not closed, or has a text without a phase."""
    phase: int | None = None
    reason: str | None = None
    end_line: int = 0
    """Relative to the line of the `T`."""
    end_column: int = 0
    below: int = 0
    above: int = 0


def read_todo(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> Reading:
    """Read the word `TODO` at a place that is code. `state_at` gives the lexer's; few words ask for it."""
    is_call, above = _stands_alone(lines, state_at, line, column)
    if not is_call:
        return Reading(above=above)
    found = _WHOLE.match(lines[line], column)
    if found is None:
        return _read_long(lines, line, column)._replace(above=above)
    reason = found[1]
    phase = None if reason is None else phase_in(reason)
    is_stub = reason is None or phase is not None
    return Reading(found[0] if is_stub else None, phase, reason, 0, found.end(), 0, above)


def may_be_stub(text: str, at: int) -> bool:
    """False where a glance tells that the `TODO` at an offset is none: no parenthesis, or a text without a phase."""
    found = _WHOLE.match(text, at)
    if found is None:
        return _OPENS.match(text, at) is not None
    return found[1] is None or phase_in(found[1]) is not None


def _stands_alone(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    """Whether nothing before the word makes it a member, a declaration or a type; and how many lines above tell."""
    before = lines[line][max(column - _WINDOW, 0) : column].rstrip() or lines[line][:column].rstrip()
    last = before[-1:]
    if not last:
        return _stands_alone_below(lines, state_at, line, column)
    if last == ":":
        return before.endswith("?:"), 0
    if last == "@":
        return not lines[line].endswith("@", 0, column), 0  # a label stands apart, an annotation does not
    if before.endswith("*/"):
        return _stands_alone_by_tokens(lines, state_at, line, column)
    if last == ".":
        is_call = _stands_alone_behind_dot(before)
        return _stands_alone_by_tokens(lines, state_at, line, column) if is_call is None else (is_call, 0)
    return not _ends_in_declaration(before), 0


def _stands_alone_behind_dot(before: str) -> bool | None:
    """Whether the dot is part of a range or of `kotlin.`; None when what stands before it is too little to tell."""
    if before.endswith(".."):
        return True
    owner = before[:-1].strip()
    if not owner or owner.endswith(("*/", ".kotlin")) or owner == "kotlin":
        return None
    return _OWNER_IS_KOTLIN.search(owner) is not None


def _stands_alone_below(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    """The same for the first word of a line: what the lines above say, as long as that needs no lexer."""
    for above in range(1, min(line, FARTHEST_BACK) + 1):
        text = lines[line - above].strip()
        if not text or text.startswith("//"):
            continue
        if "//" in text or text.endswith((".", ":", "@", "*/")) or line == above:
            break
        return not _ends_in_declaration(text), above
    return _stands_alone_by_tokens(lines, state_at, line, column)


def _ends_in_declaration(before: str) -> bool:
    last = before[-1]
    return (last == ">" or last.isalpha()) and _ENDS_IN_DECLARATION.search(before[-_WINDOW:]) is not None


def _stands_alone_by_tokens(lines: Sequence[str], state_at: StateAt, line: int, column: int) -> tuple[bool, int]:
    before: list[str] = []
    above = 0
    end: int | None = column
    while True:
        text = lines[line - above]
        if line - above or not text.startswith("#!"):
            tokens = code_tokens(text, 0, end, state_at(line - above).stack)
            before = [text[t.start : t.end] for t in tokens if t.kind is not TokenKind.COMMENT] + before
        if before and (len(before) >= 3 or before[-1] != "."):
            break
        if above in (line, FARTHEST_BACK):
            break
        above, end = above + 1, None
    if not before:
        return True, above
    if before[-1] not in _BINDS:
        return not _ends_in_declaration(" ".join(before)), above
    is_kotlin = before[-2:] == ["kotlin", "."] and (len(before) < 3 or before[-3] not in _BINDS)
    return is_kotlin, above


def _read_long(lines: Sequence[str], line: int, column: int) -> Reading:
    count = 1
    while True:
        text = "".join(lines[line : line + count])
        attempt = Arguments(text, column).read()
        available = min(count, len(lines) - line)
        if attempt.ended is None and available == count and count < LONGEST_CALL:
            count = min(2 * count, LONGEST_CALL)
            continue
        break
    if attempt.ended is None:
        return Reading(below=available - 1)
    end_line, end_column = _place(lines, line, attempt.ended)
    if not attempt.is_stub:
        return Reading(below=end_line)
    call = text[column : attempt.ended]
    return Reading(call, attempt.phase, attempt.reason, end_line, end_column, end_line)


def _place(lines: Sequence[str], line: int, offset: int) -> tuple[int, int]:
    """Relative line, and column, of an offset behind the start of `line`."""
    below = 0
    while offset > len(lines[line + below]):
        offset -= len(lines[line + below])
        below += 1
    return below, offset


def todo_call(line: int, column: int, reading: Reading, scope: Scope) -> TodoCall:
    """The value that other rooms see."""
    end = Position(line + reading.end_line, reading.end_column)
    around = enclosing(scope)
    return TodoCall(Range(Position(line, column), end), reading.text or "", reading.phase, reading.reason, *around)
