"""What an answer is given, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.values import Passage
from destination_writer.checkpoints.status import ConnectorStatus
from destination_writer.connector.model import Connector
from destination_writer.results.diagnosis import Diagnosis


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about so far. A face hands the topic of one answer to the next question.

    `pending` names what was asked back; `said` is what the person told of the database's capabilities, `answers` what
    they answered to the checklist, by question.
    """

    intent: str = ""
    dialect: str = ""
    database: str = ""
    """The database as the person writes its name, where no dialect is known for it."""
    subject: str = ""
    pending: str = ""
    question: str = ""
    """The last question that stands by itself, for `and for DuckDB?`."""
    test: str = ""
    said: Mapping[str, bool] = field(default_factory=dict[str, bool])
    answers: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known besides the question: what the connector at hand tells, its newest failures, the talk so far.

    `path` is what commands in an answer name.
    """

    context: Context = field(default_factory=Context)
    connector: Connector | None = None
    status: ConnectorStatus | None = None
    latest: tuple[Diagnosis, ...] = ()
    topic: Topic = field(default_factory=Topic)
    path: str = "."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a face can offer as a button or a line: an argument list of `destination-writer`, without its name."""

    title: str
    command: tuple[str, ...]

    @property
    def line(self) -> str:
        return " ".join(("destination-writer", *(_shell(word) for word in self.command)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question back. `options` are what a face can offer to choose; free text is an answer as well."""

    id: str
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is Markdown with everything in it, question and commands included; `body` is that without commands,
    sources and question, for faces that draw those in their own way from the other fields. `known` is False where
    knowledge has no answer, which the text says."""

    text: str
    topic: Topic
    passages: tuple[Passage, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    asked: Asked | None = None
    known: bool = True
    body: str = ""

    @property
    def anchors(self) -> tuple[str, ...]:
        return tuple(passage.anchor for passage in self.passages)

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(suggestion.line for suggestion in self.suggestions)

    @property
    def next_steps(self) -> tuple[str, ...]:
        return tuple(suggestion.title for suggestion in self.suggestions)


def _shell(word: str) -> str:
    plain = all(mark.isalnum() or mark in "-_./=:," for mark in word)
    return word if word and plain else "'" + word.replace("'", "'\\''") + "'"
