"""The gate: which phases are complete, and what stands in the way of the first that is not.

A phase is complete when no stub of it is open, its components are there, and every test that it and all earlier
phases need passed in results that speak of the sources as they are. The first phase that is not complete is `blocked`
when something that ran failed or a source cannot be read, else `current`; all later ones are `waiting`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from destination_writer.checkpoints.components import component_statuses, phase_of_stub, uses
from destination_writer.checkpoints.invocations import is_nameless
from destination_writer.checkpoints.progress import percent_of
from destination_writer.checkpoints.results import Evidence, Freshness
from destination_writer.checkpoints.status import Blocker, BlockerKind, ComponentStatus, PhaseState, PhaseStatus
from destination_writer.checkpoints.testbook import RULE, TestBook, identity, not_passed, required_blockers
from destination_writer.connector.model import Connector, DefectKind, Stub
from destination_writer.knowledge.cdkversions import Era, UnknownCdkVersion, era_of
from destination_writer.knowledge.phases import Phase, RecordedCheck, RequiredTest
from destination_writer.results.junit import CLASS_LEVEL
from destination_writer.text.places import Location
from destination_writer.text.testruns import Outcome, TestResult

BLOCKER = "This is a blocker."


@dataclass(frozen=True)
class Inputs:
    """All that the gate looks at. `can` says whether the database has a capability (`Dialect.can`)."""

    phases: tuple[Phase, ...]
    connector: Connector
    evidence: Evidence
    can: Callable[[str], bool]

    @property
    def version(self) -> str | None:
        """The pinned version; None, which counts as the newest, when there is none or it is unknown."""
        version = self.connector.cdk_version
        try:
            return version if version and era_of(version) else None
        except UnknownCdkVersion:
            return None

    @property
    def era(self) -> Era:
        return era_of(self.version) if self.version else Era.C


def judge(inputs: Inputs) -> tuple[PhaseStatus, ...]:
    """The state of every phase, in order."""
    book = TestBook(inputs.connector, inputs.evidence)
    stubs = _stubs_by_phase(inputs)
    drafts = [_draft(inputs, phase, book, stubs[phase.number]) for phase in inputs.phases]
    drafts = _with_unassigned(inputs, drafts, book)
    return tuple(_in_order(inputs, drafts, book))


def _stubs_by_phase(inputs: Inputs) -> defaultdict[int, list[Stub]]:
    stubs: defaultdict[int, list[Stub]] = defaultdict(list)
    for stub in inputs.connector.stubs:
        stubs[phase_of_stub(stub, inputs.phases, inputs.era)].append(stub)
    return stubs


def _draft(inputs: Inputs, phase: Phase, book: TestBook, stubs: list[Stub]) -> PhaseStatus:
    """One phase on its own, as if all earlier ones were complete."""
    components = component_statuses(phase, inputs.connector, stubs, inputs.era)
    status = PhaseStatus(phase.number, phase.title, PhaseState.DONE, components=components)
    reason = inputs.connector.state.skip_reason(phase.number)
    if reason is not None and phase.may_skip(inputs.can):
        return replace(status, state=PhaseState.SKIPPED, skip_reason=reason)
    blockers = [*_defects(inputs, phase), *(_open_stub(inputs.connector, stub) for stub in stubs)]
    blockers += [_missing_component(c) for c in components if c.required and c.lacks]
    blockers += _unused(inputs, phase)
    blockers += _records(inputs, phase)
    blockers += required_blockers(book, _required(inputs, phase, book), passed_before(inputs, book))
    if reason is not None:
        blockers.append(Blocker(BlockerKind.NOT_SKIPPABLE, _not_skippable(phase)))
    return replace(status, blockers=tuple(blockers), percent=percent_of(components, not blockers))


def _not_skippable(phase: Phase) -> str:
    if not phase.skip_without:
        return f"Phase {phase.number} is marked as skipped, and only an optional phase can be. {BLOCKER}"
    keys = ", ".join(f"has_{name}: false" for name in phase.skip_without)
    return (
        f"Phase {phase.number} is marked as skipped, and the database is taken to be able to do it; if it cannot, "
        f"say so under database_characteristics in the state file ({keys}). {BLOCKER}"
    )


def _required(inputs: Inputs, phase: Phase, book: TestBook) -> tuple[RequiredTest, ...]:
    """A phase's own tests. The phase of the whole suite also needs what others recommend, and all that ran."""
    own = phase.tests_for(inputs.version)
    if not phase.whole_suite:
        return own
    exempt = {(e.suite, e.name) for p in inputs.phases for e in p.exempt}
    asked = {(t.suite, t.name) for p in inputs.phases for t in p.tests_for(inputs.version)}
    more = {
        (t.suite, t.name): t
        for p in inputs.phases
        for t in p.recommended_for(inputs.version)
        if any(role.value == t.suite for role in book.classes.values())
    }
    for role, name, _ in book.suite_tests():
        more.setdefault((role.value, name), RequiredTest(suite=role.value, name=name, proves="", when_present=True))
    return own + tuple(test for key, test in more.items() if key not in exempt | asked)


