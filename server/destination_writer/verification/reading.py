"""Reading a table through the engine's own driver, for databases whose connectors do not speak JDBC."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from destination_writer.toolchain.engines import Engine

Row = dict[str, Any]
"""Column -> text, as `Stage.rows` gives it."""
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_NUMBERS = ("$numberInt", "$numberLong", "$numberDecimal", "$numberDouble")


def sql_rows(engine: Engine, qualified: str, _table: tuple[str, str], columns: Sequence[str]) -> list[Row]:
    """By a query that names no column, so that names need no quoting of this package's."""
    found = engine.query(f"SELECT * FROM {qualified}")
    return [{column: as_text(row.get(column)) for column in columns} for row in found.dicts()]


def document_rows(engine: Engine, _qualified: str, table: tuple[str, str], columns: Sequence[str]) -> list[Row]:
    """Documents of a collection; the database is the namespace. A field that is not there is NULL."""
    command = {"find": table[1], "filter": {}, "batchSize": 1_000_000, "$db": table[0]}
    found = engine.query(json.dumps(command))
    documents = [json.loads(str(row[0])) for row in found.rows]
    return [{column: _document_text(document.get(column)) for column in columns} for document in documents]


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


def _document_text(value: Any) -> str | None:
    """A field in extended JSON as text: numbers and dates by their value, arrays and objects as JSON."""
    plain = _plain(value)
    return json.dumps(plain) if isinstance(plain, dict | list) else as_text(plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        number = next((value[key] for key in _NUMBERS if key in value), None)
        if number is not None:
            return _Digits(number)
        if "$date" in value:
            milliseconds = int(value["$date"]["$numberLong"])
            return (_EPOCH + datetime.timedelta(milliseconds=milliseconds)).isoformat().replace("+00:00", "Z")
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class _Digits(float):
    """A number that writes itself with the digits that it was given."""

    def __new__(cls, text: str) -> "_Digits":
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text
