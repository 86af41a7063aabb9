"""A new preflight file: every question, with what is known already."""

import textwrap
from collections.abc import Callable, Mapping, Sequence

from destination_writer.connector.preflight import Answer, Preflight
from destination_writer.connector.preflighttext import entry_lines, written
from destination_writer.knowledge.preflight import AnswerKind, Checklist, Question

_TOP = """\
# The preflight checklist of {name}: what has to be known of it before its connector is written.
# Fill in `answer:`; an answer that is filled in for you counts once `confirmed: true` stands there.
# `destination-writer preflight` walks it question by question. Never write a password here.
preflight:
  database: {database}
  name: {written}
  like: {like}
answers:
"""
_WIDTH = 116


def ids(checklist: Checklist) -> tuple[str, ...]:
    """Every question's id, in the order of the file."""
    return tuple(question.id for question in checklist.questions)


def heading(checklist: Checklist, name: str) -> Callable[[str], Sequence[str]]:
    """Question id -> the comment above its entry."""

    def lines(identifier: str) -> Sequence[str]:
        question = checklist.question(identifier)
        return _comment(question, name) if question else ()

    return lines


def new_text(checklist: Checklist, preflight: Preflight, answers: Mapping[str, Answer]) -> str:
    """The text of a new file with these answers, open questions with an empty `answer:`."""
    name = preflight.name or preflight.database
    top = _TOP.format(name=name, database=preflight.database, written=written(name), like=preflight.like)
    parts = [line.rstrip() for line in top.splitlines()]
    for number, section in enumerate(checklist.sections, 1):
        parts += ["", f"  # ── {number}. {section.title} ".ljust(_WIDTH, "─")]
        for question in section.questions:
            parts += [f"  # {line}" for line in _comment(question, name)]
            parts += entry_lines(question.id, answers.get(question.id, Answer()))
    return "\n".join(parts) + "\n"


def _comment(question: Question, name: str) -> list[str]:
    return [*textwrap.wrap(question.phrase(name), _WIDTH - 4), f"({form(question)})"]


def form(question: Question) -> str:
    """What an answer looks like, in a few words, and what asks for it."""
    phases = "phase " + ", ".join(map(str, question.phases))
    shape = question.answer
    known = " | ".join(value.value for value in shape.values)
    words = {
        AnswerKind.YES_NO: "true or false",
        AnswerKind.CHOICE: known or "one of the database's ways",
        AnswerKind.NUMBER: "a number",
        AnswerKind.LIST: "a list",
        AnswerKind.MAP: "a map",
        AnswerKind.SQL: "SQL",
        AnswerKind.TEXT: "text",
    }[shape.kind]
    example = f", as in {shape.example}" if shape.example else ""
    return f"{phases}; {words}{example}{'' if question.needed else '; may stay open'}"
