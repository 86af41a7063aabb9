"""A remembered fact is an answer of the preflight checklist too: both files say the same afterwards."""

from dataclasses import replace

from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Source, read_preflight
from destination_writer.connector.preflighttext import InvalidPreflight
from destination_writer.generate.edits import edits_between
from destination_writer.generate.learning.facts import Answer as Told
from destination_writer.generate.learning.facts import LearnedFact, fact_path
from destination_writer.generate.preflight.api import text_with
from destination_writer.generate.preflight.dialectfile import is_made, make_dialect
from destination_writer.generate.preflight.reading import known_value, plain_facts
from destination_writer.generate.preflight.standing import legal_more
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist, Question
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import FileChange, FileEdit, fingerprint


def answered_too(
    learned: LearnedFact, told: Told, slug: str, knowledge: Knowledge, preflight: str | None, dialect: str | None
) -> LearnedFact:
    """The Change with the answer in the preflight file as well. `preflight` and `dialect` are the texts of that file
    and of `fact_path(slug)`, None without one.

    A dialect that was made from the preflight is made anew, so that it goes on to follow it. A fact that no question
    asks for, and a checklist of another database, leave the Change as it is.
    """
    checklist = knowledge.checklist
    question = _question(checklist, told.key)
    if preflight is None or question is None:
        return learned
    before = read_preflight(preflight).preflight
    legal = question.problem_with(told.value, legal_more(question, knowledge, before)) is None
    if before.database != slug or not legal:
        return learned
    answer = Answer(told.value, Source.USER.value, f"documented: {told.where}", confirmed=True)
    try:
        after = text_with(preflight, {question.id: answer}, checklist, before.name or slug)
    except InvalidPreflight:
        return learned
    edit = FileEdit(PREFLIGHT_PATH, fingerprint(preflight), edits_between(preflight, after))
    files = learned.change.files
    if dialect is not None and is_made(dialect):
        made = _made_anew(after, checklist, knowledge, question, told.value)
        files = (_edited(fact_path(slug), dialect, made),) if made else files
    note = f"The checklist's answer to {question.id} says so as well."
    change = replace(learned.change, files=(*files, edit), notes=(*learned.change.notes, note))
    return replace(learned, change=change)


def _question(checklist: Checklist, key: str) -> Question | None:
    wanted = {key, f"{key}.supported"}
    return next((question for question in checklist.questions if wanted & set(question.fact)), None)


def _made_anew(text: str, checklist: Checklist, knowledge: Knowledge, question: Question, value: object) -> str:
    """The dialect's text as the answers make it; empty where they do not give the value that was told."""
    try:
        made = make_dialect(checklist, read_preflight(text).preflight, knowledge)
    except KnowledgeError:
        return ""
    says = known_value(question, made.dialect, plain_facts(made.dialect))
    return made.text if says == value else ""


def _edited(path: str, before: str, after: str) -> FileChange:
    return FileEdit(path, fingerprint(before), edits_between(before, after))
