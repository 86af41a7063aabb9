"""Conversations of an editor, and tools that an editor's own model calls. Both live in a thread of their own."""

import asyncio
import os
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from destination_writer.lsp import protocol
from destination_writer.lsp.talkthread import TalkThread
from destination_writer.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from destination_writer.agent.home import Home as Place
    from destination_writer.agent.tools.asking import Wish
    from destination_writer.agent.tools.desk import Desk
    from destination_writer.agent.values import Applier, Ended
    from destination_writer.agent.values import Place as Spot
    from destination_writer.agent.voices import Voice, Wishes
    from destination_writer.checkpoints.changelog import Maker
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session
    from destination_writer.lsp.toolcalls import ToolCalls
    from destination_writer.text.changes import Change

BUSY = "This conversation is still answering. Wait for the answer, or stop it."


@dataclass
class Talk:
    """One conversation. `place` is where it was begun; the voice lives in the thread."""

    place: "Place"
    home: "Home | None"
    voice: "Voice"
    by: str
    asked: bool = False

    def refresh(self) -> None:
        """The tools see the texts on the screen."""
        if self.home is not None and self.place.workspace is not None:
            self.place.workspace.files = self.home.files()


@dataclass(frozen=True)
class Words:
    """What a person said, and about what: `task` is `implement` for the stub on `line`, `explain` for the finding
    `code` there, `ask` for what stands there, empty for words that are about nothing on the screen."""

    text: str
    uri: str = ""
    line: int | None = None
    selection: str = ""
    task: str = ""
    code: str = ""


class Chats:
    """All conversations, by the names that the client gave them."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._talks: dict[str, Talk] = {}
        self._calls: dict[str, ToolCalls] = {}
        self._key = ""
        self.thread = TalkThread()

    @property
    def has_key(self) -> bool:
        """Whether a model answers."""
        from destination_writer.agent.settings import key_from

        return bool(key_from(os.environ, self._key))

    async def say(self, name: str, words: Words) -> protocol.SayResult:
        """The answer to the person's words, told by events on the way. Cancelling it stops the answer."""
        from destination_writer.agent.values import Place as Spot

        home = await self._home(words.uri)
        talk = self._talks.get(name)
        if talk is None:
            talk = self._talks[name] = await self.thread.run(self._opened(name, home))
        if talk.asked:
            return _result(talk, "failed", BUSY, "busy")
        talk.asked = True
        try:
            talk.refresh()
            path = path_of(words.uri) if words.uri else None
            inside = talk.home.relative(path) if talk.home and path and talk.home.holds(path) else ""
            spot = Spot(inside, words.line, words.selection)
            text = await self._said(talk, spot, words)
            ended = await self.thread.run(self._answered(name, talk, text, spot))
        finally:
            talk.asked = False
        return _result(talk, ended.reason.value, ended.words, ended.problem, ended)

    async def use_tool(self, name: str, tool: str, given: dict[str, object], uri: str) -> protocol.UseToolResult:
        """What a tool says to the editor's own model; `name` is who is asked where the tool needs a person's yes."""
        from destination_writer.lsp.toolcalls import ToolCalls

        home = await self._home(uri)
        if home is None:
            return {
                "text": "No connector is open: open a folder that holds one, or name a file of it.",
                "isError": True,
            }
        calls = self._calls.get(name)
        if calls is None or calls.home is not home:
            place = await asyncio.to_thread(place_of, home, self._session.homes.folder_of(home.folder))
            calls = self._calls[name] = ToolCalls(self._session, name, place, home, self.thread)
        calls.refresh()
        return await self.thread.run(calls.run(tool, given))

    async def forget(self, name: str) -> None:
        """Ends a conversation; one that is not there has ended already."""
        talk, calls = self._talks.pop(name, None), self._calls.pop(name, None)
        if talk is not None:
            await self.thread.run(talk.voice.close())
        if calls is not None:
            await asyncio.to_thread(calls.close)

    async def take_key(self, key: str) -> None:
        """The key of the editor's secret store. Conversations from now on use it."""
        if key != self._key:
            self._key = key
            for name in list(self._talks):
                await self.forget(name)

    def close(self) -> None:
        for calls in self._calls.values():
            calls.close()
        self.thread.close()

    # In the thread of the conversations

    async def _opened(self, name: str, home: "Home | None") -> Talk:
        from destination_writer.agent.knowledgevoice import KnowledgeVoice
        from destination_writer.agent.model.opening import open_model
        from destination_writer.agent.settings import key_from
        from destination_writer.agent.voices import ModelVoice
        from destination_writer.lsp.chatting import EditorApplier, EditorApprover

        opened = self._session.homes.folder_of(home.folder) if home else None
        place = await asyncio.to_thread(place_of, home, opened)
        key = key_from(os.environ, self._key)
        if not key:
            return Talk(place, home, await asyncio.to_thread(KnowledgeVoice, place), "knowledge")
        wishes = self._wishes(key)
        approver = EditorApprover(self._session, name, place, self.thread.on_main)

        def applier(at: "Place", maker_of: "Callable[[Change], Maker]") -> "Applier":
            return EditorApplier(self._session, home, at, maker_of, self.thread.on_main)

        voice = await asyncio.to_thread(ModelVoice, place, wishes, open_model(wishes.settings, key), approver, applier)
        return Talk(place, home, voice, "model")

    async def _answered(self, name: str, talk: Talk, text: str, spot: "Spot") -> "Ended":
        """Stopped from outside, the answer is still read to its end: what is being written is told as written."""
        answer = asyncio.create_task(self._read(name, talk, text, spot))
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            talk.voice.cancel()
            await answer
            raise

    async def _read(self, name: str, talk: Talk, text: str, spot: "Spot") -> "Ended":
        from destination_writer.agent.values import Ended, EndReason
        from destination_writer.lsp.chatting import payload_of

        async with aclosing(talk.voice.say(text, spot)) as events:
            async for event in events:
                if isinstance(event, Ended):
                    for step in talk.voice.suggestions:
                        self._tell(name, {"kind": "suggestion", "title": step.title, "text": step.line})
                    return event
                self._tell(name, payload_of(event))
        return Ended(EndReason.CANCELLED)

    def _tell(self, name: str, event: "protocol.SaidEvent | None") -> None:
        if event is not None:
            params: protocol.SaidParams = {"conversation": name, "events": [event]}
            self.thread.tell(self._session.wire.notify, protocol.SAID, params)

    # In the thread of the editor's connection

    async def _said(self, talk: Talk, spot: "Spot", words: Words) -> str:
        """The words, or those that a task stands for: with what is known for a model, short ones for the knowledge."""
        if talk.place.workspace is None or words.line is None or not spot.path or words.task not in _WISHES:
            return words.text
        from destination_writer.agent.tools.desk import Desk
        from destination_writer.agent.tools.locating import NotThere

        desk = Desk(talk.place.workspace, talk.place.root)
        try:
            wish = await asyncio.to_thread(_WISHES[words.task], desk, spot, words)
        except NotThere:
            return words.text  # it went meanwhile; the person's own words stay
        return wish.words if talk.by == "model" else wish.plain or wish.shown

    def _wishes(self, key: str) -> "Wishes":
        from destination_writer.agent.settings import of_editor, settings_from
        from destination_writer.agent.voices import Wishes

        given = self._session.settings.agent
        settings, problems = of_editor(vars(given))
        settings, others = settings_from(os.environ, settings)
        for problem in (*problems, *others):
            self.thread.tell(self._session.tell, problem)
        return Wishes(settings, key=key, web=given.web)

    async def _home(self, uri: str) -> "Home | None":
        path = path_of(uri) if uri else None
        found = await self._session.homes.at(path) if path else None
        if found is None:
            await self._session.discovered()
            homes = list(self._session.homes)
            found = homes[0] if len(homes) == 1 else None
        return found


