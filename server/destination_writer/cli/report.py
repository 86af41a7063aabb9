"""`report PATH`: figures of the work on a connector, as a table, as values or as a page."""

import json
import time
from pathlib import Path

import click

from destination_writer.checkpoints.figures.api import figures_of
from destination_writer.checkpoints.figures.gathering import recorded_of
from destination_writer.checkpoints.figures.page import as_json, render_page, without_private
from destination_writer.checkpoints.figures.told import told
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.machine import private_names
from destination_writer.toolchain.workspace import UnusablePath


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_values", is_flag=True, help="One JSON object on stdout; times in seconds.")
@click.option("--html", "page", metavar="FILE", help="Write one HTML page that needs no network; - is stdout.")
def command(path: str, as_values: bool, page: str | None) -> None:
    """Figures of the work on a connector: time, runs, fixes, regressions, lines, completeness.

    They are made from what this machine has on record below .destination-writer/history, and stay on it. What could
    identify the machine or its user, and what looks like a secret, is left out.
    """
    try:
        workspace = open_workspace(path)
        recorded = recorded_of(workspace, workspace.only_connector())
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    figures, names = figures_of(recorded, time.time()), private_names()
    if page == "-":
        if as_values:
            give_up("--json and --html - both take stdout; name a file for the page")
        click.echo(render_page(figures, names), nl=False)
        return
    if page is not None:
        _write(Path(page), render_page(figures, names))
        tell(f"wrote {page}; open it in a browser")
    if as_values:
        click.echo(json.dumps(as_json(figures, names), ensure_ascii=False, indent=2))
    elif page is None:
        for line in told(without_private(figures, names)):
            click.echo(line)


def _write(file: Path, text: str) -> None:
    if file.is_dir():
        give_up(f"{file} is a folder; name a file in it, such as {file / 'report.html'}")
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        give_up(f"{file}: cannot be written ({error.strerror}); name a file in a folder that is there and yours")
