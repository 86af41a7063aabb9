"""`try`, `catch` and `finally` of a Kotlin file, and what a `catch` does with what it has caught."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.logs import log_calls
from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.calls import closing
from destination_writer.text.places import Span

BROAD = frozenset({"Throwable", "Exception", "RuntimeException"})
"""Types that also stand for the faults of the code itself."""

_TRY = re.compile(r"try(?<!\w...)\s*\{")
_CATCH = re.compile(r"\s*catch\s*\(\s*(?:@\w+(?:\([^)]*\))?\s*)?(\w+)\s*:\s*([\w.]+)\s*,?\s*\)\s*\{")
_FINALLY = re.compile(r"\s*finally\s*\{")
_FAILS = re.compile(r"\bthrow\b|(?<![.\w])(?:error|fail|TODO|exitProcess|rethrow\w*)\s*\(")
_CLEANS_UP = re.compile(
    r"(?i)^(?:close\w*|rollback\w*|drop\w*|delete\w*|abort\w*|clean\w*|shutdown\w*|disconnect\w*|dispose\w*|release\w*"
    r"|cancel\w*|remove\w*|stop\w*|runBlocking|runCatching|unlock\w*|interrupt)$"
)

_OPERATION = re.compile(r"^(?:drop|delete|execute|run)\w*$")


@dataclass(frozen=True)
class Catch:
    """One `catch (name: type) { ... }`; `body` is with its braces."""

    name: str
    type: str
    """The simple name."""
    head: Span
    """From `catch` to the closing parenthesis."""
    body: Span


@dataclass(frozen=True)
class Try:
    """One `try`; `body` and `final` are with their braces."""

    start: int
    body: Span
    catches: tuple[Catch, ...]
    final: Span | None

    @property
    def span(self) -> Span:
        last = self.final or (self.catches[-1].body if self.catches else self.body)
        return Span(self.start, last.end)


def tries(subject: FileSubject) -> tuple[Try, ...]:
    """Every `try` of the file, in the order of the text; for `FileSubject.shared`."""
    return tuple(_tries(subject.bare)) if "try" in subject.text else ()


def _tries(bare: str) -> Iterator[Try]:
    for match in _TRY.finditer(bare):
        body = _block(bare, match.end() - 1)
        at, catches = body.end, list[Catch]()
        while (found := _CATCH.match(bare, at)) is not None:
            block = _block(bare, found.end() - 1)
            start = found.end() - len(found[0].lstrip())
            head = Span(start, bare.rindex(")", start, found.end()) + 1)
            catches.append(Catch(found[1], found[2].rpartition(".")[2], head, block))
            at = block.end
        last = _FINALLY.match(bare, at)
        yield Try(match.start(), body, tuple(catches), _block(bare, last.end() - 1) if last else None)


def _block(bare: str, opening: int) -> Span:
    return Span(opening, closing(bare, opening) + 1)


def inside(span: Span) -> Span:
    """What the braces hold."""
    return Span(span.start + 1, max(span.end - 1, span.start + 1))


def fails(subject: FileSubject, span: Span) -> bool:
    """Whether the code of a span can end with an error of its own."""
    return _FAILS.search(subject.bare, span.start, span.end) is not None


def without_logs(subject: FileSubject, span: Span, *, literals: bool = False) -> str:
    """The code of a span without comments and the calls that only tell about it; its literals crossed out when they
    are to be seen, else spaced out."""
    whole, code, at = subject.code if literals else subject.bare, list[str](), span.start
    for one in subject.shared(log_calls):
        if at <= one.span.start and one.span.end <= span.end:
            code.append(whole[at : one.span.start])
            at = one.span.end
    return "".join([*code, whole[at : span.end]]).strip()


def uses(code: str, name: str) -> bool:
    """Whether code mentions a name."""
    return name != "_" and re.search(rf"\b{re.escape(name)}\b", code) is not None


def only_cleans_up(subject: FileSubject, span: Span) -> bool:
    """Whether all that is called there closes, rolls back or removes something: its failure may be passed over. A
    function whose own task that is has no such right."""
    names = [call.name for call in subject.call_index.all(within=span)]
    around = subject.function_around(span.start)
    if around is not None and around.function.is_override:
        names = [name for name in names if not _OPERATION.match(name) or around.name not in names]
    return bool(names) and any(_CLEANS_UP.match(name) for name in names[:2]) and len(names) < 4


def is_in_cleaning(subject: FileSubject, at: int) -> bool:
    """Whether a place lies in a `catch` or a `finally`: what goes wrong first is told by then."""
    return any(
        (one.final is not None and at in one.final) or any(at in each.body for each in one.catches)
        for one in subject.shared(tries)
    )
