"""The built-in knowledge as a voice: one answer an event, and the workspace's own documents behind it, judged."""

import asyncio
from pathlib import Path

import pytest
from agent_workspace import ROOT, workspace_with

from destination_writer.agent.home import Home
from destination_writer.agent.knowledgevoice import KnowledgeVoice
from destination_writer.agent.owndocuments import HEAD
from destination_writer.agent.values import Ended, EndReason, TextDelta

GUIDE = "connector-writer/destination/guide.md"
TEXT = """# Singletons of Micronaut

Every bean imports io.micronaut.context.annotation.Singleton.

# Namespaces of tests

Each test makes its own namespace and drops it at the end.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(workspace_with(tmp_path_factory.mktemp("voice"), {GUIDE: TEXT}), ROOT)


def answer(home: Home, *questions: str) -> str:
    """The text of the last answer."""
    voice = KnowledgeVoice(home)

    async def talk() -> str:
        text = ""
        for question in questions:
            events = [event async for event in voice.say(question)]
            assert events[-1] == Ended(EndReason.DONE)
            text = "".join(event.text for event in events if isinstance(event, TextDelta))
        return text

    return asyncio.run(talk())


def test_own_documents_stand_behind_the_answer_with_what_refutes_them(home: Home) -> None:
    text = answer(home, "Which Singleton annotation does Micronaut want?")
    before, _, own = text.partition(HEAD)
    assert "jakarta.inject.Singleton" in before
    assert f"`{GUIDE}#singletons-of-micronaut`" in own
    assert "The facts say otherwise" in own
    assert "io.micronaut.context.annotation" not in own.partition("The facts say otherwise")[0]  # named, not repeated


def test_a_question_back_has_none_behind_it(home: Home) -> None:
    assert HEAD not in answer(home, "My upsert tables test is failing")


def test_without_documents_or_a_connector_there_are_none(tmp_path: Path) -> None:
    for place in (Home(None), Home(workspace_with(tmp_path), ROOT)):
        assert HEAD not in answer(place, "Which Singleton annotation does Micronaut want?")
