"""The demo's story: from an empty folder to every phase, asked of the server as an editor asks."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from lsprotocol import types as lsp

from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli import paint
from destination_writer.cli.demobreaks import Break, breakable
from destination_writer.cli.democlient import DemoEditor, Touched
from destination_writer.cli.status import render
from destination_writer.generate.preflight.api import known_answers
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.phases import Phase
from destination_writer.knowledge.preflight import load_checklist
from destination_writer.knowledge.store import Knowledge

LISTED = 8
"""Tests of a checkpoint that are named."""
OVER_JDBC = "The tests reached the engine over JDBC, by the connector's own statements and the database's driver."
SHOWN = 2
"""The phase whose edit is shown line by line."""


class WalkFailed(Exception):
    """The server did not answer as it must; the message says which answer is missing."""


@dataclass
class Journey:
    """One walk. `runs` is false where the compiler or the engine is missing: then the checkpoints are left out."""

    editor: DemoEditor
    knowledge: Knowledge
    dialect: Dialect
    folder: Path
    runs: bool
    until: int
    """The last phase that is written. Phase 11 writes nothing: it asks for a way to load and for polish."""
    lacks: str = ""
    """What is missing for the tests, where they cannot run."""
    emulated: bool = False
    """Whether another engine stands for the database."""
    tests: int = 0
    owed: set[str] = field(default_factory=set[str])
    reached: str = ""
    """How the tests reached the engine, as the runs say."""

    @property
    def uri(self) -> str:
        return self.folder.as_uri()

    async def walk(self) -> None:
        """Raises WalkFailed when an answer does not come."""
        began = time.monotonic()
        self.preflight()
        await self.scaffold()
        for phase in self.knowledge.phases[: self.until + 1]:
            await self.phase(phase)
        if self.runs:
            await self.break_and_mend()
        self.tracker()
        self.end(time.monotonic() - began)

    def preflight(self) -> None:
        """What is known of the database before anything is written."""
        paint.headline(f"Preflight: what is known of {self.dialect.name}")
        checklist = load_checklist(self.knowledge.files)
        answers = known_answers(checklist, self.dialect, "knowledge")
        proofs: dict[str, int] = {}
        for answer in answers.values():
            label = answer.proof.partition(":")[0].partition(" ")[0] or "stated"
            proofs[label] = proofs.get(label, 0) + 1
        known = ", ".join(f"{count} {label}" for label, count in sorted(proofs.items(), key=lambda p: -p[1]))
        click.echo(f"  {len(answers)} of {len(checklist.questions)} questions are answered: {known}.")
        click.echo("  The rest is asked by `destination-writer preflight`, one question at a time.")

    async def scaffold(self) -> None:
        paint.headline("Phase 0: the module, as one previewed change")
        order = {"database": self.dialect.slug, "folder": self.uri, "testDatabase": "local"}
        answer, touched = await self.editor.command("destinationWriter.scaffold", order)
        if not answer or not answer["applied"]:
            raise WalkFailed(f"no scaffold: {answer and answer['reason']}")
        self.sum_up("Create a connector", touched)
        stubs = sum(text.count('TODO("Phase') for _, text in touched.values())
        click.echo(f"  {stubs} stubs, each in its component and of its phase.")

    async def phase(self, phase: Phase) -> None:
        if phase.number > 0:
            paint.headline(f"Phase {phase.number}: {phase.title}")
            click.echo(f"  {phase.goal}")
            await self.generate(phase.number)
        await self.enable(phase.number)
        if self.runs:
            self.take_verdict(await self.checkpoint(phase.number))

    async def generate(self, number: int) -> None:
        """By the source action that the server offers where a stub of the phase is open."""
        place = next((p for p in self.sources() if f'TODO("Phase {number}")' in p.read_text("utf-8")), None)
        if place is None:
            click.echo("  Every stub of it is written already.")
            return
        uri = self.editor.open(place)
        top = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        actions = await self.editor.actions(uri, top, "source.generatePhase")
        action = next((a for a in actions if f"phase {number}:" in a.title), None)
        if action is None:
            raise WalkFailed(f"no source action for phase {number}")
        before = len(self.editor.asked)
        touched = await self.editor.apply(action)
        for question, answer in self.editor.asked[before:]:
            click.echo(f"  ? {question.partition('.')[0]}. → {click.style(answer, bold=True)}")
        if not touched:
            raise WalkFailed(f"“{action.title}” changed nothing: {self.editor.told[-1:]}")
        self.sum_up(action.title, touched, shown=number == SHOWN)

    async def enable(self, number: int) -> None:
        _, touched = await self.editor.command("destinationWriter.enableTests", {"uri": self.uri, "phase": number})
        if touched:
            self.sum_up("Enable its tests", touched)

    async def checkpoint(self, number: int) -> Mapping[str, Any]:
        began = time.monotonic()
        order = {"uri": self.uri, "phase": number, "runner": "local"}
        answer, _ = await self.editor.command("destinationWriter.runCheckpoint", order)
        if not answer:
            raise WalkFailed(f"the checkpoint of phase {number} did not run: {self.editor.told[-1:]}")
        return {**answer, "seconds": time.monotonic() - began}

    def take_verdict(self, verdict: Mapping[str, Any]) -> None:
        """Say what passed; a failure ends the walk, for nothing goes on past one."""
        passed = next((line for line in verdict["text"].splitlines() if line.startswith(("✅", "🎉"))), None)
        if passed is None:
            raise WalkFailed(f"phase {verdict['phase']} is blocked:\n{verdict['text']}")
        every = [*verdict["tests"], *verdict["regressions"]]
        self.tests = sum(test["state"] == "passed" for test in every)
        self.owed = {f"{test['suite']}.{test['name']}" for test in every if test["state"] != "passed"}
        click.secho(f"  {passed}", fg="green")
        self.reached = next((c for c in verdict["caveats"] if " was reached by " in c), OVER_JDBC)
        own = [test["name"] for test in verdict["tests"] if test["state"] == "passed"]
        for name in own[:LISTED]:
            click.echo(f"    ✓ {name}")
        if len(own) > LISTED:
            click.echo(f"    ✓ and {len(own) - LISTED} more")
        paint.note(f"    {self.tests} tests with the regressions, {verdict['seconds']:.1f} s")

    async def break_and_mend(self) -> None:
        found = breakable(self.folder, self.until, emulated=self.emulated)
        if found is None:
            return
        mistake, path, text = found
        paint.headline(f"Now somebody makes a mistake: {mistake.says}")
        sound = path.read_text(encoding="utf-8")
        paint.diff(path.name, sound, text)
        self.editor.open(path)
        self.editor.change(path, text)
        verdict = await self.checkpoint(mistake.phase)
        if verdict["passed"] or not verdict["findings"]:
            raise WalkFailed(f"the mistake was not seen: {verdict['text']}")
        self.show_blocker(verdict["findings"])
        action = await self.remedy(mistake, verdict["findings"])
        paint.headline(f"You take “{action.title}”")
        edit = lsp.CodeAction(title=action.title, edit=action.edit, data=action.data)
        for changed, (before, after) in (await self.editor.apply(edit)).items():
            paint.diff(changed.name, before, after)
        self.take_verdict(await self.checkpoint(self.until))

    def show_blocker(self, findings: Sequence[Mapping[str, Any]]) -> None:
        first = findings[0]
        click.secho(f"  🚫 BLOCKER: {first['message'].splitlines()[0]}", fg="red", bold=True)
        click.echo(f"     File: {first['file']}:{first['line']}")
        click.echo(f"     Root cause: {first['cause']}")
        click.echo(f"     Fix: {first['fix']}")

    async def remedy(self, mistake: Break, findings: Sequence[Mapping[str, Any]]) -> lsp.CodeAction:
        """The quick fix that the server offers on a finding's line."""
        for finding in findings:
            path = self.folder / finding["file"]
            uri = self.editor.open(path)
            line = finding["line"] - 1
            shown = await self.editor.diagnostics(
                uri, lambda ds, at=line: any(is_result(d, at) for d in ds), f"the failure on {path.name}"
            )
            place = next(d.range for d in shown if is_result(d, line))
            for action in await self.editor.actions(uri, place, "quickfix"):
                if action.command is not None and action.command.command == "destinationWriter.afterFix":
                    return await self.editor.resolved(action)
        raise WalkFailed(f"no quick fix for it: {mistake.says}")

    def sum_up(self, title: str, touched: Touched, *, shown: bool = False) -> None:
        """A change by its files, or by its lines."""
        lines = sum(len(after.splitlines()) - len(before.splitlines()) for before, after in touched.values())
        click.echo(f"  ★ {title}  {click.style(f'{len(touched)} files, {lines:+} lines', fg='blue')}")
        if shown:
            for path, (before, after) in touched.items():
                paint.diff(path.relative_to(self.folder).as_posix(), before, after)

    def sources(self) -> list[Path]:
        return sorted((self.folder / "src").rglob("*.kt"))

    def tracker(self) -> None:
        paint.headline("Where the connector stands")
        workspace = open_workspace(str(self.folder))
        for line in render(workspace.status(workspace.only_connector())):
            click.echo(f"  {line}")

    def end(self, seconds: float) -> None:
        paint.headline("That was the journey")
        stubs = sum(len(re.findall(r"\bTODO\(", p.read_text("utf-8"))) for p in self.sources())
        click.echo(f"  {self.dialect.name} in {seconds:.0f} s: {len(self.sources())} Kotlin files, {stubs} stubs left.")
        if not self.runs:
            click.echo(f"  No test ran here. {self.lacks}")
            click.echo("  Every test is owed to the real build: no phase counts as done before they pass there.")
            return
        click.echo(f"  {self.tests} tests pass on this machine. {self.reached}")
        if self.owed:
            click.echo(f"  The real build still owes {len(self.owed)}: no phase counts as done before they pass there.")


def is_result(diagnostic: lsp.Diagnostic, line: int) -> bool:
    return str(diagnostic.code).startswith("DW2") and diagnostic.range.start.line == line