def _generate(desk: "Desk", spot: "Spot", _words: Words) -> "Wish":
    from destination_writer.agent.tools.asking import wish_to_generate
    from destination_writer.agent.tools.locating import stub_at

    return wish_to_generate(desk, stub_at(desk, spot.path, spot.line or 0))


def _explain(desk: "Desk", spot: "Spot", words: Words) -> "Wish":
    from destination_writer.agent.tools.asking import wish_to_explain
    from destination_writer.agent.tools.locating import finding_at

    return wish_to_explain(desk, finding_at(desk, spot.path, spot.line or 0, words.code))


def _ask(desk: "Desk", spot: "Spot", words: Words) -> "Wish":
    from destination_writer.agent.tools.asking import wish_to_ask

    return wish_to_ask(desk, spot, words.text)


_WISHES = {"implement": _generate, "explain": _explain, "ask": _ask}
"""What a task asks for. They read the connector: not in the connection's thread."""


def place_of(home: "Home | None", opened: "Path | None" = None) -> "Place":
    """Reads the disk: not in the connection's thread. Commands name the connector as seen from the folder `opened`."""
    from destination_writer.agent.home import Home as Place
    from destination_writer.checkpoints.workspace import Workspace, open_folder

    if home is None:
        return Place(None, why_none="No connector is open.")
    named = home.folder.relative_to(opened).as_posix() if opened and home.folder.is_relative_to(opened) else "."
    return Place(Workspace(open_folder(home.folder), home.files()), path=named)


def _result(talk: Talk, reason: str, words: str, problem: str, ended: "Ended | None" = None) -> protocol.SayResult:
    return {
        "reason": reason,
        "words": words,
        "problem": problem,
        "by": talk.by,
        "tokens": ended.total.total if ended else 0,
        "cost": ended.total_cost if ended else None,
    }
