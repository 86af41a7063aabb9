"""A phase, step by step: which component each step writes, in which file, and the Change of one step.

A step is one component in one file, so that a person approves what belongs together. Steps follow the order of
`phases.yaml`, then that of `templates/index.yaml`; tests come last, since they call what the connector has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.roles import Role
from destination_writer.generate.api import STAYS_OPEN
from destination_writer.generate.catalogue import FileEntry, Templates
from destination_writer.generate.decisions import recording, with_decisions
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.latertests import later_tests
from destination_writer.generate.making import Made, make
from destination_writer.generate.newfiles import place_of, prefix_of
from destination_writer.generate.place import name_around
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.several import make_all
from destination_writer.generate.wholefiles import NewFiles
from destination_writer.knowledge.dialects import Strategy, StrategyKind
from destination_writer.knowledge.phases import Phase
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange

_LAST = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a phase. `number` is `3.2`; `text` says what it is for; `path` is relative to the connector.

    `members` are the functions that it writes; a step that `creates` makes the file, whose members it knows only then.
    """

    number: str
    title: str
    text: str
    path: str
    role: Role | None
    class_name: str | None
    members: tuple[str, ...] = ()
    creates: bool = False
    is_test: bool = False

    @property
    def key(self) -> tuple[str, str | None]:
        return self.path, self.class_name


@dataclass(frozen=True, slots=True)
class Piece:
    """One member of a step's Change: what it does and why this way, what to look at, how that is known."""

    name: str
    purpose: str
    notes: tuple[str, ...] = ()
    proof: str = ""


@dataclass(frozen=True, slots=True)
class StepMade:
    """A step's Change. `stays_open` are stubs that no template fits, each with the reason; `written` the stubs that it
    fills, as `Class.function`."""

    change: Change
    pieces: tuple[Piece, ...]
    stays_open: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """Several ways for members of a step, the one that would be taken first. `decided` tells that somebody chose it."""

    kind: StrategyKind
    functions: tuple[str, ...]
    ways: tuple[Strategy, ...]
    decided: bool


@dataclass(frozen=True)
class Kit:
    """What every question about a connector needs."""

    connector: Connector
    knowledge: Knowledge
    templates: Templates
    dialect: str | None = None
    cdk: str | None = None

    def request(self, phase: int | None = None) -> Request:
        """Raises CannotGenerate where the database or the CDK version is not known."""
        return make_request(
            self.connector, self.knowledge, self.templates, dialect=self.dialect, cdk=self.cdk, phase=phase
        )

    def deciding(self, chosen: Mapping[str, str]) -> "Kit":
        """The kit as if the connector's state held these decisions."""
        return replace(self, connector=with_decisions(self.connector, chosen))


def steps_of(kit: Kit, number: int) -> tuple[Step, ...]:
    """What is left to write for a phase: files that the connector lacks, and components with open stubs.

    Raises CannotGenerate where the database or the CDK version is not known.
    """
    request, phase = kit.request(), kit.knowledge.phase(number)
    found = [*_files(kit, request, phase), *_components(kit, request, phase)]
    found.sort(key=lambda step: _rank(request, phase, step))
    return tuple(replace(step, number=f"{number}.{n}") for n, step in enumerate(found, 1))


def ways_of(kit: Kit, step: Step, number: int) -> tuple[Ways, ...]:
    """What can be chosen in a step, also where it was decided before; without ways where there is none to go."""
    request = kit.request(number)
    stubs = due_in(kit, step, number)
    functions = [(s.role, s.call.function) for s in stubs]
    if step.creates:
        members = [e for e in kit.templates.index.members if e.role == step.role]
        functions = [(e.role, e.functions[0]) for e in members if not _is_later(kit, e.role, e.functions[0], number)]
    found: dict[StrategyKind, Ways] = {}
    for role, function in functions:
        entry = kit.templates.member(role, function)
        kind = (entry.strategies or entry.passes_on) if entry else None
        if entry is None or kind is None or len(ways := request.strategies(entry)) == 1:
            continue
        if not ways and entry.strategies is None:
            continue  # it calls what cannot be written, and is written itself
        known = found.setdefault(kind, Ways(kind, (), ways, kind.value in kit.connector.state.strategies))
        if function and function not in known.functions:
            found[kind] = replace(known, functions=(*known.functions, function))
    return tuple(found.values())


