"""The facts of a connector as it is now, read from its folder each time that they are asked for.

Everything is bounded: lists are cut with a line that says how the rest is had, and every line is cut.
"""

from collections.abc import Iterable, Iterator, Sequence

from destination_writer.agent.prompting.facts import Facts
from destination_writer.agent.prompting.material import material, one_line
from destination_writer.checkpoints.atwork import phase_at_work
from destination_writer.checkpoints.results import Evidence, Freshness
from destination_writer.checkpoints.resuming import resume
from destination_writer.checkpoints.status import BlockerKind, ConnectorStatus, PhaseState
from destination_writer.checkpoints.workspace import Workspace, gate_inputs, status_of
from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.conditions import Standing
from destination_writer.knowledge.cdkversions import CdkVersion, UnknownCdkVersion, era_of
from destination_writer.knowledge.conditions import load_conditions
from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.results.findings import findings_of
from destination_writer.text.testruns import TestResult

STUBS, BLOCKERS, FAILURES, OTHERS = 20, 8, 6, 20
"""Entries that the lists hold."""
FAILURE_CHARACTERS = 3000


def facts_of(workspace: Workspace, root: str, phase: int | None = None) -> Facts:
    """`phase` is the one that is asked about; without one it is the phase at work.

    Raises KnowledgeError for knowledge of the workspace that cannot be used in any way.
    """
    connector, knowledge = workspace.connector(root), workspace.knowledge(root)
    evidence = workspace.evidence(root)
    inputs = gate_inputs(connector, knowledge, evidence)
    status = status_of(connector, knowledge, evidence)
    number = phase_at_work(inputs, status) if phase is None else phase
    dialect = knowledge.dialect(connector.database) if connector.database in knowledge.dialect_slugs else None
    era, cdk = _cdk(connector)
    step = resume(inputs, status, path=root or ".").next
    sections = {
        f"What {dialect.name if dialect else 'the database'} can do, and how that is known": _abilities(
            connector, knowledge, dialect
        ),
        "How it is done": _strategies(connector, dialect),
        f"Components of phase {number}": _components(status, number),
        f"Open stubs of phase {number}": _stubs(connector, number),
        "Blockers of this phase": _blockers(status, number),
        "The next step by the gate": (one_line(f"{step.sentence} {step.command}"),),
    }
    return Facts(
        connector=one_line(connector.name, 80),
        folder=root,
        database=_database(connector, dialect),
        dialect=dialect,
        cdk=cdk,
        era=era,
        version=connector.cdk_version if era else None,
        phase=number,
        phase_line=f"{number}, {knowledge.phase(number).title}; {_standing(status, number)}",
        completed=tuple(knowledge.phase(p.number).checkpoint_name for p in status.phases if p.state is PhaseState.DONE),
        skipped=tuple(
            f'phase {p.number} (reason: "{one_line(p.skip_reason, 120)}")'
            for p in status.phases
            if p.state is PhaseState.SKIPPED
        ),
        sections=tuple((title, tuple(lines)) for title, lines in sections.items() if lines),
        failures=_failures(connector, knowledge, evidence),
        age=_age(evidence),
        problems=material("files", "\n".join(one_line(p) for p in status.problems[:5])) if status.problems else "",
    )


def _cdk(connector: Connector) -> tuple[str | None, str]:
    """Its era and the words for it."""
    if connector.cdk_version is None:
        return None, "no cdkVersion is set; ask which one, or look at gradle.properties"
    try:
        version = CdkVersion.parse(connector.cdk_version)
        era = era_of(version).value
    except UnknownCdkVersion as error:
        return None, one_line(str(error))
    return era, f"{version.text}, era {era}"


def _database(connector: Connector, dialect: Dialect | None) -> str:
    if dialect is not None:
        return f"{dialect.name} (slug {dialect.slug}; facts speak of {dialect.versions})"
    if connector.database is None:
        return ""
    name = one_line(connector.database, 60)
    return f"{name}; no facts of it are known: use `destination-writer preflight`, or `probe` on a database of theirs"


def _standing(status: ConnectorStatus, number: int) -> str:
    words = {
        PhaseState.DONE: "complete",
        PhaseState.CURRENT: "not complete yet",
        PhaseState.BLOCKED: "blocked by failures",
        PhaseState.WAITING: f"waits for phase {status.current_phase}",
        PhaseState.SKIPPED: "left out",
    }
    phase = status.phases[number]
    return f"{words[phase.state]}, {phase.percent} % of its components"


