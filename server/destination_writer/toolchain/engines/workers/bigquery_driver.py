"""BigQuery's dialect and REST interface on bqemulator, in a thread of this process."""

import asyncio
import base64
import datetime
import decimal
import json
import re
import threading
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any

from bqemulator.config import (  # pyright: ignore[reportMissingImports]  # in the engine's own environment
    PersistenceMode,
    Settings,
)
from bqemulator.server import EmulatorServer  # pyright: ignore[reportMissingImports]  # as above

from destination_writer.toolchain.engines.workers.wire import JsonText, Temporal, unpack

PROJECT = "airbyte-project"
START_LIMIT = 60
"""Seconds that the emulator has to start."""
_NO_ROWS = re.compile(r"\s*(?:CREATE|ALTER|DROP|TRUNCATE|BEGIN|COMMIT|ROLLBACK|SET|DECLARE)\b", re.IGNORECASE)
"""The emulator describes the new table's columns in answers to these; BigQuery gives no rows."""
# SQLSTATEs for the reasons that BigQuery's errors carry; the REST interface itself has none.
_STATES = {"notFound": "42S02", "duplicate": "42S01", "invalidQuery": "42000", "accessDenied": "42501"}


class BigQueryError(Exception):
    """An answer of the REST interface that says no."""

    def __init__(self, message: str, reason: str, status: int) -> None:
        super().__init__(message)
        self.reason, self.status = reason, status


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    def __init__(self, options: dict[str, Any]) -> None:
        self._project = str(options.get("project", PROJECT))
        settings = Settings(
            persistence_mode=PersistenceMode.EPHEMERAL,
            rest_host="127.0.0.1",
            rest_port=0,
            grpc_host="127.0.0.1",
            grpc_port=0,
            default_project_id=self._project,
        )
        self._server = EmulatorServer(settings)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(START_LIMIT)
        self._url = f"http://127.0.0.1:{self._server.rest_port}"

    def title(self) -> str:
        from importlib.metadata import version

        return f"bqemulator {version('bqemulator')}"

    def via(self) -> str:
        return "REST client"

    def open(self) -> "Session":
        return Session(self)

    def call(self, name: str, body: Any) -> Any:
        """`http`: {"method", "path", "body"} gives {"status", "body"}; `endpoint` gives {"url", "project"}."""
        if name == "endpoint":
            return {"url": self._url, "project": self._project}
        if name == "http":
            status, answer = self.send(body["method"], body["path"], body.get("body"))
            return {"status": status, "body": answer}
        raise ValueError(f"BigQuery has no request {name!r:.100}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if not isinstance(error, BigQueryError):
            return None
        state = _STATES.get(error.reason)
        return {"message": str(error), "state": state, "vendor": error.status, "kind": error.reason}

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(START_LIMIT)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request; the status and the JSON that came back (a text when it is none)."""
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, _json(response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, _json(refused.read())

    def query(self, sql: str, parameters: list[Any], extra: dict[str, Any]) -> dict[str, Any]:
        """jobs.query with positional parameters, waiting for its end."""
        body: dict[str, Any] = {"query": sql, "useLegacySql": False, "timeoutMs": 600_000, **extra}
        if parameters:
            body |= {"parameterMode": "POSITIONAL", "queryParameters": [_parameter(value) for value in parameters]}
        status, answer = self.send("POST", f"/bigquery/v2/projects/{self._project}/queries", body)
        if status >= 400 or not isinstance(answer, dict):
            raise _refusal(status, answer)
        if answer.get("errors"):
            raise _refusal(400, {"error": {"errors": answer["errors"], "message": answer["errors"][0].get("message")}})
        rows = list(answer.get("rows") or [])
        while token := answer.get("pageToken"):
            job = answer["jobReference"]["jobId"]
            path = f"/bigquery/v2/projects/{self._project}/queries/{job}?pageToken={token}"
            status, answer = self.send("GET", path)
            if status >= 400:
                raise _refusal(status, answer)
            rows += answer.get("rows") or []
        return {**answer, "rows": rows}


class Session:
    """Statements are jobs of their own; there is no transaction across them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def run(self, sql: str, parameters: list[Any]) -> Result:
        answer = self._driver.query(sql, parameters, {})
        if "numDmlAffectedRows" in answer and answer["numDmlAffectedRows"] is not None:
            return Result(updated=int(answer["numDmlAffectedRows"]))
        fields = (answer.get("schema") or {}).get("fields") or []
        if not fields or _NO_ROWS.match(sql):
            return Result(updated=0)
        columns = [(item["name"], item["type"]) for item in fields]
        rows = [
            [_value(cell["v"], item) for cell, item in zip(row["f"], fields, strict=True)] for row in answer["rows"]
        ]
        return Result(columns, rows)

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        """BigQuery's client has no such switch."""

    def commit(self) -> None:
        """See `autocommit`."""

    def rollback(self) -> None:
        """See `autocommit`."""

    def close(self) -> None:
        """A job needs no closing."""


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return data.decode("utf-8", "replace")


def _refusal(status: int, answer: Any) -> BigQueryError:
    error = answer.get("error", {}) if isinstance(answer, dict) else {}
    first = (error.get("errors") or [{}])[0]
    return BigQueryError(error.get("message") or str(answer)[:500], first.get("reason", "backendError"), status)


_TYPES: list[tuple[type, str]] = [
    (bool, "BOOL"),
    (int, "INT64"),
    (float, "FLOAT64"),
    (decimal.Decimal, "BIGNUMERIC"),
    (bytes, "BYTES"),
    (datetime.datetime, "TIMESTAMP"),
    (datetime.date, "DATE"),
    (datetime.time, "TIME"),
    (JsonText, "JSON"),
    (str, "STRING"),
    (uuid.UUID, "STRING"),
]


def _parameter(value: Any) -> dict[str, Any]:
    kind = next((name for made, name in _TYPES if isinstance(value, made)), "STRING")
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        kind = "DATETIME"
    return {"parameterType": {"type": kind}, "parameterValue": {"value": _text(value)}}


def _text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case bytes():
            return base64.b64encode(value).decode()
        case datetime.datetime() | datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)


