"""The phase that is worked on when nobody names one."""

from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.resuming import Found, FoundPhase, found_phases
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState

_PROVEN = frozenset({Found.DONE, Found.PROVEN})
_NOT_WRITTEN = frozenset({Found.FAILING, Found.PARTIAL, Found.OPEN})


def phase_at_work(inputs: Inputs, status: ConnectorStatus) -> int:
    """`status` is the gate's verdict on the same inputs.

    After an edit every result is stale, and the gate's first phase that is not done is phase 0 again: the state file
    knows how far the work is, and that phase's checkpoint runs all earlier tests too. Where the state file does not say
    so, because it was deleted or never there, the code and the results do, as `resume` reads them. Without an open phase
    it is the last that is done.
    """
    if status.current_phase is None:
        return max((phase.number for phase in status.phases if phase.state is PhaseState.DONE), default=0)
    known = inputs.connector.state.current_phase
    if known is None:
        return max(status.current_phase, _recognised(found_phases(inputs, status), status.current_phase))
    is_skipped = status.phases[known].state is PhaseState.SKIPPED
    return status.current_phase if is_skipped else max(status.current_phase, known)


def _recognised(phases: tuple[FoundPhase, ...], otherwise: int) -> int:
    """The first phase after the last proven one, never beyond what fails or is not written; `otherwise` where no result
    proves anything, for then the first checkpoint is still to be passed."""
    counted = [phase for phase in phases if phase.found is not Found.SKIPPED]
    end = next((phase.number for phase in counted if phase.found in _NOT_WRITTEN), len(phases))
    proven = [phase.number for phase in counted if phase.found in _PROVEN and phase.number < end]
    return next((p.number for p in counted if p.number > proven[-1]), otherwise) if proven else otherwise
