"""PostgreSQL and what speaks its protocol, through psycopg."""

import json
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.adapt import Loader

from destination_writer.toolchain.engines.workers.placeholders import replaced
from destination_writer.toolchain.engines.workers.wire import JsonText, Temporal, unpack


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    """Options: `host`, `port`, `user`, `password`, `database`, `simple` (one round trip a statement)."""

    def __init__(self, options: dict[str, Any]) -> None:
        names = {"database": "dbname"}
        self._simple = bool(options.pop("simple", False))
        self._name: str = options.pop("name", "PostgreSQL")
        self._version: str = options.pop("version_query", "SHOW server_version")
        self._target = {names.get(key, key): value for key, value in options.items()}
        with self._connect() as connection:
            row = connection.execute(self._version.encode()).fetchone()
            self._title = f"{self._name} {str(row[0]).split(' ')[0]}" if row else self._name

    def title(self) -> str:
        return self._title

    def via(self) -> str:
        return f"Python driver psycopg {psycopg.__version__}"

    def open(self) -> "Session":
        return Session(self._connect(), self._simple)

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"{self._name} has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if not isinstance(error, psycopg.Error):
            return None
        return {"message": str(error), "state": error.sqlstate, "vendor": 0, "kind": type(error).__name__}

    def close(self) -> None:
        """Nothing is held between sessions."""

    def _connect(self) -> "psycopg.Connection[Any]":
        connection = psycopg.connect(**self._target, autocommit=True, prepare_threshold=None)
        for name, kind in _KINDS.items():
            connection.adapters.register_loader(name, _loader(kind))
        return connection


class Session:
    def __init__(self, connection: "psycopg.Connection[Any]", simple: bool) -> None:
        self._connection = connection
        self._simple = simple
        self._names: dict[int, str] = {}

    def run(self, sql: str, parameters: list[Any]) -> Result:
        with self._cursor() as cursor:
            cursor.execute(self._text(sql, bool(parameters)), parameters or None)
            return self._result(cursor)

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        text, counts = self._text(sql, True), []
        with self._cursor() as cursor:
            for batch in batches:
                cursor.execute(text, batch)
                counts.append(max(cursor.rowcount, 0))
        return counts

    def autocommit(self, on: bool) -> None:
        if on:
            self._connection.commit()
        self._connection.set_autocommit(on)

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()

    def _cursor(self) -> Any:
        made = psycopg.ClientCursor if self._simple else psycopg.RawCursor
        return made(self._connection)

    def _text(self, sql: str, parameterised: bool) -> bytes:
        """Bytes, because the driver's types take no text that was put together."""
        if not parameterised:
            return sql.encode()
        if self._simple:
            return replaced(sql.replace("%", "%%"), lambda _: "%s").encode()
        return replaced(sql, lambda number: f"${number}").encode()

    def _result(self, cursor: Any) -> Result:
        while cursor.nextset():
            """JDBC gives the first result of several; here the last one counts, as with the other engines."""
        if cursor.description is None:
            return Result(updated=max(cursor.rowcount, 0))
        codes = [column.type_code for column in cursor.description]
        columns = [(column.name, self._type(column.type_code)) for column in cursor.description]
        rows = [[_value(item, codes[at]) for at, item in enumerate(row)] for row in cursor.fetchall()]
        return Result(columns, rows)

    def _type(self, oid: int) -> str:
        """The type's name in pg_type, which is what pgjdbc reports as the type's name."""
        if oid not in self._names:
            with psycopg.RawCursor(self._connection) as cursor:
                query = f"SELECT typname FROM pg_catalog.pg_type WHERE oid = {int(oid)}"
                row = cursor.execute(query.encode()).fetchone()
            self._names[oid] = row[0] if row else "unknown"
        return self._names[oid]


_KINDS = {
    "date": "date",
    "time": "time",
    "timetz": "timetz",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "interval": "interval",
    "json": "json",
    "jsonb": "json",
}


def _loader(kind: str) -> type[Loader]:
    """A loader that keeps the server's text: years that Python lacks and JSON's own spelling survive it."""

    class AsText(Loader):
        def load(self, data: Any) -> object:
            text = bytes(data).decode()
            if kind == "json":
                return JsonText(text)
            iso = text.replace(" ", "T", 1) if kind.startswith("timestamp") and not text.endswith("BC") else text
            return unpack({"$": kind, "v": iso}) if kind != "interval" else Temporal(text, kind)

    return AsText


def _value(value: Any, _code: int) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value
