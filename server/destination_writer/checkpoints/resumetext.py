"""One screen for whoever comes back to a connector: lines for a terminal, Markdown for an editor."""

from collections.abc import Iterator

from destination_writer.checkpoints.resuming import Found, FoundPhase, Part, Resumption, Step
from destination_writer.checkpoints.status import Progress

SIGNS = {Progress.DONE: "✓", Progress.IN_PROGRESS: "⏳", Progress.NOT_STARTED: "✗"}
LISTED = 4
"""Sentences of one list that are shown; the rest is counted."""


def screen(found: Resumption) -> Iterator[str]:
    """Plain lines; the first character that is no space is a sign, which a face may colour."""
    facts = ", ".join(filter(None, (found.database, found.cdk_version and f"CDK {found.cdk_version}")))
    yield f"👋 Welcome back: {found.name}{f' ({facts})' if facts else ''}"
    yield found.state_file
    yield from _titles("Done:", "✓", found.of(Found.DONE))
    yield from _titles("Skipped:", "-", found.of(Found.SKIPPED))
    yield from _failing(found)
    yield from _titles("Tests pass, an earlier phase is not complete:", "✓", found.of(Found.PROVEN))
    yield from _unknown(found)
    yield from _partial(found)
    opened = found.of(Found.OPEN)
    if opened:
        yield ""
        yield "Not begun: " + ", ".join(f"{phase.number} {phase.title}" for phase in opened)
    yield from _steps(found)


def markdown(found: Resumption) -> str:
    """The same for an editor."""
    lines = list(screen(found))
    text = [f"# {lines[0]}", "", lines[1]]
    for line in lines[2:]:
        if line and not line.startswith(" ") and line.endswith(":"):
            text += [f"## {line[:-1]}", ""]
        elif line.lstrip().startswith("$ "):
            text += ["", "```sh", line.strip()[2:], "```"]
        elif line.startswith(("Next: ", "Then: ", "Not begun: ")):
            text += [f"**{line.partition(': ')[0]}:** {line.partition(': ')[2]}"]
        elif line:
            indent = (len(line) - len(line.lstrip())) // 2 * 2
            text += [f"{' ' * indent}- {line.strip()}"]
        else:
            text += [""]
    return "\n".join(text) + "\n"


def _titles(heading: str, sign: str, phases: tuple[FoundPhase, ...]) -> Iterator[str]:
    if phases:
        yield ""
        yield heading
    for phase in phases:
        yield f"{sign} {_title(phase)}{f' ({phase.reason})' if phase.reason else ''}"


def _title(phase: FoundPhase) -> str:
    return f"Phase {phase.number}: {phase.title}"


def _failing(found: Resumption) -> Iterator[str]:
    phases = found.of(Found.FAILING)
    if phases:
        yield ""
        yield "Failing:"
    for phase in phases:
        yield f"✗ {_title(phase)}"
        yield from _listed(phase.failing, "    ✗ ")


def _unknown(found: Resumption) -> Iterator[str]:
    """Phases whose code is there; of the first what is not known without a run, of the others how much."""
    phases = found.of(Found.WRITTEN)
    if phases:
        yield ""
        yield "Written, not known to work without a run:"
    for number, phase in enumerate(phases):
        count = len(phase.unknown)
        yield f"? {_title(phase)} ({count} open question{'s' if count > 1 else ''})"
        if number == 0:
            yield from _listed(phase.unknown, "    ? ")


def _partial(found: Resumption) -> Iterator[str]:
    """The first phase in full, of the others their title."""
    phases = found.of(Found.PARTIAL)
    if phases:
        yield ""
        yield "Partial:"
    for number, phase in enumerate(phases):
        yield f"⏳ {_title(phase)}"
        if number == 0:
            yield from (f"    {_part(part)}" for part in phase.parts)


def _part(part: Part) -> str:
    begun = Progress.IN_PROGRESS if part.class_name else part.progress
    line = f"{SIGNS[part.progress if part.progress is Progress.DONE else begun]} {part.name}"
    named = f" ({part.class_name})" if part.class_name and part.class_name != part.name else ""
    if part.progress is Progress.DONE:
        return line + named
    members = " ".join(f"{SIGNS[m.progress]} {m.name}" for m in part.members)
    says = members if members and part.class_name else part.lacks or part.progress.value
    return f"{line}{named}: {says}"


def _listed(sentences: tuple[str, ...], lead: str) -> Iterator[str]:
    yield from (f"{lead}{sentence}" for sentence in sentences[:LISTED])
    if len(sentences) > LISTED:
        yield f"{lead}and {len(sentences) - LISTED} more"


def _steps(found: Resumption) -> Iterator[str]:
    yield ""
    yield from _step("Next", found.next)
    for step in found.then:
        yield from _step("Then", step)


def _step(word: str, step: Step) -> Iterator[str]:
    yield f"{word}: {step.sentence}"
    if step.command:
        yield f"  $ {step.command}"
