"""One run as values for the wire. For worker threads."""

from collections.abc import Callable
from pathlib import Path

from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict, all_passed
from destination_writer.checkpoints.component_checkpoint import component_checkpoint
from destination_writer.checkpoints.history import expected_seconds
from destination_writer.checkpoints.invocations import name_of
from destination_writer.checkpoints.runner import (
    Cancellation,
    OutputLine,
    RunEvent,
    StepStarted,
    TestFinished,
    TestStarted,
    WantedTest,
)
from destination_writer.checkpoints.runners import GradleOptions, runner_named
from destination_writer.checkpoints.status import BlockerKind, PhaseState, PhaseStatus
from destination_writer.checkpoints.timing import TimeLeft
from destination_writer.checkpoints.validation import tests_alone, validation
from destination_writer.checkpoints.verdictreport import to_report
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.lsp import protocol
from destination_writer.lsp.settings import RunSettings
from destination_writer.text.testruns import TestResult

_SETTLED = frozenset({PhaseState.DONE, PhaseState.SKIPPED})
DETAIL = 20_000
"""Characters of a stack that travel with the event of its test."""


def new_cancellation() -> Cancellation:
    return Cancellation()


class Job:
    """A run that was ordered. It works on what is saved: Gradle and the compiler read the disk."""

    def __init__(
        self, folder: Path, runner: str, phase: int | None, only: tuple[WantedTest, ...], settings: RunSettings
    ) -> None:
        self._folder = folder
        self._runner = runner
        self._phase = phase
        self._only = only
        self._limit = float(settings.limit)
        self._gradle = GradleOptions(settings.gradleCommand, settings.javaHome, settings.keepDaemon)
        self._left: TimeLeft | None = None

    def run(self, tell: Callable[[RunEvent], None], cancellation: Cancellation) -> protocol.RunResult:
        """Blocks until everything has ended. Raises UnusablePath, KnowledgeError, LookupError."""
        workspace = open_workspace(self._folder)
        checkpoint = Checkpoint(workspace, "", runner_named(self._runner, self._gradle))
        plan = checkpoint.plan(self._phase)
        wanted = self._only or (*plan.tests, *plan.regressions)
        self._left = TimeLeft(wanted, expected_seconds(workspace.history(""), self._runner))
        verdict = checkpoint.run(plan, tell, cancellation, limit=self._limit, only=self._only)
        return {
            **to_report(verdict),
            "text": "\n".join(self._text(verdict)),
            "passed": self._passed(verdict),
            "component": self._is_component(verdict),
            "goes_on": self._following(verdict),
        }

    def payload(self, event: RunEvent) -> protocol.RunEvent:
        """An event as the client gets it. Tests have their plain names."""
        match event:
            case StepStarted(title, command):
                return {"kind": "step", "text": f"$ {command}" if command else title}
            case OutputLine(text, is_error):
                return {"kind": "error" if is_error else "output", "text": text}
            case TestStarted(suite, name):
                plain = plain_test_name(name) or name
                return {"kind": "started", "text": plain, "suite": suite, "test": plain}
            case TestFinished(result):
                if self._left is not None:
                    self._left.done(result)
                return _finished(result)

    @property
    def percent(self) -> int:
        return self._left.percent if self._left else 0

    def left_words(self, elapsed: float) -> str:
        return self._left.words(elapsed) if self._left else "starting"

    def _passed(self, verdict: Verdict) -> bool:
        """Whether everything that was asked for passed: the phase, or the single tests."""
        if not self._only:
            return verdict.is_done
        return all_passed(verdict, self._only)

    def _is_component(self, verdict: Verdict) -> bool:
        return not self._only and component_checkpoint(verdict) is not None

    def _following(self, verdict: Verdict) -> int | None:
        """The phase that may begin now: after a complete one, or after a passed component checkpoint. One that waits
        for nothing but an earlier one is written and tested already, as after the state file was lost."""
        if self._only or not (verdict.is_done or self._is_component(verdict)):
            return None
        later = verdict.status.phases[verdict.phase.number + 1 :]
        open_ones = (phase for phase in later if phase.state not in _SETTLED)
        return next((phase.number for phase in open_ones if not _only_waits(phase)), None)

    def _text(self, verdict: Verdict) -> list[str]:
        return list(tests_alone(verdict, len(self._only)) if self._only else validation(verdict))


def _only_waits(phase: PhaseStatus) -> bool:
    return bool(phase.blockers) and all(blocker.kind is BlockerKind.EARLIER_PHASE for blocker in phase.blockers)


def _finished(result: TestResult) -> protocol.RunEvent:
    failure = next((f for f in result.failures if f.message or f.detail), None)
    told: protocol.RunEvent = {
        "kind": "finished",
        "text": failure.message if failure else "",
        "suite": result.suite,
        "test": name_of(result),
        "outcome": result.outcome.value,
        "seconds": result.seconds,
    }
    return {**told, "detail": failure.detail[:DETAIL]} if failure and failure.detail else told
