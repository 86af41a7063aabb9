"""Every engine that is on this machine: values, transactions, errors, and what happens when a process dies."""

import datetime
import decimal
import math
import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines_support import DATABASES, STAND_INS, engine

from destination_writer.toolchain.engines import Engine, EngineError, EngineFailed, Temporal, start

UTC = datetime.UTC
MOMENT = datetime.datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC)
LOCAL = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)
WIDE = decimal.Decimal("12345678901234567890123456789.123456789")
TEXT = "quote ' \" \\ \n tab\t 😀 \u2028 $1 %s ? end"

# Column type -> values that come back as they went in.
VALUES: dict[str, list[tuple[str, object]]] = {
    "postgres": [
        ("boolean", True),
        ("bigint", -(2**63)),
        ("numeric", WIDE),
        ("double precision", math.inf),
        ("varchar", TEXT),
        ("date", datetime.date(1, 1, 1)),
        ("date", Temporal("12345-06-07", "date")),
        ("time", datetime.time(23, 59, 59, 999999)),
        ("timetz", datetime.time(12, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))),
        ("timestamp", LOCAL),
        ("timestamptz", MOMENT),
        ("timestamptz", Temporal("infinity", "timestamptz")),
        ("uuid", uuid.UUID(int=42)),
        ("bytea", b"\0\xff"),
        ("bigint[]", [1, None, 3]),
        ("jsonb", '{"a": 1}'),
    ],
    "mariadb": [
        ("bigint", -(2**63)),
        ("decimal(38,9)", WIDE),
        ("double", 1.5),
        ("longtext", TEXT),
        ("date", datetime.date(1000, 1, 1)),
        ("time(6)", datetime.time(23, 59, 59, 999999)),
        ("datetime(6)", LOCAL),
        ("longblob", b"\0\xff"),
    ],
    "duckdb": [
        ("BOOLEAN", False),
        ("BIGINT", -(2**63)),
        ("HUGEINT", 2**127 - 1),
        ("DECIMAL(38,9)", WIDE),
        ("DOUBLE", -math.inf),
        ("VARCHAR", TEXT),
        ("DATE", datetime.date(1, 1, 1)),
        ("DATE", Temporal("12345-06-07", "date")),
        ("TIME", datetime.time(23, 59, 59, 999999)),
        ("TIMESTAMP", LOCAL),
        ("TIMESTAMP", Temporal("infinity", "timestamp")),
        ("TIMESTAMP_NS", Temporal("2024-01-01T00:00:00.123456789", "timestamp")),
        ("TIMESTAMPTZ", MOMENT),
        ("UUID", uuid.UUID(int=42)),
        ("BLOB", b"\0\xff"),
        ("INTEGER[]", [1, None, 3]),
        ("JSON", '{"a": 1}'),
    ],
    "sqlite": [("INTEGER", -(2**63)), ("TEXT", TEXT), ("TEXT", "a\0b"), ("REAL", 1.5), ("BLOB", b"\0\xff")],
    "clickhouse": [
        ("Bool", True),
        ("Int64", -(2**63)),
        ("Int256", 2**255 - 1),
        ("Decimal(38, 9)", WIDE),
        ("Float64", math.inf),
        ("String", TEXT),
        ("Date32", datetime.date(1900, 1, 1)),
        ("DateTime64(6, 'UTC')", MOMENT),
        ("DateTime64(9, 'UTC')", Temporal("2024-01-01T00:00:00.123456789+00:00", "timestamptz")),
        ("UUID", uuid.UUID(int=42)),
        ("Array(Nullable(Int64))", [1, None, 3]),
    ],
    "snowflake": [
        ("BOOLEAN", True),
        ("NUMBER(38,9)", WIDE),
        ("FLOAT", 1.5),
        ("VARCHAR", TEXT),
        ("DATE", datetime.date(1, 1, 1)),
        ("TIMESTAMP_NTZ", LOCAL),
        ("TIMESTAMP_TZ", MOMENT),
    ],
    "bigquery": [
        ("BOOL", True),
        ("INT64", -(2**63)),
        ("BIGNUMERIC", decimal.Decimal("12345678901234567890123456789.5")),
        ("FLOAT64", math.inf),
        ("STRING", TEXT),
        ("DATE", datetime.date(1, 1, 1)),
        ("TIME", datetime.time(23, 59, 59, 999999)),
        ("DATETIME", LOCAL),
        ("TIMESTAMP", MOMENT),
    ],
}
VALUES["timescaledb"] = VALUES["postgres"]
CREATE = {"clickhouse": "CREATE TABLE {name} (x {type}) ENGINE = MergeTree ORDER BY tuple()"}
SPACE = {"mariadb": "CREATE DATABASE IF NOT EXISTS s", "bigquery": "CREATE SCHEMA IF NOT EXISTS s"}
TABLE = {"mariadb": "s.{}", "bigquery": "s.{}"}
# A missing table: SQLSTATE and the vendor's own code, as the database's JDBC driver gives them.
MISSING = {
    "postgres": ("42P01", 0),
    "timescaledb": ("42P01", 0),
    "mariadb": ("42S02", 1146),
    "duckdb": (None, 0),
    "sqlite": (None, 1),
    "clickhouse": ("22000", 60),
    "snowflake": ("42S02", 2003),
    "bigquery": ("42S02", 400),
}


