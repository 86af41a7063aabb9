"""Every way a request can go wrong: the real SDK against a real server, a clear end, a conversation that goes on."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from agent_talks import end_of, only, read_tool, talk, text_of
from loopback_answers import (
    Answer,
    calls,
    cut,
    error_within,
    fails,
    malformed,
    no_credit,
    no_stream,
    overloaded,
    rate_limited,
    refuses,
    says,
    silent,
    slams,
    slow,
    unknown_model,
    with_pings,
    wrong_key,
)

from destination_writer.agent.model.opening import open_model
from destination_writer.agent.problems import ModelProblem
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.values import EndReason, Refused, Retrying

HELLO = says("Hello there.")
ONE_ATTEMPT = AgentSettings(attempts=1, timeout=10)

FATAL: dict[str, tuple[Callable[[], Answer], str, str]] = {
    "wrong key": (wrong_key, "wrong-key", "ANTHROPIC_API_KEY"),
    "no credit": (no_credit, "no-credit", "billing page"),
    "billing error": (lambda: fails(402, "billing_error", "Card declined"), "no-credit", "Card declined"),
    "spend limit": (
        lambda: fails(429, "rate_limit_error", "Spend limit", code="enforced_spend_limit_reached"),
        "no-credit",
        "spending limit",
    ),
    "not allowed": (lambda: fails(403, "permission_error", "Not yours"), "no-permission", "Not yours"),
    "unknown model": (unknown_model, "unknown-model", "destinationWriter.agent.model"),
    "wrong address": (lambda: no_stream_404(), "wrong-address", "destinationWriter.agent.baseUrl"),
    "redirect": (
        lambda: Answer(status=307, headers={"location": "http://127.0.0.1:9/elsewhere"}, body=""),
        "wrong-address",
        "sends elsewhere",
    ),
    "bad request": (
        lambda: fails(400, "invalid_request_error", "messages: roles must alternate"),
        "bad-request",
        "roles must alternate",
    ),
    "told not to retry": (
        lambda: fails(500, "api_error", "Broken for good", x_should_retry="false"),
        "server-error",
        "Broken for good",
    ),
}


def no_stream_404() -> Answer:
    return replace(no_stream("<html>nothing here</html>"), status=404)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", FATAL)
async def test_what_asking_again_cannot_mend_ends_at_once(name: str) -> None:
    make, code, words = FATAL[name]
    async with talk([make(), HELLO]) as one:
        events = await one.say("Hi")
        end = end_of(events)
        assert (end.reason, end.problem) == (EndReason.FAILED, code)
        assert words in end.words
        assert one.waits.seconds == []
        # The question was not answered: it is asked again as if nothing had been.
        again = await one.say("Hi")
        assert (end_of(again).reason, text_of(again)) == (EndReason.DONE, "Hello there.")
        assert [message["role"] for message in one.bodies[-1]["messages"]] == ["user"]


PASSING: dict[str, Callable[[], Answer]] = {
    "overloaded": overloaded,
    "rate limit": rate_limited,
    "server error": lambda: fails(500, "api_error", "Internal server error"),
    "bad gateway": lambda: Answer(status=502, headers={"content-type": "text/html"}, body="<html>Bad gateway</html>"),
    "closed at connect": slams,
    "cut before anything": lambda: cut(HELLO, 1),
    "page of a proxy": no_stream,
    "malformed event": lambda: malformed(HELLO, 0),
    "error in the stream": lambda: error_within(HELLO, 1),
    "no stop reason": lambda: replace(HELLO, events=(HELLO.events[0], HELLO.events[-1])),
    "out of order": lambda: replace(HELLO, events=HELLO.events[2:]),
    "delta of no block": lambda: replace(HELLO, events=(HELLO.events[0], *HELLO.events[2:])),
    "stream ends early": lambda: replace(HELLO, events=HELLO.events[:1]),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", PASSING)
async def test_what_may_pass_is_told_and_asked_again(name: str) -> None:
    async with talk([PASSING[name](), HELLO]) as one:
        events = await one.say("Hi")
        told = only(Retrying, events)
        assert (told.attempt, told.attempts, told.seconds) == (2, 4, 1.0)
        assert told.reason
        assert one.waits.seconds == [1.0]
        assert (end_of(events).reason, text_of(events)) == (EndReason.DONE, "Hello there.")
        assert one.bodies[0] == one.bodies[1]


@pytest.mark.asyncio
async def test_waits_double_and_end() -> None:
    async with talk([overloaded()] * 4) as one:
        events = await one.say("Hi")
        assert one.waits.seconds == [1.0, 2.0, 4.0]
        assert end_of(events).problem == "overloaded"
        assert "tried 4 times" in end_of(events).words


@pytest.mark.asyncio
async def test_the_wait_that_the_api_asks_for_is_kept() -> None:
    async with talk([rate_limited(7), HELLO]) as one:
        events = await one.say("Hi")
        assert one.waits.seconds == [7.0]
        assert only(Retrying, events).seconds == 7.0


@pytest.mark.asyncio
async def test_a_long_wait_is_left_to_the_person() -> None:
    async with talk([rate_limited(3600), HELLO]) as one:
        end = end_of(await one.say("Hi"))
        assert one.waits.seconds == []
        assert "3600 seconds" in end.words


@pytest.mark.asyncio
async def test_a_cut_answer_is_taken_up_where_it_stopped() -> None:
    async with talk([cut(says("First half. Second", chunk=12), 3), says("Second half.")]) as one:
        events = await one.say("Hi")
        assert text_of(events) == "First half. Second half."
        assert end_of(events).reason is EndReason.DONE
        roles = [message["role"] for message in one.bodies[1]["messages"]]
        assert roles == ["user", "assistant", "user"]
        assert one.bodies[1]["messages"][1]["content"] == [{"type": "text", "text": "First half. "}]
        assert "Go on exactly where" in one.server.requests[1].last_text


@pytest.mark.asyncio
async def test_an_answer_that_is_cut_again_and_again_ends_and_keeps_what_was_shown() -> None:
    async with talk([cut(says(f"Part {n}.", chunk=20), 3) for n in range(3)] + [HELLO]) as one:
        events = await one.say("Hi")
        assert end_of(events).problem == "cut-stream"
        assert text_of(events) == "Part 0.Part 1.Part 2."
        await one.say("Go on")
        sent = str(one.bodies[-1]["messages"])
        assert "Part 0." in sent and "Part 2." in sent


@pytest.mark.asyncio
async def test_a_call_that_was_cut_is_never_run() -> None:
    ran: list[str] = []
    whole = calls("read_file", {"path": "Everything.kt"})
    async with talk([cut(whole, len(whole.events) - 2), HELLO], [read_tool({"Everything.kt": "x"}, ran)]) as one:
        events = await one.say("Hi")
        assert ran == []
        assert text_of(events) == "Hello there."


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "script", [silent(HELLO, 0), silent(HELLO, 1), slow(HELLO, 0.05)], ids=["no byte", "one event", "a byte at a time"]
)
async def test_silence_ends_at_the_time_limit(script: Answer) -> None:
    async with talk([script], settings=AgentSettings(attempts=1, timeout=0.15)) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == "timeout"
        assert "destinationWriter.agent.timeout" in end.words


@pytest.mark.asyncio
async def test_pings_are_a_sign_of_life() -> None:
    async with talk([with_pings(slow(HELLO, 0.001))], settings=AgentSettings(attempts=1, timeout=1.2)) as one:
        assert text_of(await one.say("Hi")) == "Hello there."


@pytest.mark.asyncio
async def test_nobody_listens() -> None:
    settings = replace(ONE_ATTEMPT, base_url="http://127.0.0.1:1")
    async with talk([], settings=settings) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == "connection"
        assert "HTTPS_PROXY" in end.words


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["127.0.0.1", "ftp://127.0.0.1", "http://", "http://[::1", "http://a b"])
async def test_an_address_that_is_none(address: str) -> None:
    async with talk([], settings=replace(ONE_ATTEMPT, base_url=address)) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem in ("connection", "network-setting")
        assert "destinationWriter.agent.baseUrl" in end.words


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("variable", "value"),
    [("HTTPS_PROXY", "socks9://me:of-the-proxy@127.0.0.1:1"), ("SSL_CERT_FILE", "nowhere.pem")],
)
async def test_network_settings_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    async with talk([HELLO], settings=ONE_ATTEMPT) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == "network-setting"
        assert variable in end.words and "of-the-proxy" not in end.words


@pytest.mark.asyncio
async def test_a_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with talk([HELLO], settings=replace(ONE_ATTEMPT, base_url="http://api.example.test")) as one:
        monkeypatch.setenv("HTTP_PROXY", one.server.base_url)
        assert text_of(await one.say("Hi")) == "Hello there."
        assert one.server.requests[0].headers["host"] == "api.example.test"


def test_no_key_is_said_before_anything_is_loaded() -> None:
    with pytest.raises(ModelProblem, match="ANTHROPIC_API_KEY"):
        open_model(AgentSettings(), "")


@pytest.mark.asyncio
async def test_a_refusal_leaves_the_conversation() -> None:
    async with talk([HELLO, refuses("cyber", "Not this.", text="I "), HELLO]) as one:
        await one.say("Hi")
        events = await one.say("Something else")
        refused = only(Refused, events)
        assert refused.category == "cyber" and "Not this." in refused.words
        assert end_of(events).reason is EndReason.REFUSED
        await one.say("And now?")
        assert "Something else" not in str(one.bodies[-1]["messages"])
        assert "Hello there." in str(one.bodies[-1]["messages"])


@pytest.mark.asyncio
async def test_a_bug_in_here_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("surprise")

    async with talk([HELLO]) as one:
        monkeypatch.setattr(type(one.conversation), "calibrate", broken)
        end = end_of(await one.say("Hi"))
        assert (end.reason, end.problem) == (EndReason.FAILED, "internal")
        assert "surprise" in end.words


@pytest.mark.asyncio
async def test_the_key_is_in_no_message() -> None:
    async with talk([wrong_key()], key="sk-ant-secret-of-the-tests") as one:
        end = end_of(await one.say("Hi"))
        assert "secret-of-the-tests" not in repr(end)
        assert one.server.requests[0].headers["authorization"].endswith("sk-ant-secret-of-the-tests")


UNUSABLE_KEYS = ["sk-ant-two\nlines-of-it", "sk-ant two-words", "sk-ant-\x00nul", "sk-ant-ключ", "k" * 70_000]


@pytest.mark.asyncio
@pytest.mark.parametrize("key", UNUSABLE_KEYS, ids=["lines", "blank", "nul", "letters", "long"])
async def test_a_key_that_no_request_can_carry(key: str) -> None:
    async with talk([HELLO], key=key) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == "wrong-key"
        assert key[-9:] not in end.words and one.bodies == []


@pytest.mark.asyncio
async def test_a_key_that_the_other_side_repeats_is_not_shown() -> None:
    key = "a-key-without-a-shape"
    echo = fails(401, "authentication_error", f"invalid header: Bearer {key}")
    async with talk([echo], key=key) as one:
        end = end_of(await one.say("Hi"))
        assert "invalid header" in end.words and key not in end.words


PAGE = "<html><style>p { margin: 0 }</style><p>Blocked by</p>\n\x1b[31mthe <b>gateway</b>\x07</html>"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (replace(no_stream(PAGE), status=403), "bad-stream", "HTTP 403: Blocked by the gateway)"),
        (replace(no_stream(PAGE), status=407), "network-setting", "the proxy wants a name and a password"),
        (fails(400, "invalid_request_error", "long " * 100_000), "bad-request", "lo...)"),
    ],
    ids=["blocked", "proxy login", "long"],
)
async def test_what_a_gateway_says_is_one_short_line(answer: Answer, code: str, words: str) -> None:
    async with talk([answer], settings=ONE_ATTEMPT) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == code
        assert words in end.words and "\n" not in end.words and len(end.words) < 600


@pytest.mark.asyncio
async def test_pings_alone_are_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destination_writer.agent.model.live.PINGS", 2)
    endless = replace(silent(HELLO, 1), ping_pause=0.005)
    async with talk([endless], settings=AgentSettings(attempts=1, timeout=0.5)) as one:
        end = end_of(await one.say("Hi"))
        assert end.problem == "timeout" and "signs of life, and nothing else" in end.words


@pytest.mark.asyncio
async def test_an_answer_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destination_writer.agent.model.live.LONGEST_STREAM", 5_000)
    async with talk([says("on and on " * 2_000)], settings=ONE_ATTEMPT) as one:
        events = await one.say("Hi")
        assert end_of(events).problem == "bad-stream" and len(text_of(events)) < 5_000


STRANGE_INPUTS = [
    '{"path": NaN}',
    '{"path": 1e999}',
    '{"path": ' + "[" * 90 + "]" * 90 + "}",
    '{"path":' * 50_000,
    '{"path": "A", "line": ' + "9" * 5_000 + "}",
    '{"path": "\\ud83d"}',
]


@pytest.mark.asyncio
@pytest.mark.parametrize("given", STRANGE_INPUTS, ids=["NaN", "infinite", "deep", "very deep", "long number", "half"])
async def test_a_strange_input_of_a_tool_is_told_and_can_be_sent_again(given: str) -> None:
    async with talk([calls("read_file", given), HELLO], [read_tool({"A": "x"})]) as one:
        assert text_of(await one.say("Hi")) == "Hello there."
        assert one.bodies[1]["messages"][2]["content"][0]["is_error"] is True


@pytest.mark.asyncio
async def test_bytes_that_were_no_text_can_be_sent() -> None:
    half = b"caf\xe9".decode("utf-8", "surrogateescape")
    async with talk([calls("read_file", {"path": "A"}), HELLO], [read_tool({"A": half})]) as one:
        assert text_of(await one.say(half)) == "Hello there."
        assert "caf\ufffd" in one.server.requests[1].last_text


@pytest.mark.asyncio
async def test_the_model_is_not_told_that_a_person_stopped_what_broke() -> None:
    async with talk([cut(says("Half of it", chunk=20), 3), HELLO], settings=ONE_ATTEMPT) as one:
        await one.say("Hi")
        await one.say("Go on")
        assert one.bodies[1]["messages"][1]["content"][0]["text"] == "Half of it\n[the answer broke off here]"


@pytest.mark.asyncio
async def test_a_gateway_may_have_a_path_of_its_own() -> None:
    async with talk([HELLO]) as one:
        model = open_model(replace(ONE_ATTEMPT, base_url=f"{one.server.base_url}/models/"), "key")
        async for _ in model.answer({"model": "a-model", "max_tokens": 1, "messages": []}):
            pass
        await model.close()
        assert one.server.requests[0].path == "/models/v1/messages"


@pytest.mark.asyncio
async def test_one_connection_serves_a_conversation() -> None:
    async with talk([calls("read_file", {"path": "A"}), HELLO, overloaded(), HELLO], [read_tool({"A": "x"})]) as one:
        await one.say("Hi")
        await one.say("And?")
        assert len(one.bodies) == 4 and one.server.connections == 1


@pytest.mark.asyncio
async def test_an_answer_counts_though_its_response_does_not_end() -> None:
    async with talk([silent(HELLO, len(HELLO.events))], settings=ONE_ATTEMPT) as one:
        assert text_of(await one.say("Hi")) == "Hello there."


@pytest.mark.asyncio
async def test_a_slow_loop_of_faults_leaves_no_task() -> None:
    for make in (slams, no_stream, overloaded):
        async with talk([make()], settings=ONE_ATTEMPT) as one:
            assert end_of(await one.say("Hi")).reason is EndReason.FAILED
    assert len(asyncio.all_tasks()) == 1
