"""A skipped phase on the disk: made and written in one go, while no other program edits the state file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.skipping import skip_change, unskip_change
from destination_writer.checkpoints.workspace import Workspace, gate_inputs
from destination_writer.connector.state import STATE_PATH
from destination_writer.text.changes import Change, NoChange
from destination_writer.toolchain.statefile import held


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was written. `unrecorded` says why the log of Changes could not be kept; empty when it was."""

    change: Change
    paths: tuple[str, ...]
    unrecorded: str = ""


def inputs_of(workspace: Workspace, root: str, commit: str | None = None) -> Inputs:
    """What the gate looks at, as it is now. Raises UnusablePath for a commit that is none."""
    return gate_inputs(workspace.connector(root), workspace.knowledge(root), workspace.evidence(root, commit))


def leave_out(
    workspace: Workspace, root: str, number: int, reason: str, *, unsaved: Collection[str] = ()
) -> LeftOut | NoChange:
    """Skip a phase. `unsaved` are files, as the workspace names them, that an editor holds other texts of.

    Raises StaleChange and CannotWrite when a file cannot be written, StateFileBusy when another program holds the state
    file, OSError when its folder cannot be used.
    """
    return _write(workspace, root, number, reason, unsaved)


def take_up(workspace: Workspace, root: str, number: int, *, unsaved: Collection[str] = ()) -> LeftOut | NoChange:
    """Take the decision back. Raises what `leave_out` raises."""
    return _write(workspace, root, number, None, unsaved)


def _write(
    workspace: Workspace, root: str, number: int, reason: str | None, unsaved: Collection[str]
) -> LeftOut | NoChange:
    folder = workspace.disk.folder
    with held(folder / root / STATE_PATH):
        inputs = inputs_of(workspace, root)
        if reason is None:
            change = unskip_change(inputs, workspace.files, number)
        else:
            change = skip_change(inputs, workspace.files, number, reason, datetime.now(UTC))
        if isinstance(change, NoChange):
            return change
        waiting = sorted(file.path for file in change.files if file.path in unsaved)
        if waiting:
            return NoChange(
                f"{', '.join(waiting)} has changes that are not saved; save it, then ask again", ("a save",)
            )
        paths, problem = write_and_record(folder, change, maker=Maker.SKIP, phase=number, root=root)
    return LeftOut(change, paths, problem)
