"""Answers without a model: what the built-in knowledge holds about a question, and what it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING

from destination_writer.agent.home import Home, nowhere
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
        from destination_writer.agent.tools.guidebook import Guidebook

        self._home = home
        self._answerer = Answerer(home.knowledge(), home.templates())
        self._guidebook = Guidebook(home.workspace or nowhere())
        self.last: Answer | None = None

    async def say(self, text: str, place: Place = NOWHERE) -> AsyncGenerator[AgentEvent, None]:
        del place  # what an answer looks at is the connector, not the line
        self.last, more = await asyncio.to_thread(self._answer, text)
        yield TextDelta("\n\n".join(part.rstrip() for part in (self.last.text, more) if part) + "\n")
        yield Ended(EndReason.DONE)

    def _answer(self, text: str) -> tuple[Answer, str]:
        """The answer, and where the workspace's own documents speak of it."""
        from destination_writer.agent.owndocuments import own_documents

        answer = self._answerer.answer(text, self._situation())
        is_about_knowledge = bool(answer.passages) and answer.asked is None
        return answer, own_documents(self._home, self._guidebook, text) if is_about_knowledge else ""

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

    def cancel(self) -> None:
        """An answer is there at once."""

    def clear(self) -> None:
        self.last = None

    async def close(self) -> None:
        """Nothing is open."""
