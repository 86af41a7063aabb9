"""The lexer's state at the start of each line of a document, and the work that an edit leaves to do.

Each stretch that waits is read again from a state that holds, and then on until the state is what it was before: in a
file that stays well formed that is the edited line alone. The work is done in small steps, so that whoever has a loop
to keep alive can stop between two of them.
"""

from typing import NamedTuple

from destination_writer.kotlin.lexer import START, Candidate, Lexer, LineState
from destination_writer.text.document import Document, Splice

LONGEST_STRIDE = 1024
"""Lines read at once at most. Behind an edit it is one at first, because the state is nearly always the old one."""


class Stretch(NamedTuple):
    """Lines that were just read, and every `TODO` in their code."""

    first: int
    end: int
    candidates: list[Candidate]


class LineStates:
    def __init__(self, document: Document) -> None:
        self._lines = document.lines
        self._states: list[LineState | None] = [START, *[None] * (len(self._lines) - 1)]
        """None where nothing is known."""
        self._waiting: list[tuple[int, int]] = [(0, len(self._lines))]
        """Stretches of lines to be read, in order and apart. In front of the first every state holds; the state of a
        line outside is the one that the line before it leads to."""
        self._stride = 1

    @property
    def is_settled(self) -> bool:
        return not self._waiting

    def all(self) -> list[LineState]:
        """The states, once nothing waits any more."""
        return [state for state in self._states if state is not None]

    def at(self, line: int) -> LineState:
        """The state at the start of a line; only right once nothing waits any more."""
        return self._states[line] or START

    def follow(self, splice: Splice) -> None:
        """The document has changed: move with its lines, and note that the new ones wait."""
        first, removed, inserted = splice
        delta = inserted - removed
        self._states[first + 1 : first + removed] = [None] * (inserted - 1)
        before = [(low, min(high, first)) for low, high in self._waiting if low < first]
        behind = [
            (max(low, first + removed) + delta, high + delta) for low, high in self._waiting if high > first + removed
        ]
        self._waiting = _joined([*before, (first, first + inserted), *behind])
        self._stride = 1

    def step(self) -> Stretch | None:
        """Read the next few lines that wait. None when there are none."""
        if not self._waiting:
            return None
        first, wanted = self._waiting.pop(0)
        end = self._end_of_step(first, wanted)
        lexer = Lexer("".join(self._lines[first:end]), self.at(first), first).run()
        states, fresh = self._states, lexer.states
        if end == len(self._lines):
            states[first + 1 : end] = fresh
        else:
            states[first + 1 : end] = fresh[:-1]
            if end < wanted or states[end] != fresh[-1]:
                states[end] = fresh[-1]
                self._waiting = _joined([(end, max(end + 1, wanted)), *self._waiting])
        return Stretch(first, end, lexer.candidates)

    def _end_of_step(self, first: int, wanted: int) -> int:
        limit = max(wanted, self._waiting[0][0]) if self._waiting else len(self._lines)
        end = first + max(self._stride, min(wanted - first, LONGEST_STRIDE))
        self._stride = min(4 * self._stride, LONGEST_STRIDE)
        return min(end, limit)


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches with those made one that overlap or meet."""
    result: list[tuple[int, int]] = []
    for low, high in stretches:
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return result
