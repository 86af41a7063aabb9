"""What follows from new answers for those that were filled in: a person's word goes before a prefilled one."""

from collections.abc import Mapping
from dataclasses import replace

from destination_writer.connector.preflight import Answer, Entry, Preflight, Source
from destination_writer.generate.preflight.dialectfile import knowledge_before, make_dialect, standard_dialect
from destination_writer.generate.preflight.reading import (
    Raw,
    known_answers,
    known_value,
    plain_facts,
    proof_label,
    strategies_in,
)
from destination_writer.generate.preflight.standing import base_of
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist, Question
from destination_writer.knowledge.store import Knowledge

STANDARD_SOURCE = "similar:standard"
_FOLLOWS = "documented: follows from your other answers"


def following_answers(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, Answer]:
    """New values of unconfirmed answers that contradict others, and known ones for questions that are asked by now.
    What somebody typed over a known answer is theirs, confirmed or not.

    A strategy becomes one that the answers allow, another answer that of the SQL standard where that contradicts
    nothing, else it is open again. Confirmed answers are never touched.
    """
    found: dict[str, Answer] = {}
    typed = typed_over(checklist, preflight, knowledge)
    for clash in checklist.clashes(preflight.answers):
        for identifier in clash.questions:
            entry = preflight.entry(identifier)
            question = checklist.question(identifier)
            if (
                entry is None
                or question is None
                or entry.answer.confirmed
                or identifier in found
                or identifier in typed
            ):
                continue
            found[identifier] = _other(checklist, preflight, knowledge, question)
            break
    return {**_newly_asked(checklist, preflight, knowledge), **found}


def typed_over(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, Answer]:
    """Unconfirmed answers that are not what their source says: somebody wrote another value and left the rest of the
    entry as it was. Gives them as that person's own."""
    known: dict[str, dict[str, Answer]] = {}
    found: dict[str, Answer] = {}
    for entry in preflight.unconfirmed:
        answer = entry.answer
        if answer.proof == _FOLLOWS or not answer.is_given:
            continue
        if answer.source not in known:
            known[answer.source] = _said_by(answer, checklist, preflight, knowledge)
        said = known[answer.source].get(entry.id)
        if said is not None and said.value != answer.value:
            found[entry.id] = Answer(answer.value, "user", confirmed=True, note=answer.note)
    return found


def _said_by(answer: Answer, checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, Answer]:
    """What a source answers to all questions; empty for one that has no dialect."""
    before = knowledge_before(knowledge, preflight.database)
    slug = answer.like or (preflight.database if answer.source == Source.KNOWLEDGE.value else "")
    try:
        return known_answers(checklist, before.dialect(slug), answer.source) if slug in before.dialect_slugs else {}
    except KnowledgeError:
        return {}


def _other(checklist: Checklist, preflight: Preflight, knowledge: Knowledge, question: Question) -> Answer:
    if question.derived.startswith("strategy:"):
        return _other_way(checklist, preflight, knowledge, question)
    standard = standard_dialect(knowledge)
    value = _value(question, standard, plain_facts(standard))
    if value is None or _clashes(checklist, preflight, question.id, value):
        return Answer()
    return Answer(value, STANDARD_SOURCE, _FOLLOWS)


def _other_way(checklist: Checklist, preflight: Preflight, knowledge: Knowledge, question: Question) -> Answer:
    kind = StrategyKind(question.answer.values_from)
    without = without_answer(preflight, question.id)
    try:
        ways = make_dialect(checklist, without, knowledge).dialect.strategies_of(kind)
        source = base_of(preflight, knowledge)[1]
    except KnowledgeError:
        return Answer()
    fitting = (way.slug for way in ways if not _clashes(checklist, without, question.id, way.slug))
    slug = next(fitting, None)
    return Answer(slug, source or STANDARD_SOURCE, _FOLLOWS) if slug else Answer()


def _clashes(checklist: Checklist, preflight: Preflight, identifier: str, value: object) -> bool:
    answers = {**preflight.answers, identifier: value}
    return any(identifier in clash.questions for clash in checklist.clashes(answers))


def without_answer(preflight: Preflight, identifier: str) -> Preflight:
    """The preflight as if one question were open."""
    return replace(preflight, entries=tuple(entry for entry in preflight.entries if entry.id != identifier))


def with_answers(preflight: Preflight, answers: Mapping[str, Answer]) -> Preflight:
    """The preflight as if these were its answers to those questions; their places are those of the old ones."""
    entries = tuple(
        replace(entry, answer=answers[entry.id]) if entry.id in answers else entry for entry in preflight.entries
    )
    return replace(preflight, entries=entries)


def _newly_asked(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, Answer]:
    """What the base says to questions that other answers opened."""
    try:
        dialect, source = base_of(preflight, knowledge)
    except KnowledgeError:
        return {}
    if dialect is None:
        return {}
    made: dict[str, Answer] = {}
    facts = plain_facts(dialect)
    for question in checklist.unanswered(preflight.answers):
        entry = preflight.entry(question.id)
        if _is_left_open(entry) or not checklist.conditions(question):
            continue
        value = _value(question, dialect, facts)
        if value is not None and not _clashes(checklist, preflight, question.id, value):
            made[question.id] = Answer(value, source, proof_label(question, dialect, source))
    return made


def _is_left_open(entry: Entry | None) -> bool:
    """Whether somebody opened a question on purpose: only a file that says so has a source without an answer."""
    return entry is not None and "source" in entry.fields


def _value(question: Question, dialect: Dialect, facts: Raw) -> object:
    value = known_value(question, dialect, facts)
    if value in (None, "", [], {}) or question.problem_with(value, strategies_in(question, dialect)):
        return None
    return value