def passed_before(inputs: Inputs, book: TestBook) -> frozenset[str]:
    """Tests that passed at an earlier checkpoint: those the state lists, and those of phases it calls completed."""
    state = inputs.connector.state
    completed = (p for p in inputs.phases if p.number in state.completed_phases)
    tests = [test for phase in completed for test in phase.tests_for(inputs.version)]
    suites = {(role.value, class_name) for class_name, role in book.classes.items()}
    named = {f"{name}.{test.name}" for test in tests for role, name in suites if role == test.suite}
    return frozenset({*state.passed_tests, *named})


def _defects(inputs: Inputs, phase: Phase) -> list[Blocker]:
    """Phase 0 owes readable sources and a known CDK version: nothing about later phases can be told without."""
    if phase.number != 0:
        return []
    kinds = {
        DefectKind.UNREADABLE: BlockerKind.UNREADABLE,
        DefectKind.CDK_VERSION_MISSING: BlockerKind.CDK_VERSION,
        DefectKind.CDK_VERSION_UNKNOWN: BlockerKind.CDK_VERSION,
    }
    return [Blocker(kinds[d.kind], f"{_ended(str(d))} {BLOCKER}") for d in inputs.connector.defects if d.kind in kinds]


def _open_stub(connector: Connector, stub: Stub) -> Blocker:
    call = stub.call
    member = ".".join(name for name in (call.class_name, call.function) if name) or "A stub outside any class"
    line = call.range.start.line + 1
    location = Location(connector.workspace_path(stub.path), call.range)
    return Blocker(BlockerKind.OPEN_STUB, f"{member} is an open stub ({stub.path}:{line}). {BLOCKER}", location)


def _missing_component(component: ComponentStatus) -> Blocker:
    return Blocker(BlockerKind.MISSING_COMPONENT, f"{component.name}: {component.lacks}. {BLOCKER}")


def _unused(inputs: Inputs, phase: Phase) -> list[Blocker]:
    """What a phase without a test of its own adds, when no code names it: then the tests that it shares with an
    earlier phase ran without it."""
    earlier = {(t.suite, t.name) for p in inputs.phases[: phase.number] for t in p.tests_for(inputs.version)}
    own = {(t.suite, t.name) for t in phase.tests_for(inputs.version)}
    if not own or not own <= earlier:
        return []
    goals = {name: goal.name for goal in reversed(phase.components_for(inputs.era)) for name in goal.mentions}
    return [
        Blocker(BlockerKind.MISSING_COMPONENT, f"{goal}: nothing uses {name}, so no test ran with it. {RULE}")
        for name, goal in goals.items()
        if not any(uses(source, name) for source in inputs.connector.sources)
    ]


def _records(inputs: Inputs, phase: Phase) -> list[Blocker]:
    """Builds that must have been seen to pass. Tests that ran on the sources as they are prove them as well: Gradle
    resolves the dependencies and compiles everything before it runs one."""
    if inputs.evidence.any_fresh():
        return []
    return [blocker for record in phase.records if (blocker := _record(inputs, record))]


def _record(inputs: Inputs, record: RecordedCheck) -> Blocker | None:
    entries = [e for e in inputs.connector.state.history if e.event == "check" and e.check == record.slug]
    command = record.command.replace("{connector}", inputs.connector.name)
    if entries and not entries[-1].passed:
        sentence = f"`{command}` failed when it last ran. {BLOCKER}"
        return Blocker(BlockerKind.FAILED_TEST, sentence)
    if entries and _speaks_of_now(entries[-1].sources, entries[-1].seconds, inputs.evidence):
        return None
    sentence = f"Nothing shows that `{command}` passes on the sources as they are; run it, or run the tests. {BLOCKER}"
    return Blocker(BlockerKind.RECORD, sentence)


