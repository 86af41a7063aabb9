"""Around the model: dry runs, recordings, the log of requests, settings, prices, and that nothing is loaded early."""

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from agent_talks import end_of, model_book, read_tool, talk, text_of
from loopback_answers import calls, overloaded, says, wrong_key

from destination_writer.agent.conversation import Conversation
from destination_writer.agent.model.dryrun import DryRun
from destination_writer.agent.model.journal import Journal
from destination_writer.agent.model.recording import Recorder, Replay, ReplayMismatch
from destination_writer.agent.settings import AgentSettings, key_from, of_editor, settings_from
from destination_writer.agent.timing import Timing
from destination_writer.agent.values import EndReason, SystemPrompt, Usage

FILES = {"A.kt": 'password = "hunter22"'}


@pytest.mark.asyncio
async def test_a_dry_run_shows_exactly_what_would_be_sent() -> None:
    prompt = SystemPrompt("You help.", "phase 3")
    shown: list[str] = []
    async with talk([says("Done.")], [read_tool(FILES)], prompt=lambda: prompt) as one:
        await one.say('Why is password="hunter22" wrong?')
        dry = DryRun(shown.append, "http://gateway.test/")
        talk_dry = Conversation(dry, tools=[read_tool(FILES)], prompt=lambda: prompt)
        events = [event async for event in talk_dry.say('Why is password="hunter22" wrong?')]
        assert end_of(events).reason is EndReason.DONE
        head, body = shown[0].split("\n\n", 1)
        assert head == "POST http://gateway.test/v1/messages"
        assert json.loads(body) == one.bodies[0]
        assert "hunter22" not in body


def test_a_dry_run_shows_no_password_of_a_gateway() -> None:
    shown: list[str] = []
    dry = DryRun(shown.append, "https://me:of-the-gateway9@gateway.test/models")

    async def run() -> None:
        async for _ in dry.answer({"model": "a-model"}):
            pass

    asyncio.run(run())
    assert "of-the-gateway9" not in shown[0] and "@gateway.test/models/v1/messages" in shown[0]


async def no_wait(seconds: float) -> None:
    del seconds


