"""Answers without a model: what the built-in knowledge holds about a question, and what it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING

from destination_writer.agent.home import Home
from destination_writer.agent.values import AgentEvent, Ended, EndReason, Place, TextDelta
from destination_writer.agent.voices import NOWHERE
from destination_writer.results.diagnose import diagnose_test
from destination_writer.results.diagnosis import Diagnosis
from destination_writer.results.rulebook import Rulebook

if TYPE_CHECKING:
    from destination_writer.agent.knowing.answering import Answer, Situation
    from destination_writer.agent.knowing.dialogue import Suggestion


class KnowledgeVoice:
    """A conversation with the knowledge: a follow-up question keeps what the one before was about."""

    def __init__(self, home: Home) -> None:
        from destination_writer.agent.knowing.answering import Answerer

        self._home = home
        self._answerer = Answerer(home.knowledge(), home.templates())
        self.last: Answer | None = None

    async def say(self, text: str, place: Place = NOWHERE) -> AsyncGenerator[AgentEvent, None]:
        del place  # what an answer looks at is the connector, not the line
        self.last = await asyncio.to_thread(self._answer, text)
        yield TextDelta(f"{self.last.text.rstrip()}\n")
        yield Ended(EndReason.DONE)

    def _answer(self, text: str) -> Answer:
        return self._answerer.answer(text, self._situation())

    def _situation(self) -> Situation:
        from destination_writer.agent.knowing.answering import Situation, Topic
        from destination_writer.agent.knowing.api import Context

        home, facts = self._home, self._home.facts()
        context = Context(dialect=facts.dialect.slug if facts.dialect else None, era=facts.era, phase=facts.phase)
        topic = self.last.topic if self.last else Topic()
        if home.workspace is None:
            return Situation(context, topic=topic)
        connector = home.workspace.connector(home.root)
        status = home.workspace.status(home.root)
        return Situation(context, connector, status, tuple(self._latest(connector.package)), topic, home.path)

    def _latest(self, package: str) -> Iterator[Diagnosis]:
        """Why the tests fail that fail in the newest results."""
        workspace, root = self._home.workspace, self._home.root
        if workspace is None:
            return
        book = Rulebook(workspace.knowledge(root).failure_rules)
        for test in workspace.evidence(root).tests:
            if test.outcome.is_bad:
                yield diagnose_test(test, book, (package,) if package else ())

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return self.last.suggestions if self.last else ()

    def clear(self) -> None:
        self.last = None

    async def close(self) -> None:
        """Nothing is open."""
