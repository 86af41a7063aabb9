"""MariaDB and MySQL through PyMySQL."""

import datetime
import importlib
from dataclasses import dataclass, field
from typing import Any

from destination_writer.toolchain.engines.workers.placeholders import replaced
from destination_writer.toolchain.engines.workers.wire import Temporal, unpack

# In the engine's own environment, so not for the type checker.
pymysql: Any = importlib.import_module("pymysql")
FIELD_TYPE: Any = importlib.import_module("pymysql.constants.FIELD_TYPE")
FOUND_ROWS: int = importlib.import_module("pymysql.constants.CLIENT").FOUND_ROWS
READERS: dict[Any, Any] = importlib.import_module("pymysql.converters").conversions

BINARY_CHARSET = 63
_NAMES = {
    FIELD_TYPE.TINY: "TINYINT",
    FIELD_TYPE.SHORT: "SMALLINT",
    FIELD_TYPE.INT24: "MEDIUMINT",
    FIELD_TYPE.LONG: "INT",
    FIELD_TYPE.LONGLONG: "BIGINT",
    FIELD_TYPE.FLOAT: "FLOAT",
    FIELD_TYPE.DOUBLE: "DOUBLE",
    FIELD_TYPE.NEWDECIMAL: "DECIMAL",
    FIELD_TYPE.DECIMAL: "DECIMAL",
    FIELD_TYPE.DATE: "DATE",
    FIELD_TYPE.TIME: "TIME",
    FIELD_TYPE.DATETIME: "DATETIME",
    FIELD_TYPE.TIMESTAMP: "TIMESTAMP",
    FIELD_TYPE.YEAR: "YEAR",
    FIELD_TYPE.JSON: "JSON",
    FIELD_TYPE.BIT: "BIT",
    FIELD_TYPE.STRING: "CHAR",
    FIELD_TYPE.VAR_STRING: "VARCHAR",
    FIELD_TYPE.VARCHAR: "VARCHAR",
    FIELD_TYPE.BLOB: "TEXT",
    FIELD_TYPE.NULL: "NULL",
}
_TEXT_KINDS = {FIELD_TYPE.DATE: "date", FIELD_TYPE.DATETIME: "timestamp", FIELD_TYPE.TIMESTAMP: "timestamp"}


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    """Options: `host`, `port`, `user`, `password`."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._target = options
        connection = self._connect()
        self._version = str(connection.get_server_info())
        connection.close()

    def title(self) -> str:
        return f"MariaDB {self._version.removeprefix('5.5.5-').split('-')[0]}"

    def via(self) -> str:
        return f"Python driver PyMySQL {pymysql.__version__}"

    def open(self) -> "Session":
        return Session(self._connect())

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"MariaDB has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if not isinstance(error, pymysql.Error):
            return None
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        message = str(error.args[1]) if len(error.args) > 1 else str(error)
        state = getattr(error, "sqlstate", None)
        return {"message": message, "state": state, "vendor": code, "kind": type(error).__name__}

    def close(self) -> None:
        """Every session closes its own connection."""

    def _connect(self) -> Any:
        readers = {code: read for code, read in READERS.items() if code not in _TEXT_KINDS}
        readers[FIELD_TYPE.TIME] = lambda text: unpack({"$": "time", "v": text})
        return pymysql.connect(
            **self._target,
            charset="utf8mb4",
            autocommit=True,
            conv=readers,
            client_flag=FOUND_ROWS,
            init_command="SET time_zone = '+00:00'",
            local_infile=True,
        )


class Session:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, parameters: list[Any]) -> Result:
        with self._connection.cursor() as cursor:
            text = replaced(sql.replace("%", "%%"), lambda _: "%s") if parameters else sql
            cursor.execute(text, [_bound(value) for value in parameters] or None)
            if cursor.description is None:
                return Result(updated=max(cursor.rowcount, 0))
            fields = cursor._result.fields
            columns = [(column.name, _type(column)) for column in fields]
            return Result(columns, [[_value(v, fields[at]) for at, v in enumerate(row)] for row in cursor.fetchall()])

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        self._connection.autocommit(on)

    def commit(self) -> None:
        self._connection.commit()

    def rollback(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


def _bound(value: Any) -> Any:
    """An instant as UTC, since the session's zone is UTC and the server's literals have no offset here."""
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return str(value) if isinstance(value, str) else value


def _type(column: Any) -> str:
    name = _NAMES.get(column.type_code, "UNKNOWN")
    if column.charsetnr == BINARY_CHARSET:
        name = {"TEXT": "BLOB", "VARCHAR": "VARBINARY", "CHAR": "BINARY"}.get(name, name)
    elif name == "TEXT" and column.length >= 2**24:
        name = "LONGTEXT"
    return name


def _value(value: Any, column: Any) -> Any:
    kind = _TEXT_KINDS.get(column.type_code)
    if kind is None or not isinstance(value, str):
        return value
    iso = value.replace(" ", "T", 1)
    made = unpack({"$": kind, "v": iso})
    return made if not isinstance(made, str) else Temporal(iso, kind)
