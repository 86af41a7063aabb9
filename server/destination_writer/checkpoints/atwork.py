"""The phase that is worked on when nobody names one."""

from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.resuming import behind_results, found_phases
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState


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
        return max(status.current_phase, behind_results(found_phases(inputs, status), status) or 0)
    is_skipped = status.phases[known].state is PhaseState.SKIPPED
    return status.current_phase if is_skipped else max(status.current_phase, known)
