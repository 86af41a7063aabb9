"""How far a connector is, and how long the rest takes at the user's own pace."""

from collections.abc import Iterable

from destination_writer.checkpoints.status import (
    ComponentStatus,
    Estimate,
    EstimateBasis,
    PhaseState,
    PhaseStatus,
    Progress,
)
from destination_writer.connector.state import State
from destination_writer.knowledge.phases import Phase

OPEN_LIMIT = 95
"""Percent. What a phase shows when its code is written and its checkpoint has not passed."""


def percent_of(components: Iterable[ComponentStatus], complete: bool) -> int:
    """Finished components out of the required ones; 100 only for a complete phase."""
    required = [component for component in components if component.required]
    if complete:
        return 100
    if not required:
        return 0
    done = sum(component.progress == Progress.DONE for component in required)
    return min(OPEN_LIMIT, 100 * done // len(required))


def estimate(phases: tuple[Phase, ...], statuses: tuple[PhaseStatus, ...], state: State) -> Estimate | None:
    """The time left, or None when nothing is left.

    With two or more points of the user's own history, elapsed time is projected over the hours that the phases are
    reckoned at; without, those hours are given as they are.
    """
    left = [s for s in statuses if s.state in (PhaseState.CURRENT, PhaseState.BLOCKED, PhaseState.WAITING)]
    if not left:
        return None
    low = sum(phases[s.number].hours.low * (1 - s.percent / 100) for s in left)
    high = sum(phases[s.number].hours.high * (1 - s.percent / 100) for s in left)
    pace = own_pace(phases, state)
    if pace is None:
        return Estimate(low, high, EstimateBasis.PHASES)
    return Estimate(low * pace, high * pace, EstimateBasis.PACE)


def own_pace(phases: tuple[Phase, ...], state: State) -> float | None:
    """Elapsed hours that the user took for each reckoned hour; None when the history has too little to tell.

    Measured from the first recorded moment to the last completion, over the phases completed in between.
    """
    moments = [entry.seconds for entry in state.history if entry.seconds is not None]
    completed = {e.phase: e.seconds for e in state.history if e.event == "completed" and e.seconds is not None}
    if not completed or len(moments) < 2:
        return None
    begin, end = min(moments), max(completed.values())
    reckoned = sum(_middle(phases[n]) for n, at in completed.items() if at > begin and n < len(phases))
    if end <= begin or reckoned == 0:
        return None
    return (end - begin) / 3600 / reckoned


def _middle(phase: Phase) -> float:
    return (phase.hours.low + phase.hours.high) / 2
