"""Completion in the preflight file: keys, question ids, legal values, what is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from destination_writer.connector.preflight import Source
from destination_writer.connector.preflighttext import FIELDS, written
from destination_writer.generate.preflight.api import legal_more, starting_answers
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import AnswerKind, Question
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.preflightview import ANSWERS, HEADER, PreflightView, Spot
from destination_writer.text.places import Position, Range

_PROPERTY, _VALUE, _ENUM = 10, 12, 13
"""CompletionItemKind."""
_HEADER_KEYS = ("database", "name", "like", "finished")


@dataclass(frozen=True, slots=True)
class Item:
    """What may be written. `label` is shown and filtered by, `text` inserted."""

    label: str
    text: str
    kind: int
    detail: str = ""
    about: str = ""


def items_at(view: PreflightView, position: Position) -> list[dict[str, Any]]:
    """Completion items for a position. Slow: run it in a thread."""
    spot = view.spot(position)
    encoding = view.session.abilities.encoding
    place = Range(Position(position.line, spot.start), position)
    lines = view.document.document
    written_before = view.document.line(position.line)[spot.start : position.column]
    found = list(_values(view, spot) if spot.key else _keys(view, spot))
    return [
        {
            "label": item.label,
            "kind": item.kind,
            "detail": item.detail,
            "documentation": item.about,
            "sortText": f"{number:03d}",
            "filterText": _filter_text(item, written_before),
            "insertTextFormat": 1,
            "textEdit": {"range": to_wire(lines, place, encoding), "newText": item.text},
        }
        for number, item in enumerate(found)
    ]


def _filter_text(item: Item, before: str) -> str:
    """What the client compares with the text that is replaced, an opening quote included."""
    return before[:1] + item.label if before[:1] in ("'", '"') and not item.label.startswith(before[:1]) else item.label


def _keys(view: PreflightView, spot: Spot) -> Iterator[Item]:
    if spot.depth == 0:
        present = {line.partition(":")[0].strip("\ufeff") for line in view.document.text.splitlines()}
        yield from (Item(key, f"{key}:", _PROPERTY) for key in (HEADER, ANSWERS) if key not in present)
    elif spot.section == HEADER:
        yield from (Item(key, f"{key}: ", _PROPERTY) for key in _HEADER_KEYS if not getattr(view.preflight, key))
    elif spot.depth == 2:
        entry = view.preflight.entry(spot.entry)
        there = entry.fields if entry else {}
        yield from (Item(key, f"{key}: ", _PROPERTY) for key in FIELDS if key not in there)
    elif spot.section == ANSWERS:
        yield from (_question_item(view, question) for question in view.checklist.unanswered(view.preflight.answers))


def _question_item(view: PreflightView, question: Question) -> Item:
    section = view.checklist.section_of(question.id)
    title = section.title if section else ""
    return Item(question.id, f"{question.id}: ", _PROPERTY, title, question.phrase(view.name))


def _values(view: PreflightView, spot: Spot) -> Iterator[Item]:
    if spot.section == HEADER:
        if spot.key in ("database", "like"):
            for slug in view.knowledge.dialect_slugs:
                yield Item(slug, slug, _ENUM, "a known database")
        return
    question = view.checklist.question(spot.entry)
    match spot.key:
        case "confirmed":
            yield Item("true", "true", _ENUM, "somebody has looked at it")
            yield Item("false", "false", _ENUM, "it stays marked")
        case "source":
            names = [kind.value for kind in Source if kind is not Source.SIMILAR]
            yield from (Item(name, name, _ENUM) for name in names)
            yield from (Item(f"similar:{slug}", f"similar:{slug}", _ENUM) for slug in view.knowledge.dialect_slugs)
        case key if question is not None and key in ("answer", question.id):
            yield from _answers(view, question)
        case _:
            return


def _answers(view: PreflightView, question: Question) -> Iterator[Item]:
    """What is known first, then every legal value, then the example."""
    seen: set[str] = set()
    for item in (*_known(view, question), *_legal(view, question), *_example(question)):
        if item.text not in seen:
            seen.add(item.text)
            yield item


def _known(view: PreflightView, question: Question) -> Iterator[Item]:
    try:
        known = starting_answers(view.checklist, view.preflight, view.knowledge).get(question.id)
    except KnowledgeError:
        return  # a finding of its own
    if known is not None:
        text = written(known.value)
        yield Item(text, text, _VALUE, known.source, known.proof)


def _legal(view: PreflightView, question: Question) -> Iterator[Item]:
    means = {value.value: value.means for value in question.answer.values}
    words = {"true": "yes", "false": "no"} if question.answer.kind is AnswerKind.YES_NO else {}
    for value in question.legal_values(legal_more(question, view.knowledge, view.preflight)):
        yield Item(value, value, _ENUM, words.get(value, ""), means.get(value, ""))


def _example(question: Question) -> Iterator[Item]:
    example = question.answer.example
    if not example:
        return
    is_text = question.answer.kind in (AnswerKind.TEXT, AnswerKind.SQL)
    text = written(example) if is_text else example
    yield Item(text, text, _VALUE, "an example")
