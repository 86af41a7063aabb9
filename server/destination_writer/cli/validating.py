"""The checkpoint of the walk: run it, judge, debug each failure, and run it again until all tests pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from destination_writer.checkpoints.alike import Alike, alike
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict
from destination_writer.checkpoints.component_checkpoint import component_checkpoint
from destination_writer.checkpoints.plan import Plan
from destination_writer.checkpoints.runner import Ended
from destination_writer.checkpoints.runners import GradleOptions, runner_named
from destination_writer.checkpoints.validation import validation
from destination_writer.checkpoints.walkstate import goes_on_locally, may_go_on_locally, remember
from destination_writer.cli.asking import Left, agreed, ask
from destination_writer.cli.checkpoint import until_interrupted
from destination_writer.cli.paint import say
from destination_writer.cli.remembering import offer_to_remember
from destination_writer.cli.runscreen import RunScreen, coloured
from destination_writer.generate.remedies.api import Offered, offered
from destination_writer.knowledge.alternatives import load_alternatives
from destination_writer.knowledge.failures import Category
from destination_writer.text.changes import StaleChange
from destination_writer.text.findings import Finding
from destination_writer.text.hunks import Hunk, hunks

if TYPE_CHECKING:
    from destination_writer.cli.walking import Walk

ROUNDS = 5
"""Runs in a row that `--yes` makes after fixes of its own before it leaves the rest to a person."""


class Validation:
    """One phase's checkpoint, until it passes or the person leaves."""

    def __init__(self, walk: Walk, phase: int) -> None:
        self._walk, self._phase = walk, phase
        self._refused: set[tuple[str, str]] = set()
        self.was_asked = False
        """The person has said already that the next phase shall begin."""

    def run(self) -> bool:
        """True only when the next phase may begin. Raises Left."""
        options = self._walk.options
        for count in range(1_000_000):
            checkpoint = self._checkpoint()
            plan = checkpoint.plan(self._phase)
            if not options.yes and not agreed(_question(plan, options.runner)):
                raise Left
            verdict = self._verdict(checkpoint, plan)
            if verdict.outcome.ended is Ended.CANCELLED:
                raise Left
            if not options.yes:  # nobody is there to say what is worth to be remembered
                offer_to_remember(self._walk.folder, agreed)
            if verdict.is_done:
                return True
            if self._may_go_on(checkpoint, verdict):
                return True
            fixed = self._debug(verdict)
            if options.yes and (not fixed or count >= ROUNDS):
                return False
            if not fixed:
                ask("Mend it, then say `again`: the checkpoint runs once more.", ("again",))
        return False

    def _checkpoint(self) -> Checkpoint:
        options = self._walk.options
        return Checkpoint(
            self._walk.workspace, self._walk.root, runner_named(options.runner, GradleOptions(options.gradle))
        )

    def _verdict(self, checkpoint: Checkpoint, plan: Plan) -> Verdict:
        say()
        say(f"✅ Checkpoint: Validate Phase {self._phase}", bold=True)
        history = self._walk.workspace.history(self._walk.root)
        screen = RunScreen(plan, history, self._walk.options.runner, verbose=self._walk.options.verbose)
        with until_interrupted() as cancellation, screen:
            verdict = checkpoint.run(plan, screen.tell, cancellation, limit=self._walk.options.limit)
        for line in validation(verdict):
            say(coloured(line))
        return verdict

    def _may_go_on(self, checkpoint: Checkpoint, verdict: Verdict) -> bool:
        """The local runner proved what it can decide, and the person goes on with that. The phase stays open."""
        here = component_checkpoint(verdict)
        if here is None:
            return False
        if self._phase >= len(verdict.status.phases) - 1:
            say("The local runner has nothing more to decide. The real build completes the phases:")
            say(f"  destination-writer checkpoint {self._walk.options.path} --runner gradle")
            raise Left
        state = self._walk.workspace.connector(self._walk.root).state
        if not self._walk.options.yes and not may_go_on_locally(state):
            say("Phases are completed by the real build alone. Until then you can go on with component tests:")
            say("each later checkpoint runs them all again, and what the build owes stays open.")
            if not agreed(f"Go on to Phase {self._phase + 1} with that?"):
                raise Left
            self.was_asked = True
            if problem := remember(self._walk.folder, goes_on_locally()):
                say(problem)
        if problem := checkpoint.go_on(self._phase + 1):
            say(problem)
        return True

    def _debug(self, verdict: Verdict) -> bool:
        """Offer what mends each failure; whether anything was written."""
        applied = False
        seen: set[str] = set()
        for one in alike(verdict.findings, verdict.mends):
            finding = one.finding
            if finding.message in seen:
                continue
            seen.add(finding.message)
            kit = self._walk.kit()
            offers = offered(kit.connector, kit.knowledge, kit.templates, finding.remedies)
            key = (finding.message, offers[0].change.title if offers else "")
            if key in self._refused:
                continue
            self._show(one, offers)
            if not offers:
                continue
            if self._wants(finding, offers[0]):
                applied = self._apply(offers[0]) or applied
            self._refused.add(key)
        return applied

    def _wants(self, finding: Finding, offer: Offered) -> bool:
        while True:
            if self._walk.options.yes:
                return True
            said = ask("Should I apply this fix?", ("y", "n", "explain"), default="y")
            if said != "explain":
                return said == "y"
            say(f"{offer.change.purpose} {finding.fix}".strip())
            for note in offer.change.notes:
                say(note)

    def _apply(self, offer: Offered) -> bool:
        try:
            self._walk.write(offer.change, Maker.REMEDY, self._phase)
        except StaleChange as error:
            say(f"{error}.")
            return False
        return True

    def _show(self, one: Alike, offers: tuple[Offered, ...]) -> None:
        finding = one.finding
        for line in _debug_template(one, offers):
            say(line)
        if not offers:
            if finding.category in set(Category):
                said = load_alternatives(self._walk.kit().knowledge.files)[Category(finding.category)]
                say(f"Alternative if that is blocked: {said}")
            return
        change = offers[0].change
        for hunk in hunks(change, self._walk.texts(change)):
            say()
            say(f"{hunk.path}: {_place(hunk)}")
            if hunk.before:
                say("Change:")
                for line in hunk.before:
                    click.secho(f"  {line}".rstrip(), fg="red")
            say("To:" if hunk.before else "Add:")
            for line in hunk.after or ("(nothing)",):
                click.secho(f"  {line}".rstrip(), fg="green")
        say()
        say("Explanation:")
        say(f"  {change.purpose}")


def _place(hunk: Hunk) -> str:
    if hunk.is_new_file:
        return "a new file"
    return "this file goes" if hunk.is_gone_file else f"Line {hunk.line}"


def _debug_template(one: Alike, offers: tuple[Offered, ...]) -> Iterator[str]:
    finding, place = one.finding, one.finding.location
    yield ""
    yield click.style(f"🔍 Debugging: {finding.test or place.path}", bold=True)
    yield ""
    if finding.category:
        yield f"Error type: {finding.category.replace('-', ' ')}"
    yield f"Root cause: {finding.cause or finding.message}"
    if one.also:
        yield f"Places: {one.also}"
    yield ""
    yield "Suggested fix:"
    if offers:
        yield f"  {offers[0].change.title}"
        return
    yield f"  {place.path}: Line {place.range.start.line + 1}"
    yield f"  {finding.fix or 'Read the output above: nothing here explains it.'}"


def _question(plan: Plan, runner: str) -> str:
    return f"Run {plan.in_words}, with the {runner} runner?"
