"""A running engine: statements, sessions, requests of its own kind, and how a JVM reaches it."""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from destination_writer.toolchain.engines.model import Column, EngineKind, JdbcAccess, Proof, Rows
from destination_writer.toolchain.engines.worker_process import WorkerProcess
from destination_writer.toolchain.engines.workers.wire import pack, unpack


class Session:
    """One connection of an engine, with a transaction of its own. Auto-commit is on at first."""

    def __init__(self, worker: WorkerProcess, number: int) -> None:
        self._worker = worker
        self._number = number
        worker.request("open", session=number)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run a statement; its `?` are the parameters. Raises EngineError, EngineFailed."""
        return rows_of(self.query_packed(sql, [pack(value) for value in parameters]))

    def query_packed(self, sql: str, parameters: Sequence[object]) -> dict[str, Any]:
        """The same with values in the form of `workers.wire`, both ways."""
        return self._worker.request("run", session=self._number, sql=sql, parameters=list(parameters))

    def execute_many(self, sql: str, batches: Sequence[Sequence[object]]) -> list[int]:
        """Run a statement once for each list of parameters; the numbers of updated rows."""
        return self.execute_many_packed(sql, [[pack(value) for value in batch] for batch in batches])

    def execute_many_packed(self, sql: str, batches: Sequence[Sequence[object]]) -> list[int]:
        """The same with values in the form of `workers.wire`."""
        return self._worker.request("many", session=self._number, sql=sql, batches=[list(batch) for batch in batches])

    def autocommit(self, on: bool) -> None:
        """Turning it on commits what is open, as JDBC has it."""
        self._worker.request("autocommit", session=self._number, on=on)

    def commit(self) -> None:
        self._worker.request("commit", session=self._number)

    def rollback(self) -> None:
        self._worker.request("rollback", session=self._number)

    def close(self) -> None:
        """What was not committed is rolled back."""
        self._worker.request("close", session=self._number)


class Engine:
    """A database that runs. All statements outside of sessions share one connection with auto-commit."""

    def __init__(self, kind: EngineKind, worker: WorkerProcess, jdbc: JdbcAccess | None = None) -> None:
        self.kind = kind
        self.jdbc = jdbc
        self._worker = worker
        self._numbers = itertools.count(1)
        self._main: Session | None = None

    @property
    def slug(self) -> str:
        return self.kind.slug

    @property
    def title(self) -> str:
        """Name and version, as `DuckDB 2.0.0`; a stand-in says for what, as `PostgreSQL 18.6 in place of Redshift`."""
        title = (self.jdbc and self.jdbc.title) or self._worker.title
        return f"{title} in place of {self.kind.stands_for}" if self.kind.stands_for else title

    @property
    def proof(self) -> Proof:
        return self.kind.proof

    @property
    def label(self) -> str:
        """Proof and title, as `executed: DuckDB 2.0.0`."""
        return f"{self.proof}: {self.title}"

    @property
    def via(self) -> str:
        """How the generated client reaches it: a JDBC driver, or a Python driver over the bridge."""
        return f"JDBC driver {self.jdbc.driver}" if self.jdbc else f"{self._worker.via} over a bridge"

    @property
    def process_id(self) -> int:
        """Of the worker that speaks to the database."""
        return self._worker.process_id

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Rows:
        """Run a statement with `?` as placeholders. Raises EngineError for a refused statement, else EngineFailed."""
        return self._session().query(sql, parameters)

    def execute_many(self, sql: str, batches: Sequence[Sequence[object]]) -> list[int]:
        """Run a statement once for each list of parameters; the numbers of updated rows."""
        return self._session().execute_many(sql, batches)

    def call(self, name: str, body: object) -> Any:
        """A request that is no SQL, JSON in and out; `docs/engines.md` lists the requests of each engine."""
        return self._worker.request("call", name=name, body=body)

    def open_session(self) -> Session:
        """A connection of its own; whoever opens it closes it."""
        return Session(self._worker, next(self._numbers))

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """A connection of its own for a `with` block."""
        session = self.open_session()
        try:
            yield session
        finally:
            session.close()

    def _session(self) -> Session:
        if self._main is None:
            self._main = Session(self._worker, 0)
        return self._main


def rows_of(answer: dict[str, Any]) -> Rows:
    """A worker's answer as Rows."""
    columns = tuple(Column(name, kind) for name, kind in answer["columns"] or ())
    return Rows(columns, [tuple(unpack(value) for value in row) for row in answer["rows"]], answer["updated"])
