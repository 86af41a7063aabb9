"""Conversations: the person's words, the end of a conversation, the key."""

import json
from typing import Any, cast

from pygls.exceptions import JsonRpcInvalidParams

from destination_writer.lsp import protocol
from destination_writer.lsp.chats import Words
from destination_writer.lsp.framework import FeatureServer


def register(server: FeatureServer) -> None:
    @server.feature(protocol.SAY)
    async def say(ls: FeatureServer, params: Any) -> protocol.SayResult:
        line = getattr(params, "line", None)
        words = Words(
            _text(params, "text"),
            _text(params, "uri", ""),
            line if isinstance(line, int) else None,
            _text(params, "selection", ""),
            _text(params, "task", ""),
            _text(params, "code", ""),
        )
        return await ls.session.chats.say(_text(params, "conversation"), words)

    @server.feature(protocol.USE_TOOL)
    async def use_tool(ls: FeatureServer, params: Any) -> protocol.UseToolResult:
        name, tool = _text(params, "conversation"), _text(params, "tool")
        return await ls.session.chats.use_tool(name, tool, _object(_text(params, "input")), _text(params, "uri", ""))

    @server.feature(protocol.FORGET)
    async def forget(ls: FeatureServer, params: Any) -> None:
        await ls.session.chats.forget(_text(params, "conversation"))

    @server.feature(protocol.KEY)
    async def key(ls: FeatureServer, params: Any) -> None:
        await ls.session.chats.take_key(_text(params, "key"))


def _object(text: str) -> dict[str, object]:
    try:
        found: object = json.loads(text)
    except ValueError as error:
        raise JsonRpcInvalidParams(f"`input` must be an object as JSON text: {error}") from None
    if not isinstance(found, dict):
        raise JsonRpcInvalidParams("`input` must be an object as JSON text")
    return cast("dict[str, object]", found)


def _text(params: Any, name: str, default: str | None = None) -> str:
    value = getattr(params, name, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise JsonRpcInvalidParams(f"`{name}` must be a text, not {value!r}")
    return cast(str, value)
