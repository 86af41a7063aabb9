"""A checklist that a person filled in, our own YAML or anything like it, as answers. What is not recognised is told."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import yaml

from destination_writer.connector.preflight import Answer, Entry, read_preflight
from destination_writer.generate.preflight.typed import read_typed
from destination_writer.knowledge.preflight import AnswerKind, Checklist, Question

MoreValues = Callable[[Question], tuple[str, ...]]
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s*)?")
_FIELD = re.compile(r"^(?P<key>[^:|?]{2,120}?)\s*(?::|=)\s+(?P<value>.+)$")
_ROW = re.compile(r"^\s*\|(?P<key>[^|]+)\|(?P<value>[^|]+)\|")
_QUESTION = re.compile(r"^(?P<key>.{5,300}?\?)[\s*_:]*(?P<value>.*)$")
_ANSWER = re.compile(r"[*_]*(?:A|Answer)[*_]*\s*[:.][*_]*\s*|(?:->|=>|→)\s*", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "---", "?", "tbd", "todo", "unknown", "n/a", "null", "~", "not sure", "..."})
_WRAPPERS = frozenset({"", "answers", "preflight", "state", "database_characteristics"})
"""Keys that only hold others."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`unrecognised` are lines that say something no question asks, `refused` answers that are not legal, each with
    its line and reason. `database` is what the file says it is about."""

    answers: dict[str, Answer]
    unrecognised: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    database: str = ""


def take_over(text: str, name: str, checklist: Checklist, database: str, more: MoreValues) -> TakenOver:
    """The answers of a file called `name`, about a database that people call `database`."""
    own = read_preflight(text)
    if own.preflight.entries and not own.is_broken:
        return _own(own.preflight.entries, own.preflight.database, checklist, more, name)
    names = _names(checklist, database)
    pairs = list(_pairs_of_yaml(text, names)) or list(_pairs_of_lines(text))
    answers: dict[str, Answer] = {}
    unknown: list[str] = []
    refused: list[str] = []
    for line, key, value in pairs:
        place = f"{name}:{line}" if line else name
        question = names.get(_plain(key))
        if question is None:
            unknown.append(f"{place}: {key}: {_short(value)}")
        elif value is not None and str(value).strip().lower() not in _NOTHING:
            _take(question, value, place, answers, refused, more(question))
    return TakenOver(answers, tuple(unknown), tuple(refused))


def _own(entries: tuple[Entry, ...], database: str, checklist: Checklist, more: MoreValues, name: str) -> TakenOver:
    answers: dict[str, Answer] = {}
    unknown: list[str] = []
    refused: list[str] = []
    for entry in entries:
        question = checklist.question(entry.id)
        if not entry.answer.is_given:
            continue
        if question is None:
            unknown.append(f"{name}:{entry.line}: {entry.id}")
        elif problem := question.problem_with(entry.answer.value, more(question)):
            refused.append(f"{name}:{entry.line}: {entry.id}: {problem}")
        else:
            answers[entry.id] = entry.answer
    return TakenOver(answers, tuple(unknown), tuple(refused), database)


def _take(
    question: Question,
    value: object,
    place: str,
    answers: dict[str, Answer],
    refused: list[str],
    more: tuple[str, ...],
) -> None:
    if isinstance(value, str):
        typed = read_typed(question, value, more)
        problem, found = typed.problem, typed.value
    else:
        problem, found = question.problem_with(value, more) or "", value
    if problem:
        refused.append(f"{place}: {question.id}: {problem}")
    else:
        answers.setdefault(question.id, Answer(found, "user", confirmed=True, note=f"from {place}"))


def _names(checklist: Checklist, database: str) -> dict[str, Question]:
    """How a question may be called: its id, its text, and the last word of its id where only one has it."""
    found: dict[str, Question] = {}
    sections = {section.section for section in checklist.sections}
    last = [question.id.partition(".")[2] for question in checklist.questions]
    for question in checklist.questions:
        section, _, word = question.id.partition(".")
        names = [question.id, question.phrase(database), question.text, f"{section} {word}"]
        if last.count(word) == 1 and word not in sections:
            names.append(word)
        if question.characteristic:
            names.append(question.characteristic)
        for name in names:
            found.setdefault(_plain(name), question)
    return found


def _plain(text: str) -> str:
    """Without case, marks of Markdown, quotes, and what stands in brackets at the end."""
    text = re.sub(r"\([^()]*\)\s*\??$", "", text)
    return " ".join(re.sub(r"[^a-z0-9.]+", " ", text.lower().replace("_", " ")).split()).rstrip(".")


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _pairs_of_yaml(text: str, names: Mapping[str, Question]) -> Iterator[tuple[int | None, str, object]]:
    """The leaves of a YAML map, keys joined by points; none where the text is something else."""
    try:
        value = cast(object, yaml.safe_load(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    if isinstance(value, Mapping):
        yield from _leaves("", cast("Mapping[object, object]", value), names)


def _leaves(
    above: str, value: Mapping[object, object], names: Mapping[str, Question]
) -> Iterator[tuple[int | None, str, object]]:
    for key, item in value.items():
        name = str(key) if above.rpartition(".")[2] in _WRAPPERS else f"{above}.{key}"
        question = names.get(_plain(name))
        is_answer = question is not None and question.answer.kind is AnswerKind.MAP
        if isinstance(item, Mapping) and item and not is_answer:
            yield from _leaves(name, cast("Mapping[object, object]", item), names)
        else:
            yield None, name, item


def _pairs_of_lines(text: str) -> Iterator[tuple[int | None, str, object]]:
    """What lines of Markdown say: `key: value`, rows of tables, and questions with the answer behind or below them."""
    waiting: tuple[int, str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = _BULLET.sub("", raw).strip().strip("#").strip()
        if not line or set(line) <= set("-=|: `"):
            continue
        answer = _ANSWER.match(line) if waiting else None
        pair = None if answer else _pair(line.replace("**", "").replace("__", ""))
        if pair and pair[1].strip():
            waiting = None
            yield number, *pair
        elif pair:
            waiting = (number, pair[0])
        elif waiting:
            yield waiting[0], waiting[1], line[answer.end() :] if answer else line
            waiting = None


def _pair(line: str) -> tuple[str, str] | None:
    row = _ROW.match(line)
    if row:
        return row["key"].strip(), row["value"].strip()
    question = _QUESTION.match(line)
    if question:
        return re.sub(r"^(?:Q|Question)\s*\d*\s*[:.]\s*", "", question["key"]).strip(), question["value"].strip()
    match = _FIELD.match(line)
    return (match["key"].strip("` "), match["value"].strip()) if match else None
