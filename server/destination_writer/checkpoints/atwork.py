"""The phase that is worked on when nobody names one."""

from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.resuming import Found, FoundPhase, found_phases
from destination_writer.checkpoints.status import BlockerKind, ConnectorStatus, PhaseState

_PROVEN = frozenset({Found.DONE, Found.PROVEN})
_NOT_WRITTEN = frozenset({Found.FAILING, Found.PARTIAL, Found.OPEN})
_RUN_BEFORE = frozenset({BlockerKind.STALE_RESULT, BlockerKind.UNKNOWN_AGE})


def phase_at_work(inputs: Inputs, status: ConnectorStatus) -> int:
    """`status` is the gate's verdict on the same inputs.

    After an edit every result is stale, and the gate's first phase that is not done is phase 0 again: the state file
    knows how far the work is, and that phase's checkpoint runs all earlier tests too. Where the state file does not say
    so, because it was deleted or never there, the code and the results do, as `resume` reads them. Without an open
    phase it is the last that is done.
    """
    if status.current_phase is None:
        return max((phase.number for phase in status.phases if phase.state is PhaseState.DONE), default=0)
    known = inputs.connector.state.current_phase
    if known is None:
        return max(status.current_phase, _recognised(found_phases(inputs, status), status))
    is_skipped = status.phases[known].state is PhaseState.SKIPPED
    return status.current_phase if is_skipped else max(status.current_phase, known)


def _recognised(phases: tuple[FoundPhase, ...], status: ConnectorStatus) -> int:
    """The first phase after the last one whose tests have run, never beyond what fails or is not written; the gate's
    own where nothing has run, for then the first checkpoint is still to be passed.

    A result of older sources proves nothing, but shows that the work has come so far.
    """
    counted = [phase for phase in phases if phase.found is not Found.SKIPPED]
    end = next((phase.number for phase in counted if phase.found in _NOT_WRITTEN), len(phases))
    reached = [p.number for p in counted if p.number < end and (p.found in _PROVEN or _has_run(status, p.number))]
    first = status.current_phase or 0
    return next((p.number for p in counted if p.number > reached[-1]), first) if reached else first


def _has_run(status: ConnectorStatus, number: int) -> bool:
    return any(blocker.kind in _RUN_BEFORE for blocker in status.phases[number].blockers)
