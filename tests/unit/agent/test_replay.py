"""A recorded conversation, kept in the repository: today's engine sends what was sent then, and tells the same."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import loopback_answers
import pytest
from agent_talks import Face, Waits, end_of, model_book, read_tool, talk, text_of
from loopback_answers import Scripted, calls, calls_many, cut, fails, overloaded, rate_limited, refuses, says
from pydantic import BaseModel, Field

from destination_writer.agent.conversation import Conversation
from destination_writer.agent.model.protocol import Model
from destination_writer.agent.model.recording import Recorder, Replay
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.values import (
    AgentEvent,
    AnyTool,
    Approval,
    Decision,
    Ended,
    EndReason,
    ProposalWritten,
    Retrying,
    Screened,
    SystemPrompt,
    Tool,
    ToolContext,
    ToolResult,
    Verdict,
    any_tool,
)
from destination_writer.text.changes import Change, FileCreation

KEPT = Path(__file__).parents[2] / "fixtures" / "talks" / "a_day.jsonl"
FILES = {f"F{n}.kt": f"// {n}\n" + f"val x{n} = {n}\n" * 110 for n in range(4)} | {"A.kt": 'val password = "hunter22!"'}


class ProposeInput(BaseModel):
    text: str = Field(description="The new text.")


async def propose(wish: ProposeInput, context: ToolContext) -> ToolResult:
    if "TODO" in wish.text:
        return ToolResult(f"Attempt {context.attempt}.", is_error=True, reasons=("it leaves a TODO",))
    return ToolResult("It holds.", proposal=Change("New file", (FileCreation("N.kt", wish.text),)), checks=("parses",))


class NeverMaybe:
    """A screen that objects to one word."""

    def feed(self, text: str) -> Screened:
        return Screened("", "never write maybe") if "maybe" in text else Screened(text)

    def end(self) -> Screened:
        return Screened("")


QUESTIONS = (
    "Why does A.kt not connect with password=hunter22! here?",
    "Write the file.",
    "Read everything.",
    "Something that is declined",
    "Tell me in short.",
    "And what is this? " + "at io.airbyte.Something.run(Something.kt:7)\n" * 50,
)


def script() -> list[Scripted]:
    return [
        calls("read_file", {"path": "A.kt"}, text="I look. ", thinking="The file first."),
        rate_limited(3),
        says("The password is a constant."),
        calls("propose_change", {"text": "fun f() = TODO()"}),
        calls("propose_change", {"text": "fun f() = 1"}),
        says("Written."),
        calls_many([("read_file", {"path": path}) for path in sorted(FILES)], text="All of them. "),
        cut(says("There are four files and ", chunk=30), 3),
        says("one with a password."),
        refuses("cyber", "Not this."),
        says("That is maybe nothing. ", chunk=40),
        says("That is a blocker."),
        says("The earlier part: files read, N.kt written."),
        overloaded(),
        fails(401, "authentication_error", "revoked"),
    ]


SETTINGS = AgentSettings(
    model="claude-loopback",
    fast_model="claude-small",
    context_tokens=1_500,
    prices={"claude-loopback": (2, 10), "claude-small": (1, 5)},
)


def tools() -> list[AnyTool]:
    proposing = any_tool(Tool("propose_change", "Proposes.", ProposeInput, Approval.FREE, propose, alone=True))
    return [read_tool(FILES), proposing]


async def a_day(model: Model) -> list[AgentEvent]:
    """Six questions: tools, waits, proposals, a cut, a refusal, the tone, a summary, a key that is revoked."""
    face = Face([Decision(Verdict.APPROVED)])
    conversation = Conversation(
        model,
        tools=tools(),
        approver=face,
        applier=face,
        settings=SETTINGS,
        prompt=lambda: SystemPrompt("You help.", "Phase 3"),
        screen=NeverMaybe,
        book=model_book(),
        timing=Waits().timing,
    )
    events: list[AgentEvent] = []
    for question in QUESTIONS:
        async for event in conversation.say(question):
            events.append(event)
    return events


@asynccontextmanager
async def recorded(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[AgentEvent]]:
    monkeypatch.setattr(loopback_answers, "_counter", iter(range(1, 100)))
    async with talk(script()) as one:
        recorder = Recorder(one.conversation.model, path)
        events = await a_day(recorder)
        recorder.save()
        assert one.server.unused == 0, events
        yield events


@pytest.mark.asyncio
async def test_the_kept_recording_is_what_is_sent_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "today.jsonl"
    async with recorded(path, monkeypatch):
        pass
    assert path.read_text("utf-8") == KEPT.read_text("utf-8"), f"look at what changed; if it is meant, copy {path}"


@pytest.mark.asyncio
async def test_the_kept_recording_tells_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with recorded(tmp_path / "live.jsonl", monkeypatch) as live:
        pass
    for _ in range(2):
        replay = Replay(KEPT)
        assert await a_day(replay) == live
        assert replay.unused == 0
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.asyncio
async def test_the_day_went_as_it_should() -> None:
    events = await a_day(Replay(KEPT))
    ends = [event.reason for event in events if isinstance(event, Ended)]
    done = EndReason.DONE
    assert ends == [done, done, done, EndReason.REFUSED, done, EndReason.FAILED]
    assert [event.seconds for event in events if isinstance(event, Retrying)] == [3.0, 1.0, 1.0]
    assert [event.written.ok for event in events if isinstance(event, ProposalWritten)] == [True]
    assert "There are four files and one with a password." in text_of(events)
    assert "That is a blocker." in text_of(events) and "maybe" not in text_of(events)
    assert end_of(events).problem == "wrong-key"


def test_no_secret_is_in_the_recording() -> None:
    text = KEPT.read_text("utf-8")
    assert "hunter22" not in text and "key-of-the-tests" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize("change", [str.upper, lambda text: f"{text}?"], ids=["letters", "one more"])
async def test_another_question_is_noticed(change: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "QUESTIONS", (change(QUESTIONS[0]),))
    end = end_of(await a_day(Replay(KEPT)))
    assert end.reason is EndReason.FAILED and "request 1 differs" in end.words
