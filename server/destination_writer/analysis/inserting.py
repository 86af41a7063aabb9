"""How a connector writes records, as far as its code shows it: advice needs evidence at an exact place.

Looked at are the insert buffers, the aggregates, and what of the client the buffers call. A loop counts as one over
records only when what it walks is called like records and is not cut into chunks. What is not recognised gives no
advice.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.kotlin.tokens import mask_literals
from destination_writer.text.document import Document
from destination_writer.text.places import Location, Span

EXECUTES = re.compile(r"\.(?:executeUpdate|executeLargeUpdate|execute|executeQuery|insertOne)\s*\(")
BUILDS = re.compile(r"\.(?:prepareStatement|createStatement|prepareCall)\s*\(")
CONNECTS = re.compile(r"\bgetConnection\s*\(|\b\w*[dD]ataSource\.connection\b")

_RECORDS = re.compile(r"(?i)^(?:\w*records|\w*rows|\w*buffer(?:ed)?|pending|queue|documents)$")
"""What is walked; one record's own fields are walked as well, so a single one does not count."""
_RECORD = re.compile(r"(?i)^(?:\w*record|\w*row|document)$")
"""What one turn of a loop is called."""
_CHUNKS = re.compile(r"(?i)chunk|batch|window|\bstep\b|partition|split|group|slice|pages?\b|parts?\b")
_COLLECTION = re.compile(
    r"\b(?:Mutable)?(?:List|Collection|Iterable|Sequence|Set|ArrayDeque|Queue)<|\bArray<|^vararg\b"
)
_FOR = re.compile(r"\bfor\s*\(")
_WHILE = re.compile(r"\bwhile\s*\(")
_LAMBDA = re.compile(r"\.(?:forEach|forEachIndexed|map|mapIndexed|onEach)\s*\{")
_CALL = re.compile(r"\b(\w+)\s*\(")
_CONDITION = re.compile(r"\bif\s*\(|\bwhen\b|\belse\b|&&|\btakeIf\b")
_CALLED_DEEP = 3
"""Calls inside of the client that are followed from what a buffer calls."""


@dataclass(frozen=True)
class Routine:
    """A function that takes part in writing records."""

    source: SourceFile
    owner: Class
    function: Function
    role: Role

    @cached_property
    def code(self) -> str:
        """The whole file with literals and comments masked; offsets stay."""
        return mask_literals(self.source.text)

    @property
    def body(self) -> Span:
        assert self.function.body is not None
        return self.function.body.span

    @property
    def text(self) -> str:
        """The body as it is written."""
        return self.source.text[self.body.start : self.body.end]

    def find(self, pattern: re.Pattern[str]) -> Iterator[Span]:
        return (Span(m.start(), m.end()) for m in pattern.finditer(self.code, self.body.start, self.body.end))

    def line(self, offset: int) -> str:
        """The line that an offset lies in, without what stands around it: evidence."""
        start = self.source.text.rfind("\n", 0, offset) + 1
        end = self.source.text.find("\n", offset)
        return self.source.text[start : end if end >= 0 else None].strip()

    def location(self, connector: Connector, span: Span) -> Location:
        return Location(connector.workspace_path(self.source.path), Document(self.source.text).range_of(span))


@dataclass(frozen=True)
class Loop:
    """`body` is what is repeated, `walked` what it goes through and `each` what every turn is called, as code."""

    body: Span
    walked: str
    each: str = ""

    @property
    def is_chunked(self) -> bool:
        return _CHUNKS.search(f"{self.walked} {self.each}") is not None

    @property
    def is_over_records(self) -> bool:
        if self.is_chunked or ".next()" in self.walked:
            return False
        named = _RECORD.match(self.each.strip()) is not None
        return named or any(_RECORDS.match(word) for word in re.findall(r"\w+", self.walked))


def routines(connector: Connector) -> tuple[Routine, ...]:
    """Every function that takes part, those of the buffers first."""
    found: list[Routine] = []
    for role in (Role.INSERT_BUFFER, Role.AGGREGATE):
        for component in _main(connector, role):
            found += _functions_of(connector, component, lambda _: True)
    called = {name for routine in found for name in _names_called(routine)}
    for component in _main(connector, Role.CLIENT):
        own = {r.function.name: r for r in _functions_of(connector, component, lambda _: True)}
        wanted = called & own.keys()
        for _ in range(_CALLED_DEEP):
            wanted |= {name for known in wanted for name in _names_called(own[known]) if name in own}
        found += [own[name] for name in own if name in wanted]
    return tuple(found)


def _main(connector: Connector, role: Role) -> Iterator[Component]:
    tests = {source.path for source in connector.sources if source.is_test}
    return (component for component in connector.components(role) if component.path not in tests)


def _functions_of(connector: Connector, component: Component, wanted: Callable[[Function], bool]) -> Iterator[Routine]:
    source = connector.source(component.path)
    if source is None:
        return
    for function in component.declaration.functions:
        if function.body is not None and wanted(function):
            yield Routine(source, component.declaration, function, component.role)


