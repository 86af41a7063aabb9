"""`implement --take-back N`: everything that was written for a phase is undone, as one, with the person's word."""

from pathlib import Path

import click

from destination_writer.checkpoints.takingback import TakeBack
from destination_writer.checkpoints.undoing import carry_out, change_of, reader, undo
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.asking import Left, agreed
from destination_writer.cli.stepscreen import show_change
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.workspace import UnusablePath


def take_phase_back(path: str, phase: int, *, yes: bool) -> int:
    """Exit code 0 when all of it was taken back, 1 when lines were kept because they were edited since, or when the
    person said no."""
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        folder = workspace.disk.folder / root
        tests = {test.name for test in workspace.knowledge(root).phase(phase).tests_for(None)}
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    found = undo(folder, phase)
    if isinstance(found, NoChange):
        give_up(found.reason)
    _show(found, folder)
    if not found.texts and not found.records:
        click.echo("Nothing of it can be taken back.")
        return 1
    try:
        if not yes and not agreed("Take this back?", default=False):
            raise Left
        written, problem = carry_out(folder, found, tests)
    except Left:
        click.echo("Nothing was changed.")
        return 1
    except (StaleChange, CannotWrite) as error:
        give_up(str(error))
    for name in written:
        click.secho(f"✓ {'removed' if name in change_of(found).deleted else 'wrote'} {name}", fg="green")
    if problem:
        tell(problem)
    return 1 if found.kept else 0


def _show(found: TakeBack, folder: Path) -> None:
    read = reader(folder)
    click.secho(f"↩ {found.title}: {len(found.titles)} change{'s' if len(found.titles) > 1 else ''}", bold=True)
    for title in found.titles:
        click.echo(f"• {title}")
    click.echo()
    change = change_of(found)
    show_change(change, {f.path: text for f in change.files if (text := read(f.path)) is not None})
    for kept in found.kept:
        click.secho(f"✗ kept {kept}", fg="yellow")
    for note in found.notes:
        click.echo(note)
