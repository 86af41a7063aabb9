"""What a person wants, told by how they ask: `knowledge/answers/intents.yaml`."""

import re
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field, field_validator

from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "answers/intents.yaml"
_WRITES = r"\b(?:implement|write|override|code|build) (?:the |my )?(?:\w+\.)?"
READ = 2_000
"""Characters of a question in which patterns are looked for."""


class Intent(Strict):
    intent: str
    patterns: tuple[str, ...] = Field(min_length=1)

    @field_validator("patterns")
    @classmethod
    def _compiles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
        return value


class Subject(Strict):
    """A member that a connector implements. `kind` is the kind of strategy that decides how; `roles` are the
    components that hold it, the one that says most first; `tests` are the suite's tests of it; `also` are other names
    that it has in some connectors."""

    subject: str
    also: tuple[str, ...] = ()
    guide: str = ""
    """The section of a guide that says most of it: `upsert.md#the-rules`."""
    kind: StrategyKind | None = None
    phase: int = Field(ge=0, le=11)
    roles: tuple[str, ...] = Field(min_length=1)
    tests: tuple[str, ...]
    words: tuple[str, ...] = Field(min_length=1)


class IntentFile(Strict):
    about: str
    intents: tuple[Intent, ...]
    subjects: tuple[Subject, ...]
    lacking: dict[str, tuple[str, ...]]
    """Capability -> how people call it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood. `parts` are the named groups of the pattern."""

    intent: str
    parts: dict[str, str]


@dataclass(frozen=True)
class Intents:
    file: IntentFile

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((one.intent, re.compile(p, re.DOTALL)) for one in self.file.intents for p in one.patterns)

    def read(self, text: str) -> Wish:
        """The first intent that fits; `other` for none."""
        plain = " ".join(text.lower().replace("’", "'").split())[:READ]
        for intent, pattern in self._patterns:
            found = pattern.search(plain)
            if found:
                return Wish(intent, {name: value for name, value in found.groupdict().items() if value})
        return Wish("other", {})

    def subject(self, text: str) -> Subject | None:
        """The member that a text speaks of, the one with the longest word of those that are named."""
        plain = " ".join(text.lower().replace("-", " ").split())
        named = [(len(word), one) for one in self.file.subjects for word in one.words if _holds(plain, word)]
        named += [(len(one.subject), one) for one in self.file.subjects if self._asked_for(plain, one)]
        return max(named, key=lambda item: item[0])[1] if named else None

    def _asked_for(self, plain: str, one: Subject) -> bool:
        """`implement check`: the member's own name behind the verb, though it is an everyday word."""
        return _holds(plain, one.subject.lower()) and bool(re.search(_WRITES + re.escape(one.subject.lower()), plain))

    def by_name(self, name: str) -> Subject | None:
        return next((one for one in self.file.subjects if one.subject == name), None)

    def by_test(self, text: str) -> Subject | None:
        """The member that a test of the suite proves."""
        plain = text.lower()
        return next((one for one in self.file.subjects for test in one.tests if test in plain), None)

    def lacking(self, text: str) -> str | None:
        """The capability that a text names."""
        plain = text.lower()
        named = [(len(word), key) for key, words in self.file.lacking.items() for word in words if _holds(plain, word)]
        return max(named)[1] if named else None


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text) is not None


def load_intents(files: Files) -> Intents:
    """Raises KnowledgeError for a file that does not fit."""
    return Intents(load_model(files, PATH, IntentFile))
