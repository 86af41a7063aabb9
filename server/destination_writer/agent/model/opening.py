"""The way to a model. Nothing here loads the SDK: that happens with the first request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path

from destination_writer.agent.model.journal import Journal
from destination_writer.agent.model.protocol import Model, Piece
from destination_writer.agent.problems import Code, ModelProblem
from destination_writer.agent.settings import AgentSettings

LONGEST_KEY = 1_000


def open_model(settings: AgentSettings, key: str) -> Model:
    """The Messages API with this key. Raises ModelProblem (no-key) without one."""
    if not key:
        raise ModelProblem.of(Code.NO_KEY)
    model: Model = _Unopened(key, settings)
    return Journal(model, Path(settings.log_folder)) if settings.log_folder else model


class _Unopened:
    """Loads the SDK, which takes about a second, in a thread when the first answer is asked for."""

    def __init__(self, key: str, settings: AgentSettings) -> None:
        self._key, self._settings = key, settings
        self._model: Model | None = None

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        if len(self._key) > LONGEST_KEY or not re.fullmatch(r"[!-~]+", self._key):
            # No header can carry it, and what the HTTP library says then quotes it.
            raise ModelProblem.of(Code.WRONG_KEY, "it holds a blank, a line break or another sign that no key has")
        if self._model is None:
            self._model = await asyncio.to_thread(_open, self._key, self._settings)
        try:
            async with aclosing(self._model.answer(body)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelProblem as problem:
            # A gateway may repeat the header that it does not like.
            problem.detail = problem.detail.replace(self._key, "[the key]")
            raise

    async def close(self) -> None:
        if self._model is not None:
            await self._model.close()
            self._model = None


def _open(key: str, settings: AgentSettings) -> Model:
    try:
        from destination_writer.agent.model.live import LiveModel
    except ImportError as error:
        raise ModelProblem.of(Code.NO_SDK, str(error)) from None
    try:
        return LiveModel(key, settings.base_url, settings.timeout)
    except Exception as error:
        # Nothing is sent here: what is raised is about the address, a proxy's address or certificates, and each of the
        # libraries below has errors of its own for it.
        raise ModelProblem.of(Code.NETWORK_SETTING, str(error)) from error
