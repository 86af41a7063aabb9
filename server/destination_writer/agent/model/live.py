"""The Messages API through the SDK. Imported when the first request goes out, not before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, suppress
from typing import Protocol, cast

import anthropic
from anthropic import AsyncAnthropic, AsyncStream, DefaultAsyncHttpxClient, Timeout

from destination_writer.agent.blocks import Json
from destination_writer.agent.model.mapping import problem_of, problem_of_error
from destination_writer.agent.model.protocol import Piece
from destination_writer.agent.model.reading import AnswerReader
from destination_writer.agent.problems import Code, ModelProblem

CONNECT_SECONDS = 10.0
_PARAMETERS = ("model", "max_tokens", "messages", "stream")


class ServerSent(Protocol):
    """An event as the SDK decodes it from the wire."""

    @property
    def event(self) -> str | None: ...

    @property
    def data(self) -> str: ...


class LiveModel:
    """`key` is used for nothing but requests. `timeout` is the number of seconds without any event before a request is
    given up; `base_url` empty is the API's own."""

    def __init__(self, key: str, base_url: str = "", timeout: float = 60.0) -> None:
        self._timeout = timeout
        # Redirects are not followed: a prompt goes to the address that was set, and to no other. Retries are the
        # engine's, which tells the person about them.
        limit = Timeout(timeout, connect=min(CONNECT_SECONDS, timeout))
        self._client = AsyncAnthropic(
            api_key=key,
            base_url=base_url or "https://api.anthropic.com",
            max_retries=0,
            timeout=limit,
            http_client=DefaultAsyncHttpxClient(timeout=limit, follow_redirects=False),
            open_telemetry=False,
        )

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        reader = AnswerReader()
        try:
            async with asyncio.timeout(self._timeout):
                stream = await self._open(body)
            async with aclosing(self._events(stream)) as events:
                async for event in events:
                    for piece in reader.feed(event):
                        yield piece
                    if reader.is_over:
                        return
        except TimeoutError:
            raise ModelProblem.of(Code.TIMEOUT, f"{self._timeout:g} seconds") from None
        except ModelProblem:
            raise
        except Exception as error:
            # The SDK lets errors of its HTTP library through while a stream is read; mapping.py knows them all and
            # names the rest as internal.
            raise problem_of(error) from error
        raise ModelProblem.of(Code.CUT_STREAM)

    async def _open(self, body: Mapping[str, object]) -> AsyncStream[object]:
        """The stream of a request that the API took. `extra_body` sends our JSON as it is, with what an SDK of another
        version does not know."""
        rest = {name: value for name, value in body.items() if name not in _PARAMETERS}
        opened = await self._client.messages.create(
            model=str(body["model"]),
            max_tokens=cast(int, body["max_tokens"]),
            messages=cast(list[anthropic.types.MessageParam], body["messages"]),
            stream=True,
            extra_body=rest,
        )
        stream = cast(AsyncStream[object], opened)
        kind = str(stream.response.headers.get("content-type", ""))
        if not kind.startswith("text/event-stream"):
            await stream.close()
            raise ModelProblem.of(Code.BAD_STREAM, f"content type {kind or 'missing'}")
        return stream

    async def _events(self, stream: AsyncStream[object]) -> AsyncGenerator[Json, None]:
        """Every event, pings too: they are a sign of life. Gives up when none comes for the time limit."""
        raw = cast(AsyncIterator[ServerSent], AsyncStream[object].raw_events(stream.response))
        try:
            while True:
                async with asyncio.timeout(self._timeout):
                    sent = await anext(raw, None)
                if sent is None:
                    return
                yield _decoded(sent)
        finally:
            with suppress(Exception):  # what breaks while closing has no one to be told to
                await stream.close()

    async def close(self) -> None:
        await self._client.close()


def _decoded(sent: ServerSent) -> Json:
    try:
        value: object = json.loads(sent.data)
    except json.JSONDecodeError as error:
        raise ModelProblem.of(Code.BAD_STREAM, f"event {sent.event!r} is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise ModelProblem.of(Code.BAD_STREAM, f"event {sent.event!r} is no JSON object")
    found = cast(Json, value)
    if sent.event == "error" or found.get("type") == "error":
        raise _problem_within(found)
    return found


def _problem_within(body: Json) -> ModelProblem:
    """An error that the API sent in the middle of a stream, whose status was 200."""
    error = body.get("error")
    found = cast(Json, error) if isinstance(error, dict) else {}
    return problem_of_error(None, str(found.get("type") or ""), str(found.get("message") or ""))
