"""Runs as an editor hears of them, and how it gives the orders."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lsp_editor import Editor
from lsprotocol import types as lsp


@dataclass
class Runs:
    """What an editor heard of runs, and of their progress."""

    editor: Editor
    told: list[Any] = field(default_factory=list[Any])
    progress: list[tuple[Any, Any]] = field(default_factory=list[tuple[Any, Any]])
    tokens: list[Any] = field(default_factory=list[Any])

    def states(self, run: str) -> list[str]:
        """The states of a run, each once in the order in which they came."""
        return list(dict.fromkeys(params.state for params in self.told if params.run == run))

    def events(self, run: str) -> list[Any]:
        return [event for params in self.told if params.run == run for event in params.events]

    def kinds(self, token: Any) -> list[str]:
        return [value["kind"] for at, value in self.progress if at == token]


def follow(editor: Editor) -> Runs:
    """Keep what the editor hears of runs from now on."""
    runs, client = Runs(editor), editor.client
    for taken in (lsp.WINDOW_WORK_DONE_PROGRESS_CREATE, lsp.PROGRESS):
        client.protocol.fm.features.pop(taken, None)

    @client.feature("destinationWriter/runEvents")
    async def heard(params: Any) -> None:
        runs.told.append(params)
        await editor.note()

    @client.feature(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE)
    def created(params: lsp.WorkDoneProgressCreateParams) -> None:
        runs.tokens.append(params.token)

    @client.feature(lsp.PROGRESS)
    async def progressed(params: lsp.ProgressParams) -> None:
        runs.progress.append((params.token, params.value))
        await editor.note()

    return runs


def order(runs: Runs, command: str, connector: Path, **argument: Any) -> "asyncio.Task[Any]":
    """Give an order and do not wait for its answer, which has attributes for fields."""
    given = {"uri": connector.as_uri(), **argument}

    async def answered() -> Any:
        return with_attributes(await runs.editor.command(f"destinationWriter.{command}", given))

    return asyncio.ensure_future(answered())


def with_attributes(answer: Any) -> Any:
    return json.loads(json.dumps(answer), object_hook=lambda fields: SimpleNamespace(**fields))
