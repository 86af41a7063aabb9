"""A connector's status as plain values, in the shape that `status --json` and the editor's request share."""

from typing import TypedDict

from destination_writer.checkpoints.resuming import Step
from destination_writer.checkpoints.status import ConnectorStatus, Estimate, EstimateBasis, PhaseState, PhaseStatus

HOURS_PER_DAY = 24
"""Own pace is elapsed time, nights included."""


class PhaseEntry(TypedDict):
    number: int
    title: str
    state: str
    blockers: list[str]


class NextStep(TypedDict):
    """What the user does next: `words` is a sentence, `command` what is typed for it, null where an editor does it."""

    words: str
    command: str | None


class StatusReport(TypedDict):
    database: str | None
    cdk_version: str | None
    current_phase: int | None
    phases: list[PhaseEntry]
    next: NextStep


def to_report(status: ConnectorStatus, following: Step) -> StatusReport:
    """The shape that scripts read; keys are never renamed."""
    return {
        "database": status.database,
        "cdk_version": status.cdk_version,
        "current_phase": status.current_phase,
        "phases": [_phase(phase) for phase in status.phases],
        "next": next_step(following),
    }


def next_step(step: Step) -> NextStep:
    return {"words": step.sentence, "command": step.command or None}


def _phase(phase: PhaseStatus) -> PhaseEntry:
    return {
        "number": phase.number,
        "title": phase.title,
        "state": phase.state.value,
        "blockers": [blocker.sentence for blocker in phase.blockers],
    }


def headline(phase: PhaseStatus) -> str:
    """`Phase 5: Append mode (60% complete)`; the percentage only while it is being worked on.

    A waiting phase whose own tests all pass says so: nothing is left to do in it but what comes first.
    """
    name = f"Phase {phase.number}: {phase.title}"
    if phase.state in (PhaseState.CURRENT, PhaseState.BLOCKED):
        return f"{name} ({phase.percent}% complete)"
    if phase.state == PhaseState.SKIPPED and phase.skip_reason:
        return f"{name} ({phase.skip_reason})"
    if phase.waits_only:
        return f"{name} (its own tests pass; it waits for an earlier phase)"
    return name


def estimate_words(estimate: Estimate) -> str:
    """How long the rest takes, and how that is known."""
    if estimate.basis == EstimateBasis.PACE:
        in_days = estimate.low >= 2 * HOURS_PER_DAY
        span = _span(estimate, HOURS_PER_DAY, "day") if in_days else _span(estimate, 1, "hour")
        return f"Estimated completion: {span} (based on current velocity)"
    return f"Estimated completion: {_span(estimate, 1, 'hour')} of work (the phases' estimates; no pace recorded yet)"


def _span(estimate: Estimate, scale: int, word: str) -> str:
    low, high = max(1, round(estimate.low / scale)), max(1, round(estimate.high / scale))
    amount = str(low) if low == high else f"{low} to {high}"
    return f"{amount} more {word}{'' if amount == '1' else 's'}"
