"""The commands of the chat: `/status`, `/undo` and the others."""

import shlex
from collections.abc import Callable

import click

from destination_writer.agent.home import Home
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.voices import ModelVoice
from destination_writer.checkpoints.changelog import ChangeRecord, Maker
from destination_writer.checkpoints.introduction import introduce, introduction
from destination_writer.checkpoints.lastchange import all_by, undo_of
from destination_writer.checkpoints.takingback import TakeBack
from destination_writer.checkpoints.undoing import carry_out, change_of, reader
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.cli.approving import show_diff
from destination_writer.cli.asking import agreed
from destination_writer.cli.beginning import run_command
from destination_writer.cli.paint import note, say
from destination_writer.cli.status import render
from destination_writer.cli.talk import Talk
from destination_writer.cli.talkscreen import cost_line
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.stepping import Kit
from destination_writer.text.changes import NoChange, StaleChange
from destination_writer.text.visible import visible
from destination_writer.toolchain.applying import CannotWrite

MAKERS = frozenset({Maker.AGENT, Maker.LEARNING, Maker.SKIP})
"""Who made what is written in a conversation."""


LEAVE = ("q", "quit", "exit")
"""What leaves without a stroke before it, as at every question of the tool."""


class Leaving(Exception):
    """The person typed /quit."""


class ChatDesk:
    """`began` is when the chat did, in seconds since the epoch: /diff and /undo go no further back."""

    def __init__(self, talk: Talk, settings: AgentSettings, began: float) -> None:
        self._talk, self._settings, self._began = talk, settings, began
        self._has_hinted = False
        self._commands: dict[str, tuple[Callable[[list[str]], None], str]] = {
            "help": (self._help, "this list"),
            "status": (self._status, "the progress tracker: what is done, what blocks"),
            "phase": (self._phase, "the phase at work, or /phase N: goal, components, steps, tests"),
            "diff": (self._diff, "what was written in this chat"),
            "undo": (self._undo, "take back what was written last in this chat"),
            "cost": (self._cost, "tokens and dollars so far, and the budget"),
            "model": (self._model, "which model answers; /model NAME takes another one"),
            "run": (self._run, "what the last answer suggests; /run N runs one of it"),
            "clear": (self._clear, "begin a new conversation; what was written stays"),
            "quit": (self._quit, "leave"),
        }

    @property
    def budget(self) -> float:
        return self._settings.conversation_cost

    def handles(self, text: str) -> bool:
        """Whether the text was a command. Raises Leaving, and Left when the person leaves a question."""
        if text.strip().lower() in LEAVE:
            raise Leaving
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

    def _written(self) -> tuple[ChangeRecord, ...]:
        """What was written in this chat and stands, the newest first."""
        return all_by(self._talk.home.folder, MAKERS, self._began) if self._workspace() else ()

    def _diff(self, _: list[str]) -> None:
        records = self._written()
        if not records and self._talk.home.workspace:
            say("Nothing was written in this chat.")
        for record in reversed(records):
            _show_record(record)

    def _undo(self, _: list[str]) -> None:
        """The newest that can be taken back; those that cannot are named on the way."""
        records = self._written()
        for record in records:
            found = undo_of(self._talk.home.folder, record)
            if isinstance(found, NoChange):
                say(f"{visible(record.title)}: {found.reason}.")
            elif found.texts:
                self._take_back(found)
                return
            else:
                say(f"{visible(record.title)}: nothing of it can be taken back.")
                _say_kept(found)
        if not records and self._talk.home.workspace:
            say("Nothing was written in this chat that could be taken back.")

    def _take_back(self, found: TakeBack) -> None:
        folder = self._talk.home.folder
        change, read = change_of(found), reader(folder)
        say(f"↩ {visible(found.title)}", bold=True)
        show_diff(change, {f.path: text for f in change.files if (text := read(f.path)) is not None})
        _say_kept(found)
        if not agreed("Take this back?"):
            say("Nothing was changed.")
            return
        try:
            written, problem = carry_out(folder, found)
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

    def hint(self) -> None:
        """How the commands of an answer are run, said once."""
        if not self._has_hinted:
            self._has_hinted = True
            note("/run lists these commands and runs one of them: /run 1")

    def _run(self, arguments: list[str]) -> None:
        suggested = self._talk.voice.suggestions
        if not suggested:
            say("The last answer suggests no command.")
            return
        wanted = arguments[0] if arguments else ""
        if not (wanted.isdigit() and 1 <= int(wanted) <= len(suggested)):
            for number, one in enumerate(suggested, 1):
                say(f"  {number}. {visible(one.title)}: {visible(one.line)}")
            note("  /run N runs one of them.")
            return
        command = suggested[int(wanted) - 1]
        say(f"$ {visible(command.line)}", bold=True)
        run_command(*command.command)
        if self._talk.look_again():
            greet(self._talk.home)
            note("A new conversation begins, about this connector.")

    def _clear(self, _: list[str]) -> None:
        self._talk.voice.clear()
        say("A new conversation.")

    def _quit(self, _: list[str]) -> None:
        raise Leaving


def greet(home: Home) -> None:
    """Where the conversation takes place, in a line."""
    if home.workspace is None:
        say("No connector here: questions are answered in general. Begin one with `destination-writer preflight`.")
        return
    facts = home.facts()
    database = facts.dialect.name if facts.dialect else facts.database or "a database that is not known yet"
    say(f"{facts.connector}: {database}, Phase {facts.phase_line}.", bold=True)


def _say_kept(found: TakeBack) -> None:
    for kept in found.kept:
        say(f"Left as it is: {visible(str(kept))}", fg="yellow")
    for remark in found.notes:
        note(visible(remark))


def _show_record(record: ChangeRecord) -> None:
    say(f"📝 {visible(record.title)}", bold=True)
    for file in record.files:
        for hunk in file.hunks:
            click.secho(f"{visible(file.path)}:{hunk.line}", fg="cyan")
            for sign, lines, colour in (("-", hunk.before, "red"), ("+", hunk.after, "green")):
                for line in lines:
                    click.secho(visible(f"{sign}{line.rstrip(chr(10))}"), fg=colour)
