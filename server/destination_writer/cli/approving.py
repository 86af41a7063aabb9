"""What a person is asked on the terminal before something happens, and what is written when they agree."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import click

from destination_writer.agent.values import Approval, ApprovalRequest, Decision, Verdict
from destination_writer.cli.asking import Left, ask, read
from destination_writer.cli.paint import colour_of, say
from destination_writer.generate.edits import edits_between
from destination_writer.text.changes import (
    Change,
    FileCreation,
    FileDeletion,
    FileEdit,
    StaleChange,
    apply_change,
    fingerprint,
)
from destination_writer.text.udiff import unified
from destination_writer.text.visible import visible

Texts = Callable[[Change], dict[str, str]]
"""The present texts of the files that a Change touches."""
_VERBS = {FileCreation: "create", FileDeletion: "remove", FileEdit: "change"}
LEFT = "the person left the question"
SCREEN = 20
"""Statements after which the question has left the screen, and is asked again below them."""


class TerminalApprover:
    """Asks y, n or modify. The end of the input, Ctrl+C and `q` are a no, and end the answer (`has_left`)."""

    def __init__(self, texts: Texts, before: Callable[[], None] = lambda: None) -> None:
        self._texts, self._before = texts, before
        self.has_left = False

    async def decide(self, request: ApprovalRequest) -> Decision:
        """One question at a time: the loop waits while a person reads."""
        for _ in range(5):  # what happened before the question is drawn before it
            await asyncio.sleep(0)
        self._before()
        try:
            with interruptible():
                forget_typed()
                return self._change(request, request.change) if request.change else self._deed(request)
        except (Left, KeyboardInterrupt):
            self.has_left = True
            return Decision(Verdict.REFUSED, LEFT)

    def _deed(self, request: ApprovalRequest) -> Decision:
        say()
        say(f"❓ {visible(request.title)}", bold=True)
        if request.words:
            say(visible(request.words))
        if request.command:
            say(f"  $ {visible(' '.join(request.command))}")
        for statement in request.statements:
            say(f"  {visible(statement)}", fg="cyan")
        if len(request.statements) > SCREEN:
            say(f"{len(request.statements)} statements, all above. {visible(request.title)}", bold=True)
        always = ("always",) if request.approval is Approval.ONCE else ()
        said = ask("Do it?", ("y", "n", *always), default="n")
        if said == "n":
            return Decision(Verdict.REFUSED, _reason())
        return Decision(Verdict.APPROVED_FOR_CONVERSATION if said == "always" else Verdict.APPROVED)

    def _change(self, request: ApprovalRequest, change: Change) -> Decision:
        try:
            self._show(request, change)
            while (said := ask("Should I write this?", ("y", "n", "modify"), default="y")) == "modify":
                wish = read("What would you like to change? (Enter opens the text in $EDITOR) ")
                if wish:
                    return Decision(Verdict.REFUSED, f"Not like this. The person wants: {wish}")
                edited = edited_by_person(change, self._texts(change))
                if edited is not None:
                    change = edited
                    show_diff(change, self._texts(change))
                    say("Your edit is written as you left it; what was proven is the proposal before it.")
        except StaleChange as error:
            say(str(error), fg="red")
            return Decision(Verdict.REFUSED, str(error))
        if said == "n":
            return Decision(Verdict.REFUSED, _reason())
        return Decision(Verdict.APPROVED, change=None if change is request.change else change)

    def _show(self, request: ApprovalRequest, change: Change) -> None:
        say()
        say(f"📝 {visible(change.title)}", bold=True)
        if request.words:
            say(visible(request.words))
        for file in change.files:
            say(f"I'll {_VERBS[type(file)]}: {visible(file.path)}")
        say()
        show_diff(change, self._texts(change))
        say()
        for told in dict.fromkeys((change.purpose, *change.notes)):
            if told and told != request.words:
                say(f"• {visible(told)}")
        if change.provenance:
            say(f"• Known from: {visible(change.provenance)}")


def show_diff(change: Change, texts: Mapping[str, str]) -> None:
    """Coloured; nothing in it can steer the terminal or hide. Raises StaleChange."""
    for line in unified(change, texts).rstrip("\n").split("\n"):
        click.secho(visible(line), fg=colour_of(line), bold=line.startswith(("---", "+++")))


def edited_by_person(change: Change, texts: Mapping[str, str]) -> Change | None:
    """The Change with the text of its one file as the person's editor leaves it; None when nothing was saved."""
    kept = [file for file in change.files if not isinstance(file, FileDeletion)]
    if len(kept) != 1:
        say("It touches several files. Say in words what you would like to be different.")
        return None
    path = kept[0].path
    new = apply_change(change, texts)[path]
    try:
        said = click.edit(new, extension=path[path.rfind(".") :] if "." in path else ".txt")
    except click.ClickException as error:
        say(f"The editor did not open: {error.message}. Set $EDITOR to one that waits until you close the file.")
        return None
    if said is None or said == new:
        say("Nothing was changed.")
        return None
    before = texts.get(path)
    others = tuple(file for file in change.files if file.path != path)
    if before is None:
        return replace(change, files=(*others, FileCreation(path, said)))
    return replace(change, files=(*others, FileEdit(path, fingerprint(before), edits_between(before, said))))


def _reason() -> str:
    """Why not, when the person wants to say it."""
    if not sys.stdin.isatty():
        return ""
    return read("What should be different? (Enter for nothing) ")


def forget_typed() -> None:
    """What was typed, or pasted, before a question was there is no answer to it."""
    if not sys.stdin.isatty():
        return
    try:
        import termios
    except ImportError:  # Windows keeps what is typed ahead
        return
    termios.tcflush(sys.stdin, termios.TCIFLUSH)


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl+C ends a question at once; while an answer runs it is asyncio's, which waits for the loop."""
    try:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:  # not the main thread: nobody's signals are touched
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
