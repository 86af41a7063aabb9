"""The commands of the chat: `/status`, `/undo` and the others."""

import shlex
from collections.abc import Callable

import click

from destination_writer.agent.settings import AgentSettings
from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.changelog import ChangeRecord, Maker, standing
from destination_writer.checkpoints.introduction import introduce, introduction
from destination_writer.checkpoints.lastchange import last_by, undo_of
from destination_writer.checkpoints.undoing import carry_out, change_of, reader
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.cli.approving import show_diff
from destination_writer.cli.asking import agreed
from destination_writer.cli.paint import note, say
from destination_writer.cli.status import render
from destination_writer.cli.talk import Talk
from destination_writer.cli.talkscreen import cost_line
from destination_writer.cli.visible import visible
from destination_writer.cli.voices import ModelVoice
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.stepping import Kit
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.toolchain.applying import CannotWrite

MAKERS = frozenset({Maker.AGENT, Maker.LEARNING, Maker.SKIP})
"""Who made what is written in a conversation."""


class Leaving(Exception):
    """The person typed /quit."""


class ChatDesk:
    """`began` is when the chat did, in seconds since the epoch: /diff and /undo go no further back."""

    def __init__(self, talk: Talk, settings: AgentSettings, began: float) -> None:
        self._talk, self._settings, self._began = talk, settings, began
        self._commands: dict[str, tuple[Callable[[list[str]], None], str]] = {
            "help": (self._help, "this list"),
            "status": (self._status, "the progress tracker: what is done, what blocks"),
            "phase": (self._phase, "the phase at work, or /phase N: goal, components, steps, tests"),
            "diff": (self._diff, "what was written in this chat"),
            "undo": (self._undo, "take back what was written last in this chat"),
            "cost": (self._cost, "tokens and dollars so far, and the budget"),
            "model": (self._model, "which model answers; /model NAME takes another one"),
            "clear": (self._clear, "begin a new conversation; what was written stays"),
            "quit": (self._quit, "leave"),
        }

    @property
    def budget(self) -> float:
        return self._settings.conversation_cost

    def handles(self, text: str) -> bool:
        """Whether the text was a command. Raises Leaving, and Left when the person leaves a question."""
        if not text.startswith("/") or "\n" in text:
            return False
        try:
            name, *arguments = shlex.split(text[1:]) or ["help"]
        except ValueError:
            name, *arguments = text[1:].split()
        if "/" in name:
            return False  # a path
        found = self._commands.get({"exit": "quit", "q": "quit", "?": "help"}.get(name, name))
        if found is None:
            say(f"There is no /{visible(name)}; /help lists the commands.")
        else:
            found[0](arguments)
        return True

    def _help(self, _: list[str]) -> None:
        for name, (_do, words) in self._commands.items():
            say(f"  /{name.ljust(8)} {words}")
        note('  Ctrl+C stops an answer, twice leaves. Several lines: paste them, or put them between two lines of """.')

    def _workspace(self) -> Workspace | None:
        if self._talk.home.workspace is None:
            say(f"There is no connector here. {self._talk.home.why_none}")
        return self._talk.home.workspace

    def _status(self, _: list[str]) -> None:
        if workspace := self._workspace():
            for line in render(workspace.status(self._talk.home.root)):
                say(line)

    def _phase(self, arguments: list[str]) -> None:
        workspace, home = self._workspace(), self._talk.home
        if workspace is None:
            return
        known = workspace.knowledge(home.root)
        last = len(known.phases) - 1
        if arguments and not (arguments[0].isdigit() and int(arguments[0]) <= last):
            say(f"Phases are numbered 0 to {last}: /phase 3")
            return
        number = int(arguments[0]) if arguments else home.phase()
        kit = Kit(workspace.connector(home.root), known, home.templates())
        try:
            for line in introduction(introduce(kit, workspace.status(home.root), number)):
                say(line, bold=line.startswith("📋"))
        except CannotGenerate as error:
            say(f"{error.reason}.")

    def _diff(self, _: list[str]) -> None:
        if self._workspace() is None:
            return
        records = [r for r in standing(changes_of(self._talk.home.folder)) if r.at >= self._began and r.maker in MAKERS]
        if not records:
            say("Nothing was written in this chat.")
        for record in records:
            _show_record(record)

    def _undo(self, _: list[str]) -> None:
        home = self._talk.home
        if self._workspace() is None:
            return
        record = last_by(home.folder, MAKERS, self._began)
        if record is None:
            say("Nothing was written in this chat that could be taken back.")
            return
        found = undo_of(home.folder, record)
        if isinstance(found, NoChange):
            say(f"{visible(record.title)}: {found.reason}.")
            return
        change, read = change_of(found), reader(home.folder)
        say(f"↩ Take back: {visible(record.title)}", bold=True)
        show_diff(change, {f.path: text for f in change.files if (text := read(f.path)) is not None})
        for kept in found.kept:
            say(f"Left as it is: {kept}", fg="yellow")
        if not change.files or not agreed("Take this back?"):
            say("Nothing was changed.")
            return
        try:
            written, problem = carry_out(home.folder, found)
        except (StaleChange, CannotWrite) as error:
            say(str(error), fg="red")
            return
        for path in written:
            say(f"✓ {'removed' if path in change.deleted else 'wrote'} {path}", fg="green")
        if problem:
            say(problem)

    def _cost(self, _: list[str]) -> None:
        if self._talk.last is None:
            say("Nothing was sent to a model.")
            return
        say(cost_line(self._talk.last, self.budget))
        if self._talk.last.total_cost is None:
            say("The price of this model is not known here, so tokens alone are counted.")

    def _model(self, arguments: list[str]) -> None:
        voice = self._talk.voice
        if not isinstance(voice, ModelVoice):
            say("No model answers here: the built-in knowledge does.")
        elif arguments:
            voice.use_model(arguments[0])
            say(f"{visible(arguments[0])} answers from now on.")
        else:
            say(f"{voice.talk.settings.model} answers.")

    def _clear(self, _: list[str]) -> None:
        self._talk.voice.clear()
        say("A new conversation.")

    def _quit(self, _: list[str]) -> None:
        raise Leaving


def _show_record(record: ChangeRecord) -> None:
    say(f"📝 {visible(record.title)}", bold=True)
    for file in record.files:
        for hunk in file.hunks:
            click.secho(f"{visible(file.path)}:{hunk.line}", fg="cyan")
            for sign, lines, colour in (("-", hunk.before, "red"), ("+", hunk.after, "green")):
                for line in lines:
                    click.secho(visible(f"{sign}{line.rstrip(chr(10))}"), fg=colour)
