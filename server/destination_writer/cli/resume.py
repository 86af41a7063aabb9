"""`resume PATH`: what is there, recognised from code and results alone, and the next step."""

import dataclasses
import json

import click

from destination_writer.checkpoints.leavingout import inputs_of
from destination_writer.checkpoints.resumetext import screen
from destination_writer.checkpoints.resuming import resume
from destination_writer.checkpoints.skipsection import told_in
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

_COLOURS = {"✓": "green", "✗": "red", "⏳": "yellow", "?": "yellow", "$": "cyan", "👋": None}


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(path: str, as_json: bool) -> None:
    """Where the connector in PATH stands and how to go on, also without a state file and for one made by hand.

    Nothing is run and nothing is written.
    """
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        told = told_in(workspace.files, root, workspace.connector(root).name)
        found = resume(inputs_of(workspace, root), workspace.status(root), told, path)
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    for problem in found.problems:
        tell(problem)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2))
        return
    for line in screen(found):
        say(_coloured(line))


def _coloured(line: str) -> str:
    colour = _COLOURS.get(line.lstrip()[:1])
    bold = line.startswith(("Next", "👋"))
    return click.style(line, fg=colour, bold=bold) if colour or bold else line
