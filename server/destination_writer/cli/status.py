"""`status PATH`: the progress tracker."""

import json
from collections.abc import Iterator

import click

from destination_writer.checkpoints.completion import COMPLETE, left_out, next_steps
from destination_writer.checkpoints.leavingout import inputs_of
from destination_writer.checkpoints.report import estimate_words, headline, to_report
from destination_writer.checkpoints.resuming import resume
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState, PhaseStatus, Progress
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

_SIGNS = {Progress.DONE: ("✓", "green"), Progress.IN_PROGRESS: ("⏳", "yellow"), Progress.NOT_STARTED: ("⏳", "yellow")}


@click.command()
@click.argument("path", default=".")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--commit", metavar="SHA", help="The results in build/ are of this commit, whatever the file times say.")
def command(path: str, as_json: bool, commit: str | None) -> None:
    """Which phase is done, what blocks the current one, and what remains."""
    try:
        workspace = open_workspace(path)
        root = workspace.only_connector()
        status = workspace.status(root, commit=commit)
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    for problem in status.problems:
        tell(problem)
    if as_json:
        following = resume(inputs_of(workspace, root, commit), status, path=path).next
        click.echo(json.dumps(to_report(status, following), ensure_ascii=False, indent=2))
        return
    for line in render(status):
        click.echo(line)


def render(status: ConnectorStatus) -> Iterator[str]:
    """The tracker's lines, with colours that click drops when nobody sees them."""
    yield click.style(f"🚀 Implementation Progress: {status.name}", bold=True)
    yield from _section("Completed:", status, PhaseState.DONE, "✓ ", "green")
    yield from _section("Skipped:", status, PhaseState.SKIPPED, "- ", "cyan")
    if status.current:
        yield from _current(status.current)
    yield from _section("Remaining:", status, PhaseState.WAITING, "  ", None)
    yield ""
    if status.estimate:
        yield estimate_words(status.estimate)
    else:
        yield click.style(COMPLETE, fg="green")
        if said := left_out(status):
            yield said
        yield ""
        yield from next_steps()


def _section(title: str, status: ConnectorStatus, state: PhaseState, sign: str, colour: str | None) -> Iterator[str]:
    phases = [phase for phase in status.phases if phase.state == state]
    if phases:
        yield ""
        yield click.style(title, bold=True)
    for phase in phases:
        yield click.style(f"{sign}{headline(phase)}", fg=colour)


def _current(phase: PhaseStatus) -> Iterator[str]:
    failed = phase.state == PhaseState.BLOCKED
    yield ""
    yield click.style("Current (blocked):" if failed else "Current:", bold=True)
    yield click.style(f"→ {headline(phase)}", fg="red" if failed else "yellow")
    for component in phase.components:
        sign, colour = _SIGNS[component.progress]
        note = "" if component.progress == Progress.DONE else f" ({component.progress.value})"
        if component.required or component.progress != Progress.NOT_STARTED:
            yield click.style(f"  {sign} {component.name}{note}", fg=colour)
    if phase.blockers:
        yield ""
        yield click.style(f"  🚫 BLOCKERS: {len(phase.blockers)}", fg="red", bold=True)
        for number, blocker in enumerate(phase.blockers, 1):
            yield f"  {number}. {blocker.sentence}"
    if phase.exempt:
        yield ""
        yield "  Not counted here:"
        yield from (f"  - {line}" for line in phase.exempt)
