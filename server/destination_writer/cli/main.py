"""The `destination-writer` command. Each subcommand lives in a module of its own and is imported when called."""

import importlib
import io
import sys

import click

from destination_writer import __version__
from destination_writer.cli.usage import give_up

COMMANDS = {
    "serve": "Run the language server (stdio, or --tcp HOST:PORT).",
    "status": "The progress tracker: which phase is done, what blocks the current one.",
    "stubs": "List the TODO stubs of a file or folder.",
    "check": "Report findings on a connector.",
    "preflight": "What has to be known of a database before its connector is written, question by question.",
    "scaffold": "Create a connector: the whole module, phase 0 complete, everything later a stub.",
    "generate": "Write the body of a stub, or of all stubs of a phase.",
    "implement": "Walk the phases: introduction, code step by step with your approval, tests, checkpoint.",
    "resume": "Where a connector stands by its code and results alone, and the next step.",
    "skip": "Leave out an optional phase for a reason that is kept, or take that back.",
    "checkpoint": "Run a phase's tests and the regression check, and judge.",
    "tune": "Write records in another way: several rows, a stream, staged files.",
    "checklist": "What to see to before a connector is used, read and reviewed.",
    "upgrade": "Carry a connector over to a later CDK version, and list what is left to decide.",
    "verify": "Prove what is generated for a database: compile it, run it on an engine, compare.",
    "dialects": "List the databases, what each can do, and how that is known.",
    "dialect": "Add a database of your own to the workspace, and check its file.",
    "diagnose": "Explain a test or build failure: category, cause, place, fix.",
    "explain": "Explain a rule by its code.",
    "ask": "Ask about the connector, the CDK, a database or a failing test.",
    "chat": "Talk about the connector: implement it, ask about it, find out why a test fails.",
    "wiring": "Who is given which bean in a connector, as text, values or a picture.",
    "mcp": "Serve the tools to another agent over the Model Context Protocol.",
    "remember": "Keep a fix, a fact or a method as knowledge of the workspace.",
    "knowledge": "Share what a workspace learned: export it as one file, import it.",
    "report": "Figures of the work: time, runs, fixes, regressions, generated lines; a page to look at.",
    "doctor": "What this machine has for building connectors, and how to get the rest.",
    "demo": "Walk an example connector as an editor would, with the real server.",
}

ELSEWHERE = {"serve": "destination_writer.lsp.command", "mcp": "destination_writer.mcp.command"}
"""Subcommands that belong to another face."""


class LazyGroup(click.Group):
    """Imports a subcommand's module only when that subcommand is asked for, so that `stubs` and `serve` start fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = ELSEWHERE.get(cmd_name, f"destination_writer.cli.{cmd_name}")
        return importlib.import_module(module).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="destination-writer")
def cli() -> None:
    """Takes you from an empty folder to an Airbyte destination connector that passes every test."""


def main() -> None:
    """Entry point. Exit codes: 0 and 1 as each command describes, 2 for bad usage or unreadable input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli()
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        give_up(f"{place}{error.strerror or error}; check that the path is there and that you may use it")
    except RecursionError:
        give_up("something in the input is nested too deep to be read; take it apart, or leave it out")
