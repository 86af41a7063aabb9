"""What can be written for a person who stands on a stub, and how to ask for it.

An *order* says what is to be made in JSON values, so that it can travel to the editor and back: as the `data` of a code
action or the argument of a command. It names a stub by class, function and phase, which edits elsewhere do not change.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.api import (
    Strategy,
    can_implement,
    implement_component,
    implement_phase,
    implement_stub,
    strategies_for,
)
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.decisions import OpenChoice, open_choices, recording, with_decisions
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.remedies.api import mend
from destination_writer.generate.tuning.api import tune
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange
from destination_writer.text.document import Document
from destination_writer.text.findings import Remedy
from destination_writer.text.places import Position, Range
from destination_writer.toolchain.workspace import workspace_templates

STUB, COMPONENT, PHASE, REMEDY, TESTS = "stub", "component", "phase", "remedy", "tests"
TUNE = "tune"

QUICKFIX, REWRITE, GENERATE_PHASE = "quickfix", "refactor.rewrite", "source.generatePhase"

SIGNATURE_LINES = 40
"""Lines above a stub in which the head of its function is looked for."""

_HEAD = re.compile(r"\bfun\b[^(]*?(`[^`]+`|\w+)\s*\(")
"""The name is the last word before the parameters."""

Order = dict[str, Any]


class BadOrder(Exception):
    """An order that cannot be carried out as it stands. The message says what it lacks."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the settings say where the connector does not. `strategies` by function."""

    dialect: str | None = None
    cdk: str | None = None
    strategies: Mapping[str, str] | None = None
    roots: tuple[Path, ...] = ()
    """The folders whose own templates are laid over the bundled ones, the connector's last."""

    def for_connector(self, connector: Connector, knowledge: Knowledge) -> "Choices":
        """Without what the connector itself decides."""
        known = connector.database in knowledge.dialect_slugs
        return replace(self, dialect=None if known else self.dialect, cdk=None if connector.cdk_version else self.cdk)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be asked for. `disabled` says why it cannot be done here; then there is nothing to order."""

    kind: str
    title: str
    order: Order
    stub: Stub | None = None
    preferred: bool = False
    disabled: str = ""
    asks: bool = False
    """Something has to be decided first: the offer is a command, which asks."""


@lru_cache(maxsize=16)
def templates(roots: tuple[Path, ...] = ()) -> Templates:
    """The bundled templates, with those of the workspace's folders over them; what changes there is seen at once.

    Raises FileNotFoundError, with the remedy, when the package lacks them.
    """
    return Templates(workspace_templates(*roots))


def stub_order(uri: str, stub: Stub, stubs: Sequence[Stub], strategy: str = "") -> Order:
    """Names one stub among all of its file."""
    alike = [other for other in stubs if _key(other) == _key(stub)]
    class_name, function, phase = _key(stub)
    order: Order = {"make": STUB, "uri": uri, "class": class_name, "function": function, "phase": phase}
    if len(alike) > 1:
        order["nth"] = alike.index(stub)
    if strategy:
        order["strategy"] = strategy
    return order


def component_order(uri: str, class_name: str) -> Order:
    return {"make": COMPONENT, "uri": uri, "class": class_name}


def phase_order(uri: str, phase: int) -> Order:
    return {"make": PHASE, "uri": uri, "phase": phase}


def tests_order(uri: str, phase: int) -> Order:
    return {"make": TESTS, "uri": uri, "phase": phase}


def tune_order(uri: str, strategy: str, *, replace: bool = False) -> Order:
    """Write records in another way; `replace` also takes the place of a person's own work."""
    return {"make": TUNE, "uri": uri, "strategy": strategy, "replace": replace}


def remedy_order(uri: str, remedy: Remedy) -> Order:
    """What a remedy needs is a part of the order, for the failure may be gone when it is carried out."""
    return {"make": REMEDY, "uri": uri, "remedy": remedy.name, "arguments": dict(remedy.arguments)}


def touched_stubs(document: Document, stubs: Sequence[Stub], range_: Range) -> list[Stub]:
    """The stubs that a cursor or selection touches, or whose function's head it touches."""
    near = (
        stub
        for stub in stubs
        if stub.call.range.end.line >= range_.start.line
        and stub.call.range.start.line - SIGNATURE_LINES <= range_.end.line
    )
    return [stub for stub in near if range_.touches(_reach(document, stub))]


