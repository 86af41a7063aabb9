"""`upgrade PATH --to CDK_VERSION`: what moved between two CDK versions, as one change, and what a person decides."""

import json
import sys
import textwrap
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.cli import paint
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.upgrade.api import Upgrade, upgrade
from destination_writer.generate.upgrade.versions import NEWEST
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge, workspace_templates


@click.command()
@click.argument("path", default=".")
@click.option("--to", metavar="CDK_VERSION", default=NEWEST, show_default=True, help="The version to go to.")
@click.option("--from", "from_", metavar="VERSION", help="The version it is written against; else cdkVersion.")
@click.option("--diff", "as_diff", is_flag=True, help="Print the change as a unified diff, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; with --yes, after writing.")
def command(path: str, to: str, from_: str | None, as_diff: bool, yes: bool, as_json: bool) -> None:
    """Carry a connector over to a later CDK version: imports, signatures, supertypes, beans, suites and build files.

    All is written or nothing. Bodies that you wrote are kept; where one has to say something else, a comment above it
    says what.

    Exit code 0 when it is done or nothing was left to do, 1 when something is left for you to decide or you said no,
    2 for a version or folder that cannot be used.
    """
    try:
        folder = open_folder(path).folder
        files = DiskFiles(folder)
        connector = _connector(files, path)
        knowledge, templates = workspace_knowledge(folder), Templates(workspace_templates(folder))
        made = upgrade(connector, knowledge, templates, to, from_version=from_)
        if isinstance(made, NoChange):
            sys.exit(_nothing(made, as_json=as_json))
        texts = {file.path: files.read(file.path) for file in made.change.files if files.exists(file.path)}
        if as_diff:
            sys.stdout.buffer.write(unified(made.change, texts).encode("utf-8"))
            sys.stdout.buffer.flush()
            sys.exit(_code(made))
        if not as_json:
            _show(made, connector)
        written = _write(made, folder, connector, yes=yes, as_json=as_json)
    except (UnusablePath, UnreadableFile, KnowledgeError, StaleChange, CannotWrite) as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps(_report(made, written=written), ensure_ascii=False, indent=2))
    elif written:
        _show_next(made)
    sys.exit(_code(made) if written or as_json else 1)


def _code(made: Upgrade) -> int:
    return 1 if made.decisions else 0


def _connector(files: DiskFiles, path: str) -> Connector:
    roots = find_connectors(files)
    if not roots:
        raise UnusablePath(f"{path} holds no connector: no Kotlin file in it declares a component of one")
    if len(roots) > 1:
        raise UnusablePath(f"{path} holds {len(roots)} connectors; give the folder of one: {', '.join(roots)}")
    connector = load_connector(files, roots[0], name=files.root.name)
    unread = [problem for defect, problem in zip(connector.defects, connector.problems, strict=True) if not defect.line]
    for problem in unread:
        tell(problem)
    return connector


def _nothing(made: NoChange, *, as_json: bool) -> int:
    if made.missing:
        give_up(made.reason)
    if as_json:
        click.echo(json.dumps({"written": False, "reason": made.reason, "files": []}, ensure_ascii=False, indent=2))
    else:
        click.echo(made.reason[:1].upper() + made.reason[1:] + ".")
    return 0


def _write(made: Upgrade, folder: Path, connector: Connector, *, yes: bool, as_json: bool) -> bool:
    """Whether it was written: with the person's word, for which a terminal is needed."""
    count = len(made.change.files)
    if not yes and as_json:
        return False
    if not yes and not sys.stdin.isatty():
        give_up(f"nothing was written; give --yes to change these {count} files without being asked")
    if not yes and not click.confirm(f"Change these {count} files?", default=True, err=True):
        tell("nothing was written")
        return False
    paths, problem = write_and_record(folder, made.change, maker=Maker.UPGRADE, root=connector.root)
    if problem:
        tell(problem)
    if not as_json:
        gone = len(made.change.deleted)
        click.echo(f"Wrote {len(paths) - gone} files{f' and removed {gone}' if gone else ''}.")
    return True


def _show(made: Upgrade, connector: Connector) -> None:
    paint.headline(f"{connector.name}: CDK {made.before} to {made.after}")
    for step in made.steps:
        click.secho(f"{step.version.ljust(8)} {step.title}", bold=True)
        click.echo(textwrap.fill(step.what, paint.WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 9))
    signs = dict.fromkeys(made.change.created, "+") | dict.fromkeys(made.change.deleted, "-")
    click.echo()
    for path, items in groupby(made.moved, key=lambda item: item.path):
        sign = signs.get(connector.workspace_path(path), "~")
        click.secho(f"{sign} {path}", fg="cyan")
        for item in items:
            click.echo(f"    {item.version.ljust(8)} {item.what}")
    for note in made.change.notes[len(made.decisions) + len(made.moved) :]:
        click.echo(f"Note: {note}")
    click.echo()
    _show_decisions(made)


def _show_decisions(made: Upgrade) -> None:
    if not made.decisions:
        click.echo("Nothing is left for you to decide.")
        return
    click.secho(f"Left for you to decide ({len(made.decisions)}); a comment marks each place:", bold=True)
    for number, decision in enumerate(made.decisions, 1):
        click.echo(f"  {number}. {decision.path}:{decision.line}")
        click.echo(f"     {decision.text[:1].upper()}{decision.text[1:]} (CDK {decision.version}).")


def _show_next(made: Upgrade) -> None:
    click.echo("Next:")
    steps = ["Run the tests again: `destination-writer checkpoint`. What passed before the upgrade has to pass now."]
    if made.decisions:
        steps.insert(
            0, "Decide what is listed above, and remove each comment; `destination-writer check` lists the rest."
        )
    for number, step in enumerate(steps, 1):
        click.echo(f"  {number}. {step}")


def _report(made: Upgrade, *, written: bool) -> dict[str, Any]:
    return {
        "from": made.before,
        "to": made.after,
        "written": written,
        "files": [file.path for file in made.change.files],
        "steps": [{"version": step.version, "title": step.title, "what": step.what} for step in made.steps],
        "moved": [{"file": m.path, "version": m.version, "what": m.what} for m in made.moved],
        "decisions": [{"file": d.path, "line": d.line, "version": d.version, "decide": d.text} for d in made.decisions],
    }
