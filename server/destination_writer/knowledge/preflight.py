"""The checklist that a database is researched by: sections, questions, legal answers, contradictions.

The data are `knowledge/preflight/*.yaml`, a section a file, in the order of the files' names.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Literal, Union, cast

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Words
from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.text.files import Files

FOLDER = "preflight/"
STANDARD = f"{FOLDER}standard/dialect.yaml"
"""A whole dialect by the SQL standard: what stands in for facts that nobody told."""
PARTS = f"{FOLDER}standard/parts.yaml"

Scalar = bool | int | str
Answers = Mapping[str, object]
"""Question id -> plain value; None, or no entry, where it is not answered."""


class AnswerKind(StrEnum):
    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    LIST = "list"
    MAP = "map"
    SQL = "sql"


class LegalValue(Strict):
    value: Words
    means: Words


class AnswerShape(Strict):
    """What an answer looks like. `values_from` adds the slugs of the dialect's strategies of that kind."""

    kind: AnswerKind
    values: tuple[LegalValue, ...] = ()
    values_from: str = ""
    pattern: str = ""
    """A regular expression that the whole of a text must match."""
    must_hold: tuple[str, ...] = ()
    """What SQL must contain, as it stands: `{table}`."""
    least: int | None = None
    most: int | None = None
    example: str = ""

    @model_validator(mode="after")
    def _sound(self) -> "AnswerShape":
        if (self.kind is AnswerKind.CHOICE) != bool(self.values or self.values_from):
            raise PydanticCustomError("answer", "a choice has values, and nothing else has")
        try:
            re.compile(self.pattern)
        except re.error as error:
            text = "{pattern} is no regular expression: {error}"
            raise PydanticCustomError("answer", text, {"pattern": self.pattern, "error": str(error)}) from None
        return self


class Outcome(Strict):
    """What one outcome of an experiment's `run` says.

    `gives` looks for `pattern` in the first column of the result's rows, one row a line. In `answer` `{value}` stands
    for that text, or for what the pattern's first group caught.
    """

    when: Literal["succeeds", "fails", "gives"]
    pattern: str = ""
    """Of the error's text for `fails`, of the result for `gives`; empty fits all."""
    answer: Scalar | None = None
    """The answer that this proves; None where a person has to judge."""
    means: Words


class Experiment(Strict):
    """Statements that show the answer, run in a namespace that may be thrown away.

    Statements take `{namespace}` and `{table}` (quoted names), `{name}` (the table's plain name), `{answer}` (what is
    tried), and as column types `{text}`, `{integer}`, `{number}`, `{boolean}`, `{date}`, `{timestamptz}`, `{timestamp}`
    and `{json}`.
    """

    about: Words
    setup: tuple[str, ...] = ()
    run: Words
    parameters: tuple[str, ...] = ()
    """What is bound for each `?`: `namespace`, `name`."""
    cleanup: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


Condition = Union[Scalar, tuple[Scalar, ...], "Test"]
"""A value that the answer equals, some of which it is one, or a test of it."""


class Test(Strict):
    """A test of an answer; all that is given must hold."""

    __test__ = False
    """No class of tests, though pytest would think so."""

    matches: str = ""
    lacks: str = ""
    holds: str = ""
    below: int | None = None
    above: int | None = None

    def fits(self, answer: object) -> bool:
        """Whether an answer passes; texts are searched without regard to case."""
        text = str(answer).lower()
        number = answer if isinstance(answer, int) and not isinstance(answer, bool) else None
        checks = [
            not self.matches or re.search(self.matches, str(answer), re.IGNORECASE) is not None,
            not self.lacks or self.lacks.lower() not in text,
            not self.holds or self.holds.lower() in text,
            self.below is None or (number is not None and number < self.below),
            self.above is None or (number is not None and number > self.above),
        ]
        return all(checks)