def _reach(document: Document, stub: Stub) -> Range:
    """From the line with `fun name` to the end of the call."""
    first = stub.call.range.start.line
    for line in range(first, max(first - SIGNATURE_LINES, -1), -1):
        if (head := _HEAD.search(document.line(line))) and head[1].strip("`") == stub.call.function:
            return Range(Position(line, 0), stub.call.range.end)
    return stub.call.range


def offers_for(
    connector: Connector,
    knowledge: Knowledge,
    uri: str,
    stubs: Sequence[Stub],
    touched: Sequence[Stub],
    choices: Choices,
) -> Iterator[Offer]:
    """What can be done for the touched stubs: each itself, its component, its phase. Slow: run it in a thread."""
    choices = choices.for_connector(connector, knowledge)
    for stub in touched:
        yield from _stub_offers(connector, knowledge, uri, stubs, stub, choices)
    classes = dict.fromkeys(stub.call.class_name for stub in touched if stub.call.class_name)
    for name in classes:
        mine = [stub for stub in stubs if stub.call.class_name == name]
        if len(mine) > 1 and any(can_implement(templates(), stub) for stub in mine):
            asks = bool(_choices_of(connector, knowledge, mine, choices))
            yield Offer(REWRITE, f"Implement all {len(mine)} stubs of {name}", component_order(uri, name), asks=asks)
    yield from phase_offers(connector, knowledge, uri, touched, choices)


def phase_offers(
    connector: Connector, knowledge: Knowledge, uri: str, stubs: Sequence[Stub], choices: Choices
) -> Iterator[Offer]:
    """Whole phases, for the phases of these stubs."""
    for number in sorted({stub.phase for stub in stubs if stub.phase is not None}):
        mine = [stub for stub in connector.stubs if stub.phase == number]
        if not any(can_implement(templates(), stub) for stub in mine):
            continue
        title = f": {knowledge.phase(number).title}" if number < len(knowledge.phases) else ""
        files = len({stub.path for stub in mine})
        count = f"{_count(len(mine), 'stub')} in {_count(files, 'file')}"
        asks = bool(_choices_of(connector, knowledge, mine, choices))
        yield Offer(GENERATE_PHASE, f"Implement phase {number}{title} ({count})", phase_order(uri, number), asks=asks)


def questions_of(
    connector: Connector, knowledge: Knowledge, order: Mapping[str, Any], choices: Choices, path: str
) -> tuple[OpenChoice, ...]:
    """What a person has to decide before an order is carried out: for several stubs at once, at the first time."""
    choices = choices.for_connector(connector, knowledge)
    match order.get("make"):
        case "component":
            stubs = [s for s in connector.stubs if (s.path, s.call.class_name) == (path, order.get("class"))]
        case "phase":
            stubs = [s for s in connector.stubs if s.phase == order.get("phase")]
        case _:
            return ()
    decided = order.get("strategies") or {}
    return tuple(c for c in _choices_of(connector, knowledge, stubs, choices) if c.kind.value not in decided)


def _choices_of(
    connector: Connector, knowledge: Knowledge, stubs: Sequence[Stub], choices: Choices
) -> tuple[OpenChoice, ...]:
    named = choices.strategies or {}
    undecided = [stub for stub in stubs if stub.call.function not in named]
    return open_choices(
        connector, knowledge, templates(choices.roots), undecided, dialect=choices.dialect, cdk=choices.cdk
    )


def _stub_offers(
    connector: Connector, knowledge: Knowledge, uri: str, stubs: Sequence[Stub], stub: Stub, choices: Choices
) -> Iterator[Offer]:
    name = stub.call.function or stub.call.class_name or "this stub"
    order = stub_order(uri, stub, stubs)
    if not can_implement(templates(), stub):
        reason = carry_out(connector, knowledge, order, choices, stub.path)
        text = no_change_text(reason) if isinstance(reason, NoChange) else "no template writes it"
        yield Offer(QUICKFIX, f"Implement {name}", order, stub, disabled=text)
        return
    ways = strategies_for(connector, knowledge, templates(choices.roots), stub, dialect=choices.dialect)
    preferred = (choices.strategies or {}).get(name) if ways else None
    chosen = next((way for way in ways if way.slug == preferred), ways[0] if ways else None)
    title = _titled(name, chosen) if chosen else f"Implement {name}"
    yield Offer(QUICKFIX, title, order | ({"strategy": chosen.slug} if chosen else {}), stub, preferred=True)
    for way in ways:
        if way is not chosen:
            yield Offer(QUICKFIX, _titled(name, way), order | {"strategy": way.slug}, stub)


