"""Experiments that find out what a database does: statements, and how their outcome is read as an answer.

The data are `knowledge/experiments/*.yaml`. Statements hold placeholders, filled by `verification/probing/wording.py`:

| placeholder | becomes |
|---|---|
| `{t:a}` `{other:a}` `{absent:a}` | table `a` in the scratch namespace, in the second one, in one that does not exist |
| `{plain:a}` `{bare:a}` | the name of that table alone, and that name quoted |
| `{ns}` `{ns2}` | the namespaces, quoted |
| `{q:X}` `{name:i}` | the quoted name `X`; a quoted name that nothing else has |
| `{integer}` `{text}` `{number}` `{timestamp}` `{key}` `{plaininteger}` | column types of `speech.yaml` |
| `{end}` | what ends CREATE TABLE, of `speech.yaml` |
| `{number:1.5}` | a decimal number as a literal that loses no digit |
| `{candidate}` `{answer}` | what is tried; the answer that the checklist has |
| `{long:N:a}` `{columns}` | a table whose name has N letters and ends with `a`; N columns |
| `{otherlong:N:a}` | such a table in the second namespace |
| `{wide:a}` | the same with letters of two bytes, as many letters as the experiment named by `after` found |
| `{of:types.date}` | what the checklist answers to another question |
| `{meta}` | the columns that every table of a connector has |
| `{semicolon}` | `;` where the database wants it at the end |
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Words
from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.text.files import Files

FOLDER = "experiments/"
SPEECH = f"{FOLDER}speech.yaml"
STANDARD_SPEECH = "sql"


class Speech(Strict):
    """How the experiments' tables are written for one family of databases."""

    integer: Words
    text: Words
    number: Words
    timestamp: Words
    plaininteger: Words
    """The type of a whole number that NOT NULL may follow."""
    key: Words
    """The type of a column that is the table's key, with what makes it one."""
    end: str = ""
    semicolon: str = ""


class Step(Strict):
    """One statement, or the beginning or end of a transaction, on connection 1 or 2."""

    sql: str = ""
    do: Literal["", "begin", "commit", "rollback"] = ""
    session: Literal[1, 2] = 1


class Expected(Strict):
    """What a query must give: `rows` as text, or `like` them by regular expressions, or a `count` of rows, or `gives`,
    a regular expression found in the first column, a row a line.

    Without any of them it must give one value. `{value}` of the answer stands for the first value, or for what the
    first group of `gives` caught. `binds` are its `?`; with a `table` alone these are namespace and name, or the name
    where there is one `?`.
    """

    sql: Words
    rows: tuple[tuple[str | None, ...], ...] | None = None
    like: tuple[tuple[str, ...], ...] | None = None
    count: int | None = None
    gives: str | None = None
    table: str = ""
    binds: tuple[Literal["namespace", "name", "nobody"], ...] = ()
    session: Literal[1, 2] = 1


class Way(Strict):
    """One thing to try. It works when each step is taken, `expect` is given, `absent` too, and `refused` is refused."""

    answer: str | None = None
    """None for `{candidate}`, or in an experiment without candidates for no answer at all."""
    why: str = ""
    """Why there is no answer."""
    run: tuple[str | Step, ...]
    expect: Expected | None = None
    absent: Expected | None = None
    refused: str = ""
    given: bool = False
    """Tried only where the checklist has an answer, which it confirms; `{answer}` stands for it."""
    fills: Mapping[str, str] = Field(default_factory=dict)
    """What the answer's own placeholders stand for: `column: "{q:d}"`."""


class Reading(Strict):
    """The label of the first column of a query, which `answers` translates."""

    sql: Words
    source: Literal["label"] = Field("label", alias="from")
    answers: Mapping[str, str]


class Largest(Strict):
    """The largest number N for which the statements work, found by halving between two bounds."""

    least: int = Field(alias="from", gt=0)
    most: int = Field(alias="to", gt=0)
    run: tuple[str, ...] = Field(min_length=1)
    shared: tuple[str, ...] = ()
    """The same in the second namespace, whose name is SECOND_LONGER letters longer: a number that is so much smaller
    there is a limit that the table's name shares with the namespace's."""


SECOND_LONGER = 2
"""How many letters the second scratch namespace's name has more than the first's."""


class Experiment(Strict):
    """One experiment. Exactly one of `ways`, `reads`, `largest` and `error` says how its outcome is read."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    question: Words
    """The id of the question of the checklist that it answers."""
    tells: Words
    setup: tuple[str, ...] = ()
    """What has to work, or nothing is decided."""
    candidates: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    otherwise: str | None = "no"
    """The answer when no way works; None when that decides nothing."""
    reads: Reading | None = None
    largest: Largest | None = None
    error: str = ""
    """A statement that must be refused; the answer is how the error is told."""
    needs: tuple[Literal["namespaces"], ...] = ()
    after: str = ""
    """The slug of the experiment whose outcome it uses."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [bool(self.ways), self.reads is not None, self.largest is not None, bool(self.error)]
        if sum(kinds) != 1:
            raise PydanticCustomError("experiment", "give one of ways, reads, largest and error")
        return self


class ExperimentFile(Strict):
    experiments: tuple[Experiment, ...] = Field(min_length=1)


class SpeechFile(Strict):
    """Speech by slug of a dialect or protocol of an address."""

    speech: dict[str, Speech]


def load_experiments(files: Files) -> tuple[Experiment, ...]:
    """All experiments, in the order of the files. Raises KnowledgeError, also for a slug that is there twice."""
    paths = sorted(path for path in files.list() if path.startswith(FOLDER) and path.endswith(".yaml"))
    found = [item for path in paths if path != SPEECH for item in load_model(files, path, ExperimentFile).experiments]
    slugs = [experiment.slug for experiment in found]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise KnowledgeError(FOLDER, None, "", f"there more than once: {', '.join(twice)}")
    return tuple(found)


def load_speech(files: Files) -> Mapping[str, Speech]:
    """How to speak to databases, by slug; `sql` is for all others. Raises KnowledgeError."""
    return load_model(files, SPEECH, SpeechFile).speech
