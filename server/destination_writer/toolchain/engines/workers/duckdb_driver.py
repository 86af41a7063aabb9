"""DuckDB through its Python package."""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

import duckdb  # pyright: ignore[reportMissingImports]  # in the engine's own environment

from destination_writer.toolchain.engines.workers.wire import JsonText, Temporal

_ISO = re.compile(r"^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d\S*)$")
_KINDS = {
    "DATE": "date",
    "TIME": "time",
    "TIME WITH TIME ZONE": "timetz",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "INTERVAL": "interval",
}
_EDGES = (datetime.datetime.max, datetime.datetime.min.replace(microsecond=1), datetime.datetime.min)
"""What the Python package makes of `infinity` and `-infinity`; the value is then read again as text."""


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    def __init__(self, options: dict[str, Any]) -> None:
        self._root = duckdb.connect(options.get("path") or ":memory:")
        self._root.execute("SET TimeZone = 'UTC'")

    def title(self) -> str:
        return f"DuckDB {duckdb.__version__}"

    def via(self) -> str:
        return f"Python driver duckdb {duckdb.__version__}"

    def open(self) -> "Session":
        return Session(self._root.cursor())

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"DuckDB has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if not isinstance(error, duckdb.Error):
            return None
        # The JDBC driver gives neither SQLSTATE nor vendor code: its SQLExceptions carry the message alone.
        return {"message": str(error), "state": None, "vendor": 0, "kind": type(error).__name__}

    def close(self) -> None:
        self._root.close()


class Session:
    """A connection of its own on the same database. Without auto-commit a transaction opens before a statement."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._connection.execute("SET TimeZone = 'UTC'")
        self._automatic = True
        self._began = False

    def run(self, sql: str, parameters: list[Any]) -> Result:
        self._begin()
        result = Result()
        statements = self._connection.extract_statements(sql)
        for number, statement in enumerate(statements):
            last = number == len(statements) - 1
            result = self._one(statement, parameters if last else [])
        return result

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        if on:
            self.commit()
        self._automatic = on

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def close(self) -> None:
        self.rollback()
        self._connection.close()

    def _begin(self) -> None:
        if not self._automatic and not self._began:
            self._connection.execute("BEGIN TRANSACTION")
            self._began = True

    def _end(self, how: str) -> None:
        if self._began:
            self._began = False
            self._connection.execute(how)

    def _one(self, statement: Any, parameters: list[Any]) -> Result:
        kinds = [kind.name for kind in statement.expected_result_type]
        self._connection.execute(statement, parameters or None)
        described = self._connection.description
        rows = self._connection.fetchall() if described else []
        names = [(column[0], str(column[1]).strip('"')) for column in described or ()]
        if kinds == ["NOTHING"] or (kinds[0] != "QUERY_RESULT" and names in ([("Count", "BIGINT")], [])):
            return Result(updated=int(rows[0][0]) if rows else 0)
        if kinds[0] != "QUERY_RESULT" and names == [("Success", "BOOLEAN")]:
            return Result(updated=0)
        if kinds == ["QUERY_RESULT"] and statement.type.name == "SELECT":
            rows = self._faithful(statement.query, parameters, names, rows)
        return Result(names, [[_value(item, names[at][1]) for at, item in enumerate(row)] for row in rows])

    def _faithful(self, query: str, parameters: list[Any], names: list[tuple[str, str]], rows: list[Any]) -> list[Any]:
        """The rows, with text in place of values that the package rounds: nanoseconds, intervals, infinities."""
        doubtful = [at for at, (_, kind) in enumerate(names) if _rounds(kind, [row[at] for row in rows])]
        if not doubtful:
            return rows
        inner = query.strip().rstrip(";")
        text = self._connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({inner}\n)", parameters or None)
        seen = text.fetchall()
        return [
            [again[at] if at in doubtful else value for at, value in enumerate(row)]
            for row, again in zip(rows, seen, strict=True)
        ]


def _rounds(kind: str, values: list[Any]) -> bool:
    if kind in ("TIMESTAMP_NS", "INTERVAL"):
        return any(value is not None for value in values)
    return any(isinstance(value, datetime.datetime) and value.replace(tzinfo=None) in _EDGES for value in values)


def _value(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "JSON":
        return JsonText(value)
    temporal = "timestamp" if kind.startswith("TIMESTAMP") and kind not in _KINDS else _KINDS.get(kind)
    if temporal is None:
        return value
    match = _ISO.match(value)
    text = f"{match[1]}T{match[2]}" if match else value
    return Temporal(text, temporal)
