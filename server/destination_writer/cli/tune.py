"""`tune PATH`: another way of writing records, once a connector works."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.tuning.api import Tuning, tune, tuning_of
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.statefile import StateFileBusy, held
from destination_writer.toolchain.workspace import UnusablePath, workspace_templates


@click.command()
@click.argument("path", default=".")
@click.option("--strategy", metavar="SLUG", help="The way to take; without it the ways are listed.")
@click.option("--replace", "replace_own", is_flag=True, help="Also replace a body that does a person's own work.")
@click.option("--write", is_flag=True, help="Apply the change in place of printing it.")
@click.option("--dialect", help="The database, where neither the state file nor the connector says it.")
@click.option("--json", "as_json", is_flag=True, help="List the ways as one JSON object.")
def command(
    path: str, strategy: str | None, replace_own: bool, write: bool, dialect: str | None, as_json: bool
) -> None:
    """How the connector in PATH writes records, and how it could: single rows, several rows, streams, staged files.

    With --strategy the insertion is written anew: a unified diff on stdout, or with --write the files themselves. Exit
    code 0 when done or when nothing was left to do, 1 when it cannot be done here.
    """
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        if strategy is None:
            sys.exit(_list(workspace, root, dialect, as_json=as_json))
        if not write:
            sys.exit(_show(workspace, _made(workspace, root, strategy, dialect, replace_own)))
        with held(workspace.disk.folder / root / STATE_PATH):
            sys.exit(_write(workspace, root, _made(workspace, root, strategy, dialect, replace_own), strategy))
    except (UnusablePath, KnowledgeError, StaleChange, CannotWrite, StateFileBusy) as error:
        give_up(str(error))


def _templates(folder: Path) -> Templates:
    return Templates(workspace_templates(folder))


def _made(workspace: Workspace, root: str, strategy: str, dialect: str | None, replace_own: bool) -> Change | NoChange:
    connector, knowledge = workspace.connector(root), workspace.knowledge(root)
    templates = _templates(workspace.disk.folder / root)
    return tune(connector, knowledge, templates, strategy, replace_own=replace_own, dialect=dialect)


def _list(workspace: Workspace, root: str, dialect: str | None, *, as_json: bool) -> int:
    templates = _templates(workspace.disk.folder / root)
    found = tuning_of(workspace.connector(root), workspace.knowledge(root), templates, dialect=dialect)
    if isinstance(found, NoChange):
        tell(found.reason)
        return 1
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _print(found)
    return 0


def _print(found: Tuning) -> None:
    now = found.present or "written by hand"
    click.secho(f"{found.function} ({found.place}) writes records: {now}", bold=True)
    for number, way in enumerate(found.ways, 1):
        sign = "→" if way.is_present else " "
        level = f" ({way.effort}; {way.gain})" if way.effort else ""
        click.secho(f"{sign} {number}. {way.slug}: {way.title}{level}", fg="green" if way.is_present else None)
        say(f"     {way.trade_off}")
        say(f"     {way.proof}", dim=True)


def _show(workspace: Workspace, made: Change | NoChange) -> int:
    if isinstance(made, NoChange):
        return _refused(made)
    for note in made.notes:
        tell(note)
    files = workspace.files
    texts = {file.path: files.read(file.path) for file in made.files if files.exists(file.path)}
    sys.stdout.buffer.write(unified(made, texts).encode("utf-8"))
    sys.stdout.buffer.flush()
    return 0


def _write(workspace: Workspace, root: str, made: Change | NoChange, strategy: str) -> int:
    if isinstance(made, NoChange):
        return _refused(made)
    written, problem = write_and_record(
        workspace.disk.folder, made, maker=Maker.TUNING, phase=11, strategies={"bulk_load": strategy}, root=root
    )
    for path in written:
        tell(f"wrote {path}")
    for note in (*made.notes, *([problem] if problem else [])):
        tell(note)
    return 0


def _refused(made: NoChange) -> int:
    tell(made.reason)
    return 1 if made.missing else 0