def make_step(
    kit: Kit, step: Step, number: int, chosen: Mapping[str, str] | None = None, *, only: str = ""
) -> StepMade | NoChange:
    """The Change of one step. `chosen` are strategies by kind, which the state file then records; `only` writes one
    member and leaves the others open. Paths in the Change are those of the workspace."""
    before = kit.connector
    kit = kit.deciding(chosen or {})
    try:
        request = kit.request()
        draft, made, left = _write_file(kit, request, step, number) if step.creates else _fill(kit, step, number, only)
    except CannotGenerate as error:
        return error.told()
    stays = tuple(f"{name}: {error.reason}" for name, error in left)
    if not draft.files():
        missing = tuple(dict.fromkeys(need for _, error in left for need in error.missing))
        return NoChange("; ".join(stays) or "there is nothing left to do", missing)
    purpose = step.text or f"Writes {', '.join(m.function for m in made)}."
    notes = dict.fromkeys((*(f"{STAYS_OPEN}{line}" for line in stays), *(n for m in made for n in m.notes)))
    proofs = dict.fromkeys(m.proof for m in made if m.proof)
    title = f"Step {step.number}: {step.title} for {request.dialect.name}"
    change = Change(title, draft.files(), purpose, (*notes, *draft.notes), "; ".join(proofs), needs_confirmation=True)
    change = recording(before, change, chosen or {})
    pieces = tuple(Piece(m.function, m.purpose, m.notes, m.proof) for m in made)
    written = tuple(f"{step.class_name or ''}.{m.function}".lstrip(".") for m in made)
    return StepMade(change, pieces, stays, written)


def due_in(kit: Kit, step: Step, number: int) -> tuple[Stub, ...]:
    """The open stubs of a step."""
    return tuple(s for s in kit.connector.stubs if (s.path, s.call.class_name) == step.key and _is_due(kit, s, number))


def _is_later(kit: Kit, role: Role, function: str, number: int) -> bool:
    """Whether a later phase owns a member, so that a new file leaves it a stub."""
    owners = kit.knowledge.owners(role.value, function)
    return bool(owners) and owners[0].number > number


def _is_due(kit: Kit, stub: Stub, number: int) -> bool:
    """A plain `TODO()` names no phase: it is due in the first that owns the member."""
    if stub.phase is not None or stub.role is None:
        return stub.phase == number
    owners = kit.knowledge.owners(stub.role.value, stub.call.function)
    return bool(owners) and owners[0].number == number


def _fill(kit: Kit, step: Step, number: int, only: str) -> tuple[Draft, list[Made], list[tuple[str, CannotGenerate]]]:
    def wanted(stub: Stub) -> bool:
        mine = (stub.path, stub.call.class_name) == step.key and _is_due(kit, stub, number)
        return mine and only in ("", stub.call.function)

    done = make_all(kit.request(), kit.connector, wanted)
    return done.draft, done.made, [(_name(done.draft.connector, stub), error) for stub, error in done.left]


def _write_file(
    kit: Kit, request: Request, step: Step, number: int
) -> tuple[Draft, list[Made], list[tuple[str, CannotGenerate]]]:
    """The file with the members that are due by now; those of later phases stay stubs."""
    draft, made = Draft(kit.connector), list[Made]()
    later = later_tests(kit.knowledge.phases, str(request.contract.version))
    files = NewFiles(replace(request, later=later), draft, made)
    assert step.role is not None
    files.need(step.role)
    left: list[tuple[str, CannotGenerate]] = []
    skipped: set[tuple[str, str]] = set()
    while stub := next((s for s in _due_now(draft, files, number) if _identity(s) not in skipped), None):
        before, notes = draft.connector, list(draft.notes)
        try:
            made.append(make(request, draft, stub))
        except CannotGenerate as error:
            draft.connector, draft.notes = before, notes
            skipped.add(_identity(stub))
            left.append((_name(draft.connector, stub), error))
    return draft, made, left


