"""`chat`: a conversation about the connector, answer by answer."""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from destination_writer.agent.values import EndReason
from destination_writer.cli.asking import Left
from destination_writer.cli.chatdesk import ChatDesk, Leaving, greet
from destination_writer.cli.chatline import Interrupted, read_line
from destination_writer.cli.opening import open_home
from destination_writer.cli.paint import note, say
from destination_writer.cli.talk import INTERRUPTED, Talk, voice_for, wishes_of
from destination_writer.cli.talkscreen import EventScreen, cost_line
from destination_writer.cli.usage import give_up
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.probing import BadAddress, read_address


@click.command()
@click.option("--path", metavar="PATH", help="The connector to talk about; else the one in this folder.")
@click.option("--no-model", is_flag=True, help="Talk to the built-in knowledge, also where there is a key.")
@click.option("--model", metavar="NAME", help="The model that answers.")
@click.option("--web", is_flag=True, help="Allow the API to search documentation of databases and drivers.")
@click.option(
    "--probe", metavar="URL", default="", help="A test database of yours whose statements you see before they run."
)
@click.option(
    "--driver",
    "drivers",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A jar of its JDBC driver. Can be repeated.",
)
def command(
    path: str | None, no_model: bool, model: str | None, web: bool, probe: str, drivers: tuple[Path, ...]
) -> None:
    """Talk about the connector: implement it, ask about it, find out why a test fails.

    Everything that is run or written waits for your word. Ctrl+C stops an answer, twice in a row leaves. Several lines:
    paste them, end a line with a backslash, or put them between two lines of three quotes.

    Exit code 0: left. 1: the last answer failed, of a conversation that was piped in. 130: left by Ctrl+C.
    """
    home = open_home(path)
    wishes = replace(wishes_of(model, web=web, writes=True), probe=_address(probe), drivers=drivers)
    try:
        open_voice, line = voice_for(wishes, no_model=no_model)
        with Talk(home, open_voice, EventScreen(), asks=True) as talk:
            desk = ChatDesk(talk, wishes.settings, began=time.time())
            greet(home)
            say(line or f"{wishes.settings.model} answers; its tools look at the connector.")
            note("/help lists the commands, /quit leaves.")
            code = _loop(talk, desk)
    except KnowledgeError as error:
        give_up(str(error))
    sys.exit(code)


def _address(probe: str) -> str:
    """As it was given, once it can be read; its password may stand in the environment."""
    try:
        if probe:
            read_address(probe, os.environ)
    except BadAddress as error:
        give_up(str(error))
    return probe


def _loop(talk: Talk, desk: ChatDesk) -> int:
    """The exit code."""
    has_interrupted, failed = False, False
    while True:
        try:
            text = read_line()
        except Left:
            return 1 if failed and not sys.stdin.isatty() else 0
        except Interrupted:
            if has_interrupted:
                return INTERRUPTED
            has_interrupted = True
            note("Ctrl+C again, or /quit, leaves.")
            continue
        if not text.strip():
            continue
        has_interrupted = False
        try:
            if desk.handles(text):
                continue
        except Leaving:
            return 1 if failed and not sys.stdin.isatty() else 0
        except Left:
            continue
        ended = talk.answer(text)
        failed = ended.reason is EndReason.FAILED
        has_interrupted = ended.reason is EndReason.CANCELLED
        if ended.total.total and sys.stdout.isatty():
            note(cost_line(ended, desk.budget))
        elif talk.voice.suggestions:
            desk.hint()
