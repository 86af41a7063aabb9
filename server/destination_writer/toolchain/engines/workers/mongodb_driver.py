"""MongoDB's commands on mongomock, in memory, in extended JSON; see `mongo_stages.py` for what is added to it."""

import json
from dataclasses import dataclass, field
from typing import Any

import bson.json_util as extended  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment
import mongomock  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
import pymongo.errors  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above

from destination_writer.toolchain.engines.workers import mongo_stages
from destination_writer.toolchain.engines.workers.mongo_commands import Commands
from destination_writer.toolchain.engines.workers.wire import JsonText


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    def __init__(self, _options: dict[str, Any]) -> None:
        self._client = mongomock.MongoClient(tz_aware=True)
        self._commands = Commands(self._client)
        mongo_stages.install(self._commands.validators.check)

    def title(self) -> str:
        from importlib.metadata import version

        return f"mongomock {version('mongomock')}"

    def via(self) -> str:
        return "database commands in extended JSON"

    def open(self) -> "Session":
        return Session(self)

    def call(self, name: str, body: Any) -> Any:
        """`command`: {"database", "command"} in extended JSON, answered as a server answers the command."""
        if name != "command":
            raise ValueError(f"MongoDB has no request {name!r:.100}")
        command = extended.loads(json.dumps(body["command"]))
        return json.loads(
            extended.dumps(self.run(body["database"], command), json_options=extended.CANONICAL_JSON_OPTIONS)
        )

    def run(self, database: str, command: dict[str, Any]) -> dict[str, Any]:
        return self._commands.run(database, command)

    def told(self, error: Exception) -> dict[str, Any] | None:
        if isinstance(error, pymongo.errors.PyMongoError):
            details = getattr(error, "details", None) or {}
            code = getattr(error, "code", None) or details.get("code") or 0
            return {"message": str(error), "state": None, "vendor": int(code), "kind": type(error).__name__}
        if isinstance(error, NotImplementedError):
            message = f"the emulator cannot do this: {error}"
            return {"message": message, "state": "0A000", "vendor": 0, "kind": "NotImplementedError"}
        return None

    def close(self) -> None:
        self._client.close()


class Session:
    """`run` takes a command as extended JSON with its database in `$db`; documents come one a row, as JSON."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def run(self, sql: str, _parameters: list[Any]) -> Result:
        command = extended.loads(sql)
        answer = self._driver.run(command.pop("$db"), command)
        if "cursor" not in answer:
            return Result(updated=int(answer.get("n", 0)))
        documents = answer["cursor"]["firstBatch"]
        rows = [[JsonText(extended.dumps(item, json_options=extended.CANONICAL_JSON_OPTIONS))] for item in documents]
        return Result([("document", "document")], rows)

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [self.run(sql, batch).updated for batch in batches]

    def autocommit(self, on: bool) -> None:
        """The emulator has no transactions."""

    def commit(self) -> None:
        """See `autocommit`."""

    def rollback(self) -> None:
        """See `autocommit`."""

    def close(self) -> None:
        """Sessions hold nothing."""
