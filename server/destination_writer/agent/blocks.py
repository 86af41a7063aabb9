"""The conversation as it is kept: messages of blocks. Texts are as they were; redaction happens on the way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Json = dict[str, object]


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the person, of the model, or of this program to the model."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A wish of the model. `input` is what its JSON says; when that is no JSON object, `problem` says so."""

    id: str
    name: str
    input: Mapping[str, object]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a call gave. `stub` stands in for the text once the conversation is too long; empty where it cannot be had
    again."""

    call: str
    text: str
    is_error: bool = False
    stub: str = ""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A block of the API that goes back as it came: thinking, and the API's own tools with their results."""

    data: Mapping[str, object]

    @property
    def is_thinking(self) -> bool:
        return self.data.get("type") in ("thinking", "redacted_thinking")


Block = Text | ToolCall | ToolOutput | Verbatim


@dataclass(frozen=True, slots=True)
class Message:
    """`prefix`, of an answer, names all that was sent before it was made: thinking is valid after just that."""

    role: Role
    blocks: tuple[Block, ...]
    prefix: str = ""
    opens: bool = False
    """The person's own words: a new turn begins with it."""


def said(text: str) -> Message:
    """Words of this program to the model, within a turn."""
    return Message(Role.USER, (Text(text),))
