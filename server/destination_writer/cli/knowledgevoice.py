"""Answers without a model: what the built-in knowledge holds about a question, and what it does not."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING

from destination_writer.agent.values import AgentEvent, Ended, EndReason, TextDelta
from destination_writer.cli.talkhome import Home
from destination_writer.results.diagnose import diagnose_test
from destination_writer.results.diagnosis import Diagnosis
from destination_writer.results.rulebook import Rulebook

if TYPE_CHECKING:
    from destination_writer.agent.knowing.api import Answer, Situation


class KnowledgeVoice:
    """A conversation with the knowledge: a follow-up question keeps what the one before was about."""

    def __init__(self, home: Home) -> None:
        from destination_writer.agent.knowing.api import Answerer

        self._home = home
        self._answerer = Answerer(home.knowledge(), home.templates())
        self.last: Answer | None = None

    async def say(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        self.last = self._answerer.answer(text, self._situation())
        yield TextDelta("\n".join(told(self.last)).rstrip() + "\n")
        yield Ended(EndReason.DONE)

    def _situation(self) -> Situation:
        from destination_writer.agent.knowing.api import Context, Situation

        facts = self._home.facts()
        context = Context(dialect=facts.dialect.slug if facts.dialect else None, era=facts.era, phase=facts.phase)
        topic = self.last.topic if self.last else None
        if self._home.workspace is None:
            return Situation(context, topic=topic)
        connector = self._home.workspace.connector(self._home.root)
        return Situation(context, connector, tuple(self._latest(connector.package)), topic)

    def _latest(self, package: str) -> Iterator[Diagnosis]:
        """Why the tests fail that fail in the newest results."""
        workspace, root = self._home.workspace, self._home.root
        if workspace is None:
            return
        book = Rulebook(workspace.knowledge(root).failure_rules)
        for test in workspace.evidence(root).tests:
            if test.outcome.is_bad:
                yield diagnose_test(test, book, (package,) if package else ())

    def clear(self) -> None:
        self.last = None

    async def close(self) -> None:
        """Nothing is open."""


def told(answer: Answer) -> Iterator[str]:
    """The answer as Markdown, with what it asks back, what can be done next and where it comes from."""
    yield answer.text.rstrip()
    yield ""
    if answer.question is not None:
        yield answer.question.text
        yield ""
        yield from (f"{number}. {option}" for number, option in enumerate(answer.question.options, 1))
        yield ""
    if answer.suggestions:
        yield "**Next:**"
        yield ""
        for suggestion in answer.suggestions:
            yield f"- {suggestion.title}: `{suggestion.command}`" if suggestion.command else f"- {suggestion.title}"
        yield ""
    if answer.passages:
        names = dict.fromkeys(passage.anchor for passage in answer.passages)
        yield f"From: {', '.join(f'`{name}`' for name in names)}"
