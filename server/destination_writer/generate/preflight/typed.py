"""What a person types, as an answer: `y`, `2`, `a, b`, `one=two`, SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import yaml

from destination_writer.knowledge.preflight import AnswerKind, Question

_YES = frozenset({"y", "yes", "true", "1", "on"})
_NO = frozenset({"n", "no", "false", "0", "off"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A value, or why there is none."""

    value: object = None
    problem: str = ""


def read_typed(question: Question, said: str, more: tuple[str, ...] = ()) -> Typed:
    """The answer that somebody typed in one line; `more` are further legal values of a choice."""
    said = said.strip()
    value = _value(question, said, more)
    if value is None:
        return Typed(problem=_expected(question, more))
    problem = question.problem_with(value, more)
    return Typed(problem=problem) if problem else Typed(value)


def _value(question: Question, said: str, more: tuple[str, ...]) -> object:
    match question.answer.kind:
        case AnswerKind.YES_NO:
            word = said.lower().rstrip(".!,").split(",")[0].split(" ")[0].rstrip(",.:;")
            return True if word in _YES else False if word in _NO else None
        case AnswerKind.CHOICE:
            return _chosen(question.legal_values(more), said)
        case AnswerKind.NUMBER:
            digits = re.sub(r"(?<=\d)[ _,'](?=\d{3}\b)", "", said)
            return int(digits) if re.fullmatch(r"-?\d{1,18}", digits) else None
        case AnswerKind.LIST:
            return _listed(said)
        case AnswerKind.MAP:
            return _mapped(said)
        case _:
            return _unquoted(said)


def _chosen(legal: tuple[str, ...], said: str) -> object:
    """By number, by name, or by a beginning that only one has."""
    if said.isdigit() and 1 <= int(said) <= len(legal):
        return legal[int(said) - 1]
    plain = re.sub(r"[\s_]+", "_", said.lower())
    same = [value for value in legal if re.sub(r"[\s_]+", "_", value.lower()) in (plain, plain.replace("_", "-"))]
    begins = [value for value in legal if plain and value.lower().startswith(plain)]
    found = same or begins
    return found[0] if len(found) == 1 else said or None


def _listed(said: str) -> object:
    known = _yaml(said) if said.startswith("[") else None
    if isinstance(known, list):
        return cast(object, known)
    items = [item.strip() for item in said.split(",") if item.strip()]
    return items or None


def _mapped(said: str) -> object:
    known = _yaml(said) if said.startswith("{") else None
    if isinstance(known, Mapping):
        return cast(object, known)
    pairs = [part.partition("=") for part in said.split(",") if part.strip()]
    if not pairs or not all(mark for _, mark, _ in pairs):
        return None
    return {key.strip(): value.strip() for key, _, value in pairs}


def _yaml(said: str) -> object:
    try:
        return cast(object, yaml.safe_load(said))
    except yaml.YAMLError:
        return None


def _unquoted(said: str) -> object:
    """Without the backticks of Markdown, and without quotes around the whole of it."""
    for mark in ("`", '"'):
        if len(said) > 2 and said.startswith(mark) and said.endswith(mark) and mark not in said[1:-1]:
            said = said[1:-1].strip()
    return said.rstrip(";").strip() or None


def _expected(question: Question, more: tuple[str, ...]) -> str:
    match question.answer.kind:
        case AnswerKind.YES_NO:
            return "answer yes or no"
        case AnswerKind.CHOICE:
            return f"answer one of {', '.join(question.legal_values(more))}, or its number"
        case AnswerKind.NUMBER:
            return "answer with a whole number"
        case AnswerKind.MAP:
            return "answer as in one=ONE, two=TWO"
        case _:
            return "the answer is empty; s leaves the question open"
