"""A phase before it begins: goal, components, steps, decisions, what has to be verified. Values, and the words of them.

Only this phase is told in full; of the others no more than that they exist.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from destination_writer.checkpoints.status import ConnectorStatus, PhaseState, Progress
from destination_writer.connector.roles import Role
from destination_writer.generate.conditions import Standing, mattering, possible_ways, standings_of
from destination_writer.generate.decisions import QUESTIONS
from destination_writer.generate.enabling import waiting_tests
from destination_writer.generate.stepping import Kit, Step, steps_of
from destination_writer.knowledge.dialects import Dialect, ProofKind, Strategy, StrategyKind
from destination_writer.knowledge.phases import Phase

TYPES_PHASE, UPSERT_PHASE = 3, 9
"""The phases that show the type table, and how rows are merged."""
TYPE_ROLES = frozenset({Role.COLUMN_UTILS, Role.SCHEMA_MAPPER})
"""What the type table stands in."""
OPEN, DONE = "○", "✓"


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One Airbyte type and its column type. `gap` says what has to be looked at; empty where nothing has."""

    airbyte: str
    ddl: str
    note: str
    gap: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """`lead` ties the phase to the one before; `done` are components that are there already, `steps` what is left.

    `waiting` are tests that are disabled until this phase, `ways` the strategies that can be chosen, by kind."""

    number: int
    title: str
    goal: str
    checkpoint: str
    lead: str
    components: tuple[tuple[str, bool], ...]
    steps: tuple[Step, ...]
    tests: tuple[str, ...]
    waiting: tuple[str, ...]
    conditions: tuple[Standing, ...]
    ways: Mapping[StrategyKind, tuple[Strategy, ...]]
    types: tuple[TypeRow, ...]
    optional: bool
    skip_means: str
    guides: tuple[str, ...]
    dialect: Dialect


def introduce(kit: Kit, status: ConnectorStatus, number: int) -> Introduction:
    """Raises CannotGenerate where the database or the CDK version is not known."""
    phase, request = kit.knowledge.phase(number), kit.request(number)
    standing = status.phases[number]
    steps = steps_of(kit, number)
    return Introduction(
        number=number,
        title=phase.title,
        goal=phase.goal,
        checkpoint=phase.checkpoint,
        lead=_lead(kit, status, phase),
        components=tuple(
            (c.name, c.progress is Progress.DONE)
            for c in standing.components
            if c.required or c.progress is not Progress.NOT_STARTED
        ),
        steps=steps,
        tests=tuple(dict.fromkeys(t.name for t in phase.tests_for(str(request.contract.version)))),
        waiting=waiting_tests(kit.connector, number),
        conditions=standings_of(kit, number),
        ways=_ways(kit, number),
        types=type_rows(request.dialect) if number == TYPES_PHASE else (),
        optional=phase.optional,
        skip_means=phase.skip_means,
        guides=phase.guides,
        dialect=request.dialect,
    )


def _lead(kit: Kit, status: ConnectorStatus, phase: Phase) -> str:
    count = len(kit.knowledge.phases)
    if phase.number == 0:
        return f"We'll implement in {count} phases, 0 to {count - 1}. Let's look at Phase 0 alone first."
    before = status.phases[phase.number - 1]
    if before.state is PhaseState.DONE:
        return f"Phase {before.number} ✓. Phase {phase.number} builds on it."
    if before.state is PhaseState.SKIPPED:
        return f"Phase {before.number} is skipped. Phase {phase.number} builds on those before it."
    return f"Phase {phase.number} builds on Phase {before.number}: {before.title}."


def _ways(kit: Kit, number: int) -> Mapping[StrategyKind, tuple[Strategy, ...]]:
    """What can be chosen in the phase: kinds of its owned members with two ways or more."""
    request = kit.request(number)
    owned = {(stub.role, stub.function) for stub in kit.knowledge.phase(number).owns}
    found: dict[StrategyKind, tuple[Strategy, ...]] = {}
    for entry in request.templates.index.members:
        if entry.strategies is None or entry.strategies in found:
            continue
        if not any((entry.role.value, name) in owned for name in entry.functions):
            continue
        ways = possible_ways(request, entry.strategies)
        if len(ways) > 1:
            found[entry.strategies] = ways
    return found


