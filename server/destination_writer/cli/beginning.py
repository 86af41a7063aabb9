"""`implement` where there is no connector yet: which database, the checklist, the scaffold."""

import importlib
import sys
from pathlib import Path

import click

from destination_writer.cli.asking import agreed, read
from destination_writer.cli.main import COMMANDS
from destination_writer.cli.usage import give_up
from destination_writer.connector.load import find_connectors
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import workspace_knowledge

PREFLIGHT_FILE = ".destination-writer/preflight.yaml"


def is_without_connector(path: str) -> bool:
    """Whether the folder is missing or empty, or holds nothing but a checklist and what is hidden."""
    folder = Path(path)
    if not folder.exists():
        return True
    if not folder.is_dir() or any(not entry.name.startswith(".") for entry in folder.iterdir()):
        return False
    return not find_connectors(DiskFiles(folder))


def begin(path: str, *, yes: bool) -> int:
    """Lead to the checklist and the scaffold, each with its own questions. Returns 0 when there is a connector then.

    Raises Left.
    """
    if yes:
        give_up(
            f"{path} holds no connector yet; begin with `destination-writer scaffold {path} --database NAME`, "
            "or answer the questions of `destination-writer implement` on a terminal"
        )
    folder = Path(path)
    click.echo("There is no connector here yet. I'll guide you through implementing one.")
    name = read("Which database are you implementing? ")
    while not name:
        name = read("Its name, such as TimescaleDB: ")
    if reason := _declined(folder, name):
        click.echo(reason)
        return 2
    if not (folder / PREFLIGHT_FILE).is_file() and not agreed("Have you completed the preflight checklist?"):
        folder.mkdir(parents=True, exist_ok=True)
        if not run_command("preflight", path, "--database", name):
            return 1
    if not agreed("Ready to start Phase 0: Scaffolding?"):
        click.echo(f"Then later: destination-writer scaffold {path} --database {_quoted(name)}")
        return 1
    word = () if sys.stdin.isatty() else ("--yes",)  # it was given above; the scaffold itself asks on a terminal alone
    if not run_command("scaffold", path, "--database", name, *word):
        return 1
    return 0


def _declined(folder: Path, name: str) -> str:
    """Why no connector is made for this; empty for a database."""
    try:
        from destination_writer.knowledge.boundaries import declined
    except ImportError:
        return ""
    return declined(workspace_knowledge(folder).files, name) or ""


def run_command(command: str, *arguments: str) -> bool:
    """Run another subcommand with its own questions; whether it ended well."""
    if command not in COMMANDS:
        click.echo(f"Run: destination-writer {command} {' '.join(map(_quoted, arguments))}")
        return False
    module = importlib.import_module(f"destination_writer.cli.{command}")
    try:
        module.command.main(list(arguments), prog_name=f"destination-writer {command}", standalone_mode=True)
    except SystemExit as error:
        return error.code in (0, None)
    return True


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