@pytest.mark.asyncio
async def test_a_recorded_conversation_replays_without_a_network(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    script = [calls("read_file", {"path": "A.kt"}, thinking="hm"), overloaded(), says("It is a string.")]
    timing = Timing(no_wait)
    async with talk(script) as one:
        recorder = Recorder(one.conversation.model, path)
        recorded = Conversation(recorder, tools=[read_tool(FILES)], timing=timing)
        first = [event async for event in recorded.say("What is A?")]
        recorder.save()
    assert "hunter22" not in path.read_text()
    replay = Replay(path)
    again = Conversation(replay, tools=[read_tool(FILES)], timing=Timing(no_wait, lambda: 0.0))
    second = [event async for event in again.say("What is A?")]
    assert text_of(second) == "It is a string."
    assert [type(event) for event in first] == [type(event) for event in second]
    assert end_of(first) == end_of(second)
    assert replay.unused == 0


@pytest.mark.asyncio
async def test_another_request_is_not_answered_from_a_recording(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    async with talk([says("Yes.")]) as one:
        recorder = Recorder(one.conversation.model, path)
        async for _ in Conversation(recorder).say("One?"):
            pass
        recorder.save()
    replay = Replay(path)
    with pytest.raises(ReplayMismatch, match=r'content\[0\]\.text is "Two\?" in place of "One\?"'):
        async for _ in replay.answer(json.loads(path.read_text().replace("One?", "Two?"))["request"]):
            pass
    with pytest.raises(ReplayMismatch, match="request 2 was not recorded"):
        async for _ in replay.answer({}):
            pass


@pytest.mark.asyncio
async def test_requests_are_logged_where_a_folder_is_named_redacted_and_rotating(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    async with talk([overloaded(), *(says(f"Answer {n}.") for n in range(5))]) as one:
        journal = Journal(one.conversation.model, folder, largest=1_200)
        logged = Conversation(journal, timing=Timing(no_wait))
        for _ in range(5):
            async for _ in logged.say('password="hunter22"?'):
                pass
    files = sorted(path.name for path in folder.iterdir())
    assert "requests.jsonl" in files and "requests.1.jsonl" in files
    assert "requests.5.jsonl" not in files
    text = "".join(path.read_text() for path in folder.iterdir())
    assert "hunter22" not in text and "key-of-the-tests" not in text and "Answer 4." in text
    assert (folder / "requests.jsonl").stat().st_mode & 0o077 == 0
    assert all(json.loads(line)["ended"] for line in text.splitlines())


@pytest.mark.asyncio
async def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    async with talk([says("Yes.")]) as one:
        journal = Journal(one.conversation.model, tmp_path / "file" / "log")
        events = [event async for event in Conversation(journal).say("Hi")]
        assert text_of(events) == "Yes."


def test_the_environment_sets_what_the_editor_does_not() -> None:
    environment = {"DESTINATION_WRITER_MODEL": "claude-opus-5-5", "ANTHROPIC_BASE_URL": "http://gateway.test"}
    settings, problems = settings_from(environment)
    assert (settings.model, settings.base_url, problems) == ("claude-opus-5-5", "http://gateway.test", ())
    of_editor = replace(AgentSettings(), model="claude-haiku-5-5")
    assert settings_from(environment, of_editor)[0].model == "claude-haiku-5-5"


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("DESTINATION_WRITER_MAX_TOKENS", "many", "must be a whole number from 256, not 'many'; 16000 is used"),
        ("DESTINATION_WRITER_MAX_TOKENS", "12", "must be a whole number from 256"),
        ("DESTINATION_WRITER_TURN_COST", "-1", "must be a number from 0"),
        ("DESTINATION_WRITER_MODEL_TIMEOUT", "nan", "must be a number from 1"),
    ],
)
def test_a_variable_that_does_not_fit_is_said(variable: str, text: str, words: str) -> None:
    settings, problems = settings_from({variable: text})
    assert settings == AgentSettings()
    assert words in problems[0]


def test_settings_of_the_editor() -> None:
    from destination_writer.lsp.settings import AgentGroup

    section = vars(AgentGroup())
    assert of_editor(section) == (AgentSettings(), ())
    section |= {"model": "a-model", "turnCost": 3, "prices": {"a-model": "2/10", "b": "cheap"}}
    settings, problems = of_editor(section)
    assert (settings.model, settings.turn_cost, settings.prices) == ("a-model", 3.0, {"a-model": (2.0, 10.0)})
    assert problems == ("the price of b must be two numbers such as 2/10, not 'cheap'; it is not used",)


def test_the_key_of_the_editor_comes_first() -> None:
    assert key_from({"ANTHROPIC_API_KEY": " of-the-environment "}) == "of-the-environment"
    assert key_from({"ANTHROPIC_API_KEY": "of-the-environment"}, "of-the-editor") == "of-the-editor"
    assert key_from({}) == ""


def test_default_models_are_among_those_that_the_sdk_names() -> None:
    from typing import get_args

    from anthropic.types.model import Model

    named = {name for part in get_args(Model) for name in get_args(part)}
    defaults = AgentSettings()
    assert {defaults.model, defaults.fast_model} <= named
    assert set(model_book().models) <= named


@pytest.mark.parametrize(
    ("model", "usage", "dollars"),
    [
        ("claude-sonnet-5-5", Usage(input=1_000_000), 2.0),
        ("claude-sonnet-5-5", Usage(output=100_000, cache_read=1_000_000, cache_written=100_000), 1.0 + 0.1 + 0.25),
        ("claude-haiku-5-5", Usage(input=100_000), 0.01),
        ("claude-haiku-5-5", Usage(input=1_000, cache_read=100_000, output=1_000_000), 0.0005 + 0.005 + 2.5),
        ("claude-haiku-4-5-20251001", Usage(output=1_000_000), 5.0),
    ],
)
def test_costs_follow_the_price_list(model: str, usage: Usage, dollars: float) -> None:
    from destination_writer.agent.budget import Purse

    cost = Purse(AgentSettings(), model_book()).cost(model, usage)
    assert cost == pytest.approx(dollars)


EARLY = """
import sys
import destination_writer.cli.main, destination_writer.lsp.main
import destination_writer.agent.settings
print([name for name in sys.modules if name.split(".")[0] in ("anthropic", "httpx2", "pydantic")])
import destination_writer.agent.conversation, destination_writer.agent.model.opening
from destination_writer.agent.settings import AgentSettings
destination_writer.agent.model.opening.open_model(AgentSettings(), "key")
print([name for name in sys.modules if name.split(".")[0] in ("anthropic", "httpx2")])
"""


def test_the_sdk_is_loaded_with_the_first_request_alone() -> None:
    ran = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["[]", "[]"]


def test_only_the_model_s_room_knows_the_sdk() -> None:
    package = Path(__file__).resolve().parents[3] / "server" / "destination_writer"
    knows = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("import anthropic", "from anthropic", "httpx2"))
    }
    assert knows == {"agent/model/live.py", "agent/model/mapping.py"}


@pytest.mark.asyncio
async def test_no_log_says_the_key_or_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for name in ("anthropic", "httpx2", "httpcore2", "destination_writer"):
        caplog.set_level("DEBUG", logger=name)
    key = "a-key-without-a-shape"
    script = [overloaded(), calls("read_file", {"path": "A.kt"}), says("Done."), wrong_key()]
    async with talk(script, [read_tool(FILES)], key=key) as one:
        await one.say('Why is password="hunter22" wrong?')
        await one.say("And now?")
    assert len(caplog.text) > 1_000
    assert key not in caplog.text and "hunter22" not in caplog.text


@pytest.mark.asyncio
async def test_searches_of_the_web_have_their_price() -> None:
    answer = says("Found.", output=0)
    name, data = answer.events[-2]
    ending = json.loads(data)
    ending["usage"]["server_tool_use"] = {"web_search_requests": 3}
    events = (*answer.events[:-2], (name, json.dumps(ending)), answer.events[-1])
    async with talk([replace(answer, events=events)], book=model_book()) as one:
        end = end_of(await one.say("Search"))
        assert end.usage.searches == 3
        assert end.cost == pytest.approx(0.03 + 100 * 2 / 1e6)
