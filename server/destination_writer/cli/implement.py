"""`implement PATH`: the walk through the phases, with approval for each step."""

import json
import sys

import click

from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.runner import DEFAULT_LIMIT
from destination_writer.checkpoints.runners import RUNNERS
from destination_writer.cli.asking import Left
from destination_writer.cli.beginning import begin, is_without_connector
from destination_writer.cli.implementplan import plan_of
from destination_writer.cli.takingback import take_phase_back
from destination_writer.cli.usage import give_up
from destination_writer.cli.walking import Options, Walk, why_not
from destination_writer.generate.errors import CannotGenerate
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import StaleChange
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.workspace import UnusablePath


@click.command()
@click.argument("path", default=".")
@click.option("--phase", "asked", metavar="N", help="This phase alone; else the one at work and those after it.")
@click.option("--yes", is_flag=True, help="Answer every question with its default; stop at the first blocker.")
@click.option("--runner", type=click.Choice(RUNNERS), default="gradle", help="What runs the checkpoints.")
@click.option("--gradle", "gradle_command", metavar="PROGRAM", default="", help="Gradle in place of the wrapper.")
@click.option("--limit", type=click.FloatRange(1), default=DEFAULT_LIMIT, metavar="SECONDS", help="End a longer run.")
@click.option("--verbose", is_flag=True, help="Print every line of the build.")
@click.option("--take-back", "back", metavar="N", help="Undo everything that was written for a phase, as one.")
@click.option("--json", "as_json", is_flag=True, help="Print what the phase would write, and write nothing.")
def command(
    path: str,
    asked: str | None,
    yes: bool,
    runner: str,
    gradle_command: str,
    limit: float,
    verbose: bool,
    back: str | None,
    as_json: bool,
) -> None:
    """Walk the phases: introduction, code step by step, tests, checkpoint, next. Every step waits for your word.

    Answer `q` or press Ctrl+C to leave; the same command goes on where you were. Exit code 0 when the phases that were
    walked are done, 1 when you left or a blocker remains, 2 for what cannot be used.
    """
    try:
        if is_without_connector(path):
            code = begin(path, yes=yes or as_json)
            if code or is_without_connector(path):
                sys.exit(code)
        number = None if asked is None else _number(path, asked)
        if back is not None:
            sys.exit(take_phase_back(path, _number(path, back), yes=yes))
        walk = Walk(Options(path, runner, gradle_command, limit, verbose, yes, number))
        if as_json:
            click.echo(json.dumps(plan_of(walk), ensure_ascii=False, indent=2))
            sys.exit(0)
        sys.exit(walk.run())
    except (Left, KeyboardInterrupt):  # Ctrl+C may come between two questions as well
        click.echo(f"Left. Everything that was written stays; `destination-writer implement {path}` goes on from here.")
        sys.exit(1)
    except CannotGenerate as error:
        give_up(why_not(error))
    except (UnusablePath, UnreadableFile, KnowledgeError, BadPhase, StaleChange, CannotWrite) as error:
        give_up(str(error))


def _number(path: str, asked: str) -> int:
    from destination_writer.checkpoints.workspace import open_workspace

    workspace = open_workspace(path)
    return phase_number(asked, workspace.knowledge(workspace.only_connector()).phases)