def _titled(name: str, way: Strategy) -> str:
    """The title of one way, with what speaks for and against it."""
    return f"Implement {name}: {way.title}. {way.trade_off}"


def carry_out(
    connector: Connector, knowledge: Knowledge, order: Mapping[str, Any], choices: Choices, path: str
) -> Change | NoChange:
    """Make what was ordered; `path` is the file of the order's `uri` in the connector. Slow: run it in a thread.

    Raises BadOrder.
    """
    choices = choices.for_connector(connector, knowledge)
    decided = _decisions(order)
    made = _made(with_decisions(connector, decided), knowledge, order, choices, path)
    return recording(connector, made, decided) if isinstance(made, Change) else made


def _decisions(order: Mapping[str, Any]) -> dict[str, str]:
    given = order.get("strategies") or {}
    if not isinstance(given, dict):
        raise BadOrder(f"`strategies` must be a map of kinds to strategies, not {given!r}")
    return {str(kind): str(slug) for kind, slug in cast(dict[object, object], given).items()}


def _made(
    connector: Connector, knowledge: Knowledge, order: Mapping[str, Any], choices: Choices, path: str
) -> Change | NoChange:
    kit = (connector, knowledge, templates(choices.roots))
    options: dict[str, Any] = {"dialect": choices.dialect, "cdk": choices.cdk}
    match order.get("make"):
        case "stub":
            stub = _ordered_stub(connector, order, path)
            if isinstance(stub, NoChange):
                return stub
            return implement_stub(*kit, stub, strategy=order.get("strategy"), **options)
        case "component":
            return implement_component(*kit, path, str(order.get("class")), **options)
        case "phase":
            return implement_phase(*kit, _number(order), **options)
        case "remedy":
            return mend(*kit, _remedy(order), **options)
        case "tune":
            return tune(*kit, str(order.get("strategy") or ""), replace_own=order.get("replace") is True, **options)
        case "tests":
            return enable_phase(*kit, _number(order), **options)
        case "upgrade":
            from destination_writer.lsp.upgrading import upgraded

            return upgraded(*kit, str(order.get("to") or ""))
        case other:
            raise BadOrder(f"`make` must be stub, component, phase, remedy or tests, not {other!r}")


def _remedy(order: Mapping[str, Any]) -> Remedy:
    given = order.get("arguments") or {}
    if not isinstance(given, dict):
        raise BadOrder(f"`arguments` must be a map of names to texts, not {given!r}")
    named = cast(dict[object, object], given)
    return Remedy(str(order.get("remedy")), "", {str(name): str(value) for name, value in named.items()})


def no_change_text(reason: NoChange) -> str:
    """Why nothing was made, and what would be needed, for a person."""
    missing = f" Missing: {'; '.join(reason.missing)}." if reason.missing else ""
    text = reason.reason[:1].upper() + reason.reason[1:]
    return f"{text.rstrip('.')}.{missing}"


def _ordered_stub(connector: Connector, order: Mapping[str, Any], path: str) -> Stub | NoChange:
    source = connector.source(path)
    wanted = (order.get("class"), order.get("function"), order.get("phase"))
    alike = [stub for stub in source.stubs if _key(stub) == wanted] if source else []
    nth = order.get("nth", 0)
    if not isinstance(nth, int) or not 0 <= nth < len(alike):
        name = ".".join(str(part) for part in wanted[:2] if part)
        return NoChange(f"{path} has no open stub {name} any more: there is nothing left to do")
    return alike[nth]


def _number(order: Mapping[str, Any]) -> int:
    number = order.get("phase")
    if not isinstance(number, int):
        raise BadOrder(f"`phase` must be a number from 0 to 11, not {number!r}")
    return number


def _key(stub: Stub) -> tuple[str | None, str | None, int | None]:
    return stub.call.class_name, stub.call.function, stub.phase


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
