"""`generate PATH`: the bodies of stubs, as a diff or written to the files."""

import sys
from pathlib import Path

import click

from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import STAYS_OPEN, implement_phase, implement_stub_named
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.request import make_request
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite, write_change
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge


@click.command()
@click.argument("path", default=".")
@click.option("--stub", metavar="CLASS.FUNCTION", help="Write the stubs of one function.")
@click.option("--phase", type=click.IntRange(0, 11), help="Write every stub of a phase.")
@click.option("--dialect", help="The database, where neither the state file nor the connector says it.")
@click.option("--cdk", metavar="VERSION", help="The CDK version, in place of cdkVersion in gradle.properties.")
@click.option("--strategy", help="The way to go where a stub can be written in several, for example `merge`.")
@click.option("--write", is_flag=True, help="Apply the change in place of printing it.")
def command(
    path: str,
    stub: str | None,
    phase: int | None,
    dialect: str | None,
    cdk: str | None,
    strategy: str | None,
    write: bool,
) -> None:
    """Write the bodies of stubs: a unified diff on stdout, or with --write the files themselves.

    Exit code 0 when done or when nothing was left to do, 1 when a stub stays open because no template fits it.
    """
    if (stub is None) == (phase is None):
        give_up("name what to write: either --stub CLASS.FUNCTION or --phase N")
    try:
        folder = open_folder(path).folder
        files = DiskFiles(folder)
        connector = _connector(files, path)
        knowledge, templates = workspace_knowledge(folder), Templates(DiskFiles(bundled("templates")))
        make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk)
        if stub is not None:
            result = implement_stub_named(
                connector, knowledge, templates, stub, dialect=dialect, cdk=cdk, strategy=strategy
            )
        else:
            assert phase is not None
            result = implement_phase(connector, knowledge, templates, phase, dialect=dialect, cdk=cdk)
        sys.exit(_finish(result, files, folder, write))
    except CannotGenerate as error:
        give_up(error.reason)
    except (UnusablePath, UnreadableFile, KnowledgeError, StaleChange, CannotWrite, LookupError) as error:
        give_up(str(error.args[0] if isinstance(error, LookupError) else error))


def _connector(files: DiskFiles, path: str) -> Connector:
    roots = find_connectors(files)
    if not roots:
        raise UnusablePath(f"{path} holds no connector: no Kotlin file in it declares a component of one")
    if len(roots) > 1:
        raise UnusablePath(f"{path} holds {len(roots)} connectors; give the folder of one: {', '.join(roots)}")
    connector = load_connector(files, roots[0], name=files.root.name)
    for problem in connector.problems:
        tell(problem)
    return connector


def _finish(result: Change | NoChange, files: DiskFiles, folder: Path, write: bool) -> int:
    if isinstance(result, NoChange):
        tell(result.reason)
        for need in result.missing:
            tell(f"missing: {need}")
        return 1 if result.missing else 0
    for note in result.notes:
        tell(note)
    if write:
        for written in write_change(folder, result):
            tell(f"wrote {written}")
    else:
        texts = {file.path: files.read(file.path) for file in result.files if files.exists(file.path)}
        sys.stdout.buffer.write(unified(result, texts).encode("utf-8"))
        sys.stdout.buffer.flush()
    return 1 if any(note.startswith(STAYS_OPEN) for note in result.notes) else 0
