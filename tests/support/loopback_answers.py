"""What the loopback server of `loopback_messages.py` may answer, as builders that a script is made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Event = tuple[str, str]
"""Name and data of a server-sent event."""


@dataclass(frozen=True)
class Answer:
    """What goes over the wire for one request.

    `cut` closes the connection after so many events, `byte_pause` sends a byte at a time with so many seconds between,
    `hold` keeps the connection open after the last event, with a ping every `ping_pause` seconds if there is one, and
    `slam` closes it before any answer.
    """

    events: tuple[Event, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = ""
    cut: int | None = None
    byte_pause: float = 0.0
    hold: bool = False
    ping_pause: float = 0.0
    slam: bool = False


Scripted = Answer | Callable[[dict[str, Any]], Answer]


def event(name: str, **data: Any) -> Event:
    return name, json.dumps({"type": name, **data})


def _start(usage: Mapping[str, int], model: str = "claude-loopback") -> Event:
    message = {
        "id": "msg_loopback", "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"output_tokens": 1, **usage},
    }  # fmt: skip
    return event("message_start", message=message)


def _end(reason: str, output: int, details: Mapping[str, Any] | None = None) -> tuple[Event, ...]:
    delta = {"stop_reason": reason, "stop_sequence": None, **({"stop_details": details} if details else {})}
    return event("message_delta", delta=delta, usage={"output_tokens": output}), event("message_stop")


def _text_block(index: int, text: str, chunk: int) -> Iterator[Event]:
    yield event("content_block_start", index=index, content_block={"type": "text", "text": ""})
    for at in range(0, len(text), chunk):
        delta = {"type": "text_delta", "text": text[at : at + chunk]}
        yield event("content_block_delta", index=index, delta=delta)
    yield event("content_block_stop", index=index)


def _call_block(index: int, call: str, name: str, raw: str, chunk: int = 16) -> Iterator[Event]:
    block = {"type": "tool_use", "id": call, "name": name, "input": {}}
    yield event("content_block_start", index=index, content_block=block)
    for at in range(0, len(raw), chunk):
        delta = {"type": "input_json_delta", "partial_json": raw[at : at + chunk]}
        yield event("content_block_delta", index=index, delta=delta)
    yield event("content_block_stop", index=index)


def _thinking_block(index: int, text: str, signature: str) -> Iterator[Event]:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    yield event("content_block_start", index=index, content_block=block)
    yield event("content_block_delta", index=index, delta={"type": "thinking_delta", "thinking": text})
    yield event("content_block_delta", index=index, delta={"type": "signature_delta", "signature": signature})
    yield event("content_block_stop", index=index)


USAGE = {"input_tokens": 100, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}


def says(
    text: str, *, chunk: int = 12, usage: Mapping[str, int] = USAGE, output: int = 20, reason: str = "end_turn",
    thinking: str = "",
) -> Answer:  # fmt: skip
    """Text. `reason` is the stop reason: `max_tokens` for an answer that was too long, and so on."""
    events = [_start(usage)]
    if thinking:
        events += _thinking_block(0, thinking, f"signature of {thinking}")
    events += _text_block(1 if thinking else 0, text, chunk)
    return Answer((*events, *_end(reason, output)))


_counter = iter(range(1, 1_000_000))


def calls(
    name: str, tool_input: Mapping[str, Any] | str, *, text: str = "", usage: Mapping[str, int] = USAGE,
    output: int = 30, reason: str = "tool_use", thinking: str = "",
) -> Answer:  # fmt: skip
    """A call of a tool; `tool_input` as text is sent as it is (malformed, for one)."""
    return calls_many([(name, tool_input)], text=text, usage=usage, output=output, reason=reason, thinking=thinking)


def calls_many(
    wishes: Sequence[tuple[str, Mapping[str, Any] | str]], *, text: str = "", usage: Mapping[str, int] = USAGE,
    output: int = 30, reason: str = "tool_use", thinking: str = "",
) -> Answer:  # fmt: skip
    """Several calls in one answer."""
    events = [_start(usage)]
    index = 0
    if thinking:
        events += _thinking_block(index, thinking, f"signature of {thinking}")
        index += 1
    if text:
        events += _text_block(index, text, 12)
        index += 1
    for name, tool_input in wishes:
        raw = tool_input if isinstance(tool_input, str) else json.dumps(tool_input)
        events += _call_block(index, f"toolu_{next(_counter):06}", name, raw)
        index += 1
    return Answer((*events, *_end(reason, output)))


def refuses(category: str | None = "cyber", explanation: str = "", text: str = "") -> Answer:
    details = {"type": "refusal", "category": category, "explanation": explanation or None}
    return Answer((_start(USAGE), *_text_block(0, text, 12), *_end("refusal", 1, details)))


def fails(status: int, kind: str, message: str, *, code: str = "", **headers: str) -> Answer:
    """An error before the stream. Header names are written with `_`: `retry_after="7"`."""
    error: dict[str, Any] = {"type": kind, "message": message}
    if code:
        error["details"] = {"error_code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"type": "error", "error": error, "request_id": "req_loopback"})
    return Answer(
        status=status, headers={"content-type": "application/json", "request-id": "req_loopback", **named}, body=body
    )


def rate_limited(seconds: float | None = None) -> Answer:
    wait = {} if seconds is None else {"retry_after": str(seconds)}
    return fails(429, "rate_limit_error", "This request would exceed your rate limit.", **wait)


def overloaded() -> Answer:
    return fails(529, "overloaded_error", "Overloaded")


def wrong_key() -> Answer:
    return fails(401, "authentication_error", "invalid bearer token")


def unknown_model(name: str = "claude-nine") -> Answer:
    return fails(404, "not_found_error", f"model: {name}")


def no_credit() -> Answer:
    return fails(400, "invalid_request_error", "Your credit balance is too low to access the API.")


def error_within(answer: Answer, after: int, kind: str = "overloaded_error", message: str = "Overloaded") -> Answer:
    """An `error` event in the stream after so many events."""
    error = ("error", json.dumps({"type": "error", "error": {"type": kind, "message": message}}))
    return replace(answer, events=(*answer.events[:after], error))


def cut(answer: Answer, after: int) -> Answer:
    """The connection breaks after so many events."""
    return replace(answer, cut=after)


def malformed(answer: Answer, at: int) -> Answer:
    """The data of one event is no JSON."""
    events = list(answer.events)
    events[at] = (events[at][0], events[at][1][:-2])
    return replace(answer, events=tuple(events))


def with_pings(answer: Answer, every: int = 1) -> Answer:
    events: list[Event] = []
    for number, one in enumerate(answer.events):
        events.append(one)
        if number % every == 0:
            events.append(("ping", '{"type": "ping"}'))
    return replace(answer, events=tuple(events))


def slow(answer: Answer, seconds_a_byte: float) -> Answer:
    return replace(answer, byte_pause=seconds_a_byte)


def silent(answer: Answer, after: int) -> Answer:
    """Nothing comes after so many events, and the connection stays open."""
    return replace(answer, events=answer.events[:after], hold=True)


def slams() -> Answer:
    return Answer(slam=True)


def no_stream(text: str = "<html>Log in to the proxy</html>", content_type: str = "text/html") -> Answer:
    """A page where a stream was expected, as a proxy would send."""
    return Answer(headers={"content-type": content_type}, body=text)


BUILDERS: dict[str, Callable[..., Answer]] = {
    "says": says, "calls": calls, "calls_many": calls_many, "refuses": refuses, "fails": fails,
    "rate_limited": rate_limited, "overloaded": overloaded, "wrong_key": wrong_key, "unknown_model": unknown_model,
    "no_credit": no_credit, "slams": slams, "no_stream": no_stream,
}  # fmt: skip
CHANGERS: dict[str, Callable[..., Answer]] = {
    "cut": cut, "malformed": malformed, "slow": slow, "silent": silent, "with_pings": with_pings,
    "error_within": error_within,
}  # fmt: skip


def scenario(entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """A script from YAML: each entry names a builder with its arguments, and what changes its answer.

    - says: {text: Hello}
    - calls: {name: read_file, tool_input: {path: A.kt}}
      cut: {after: 4}
    """
    script: list[Answer] = []
    for entry in entries:
        name = next(key for key in entry if key in BUILDERS)
        answer = BUILDERS[name](**(entry[name] or {}))
        for change in (key for key in entry if key in CHANGERS):
            answer = CHANGERS[change](answer, **(entry[change] or {}))
        script.append(answer)
    return script
