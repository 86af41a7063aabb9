"""The request as it goes over the wire: made from the conversation, redacted, with the marks of prompt caching."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from destination_writer.agent.blocks import Block, Json, Message, Role, Text, ToolCall, ToolOutput
from destination_writer.agent.redaction import Redactor
from destination_writer.agent.values import AnyTool, ServerTool, ServerToolUse

CACHED: Json = {"type": "ephemeral"}
"""The mark at the end of a part that the API keeps for five minutes. A request holds four of them at most."""
SERVER_TOOLS = {ServerTool.WEB_SEARCH: "web_search_20250305", ServerTool.WEB_FETCH: "web_fetch_20250910"}
"""The versions that run without the API's code execution."""


@dataclass(frozen=True)
class Frame:
    """What every request of a conversation has in common. It stays the same, for the cache, and for the thinking of
    models, which is only valid behind what it was made from."""

    model: str
    max_tokens: int
    system: str
    tools: Sequence[AnyTool] = ()
    server_tools: Sequence[ServerToolUse] = ()
    no_tools: bool = False
    """The model may not call a tool any more in this answer."""


@dataclass(frozen=True)
class Outgoing:
    body: Json
    prefix: str
    """Names all that the answer to this request follows."""
    kept_thinking: int = field(default=0)


def outgoing(frame: Frame, messages: Iterable[Message], redactor: Redactor) -> Outgoing:
    """The body of `POST /v1/messages`."""
    tools = [*_tools(frame.tools, redactor), *(_server_tool(use) for use in frame.server_tools)]
    system = redactor.clean(frame.system)
    print_of = _Fingerprint([frame.model, system, tools])
    wired: list[Json] = []
    thinking = 0
    for message in messages:
        keeps = bool(message.prefix) and message.prefix == print_of.name
        blocks = [_block(one, redactor) for one in message.blocks if keeps or not _is_thinking(one)]
        if not blocks:
            continue
        thinking += sum(_is_thinking(one) for one in message.blocks) if keeps else 0
        print_of.add([message.role, blocks])
        if wired and wired[-1]["role"] == message.role:
            wired[-1]["content"] = [*cast(list[Json], wired[-1]["content"]), *blocks]
        else:
            wired.append({"role": str(message.role), "content": blocks})
    body: Json = {"model": frame.model, "max_tokens": frame.max_tokens, "messages": _marked(wired), "stream": True}
    if system:
        body["system"] = [{"type": "text", "text": system, "cache_control": CACHED}]
    if tools:
        body["tools"] = [*tools[:-1], {**tools[-1], "cache_control": CACHED}]
        if frame.no_tools:
            body["tool_choice"] = {"type": "none"}
    return Outgoing(body, print_of.name, thinking)


class _Fingerprint:
    def __init__(self, start: object) -> None:
        self._hash = hashlib.blake2b(_canonical(start), digest_size=16)

    @property
    def name(self) -> str:
        return self._hash.copy().hexdigest()

    def add(self, part: object) -> None:
        self._hash.update(_canonical(part))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _is_thinking(block: Block) -> bool:
    return not isinstance(block, (Text, ToolCall, ToolOutput)) and block.is_thinking


def _block(block: Block, redactor: Redactor) -> Json:
    if isinstance(block, Text):
        return {"type": "text", "text": redactor.clean(block.text) or " "}
    if isinstance(block, ToolCall):
        given = redactor.clean_json(dict(block.input))
        return {"type": "tool_use", "id": block.id, "name": block.name, "input": given}
    if isinstance(block, ToolOutput):
        output: Json = {
            "type": "tool_result",
            "tool_use_id": block.call,
            "content": redactor.clean(block.text) or "(nothing)",
        }
        return {**output, "is_error": True} if block.is_error else output
    return dict(block.data)


def _tools(tools: Iterable[AnyTool], redactor: Redactor) -> list[Json]:
    return [
        {
            "name": tool.name,
            "description": redactor.clean(tool.description),
            "input_schema": _untitled(tool.input_type.model_json_schema()),
        }
        for tool in tools
    ]


def _untitled(schema: object) -> object:
    """A JSON Schema without the titles that pydantic makes of names: they say nothing more and cost tokens."""
    if isinstance(schema, dict):
        found = cast(dict[str, object], schema)
        return {
            key: {name: _untitled(one) for name, one in cast(Mapping[str, object], part).items()}
            if key in ("properties", "$defs")
            else _untitled(part)
            for key, part in found.items()
            if key != "title"
        }
    if isinstance(schema, list):
        return [_untitled(part) for part in cast(list[object], schema)]
    return schema


def _server_tool(use: ServerToolUse) -> Json:
    tool: Json = {"type": SERVER_TOOLS[use.tool], "name": str(use.tool), "max_uses": use.max_uses}
    if use.allowed_domains:
        return {**tool, "allowed_domains": list(use.allowed_domains)}
    return {**tool, "blocked_domains": list(use.blocked_domains)} if use.blocked_domains else tool


def _marked(messages: list[Json]) -> list[Json]:
    """Marks at the end of the last two messages of the person's side: the one finds what the request before wrote, the
    other writes for the next."""
    marked = list(messages)
    of_user = [index for index, message in enumerate(messages) if message["role"] == str(Role.USER)]
    for index in of_user[-2:]:
        content = cast(list[Json], messages[index]["content"])
        marked[index] = {**messages[index], "content": [*content[:-1], {**content[-1], "cache_control": CACHED}]}
    return marked
