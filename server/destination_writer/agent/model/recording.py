"""Conversations recorded and replayed: the same requests in the same order give the same answers, without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import cast

from destination_writer.agent.blocks import Json
from destination_writer.agent.model.pieces import piece_from, piece_json
from destination_writer.agent.model.protocol import Model, Piece
from destination_writer.agent.problems import Code, ModelProblem


def unchanged(text: str) -> str:
    return text


class ReplayMismatch(AssertionError):
    """A request that was not recorded at this point. The message says where the two differ first."""


class Recorder:
    """Passes everything through and keeps it; `save` writes the file.

    Bodies come redacted. `normalise` takes out of a request what differs from machine to machine (paths, times) before
    it is kept and compared.
    """

    def __init__(self, model: Model, path: Path, normalise: Callable[[str], str] = unchanged) -> None:
        self._model, self._path, self._normalise = model, path, normalise
        self._entries: list[Json] = []

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        entry: Json = {"request": json.loads(self._normalise(json.dumps(body, sort_keys=True, ensure_ascii=False)))}
        came: list[Json] = []
        self._entries.append(entry)
        try:
            async with aclosing(self._model.answer(body)) as pieces:
                async for piece in pieces:
                    came.append(piece_json(piece))
                    yield piece
        except ModelProblem as problem:
            entry["problem"] = {"code": problem.code.value, "detail": problem.detail, "after": problem.after}
            raise
        finally:
            entry["pieces"] = came
            entry["hash"] = _hash(entry["request"])

    async def close(self) -> None:
        await self._model.close()
        self.save()

    def save(self) -> None:
        text = "".join(json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n" for entry in self._entries)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(text, encoding="utf-8")


class Replay:
    """Answers from a recording, by order and hash of the request. Raises ReplayMismatch for any other request."""

    def __init__(self, path: Path, normalise: Callable[[str], str] = unchanged) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        self._entries: list[Json] = [json.loads(line) for line in lines]
        self._normalise = normalise
        self._at = 0

    @property
    def unused(self) -> int:
        """Recorded answers that nobody asked for."""
        return len(self._entries) - self._at

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        request: object = json.loads(self._normalise(json.dumps(body, sort_keys=True, ensure_ascii=False)))
        if self._at >= len(self._entries):
            raise ReplayMismatch(f"request {self._at + 1} was not recorded; the recording ends before it")
        entry = self._entries[self._at]
        self._at += 1
        if _hash(request) != entry["hash"]:
            raise ReplayMismatch(f"request {self._at} differs: {_difference(entry['request'], request, 'request')}")
        for piece in cast(list[Json], entry["pieces"]):
            yield piece_from(piece)
        if "problem" in entry:
            problem = cast(Json, entry["problem"])
            code, after = Code(str(problem["code"])), cast(float | None, problem["after"])
            raise ModelProblem.of(code, str(problem["detail"]), after)

    async def close(self) -> None:
        """Nothing is open."""


def _hash(request: object) -> str:
    return hashlib.blake2b(json.dumps(request, sort_keys=True).encode(), digest_size=12).hexdigest()


def _difference(old: object, new: object, where: str) -> str:
    """The first place where two JSON values differ, with both."""
    if isinstance(old, dict) and isinstance(new, dict):
        before, after = cast(Json, old), cast(Json, new)
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                return _difference(before.get(key), after.get(key), f"{where}.{key}")
    if isinstance(old, list) and isinstance(new, list):
        for at, (one, other) in enumerate(zip(cast(list[object], old), cast(list[object], new), strict=False)):
            if one != other:
                return _difference(one, other, f"{where}[{at}]")
        return f"{where} has {len(cast(list[object], new))} entries in place of {len(cast(list[object], old))}"
    return f"{where} is {json.dumps(new)[:200]} in place of {json.dumps(old)[:200]}"
