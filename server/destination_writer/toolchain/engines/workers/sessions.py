"""What a worker does with a request: sessions by number, each with its own transaction."""

import sys
from typing import Any, Protocol

from destination_writer.toolchain.engines.workers.wire import pack, unpack


class Result(Protocol):
    """`columns` is None for a statement without rows; each column is a name and the JDBC driver's type name."""

    columns: list[tuple[str, str]] | None
    rows: list[Any]
    updated: int


class Session(Protocol):
    """One connection to the database."""

    def run(self, sql: str, parameters: list[Any]) -> Result: ...
    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]: ...
    def autocommit(self, on: bool) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


class Driver(Protocol):
    """One database in one environment. `told` gives a database error as `message`, `state`, `vendor`, else None."""

    def title(self) -> str: ...
    def via(self) -> str: ...
    def open(self) -> Session: ...
    def call(self, name: str, body: Any) -> Any: ...
    def told(self, error: Exception) -> dict[str, Any] | None: ...
    def close(self) -> None: ...


class Sessions:
    """The sessions of one worker, opened by whoever asks first with a number."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._open: dict[int, Session] = {}
        self._will: list[str] = []

    def handle(self, request: dict[str, Any]) -> object:
        """The answer to one request, as JSON. Raises what the driver raises."""
        match request["op"]:
            case "call":
                return self.driver.call(request["name"], request["body"])
            case "close":
                session = self._open.pop(request["session"], None)
                return session.close() if session else None
            case "run":
                return self._run(self._session(request), request)
            case "many":
                batches = [_values(batch) for batch in request["batches"]]
                return self._session(request).run_many(request["sql"], batches)
            case "autocommit":
                return self._session(request).autocommit(request["on"])
            case "commit":
                return self._session(request).commit()
            case "rollback":
                return self._session(request).rollback()
            case "open":
                self._session(request)
                return None
            case "will":
                self._will = list(request["statements"])
                return None
            case other:
                raise ValueError(f"no request is called {other}")

    def close_all(self) -> None:
        for session in self._open.values():
            session.close()
        self._open.clear()

    def carry_out(self) -> None:
        """Run the statements that were left for the end of the input: whoever asked was killed."""
        if not self._will:
            return
        session = self.driver.open()
        for sql in self._will:
            try:
                session.run(sql, [])
            except Exception as error:  # what one statement cannot remove, the next one may
                print(f"{sql}: {error}", file=sys.stderr)
        session.close()

    def _session(self, request: dict[str, Any]) -> Session:
        number = request["session"]
        if number not in self._open:
            self._open[number] = self.driver.open()
        return self._open[number]

    def _run(self, session: Session, request: dict[str, Any]) -> dict[str, Any]:
        result = session.run(request["sql"], _values(request["parameters"]))
        rows = [[pack(value) for value in row] for row in result.rows]
        return {"columns": result.columns, "rows": rows, "updated": result.updated}


def _values(parameters: list[Any]) -> list[Any]:
    return [unpack(value) for value in parameters]
