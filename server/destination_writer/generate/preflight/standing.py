"""How far a checklist is: what is answered, open, wrong, waiting for a person."""

from dataclasses import dataclass

from destination_writer.connector.preflight import Preflight
from destination_writer.generate.preflight.dialectfile import knowledge_before, standard_dialect
from destination_writer.generate.preflight.reading import known_value, plain_facts, strategies_in
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist, Clash, Question
from destination_writer.knowledge.store import Knowledge


@dataclass(frozen=True, slots=True)
class Standing:
    """`needed` and `optional` are open questions, `illegal` id -> reason, `unconfirmed` ids of prefilled answers."""

    asked: tuple[Question, ...]
    needed: tuple[Question, ...]
    optional: tuple[Question, ...]
    illegal: dict[str, str]
    clashes: tuple[Clash, ...]
    unconfirmed: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing keeps the preflight from being finished."""
        return not (self.needed or self.illegal or self.clashes)

    @property
    def blockers(self) -> tuple[str, ...]:
        illegal = [f"{key}: {reason}" for key, reason in self.illegal.items()]
        clashes = [f"{' and '.join(c.questions)} contradict each other: {c.says} {c.remedy}" for c in self.clashes]
        return (*illegal, *clashes, *(f"{question.id} is not answered" for question in self.needed))


def base_of(preflight: Preflight, knowledge: Knowledge) -> tuple[Dialect | None, str]:
    """The dialect that the file's answers are held against, and the source of what is taken from it.

    None for a database that is neither known nor said to be like one. Raises KnowledgeError for a `like` that is
    unknown, or a dialect file that cannot be used.
    """
    before = knowledge_before(knowledge, preflight.database)
    if preflight.database in before.dialect_slugs:
        return before.dialect(preflight.database), "knowledge"
    if preflight.like:
        return before.dialect(preflight.like), f"similar:{preflight.like}"
    return None, ""


def legal_more(question: Question, knowledge: Knowledge, preflight: Preflight) -> tuple[str, ...]:
    """Legal values that the database, or the one it is like, adds to a choice; the standard's for all but a known one.
    Empty where the dialect cannot be read."""
    if not question.answer.values_from:
        return ()
    try:
        dialect, source = base_of(preflight, knowledge)
        general = strategies_in(question, standard_dialect(knowledge))
    except KnowledgeError:
        return ()
    own = strategies_in(question, dialect)
    return own if source == "knowledge" and own else tuple(dict.fromkeys((*own, *general)))


def illegal_answers(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, str]:
    """Question id -> why its answer is not legal. Ids that no question has are told with the nearest one."""
    found: dict[str, str] = {}
    for entry in preflight.entries:
        question = checklist.question(entry.id)
        if question is None:
            nearest = checklist.nearest(entry.id)
            found[entry.id] = "no question has this id" + (f"; did you mean {nearest}?" if nearest else "")
        elif problem := question.problem_with(entry.answer.value, legal_more(question, knowledge, preflight)):
            found[entry.id] = problem
    return found


def open_questions(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> tuple[Question, ...]:
    """What must be answered before the preflight is complete: needed questions without an answer.

    Where the database is known, or is like one, its fact stands in for what is not answered, unless that contradicts
    what is.
    """
    waiting = tuple(question for question in checklist.unanswered(preflight.answers) if question.needed)
    try:
        dialect, _ = base_of(preflight, knowledge)
    except KnowledgeError:
        dialect = None
    if dialect is None or not waiting:
        return waiting
    facts = plain_facts(dialect)
    return tuple(q for q in waiting if _contradicts(checklist, preflight, q, known_value(q, dialect, facts)))


def _contradicts(checklist: Checklist, preflight: Preflight, question: Question, value: object) -> bool:
    """Whether an answer would contradict those that are there."""
    clashes = checklist.clashes({**preflight.answers, question.id: value})
    return any(question.id in clash.questions for clash in clashes)


def standing_of(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> Standing:
    """How far the checklist is."""
    answers = preflight.answers
    needed = open_questions(checklist, preflight, knowledge)
    return Standing(
        checklist.asked(answers),
        needed,
        tuple(question for question in checklist.unanswered(answers) if question not in needed),
        illegal_answers(checklist, preflight, knowledge),
        checklist.clashes(answers),
        tuple(entry.id for entry in preflight.unconfirmed),
    )
