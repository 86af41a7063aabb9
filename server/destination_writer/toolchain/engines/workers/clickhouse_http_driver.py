"""A ClickHouse server over its HTTP interface, with Python's own library alone."""

import http.client
import json
import re
import ssl
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from destination_writer.toolchain.engines.workers.placeholders import replaced

FORMAT = "JSONCompactEachRowWithNamesAndTypes"
TIMEOUT = 120.0
"""Seconds until a statement without an answer counts as lost."""
_CODE = re.compile(r"Code: (\d+)\. ")
_SETTINGS = {
    "default_format": FORMAT,
    "wait_end_of_query": "1",
    "output_format_json_quote_64bit_integers": "1",
    "output_format_json_quote_decimals": "1",
    "output_format_json_quote_denormals": "1",
    "date_time_input_format": "best_effort",
}
_OWN = frozenset({"ssl", "sslmode", "compress", "session_id", "database", "user", "password"})
"""Options of an address that are none of the server's settings."""


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Refused(Exception):
    """The server's own words about a statement."""


class Driver:
    """Options: `host`, `port`, `user`, `password`, `database`, `secure`, `settings`."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._title = "ClickHouse " + str(self.open().run("SELECT version()", []).rows[0][0])

    def title(self) -> str:
        return self._title

    def via(self) -> str:
        return "its HTTP interface"

    def open(self) -> "Session":
        return Session(self._options)

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"ClickHouse has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if not isinstance(error, Refused):
            return None
        code = _CODE.search(str(error))
        return {"message": str(error), "state": None, "vendor": int(code[1]) if code else 0, "kind": "Refused"}

    def close(self) -> None:
        """Every session closes its own connection."""


class Session:
    """A session of the server, so that SET counts for what follows. There are no transactions."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._id = uuid.uuid4().hex
        self._connection = _connection(options)

    def run(self, sql: str, parameters: list[Any]) -> Result:
        values = iter(parameters)
        text = replaced(sql, lambda _: _literal(next(values))) if parameters else sql
        answer = self._sent(text.rstrip().rstrip(";"))
        lines = [json.loads(line) for line in answer.split("\n") if line]
        if len(lines) < 2:
            return Result(updated=0)
        return Result(list(zip(lines[0], lines[1], strict=True)), lines[2:])

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        """Each statement counts at once; the JDBC driver takes both values as well."""

    def commit(self) -> None:
        """See `autocommit`."""

    def rollback(self) -> None:
        """See `autocommit`."""

    def close(self) -> None:
        self._connection.close()

    def _sent(self, sql: str) -> str:
        given = {key: value for key, value in self._options.get("settings", {}).items() if key not in _OWN}
        query: dict[str, str] = {**_SETTINGS, **given, "session_id": self._id, "session_timeout": "600"}
        if self._options.get("database"):
            query["database"] = self._options["database"]
        head = {"X-ClickHouse-User": self._options.get("user") or "default"}
        if self._options.get("password"):
            head["X-ClickHouse-Key"] = self._options["password"]
        self._connection.request("POST", "/?" + urlencode(query), sql.encode(), head)
        response = self._connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        if response.status != http.client.OK:
            raise Refused(text.strip() or f"the server answers {response.status} {response.reason}")
        return text


def _connection(options: dict[str, Any]) -> http.client.HTTPConnection:
    host, port = options["host"], options["port"]
    if options.get("secure"):
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"