@pytest.fixture(scope="module", params=DATABASES)
def running(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with engine(request.param) as started:
        if request.param in SPACE:
            started.query(SPACE[request.param])
        yield started


def table(slug: str, name: str) -> str:
    return TABLE.get(slug, "{}").format(name)


def create(running: Engine, name: str, kind: str) -> str:
    full = table(running.slug, name)
    running.query(f"DROP TABLE IF EXISTS {full}")
    running.query(CREATE.get(running.slug, "CREATE TABLE {name} (x {type})").format(name=full, type=kind))
    return full


def test_values_come_back_as_they_went_in(running: Engine) -> None:
    wrong: list[str] = []
    for kind, value in VALUES[running.slug]:
        name = create(running, "v", kind)
        if isinstance(value, Temporal):
            running.query(f"INSERT INTO {name} VALUES ('{str(value).removesuffix('+00:00')}')")
        else:
            running.query(f"INSERT INTO {name} VALUES (?)", [value])
        seen = running.query(f"SELECT x FROM {name}").rows[0][0]
        if seen != value or isinstance(seen, bool) != isinstance(value, bool):
            wrong.append(f"{kind}: {value!r} became {seen!r}")
    assert not wrong


def test_null_is_null_in_every_type(running: Engine) -> None:
    for kind, _ in VALUES[running.slug]:
        nullable = kind if running.slug != "clickhouse" or kind.startswith("Array") else f"Nullable({kind})"
        if nullable.startswith("Array"):
            continue
        name = create(running, "n", nullable)
        running.query(f"INSERT INTO {name} VALUES (?)", [None])
        assert running.query(f"SELECT x FROM {name}").rows == [(None,)], kind


def test_a_batch_is_a_row_each(running: Engine) -> None:
    kind = (
        next(kind for kind, value in VALUES[running.slug] if isinstance(value, int) and value < 0)
        if (running.slug != "snowflake")
        else "NUMBER"
    )
    name = create(running, "b", kind)
    assert running.execute_many(f"INSERT INTO {name} VALUES (?)", [[1], [2], [3]]) == [1, 1, 1]
    assert sorted(running.query(f"SELECT x FROM {name}").rows) == [(1,), (2,), (3,)]


def test_a_missing_table_is_told_by_its_codes(running: Engine) -> None:
    with pytest.raises(EngineError) as caught:
        running.query(f"SELECT * FROM {table(running.slug, 'not_there')}")
    assert (caught.value.state, caught.value.vendor) == MISSING[running.slug]
    assert "not_there" in caught.value.message.lower()
    assert running.query("SELECT 1").rows == [(1,)], "the session works on"


def test_a_transaction_is_its_sessions_own(running: Engine) -> None:
    if running.slug in ("clickhouse", "bigquery", "timescaledb"):
        pytest.skip(f"{running.title} has no transactions over several sessions")
    name = create(running, "t", "int")
    with running.session() as one:
        one.autocommit(False)
        one.query(f"INSERT INTO {name} VALUES (1)")
        one.rollback()
        one.query(f"INSERT INTO {name} VALUES (2)")
        one.commit()
        one.query(f"INSERT INTO {name} VALUES (3)")
    assert running.query(f"SELECT x FROM {name}").rows == [(2,)]


@pytest.mark.parametrize("slug", STAND_INS)
def test_a_stand_in_says_that_it_is_one(slug: str) -> None:
    with engine(slug) as running:
        assert running.proof == "emulated"
        assert running.title.startswith(STAND_INS[slug]) and " in place of " in running.title
        assert running.label == f"emulated: {running.title}"


def test_mongodb_answers_commands() -> None:
    with engine("mongodb") as running:

        def command(**given: object) -> dict[str, object]:
            return running.call("command", {"database": "d", "command": given})

        command(insert="s", documents=[{"id": 1, "v": "new", "t": 2}, {"id": 1, "v": "old", "t": 1}])
        newest = {"partitionBy": "$id", "sortBy": {"t": -1}, "output": {"n": {"$documentNumber": {}}}}
        choose = [{"$replaceWith": {"$cond": [{"$gt": ["$$new.t", "$t"]}, "$$new", "$$ROOT"]}}]
        merge = {"into": "f", "on": "id", "whenMatched": choose, "whenNotMatched": "insert"}
        pipeline = [{"$setWindowFields": newest}, {"$match": {"n": 1}}, {"$unset": ["n", "_id"]}, {"$merge": merge}]
        for _ in range(2):
            command(aggregate="s", pipeline=pipeline, cursor={})
        found = running.query('{"find": "f", "$db": "d", "projection": {"_id": 0}}').rows
        assert found == [('{"id": {"$numberInt": "1"}, "v": "new", "t": {"$numberInt": "2"}}',)]
        with pytest.raises(EngineError) as caught:
            command(renameCollection="d.nope", to="d.other")
        assert caught.value.vendor == 26


def test_a_killed_worker_is_a_clear_failure(tmp_path: Path) -> None:
    with start("duckdb", tmp_path) as running:
        os.kill(running.process_id, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="the duckdb engine's process has ended"):
            running.query("SELECT 1")
        with pytest.raises(EngineFailed, match="has ended"):
            running.query("SELECT 1")
