"""`checkpoint PATH`: run a phase's tests and the regression check, and say whether the phase is done."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import click

from destination_writer.checkpoints.affected import affected_tests
from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict, all_passed
from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.plan import Plan
from destination_writer.checkpoints.runner import DEFAULT_LIMIT, Cancellation, WantedTest
from destination_writer.checkpoints.runners import RUNNERS, GradleOptions, runner_named
from destination_writer.checkpoints.sources import digests, source_paths
from destination_writer.checkpoints.validation import tests_alone, validation
from destination_writer.checkpoints.verdictreport import to_report
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.cli.paint import say
from destination_writer.cli.remembering import offer_to_remember, somebody_is_there
from destination_writer.cli.runscreen import RunScreen, coloured
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

WATCH_PAUSE = 0.5
"""Seconds between two looks at the sources."""


@dataclass(frozen=True)
class _Options:
    runner: str
    limit: float
    verbose: bool
    as_json: bool


@click.command()
@click.argument("path", default=".")
@click.option(
    "--phase", "asked", metavar="N", help="The phase; else the current one. guide:N counts as the guide does."
)
@click.option("--runner", type=click.Choice(RUNNERS), default="gradle", help="What runs the tests.")
@click.option("--yes", is_flag=True, help="Run without asking.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--limit", type=click.FloatRange(1), default=DEFAULT_LIMIT, metavar="SECONDS", help="End a longer run.")
@click.option("--gradle", "gradle_command", metavar="PROGRAM", default="", help="Gradle in place of the wrapper.")
@click.option("--watch", is_flag=True, help="Stay, and run again when the sources change, until the phase is done.")
@click.option("--verbose", is_flag=True, help="Print every line of the build.")
def command(
    path: str,
    asked: str | None,
    runner: str,
    yes: bool,
    as_json: bool,
    limit: float,
    gradle_command: str,
    watch: bool,
    verbose: bool,
) -> None:
    """Run a phase's tests, then everything that passed before, and judge.

    Exit code 0 only when the phase is done by every rule of the gate, 1 when it is not, 2 for what cannot be used.
    """
    options = _Options(runner, limit, verbose, as_json)
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        number = None if asked is None else phase_number(asked, workspace.knowledge(root).phases)
        checkpoint = Checkpoint(workspace, root, runner_named(runner, GradleOptions(gradle_command)))
        plan = checkpoint.plan(number)
        if not yes and not _agreed(plan, runner):
            give_up("nothing was run; give --yes to run without being asked")
        with until_interrupted() as cancellation:
            verdict = _run(checkpoint, workspace, root, plan, cancellation, options)
            while watch and not verdict.is_done and (changed := _changes(workspace, root, cancellation)):
                plan = checkpoint.plan(plan.phase)
                first = affected_tests(verdict, changed, workspace.connector(root))
                if first:
                    verdict = _run(checkpoint, workspace, root, plan, cancellation, options, first)
                    if not all_passed(verdict, first):
                        continue
                verdict = _run(checkpoint, workspace, root, plan, cancellation, options)
        if not as_json and somebody_is_there():
            offer_to_remember(workspace.disk.folder / root, lambda asked: click.confirm(asked, default=True, err=True))
    except (UnusablePath, KnowledgeError, BadPhase) as error:
        give_up(str(error))
    sys.exit(0 if verdict.is_done else 1)


def _agreed(plan: Plan, runner: str) -> bool:
    """The person's word; without a terminal there is nobody to give it."""
    if not sys.stdin.isatty():
        tell(f"{plan.in_words} would run with the {runner} runner, which needs your word")
        return False
    return click.confirm(f"Run {plan.in_words}, with the {runner} runner?", default=True, err=True)


def _run(
    checkpoint: Checkpoint,
    workspace: Workspace,
    root: str,
    plan: Plan,
    cancellation: Cancellation,
    options: _Options,
    only: tuple[WantedTest, ...] = (),
) -> Verdict:
    screen = RunScreen(plan, workspace.history(root), options.runner, verbose=options.verbose)
    with screen:
        verdict = checkpoint.run(plan, screen.tell, cancellation, limit=options.limit, only=only)
    if options.as_json:
        click.echo(json.dumps(to_report(verdict), ensure_ascii=False, indent=2))
    else:
        for line in tests_alone(verdict, len(only)) if only else validation(verdict):
            say(coloured(line))
    return verdict


def _changes(workspace: Workspace, root: str, cancellation: Cancellation) -> set[str]:
    """Waits for another text of a source. Paths relative to the connector; empty when the person ended the watch."""
    tell("watching the sources; a change runs what it affects, then the checkpoint; Ctrl+C ends")
    seen = _texts(workspace, root)
    stamp = _stamp(workspace, root)
    while not cancellation.wait(WATCH_PAUSE):
        if _stamp(workspace, root) == stamp:
            continue
        now = _texts(workspace, root)
        changed = {path for path in seen.keys() | now.keys() if seen.get(path) != now.get(path)}
        if changed:
            return changed
        stamp = _stamp(workspace, root)
    return set()


def _texts(workspace: Workspace, root: str) -> dict[str, str]:
    return digests(workspace.files, source_paths(workspace.files, root), root)


def _stamp(workspace: Workspace, root: str) -> tuple[float | None, int]:
    paths = source_paths(workspace.files, root)
    return workspace.disk.newest_change(paths), len(paths)


@contextmanager
def until_interrupted() -> Iterator[Cancellation]:
    """Ctrl+C and a polite end by the system cancel the run, which then ends what it started."""
    cancellation = Cancellation()

    def cancel(_signal: int, _frame: FrameType | None) -> None:
        cancellation.cancel()

    former = {number: signal.signal(number, cancel) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancellation
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
