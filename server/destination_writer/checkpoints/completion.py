"""What a person hears once when every phase is complete, and where to go from there."""

from collections.abc import Iterator

from destination_writer.checkpoints.status import ConnectorStatus, PhaseState

COMPLETE = "🎉 All phases complete! Your connector passes all tests."


def is_complete(status: ConnectorStatus) -> bool:
    """Every phase done, or left out on purpose."""
    return all(phase.state in (PhaseState.DONE, PhaseState.SKIPPED) for phase in status.phases)


def next_steps(path: str = ".") -> Iterator[str]:
    """One line a step; the second half is the command."""
    yield "What comes next:"
    yield f"  Faster writing:     destination-writer check {path} --advice"
    yield f"  Before production:  destination-writer checklist {path} production"
    yield f"  Documentation:      destination-writer checklist {path} documentation"
    yield f"  The pull request:   destination-writer checklist {path} pull-request --markdown"


def left_out(status: ConnectorStatus) -> str:
    """What was skipped, in a sentence; empty when nothing was."""
    skipped = [f"{phase.number} ({phase.title})" for phase in status.phases if phase.state is PhaseState.SKIPPED]
    return f"Left out: {', '.join(skipped)}." if skipped else ""
