"""ClickHouse in this process, through chdb. It has one session; parameters are written into the statement."""

import datetime
import decimal
import json
import math
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import chdb  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment
from chdb.session import (  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
    Session as Database,
)

from destination_writer.toolchain.engines.workers.placeholders import replaced
from destination_writer.toolchain.engines.workers.wire import JsonText, unpack

FORMAT = "JSONCompactEachRowWithNamesAndTypes"
_READS = re.compile(
    r"^\s*(?:\(|SELECT|WITH|SHOW|DESC|DESCRIBE|EXISTS|EXPLAIN|CHECK|TABLE|VALUES)\b|^\s*\(", re.IGNORECASE
)
_LEADING_COMMENT = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", re.DOTALL)
_CODE = re.compile(r"^Code: (\d+)\. ")
_SETTINGS = {
    "session_timezone": "UTC",
    "output_format_json_quote_64bit_integers": 1,
    "output_format_json_quote_decimals": 1,
    "output_format_json_quote_denormals": 1,
    "output_format_json_named_tuples_as_objects": 1,
    "date_time_input_format": "best_effort",
}


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    """Options: `path` of the data folder. A second process on the same folder is refused by ClickHouse."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._database = Database(options["path"])
        for name, value in _SETTINGS.items():
            self._database.query(f"SET {name} = {_literal(value)}")

    def title(self) -> str:
        return "ClickHouse " + str(self._database.query("SELECT version()", "TSVRaw").data()).strip()

    def via(self) -> str:
        return f"Python driver chdb {chdb.__version__}"

    def open(self) -> "Session":
        return Session(self._database)

    def call(self, name: str, body: Any) -> Any:
        """`insert`: {"table", "format", "data"} as INSERT INTO table FORMAT format; what the native client sends."""
        if name == "insert":
            self._database.query(f"INSERT INTO {body['table']} FORMAT {body['format']}\n{body['data']}")
            return {}
        raise ValueError(f"ClickHouse has no request {name!r:.100}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if type(error).__name__ != "ChdbError":
            return None
        text = str(error)
        code = _CODE.match(text)
        # The JDBC driver gives the server's code as vendor code; its SQLSTATE follows the kind of failure.
        return {"message": text, "state": "22000", "vendor": int(code[1]) if code else 0, "kind": "ChdbError"}

    def close(self) -> None:
        self._database.close()


class Session:
    """All sessions are one, and ClickHouse has no transactions: each statement counts at once."""

    def __init__(self, database: Any) -> None:
        self._database = database

    def run(self, sql: str, parameters: list[Any]) -> Result:
        values = iter(parameters)
        text = replaced(sql, lambda _: _literal(next(values))) if parameters else sql
        if not _READS.match(_LEADING_COMMENT.sub("", text)):
            answer = self._database.query(text)
            return Result(updated=int(answer.rows_written() or 0) if hasattr(answer, "rows_written") else 0)
        answer = self._database.query(text.rstrip().rstrip(";"), FORMAT)
        lines = [json.loads(line) for line in str(answer.data()).split("\n") if line]
        if not lines:
            return Result(updated=0)
        names, types, rows = lines[0], lines[1], lines[2:]
        return Result(
            list(zip(names, types, strict=True)),
            [[_value(v, t) for v, t in zip(row, types, strict=True)] for row in rows],
        )

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        """An INSERT with one group of placeholders goes as one statement, as the JDBC driver sends a batch."""
        head, group = _values_group(sql)
        if not group:
            return [max(self.run(sql, batch).updated, 0) for batch in batches]
        groups = [replaced(group, lambda number, batch=batch: _literal(batch[number - 1])) for batch in batches]
        self._database.query(head + ", ".join(groups))
        return [1] * len(batches)

    def autocommit(self, on: bool) -> None:
        """The JDBC driver takes both values as well and does nothing."""

    def commit(self) -> None:
        """See `autocommit`."""

    def rollback(self) -> None:
        """See `autocommit`."""

    def close(self) -> None:
        """The database is closed with the driver."""


def _values_group(sql: str) -> tuple[str, str]:
    match = re.match(r"(?s)(\s*INSERT\s+INTO\b.*?\bVALUES\s*)(\(.*\))\s*;?\s*$", sql, re.IGNORECASE)
    return (match[1], match[2]) if match else (sql, "")


def _literal(value: Any) -> str:
    """As the JDBC driver writes parameters."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case decimal.Decimal():
            return f"'{value}'" if value.is_finite() and abs(value.adjusted()) > 15 else str(value)
        case float():
            return repr(value) if math.isfinite(value) else "'nan'" if math.isnan(value) else f"'{value}'"
        case datetime.datetime():
            moment = value.astimezone(datetime.UTC) if value.tzinfo else value
            return f"'{moment.replace(tzinfo=None).isoformat(' ')}'"
        case datetime.date() | datetime.time() | uuid.UUID():
            return f"'{value}'"
        case bytes():
            return "'" + "".join(f"\\x{byte:02X}" for byte in value) + "'"
        case list() | tuple():
            return "[" + ", ".join(_literal(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in value.items()) + "}"
        case _:
            return "'" + _escaped(str(value)) + "'"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0")


def _value(value: Any, kind: str) -> Any:
    inner = _inner(kind)
    base = inner.split("(")[0]
    if value is None:
        return None
    if base.startswith(("Int", "UInt")):
        return int(value)
    if base == "Decimal":
        return decimal.Decimal(str(value))
    if base.startswith(("Float", "BFloat")):
        return float(value)
    if base in ("DateTime", "DateTime64"):
        return _moment(value, inner)
    if base in ("Date", "Date32"):
        return unpack({"$": "date", "v": value})
    if base == "UUID":
        return uuid.UUID(value)
    if base == "Array":
        return [_value(item, inner[len("Array(") : -1]) for item in value]
    if base == "JSON":
        return JsonText(json.dumps(value))
    return value


def _moment(value: str, kind: str) -> Any:
    """A type with a zone of its own is an instant; without one it is shown in the session's zone, which is UTC.

    The zone `Etc/UTC` stands for wall-clock times.
    """
    text = value.replace(" ", "T", 1)
    if "'Etc/UTC'" in kind:
        return unpack({"$": "timestamp", "v": text})
    return unpack({"$": "timestamptz", "v": f"{text}+00:00"}) if "'" not in kind or "UTC" in kind else text


def _inner(kind: str) -> str:
    match = re.match(r"(?:Nullable|LowCardinality)\((.*)\)$", kind)
    return _inner(match[1]) if match else kind
