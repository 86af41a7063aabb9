"""The preflight file of a connector, `.destination-writer/preflight.yaml`, as a value with all places. Pure.

    preflight:
      database: acmedb
      name: AcmeDB
      like: sqlite
    answers:
      upsert.merge:
        answer: false
        source: user
        confirmed: true

A person may write `upsert.merge: no` in short, or `answer:` alone; that counts as an answer of theirs, confirmed.
`preflighttext.py` edits.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import yaml

from destination_writer.connector.preflightlines import Entries, RawEntry, entries_by_lines, entries_of
from destination_writer.connector.yamlwords import plain_words
from destination_writer.text.places import Span

PREFLIGHT_PATH = ".destination-writer/preflight.yaml"
REMEDY = "mend that line; the other answers stay as they are"
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADER_KEYS = ("database", "name", "like", "finished")


class Source(StrEnum):
    """Who said it. `similar` is written `similar:postgres`."""

    KNOWLEDGE = "knowledge"
    SIMILAR = "similar"
    USER = "user"
    EXECUTED = "executed"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Answer:
    """`value` is plain YAML (bool, int, str, list, dict), None where it is not known. `proof` says how it is known
    (`executed: PostgreSQL 18.6`). An answer counts for a person's once `confirmed`."""

    value: object = None
    source: str = Source.USER.value
    proof: str = ""
    confirmed: bool = False
    note: str = ""

    @property
    def is_given(self) -> bool:
        return self.value is not None

    @property
    def like(self) -> str:
        """The slug of the database that it was taken from, empty unless the source is `similar:<slug>`."""
        kind, _, slug = self.source.partition(":")
        return slug if kind == Source.SIMILAR else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer where it stands. `key` is the id's span, `value` that of what was answered (empty where nothing is),
    `whole` that of the entry from its key on. `fields` are the spans of its fields' values, by name."""

    id: str
    answer: Answer
    key: Span
    value: Span
    whole: Span
    line: int
    """Counts from 1."""
    fields: Mapping[str, Span] = field(default_factory=dict[str, Span])


@dataclass(frozen=True, slots=True)
class Preflight:
    """`database` is the slug, `name` how people write it, `like` the database that stands in for what is not told."""

    database: str = ""
    name: str = ""
    like: str = ""
    finished: str = ""
    """When the walk was finished, ISO 8601; empty before."""
    entries: tuple[Entry, ...] = ()

    def entry(self, identifier: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == identifier), None)

    def answer(self, identifier: str) -> Answer | None:
        found = self.entry(identifier)
        return found.answer if found and found.answer.is_given else None

    @property
    def answers(self) -> dict[str, object]:
        """Question id -> value, for what is answered; what `Checklist` judges."""
        return {entry.id: entry.answer.value for entry in self.entries if entry.answer.is_given}

    @property
    def unconfirmed(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.answer.is_given and not entry.answer.confirmed)


@dataclass(frozen=True, slots=True)
class PreflightProblem:
    """Something of the file that cannot be used. `line` counts from 1."""

    line: int
    span: Span
    reason: str
    remedy: str = REMEDY

    def __str__(self) -> str:
        return f"{PREFLIGHT_PATH}:{self.line}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class ReadPreflight:
    """What a file holds. With problems, `preflight` has whatever could be read all the same.

    `is_broken`: the text is no YAML, so it must not be edited by the tool before somebody mends it.
    """

    preflight: Preflight = field(default_factory=Preflight)
    problems: tuple[PreflightProblem, ...] = ()
    is_broken: bool = False


@lru_cache(maxsize=4)
def read_preflight(text: str) -> ReadPreflight:
    """The preflight file's text as values; nothing is raised. An empty text is a valid, empty checklist."""
    shift = 1 if text.startswith("\ufeff") else 0
    try:
        node = yaml.compose(text[shift:], Loader=_LOADER)
        found = entries_of(text, shift, node)
    except yaml.YAMLError as error:
        return _broken(text, shift, error)
    except RecursionError:
        span = Span(0, 0)
        return ReadPreflight(
            problems=(PreflightProblem(1, span, "this is nested too deep to be read"),), is_broken=True
        )
    return _read(text, found, ())


def _broken(text: str, shift: int, error: yaml.YAMLError) -> ReadPreflight:
    mark = getattr(error, "problem_mark", None)
    if mark is not None and mark.index + shift >= len(text.rstrip()):
        mark = getattr(error, "context_mark", None) or mark  # what is never closed is mended where it was opened
    at = min(mark.index + shift, len(text)) if mark else 0
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    words = str(getattr(error, "problem", None) or "it cannot be parsed").splitlines()[0]
    words = plain_words(words, text[start:].partition("\n")[0])
    problem = PreflightProblem(line_at(text, at), Span(start, max(at, start)), f"this is not YAML: {words}")
    return _read(text, entries_by_lines(text), (problem,))


def _read(text: str, found: Entries, problems: tuple[PreflightProblem, ...]) -> ReadPreflight:
    ends = [match.end() for match in _LINE_END.finditer(text)]
    made = tuple(_entry(raw, bisect_right(ends, raw.key.start) + 1) for raw in found.entries)
    more = tuple(PreflightProblem(line_at(text, span.start), span, reason) for span, reason in found.problems)
    head = {key: str(found.header.get(key) or "") for key in _HEADER_KEYS}
    preflight = Preflight(head["database"], head["name"], head["like"], head["finished"], made)
    return ReadPreflight(preflight, (*problems, *more), bool(problems))


def _entry(raw: RawEntry, line: int) -> Entry:
    spans = {name: span for name, (span, _) in raw.fields.items()}
    if not raw.is_map:
        answer = Answer(stripped(raw.value), Source.USER.value, confirmed=raw.value is not None)
        return Entry(raw.id, answer, raw.key, raw.value_span, raw.whole, line, spans)
    values = {name: value for name, (_, value) in raw.fields.items()}
    answer = Answer(
        stripped(values.get("answer")),
        str(values.get("source") or Source.USER.value),
        str(values.get("proof") or ""),
        values.get("confirmed", "source" not in values) is True,
        str(values.get("note") or ""),
    )
    at = spans.get("answer", Span(raw.key.end, raw.key.end))
    return Entry(raw.id, answer, raw.key, at, raw.whole, line, spans)


def stripped(value: object) -> object:
    """A text without what a block adds around it; one of blanks alone is kept, for it is no answer to be guessed."""
    return value.strip() or value if isinstance(value, str) else value


def line_at(text: str, offset: int) -> int:
    """The line of an offset, counted from 1; lines end at \\n, \\r\\n and \\r."""
    before = text[:offset]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def plain_answers(values: Mapping[str, object], source: str = Source.USER.value) -> dict[str, Answer]:
    """Answers of a person, confirmed, from plain values."""
    return {key: Answer(value, source, confirmed=True) for key, value in values.items()}
