"""Many stubs in one draft, one after the other, each over what the ones before it wrote."""

from collections.abc import Callable
from dataclasses import dataclass

from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made, make
from destination_writer.generate.request import Request


@dataclass(frozen=True)
class Done:
    draft: Draft
    made: list[Made]
    left: list[tuple[Stub, CannotGenerate]]


def make_all(request: Request, connector: Connector, wanted: Callable[[Stub], bool]) -> Done:
    """Write every wanted stub that can be written. A stub that cannot leaves no trace in the draft."""
    draft = Draft(connector)
    made: list[Made] = []
    while True:
        before = len(made)
        left = _pass(request, draft, wanted, made)
        if not left or len(made) == before:  # what one stub lacks, another may bring
            return Done(draft, made, left)


def _pass(
    request: Request, draft: Draft, wanted: Callable[[Stub], bool], made: list[Made]
) -> list[tuple[Stub, CannotGenerate]]:
    left: list[tuple[Stub, CannotGenerate]] = []
    while (stub := _next(draft.connector, wanted, len(left))) is not None:
        before, notes = draft.connector, list(draft.notes)
        try:
            made.append(make(request, draft, stub))
        except CannotGenerate as error:
            draft.connector, draft.notes = before, notes
            left.append((stub, error))
    return left


def _next(connector: Connector, wanted: Callable[[Stub], bool], skipped: int) -> Stub | None:
    """Stubs that could not be written stay in front, in their order; the one behind them is next."""
    stubs = [stub for stub in connector.stubs if wanted(stub)]
    return stubs[skipped] if skipped < len(stubs) else None