def _due_now(draft: Draft, files: NewFiles, number: int) -> list[Stub]:
    return [s for path in files.added for s in draft.source(path).stubs if s.phase is None or s.phase <= number]


def _identity(stub: Stub) -> tuple[str, str]:
    return stub.path, f"{stub.call.class_name}.{stub.call.function} {stub.call.text}"


def _name(connector: Connector, stub: Stub) -> str:
    source = connector.source(stub.path)
    names = name_around(source, stub) if source else (stub.call.class_name, stub.call.function)
    return ".".join(name for name in names if name) or stub.path


def _files(kit: Kit, request: Request, phase: Phase) -> list[Step]:
    """Files of components that the phase brings and the connector lacks."""
    found: list[Step] = []
    prefix = prefix_of(kit.connector, request)
    for entry in kit.templates.index.files:
        fits = entry.phase == phase.number and entry.fits(request.era.value, request.dialect.is_sql)
        if not fits or entry.role is None or kit.connector.components(entry.role):
            continue
        if entry.type and request.contract.type(entry.type) is None:
            continue
        _, path, name = place_of(kit.connector, entry, prefix)
        text = _text(request, phase, entry.role) or entry.purpose
        is_test = entry.source_set != "main"
        found.append(Step("", entry.title, text, path, entry.role, name, creates=True, is_test=is_test))
    return found


def _components(kit: Kit, request: Request, phase: Phase) -> list[Step]:
    """Components with stubs that the phase owes."""
    found: dict[tuple[str, str | None], Step] = {}
    tests = {source.path for source in kit.connector.sources if source.is_test}
    for stub in kit.connector.stubs:
        if not _is_due(kit, stub, phase.number):
            continue
        key = stub.path, stub.call.class_name
        if key not in found:
            title = _title(request, stub)
            text = _text(request, phase, stub.role)
            found[key] = Step("", title, text, stub.path, stub.role, stub.call.class_name, is_test=stub.path in tests)
        name = _name(kit.connector, stub).rpartition(".")[2]
        if name not in found[key].members:
            found[key] = replace(found[key], members=(*found[key].members, name))
    return list(found.values())


def _title(request: Request, stub: Stub) -> str:
    entry = _entry(request, stub.role)
    return entry.title if entry else stub.call.class_name or stub.path.rpartition("/")[2]


def _entry(request: Request, role: Role | None) -> FileEntry | None:
    return request.templates.file(role, request.era.value, request.dialect.is_sql) if role else None


def _text(request: Request, phase: Phase, role: Role | None) -> str:
    """What the phase's own steps say of a component, for what the database can do."""
    own = [s for s in phase.steps if role and s.role == role.value and request.era.value in s.eras]
    return " ".join(f"{step.title}: {step.words(request.can, _ways(request, step.ways))}" for step in own)


def _ways(request: Request, kind: str | None) -> list[str]:
    """Titles of the ways of a kind that there are for the database."""
    entry = next((e for e in request.templates.index.members if kind and e.strategies == kind), None)
    return [way.title for way in request.strategies(entry)] if entry else []


def _rank(request: Request, phase: Phase, step: Step) -> tuple[bool, int, int, int, str]:
    """By the phase's own order, then by that of the files."""
    roles = [said.role for said in phase.steps]
    # a phase that names the client alone means its SQL too, which the client then finds written
    role = Role.CLIENT if step.role is Role.SQL_GENERATOR and "sql_generator" not in roles else step.role
    own = roles.index(role.value) if role and role.value in roles else _LAST
    entry = _entry(request, step.role)
    brought, order = (entry.phase, int(entry.step.rpartition(".")[2])) if entry else (_LAST, _LAST)
    return step.is_test, own, brought, order, step.path
