"""KotlinBuffer: a Kotlin text whose line states and stubs follow its edits.

An edit reads the changed lines again, and those behind them until the state is the old one; in a file that stays well
formed that is the edited line alone. What it yields equals what a fresh read of the same text yields.
"""

import re
from bisect import bisect_left
from functools import cache
from operator import attrgetter

from destination_writer.kotlin.declarations import TodoCall
from destination_writer.kotlin.lexer import START, Candidate, Lexer, LineState, Skimmer
from destination_writer.kotlin.scopes import Scope
from destination_writer.kotlin.todos import FARTHEST_BACK, LONGEST_CALL, Reading, read_todo, todo_call
from destination_writer.text.document import Document, Splice
from destination_writer.text.places import Range

_LINE_END = re.compile(r"[\r\n]")
_line_of = attrgetter("line")


class _Todo:
    """A `TODO` in the code, and what is known of it so far. `line` moves along with the text."""

    __slots__ = ("call", "column", "line", "reading", "scope")

    def __init__(self, found: Candidate) -> None:
        self.line, self.column, self.scope = found
        self.reading: Reading | None = None
        self.call: TodoCall | None = None

    def move(self, delta: int) -> None:
        self.line += delta
        self.call = None

    def enter(self, scope: Scope) -> None:
        if scope != self.scope:
            self.scope, self.call = scope, None

    def forget(self) -> None:
        self.reading = self.call = None


class KotlinBuffer:
    """A document and its stubs. Nothing is read before it is asked for, and nothing at all while no line says `TODO`."""

    def __init__(self, text: str, version: int | None = None) -> None:
        self.document = Document(text, version)
        self._states: list[LineState] | None = None
        """At the start of each line; None as long as no line has said `TODO`."""
        self._todos: list[_Todo] = []
        self._calls: list[TodoCall] | None = None
        self._silent = "TODO" not in text

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def version(self) -> int | None:
        return self.document.version

    def apply(self, range_: Range, new_text: str, version: int | None = None) -> None:
        """Replace the text in `range_` (clamped into the text)."""
        self._follow(self.document.apply(range_, new_text, version))

    def replace(self, text: str, version: int | None = None) -> None:
        self.document.replace(text, version)
        self._states, self._todos, self._calls = None, [], None
        self._silent = "TODO" not in text

    def todo_calls(self) -> list[TodoCall]:
        """The stubs, in order: `TODO("... Phase N ...")` and plain `TODO()`. Not to be changed by the caller.

        Calls that an edit did not touch are the same objects as before, and so is the list when it touched none.
        """
        if self._calls is None:
            self._calls = self._collect()
        return self._calls

    def line_states(self) -> list[LineState]:
        """The lexer's state at the start of each line. Not to be changed by the caller."""
        if self._states is None:
            lexer = Lexer(self.document.text).run()
            self._states = [START, *lexer.states]
            self._todos = [_Todo(found) for found in lexer.candidates]
        return self._states

    def _collect(self) -> list[TodoCall]:
        if self._states is None and self._silent:
            return []
        self.line_states()
        lines = self.document.lines
        calls: list[TodoCall] = []
        for todo in self._todos:
            reading = todo.reading
            if reading is None:
                reading = todo.reading = read_todo(lines, self.line_states, todo.line, todo.column)
            if reading.text is not None:
                if todo.call is None:
                    todo.call = todo_call(todo.line, todo.column, reading, todo.scope)
                calls.append(todo.call)
        return calls

    def _follow(self, splice: Splice) -> None:
        first, removed, inserted = splice
        if self._states is None:
            fresh = self.document.lines[first : first + inserted]
            self._silent = self._silent and not any("TODO" in line for line in fresh)
            self._calls = self._calls if self._silent else None
            return
        behind = first + removed
        old = self._states[behind] if behind < len(self._states) else None
        self._states[first + 1 : behind] = [START] * (inserted - 1)
        changed = self._cut_todos(first, removed, inserted - removed)
        changed = self._forget_neighbours(first, first + inserted) or changed
        changed = self._reread(first, first + inserted, old) or changed
        if changed:
            self._calls = None

    def _cut_todos(self, first: int, removed: int, delta: int) -> bool:
        low = bisect_left(self._todos, first, key=_line_of)
        high = bisect_left(self._todos, first + removed, key=_line_of)
        changed = low != high
        del self._todos[low:high]
        if delta:
            changed = changed or low < len(self._todos)
            for todo in self._todos[low:]:
                todo.move(delta)
        return changed

    def _reread(self, first: int, end: int, old: LineState | None) -> bool:
        """Run the lexer over the lines `first` to `end`, and on until the state is what it was. True if a `TODO` came or
        went. `old` is the state that the line behind `end` had before."""
        states, lines = self.line_states(), self.document.lines
        changed, size = False, 16
        reached = end
        while True:
            lexer = Lexer("".join(lines[first:reached]), states[first], first).run()
            fresh = lexer.states
            changed = self._exchange(first, reached, lexer.candidates) or changed
            if reached == len(lines):
                states[first + 1 : reached] = fresh
                break
            states[first + 1 : reached] = fresh[:-1]
            if fresh[-1] == (old if reached == end else states[reached]):
                break
            states[reached] = fresh[-1]
            first, reached, size = reached, min(reached + size, len(lines)), size * 2
        return self._forget_neighbours(end, reached) or changed

    def _exchange(self, first: int, end: int, found: list[Candidate]) -> bool:
        """Put what was found in some lines in the place of what was known there. True unless both are nothing."""
        low = bisect_left(self._todos, first, key=_line_of)
        high = bisect_left(self._todos, end, key=_line_of)
        known = {(todo.line, todo.column): todo for todo in self._todos[low:high]}
        fresh: list[_Todo] = []
        for candidate in found:
            todo = known.get(candidate[:2])
            if todo is None or (todo.reading is not None and todo.reading.above):
                todo = _Todo(candidate)
            todo.enter(candidate.scope)
            fresh.append(todo)
        self._todos[low:high] = fresh
        return bool(known or fresh)

    def _forget_neighbours(self, first: int, end: int) -> bool:
        """Forget what was read of calls that reach into the changed lines from above or looked at them from below."""
        todos, forgotten = self._todos, False
        low = bisect_left(todos, first - LONGEST_CALL, key=_line_of)
        high = bisect_left(todos, end + FARTHEST_BACK + 1, key=_line_of)
        for todo in todos[low:high]:
            reading = todo.reading
            if reading and todo.line - reading.above < end and todo.line + reading.below >= first:
                todo.forget()
                forgotten = True
        return forgotten



def find_todo_calls(text: str) -> list[TodoCall]:
    """The stubs of a text, in order: what a `KotlinBuffer` of it says, for half the price. Without the word it costs one
    search."""
    last = text.rfind("TODO")
    if last < 0:
        return []
    line_end = _LINE_END.search(text, last)
    skimmer = Skimmer(text if line_end is None else text[: line_end.start()]).run()
    document = Document(text)
    states = cache(KotlinBuffer(text).line_states)
    calls: list[TodoCall] = []
    for found in skimmer.candidates:
        line, column = document.place(found.column)
        reading = read_todo(document.lines, states, line, column)
        if reading.text is not None:
            calls.append(todo_call(line, column, reading, found.scope))
    return calls
