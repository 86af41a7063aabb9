"""`scaffold FOLDER`: a new connector, phase 0 complete, everything later a stub."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from destination_writer.checkpoints.scaffolding import Asked, CannotScaffold, Planned, plan_scaffold, write_scaffold
from destination_writer.cli import paint
from destination_writer.cli.paint import say
from destination_writer.cli.usage import UNUSABLE, give_up, tell
from destination_writer.generate.scaffold.listing import tree_lines
from destination_writer.generate.scaffold.wish import TestDatabase
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import FileCreation, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath

WIDEST = 58
"""Columns of the tree before what each file is for."""


@click.command()
@click.argument("folder")
@click.option("--database", metavar="NAME", help="The database. Else what the folder's state or preflight file says.")
@click.option("--name", metavar="destination-NAME", help="The connector. Else the folder's name, or the database's.")
@click.option("--package", metavar="PACKAGE", help="The base package. Else io.airbyte.integrations.destination.NAME.")
@click.option("--prefix", metavar="Prefix", help="What class names begin with. Else the database's usual.")
@click.option("--cdk", metavar="VERSION", help="The CDK. Else the newest that a neighbour in the monorepo pins.")
@click.option(
    "--test-database",
    type=click.Choice(["testcontainers", "local"]),
    help="What tests use: a container, or the database that secrets/config.json names. Else a container where one is.",
)
@click.option("--into", is_flag=True, help="The folder holds a connector that was begun: create only what is missing.")
@click.option("--diff", "as_diff", is_flag=True, help="Print the change as a unified diff, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; with --yes, after writing.")
def command(
    folder: str,
    database: str | None,
    name: str | None,
    package: str | None,
    prefix: str | None,
    cdk: str | None,
    test_database: TestDatabase | None,
    into: bool,
    as_diff: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Create a connector in FOLDER: the whole module, phase 0 complete, every later method a TODO("Phase N") and every
    later test waiting for its phase.

    FOLDER is the connector's own, new or empty; a checkout of the monorepo stands for a new one among its connectors.

    Exit code 0 when it was written or shown, 1 when you said no, 2 for what cannot be used. All is written or nothing.
    """
    try:
        planned = plan_scaffold(folder, Asked(database, name, package, prefix, cdk, test_database, into))
        if as_diff:
            _print_diff(planned)
            return
        if not as_json:
            _show(planned)
        written = _write(planned, yes=yes, as_json=as_json)
    except CannotScaffold as error:
        _refuse(error, as_json=as_json)
    except (CannotWrite, StaleChange, KnowledgeError, UnreadableFile, UnusablePath) as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps(_report(planned, written=written), ensure_ascii=False, indent=2))
    elif written:
        _show_next(planned)
    sys.exit(0 if written or as_json else 1)


def _write(planned: Planned, *, yes: bool, as_json: bool) -> bool:
    """Whether it was written: with the person's word, for which a terminal is needed."""
    count = len(planned.change.files)
    if not yes and as_json:
        return False
    if not yes and not sys.stdin.isatty():
        give_up(f"nothing was written; give --yes to write these {count} files without being asked")
    if not yes and not click.confirm(f"Create these {count} files?", default=True, err=True):
        tell("nothing was written")
        return False
    paths, problem = write_scaffold(planned)
    if problem:
        tell(problem)
    if not as_json:
        click.echo(f"Wrote {len(paths)} files. Phase 0 is complete code; what comes later is stubs.")
    return True


def _show(planned: Planned) -> None:
    made = planned.made
    paint.headline(f"Phase 0: {planned.change.title}")
    click.echo(f"Folder    {planned.connector}")
    click.echo(f"Package   {made.naming.package}")
    click.echo(f"CDK       {made.cdk} ({made.cdk_because})")
    click.echo(f"Database  {made.database} ({planned.change.provenance.partition(';')[0]})")
    click.echo(f"Tests     {made.tests_use}")
    click.echo()
    for line, purpose in tree_lines(planned.change.files, made.purposes):
        click.echo(f"  {line.ljust(WIDEST)}  {purpose}".rstrip())
    click.echo()
    for note in (*planned.notes, *planned.change.notes):
        say(f"Note: {note}")
    if planned.lacks:
        click.echo("A build cannot run there yet. This is a blocker for phase 0's checkpoint:")
        for lack in planned.lacks:
            click.echo(f"  - {lack.what}")
        for remedy in dict.fromkeys(lack.remedy for lack in planned.lacks):
            say(f"To mend that, {remedy}.")
        click.echo("Component tests on an embedded engine run without all that: checkpoint --runner local.")


def _show_next(planned: Planned) -> None:
    click.echo("Next:")
    for number, step in enumerate(planned.next_steps, 1):
        click.echo(f"  {number}. {step}")


def _print_diff(planned: Planned) -> None:
    files = DiskFiles(planned.folder)
    texts = {file.path: files.read(file.path) for file in planned.change.files if files.exists(file.path)}
    sys.stdout.buffer.write(unified(planned.change, texts).encode("utf-8"))
    sys.stdout.buffer.flush()


def _refuse(error: CannotScaffold, *, as_json: bool) -> NoReturn:
    if not as_json:
        tell(str(error))
        for need in error.missing:
            tell(f"missing: {need}")
    else:
        click.echo(json.dumps({"written": False, "problem": str(error), "missing": list(error.missing)}, indent=2))
    sys.exit(UNUSABLE)


def _report(planned: Planned, *, written: bool) -> dict[str, Any]:
    made = planned.made
    files = [
        {
            "path": file.path,
            "kind": "create" if isinstance(file, FileCreation) else "change",
            "purpose": made.purposes.get(file.path, ""),
        }
        for file in planned.change.files
    ]
    return {
        "title": planned.change.title,
        "written": written,
        "folder": str(planned.folder),
        "connector": Path(planned.connector).as_posix(),
        "database": made.database,
        "package": made.naming.package,
        "cdk": made.cdk,
        "cdk_because": made.cdk_because,
        "tests": made.tests_use,
        "files": files,
        "notes": [*planned.notes, *planned.change.notes],
        "missing": [{"what": lack.what, "remedy": lack.remedy} for lack in planned.lacks],
        "next_steps": list(planned.next_steps),
    }
