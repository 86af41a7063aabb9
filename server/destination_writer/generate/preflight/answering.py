"""Answers into the text of a checklist, with all that follows from them for those that nobody confirmed."""

from collections.abc import Mapping
from dataclasses import replace

from destination_writer.connector.preflight import Answer, read_preflight
from destination_writer.connector.preflighttext import set_answers
from destination_writer.generate.preflight.following import following_answers, typed_over
from destination_writer.generate.preflight.newfile import heading, ids
from destination_writer.knowledge.preflight import Checklist
from destination_writer.knowledge.store import Knowledge

MOST_ROUNDS = 20
"""How often answers may lead to others: far more than the questions that hang on each other."""


def answered(text: str, answers: Mapping[str, Answer], checklist: Checklist, knowledge: Knowledge) -> str:
    """The text with these answers and with those that follow from them. What somebody typed over a known answer becomes
    that person's. Raises InvalidPreflight."""
    about = read_preflight(text).preflight
    name = about.name or about.database
    answers = {**typed_over(checklist, about, knowledge), **answers}
    for _ in range(MOST_ROUNDS):
        text = set_answers(text, answers, ids(checklist), heading(checklist, name))
        answers = following_answers(checklist, read_preflight(text).preflight, knowledge)
        if not answers:
            break
    return text


def all_confirmed(text: str, checklist: Checklist, knowledge: Knowledge) -> str:
    """The text with every answer that is filled in as a person's own word. Raises InvalidPreflight."""
    for _ in range(MOST_ROUNDS):
        waiting = read_preflight(text).preflight.unconfirmed
        if not waiting:
            break
        about = read_preflight(text).preflight
        taken = {entry.id: replace(entry.answer, confirmed=True) for entry in waiting}
        text = answered(text, {**taken, **typed_over(checklist, about, knowledge)}, checklist, knowledge)
    return text