def _abilities(connector: Connector, knowledge: Knowledge, dialect: Dialect | None) -> list[str]:
    told = connector.state.database_characteristics
    lines: list[str] = []
    named: set[str] = set()
    for condition in load_conditions(knowledge.files):
        own = told.get(condition.characteristic)
        known, proof, note = _fact(dialect, condition.capability)
        if known is None and own is None:
            continue
        named.add(condition.characteristic)
        standing = Standing(condition, known, proof, note, None if own is None else bool(own))
        lines.append(one_line(f"{standing.words}{f'. {note}' if note else ''}"))
    if dialect is not None:
        quoting = dialect.quoting
        lines.append(one_line(f"names: quoted as {quoting.quote('name')} ({quoting.proof.label})"))
    others = [f"{one_line(k, 60)} = {one_line(str(v), 80)}" for k, v in told.items() if k not in named]
    if others:
        lines.append(f"told by the person: {'; '.join(others[:OTHERS])}")
    return lines


def _fact(dialect: Dialect | None, capability: str) -> tuple[bool | None, str, str]:
    if dialect is None:
        return None, "", ""
    if capability == "jdbc":
        return dialect.connection.client == "jdbc", dialect.connection.proof.label, ""
    known = dialect.capabilities.get(capability)
    return (None, "", "") if known is None else (known.supported, known.proof.label, known.note)


def _strategies(connector: Connector, dialect: Dialect | None) -> Iterator[str]:
    for kind in StrategyKind:
        chosen = connector.state.strategies.get(kind.value)
        way = dialect.strategy(kind) if dialect else None
        words = kind.value.replace("_", " ")
        if chosen:
            yield f"{words}: {one_line(chosen, 60)} (the person's decision)"
        elif way is not None and dialect is not None:
            count = len(dialect.strategies_of(kind))
            standing = f"the first choice of {count}; not decided yet" if count > 1 else "the only way"
            yield f"{words}: {way.slug}, {standing}"


def _components(status: ConnectorStatus, number: int) -> Iterator[str]:
    for component in status.phases[number].components:
        if component.required or component.progress.value != "not started":
            lacks = f"; {component.lacks}" if component.lacks else ""
            yield one_line(f"{component.name}: {component.progress.value}{lacks}")


def _stubs(connector: Connector, number: int) -> list[str]:
    mine = [stub for stub in connector.stubs if stub.phase == number]
    lines = [_stub(stub) for stub in mine[:STUBS]]
    if len(mine) > STUBS:
        lines.append(f"and {len(mine) - STUBS} more (tool open_stubs)")
    later = [stub for stub in connector.stubs if stub.phase != number]
    if later:
        count = len(later)
        lines.append(f"of other phases {count} stub{'s are' if count > 1 else ' is'} open")
    return lines


def _stub(stub: Stub) -> str:
    call = stub.call
    owner = f"{call.class_name}." if call.class_name else ""
    return one_line(f"{stub.path}:{call.range.start.line + 1} {owner}{call.function or 'a property'}")


def _blockers(status: ConnectorStatus, number: int) -> list[str]:
    """Without the stubs and the failures, which have lists of their own."""
    known = (BlockerKind.OPEN_STUB, BlockerKind.FAILED_TEST, BlockerKind.REGRESSION)
    found = [one_line(b.sentence, 300) for b in status.phases[number].blockers if b.kind not in known]
    more = [f"and {len(found) - BLOCKERS} more (tool status)"] if len(found) > BLOCKERS else []
    return [*found[:BLOCKERS], *more]


def _failures(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> str:
    """Cause lines, fenced: the messages were written by a database or a test."""
    if evidence.run is None:
        return ""

    def is_stale(result: TestResult) -> bool:
        return evidence.freshness(result) is Freshness.STALE

    found = findings_of(evidence.run, connector, knowledge.failure_rules, is_stale)
    return _fenced(
        f"{f.test or 'build'} [{f.category or 'failure'}] at {f.location.path}:{f.location.range.start.line + 1}: "
        f"{f.message} Cause: {f.cause or 'not known yet'}{' (older than the code)' if f.stale else ''}"
        for f in found
    )


def _fenced(lines: Iterable[str]) -> str:
    found: Sequence[str] = [f"- {one_line(line, 600)}" for line in lines]
    if not found:
        return ""
    more = [f"and {len(found) - FAILURES} more (tool results)"] if len(found) > FAILURES else []
    return material("test results", "\n".join([*found[:FAILURES], *more]), FAILURE_CHARACTERS)


def _age(evidence: Evidence) -> str:
    return "of the sources as they are" if evidence.any_fresh() else "run them again to know of the sources as they are"
