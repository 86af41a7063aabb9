"""The Messages API through the SDK. Imported when the first request goes out, not before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, suppress
from typing import Protocol, cast

import anthropic
from anthropic import AsyncAnthropic, AsyncStream, DefaultAsyncHttpxClient, Timeout

from destination_writer.agent.blocks import Json
from destination_writer.agent.model.json_input import read_json
from destination_writer.agent.model.mapping import problem_of, problem_of_error
from destination_writer.agent.model.protocol import Piece
from destination_writer.agent.model.reading import AnswerReader
from destination_writer.agent.problems import Code, ModelProblem

CONNECT_SECONDS = 10.0
ENDING_SECONDS = 0.5
"""For the end of a response whose last event came."""
PINGS = 10
"""Time limits that an answer may consist of pings alone."""
LONGEST_STREAM = 50_000_000
"""Characters of all events: some ten times what the longest answer with pages of the web in it takes."""
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
        """Every event, pings too: they are a sign of life. Gives up when none comes for the time limit, when for long
        nothing else comes, and when there is no end."""
        raw = cast(AsyncIterator[ServerSent], AsyncStream[object].raw_events(stream.response))
        clock = asyncio.get_running_loop().time
        last, length = clock(), 0
        try:
            while True:
                async with asyncio.timeout(self._timeout):
                    sent = await anext(raw, None)
                if sent is None:
                    return
                length += len(sent.data)
                if length > LONGEST_STREAM:
                    raise ModelProblem(Code.BAD_STREAM, f"an answer of more than {LONGEST_STREAM:,} characters")
                if sent.event != "ping":
                    last = clock()
                elif clock() - last > self._timeout * PINGS:
                    raise ModelProblem.of(
                        Code.TIMEOUT, f"signs of life, and nothing else for {clock() - last:.0f} seconds"
                    )
                event = _decoded(sent)
                yield event
                if event.get("type") == "message_stop":
                    await _read_out(raw)
                    return
        finally:
            with suppress(Exception):  # what breaks while closing has no one to be told to
                await stream.close()

    async def close(self) -> None:
        await self._client.close()
        # The libraries' generators that a cancelled answer left behind are closed by the loop, in tasks of its own.
        for _ in range(3):
            await asyncio.sleep(0)


async def _read_out(raw: AsyncIterator[ServerSent]) -> None:
    """Reads up to the end of the response, which follows at once: the connection can be used again after it."""
    with suppress(Exception):  # the answer is there; whatever happens now costs a connection at most
        async with asyncio.timeout(ENDING_SECONDS):
            while await anext(raw, None) is not None:
                pass


def _decoded(sent: ServerSent) -> Json:
    try:
        value = read_json(sent.data)
    except ValueError as error:
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