def _value(value: Any, schema: dict[str, Any]) -> Any:
    if value is None:
        return None
    if schema.get("mode") == "REPEATED":
        return [_value(item["v"], {**schema, "mode": "NULLABLE"}) for item in value]
    if schema["type"] in ("RECORD", "STRUCT"):
        return {item["name"]: _value(cell["v"], item) for cell, item in zip(value["f"], schema["fields"], strict=True)}
    reader = _READERS.get(schema["type"])
    return reader(value) if reader else value


def _instant(text: str) -> Any:
    """REST gives microseconds since 1970, or seconds with a fraction, as text."""
    seconds = decimal.Decimal(text)
    micros = int(seconds) if "." not in text and "E" not in text else int(seconds * 10**6)
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    try:
        return moment + datetime.timedelta(microseconds=micros)
    except OverflowError:
        return Temporal(text, "timestamptz")


def _temporal(kind: str) -> Any:
    return lambda text: unpack({"$": kind, "v": text})


_READERS: dict[str, Any] = {
    "INTEGER": int,
    "INT64": int,
    "FLOAT": float,
    "FLOAT64": float,
    "BOOLEAN": lambda text: text in (True, "true"),
    "BOOL": lambda text: text in (True, "true"),
    "NUMERIC": decimal.Decimal,
    "BIGNUMERIC": decimal.Decimal,
    "BYTES": base64.b64decode,
    "JSON": JsonText,
    "TIMESTAMP": _instant,
    "DATETIME": _temporal("timestamp"),
    "DATE": _temporal("date"),
    "TIME": _temporal("time"),
}
