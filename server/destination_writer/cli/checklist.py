"""`checklist PATH [LIST]`: what to see to before a connector is used, read and reviewed."""

import json
import sys
from dataclasses import asdict

import click

from destination_writer.checkpoints.checklist import Tick, lines, markdown, ticked
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.usage import give_up
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

_COLOURS = {"✓": "green", "✗": "red", "☐": "yellow"}


@click.command()
@click.argument("path", default=".")
@click.argument("wanted", metavar="[production|documentation|pull-request]", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON list on stdout.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Task lists, as a pull request takes them.")
def command(path: str, wanted: str | None, as_json: bool, as_markdown: bool) -> None:
    """The checklists of the connector in PATH. What can be seen is ticked by evidence; the rest is for you to answer.

    Exit code 0 when no item is open by evidence, else 1.
    """
    try:
        workspace = open_workspace(path)
        found = ticked(workspace, workspace.only_connector(), wanted)
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    elif as_markdown:
        click.echo(markdown(found))
    else:
        for number, one in enumerate(found):
            if number:
                click.echo()
            title, *rest = lines(one)
            say(title, bold=True)
            for line in rest:
                say(line, fg=_COLOURS.get(line[:1]))
    sys.exit(1 if any(one.count(Tick.OPEN) for one in found) else 0)
