"""A conversation on the terminal: what `ask` and `chat` share."""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from destination_writer.agent.home import Home, home_at
from destination_writer.agent.knowledgevoice import KnowledgeVoice
from destination_writer.agent.settings import key_from, settings_from
from destination_writer.agent.values import Approver, Ended, EndReason, RefuseAll
from destination_writer.agent.voices import ModelVoice, Voice, Wishes
from destination_writer.cli.approving import TerminalApprover
from destination_writer.cli.talkscreen import EventScreen
from destination_writer.cli.usage import tell
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

NO_KEY = (
    "No API key is set (ANTHROPIC_API_KEY), so the built-in knowledge answers: it knows the phases, the CDK and the "
    "databases; free conversation needs a key."
)
NOT_WANTED = "The built-in knowledge answers, as you asked (--no-model)."
STOPPED = "The answer was stopped."
INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


OpenVoice = Callable[[Home, Approver], Voice]


class Talk:
    """One conversation, an answer at a time. As a context manager it leaves nothing running."""

    def __init__(self, home: Home, open_voice: OpenVoice, screen: EventScreen, *, asks: bool) -> None:
        logging.getLogger("destination_writer").addHandler(logging.NullHandler())  # a screen is no log
        self.home, self.screen = home, screen
        self._open_voice = open_voice
        self._asking = TerminalApprover(lambda change: self.home.texts(change), before=screen.waiting.clear)
        self._asks = asks
        self._runner = asyncio.Runner()
        self.voice = self._opened()
        self.last: Ended | None = None
        """The end of the last answer that was counted."""
        self.is_interrupted = False
        """Whether Ctrl+C stopped the last answer."""

    def __enter__(self) -> "Talk":
        return self

    def __exit__(self, *_: object) -> None:
        with self._runner:
            self._runner.run(self.voice.close())

    def _opened(self) -> Voice:
        return self._open_voice(self.home, self._asking if self._asks else RefuseAll())

    def look_again(self) -> bool:
        """Whether there is a connector now where there was none; then a new conversation is about it."""
        if self.home.workspace is not None:
            return False
        try:
            self.home = home_at(self.home.path)
        except (UnusablePath, KnowledgeError):
            return False
        self._runner.run(self.voice.close())
        self.voice = self._opened()
        return True

    def answer(self, text: str) -> Ended:
        """Draws an answer. Ctrl+C, or leaving a question, stops it; a second Ctrl+C does not wait for what is being
        written. The conversation stays usable."""
        self.screen.begin()
        self._asking.has_left = self.is_interrupted = False
        try:
            ended = self._runner.run(self._answered(text))
        except KeyboardInterrupt:  # the second one, or before anything ran
            self.is_interrupted = True
            self._runner.run(_end_all())
            ended = Ended(EndReason.CANCELLED, STOPPED)
            self.screen.draw(ended)
        if ended.total.total:
            self.last = ended
        return ended

    async def _answered(self, text: str) -> Ended:
        waiting = asyncio.create_task(self.screen.waiting.run())
        drawing = asyncio.create_task(self._drawn(text))
        try:
            return await asyncio.shield(drawing)
        except asyncio.CancelledError:  # Ctrl+C: what is being written is written to its end, and told
            self.is_interrupted = True
            self.voice.cancel()
            return await drawing
        finally:
            drawing.cancel()
            waiting.cancel()
            await asyncio.wait([drawing, waiting])

    async def _drawn(self, text: str) -> Ended:
        ended = Ended(EndReason.CANCELLED, STOPPED)
        async with aclosing(self.voice.say(text)) as events:
            async for event in events:
                self.screen.draw(event)
                if isinstance(event, Ended):
                    ended = event
                elif self._asking.has_left:
                    self.voice.cancel()
        return ended


async def _end_all() -> None:
    """Nothing that was begun goes on in the background."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)


def voice_for(wishes: Wishes, *, no_model: bool) -> tuple[OpenVoice, str]:
    """What opens the voice that answers here, and a line that says so; the line is empty where a model answers."""
    if no_model or not wishes.key:
        return lambda home, _: KnowledgeVoice(home), NOT_WANTED if no_model else NO_KEY

    def opened(home: Home, approver: Approver) -> Voice:
        from destination_writer.agent.model.opening import open_model

        return ModelVoice(home, wishes, open_model(wishes.settings, wishes.key), approver)

    return opened, ""


def wishes_of(model: str | None, *, web: bool, writes: bool) -> Wishes:
    """The settings of the environment with those of the command over them; tells what of them cannot be used."""
    settings, problems = settings_from(os.environ)
    for problem in problems:
        tell(problem)
    chosen = replace(settings, model=model) if model else settings
    return Wishes(chosen, web=web, writes=writes, key=key_from(os.environ))