def type_rows(dialect: Dialect) -> tuple[TypeRow, ...]:
    """Every Airbyte type in the dialect's order, with what it loses."""
    is_tried = dialect.type_map.proof.kind is not ProofKind.DOCUMENTED
    rows: list[TypeRow] = []
    for name, fact in dialect.type_map.types.items():
        gap = "" if fact.lossless else "not every value fits"
        if not is_tried:
            gap = f"{gap}; not tried on an engine" if gap else "not tried on an engine"
        rows.append(TypeRow(name.value, fact.ddl, fact.note, gap))
    return tuple(rows)


def introduction(about: Introduction) -> Iterator[str]:
    """The specification's Phase Introduction, plain text."""
    yield about.lead
    yield ""
    yield f"📋 Phase {about.number}: {about.goal}"
    yield ""
    yield f"Checkpoint: {about.checkpoint}"
    yield ""
    yield "In this phase, you'll implement:"
    for name, is_done in about.components:
        yield f"• {name}{' (there already)' if is_done else ''}"
    yield ""
    if about.steps:
        yield "Steps:"
        yield from (f"{n}. {step_words(step)}" for n, step in enumerate(about.steps, 1))
        yield f"{len(about.steps) + 1}. {'Enable the tests' if about.waiting else 'Tests'}: {_tests(about)}"
    else:
        yield f"No stub of this phase is open. What remains are its tests: {_tests(about)}"
    if about.optional:
        yield ""
        yield f"This phase is optional. Without it: {about.skip_means}"
    yield ""
    yield "I'll generate the code for you, then we'll validate with tests."


def step_words(step: Step) -> str:
    """`SQL Generator: createTable, dropTable (AcmeSqlGenerator.kt)`."""
    file = step.path.rpartition("/")[2]
    if step.creates:
        return f"{step.title}: a new file, {file}"
    return f"{step.title}: {', '.join(step.members)} ({file})"


def _tests(about: Introduction) -> str:
    shown = ", ".join(f"`{name}`" for name in about.tests[:6])
    more = f" and {len(about.tests) - 6} more" if len(about.tests) > 6 else ""
    return f"{shown}{more}" if shown else "those of all phases"


def conditions(about: Introduction) -> Iterator[str]:
    """What the phase depends on, as far as it is known."""
    if not about.conditions:
        return
    yield f"Phase {about.number} depends on what {about.dialect.name} can do:"
    for standing in mattering(about.conditions):
        yield f"• {standing.words}"
        if standing.note and standing.told is None:
            yield f"    {standing.note}"


def decision_tree(about: Introduction, kind: StrategyKind) -> Iterator[str]:
    """How the ways of one kind follow from what the database can do."""
    ways = about.ways.get(kind, ())
    yield QUESTIONS[kind]
    for standing in mattering(about.conditions):
        arrow = "go on" if standing.holds else standing.condition.without.says
        yield f"  {standing.condition.label}? {'yes' if standing.holds else 'no'}: {arrow}"
    for number, way in enumerate(ways, 1):
        yield f"  {number}. {way.slug}: {way.title}. {way.trade_off}"
        yield f"     Known from: {way.proof.label}"


def type_table(rows: tuple[TypeRow, ...], dialect: Dialect) -> Iterator[str]:
    """The type mapping, to be verified, with its gaps marked."""
    left = max(len(row.airbyte) for row in rows)
    middle = min(40, max(len(row.ddl) for row in rows))
    yield f"The column types of {dialect.name} ({dialect.type_map.proof.label}):"
    for row in rows:
        mark = "△" if row.gap else "✓"
        yield f"  {mark} {row.airbyte:<{left}}  {row.ddl:<{middle}}{f'  {row.gap}' if row.gap else ''}".rstrip()
    said = dict.fromkeys((row.ddl, row.note) for row in rows if row.gap and row.note)
    if said:
        yield "Look at these, for a value that does not fit is nullified or cut by the coercer, and recorded:"
        yield from (f"  {ddl}: {note}" for ddl, note in said)
