"""A log of requests, where a setting names a folder: a line of JSON for each, redacted as it was sent, kept small."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from destination_writer.agent.model.pieces import piece_json
from destination_writer.agent.model.protocol import Model, Piece

log = logging.getLogger(__name__)

NAME = "requests.jsonl"
LARGEST = 5_000_000
"""Bytes of one file."""
KEPT = 4
"""Older files, `requests.1.jsonl` the newest of them."""


class Journal:
    """Writes what goes to a model and what comes back. A log that cannot be written stops nothing: it is said once."""

    def __init__(self, model: Model, folder: Path, largest: int = LARGEST) -> None:
        self._model, self._folder, self._largest = model, folder.expanduser(), largest
        self._is_broken = False

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        came: list[Mapping[str, object]] = []
        ended = "broken off"
        try:
            async with aclosing(self._model.answer(body)) as pieces:
                async for piece in pieces:
                    found = piece_json(piece)
                    if found["kind"] not in ("still-there", "text"):
                        came.append(found)
                    yield piece
            ended = "answered"
        except Exception as error:
            ended = str(error)
            raise
        finally:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            self._write({"at": at, "request": body, "answer": came, "ended": ended})

    async def close(self) -> None:
        await self._model.close()

    def _write(self, entry: Mapping[str, object]) -> None:
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / NAME
            if path.is_file() and path.stat().st_size + len(line) > self._largest:
                self._rotate(path)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            if not self._is_broken:
                log.warning("requests are not logged: %s", error)
            self._is_broken = True

    def _rotate(self, path: Path) -> None:
        for number in range(KEPT, 0, -1):
            older = path.with_name(f"requests.{number}.jsonl")
            newer = path.with_name(f"requests.{number - 1}.jsonl") if number > 1 else path
            if newer.is_file():
                newer.replace(older)
