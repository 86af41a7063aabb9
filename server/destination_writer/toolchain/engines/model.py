"""The values of this package: what an engine is, what it answers, and how it says no."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Proof = Literal["executed", "emulated"]


class EngineError(Exception):
    """A statement that the database refused. `state` is its SQLSTATE and `vendor` its own code, where it has them."""

    def __init__(self, message: str, state: str | None = None, vendor: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.message, self.state, self.vendor, self.kind = message, state, vendor, kind


class EngineFailed(Exception):
    """The engine itself could not be started, broke down or gave no answer. The message quotes its last words."""


@dataclass(frozen=True)
class Missing:
    """An engine that this machine lacks: what was looked for (`reason`) and how to `get` it."""

    slug: str
    reason: str
    get: str

    def __str__(self) -> str:
        return f"{self.reason}. {self.get}" if self.get else self.reason


@dataclass(frozen=True)
class EngineKind:
    """An engine that can be started here for a database, with the proof that it gives.

    `stands_for` names the database in whose place it runs, when that is another one.
    """

    slug: str
    engine: str
    name: str
    proof: Proof
    stands_for: str | None
    environment: str | None
    python: Path | None
    lacks: tuple[str, ...] = ()
    """What an emulator lacks, one sentence each."""


@dataclass(frozen=True)
class JdbcAccess:
    """How a JVM reaches the engine: the drivers' `jars` belong on its class path."""

    url: str
    user: str
    password: str
    jars: tuple[Path, ...]
    driver: str
    """Its name and version, as `pgjdbc 42.7.4`."""
    title: str | None = None
    """Name and version of the database where the driver brings its own, as xerial's does."""


@dataclass(frozen=True)
class Column:
    """A column of a result: its label and its type, named as the database's JDBC driver names it."""

    name: str
    type: str


@dataclass(frozen=True)
class Rows:
    """What a statement gave: rows of plain Python values, or the number of rows that it `updated` (else -1).

    Dates and times that Python cannot hold are `workers.wire.Temporal`, texts with a kind; JSON is `JsonText`.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[object, ...]]
    updated: int = -1

    def dicts(self) -> list[dict[str, object]]:
        """Each row by column label; of equal labels the last one wins."""
        return [dict(zip((column.name for column in self.columns), row, strict=True)) for row in self.rows]