def _names_called(routine: Routine) -> set[str]:
    return {m[1] for m in _CALL.finditer(routine.code, routine.body.start, routine.body.end)}


def loops(routine: Routine) -> tuple[Loop, ...]:
    """Every loop of a function, outer before inner."""
    code, body = routine.code, routine.body
    found: list[Loop] = []
    for opening in _FOR.finditer(code, body.start, body.end):
        end = _closing(code, opening.end() - 1, body.end)
        each, _, walked = code[opening.end() : end].partition(" in ")
        found.append(Loop(_block_after(code, end + 1, body.end), walked, each.partition(":")[0]))
    for opening in _WHILE.finditer(code, body.start, body.end):
        end = _closing(code, opening.end() - 1, body.end)
        found.append(Loop(_block_after(code, end + 1, body.end), code[opening.end() : end]))
    for opening in _LAMBDA.finditer(code, body.start, body.end):
        brace = opening.end() - 1
        end = _closing(code, brace, body.end)
        names = re.match(r"\{\s*([\w,() \t]+?)\s*->", code[brace:end])
        each = names[1].rpartition(",")[2] if names else ""
        found.append(Loop(Span(brace, end), _receiver(code, opening.start(), body.start), each))
    return tuple(sorted(found, key=lambda loop: loop.body.start))


def once_a_record(routine: Routine, pattern: re.Pattern[str], others: Iterable[Routine]) -> Iterator[Span]:
    """Places that do what `pattern` finds once for every record: in a loop over records itself, or by a call of a
    function that takes one record and does it."""
    doing = {
        other.function.name
        for other in others
        if _takes_one(other.function)
        and next(other.find(pattern), None)
        and other.function.name != routine.function.name
    }
    every = loops(routine)
    places = list(routine.find(pattern))
    for call in _CALL.finditer(routine.code, routine.body.start, routine.body.end):
        if call[1] in doing and not any(place.end == call.end() for place in places):
            places.append(Span(call.start(), call.end()))
    for place in sorted(places):
        around = [loop for loop in every if loop.body.start <= place.start < loop.body.end]
        inner = next((loop for loop in reversed(around) if loop.is_chunked or loop.is_over_records), None)
        if inner is not None and inner.is_over_records and not is_conditional(routine, place, inner.body.start):
            yield Span(place.start + (routine.code[place.start] == "."), place.end - 1)


def _takes_one(function: Function) -> bool:
    """Whether a function is about one record: none of its parameters is a collection of them."""
    return not any(_COLLECTION.search(f"{' '.join(p.modifiers)} {p.type}".strip()) for p in function.parameters)


def is_conditional(routine: Routine, place: Span, start: int) -> bool:
    """Whether a place behind `start` is reached only under a condition: `if (full) flush()`."""
    code = routine.code
    line = max(code.rfind("\n", start, place.start) + 1, start)
    if _CONDITION.search(code[line : place.start]):
        return True
    before = code[max(start, 0) : place.start]
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == "}") - (before[at] == "{")
        if depth < 0:
            head = before[before.rfind("\n", 0, at) + 1 : at]
            if _CONDITION.search(head) or "->" in head:
                return True
            depth = 0
    previous = before.rstrip()
    return re.search(r"\bif\s*\([^\n]*\)$", previous) is not None


def _closing(code: str, opening: int, limit: int) -> int:
    """The offset of the sign that closes the one at `opening`; `limit` when there is none."""
    depth = 0
    for at in range(opening, limit):
        depth += (code[at] in "([{") - (code[at] in ")]}")
        if depth == 0:
            return at
    return limit


def _block_after(code: str, start: int, limit: int) -> Span:
    """The block, or the one statement, behind a loop's head."""
    match = re.compile(r"\s*").match(code, start, limit)
    begin = match.end() if match else start
    if begin < limit and code[begin] == "{":
        return Span(begin, _closing(code, begin, limit))
    end = begin
    while end < limit and code[end] != "\n":
        end = _closing(code, end, limit) + 1 if code[end] in "([{" else end + 1
    return Span(begin, min(end, limit))


def _receiver(code: str, dot: int, limit: int) -> str:
    """The chain of calls that ends in front of a dot: `records.filter { ... }.chunked(10)`."""
    at = dot
    while at > limit:
        sign = code[at - 1]
        if sign in ")]}":
            at = _opening(code, at - 1, limit)
        elif sign.isalnum() or sign in "_.?!" or (sign.isspace() and _goes_on(code[at:dot])):
            at -= 1
        else:
            break
    return code[at:dot]


def _goes_on(chain: str) -> bool:
    """Whether a chain continues the line above."""
    return chain.lstrip().startswith((".", "?.", "!!"))


def _opening(code: str, closing: int, limit: int) -> int:
    depth = 0
    for at in range(closing, limit - 1, -1):
        depth += (code[at] in ")]}") - (code[at] in "([{")
        if depth == 0:
            return at
    return limit
