"""From the API's stream of events to pieces and the whole answer. Knows no network: events are JSON values.

The events are those of the Messages API with `stream: true`: message_start, content_block_start, content_block_delta,
content_block_stop, message_delta, message_stop, ping, error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from destination_writer.agent.blocks import Block, Json, Text, ToolCall, Verbatim
from destination_writer.agent.model.json_input import read_json
from destination_writer.agent.model.protocol import Answered, Began, CallBegan, Piece, StillThere, TextPiece
from destination_writer.agent.problems import Code, ModelProblem
from destination_writer.agent.values import Usage

_COUNTS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_written": "cache_creation_input_tokens",
    "cache_read": "cache_read_input_tokens",
}


class AnswerReader:
    """Fed with one event at a time. Raises ModelProblem for events that make no answer."""

    def __init__(self) -> None:
        self._blocks: dict[int, _OpenBlock] = {}
        self._counts = dict.fromkeys(_COUNTS, 0)
        self._searches = 0
        self._stop = ""
        self._details: dict[str, str] = {}
        self._has_begun = False
        self.is_over = False

    def feed(self, event: Mapping[str, object]) -> Iterator[Piece]:
        kind = event.get("type")
        try:
            yield from self._feed(kind, event)
        except (KeyError, TypeError, AttributeError) as error:
            raise ModelProblem.of(
                Code.BAD_STREAM, f"event {kind!r} has not the form it should have: {error!r}"
            ) from None

    def _feed(self, kind: object, event: Mapping[str, object]) -> Iterator[Piece]:
        if kind == "message_start":
            self._has_begun = True
            self._count(_object(_object(event["message"]).get("usage") or {}))
            yield Began(self._usage())
        elif kind == "ping":
            yield StillThere()
        elif not self._has_begun:
            raise ModelProblem.of(Code.BAD_STREAM, f"the stream begins with {kind!r}")
        elif kind == "content_block_start":
            block = _OpenBlock(_object(event["content_block"]))
            self._blocks[cast(int, event["index"])] = block
            yield CallBegan(str(block.data["name"])) if block.kind == "tool_use" else StillThere()
            if block.text:
                yield TextPiece(block.text)
        elif kind == "content_block_delta":
            yield self._blocks[cast(int, event["index"])].grow(_object(event["delta"]))
        elif kind == "message_delta":
            self._end(event)
            yield StillThere()
        elif kind == "message_stop":
            self.is_over = True
            yield self._answered()
        else:
            yield StillThere()

    def _end(self, event: Mapping[str, object]) -> None:
        delta = _object(event["delta"])
        self._stop = str(delta.get("stop_reason") or "")
        details = delta.get("stop_details")
        if isinstance(details, Mapping):
            found = cast(Mapping[str, object], details)
            self._details = {key: str(value) for key, value in found.items() if value}
        self._count(_object(event.get("usage") or {}))

    def _count(self, usage: Json) -> None:
        """Counts of later events are totals: they replace the earlier ones, where they are told."""
        for name, key in _COUNTS.items():
            value = usage.get(key)
            if isinstance(value, int):
                self._counts[name] = value
        of_tools = usage.get("server_tool_use")
        if isinstance(of_tools, dict) and isinstance(found := cast(Json, of_tools).get("web_search_requests"), int):
            self._searches = found

    def _usage(self) -> Usage:
        return Usage(**self._counts, requests=1, searches=self._searches)

    def _answered(self) -> Answered:
        if not self._stop:
            raise ModelProblem.of(Code.BAD_STREAM, "the answer ends without a stop reason")
        blocks = tuple(self._blocks[index].closed() for index in sorted(self._blocks))
        kept = tuple(block for block in blocks if not (isinstance(block, Text) and not block.text.strip()))
        return Answered(kept, self._stop, self._usage(), self._details)


class _OpenBlock:
    """A content block while it grows."""

    def __init__(self, data: Json) -> None:
        self.data = dict(data)
        self.kind = str(data["type"])
        self.text = str(data.get("text") or "") if self.kind == "text" else ""
        self.json = ""

    def grow(self, delta: Json) -> Piece:
        kind = delta.get("type")
        if kind == "text_delta":
            self.text += str(delta["text"])
            return TextPiece(str(delta["text"]))
        if kind == "input_json_delta":
            self.json += str(delta["partial_json"])
        elif kind == "thinking_delta":
            self.data["thinking"] = str(self.data.get("thinking") or "") + str(delta["thinking"])
        elif kind == "signature_delta":
            self.data["signature"] = str(delta["signature"])
        elif kind == "citations_delta":
            self.data["citations"] = [*cast(list[object], self.data.get("citations") or []), delta["citation"]]
        return StillThere()

    def closed(self) -> Block:
        if self.kind == "text":
            if self.data.get("citations"):
                return Verbatim({**self.data, "text": self.text})
            return Text(self.text)
        if self.kind == "tool_use":
            value, problem = _tool_input(self.json, self.data.get("input"))
            return ToolCall(str(self.data["id"]), str(self.data["name"]), value, problem)
        if self.json:
            value, _ = _tool_input(self.json, None)
            return Verbatim({**self.data, "input": value})
        return Verbatim(self.data)


def _tool_input(text: str, given: object) -> tuple[Mapping[str, object], str]:
    """The input of a call, and why it cannot be used."""
    if not text.strip():
        return (cast(Json, given) if isinstance(given, dict) else {}), ""
    try:
        value = read_json(text)
    except ValueError as error:
        return {}, f"the input is no JSON: {error}"
    if not isinstance(value, dict):
        return {}, f"the input must be a JSON object, not {type(value).__name__}"
    return cast(Json, value), ""


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError(f"an object was expected, not {type(value).__name__}")
    return cast(Json, value)
