"""`destination-writer mcp`: the tools for other agents."""

import importlib.util
import logging
import sys
from pathlib import Path

import click

HELP = """Serve the tools to another agent over the Model Context Protocol, on standard input and output.

PATH is the connector's folder; without it, the folder that the client starts the command in. What writes, runs tests or
touches a database is asked through the client (elicitation). A client that cannot ask its person gets a refusal, unless
--allow names the tool: then the client's own confirmation of the call has to do.
"""


@click.command(help=HELP)
@click.argument("path", default=".")
@click.option(
    "--allow",
    multiple=True,
    metavar="TOOL",
    help="A tool that runs without a question of ours: run_checkpoint, propose_change, ... Can be repeated.",
)
@click.option("--probe", metavar="URL", default="", help="A test database of yours that run_probe may use.")
@click.option(
    "--driver",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A jar of its JDBC driver. Can be repeated.",
)
@click.option("--no-compile", is_flag=True, help="Do not run proposals through the Kotlin compiler.")
@click.option(
    "--log-level", type=click.Choice(("debug", "info", "warning", "error")), default="warning", show_default=True
)
def command(
    path: str, allow: tuple[str, ...], probe: str, driver: tuple[Path, ...], no_compile: bool, log_level: str
) -> None:
    if importlib.util.find_spec("mcp") is None:
        raise click.ClickException(
            "the MCP SDK is not installed here; install it with: pip install 'destination-writer[mcp]'"
        )
    logging.basicConfig(stream=sys.stderr, level=log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    from destination_writer.mcp.house import House
    from destination_writer.mcp.serving import serve

    house = House(Path(path), frozenset(allow), probe=probe, drivers=driver, compiles=not no_compile)
    unknown = sorted(house.allowed - house.tool_names)
    if unknown and house.tool_names:
        raise click.BadParameter(f"no tool is called {', '.join(unknown)}", param_hint="--allow")
    serve(house)
