"""`knowledge export`, `knowledge import`: what a workspace learned, as one file to share."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from destination_writer import __version__
from destination_writer.cli.paint import colour_of
from destination_writer.cli.usage import give_up, tell
from destination_writer.generate.learning.sharing import (
    FOLDER,
    MANIFEST,
    Arrival,
    Arriving,
    BadBundle,
    arriving,
    import_change,
    is_shared,
    kind_of,
    leaks,
    manifest,
    opened,
    problems,
)
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite, write_change
from destination_writer.toolchain.bundles import UnusableBundle, read_bundle, write_bundle
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.machine import private_names
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge, workspace_templates

LISTED = 20
"""Findings that are named, where something must not go out."""


@click.group()
def command() -> None:
    """Share what a workspace knows of its own: failure rules, dialects, guides, templates."""


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--path", default=".", help="The workspace.", show_default=True)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def export(file: Path, path: str, *, replace: bool) -> None:
    """Write the knowledge and templates below .destination-writer/ into one file, with a manifest.

    Exit code 1, and nothing written, when one of them holds a secret, an absolute path, an address of a machine or
    somebody's name.
    """
    folder = _folder(path)
    files = _shared(folder)
    if not files:
        give_up(f"{path} has no knowledge of its own yet; `destination-writer remember` adds some")
    found = leaks(files, private_names())
    if found:
        for leak in found[:LISTED]:
            tell(leak.sentence)
        more = f", and {len(found) - LISTED} more" if len(found) > LISTED else ""
        tell(f"nothing was exported{more}: take these out of the files, then export again")
        raise SystemExit(1)
    if file.exists() and not replace:
        give_up(f"{file} is there already; name another file, or write over it with --replace")
    try:
        write_bundle(file, files | {MANIFEST: manifest(files, __version__)})
    except UnusableBundle as error:
        give_up(str(error))
    for name in sorted(files):
        click.echo(f"{kind_of(name)}: {name}")
    click.echo(f"wrote {file}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--path", default=".", help="The workspace.", show_default=True)
@click.option("--replace", is_flag=True, help="Take files in place of other ones of the same path.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def take_in(file: Path, path: str, *, replace: bool, yes: bool) -> None:
    """Take in what somebody exported, after showing it. All of it is written, or nothing.

    Failure rules that were learned are added to those that are there. Exit code 1 when nothing was written.
    """
    folder = _folder(path)
    present = _shared(folder)
    try:
        items = arriving(opened(read_bundle(file)), present)
        knowledge, templates = workspace_knowledge(folder).files, workspace_templates(folder)
        wrong = problems(items, knowledge, templates)
    except BadBundle as error:
        give_up(f"{file}: {error}")
    except (UnusableBundle, KnowledgeError) as error:
        give_up(str(error))
    if wrong:
        for problem in wrong:
            tell(problem)
        give_up(f"{file}: nothing was taken, for what is named above cannot be used")
    change = import_change(items, present)
    _show(items, unified(change, _below(present)))
    _refuse_overwriting(items, replace=replace)
    if change.is_empty:
        click.echo("Everything in it is here already.")
        return
    if not yes and not _agreed(len(change.files)):
        tell("nothing was written; give --yes to take it in without being asked")
        raise SystemExit(1)
    try:
        for written in write_change(folder, change):
            tell(f"wrote {written}")
    except (StaleChange, CannotWrite) as error:
        give_up(str(error))


def _folder(path: str) -> Path:
    try:
        return open_folder(path).folder
    except UnusablePath as error:
        give_up(str(error))


def _shared(folder: Path) -> dict[str, str]:
    files = DiskFiles(folder / FOLDER)
    try:
        return {path: files.read(path) for path in files.list() if is_shared(path)}
    except (UnreadableFile, FileNotFoundError) as error:
        give_up(str(error))


def _below(present: dict[str, str]) -> dict[str, str]:
    return {FOLDER + name: text for name, text in present.items()}


def _show(items: Sequence[Arriving], diff: str) -> None:
    """What comes in, and every line of it."""
    for item in items:
        added = f" ({item.added} rules are added)" if item.arrival is Arrival.MERGED else ""
        click.echo(f"{item.arrival.value}: {kind_of(item.path)}, {item.path}{added}")
    for line in diff.splitlines():
        click.secho(line, fg=colour_of(line))


def _refuse_overwriting(items: Sequence[Arriving], *, replace: bool) -> None:
    others = [item.path for item in items if item.arrival is Arrival.REPLACES]
    if others and not replace:
        tell(f"{', '.join(others)}: something else is here by that name; take the new one with --replace")
        tell("nothing was written")
        raise SystemExit(1)


def _agreed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"Take in {count} file{'' if count == 1 else 's'}?", default=False, err=True)
