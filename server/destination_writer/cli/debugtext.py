"""The debug template: what failed, the root cause, the place, before and after, why, what else, what next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import click

from destination_writer.checkpoints.alike import by_file, name_in, with_names, without_name
from destination_writer.cli.diagnosed import Diagnosed
from destination_writer.generate.remedies.api import Offered
from destination_writer.knowledge.failures import Category
from destination_writer.text.changes import FileEdit
from destination_writer.text.hunks import Hunk, hunks

SHOWN_LINES = 30
"""Lines of one part of a change; what is longer is left to the diff."""
EVIDENCE = 12

_TITLES = {
    "assertion": "test expectation",
    "build-and-dependencies": "build and dependencies",
    "cdk-contract": "CDK contract",
    "sql-syntax": "SQL syntax",
}


def render(found: Sequence[Diagnosed], texts: Mapping[str, str], alternatives: Mapping[Category, str]) -> Iterator[str]:
    """Lines for a person. `texts` are the connector's files that Changes are compared with."""
    if not found:
        yield "No failure was found in this text."
        return
    groups = _together(found)
    blockers = f"{len(groups)} cause{'s' if len(groups) > 1 else ''}"
    at = f" at {len(found)} places" if len(groups) < len(found) else ""
    yield click.style(f"🚫 BLOCKER: {blockers}{at}. The root cause stands first.", fg="red", bold=True)
    steps: set[tuple[str, ...]] = set()
    for one, places in groups:
        yield ""
        yield from _one(one, places, texts, alternatives)
        yield from _next_steps(one.diagnosis.next_steps, steps)
        numbers = ", ".join(map(str, one.diagnosis.evidence[:EVIDENCE])) or "none"
        yield ""
        yield click.style(f"Lines of the text: {numbers}", dim=True)


def _together(found: Sequence[Diagnosed]) -> list[tuple[Diagnosed, list[str]]]:
    """Errors of the compiler that differ in a name and a place alone become one, with the lines that tell all places.
    What a Change mends is told by itself."""
    groups: dict[object, list[Diagnosed]] = {}
    for index, one in enumerate(found):
        said = without_name(one.diagnosis.message)
        is_alike = one.diagnosis.category == Category.COMPILATION and said is not None and one.file and not one.offers
        groups.setdefault((one.diagnosis.rule, said) if is_alike else index, []).append(one)
    return [(group[0], []) if len(group) == 1 else _joined(group) for group in groups.values()]


def _joined(group: Sequence[Diagnosed]) -> tuple[Diagnosed, list[str]]:
    first = group[0].diagnosis
    names = list(dict.fromkeys(name_in(one.diagnosis.message) for one in group))
    evidence = sorted({number for one in group for number in one.diagnosis.evidence})
    cause = first.cause if len(names) == 1 else f"{first.cause} The same goes for {', '.join(names[1:])}."
    told = replace(first, message=with_names(first.message, names), cause=cause, evidence=tuple(evidence))
    places = [(one.file or "", name_in(one.diagnosis.message), one.line or 0) for one in group]
    return replace(group[0], diagnosis=told), by_file(places)


def _next_steps(steps: tuple[str, ...], told: set[tuple[str, ...]]) -> Iterator[str]:
    if steps in told:
        yield ""
        yield "The next steps are those above."
        return
    told.add(steps)
    yield from _section("Next steps:", [f"{n}. {step}" for n, step in enumerate(steps, 1)])


def _one(
    one: Diagnosed, places: Sequence[str], texts: Mapping[str, str], alternatives: Mapping[Category, str]
) -> Iterator[str]:
    diagnosis = one.diagnosis
    kind = _TITLES.get(diagnosis.category, diagnosis.category.replace("-", " "))
    several = f"{len(places)} files" if len(places) > 1 else ""
    yield click.style(f"🔍 Debugging: {diagnosis.test or several or one.file or 'the build'}", bold=True)
    yield ""
    yield f"Error type: {kind} (confidence: {one.confidence})"
    yield f"Message: {diagnosis.message}"
    yield ""
    yield "Root cause:"
    yield f"  {diagnosis.cause}"
    if places:
        yield from (f"  {place}" for place in places)
    elif one.file:
        yield f"  {_place(one.file, one.line, diagnosis.column)}"
    yield ""
    yield "Suggested fix:"
    if one.offers:
        yield from _offer(one.offers[0], texts)
    else:
        yield f"  {diagnosis.fix}"
    yield from _section("Alternative if that is blocked:", _alternative(one, alternatives))
    yield from _others(one.offers[1:])


def _place(file: str, line: int | None, column: int | None = None) -> str:
    at = f": Line {line}" if line is not None else ""
    return f"{file}{at}{f', column {column}' if column is not None and line is not None else ''}"


def _offer(offer: Offered, texts: Mapping[str, str]) -> Iterator[str]:
    change = offer.change
    yield f"  {change.title}"
    for hunk in hunks(change, texts):
        yield from _hunk(hunk)
    yield ""
    yield "Explanation:"
    yield f"  {change.purpose}"
    if change.provenance:
        yield click.style(f"  Known from: {change.provenance}", dim=True)


def _hunk(hunk: Hunk) -> Iterator[str]:
    yield ""
    if hunk.is_new_file or hunk.is_gone_file:
        yield f"{hunk.path}: {'a new file' if hunk.is_new_file else 'this file goes'}"
    else:
        yield _place(hunk.path, hunk.line)
    if hunk.before:
        yield ""
        yield "Change:"
        yield from _lines(hunk.before, "red")
    yield ""
    yield "To:" if hunk.before else "Add:"
    yield from _lines(hunk.after or ("(nothing)",), "green")


def _lines(lines: tuple[str, ...], colour: str) -> Iterator[str]:
    for line in lines[:SHOWN_LINES]:
        yield click.style(f"  {line}".rstrip(), fg=colour)
    if len(lines) > SHOWN_LINES:
        yield click.style(f"  … {len(lines) - SHOWN_LINES} more lines", dim=True)


def _alternative(one: Diagnosed, alternatives: Mapping[Category, str]) -> list[str]:
    own = next((offer.alternative for offer in one.offers if offer.alternative), "")
    return [own or alternatives[Category(one.diagnosis.category)]]


def _others(offers: Sequence[Offered]) -> Iterator[str]:
    titles = [f"{offer.change.title}: {offer.change.purpose}" for offer in offers]
    yield from _section("This would mend it too:", titles)


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def edited_paths(offer: Offered) -> tuple[str, ...]:
    """The files that an offer changes and that are there already."""
    return tuple(file.path for file in offer.change.files if isinstance(file, FileEdit))
