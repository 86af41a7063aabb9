"""A model, as the engine knows it: a request body goes in, pieces of an answer come out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from destination_writer.agent.blocks import Block
from destination_writer.agent.values import Usage


@dataclass(frozen=True, slots=True)
class Began:
    """The API has read the request; `usage` counts what it read."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class TextPiece:
    text: str


@dataclass(frozen=True, slots=True)
class CallBegan:
    """The model begins to write a call; its input follows with `Answered`."""

    name: str


@dataclass(frozen=True, slots=True)
class StillThere:
    """Bytes came that say nothing yet: a ping, thinking, a part of a tool's input."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The whole answer. `stop` is the API's stop reason; `details` of a refusal are `category` and `explanation`."""

    blocks: tuple[Block, ...]
    stop: str
    usage: Usage
    details: Mapping[str, str] = field(default_factory=dict[str, str])


Piece = Began | TextPiece | CallBegan | StillThere | Answered


class Model(Protocol):
    """One attempt a call. Raises ModelProblem; the last piece is `Answered`. Closing the generator ends the request."""

    def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]: ...

    async def close(self) -> None:
        """Ends every connection."""
        ...
