"""What faces ask for: the body of one stub, of a class's stubs, of a phase's; a component that is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.roles import SUITE_ROLES, Role
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made, make
from destination_writer.generate.newconnector import (
    LAST_PHASE,
    Whole,
    demand_strategies,
    empty_connector,
    fill,
    naming_of,
    write_files,
)
from destination_writer.generate.place import name_around
from destination_writer.generate.request import make_request
from destination_writer.generate.several import make_all
from destination_writer.generate.wholefiles import make_file
from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange

STAYS_OPEN = "stays open: "
"""What a note of a Change begins with that names a stub which no template fits."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to write a body. `trade_off` says in a sentence what it costs and buys."""

    slug: str
    title: str
    trade_off: str = ""


def implement_stub(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    stub: Stub,
    *,
    dialect: str | None = None,
    strategy: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """The body of one stub. `dialect` defaults to the connector's database, `cdk` to its `cdkVersion`.

    Paths in the Change are those of the workspace.
    """
    if not _is_there(connector, stub):
        return NoChange(f"{stub.path} has no such stub any more: there is nothing left to do")
    draft = Draft(connector)
    try:
        request = make_request(
            connector, knowledge, templates, dialect=dialect, cdk=cdk, strategy=strategy, phase=stub.phase
        )
        made = make(request, draft, stub)
    except CannotGenerate as error:
        return error.told()
    title = f"Implement {_name_of(connector, stub)} for {request.dialect.name}"
    return _change(title, draft, [made])


def implement_stub_named(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    name: str,
    *,
    dialect: str | None = None,
    strategy: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """The stubs of the function that `CLASS.FUNCTION` names. Raises LookupError when there is no such function."""
    class_name, _, function = name.rpartition(".")
    class_name = class_name.rpartition(".")[2]
    classes = [c for source in connector.sources for c in source.declared.all_classes() if c.name == class_name]
    if not classes:
        raise LookupError(f"there is no class {class_name or name}; name a stub as CLASS.FUNCTION")
    members = {m.name for c in classes for m in (*c.functions, *c.properties, *c.constructor)}
    if function not in members:
        raise LookupError(f"{class_name} has no function {function}; name a stub as CLASS.FUNCTION")
    return _implement_all(
        connector,
        knowledge,
        templates,
        lambda stub: _is_named(connector, stub, class_name, function),
        name,
        dialect,
        cdk,
        strategy,
    )


def implement_component(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    path: str,
    class_name: str,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """Every stub of one class that a template knows, as one Change; stubs that stay open are named in its notes."""
    return _implement_all(
        connector,
        knowledge,
        templates,
        lambda stub: stub.path == path and stub.call.class_name == class_name,
        f"all stubs of {class_name}",
        dialect,
        cdk,
    )


def implement_phase(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    phase: int,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """Every stub of one phase that a template knows, as one Change; stubs that stay open are named in its notes."""
    return _implement_all(
        connector, knowledge, templates, lambda stub: _is_due(knowledge, stub, phase), f"phase {phase}", dialect, cdk
    )


def _is_due(knowledge: Knowledge, stub: Stub, phase: int) -> bool:
    """A plain `TODO()` names no phase: it is due in the first that owns the member."""
    if stub.phase is not None or stub.role is None:
        return stub.phase == phase
    owners = knowledge.owners(stub.role.value, stub.call.function)
    return bool(owners) and owners[0].number == phase


def _implement_all(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    wanted: Callable[[Stub], bool],
    what: str,
    dialect: str | None,
    cdk: str | None,
    strategy: str | None = None,
) -> Change | NoChange:
    open_stubs = [stub for stub in connector.stubs if wanted(stub)]
    if not open_stubs:
        return NoChange(f"there is no open stub for {what}: there is nothing left to do")
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk, strategy=strategy)
    except CannotGenerate as error:
        return error.told()
    done = make_all(request, connector, wanted)
    left = tuple(f"{stub.path}: {_name_of(done.draft.connector, stub)}: {e.reason}" for stub, e in done.left)
    if not done.made:
        missing = tuple(dict.fromkeys(need for _, error in done.left for need in error.missing))
        return NoChange(f"no template fits {what}: " + "; ".join(left), missing or ("a template",))
    change = _change(f"Implement {what} for {request.dialect.name}", done.draft, done.made)
    return replace(change, notes=(*(f"{STAYS_OPEN}{line}" for line in left), *change.notes))


def complete_component(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    role: Role,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """A whole new file for a component that the connector lacks, all its members written."""
    label = role.value.replace("_", " ")
    if connector.components(role):
        return NoChange(f"the connector has a {label}: there is nothing left to do")
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk)
        draft, made = make_file(request, connector, role)
    except CannotGenerate as error:
        return error.told()
    return _change(f"Create the {label} for {request.dialect.name}", draft, made)


def new_connector(
    knowledge: Knowledge,
    templates: Templates,
    *,
    dialect: str,
    cdk: str,
    name: str | None = None,
    package: str | None = None,
    prefix: str | None = None,
    strategies: Mapping[str, str] | None = None,
    connector: Connector | None = None,
    until_phase: int = LAST_PHASE,
    implement: bool = True,
) -> Change | NoChange:
    """A whole connector: every file of the phases up to `until_phase`, and with `implement` every stub of them written.

    `name` is what stands behind `destination-`, `package` the base package, `prefix` what class names begin with; all
    come from the database where they are not given. `strategies` chooses by kind: `{"upsert": "merge"}`. `connector` is
    one that has some of it already: only what it lacks is written. Paths are relative to the workspace.
    """
    try:
        known = knowledge.dialect(dialect)
        naming = naming_of(known, name, package, prefix)
        present = connector or empty_connector(naming, known, cdk)
        request = make_request(present, knowledge, templates, dialect=dialect, cdk=cdk)
        chosen = _strategies(strategies or {})
        demand_strategies(request, chosen)
        whole = write_files(request, present, naming, range(until_phase + 1))
        if implement:
            fill(request, whole, until_phase, chosen)
    except KnowledgeError as error:
        return NoChange(str(error), (f"a dialect for {dialect}",))
    except CannotGenerate as error:
        return error.told()
    return _whole_change(request.dialect.name, whole)


def _strategies(chosen: Mapping[str, str]) -> dict[StrategyKind, str]:
    unknown = [kind for kind in chosen if kind not in set(StrategyKind)]
    if unknown:
        known = ", ".join(kind.value for kind in StrategyKind)
        raise CannotGenerate(f"there is no kind of strategy {unknown[0]!r}; there are: {known}", ("a known kind",))
    return {StrategyKind(kind): slug for kind, slug in chosen.items()}


def _whole_change(database: str, whole: Whole) -> Change | NoChange:
    files = whole.files()
    if not files:
        return NoChange("the connector is whole: there is nothing left to do")
    left = (f"{STAYS_OPEN}{s.path}: {_name_of(whole.draft.connector, s)}: {error.reason}" for s, error in whole.left)
    notes = dict.fromkeys((*left, *(note for m in whole.made for note in m.notes), *whole.draft.notes))
    proofs = dict.fromkeys(m.proof for m in whole.made if m.proof)
    purpose = "Writes every file that the connector lacks."
    title = f"Create the connector for {database}"
    return Change(title, files, purpose, tuple(notes), "; ".join(proofs), needs_confirmation=True)


def strategies_for(
    connector: Connector, knowledge: Knowledge, templates: Templates, stub: Stub, *, dialect: str | None = None
) -> tuple[Strategy, ...]:
    """The ways to write this stub, the default first; empty when there is only one, or none."""
    entry = templates.member(stub.role, stub.call.function)
    if entry is None:
        return ()
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=None, phase=stub.phase)
    except CannotGenerate:
        return ()
    ways = request.strategies(entry)
    return tuple(Strategy(way.slug, way.title, way.trade_off) for way in ways) if len(ways) > 1 else ()


def can_implement(templates: Templates, stub: Stub) -> bool:
    """Whether a template knows this stub by role and function. `implement_stub` may still find a reason not to, above
    all for a stub that is the value of a property: its name is not looked at here."""
    if stub.call.function is None:
        return stub.role in _WITH_PROPERTIES
    return templates.member(stub.role, stub.call.function) is not None


_WITH_PROPERTIES = SUITE_ROLES | {Role.SPECIFICATION, Role.CONFIGURATION, Role.SQL_GENERATOR}
"""Roles with properties that can be written."""


def _is_named(connector: Connector, stub: Stub, class_name: str, function: str) -> bool:
    if stub.call.function is not None:
        return (stub.call.class_name, stub.call.function) == (class_name, function)
    return _name_of(connector, stub) == f"{class_name}.{function}"


def _name_of(connector: Connector, stub: Stub) -> str:
    """`Class.function`, also of a stub that is the value of a property."""
    source = connector.source(stub.path)
    names = name_around(source, stub) if source else (stub.call.class_name, stub.call.function)
    return ".".join(name for name in names if name) or "the file"


def _is_there(connector: Connector, stub: Stub) -> bool:
    source = connector.source(stub.path)
    return source is not None and stub in source.stubs


def _change(title: str, draft: Draft, made: Sequence[Made]) -> Change:
    purpose = made[0].purpose if len(made) == 1 else f"Writes {', '.join(m.function for m in made)}."
    notes = dict.fromkeys((*(note for m in made for note in m.notes), *draft.notes))
    proofs = dict.fromkeys(m.proof for m in made if m.proof)
    return Change(title, draft.files(), purpose, tuple(notes), "; ".join(proofs), needs_confirmation=len(made) > 1)