def _speaks_of_now(digest: str, at: float | None, evidence: Evidence) -> bool:
    if digest and evidence.digest:
        return digest == evidence.digest
    return at is not None and evidence.sources_changed_at is not None and at >= evidence.sources_changed_at


def _with_unassigned(inputs: Inputs, drafts: list[PhaseStatus], book: TestBook) -> list[PhaseStatus]:
    """Failures that no phase asks about: of the connector's own tests, of a suite's class before its first test, and
    regressions of tests that a later phase will ask for; and reports that are lost in part. They hold up the phase that
    is being worked on."""
    unfinished = next((d for d in drafts if d.blockers), None)
    counted = [d for d in drafts if d.state != PhaseState.SKIPPED]
    holder = unfinished or (counted[-1] if counted else drafts[-1])
    spoken = {name for blocker in holder.blockers for name in blocker.tests}
    before = passed_before(inputs, book)
    failing = [r for r in book.own_tests() if _counts(inputs, r)]
    failing += [
        r
        for _, name, r in book.suite_tests()
        if _counts(inputs, r) and (identity(r) in before or name in CLASS_LEVEL or is_nameless(r))
    ]
    extra = tuple(b for r in failing if not spoken & set((b := not_passed(r, before)).tests))
    extra += tuple(_lost(problem) for problem in inputs.evidence.lost_reports)
    if not extra:
        return drafts
    held = replace(holder, state=PhaseState.DONE, blockers=holder.blockers + extra, percent=min(holder.percent, 95))
    return [held if d.number == holder.number else d for d in drafts]


def _lost(problem: str) -> Blocker:
    sentence = f"{_ended(problem)} What failed in the lost part is unknown. {BLOCKER}"
    return Blocker(BlockerKind.UNREADABLE, sentence)


def _counts(inputs: Inputs, result: TestResult) -> bool:
    return result.outcome.is_bad and inputs.evidence.freshness(result) != Freshness.STALE


def _in_order(inputs: Inputs, drafts: list[PhaseStatus], book: TestBook) -> Iterable[PhaseStatus]:
    """Let only the first unfinished phase be current; every later one waits for it."""
    first: PhaseStatus | None = None
    for draft in drafts:
        if draft.state == PhaseState.SKIPPED:
            yield draft
        elif first is not None:
            sentence = f"Phase {first.number} ({first.title}) is not complete, and it comes first. {BLOCKER}"
            waits = Blocker(BlockerKind.EARLIER_PHASE, sentence)
            percent = min(draft.percent, 95)
            yield replace(draft, state=PhaseState.WAITING, blockers=(waits, *draft.blockers), percent=percent)
        elif draft.blockers:
            first = draft
            failed = any(blocker.kind.is_failure for blocker in draft.blockers)
            state = PhaseState.BLOCKED if failed else PhaseState.CURRENT
            yield replace(draft, state=state, exempt=_exempt(inputs, draft, book))
        else:
            yield draft


def _exempt(inputs: Inputs, status: PhaseStatus, book: TestBook) -> tuple[str, ...]:
    """Suite tests without a pass that do not count here, by name, each with the reason."""
    disabled = {(e.suite, e.name): e.reason for phase in inputs.phases for e in phase.exempt}
    later = {
        (test.suite, test.name): phase.number
        for phase in reversed(inputs.phases)
        if phase.number > status.number
        for test in phase.tests_for(inputs.version)
    }
    due = {(t.suite, t.name) for p in inputs.phases[: status.number + 1] for t in p.tests_for(inputs.version)}
    last = next((p.number for p in inputs.phases if p.whole_suite), len(inputs.phases) - 1)
    found: dict[str, None] = {}
    for role, name, result in book.suite_tests():
        key = (role.value, name)
        if result.outcome == Outcome.PASSED or key in due or (result.outcome.is_bad and is_nameless(result)):
            continue
        reason = disabled.get(key, f"It belongs to phase {later.get(key, last)}.")
        found[f"{name}: {reason}"] = None
    return tuple(found)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!")) else f"{sentence}."