class Question(Strict):
    """One thing to know. `{database}` in texts stands for the database's name."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    text: Words
    why: Words
    phases: tuple[Annotated[int, Field(ge=0, le=11)], ...] = Field(min_length=1)
    find: Words
    """How to find it out without running anything."""
    search: Words
    """What to type into a search engine."""
    answer: AnswerShape
    needed: bool = True
    """False where a connector can be written without knowing it."""
    asked_if: dict[str, Condition] = Field(default_factory=dict)
    """Asked only where these other questions have such answers; one that is not answered yet keeps it closed."""
    fact: tuple[str, ...] = ()
    """Paths in the dialect model that the answer fills, the first of which it is read from."""
    derived: str = ""
    """A rule of `generate/preflight` that translates between answer and facts, where there is no `fact` or it is
    silent."""
    characteristic: str = ""
    """The key of `database_characteristics` in the state that remembers it."""
    experiment: Experiment | None = None

    def phrase(self, database: str) -> str:
        """The question as it is put."""
        return self.text.replace("{database}", database)

    def legal_values(self, more: Iterable[str] = ()) -> tuple[str, ...]:
        """What may be written, as it is written; empty where any text may. `more`: what `values_from` gave."""
        if self.answer.kind is AnswerKind.YES_NO:
            return ("true", "false")
        return tuple(dict.fromkeys((*(known.value for known in self.answer.values), *more)))

    def problem_with(self, value: object, more: Iterable[str] = ()) -> str | None:
        """Why a value is no legal answer, and what is; None for a legal one and for none at all."""
        if value is None:
            return None
        shape = self.answer
        match shape.kind:
            case AnswerKind.YES_NO:
                return None if isinstance(value, bool) else "the answer is true or false (yes or no)"
            case AnswerKind.NUMBER:
                return _problem_with_number(value, shape)
            case AnswerKind.LIST:
                fine = isinstance(value, (list, tuple)) and _are_scalars(cast("Iterable[object]", value))
                return None if fine else "the answer is a list: [ONE, TWO]"
            case AnswerKind.MAP:
                fine = isinstance(value, Mapping) and _are_scalars(cast("Mapping[str, object]", value).values())
                return None if fine else "the answer is a map: {one: ONE, two: TWO}"
            case AnswerKind.CHOICE:
                legal = self.legal_values(more)
                return None if value in legal else f"{value!r} is none of {', '.join(legal)}"
            case _:
                return _problem_with_text(value, shape)


def _are_scalars(values: Iterable[object]) -> bool:
    return all(isinstance(value, (str, int, float, bool)) for value in values)


def _problem_with_number(value: object, shape: AnswerShape) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "the answer is a whole number"
    if shape.least is not None and value < shape.least:
        return f"{value} is less than {shape.least}"
    if shape.most is not None and value > shape.most:
        return f"{value} is more than {shape.most}"
    return None


def _problem_with_text(value: object, shape: AnswerShape) -> str | None:
    if not isinstance(value, str):
        return "the answer is a text; put it in quotes"
    if not value.strip():
        return "the answer is empty; write null where there is none"
    if shape.pattern and not re.fullmatch(shape.pattern, value):
        like = f", as in {shape.example}" if shape.example else ""
        return f"{value!r} has not the form of an answer{like}"
    lacking = [word for word in shape.must_hold if word not in value]
    return f"it must contain {' and '.join(lacking)}" if lacking else None


class Contradiction(Strict):
    """Answers that cannot be true together: all conditions hold at once."""

    all: dict[str, Condition] = Field(min_length=1)
    says: Words
    remedy: Words


class SectionFile(Strict):
    section: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: Words
    about: Words
    asked_if: dict[str, Condition] = Field(default_factory=dict)
    """Holds for all of its questions, besides their own."""
    questions: tuple[Question, ...] = Field(min_length=1)
    contradictions: tuple[Contradiction, ...] = ()


def holds(condition: Condition, answer: object) -> bool:
    """Whether an answer fits a condition; no answer fits none. A list fits when one of its items does."""
    if answer is None:
        return False
    if isinstance(condition, Test):
        return condition.fits(answer)
    items = cast("Iterable[object]", answer) if isinstance(answer, (list, tuple)) else (answer,)
    wanted = condition if isinstance(condition, tuple) else (condition,)
    return any(type(item) is type(one) and item == one for item in items for one in wanted)


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction that is there. `questions` are those whose answers cannot all be true."""

    questions: tuple[str, ...]
    says: str
    remedy: str


