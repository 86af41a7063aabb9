"""`generate PATH`: the bodies of stubs, as a diff or written to the files."""

import sys
from pathlib import Path

import click

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.filled import filled_stubs
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import STAYS_OPEN, implement_phase, implement_stub_named
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.decisions import OpenChoice, open_choices, recording, with_decisions
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.request import make_request
from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge, workspace_templates


@click.command()
@click.argument("path", default=".")
@click.option("--stub", metavar="CLASS.FUNCTION", help="Write the stubs of one function.")
@click.option("--phase", type=click.IntRange(0, 11), help="Write every stub of a phase.")
@click.option("--dialect", help="The database, where neither the state file nor the connector says it.")
@click.option("--cdk", metavar="VERSION", help="The CDK version, in place of cdkVersion in gradle.properties.")
@click.option(
    "--strategy",
    "strategies",
    metavar="[KIND=]SLUG",
    multiple=True,
    help="The way to go where there are several: `merge` for a stub, `upsert=merge` for a phase. Can be repeated.",
)
@click.option("--write", is_flag=True, help="Apply the change in place of printing it.")
def command(
    path: str,
    stub: str | None,
    phase: int | None,
    dialect: str | None,
    cdk: str | None,
    strategies: tuple[str, ...],
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
        knowledge, templates = workspace_knowledge(folder), Templates(workspace_templates(folder))
        make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk)
        if stub is not None:
            strategy = strategies[0].rpartition("=")[2] if strategies else None
            result = implement_stub_named(
                connector, knowledge, templates, stub, dialect=dialect, cdk=cdk, strategy=strategy
            )
        else:
            assert phase is not None
            stubs = [found for found in connector.stubs if found.phase == phase]
            open_ones = open_choices(connector, knowledge, templates, stubs, dialect=dialect, cdk=cdk)
            decided = _decided(strategies, open_ones)
            chosen = with_decisions(connector, decided)
            result = implement_phase(chosen, knowledge, templates, phase, dialect=dialect, cdk=cdk)
            result = recording(connector, result, decided) if isinstance(result, Change) else result
        sys.exit(_finish(result, connector, files, folder, write, phase))
    except CannotGenerate as error:
        give_up(error.reason)
    except (UnusablePath, UnreadableFile, KnowledgeError, StaleChange, CannotWrite, LookupError) as error:
        give_up(str(error.args[0] if isinstance(error, LookupError) else error))


def _decided(given: tuple[str, ...], choices: tuple[OpenChoice, ...]) -> dict[str, str]:
    """Strategies by kind: those that were given, and those that a person at a terminal is asked for."""
    known = dict(_pair(item) for item in given)
    for choice in choices:
        kind, slugs = choice.kind.value, [way.slug for way in choice.ways]
        if kind in known and known[kind] not in slugs:
            give_up(f"--strategy {kind}={known[kind]}: there are {', '.join(slugs)}")
        if kind in known:
            continue
        if sys.stdin.isatty() and sys.stderr.isatty():
            for way in choice.ways:
                tell(f"{way.slug}: {way.title}. {way.trade_off}")
            known[kind] = click.prompt(choice.question, type=click.Choice(slugs), default=slugs[0], err=True)
        else:
            tell(f"{choice.question} Took {slugs[0]}, the simplest; --strategy {kind}=SLUG chooses: {', '.join(slugs)}")
    return known


def _pair(item: str) -> tuple[str, str]:
    kind, equals, slug = item.partition("=")
    kinds = [known.value for known in StrategyKind]
    if not equals or kind not in kinds:
        give_up(f"--strategy {item}: for a phase write KIND=SLUG; the kinds are {', '.join(kinds)}")
    return kind, slug


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


def _finish(
    result: Change | NoChange, connector: Connector, files: DiskFiles, folder: Path, write: bool, phase: int | None
) -> int:
    if isinstance(result, NoChange):
        tell(result.reason)
        for need in result.missing:
            tell(f"missing: {need}")
        return 1 if result.missing else 0
    for note in result.notes:
        tell(note)
    if write:
        stubs = filled_stubs(connector, result)
        told = {"phase": stubs.phase if phase is None else phase, "stubs": stubs.names}
        paths, problem = write_and_record(folder, result, maker=Maker.GENERATE, root=connector.root, **told)
        for written in paths:
            tell(f"wrote {written}")
        if problem:
            tell(problem)
    else:
        texts = {file.path: files.read(file.path) for file in result.files if files.exists(file.path)}
        sys.stdout.buffer.write(unified(result, texts).encode("utf-8"))
        sys.stdout.buffer.flush()
    return 1 if any(note.startswith(STAYS_OPEN) for note in result.notes) else 0
