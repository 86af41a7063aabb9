"""The page that a phase begins with: goal, steps with links to their places, decisions, type table, checkpoint."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from destination_writer.checkpoints.introduction import UPSERT_PHASE, Introduction, decision_tree, introduce
from destination_writer.checkpoints.status import ConnectorStatus
from destination_writer.generate.conditions import mattering
from destination_writer.generate.decisions import QUESTIONS
from destination_writer.generate.stepping import Kit, Step, due_in
from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.lsp.pages import Page, place_of_page
from destination_writer.lsp.uris import uri_of


def phase_page(kit: Kit, status: ConnectorStatus, number: int, folder: Path) -> Page:
    """Markdown, made for the connector as it is now. Raises CannotGenerate where database or CDK is not known."""
    about = introduce(kit, status, number)
    path = f"walk/{folder.name}/phase-{number}.md"
    steps = _steps(kit, about, folder, place_of_page(path).parent)
    lines = [*_head(about), *steps, *_decisions(about), *_types(about), *_end(about, folder)]
    return Page(path, f"Phase {number}: {about.title}", "\n".join(lines) + "\n")


def _head(about: Introduction) -> Iterator[str]:
    yield f"# 📋 Phase {about.number}: {about.title}"
    yield ""
    yield about.lead
    yield ""
    yield f"**Goal.** {about.goal}"
    yield ""
    yield f"**Checkpoint.** {about.checkpoint}"
    yield ""
    yield "In this phase, you'll implement:"
    yield ""
    yield from (f"- {name}{' (there already)' if done else ''}" for name, done in about.components)
    if about.optional:
        yield ""
        yield f"This phase is optional. Without it: {about.skip_means}"


def _steps(kit: Kit, about: Introduction, folder: Path, beside: Path) -> Iterator[str]:
    yield ""
    yield "## Steps"
    yield ""
    count = 0
    for count, step in enumerate(about.steps, 1):
        yield f"{count}. **{step.title}**: {_members(kit, step, about.number, folder, beside)}  "
        if step.text:
            yield f"   {step.text}"
    if not about.steps:
        yield "No stub of this phase is open."
        yield ""
    tests = ", ".join(f"`{name}`" for name in about.tests)
    wait = "waits" if len(about.waiting) == 1 else "wait"
    waits = f" {len(about.waiting)} of its tests {wait}, disabled." if about.waiting else ""
    title = "Enable the tests" if about.waiting else "Tests"
    yield f"{count + 1}. **{title}**: {tests or 'those of all phases'}.{waits}"
    yield ""
    yield "Put the cursor on a stub and ask for code actions, or have the whole phase written from the phases tree."


def _members(kit: Kit, step: Step, number: int, folder: Path, beside: Path) -> str:
    file = step.path.rpartition("/")[2]
    if step.creates:
        return f"a new file, `{file}`"
    lines = {stub.call.function: stub.call.range.start.line + 1 for stub in due_in(kit, step, number)}
    uri = _link(folder / step.path, beside)
    named = [f"[`{m}`]({uri}#L{lines[m]})" if m in lines else f"`{m}`" for m in step.members]
    return f"{', '.join(named)} in [{file}]({uri})"


def _link(target: Path, beside: Path) -> str:
    """As Markdown shows it: relative to the page, for renderers drop links that begin with `file:`."""
    try:
        return quote(Path(os.path.relpath(target, beside)).as_posix())
    except ValueError:  # on Windows, another drive
        return uri_of(target)


def _decisions(about: Introduction) -> Iterator[str]:
    if about.conditions:
        yield ""
        yield f"## What it depends on in {about.dialect.name}"
        yield ""
        for standing in mattering(about.conditions):
            yield f"- {standing.words}{f'. {standing.note}' if standing.note else ''}"
    if about.ways:
        yield ""
        yield "## Decisions"
    for kind, ways in about.ways.items():
        yield ""
        if kind is StrategyKind.UPSERT and about.number == UPSERT_PHASE:
            yield "```text"
            yield from decision_tree(about, kind)
            yield "```"
            continue
        yield QUESTIONS[kind]
        yield ""
        yield from (f"- **{way.title}** (`{way.slug}`): {way.trade_off} Known from: {way.proof.label}" for way in ways)


def _types(about: Introduction) -> Iterator[str]:
    if not about.types:
        return
    yield ""
    yield f"## Type mapping, to be verified ({about.dialect.type_map.proof.label})"
    yield ""
    yield "| Airbyte | column | look at |"
    yield "|---|---|---|"
    for row in about.types:
        note = f"{row.gap}. {row.note}" if row.gap else ""
        yield f"| {row.airbyte} | `{_cell(row.ddl)}` | {_cell(note)} |"


def _end(about: Introduction, folder: Path) -> Iterator[str]:
    yield ""
    yield "## Validate"
    yield ""
    yield "All tests of the phase and of those before it must pass; then the next phase opens."
    yield ""
    yield "```sh"
    yield f"destination-writer checkpoint {shlex.quote(folder.name)} --phase {about.number}"
    yield "```"
    yield ""
    yield f"Read: {', '.join(f'[{slug}](destination-writer:/guides/{slug}.md)' for slug in about.guides)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
