"""A conversation on the terminal: what `ask` and `chat` share."""

import asyncio
import os
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from destination_writer.agent.settings import key_from, settings_from
from destination_writer.agent.values import Approver, Ended, EndReason, RefuseAll
from destination_writer.cli.approving import TerminalApprover
from destination_writer.cli.knowledgevoice import KnowledgeVoice
from destination_writer.cli.talkhome import Home
from destination_writer.cli.talkscreen import EventScreen
from destination_writer.cli.usage import tell
from destination_writer.cli.voices import ModelVoice, Voice, Wishes

NO_KEY = (
    "No API key is set (ANTHROPIC_API_KEY), so the built-in knowledge answers: it knows the phases, the CDK and the "
    "databases; free conversation needs a key."
)
NOT_WANTED = "The built-in knowledge answers, as you asked (--no-model)."
STOPPED = "The answer was stopped."


class Talk:
    """One conversation, an answer at a time. As a context manager it leaves nothing running."""

    def __init__(self, home: Home, open_voice: Callable[[Approver], Voice], screen: EventScreen, *, asks: bool) -> None:
        self.home, self.screen = home, screen
        self._asking = TerminalApprover(home.texts)
        self._runner = asyncio.Runner()
        self.voice = open_voice(self._asking if asks else RefuseAll())
        self.last: Ended | None = None
        """The end of the last answer that was counted."""

    def __enter__(self) -> "Talk":
        return self

    def __exit__(self, *_: object) -> None:
        with self._runner:
            self._runner.run(self.voice.close())

    def answer(self, text: str) -> Ended:
        """Draws an answer. Ctrl+C, or leaving a question, stops it; the conversation stays usable."""
        self.screen.begin()
        self._asking.has_left = False
        try:
            ended = self._runner.run(self._answered(text))
        except KeyboardInterrupt:
            ended = Ended(EndReason.CANCELLED, STOPPED)
            self.screen.draw(ended)
        if ended.total.total:
            self.last = ended
        return ended

    async def _answered(self, text: str) -> Ended:
        async with aclosing(self.voice.say(text)) as events:
            async for event in events:
                self.screen.draw(event)
                if isinstance(event, Ended):
                    return event
                if self._asking.has_left:
                    break
        ended = Ended(EndReason.CANCELLED, STOPPED)
        self.screen.draw(ended)
        return ended


def voice_for(home: Home, wishes: Wishes, *, no_model: bool) -> tuple[Callable[[Approver], Voice], str]:
    """What opens the voice that answers here, and a line that says so; the line is empty where a model answers."""
    key = key_from(os.environ)
    if no_model or not key:
        return lambda _: KnowledgeVoice(home), NOT_WANTED if no_model else NO_KEY

    def opened(approver: Approver) -> Voice:
        from destination_writer.agent.model.opening import open_model

        return ModelVoice(home, wishes, open_model(wishes.settings, key), approver)

    return opened, ""


def wishes_of(model: str | None, *, web: bool, writes: bool) -> Wishes:
    """The settings of the environment with those of the command over them; tells what of them cannot be used."""
    settings, problems = settings_from(os.environ)
    for problem in problems:
        tell(problem)
    return Wishes(replace(settings, model=model) if model else settings, web=web, writes=writes)
