"""`ask QUESTION`: one question, one answer."""

import json
import sys
from pathlib import Path

import click

from destination_writer.agent.home import Home
from destination_writer.agent.values import Ended, EndReason, Proposed
from destination_writer.agent.voices import ModelVoice, Wishes
from destination_writer.cli.opening import open_home
from destination_writer.cli.talk import INTERRUPTED, Talk, voice_for, wishes_of
from destination_writer.cli.talkscreen import Drawn, EventScreen, cost_line
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import StaleChange
from destination_writer.text.udiff import unified
from destination_writer.text.visible import visible

INPUT_LIMIT = 2_000_000
"""Bytes of a question or a file that are read; more is refused."""


@click.command()
@click.argument("question", nargs=-1, required=True)
@click.option("--path", metavar="PATH", help="The connector that the question is about; else the one in this folder.")
@click.option("--with", "file", metavar="FILE", help="Something to look at with it: test output, a log; - reads stdin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout. Nothing is approved or written.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent to the model, and send nothing.")
@click.option("--no-model", is_flag=True, help="Answer from the built-in knowledge, also where there is a key.")
@click.option("--model", metavar="NAME", help="The model that answers, for this question.")
@click.option("--web", is_flag=True, help="Allow the API to search documentation of databases and drivers.")
def command(
    question: tuple[str, ...],
    path: str | None,
    file: str | None,
    as_json: bool,
    dry_run: bool,
    no_model: bool,
    model: str | None,
    web: bool,
) -> None:
    """Ask about the connector, the CDK, a database or a failing test.

    With an API key (ANTHROPIC_API_KEY) a model answers and looks at the connector with the tools that `chat` has; it
    asks you before anything is run or written. Without one the built-in knowledge answers. QUESTION - reads standard
    input.

    Exit code 0: answered. 1: no answer, or only a part of one. 2: the question, a file or a setting cannot be used.
    130: stopped by Ctrl+C.
    """
    text = _asked(" ".join(question), file)
    home = open_home(path)
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    wishes = wishes_of(model, web=web, writes=asks)
    try:
        if dry_run:
            _dry_run(home, wishes, text)
            return
        open_voice, line = voice_for(wishes, no_model=no_model)
        if line and not as_json:
            tell(line)
        screen = EventScreen(aside=not sys.stdout.isatty(), quiet=as_json)
        with Talk(home, open_voice, screen, asks=asks) as talk:
            ended = talk.answer(text)
            known = getattr(getattr(talk.voice, "last", None), "known", True)
            interrupted = talk.is_interrupted
            by = "model" if isinstance(talk.voice, ModelVoice) else "knowledge"
    except KnowledgeError as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps(_object(text, home, screen.drawn, ended, by), ensure_ascii=False, indent=2))
    elif not asks:
        for proposed in screen.drawn.proposed:
            click.echo(f"\nProposed: {visible(proposed.change.title)}\n\n```diff\n{visible(_diff(home, proposed))}```")
    if not as_json and ended.total.total and sys.stderr.isatty():
        click.secho(cost_line(ended, wishes.settings.conversation_cost), dim=True, err=True)
    sys.exit(INTERRUPTED if interrupted else 0 if ended.reason is EndReason.DONE and known else 1)


def _asked(question: str, file: str | None) -> str:
    """The question, with what is to be looked at fenced as material behind it."""
    from destination_writer.agent.prompting.api import material

    if question == "-" and file == "-":
        give_up("standard input can be the question or --with, not both")
    text = (_read("-") if question == "-" else question).strip()
    if not text:
        give_up('there is no question; ask "why does upsert tables fail?"')
    return text if file is None else f"{text}\n\n{material(file if file != '-' else 'standard input', _read(file))}"


def _read(file: str) -> str:
    """Raises OSError, which `main` tells."""
    if file == "-":
        data = sys.stdin.buffer.read(INPUT_LIMIT + 1)
    else:
        with Path(file).open("rb") as stream:
            data = stream.read(INPUT_LIMIT + 1)
    if len(data) > INPUT_LIMIT:
        name = "standard input" if file == "-" else file
        give_up(f"{name} is longer than {INPUT_LIMIT:,} bytes; give the part that failed, or use `diagnose {file}`")
    return data.decode("utf-8", "replace")


def _dry_run(home: Home, wishes: Wishes, text: str) -> None:
    """The request as it would go out, redacted, on stdout."""
    from destination_writer.agent.model.dryrun import DryRun

    model = DryRun(click.echo, wishes.settings.base_url)
    screen = EventScreen(quiet=True)
    with Talk(home, lambda at, approver: ModelVoice(at, wishes, model, approver), screen, asks=False) as talk:
        ended = talk.answer(text)
    if ended.reason is not EndReason.DONE:
        give_up(ended.words)


def _proposal(home: Home, proposed: Proposed) -> dict[str, object]:
    return {"title": proposed.change.title, "checks": list(proposed.checks), "diff": _diff(home, proposed)}


def _diff(home: Home, proposed: Proposed) -> str:
    try:
        return unified(proposed.change, home.texts(proposed.change))
    except StaleChange:
        return ""


def _object(question: str, home: Home, drawn: Drawn, ended: Ended, by: str) -> dict[str, object]:
    return {
        "question": question,
        "answer": drawn.text,
        "by": by,
        "ended": ended.reason.value,
        "words": ended.words,
        "problem": ended.problem or None,
        "tools": drawn.tools,
        "proposals": [_proposal(home, one) for one in drawn.proposed],
        "tokens": ended.usage.total,
        "cost": ended.cost,
    }
