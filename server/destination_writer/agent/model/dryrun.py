"""A model that sends nothing: it shows the request as it would have gone out."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Mapping

from destination_writer.agent.model.protocol import Answered, Piece
from destination_writer.agent.redaction import Redactor
from destination_writer.agent.values import Usage

API = "https://api.anthropic.com"


class DryRun:
    """`write` is given one text a request: where it would go, and the JSON body, complete. Headers are the SDK's; the
    key is one of them and is never shown."""

    def __init__(self, write: Callable[[str], None], base_url: str = "") -> None:
        self._write = write
        self._address = Redactor().clean(f"{(base_url or API).rstrip('/')}/v1/messages")
        self.bodies: list[Mapping[str, object]] = []

    async def answer(self, body: Mapping[str, object]) -> AsyncGenerator[Piece, None]:
        self.bodies.append(body)
        self._write(f"POST {self._address}\n\n{json.dumps(body, indent=2, ensure_ascii=False)}\n")
        yield Answered((), "nothing-sent", Usage())

    async def close(self) -> None:
        """Nothing is open."""
