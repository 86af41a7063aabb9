"""One step of a phase on the terminal: decide, show, approve, write. `modify` takes another way or the editor."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.introduction import TYPE_ROLES, TYPES_PHASE, type_rows, type_table
from destination_writer.checkpoints.walkstate import decided, remember
from destination_writer.cli.asking import agreed, ask, pick
from destination_writer.cli.paint import say
from destination_writer.cli.stepscreen import show_step
from destination_writer.generate.conditions import options_without, standings_of
from destination_writer.generate.edits import edits_between
from destination_writer.generate.masking import mask
from destination_writer.generate.stepping import Kit, Step, StepMade, Ways, due_in, make_step, ways_of
from destination_writer.text.changes import (
    Change,
    FileCreation,
    FileEdit,
    NoChange,
    StaleChange,
    apply_change,
    fingerprint,
)

if TYPE_CHECKING:
    from destination_writer.cli.walking import Walk


class PhaseSkipped(Exception):
    """The person left the phase out, and that is noted."""


@dataclass
class _Draft:
    """A step while it is talked about."""

    step: Step
    chosen: dict[str, str] = field(default_factory=dict[str, str])
    only: str = ""
    edited: Change | None = None


class StepDesk:
    """`seen` are the components that were taken already, whatever became of them."""

    def __init__(self, walk: Walk, phase: int) -> None:
        self._walk, self._phase = walk, phase
        self._shown_types = False
        self.seen: set[tuple[str, str | None]] = set()

    def take(self, step: Step) -> None:
        """Offer one step until it is written or skipped. Raises Left."""
        self.seen.add(step.key)
        draft = _Draft(replace(step, number=f"{self._phase}.{len(self.seen)}"))
        self._decide(self._walk.kit(), draft)
        while not self._offer(draft):
            pass

    def _decide(self, kit: Kit, draft: _Draft) -> None:
        """Ask where several ways are open; where there is none, what else can be done."""
        for known in ways_of(kit, draft.step, self._phase):
            if not known.ways:
                self._without(kit, known)
            elif not known.decided:
                draft.chosen[known.kind.value] = self._way(known)

    def _way(self, known: Ways) -> str:
        say()
        say(f"A decision for {', '.join(known.functions)}: {known.kind.value.replace('_', ' ')}", bold=True)
        options = [f"{way.slug}: {way.title}. {way.trade_off}" for way in known.ways]
        if self._walk.options.yes:
            say(f"Took {known.ways[0].slug}, the first: {known.ways[0].title}.")
            return known.ways[0].slug
        return known.ways[pick("Which one?", options) - 1].slug

    def _without(self, kit: Kit, known: Ways) -> None:
        """No strategy is left: the general ways, one of which a person goes by hand, or leaves the phase out."""
        request = kit.request(self._phase)
        for standing in standings_of(kit, self._phase):
            condition = standing.condition
            if standing.holds or condition.without.kind is not known.kind:
                continue
            options = options_without(request, condition)
            if not options or self._walk.options.yes or known.decided:
                continue
            say()
            say(condition.without.says)
            titles = [f"{option.title}. {option.text}" for option in options]
            chosen = options[pick("Which approach fits your database best?", titles) - 1]
            if chosen.skips is not None:
                if self._walk.skip(chosen.skips, condition.label):
                    raise PhaseSkipped
            elif problem := remember(self._walk.folder, decided({known.kind.value: chosen.slug})):
                say(problem)
            break
        say(f"No template writes {', '.join(known.functions)} without it: that stays open for you to write.")

    def _offer(self, draft: _Draft) -> bool:
        """Show it and ask. True when the step is through."""
        kit = self._walk.kit()
        made = make_step(kit, draft.step, self._phase, draft.chosen, only=draft.only)
        if isinstance(made, NoChange):
            self._by_hand(kit, draft.step, made)
            return True
        if draft.edited is not None:
            made = replace(made, change=draft.edited)
        dialect = kit.request().dialect
        show_step(draft.step, made, dialect, self._walk.texts(made.change))
        if self._phase == TYPES_PHASE and draft.step.role in TYPE_ROLES and not self._shown_types:
            self._shown_types = True
            say()
            for line in type_table(type_rows(dialect), dialect):
                say(line)
        return self._ask(kit, draft, made)

    def _ask(self, kit: Kit, draft: _Draft, made: StepMade) -> bool:
        while True:
            verb = "create this file" if draft.step.creates else "write this"
            said = "y" if self._walk.options.yes else ask(f"Should I {verb}?", ("y", "n", "modify", "?"), default="y")
            if said == "y":
                return self._write(draft, made)
            if said == "n":
                say(_left_open(draft.step))
                return True
            if said == "modify":
                if self._modify(kit, draft, made):
                    return False
            else:
                self._explain(kit, draft.step)

    def _write(self, draft: _Draft, made: StepMade) -> bool:
        try:
            self._walk.write(
                made.change, Maker.GENERATE, self._phase, stubs=made.written, strategies=dict(draft.chosen)
            )
        except StaleChange as error:
            say(f"{error}.")
            draft.edited = None
            return False
        if draft.only:
            draft.only = ""
            left = due_in(self._walk.kit(), draft.step, self._phase)
            draft.step = replace(draft.step, members=tuple(stub.call.function or "" for stub in left))
            return not left
        return True

    def _modify(self, kit: Kit, draft: _Draft, made: StepMade) -> bool:
        """True when there is something else to show."""
        say("What would you like to change?")
        ways = [known for known in ways_of(kit, draft.step, self._phase) if known.ways]
        options = [f"another way to {known.kind.value.replace('_', ' ')}" for known in ways]
        options += ["one member at a time"] if len(draft.step.members) > 1 else []
        options += ["the text itself, in $EDITOR", "nothing, go back"]
        number = pick("Change", options, default=len(options))
        chosen = options[number - 1]
        if number <= len(ways):
            known = ways[number - 1]
            lines = [f"{way.slug}: {way.title}. {way.trade_off}" for way in known.ways]
            draft.chosen[known.kind.value] = known.ways[pick("Which one?", lines) - 1].slug
            draft.edited = None
            return True
        if chosen.startswith("one member"):
            draft.only = draft.step.members[pick("Which one?", draft.step.members) - 1]
            draft.edited = None
            return True
        if chosen.startswith("the text"):
            draft.edited = edited_by_hand(made.change, draft.step.path, kit, self._walk.texts(made.change))
            return draft.edited is not None
        return False

    def _explain(self, kit: Kit, step: Step) -> None:
        phase = kit.knowledge.phase(self._phase)
        for member in step.members:
            owed = phase.owed(step.role.value, member) if step.role else None
            if owed:
                say(f"• {member} owes: {owed.owes}")
        for slug in phase.guides:
            guide = kit.knowledge.guide(slug)
            say(f"• {guide.title}: {guide.summary}")

    def _by_hand(self, kit: Kit, step: Step, reason: NoChange) -> None:
        say()
        say(f"📝 Step {step.number}: {step.title}", bold=True)
        say(f"Nothing here can be generated: {reason.reason}.")
        for need in reason.missing:
            say(f"  missing: {need}")
        say(f"Write it in {step.path}. What it owes:")
        self._explain(kit, step)
        if not self._walk.options.yes:
            agreed("Go on?")


def _left_open(step: Step) -> str:
    """The gate asks for members; a file that another class does the work of it does not ask for."""
    if step.creates:
        return f"Not created: {step.path}. The checkpoint tells whether its tests pass without it."
    return f"Left open: {', '.join(step.members) or step.path}. The checkpoint will name it."


def edited_by_hand(change: Change, path: str, kit: Kit, texts: dict[str, str]) -> Change | None:
    """The Change with the text of one file as the person's editor leaves it; None when nothing was saved."""
    if not (sys.stdin.isatty() or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        say("There is no terminal for an editor. Set $EDITOR, or edit the file after it is written.")
        return None
    full = kit.connector.workspace_path(path)
    new = apply_change(change, texts)
    try:
        said = click.edit(new[full], extension=".kt")
    except click.ClickException as error:
        say(f"The editor did not open: {error.message}. Set $EDITOR to one that waits until you close the file.")
        return None
    if said is None or said == new[full]:
        say("Nothing was changed.")
        return None
    masked = mask(said)
    if any(masked.count(a) != masked.count(b) for a, b in ("{}", "()", "[]")):
        say("The brackets of that text do not match, so it is not taken: edit it again.")
        return None
    before = texts.get(full)
    file = (
        FileCreation(full, said) if before is None else FileEdit(full, fingerprint(before), edits_between(before, said))
    )
    others = tuple(f for f in change.files if f.path != full)
    return replace(change, files=(*others, file))
