"""A checkpoint from plan to verdict: run, record, judge. What it answers, the faces only print."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from destination_writer.checkpoints.atwork import phase_at_work
from destination_writer.checkpoints.gate import Inputs, passed_before
from destination_writer.checkpoints.history import TestStory, stories
from destination_writer.checkpoints.invocations import name_of
from destination_writer.checkpoints.mending import Mend, mends
from destination_writer.checkpoints.plan import Plan, plan_checkpoint
from destination_writer.checkpoints.recording import Recorder, RecordingFailed
from destination_writer.checkpoints.runner import (
    DEFAULT_LIMIT,
    Cancellation,
    Ended,
    RunEvent,
    Runner,
    RunOutcome,
    RunRequest,
    WantedTest,
)
from destination_writer.checkpoints.standing import TestStanding, TestState, standings
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState, PhaseStatus
from destination_writer.checkpoints.testbook import TestBook
from destination_writer.checkpoints.workspace import Workspace, gate_inputs, status_of
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.results.findings import findings_of
from destination_writer.text.findings import Finding
from destination_writer.text.testruns import Outcome
from destination_writer.toolchain.workspace import workspace_templates


@dataclass(frozen=True)
class Verdict:
    """What a run came to. `phase` is None for a run of single tests.

    `own` are the tests of the phase, `earlier` those of the phases before it; `findings` explain every failure of the
    run, `mends` has for each of them what would mend it; `stories` tell its history by `ClassName.test name`;
    `unrecorded` says why the run could not be kept.
    """

    plan: Plan
    outcome: RunOutcome
    status: ConnectorStatus
    own: tuple[TestStanding, ...]
    earlier: tuple[TestStanding, ...]
    findings: tuple[Finding, ...]
    stories: Mapping[str, TestStory] = field(default_factory=dict[str, TestStory])
    unrecorded: str = ""
    mends: tuple[tuple[Mend, ...], ...] = ()

    def mends_of(self, index: int) -> tuple[Mend, ...]:
        """What would mend `findings[index]`."""
        return self.mends[index] if index < len(self.mends) else ()

    @property
    def phase(self) -> PhaseStatus:
        return self.status.phases[self.plan.phase]

    @property
    def is_done(self) -> bool:
        """True only when the phase is complete by every rule of the gate."""
        return self.phase.state is PhaseState.DONE and self.outcome.ended is Ended.FINISHED

    @property
    def failing(self) -> tuple[TestStanding, ...]:
        """What keeps the phase from being done, among the tests."""
        return tuple(test for test in (*self.own, *self.earlier) if test.state is not TestState.PASSED)


class Checkpoint:
    """Runs for one connector of a workspace. `clock` gives seconds since the epoch."""

    def __init__(self, workspace: Workspace, root: str, runner: Runner, clock: Callable[[], float] = time.time) -> None:
        self._workspace = workspace
        self._root = root
        self._runner = runner
        self._clock = clock
        self._recorder = Recorder(workspace.disk.folder / root, runner.name)

    def plan(self, number: int | None = None) -> Plan:
        """What a phase runs; without a number, the phase that is being worked on."""
        connector, knowledge = self._workspace.connector(self._root), self._workspace.knowledge(self._root)
        inputs = gate_inputs(connector, knowledge, self._workspace.evidence(self._root))
        if number is None:
            number = phase_at_work(inputs, self._workspace.status(self._root))
        return plan_checkpoint(knowledge.phases, number, connector, inputs.version)

    def run(
        self,
        plan: Plan,
        tell: Callable[[RunEvent], None],
        cancellation: Cancellation,
        *,
        limit: float = DEFAULT_LIMIT,
        only: tuple[WantedTest, ...] = (),
    ) -> Verdict:
        """Run a plan, or `only` these tests of it, keep what was seen, and judge. Blocks until everything has ended."""
        connector = self._workspace.connector(self._root)
        request = RunRequest(
            folder=self._workspace.disk.folder / self._root,
            connector=connector,
            dialect=connector.database or "",
            tests=only or plan.tests,
            regressions=() if only else plan.regressions,
            builds=() if only else plan.builds,
            whole_suite=plan.whole and not only,
            limit=limit,
        )
        files = self._workspace.files
        before = self._recorder.sources(files, self._root)
        began = self._clock()
        outcome = self._runner.run(request, tell, cancellation)
        ended = self._clock()
        unchanged = self._recorder.sources(files, self._root) == before
        outcome = replace(outcome, run=replace(outcome.run, sources=before.digest if unchanged else ""))
        sources, phase = (before if unchanged else None), (None if only else plan.phase)
        problem = self._recorder.record(outcome, sources, began=began, ended=ended, phase=phase)
        verdict = self.judge(plan, outcome)
        if verdict.is_done and not only:
            problem = problem or self._complete(verdict, ended)
        return replace(verdict, unrecorded=problem)

    def judge(self, plan: Plan, outcome: RunOutcome) -> Verdict:
        """The gate's verdict on a phase with the results that are there now."""
        workspace, root = self._workspace, self._root
        connector, knowledge = workspace.connector(root), workspace.knowledge(root)
        evidence = workspace.evidence(root)
        inputs = gate_inputs(connector, knowledge, evidence)
        book = TestBook(connector, evidence)
        regressed = passed_before(inputs, book)
        own = standings(book, _own(inputs, plan), regressed)
        earlier = standings(book, _earlier(inputs, plan, connector), regressed)
        findings = tuple(findings_of(outcome.run, connector, knowledge.failure_rules))
        return Verdict(
            plan=plan,
            outcome=outcome,
            status=status_of(connector, knowledge, evidence),
            own=own,
            earlier=tuple(test for test in earlier if test not in own),
            findings=findings,
            stories=stories(workspace.history(root)),
            mends=mends(connector, knowledge, Templates(workspace_templates(workspace.disk.folder)), findings),
        )

    def go_on(self, phase: int) -> str:
        """Make this the phase that is worked on, by the user's word. Answers why that could not be kept, or nothing."""
        try:
            self._recorder.go_on(phase)
        except RecordingFailed as error:
            return str(error)
        return ""

    def _complete(self, verdict: Verdict, at: float) -> str:
        phase = self._workspace.knowledge(self._root).phases[verdict.plan.phase]
        passed = [test.key for test in (*verdict.own, *verdict.earlier) if test.state is TestState.PASSED]
        try:
            self._recorder.complete(phase, passed, verdict.status.current_phase, at)
        except RecordingFailed as error:
            return str(error)
        return ""


def all_passed(verdict: Verdict, wanted: tuple[WantedTest, ...]) -> bool:
    """Whether a run of single tests passed every one of them: a test without a result did not."""
    results = verdict.outcome.run.tests
    ran = {(result.suite.partition("$")[0], name_of(result)) for result in results}
    complete = all(any(s == test.suite and test.name in ("", n) for s, n in ran) for test in wanted)
    return bool(results) and complete and all(result.outcome is Outcome.PASSED for result in results)


def _own(inputs: Inputs, plan: Plan) -> tuple[RequiredTest, ...]:
    return inputs.phases[plan.phase].tests_for(inputs.version)


def _earlier(inputs: Inputs, plan: Plan, connector: Connector) -> list[RequiredTest]:
    counted = [p for p in inputs.phases[: plan.phase] if connector.state.skip_reason(p.number) is None]
    return list({(t.suite, t.name): t for p in counted for t in p.tests_for(inputs.version)}.values())
