"""SQLite: through `apsw` where the environment has it (a newer library, and declared types), else Python's own."""

import datetime
import decimal
import importlib.util
import re
import sqlite3
import uuid
from dataclasses import dataclass, field
from typing import Any

# In the engine's own environment, so not for the type checker.
apsw: Any = importlib.import_module("apsw") if importlib.util.find_spec("apsw") else None

BUSY_MS = 3000
"""How long a statement waits for another connection's lock; the JDBC driver's own default."""
_DECLARED = re.compile(r"^[^(]*")
_BY_VALUE: dict[type, str] = {int: "INTEGER", float: "FLOAT", bytes: "BLOB", str: "TEXT"}


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    """Options: `path` of the database file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._path: str = options["path"]

    def title(self) -> str:
        return f"SQLite {apsw.sqlite_lib_version() if apsw else sqlite3.sqlite_version}"

    def via(self) -> str:
        return f"Python driver apsw {apsw.apsw_version()}" if apsw else "Python's own sqlite3"

    def open(self) -> "Session":
        return Session(_Apsw(self._path) if apsw else _Standard(self._path))

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"SQLite has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if apsw and isinstance(error, apsw.Error):
            code = getattr(error, "extendedresult", 1)
        elif isinstance(error, sqlite3.Error):
            code = getattr(error, "sqlite_errorcode", 1)
        else:
            return None
        # The JDBC driver gives the result code as vendor code and no SQLSTATE.
        return {"message": str(error), "state": None, "vendor": code & 0xFF, "kind": type(error).__name__}

    def close(self) -> None:
        """Every session closes its own connection."""


class Session:
    """A connection of its own on the file. Without auto-commit a transaction opens before a statement."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._automatic = True

    def run(self, sql: str, parameters: list[Any]) -> Result:
        if not self._automatic and not self._database.in_transaction():
            self._database.execute("BEGIN", [])
        columns, rows, changed = self._database.execute(sql, [_bound(value) for value in parameters])
        if columns is None:
            return Result(updated=changed)
        return Result([(name, _type(kind, at, rows)) for at, (name, kind) in enumerate(columns)], rows)

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        if on:
            self.commit()
        self._automatic = on

    def commit(self) -> None:
        if self._database.in_transaction():
            self._database.execute("COMMIT", [])

    def rollback(self) -> None:
        if self._database.in_transaction():
            self._database.execute("ROLLBACK", [])

    def close(self) -> None:
        self.rollback()
        self._database.close()


class _Apsw:
    def __init__(self, path: str) -> None:
        self._connection = apsw.Connection(path)
        self._connection.set_busy_timeout(BUSY_MS)

    def execute(self, sql: str, parameters: list[Any]) -> tuple[Any, list[Any], int]:
        before = self._connection.total_changes()
        cursor = self._connection.cursor()
        described: list[Any] = []
        cursor.exec_trace = lambda inner, _sql, _bindings: described.append(inner.get_description()) or True
        rows = [list(row) for row in cursor.execute(sql, parameters or None)]
        columns = described[-1] if described and described[-1] else None
        return columns, rows, self._connection.total_changes() - before

    def in_transaction(self) -> bool:
        return not self._connection.get_autocommit()

    def close(self) -> None:
        self._connection.close(True)


class _Standard:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)

    def execute(self, sql: str, parameters: list[Any]) -> tuple[Any, list[Any], int]:
        before = self._connection.total_changes
        cursor = self._connection.execute(sql, parameters)
        rows = [list(row) for row in cursor.fetchall()]
        columns = [(column[0], None) for column in cursor.description] if cursor.description else None
        return columns, rows, self._connection.total_changes - before

    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def close(self) -> None:
        self._connection.close()


def _type(declared: str | None, at: int, rows: list[Any]) -> str:
    """As the xerial driver has it: the declared type without its length, else the type of the first value."""
    if declared:
        return _DECLARED.match(declared)[0].strip().upper()  # pyright: ignore[reportOptionalSubscript]  # always matches
    return _BY_VALUE.get(type(rows[0][at]), "NUMERIC") if rows else "NUMERIC"


def _bound(value: Any) -> Any:
    """As the xerial driver binds it: numbers beyond 64 bits, dates and the like as text."""
    match value:
        case bool():
            return int(value)
        case int() if not -(2**63) <= value < 2**63:
            return str(value)
        case decimal.Decimal() | uuid.UUID():
            return str(value)
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case str():
            return str(value)
        case _:
            return value
