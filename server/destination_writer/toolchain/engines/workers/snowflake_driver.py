"""Snowflake's dialect on fakesnow, an emulator on DuckDB, through Snowflake's own Python connector."""

import datetime
import re
import warnings
from dataclasses import dataclass, field
from typing import Any

import fakesnow.variables  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment
import snowflake.connector  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above

from destination_writer.toolchain.engines.workers.wire import JsonText

_SWAP = re.compile(
    r"^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?P<one>\S+(?:\s*\.\s*\S+)*?)\s+SWAP\s+WITH\s+(?P<two>.+?)\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_CLONE = re.compile(
    r"^\s*CREATE\s+OR\s+REPLACE\s+TABLE\s+(?P<new>.+?)\s+CLONE\s+(?P<old>.+?)(?:\s+COPY\s+GRANTS)?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_MERGE = re.compile(r"^\s*MERGE\s+INTO\s.+?\sAS\s+(?P<alias>\w+)\s+USING\s", re.IGNORECASE | re.DOTALL)
_COUNTS = re.compile(r"^number of rows (inserted|updated|deleted)$", re.IGNORECASE)
# Type codes of the connector's description -> the names that Snowflake's JDBC driver reports.
_NAMES = {
    0: "NUMBER",
    1: "DOUBLE",
    2: "VARCHAR",
    3: "DATE",
    4: "TIMESTAMPNTZ",
    5: "VARIANT",
    6: "TIMESTAMPLTZ",
    7: "TIMESTAMPTZ",
    8: "TIMESTAMPNTZ",
    9: "OBJECT",
    10: "ARRAY",
    11: "BINARY",
    12: "TIME",
    13: "BOOLEAN",
}
DATABASE = "AIRBYTE"


@dataclass
class Result:
    columns: list[tuple[str, str]] | None = None
    rows: list[Any] = field(default_factory=list)
    updated: int = -1


class Driver:
    def __init__(self, options: dict[str, Any]) -> None:
        warnings.simplefilter("ignore")
        self._patch = fakesnow.patch()
        self._patch.__enter__()
        # It takes `$x` inside of quotes for a session variable; generated SQL has none.
        fakesnow.variables.Variables.inline_variables = lambda _self, sql: sql
        snowflake.connector.paramstyle = "qmark"
        self._database = str(options.get("database", DATABASE))

    def title(self) -> str:
        from importlib.metadata import version

        return f"fakesnow {version('fakesnow')}"

    def via(self) -> str:
        return f"Python driver snowflake-connector-python {snowflake.connector.__version__}"

    def open(self) -> "Session":
        connection = snowflake.connector.connect(database=self._database, schema="PUBLIC")
        return Session(connection)

    def call(self, name: str, body: Any) -> Any:
        raise ValueError(f"Snowflake has no request {name!r:.100} with {type(body).__name__}")

    def told(self, error: Exception) -> dict[str, Any] | None:
        if isinstance(error, NotImplementedError):
            message = f"the emulator cannot do this: {error}"
            return {"message": message, "state": "0A000", "vendor": 0, "kind": "NotImplementedError"}
        if isinstance(error, snowflake.connector.errors.Error):
            state, code = getattr(error, "sqlstate", None), getattr(error, "errno", 0)
            return {"message": str(error), "state": state, "vendor": max(code or 0, 0), "kind": type(error).__name__}
        if type(error).__module__.split(".")[0] in ("duckdb", "_duckdb", "sqlglot"):
            return {"message": f"the emulator: {error}", "state": "42000", "vendor": 0, "kind": type(error).__name__}
        return None

    def close(self) -> None:
        self._patch.__exit__(None, None, None)


class Session:
    """A connection of its own. Without auto-commit a transaction opens before a statement."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._automatic = True
        self._began = False
        self._cursor = connection.cursor()

    def run(self, sql: str, parameters: list[Any]) -> Result:
        if not self._automatic and not self._began:
            self._cursor.execute("BEGIN")
            self._began = True
        sql = _for_emulator(sql)
        swap = _SWAP.match(sql)
        if swap:
            return self._swapped(swap["one"], swap["two"])
        return self._one(sql, [_bound(value) for value in parameters])

    def run_many(self, sql: str, batches: list[list[Any]]) -> list[int]:
        return [max(self.run(sql, batch).updated, 0) for batch in batches]

    def autocommit(self, on: bool) -> None:
        if on:
            self.commit()
        self._automatic = on

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def close(self) -> None:
        self.rollback()
        self._connection.close()

    def _end(self, how: str) -> None:
        if self._began:
            self._began = False
            self._cursor.execute(how)

    def _one(self, sql: str, parameters: list[Any]) -> Result:
        cursor = self._cursor
        cursor.execute(sql, parameters or None)
        described = cursor.description or []
        rows = [list(row) for row in cursor.fetchall()]
        if described and _COUNTS.match(described[0].name):
            return Result(updated=sum(value for value in rows[0] if isinstance(value, int)) if rows else 0)
        if len(described) == 1 and described[0].name == "status":
            return Result(updated=0)
        columns = [(column.name, _NAMES.get(column.type_code, "VARCHAR")) for column in described]
        return Result(columns, [[_value(v, columns[at][1]) for at, v in enumerate(row)] for row in rows])

    def _swapped(self, one: str, two: str) -> Result:
        """The emulator cannot SWAP: three renames, in one transaction unless one is open."""
        schema = one.rsplit(".", 1)[0] + "." if "." in one else ""
        between = f'{schema}"DW_SWAP_IN_BETWEEN"'
        own = not self._began
        if own:
            self._cursor.execute("BEGIN")
        for old, new in ((one, between), (two, one), (between, two)):
            self._cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")
        if own:
            self._cursor.execute("COMMIT")
        return Result(updated=0)


def _for_emulator(sql: str) -> str:
    """What the emulator cannot read, or reads wrongly, said otherwise; engines.yaml names both."""
    clone = _CLONE.match(sql)
    if clone is not None:
        return f"CREATE OR REPLACE TABLE {clone['new']} AS SELECT * FROM {clone['old']}"
    merge = _MERGE.match(sql)
    if merge is None:
        return sql
    # It takes a row that only the source has for a matched one where the condition holds for NULLs.
    return sql.replace("WHEN MATCHED AND ", f"WHEN MATCHED AND {merge['alias']}.rowid IS NOT NULL AND ")


def _bound(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _value(value: Any, kind: str) -> Any:
    if kind in ("VARIANT", "OBJECT", "ARRAY") and isinstance(value, str):
        return JsonText(value)
    return value
