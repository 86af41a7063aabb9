"""Code actions in the preflight file: answers taken from somewhere, answers confirmed, questions added.

An order says what is to be written as JSON, so that it can travel to the editor and back; it names questions by id.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from destination_writer.connector.preflight import Answer, Entry, Source
from destination_writer.connector.preflighttext import InvalidPreflight, written
from destination_writer.generate.edits import edits_between
from destination_writer.generate.preflight.answering import answered
from destination_writer.generate.preflight.api import known_answers, legal_more, starting_answers
from destination_writer.generate.preflight.following import following_answers, typed_over
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import AnswerKind, Question
from destination_writer.lsp.convert import Target, to_workspace_edit
from destination_writer.lsp.preflightview import PreflightView
from destination_writer.text.changes import Change, FileEdit, NoChange, fingerprint
from destination_writer.text.places import Range

MAKE = "preflight"
SIMILAR = ("postgres", "mysql", "snowflake", "clickhouse", "duckdb", "sqlite")
"""Databases that others resemble, in the order in which they are offered."""
MOST_SIMILAR, MOST_VALUES = 3, 8
SHOWN = 40
"""Characters of an answer in a title."""


@dataclass(frozen=True, slots=True)
class PreflightOffer:
    title: str
    order: dict[str, Any]
    codes: tuple[str, ...]
    """The findings that it mends."""
    preferred: bool = False


def offers_at(view: PreflightView, range_: Range) -> list[PreflightOffer]:
    """What can be done for the questions that a cursor or selection touches. Slow: run it in a thread."""
    if view.examined.read.is_broken:
        return []  # nothing is written to a file that is no YAML
    lines = view.document.document
    touched: list[tuple[Entry, Question]] = []
    for entry in view.preflight.entries:
        question = view.checklist.question(entry.id)
        first, last = lines.position(entry.whole.start).line, lines.position(entry.whole.end).line
        if question is not None and first <= range_.end.line and range_.start.line <= last:
            touched.append((entry, question))
    found = list(_of_question(view, *touched[0])) if len(touched) == 1 else []
    found += _following(view, [entry.id for entry, _ in touched])
    if len(touched) > 1:
        found += _confirm([entry for entry, _ in touched], "these", view)
    if not touched and on_header(view, range_):
        found += _of_header(view)
    found += _of_section(view, touched[0][0].id) if touched else []
    return [*found, *_add(view)]


def _following(view: PreflightView, touched: list[str]) -> Iterator[PreflightOffer]:
    """Where answers contradict each other, those that nobody confirmed can give way to the others."""
    clashing = [clash for clash in view.checklist.clashes(view.preflight.answers) if {*touched} & {*clash.questions}]
    if not clashing:
        return
    asked = {identifier for clash in clashing for identifier in clash.questions}
    following = following_answers(view.checklist, view.preflight, view.knowledge)
    mending = {identifier: answer for identifier, answer in following.items() if identifier in asked}
    if not mending:
        return
    words = ", ".join(
        f"{key} becomes {_short(a.value)}" if a.is_given else f"{key} is open" for key, a in mending.items()
    )
    order = {"make": MAKE, "uri": view.document.uri, "do": "follow", "ids": list(mending)}
    yield PreflightOffer(f"Let the unconfirmed answer give way: {words}", order, ("DW711",), preferred=True)


def _of_question(view: PreflightView, entry: Entry, question: Question) -> Iterator[PreflightOffer]:
    uri, answer = view.document.uri, entry.answer
    if answer.is_given and not answer.confirmed:
        order = {"make": MAKE, "uri": uri, "do": "confirm", "ids": [entry.id]}
        yield PreflightOffer("Confirm this answer", order, ("DW714",), preferred=True)
    known = _known(view)
    mine = known.get(entry.id)
    if mine is not None and mine.value != answer.value:
        order = {"make": MAKE, "uri": uri, "do": "take", "ids": [entry.id]}
        title = f"Take {_short(mine.value)}, which is known ({mine.proof or mine.source})"
        yield PreflightOffer(title, order, ("DW710", "DW712"), preferred=not answer.is_given)
    yield from _similar(view, entry, question)
    for value in question.legal_values(legal_more(question, view.knowledge, view.preflight))[:MOST_VALUES]:
        plain: object = value == "true" if question.answer.kind is AnswerKind.YES_NO else value
        if plain != answer.value:
            order = {"make": MAKE, "uri": uri, "do": "answer", "ids": [entry.id], "value": plain}
            yield PreflightOffer(f"Answer {value}", order, ("DW710", "DW711", "DW712"))


def _similar(view: PreflightView, entry: Entry, question: Question) -> Iterator[PreflightOffer]:
    """The same question as other databases answer it, each answer once."""
    seen = {written(entry.answer.value)} if entry.answer.is_given else set[str]()
    known = _known(view).get(entry.id)
    seen |= {written(known.value)} if known else set()
    names = dict.fromkeys((view.preflight.like, *SIMILAR))
    count = 0
    for slug in (name for name in names if name and name != view.preflight.database):
        answer = _of_dialect(view, slug).get(question.id)
        if answer is None or written(answer.value) in seen or count == MOST_SIMILAR:
            continue
        seen.add(written(answer.value))
        count += 1
        order = {"make": MAKE, "uri": view.document.uri, "do": "similar", "ids": [entry.id], "like": slug}
        title = f"Take {_short(answer.value)} from {view.knowledge.dialect(slug).name}"
        yield PreflightOffer(title, order, ("DW710", "DW712"))


def _of_section(view: PreflightView, identifier: str) -> list[PreflightOffer]:
    section = view.checklist.section_of(identifier)
    if section is None:
        return []
    ids = {question.id for question in section.questions}
    entries = [entry for entry in view.preflight.entries if entry.id in ids]
    found = _confirm(entries, f"“{section.title}”", view)
    open_ones = [entry.id for entry in entries if not entry.answer.is_given and entry.id in _known(view)]
    if len(open_ones) > 1:
        order = {"make": MAKE, "uri": view.document.uri, "do": "take", "ids": open_ones}
        found.append(PreflightOffer(f"Take the {len(open_ones)} known answers of “{section.title}”", order, ("DW710",)))
    return found


def _confirm(entries: list[Entry], what: str, view: PreflightView) -> list[PreflightOffer]:
    ids = [entry.id for entry in entries if entry.answer.is_given and not entry.answer.confirmed]
    if len(ids) < 2:
        return []
    order = {"make": MAKE, "uri": view.document.uri, "do": "confirm", "ids": ids}
    where = f"of {what}" if what != "these" else "here"
    return [PreflightOffer(f"Confirm all {len(ids)} answers {where}", order, ("DW714",))]


def on_header(view: PreflightView, range_: Range) -> bool:
    """Whether the cursor is above the answers."""
    first = min((entry.whole.start for entry in view.preflight.entries), default=0)
    return range_.start.line < view.document.document.position(first).line


def _of_header(view: PreflightView) -> list[PreflightOffer]:
    return _confirm(list(view.preflight.entries), "the checklist", view)


def _add(view: PreflightView) -> list[PreflightOffer]:
    """Questions that are asked and that the file does not hold."""
    there = {entry.id for entry in view.preflight.entries}
    ids = [question.id for question in view.checklist.asked(view.preflight.answers) if question.id not in there]
    if not ids:
        return []
    order = {"make": MAKE, "uri": view.document.uri, "do": "add", "ids": ids}
    count = "the question" if len(ids) == 1 else f"the {len(ids)} questions"
    return [PreflightOffer(f"Add {count} that this file lacks", order, ("DW710",))]


def carry_out(view: PreflightView, order: Mapping[str, Any]) -> Change | NoChange:
    """The Change of an order. Slow: run it in a thread."""
    ids = [one for one in order.get("ids") or () if isinstance(one, str) and view.checklist.question(one)]
    answers = {one: made for one in ids if (made := _made(view, order, one)) is not None}
    if not answers:
        return NoChange("the questions are answered otherwise by now; ask again")
    path = view.document.path.name if view.document.path else ""
    before = view.document.text
    try:
        after = answered(before, answers, view.checklist, view.knowledge)
    except InvalidPreflight as error:
        return NoChange(str(error), ("a preflight file that can be read",))
    if after == before:
        return NoChange("the file says so already")
    edit = FileEdit(path, fingerprint(before), edits_between(before, after))
    return Change(f"Answer {', '.join(ids[:3])}", (edit,), "Records answers of the preflight checklist.")


def _made(view: PreflightView, order: Mapping[str, Any], identifier: str) -> Answer | None:
    present = view.preflight.answer(identifier)
    match order.get("do"):
        case "follow":
            following = following_answers(view.checklist, view.preflight, view.knowledge)
            return following.get(identifier)
        case "confirm":
            typed = typed_over(view.checklist, view.preflight, view.knowledge)
            return typed.get(identifier) or (replace(present, confirmed=True) if present else None)
        case "take":
            known = _known(view).get(identifier)
            chosen = len(order.get("ids") or ()) == 1
            return replace(known, confirmed=chosen) if known else None
        case "similar":
            answer = _of_dialect(view, str(order.get("like"))).get(identifier)
            return replace(answer, confirmed=True) if answer else None
        case "answer":
            return Answer(order.get("value"), Source.USER.value, confirmed=True)
        case "add":
            return _known(view).get(identifier) or Answer()
        case _:
            return None


def edit_of(view: PreflightView, change: Change) -> dict[str, Any]:
    """As a WorkspaceEdit. Raises UnreachableText when the text has changed since."""
    document = view.document
    target = Target(document.uri, document.document, document.version)
    return to_workspace_edit(change, lambda _: target, view.session.abilities)


def _known(view: PreflightView) -> dict[str, Answer]:
    try:
        return starting_answers(view.checklist, view.preflight, view.knowledge)
    except KnowledgeError:
        return {}  # a finding of its own


def _of_dialect(view: PreflightView, slug: str) -> dict[str, Answer]:
    try:
        return known_answers(view.checklist, view.knowledge.dialect(slug), f"{Source.SIMILAR.value}:{slug}")
    except KnowledgeError:
        return {}


def _short(value: object) -> str:
    text = written(value)
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"
