"""`skip PATH N`: leave out an optional phase, for a reason that is kept; or take that back."""

import sys

import click

from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.leavingout import inputs_of, leave_out, take_up
from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.skipping import refusal, what_is_lost
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.statefile import StateFileBusy
from destination_writer.toolchain.workspace import UnusablePath


@click.command()
@click.argument("path")
@click.argument("asked", metavar="N")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is kept in the state and in the documentation.")
@click.option("--undo", is_flag=True, help="Take the decision back: the phase counts again.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def command(path: str, asked: str, reason: str, undo: bool, yes: bool) -> None:
    """Leave out phase N of the connector in PATH: 10, 11, or 9 where the database cannot do it.

    Exit code 0 when it was written or nothing was left to do, 1 when the phase may not be skipped, 2 for what cannot be
    used.
    """
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        inputs = inputs_of(workspace, root)
        number = phase_number(asked, inputs.phases)
        if not undo and (refused := refusal(inputs, number)):
            tell(f"🚫 {refused}")
            sys.exit(1)
        if not undo:
            reason = reason.strip() or _asked(number)
        if not yes and not _agreed(inputs, number, undo=undo):
            give_up("nothing was written; give --yes to write without being asked")
        _write(workspace, root, number, reason, undo=undo)
    except (UnusablePath, KnowledgeError, BadPhase, StaleChange, CannotWrite, StateFileBusy) as error:
        give_up(str(error))


def _asked(number: int) -> str:
    """The person's reason; without a terminal there is nobody to give one."""
    if not sys.stdin.isatty():
        give_up(f"say why phase {number} is left out: --reason TEXT")
    return click.prompt(f"Why is phase {number} left out?", err=True)


def _agreed(inputs: Inputs, number: int, *, undo: bool) -> bool:
    phase = inputs.phases[number]
    if not undo:
        for sentence in what_is_lost(inputs, number):
            tell(sentence)
    if not sys.stdin.isatty():
        return False
    what = f"Take phase {number} ({phase.title}) up again?" if undo else f"Skip phase {number} ({phase.title})?"
    return click.confirm(what, default=False, err=True)


def _write(workspace: Workspace, root: str, number: int, reason: str, *, undo: bool) -> None:
    done = take_up(workspace, root, number) if undo else leave_out(workspace, root, number, reason)
    if isinstance(done, NoChange):
        if done.missing:
            give_up(done.reason)
        tell(done.reason)
        return
    for path in done.paths:
        tell(f"wrote {path}")
    if done.unrecorded:
        tell(done.unrecorded)
    if undo:
        folder = workspace.disk.folder
        say(f"Phase {number} counts again. Run `destination-writer checkpoint {folder} --phase {number}`.")
        return
    say(f"Marking Phase {number} as skipped: {reason}")
    for sentence in done.change.notes:
        say(sentence)
