"""KotlinBuffer: a Kotlin text whose stubs follow its edits. What it says equals what a fresh read of the text says."""

import re
from bisect import bisect_left
from functools import cache
from operator import attrgetter

from destination_writer.kotlin.declarations import TodoCall
from destination_writer.kotlin.lexer import Candidate, Finder, LineState, Skimmer
from destination_writer.kotlin.linestates import LineStates, Stretch
from destination_writer.kotlin.scopes import Scope
from destination_writer.kotlin.todos import (
    FARTHEST_BACK,
    LONGEST_CALL,
    Reading,
    StateAt,
    may_be_stub,
    read_todo,
    todo_call,
)
from destination_writer.text.document import Document, Splice
from destination_writer.text.places import Range

_LINE_END = re.compile(r"[\r\n]")
_line_of = attrgetter("line")


class _Todo:
    """A `TODO` in the code, and what is known of it so far. `line` moves along with the text."""

    __slots__ = ("call", "column", "former", "line", "reading", "scope")

    def __init__(self, found: Candidate) -> None:
        self.line, self.column, self.scope = found
        self.reading: Reading | None = None
        self.former: Reading | None = None
        """The reading that `call` was made from, when it has to be done again."""
        self.call: TodoCall | None = None

    def move(self, delta: int) -> None:
        self.line += delta
        self.call = None

    def enter(self, scope: Scope) -> None:
        if scope != self.scope:
            self.scope, self.call = scope, None

    def forget(self) -> None:
        self.former, self.reading = self.reading, None

    def read(self, lines: list[str], state_at: StateAt) -> Reading:
        if self.reading is None:
            self.reading = read_todo(lines, state_at, self.line, self.column)
            if self.reading != self.former:
                self.call = None
        return self.reading


class KotlinBuffer:
    """A document and its stubs. Edits only note what has to be read again; asking for the stubs reads it."""

    def __init__(self, text: str, version: int | None = None) -> None:
        self.document = Document(text, version)
        self._states: LineStates | None = None
        """None as long as no line has said `TODO`: then nothing has to be read at all."""
        self._todos: list[_Todo] = []
        self._calls: list[TodoCall] = []
        self._is_current = False
        """Whether `_calls` is what the text says now."""
        self._says_todo = "TODO" in text

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def version(self) -> int | None:
        return self.document.version

    def apply(self, range_: Range, new_text: str, version: int | None = None) -> None:
        """Replace the text in `range_` (clamped into the text)."""
        splice = self.document.apply(range_, new_text, version)
        if self._states is not None:
            self._follow(splice)
        elif not self._says_todo:
            fresh = self.document.lines[splice.first : splice.first + splice.inserted]
            self._says_todo = any("TODO" in line for line in fresh)
            self._is_current = not self._says_todo

    def replace(self, text: str, version: int | None = None) -> None:
        """Put another text in the place of the whole one."""
        self.document.replace(text, version)
        self._states, self._todos, self._is_current = None, [], False
        self._says_todo = "TODO" in text

    def settle(self, lines: int | None = None) -> bool:
        """Read what waits: all of it, or no more than about `lines` lines. True when nothing waits any more.

        A thousand lines take some 3 ms. A server calls this between two turns of its loop before it asks for the stubs
        of a large file.
        """
        if self._states is None and not self._says_todo:
            return True
        states = self._line_states()
        done = 0
        while (lines is None or done < lines) and (stretch := states.step()) is not None:
            done += stretch.end - stretch.first
            exchanged = self._exchange(stretch)
            if self._forget_neighbours(stretch.first, stretch.end) or exchanged:
                self._is_current = False
        return states.is_settled

    def todo_calls(self) -> list[TodoCall]:
        """The stubs, in order: `TODO("... Phase N ...")` and plain `TODO()`. Not to be changed by the caller.

        Calls that an edit did not touch are the same objects as before, and so is the list when it touched none.
        """
        self.settle()
        if not self._is_current:
            calls = self._collect()
            self._calls = self._calls if calls == self._calls else calls
            self._is_current = True
        return self._calls

    def line_states(self) -> list[LineState]:
        """The lexer's state at the start of each line."""
        states = self._line_states()
        self.settle()
        return states.all()

    def _line_states(self) -> LineStates:
        if self._states is None:
            self._states = LineStates(self.document)
        return self._states

    def _collect(self) -> list[TodoCall]:
        if self._states is None:
            return []
        lines, states = self.document.lines, self._states
        calls: list[TodoCall] = []
        for todo in self._todos:
            reading = todo.read(lines, states.at)
            if reading.text is not None:
                if todo.call is None:
                    todo.call = todo_call(todo.line, todo.column, reading, todo.scope)
                calls.append(todo.call)
        return calls

    def _follow(self, splice: Splice) -> None:
        first, removed, inserted = splice
        self._line_states().follow(splice)
        low = bisect_left(self._todos, first, key=_line_of)
        high = bisect_left(self._todos, first + removed, key=_line_of)
        changed = low != high
        del self._todos[low:high]
        if inserted != removed:
            changed = changed or low < len(self._todos)
            for todo in self._todos[low:]:
                todo.move(inserted - removed)
        if self._forget_neighbours(first, first + inserted) or changed:
            self._is_current = False

    def _exchange(self, stretch: Stretch) -> bool:
        """Put what was found in some lines in the place of what was known there. True unless both are nothing."""
        low = bisect_left(self._todos, stretch.first, key=_line_of)
        high = bisect_left(self._todos, stretch.end, key=_line_of)
        known = {(todo.line, todo.column): todo for todo in self._todos[low:high]}
        fresh: list[_Todo] = []
        for candidate in stretch.candidates:
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
    """The stubs of a text, in order: what a `KotlinBuffer` of it says, sooner.

    Without the word it costs one search; with the word in comments and strings alone, one look for what is code.
    """
    if "TODO" not in text:
        return []
    alive = [found.column for found in Finder(text).run().candidates if may_be_stub(text, found.column)]
    if not alive:
        return []
    line_end = _LINE_END.search(text, alive[-1])
    skimmer = Skimmer(text if line_end is None else text[: line_end.start()]).run()
    document = Document(text)
    states = cache(KotlinBuffer(text).line_states)
    calls: list[TodoCall] = []
    for found in skimmer.candidates:
        line, column = document.place(found.column)
        reading = read_todo(document.lines, lambda line: states()[line], line, column)
        if reading.text is not None:
            calls.append(todo_call(line, column, reading, found.scope))
    return calls
