"""Reading a table through the engine's own driver, for databases whose connectors do not speak JDBC."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from destination_writer.toolchain.engines import Engine
from destination_writer.verification.values import JSON_TYPES

Row = dict[str, Any]
"""Column -> text, as `Stage.rows` gives it."""
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_NUMBERS = ("$numberInt", "$numberLong", "$numberDecimal", "$numberDouble")


def sql_rows(engine: Engine, qualified: str, _table: tuple[str, str], columns: Mapping[str, str]) -> list[Row]:
    """By a query that names no column, so that names need no quoting of this package's."""
    found = engine.query(f"SELECT * FROM {qualified}")
    return [{column: as_text(row.get(column)) for column in columns} for row in found.dicts()]


def document_rows(engine: Engine, _qualified: str, table: tuple[str, str], columns: Mapping[str, str]) -> list[Row]:
    """Documents of a collection; the database is the namespace. A field that is not there is NULL.

    `columns` are names and types: BSON alone does not tell a day from an instant, nor a text from JSON's text.
    """
    command = {"find": table[1], "filter": {}, "batchSize": 1_000_000, "$db": table[0]}
    found = engine.query(json.dumps(command))
    documents = [json.loads(str(row[0])) for row in found.rows]
    return [
        {name: _document_text(document.get(name), kind) for name, kind in columns.items()} for document in documents
    ]


def as_text(value: object) -> str | None:
    """A driver's value as the text that `values.canonical` reads."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case dict() | list() | tuple():
            return json.dumps(value, default=str)
        case _:
            return str(value)


def _document_text(value: Any, kind: str) -> str | None:
    """A field in extended JSON as text: numbers and dates by their value, JSON columns as JSON."""
    if value is None:
        return None
    if kind in JSON_TYPES:
        return _json(value)
    plain = _plain(value)
    if kind == "timestamp_without_timezone" and isinstance(plain, str):
        return plain.removesuffix("Z")
    return plain if isinstance(plain, str) else _json(value)


def _plain(value: Any) -> Any:
    """A number as its digits, a date as ISO text in UTC; everything else as it is."""
    if not isinstance(value, Mapping):
        return value
    number = next((value[key] for key in _NUMBERS if key in value), None)
    if number is not None:
        return str(number)
    if "$date" in value:
        milliseconds = int(value["$date"]["$numberLong"])
        return (_EPOCH + datetime.timedelta(milliseconds=milliseconds)).isoformat().replace("+00:00", "Z")
    return value


def _json(value: Any) -> str:
    """Extended JSON as plain JSON, with all digits of its numbers."""
    if isinstance(value, Mapping):
        if any(key in value for key in _NUMBERS):
            return _plain(value)
        if "$date" in value:
            return json.dumps(_plain(value))
        return "{" + ",".join(f"{json.dumps(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return json.dumps(value)
