"""`doctor`: what this machine has, and how to get the rest."""

import json
from dataclasses import asdict

import click

from destination_writer import __version__
from destination_writer.cli.usage import give_up
from destination_writer.toolchain.doctor import examine
from destination_writer.toolchain.workspace import UnusablePath, open_folder


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on stdout.")
def command(path: str, as_json: bool) -> None:
    """What this machine has for building connectors (for the one at PATH), and how to get the rest."""
    try:
        checks = examine(open_folder(path).folder)
    except UnusablePath as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
        return
    click.secho(f"destination-writer {__version__}", bold=True)
    for check in checks:
        sign = click.style("✓", fg="green") if check.found else click.style("✗", fg="red")
        click.echo(f"{sign} {check.name}: {check.detail} (for {check.purpose})")
        if check.get:
            click.echo(f"    get it: {check.get}")
