"""Lenses of the preflight file: how far it is, what can be confirmed at once, and its end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from destination_writer.generate.preflight.api import standing_of
from destination_writer.knowledge.preflight import SectionFile
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.preflightactions import MAKE
from destination_writer.lsp.preflightview import HEADER, PreflightView, preflight_view
from destination_writer.text.places import Range

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session

RULE = "# ──"
"""What the heading of a section begins with."""
ANSWER, FINISH = "destinationWriter.answerPreflight", "destinationWriter.finishPreflight"


async def preflight_lenses(session: "Session", uri: str) -> list[dict[str, Any]] | None:
    """None where the document is no checklist."""
    view = await preflight_view(session, uri)
    if view is None or view.examined.read.is_broken or not session.abilities.applies_edits:
        return None
    return await session.work.run(lambda: [*_on_top(view), *_on_sections(view)])


def _on_top(view: PreflightView) -> Iterator[dict[str, Any]]:
    lines = view.document.text.splitlines()
    line = next((number for number, text in enumerate(lines) if text.startswith(f"{HEADER}:")), 0)
    standing = standing_of(view.checklist, view.preflight, view.knowledge)
    waiting = [entry.id for entry in view.preflight.unconfirmed]
    blockers = len(standing.needed) + len(standing.illegal) + len(standing.clashes)
    open_ones = [(len(standing.needed), "open"), (len(standing.illegal), "not legal")]
    open_ones += [(len(standing.clashes), "contradicting"), (len(waiting), "to confirm")]
    told = " · ".join(f"{count} {word}" for count, word in open_ones if count)
    yield _lens(view, line, told or f"all {len(standing.asked)} questions are settled", "", None)
    if waiting:
        yield _lens(view, line, f"Confirm all {len(waiting)}", ANSWER, _confirm(view, waiting))
    if not blockers:
        title = (
            "Write what changed since the preflight was finished" if view.preflight.finished else "Finish the preflight"
        )
        yield _lens(view, line, title, FINISH, {"uri": view.document.uri})


def _on_sections(view: PreflightView) -> Iterator[dict[str, Any]]:
    """Above a section whose answers wait: at its heading, where that stands above the first question."""
    for number, section in enumerate(view.checklist.sections, 1):
        waiting, first = _waiting_in(view, section)
        if first is not None and waiting:
            title = f"{number}. {section.title}: confirm {len(waiting)}"
            yield _lens(view, first, title, ANSWER, _confirm(view, waiting))


def _waiting_in(view: PreflightView, section: SectionFile) -> tuple[list[str], int | None]:
    ids = {question.id for question in section.questions}
    mine = [entry for entry in view.preflight.entries if entry.id in ids]
    waiting = [entry.id for entry in mine if entry.answer.is_given and not entry.answer.confirmed]
    first = view.document.document.position(mine[0].key.start).line if mine else None
    return waiting, None if first is None else _heading(view, first)


def _heading(view: PreflightView, line: int) -> int:
    """The line of the rule that a new file has above a section; without one, the line itself."""
    above = line - 1
    while above >= 0 and view.document.line(above).lstrip().startswith("#"):
        if view.document.line(above).lstrip().startswith(RULE):
            return above
        above -= 1
    return line


def _confirm(view: PreflightView, ids: list[str]) -> dict[str, Any]:
    return {"make": MAKE, "uri": view.document.uri, "do": "confirm", "ids": ids}


def _lens(view: PreflightView, line: int, title: str, command: str, argument: object) -> dict[str, Any]:
    encoding = view.session.abilities.encoding
    place = to_wire(view.document.document, Range.of(line, 0, line, 0), encoding)
    given = {} if argument is None else {"arguments": [argument]}
    return {"range": place, "command": {"title": title, "command": command, **given}}