class Checklist:
    """All sections. Raises KnowledgeError for an id that is there twice or a condition about no question."""

    def __init__(self, sections: tuple[SectionFile, ...]) -> None:
        self.sections = sections
        self.questions: tuple[Question, ...] = tuple(q for section in sections for q in section.questions)
        self._by_id = {question.id: question for question in self.questions}
        self._section_of = {question.id: section for section in sections for question in section.questions}
        self._check()

    def _check(self) -> None:
        ids = [question.id for question in self.questions]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise KnowledgeError(FOLDER, None, "", f"there more than once: {', '.join(twice)}")
        named = [(question.id, other) for question in self.questions for other in self.conditions(question)]
        named += [
            (clash.says, other) for section in self.sections for clash in section.contradictions for other in clash.all
        ]
        for where, other in named:
            if other not in self._by_id:
                raise KnowledgeError(FOLDER, None, other, f"no question has this id, which {where!r} names")

    def question(self, identifier: str) -> Question | None:
        return self._by_id.get(identifier)

    def section_of(self, identifier: str) -> SectionFile | None:
        return self._section_of.get(identifier)

    def nearest(self, identifier: str) -> str | None:
        """The id that somebody who wrote an unknown one may have meant."""
        return next(iter(get_close_matches(identifier, self._by_id, n=1, cutoff=0.6)), None)

    def applies(self, question: Question, answers: Answers) -> bool:
        """Whether a question is asked, as far as the others are answered."""
        return all(holds(condition, answers.get(other)) for other, condition in self.conditions(question).items())

    def conditions(self, question: Question) -> Mapping[str, Condition]:
        """What must be answered how for a question to be asked: its section's conditions and its own."""
        return {**self._section_of[question.id].asked_if, **question.asked_if}

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """The questions that are asked, in order."""
        return tuple(question for question in self.questions if self.applies(question, answers))

    def unanswered(self, answers: Answers) -> tuple[Question, ...]:
        """Those asked that have no answer, needed or not."""
        return tuple(question for question in self.asked(answers) if answers.get(question.id) is None)

    def clashes(self, answers: Answers) -> tuple[Clash, ...]:
        """Every contradiction among the answers, in the order of the sections."""
        return tuple(
            Clash(tuple(known.all), known.says, known.remedy)
            for section in self.sections
            for known in section.contradictions
            if all(holds(condition, answers.get(other)) for other, condition in known.all.items())
        )


class Parts(Strict):
    """Parts of a dialect that answers become, as YAML has them: entries of `errors.codes` and `connection.settings`."""

    errors: dict[str, dict[str, str]]
    settings: dict[str, dict[str, str | bool]]
    logins: dict[str, tuple[str, ...]]


def load_parts(files: Files) -> Parts:
    """Raises KnowledgeError for a file that does not fit."""
    return load_model(files, PARTS, Parts)


def load_checklist(files: Files) -> Checklist:
    """The checklist of a knowledge folder (`Knowledge.files`). Raises KnowledgeError for a file that does not fit."""
    paths = sorted(path for path in files.list() if path.startswith(FOLDER) and path.endswith(".yaml"))
    sections = [path for path in paths if "/" not in path.removeprefix(FOLDER)]
    if not sections:
        raise KnowledgeError(FOLDER, None, "", "there are no questions")
    return Checklist(tuple(load_model(files, path, SectionFile) for path in sections))
