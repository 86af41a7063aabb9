"""What the facts of the PostgreSQL family are tested with: an engine's answers, and the upsert that all must do."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from destination_writer.knowledge.dialects import Dialect, Statement
from destination_writer.toolchain.engines.catalogue import find_engine
from destination_writer.toolchain.engines.engine import Engine
from destination_writer.toolchain.engines.model import EngineError, Missing
from destination_writer.toolchain.engines.starting import start

Row = tuple[object, ...]

TYPES = "id bigint, cur bigint, v varchar, _ab_cdc_deleted_at timestamptz, _airbyte_extracted_at timestamptz NOT NULL"
NAMES = ["id", "cur", "v", "_ab_cdc_deleted_at", "_airbyte_extracted_at"]
SOURCE = """
(1,5,'new',NULL,'2025-04-02'),         (2,NULL,'null cursor',NULL,'2025-04-02'), (3,9,'gone','2025-04-02','2025-04-02'),
(4,1,'added',NULL,'2025-04-02'),       (5,1,'never','2025-01-01','2025-04-02'),  (NULL,7,'null key',NULL,'2025-04-02'),
(6,3,'lower',NULL,'2025-04-02'),       (6,4,'higher',NULL,'2025-04-01'),         (7,5,'later',NULL,'2025-04-03'),
(8,5,'earlier',NULL,'2024-12-01'),     (10,1,'deleted','2025-01-01','2025-01-01'), (10,2,'back',NULL,'2025-04-02')
"""
TARGET = """
(1,4,'old',NULL,'2025-01-01'), (2,4,'kept',NULL,'2025-01-01'),  (3,1,'doomed',NULL,'2025-01-01'),
(7,5,'equal',NULL,'2025-01-01'), (8,5,'equal',NULL,'2025-01-01'), (9,4,'alone',NULL,'2025-01-01'),
(NULL,1,'old null key',NULL,'2025-01-01')
"""
UPSERTED = {
    (1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (7, "later"), (8, "equal"), (9, "alone"), (10, "back"),
    (None, "null key"),
}  # fmt: skip


@contextlib.contextmanager
def engine_of(slug: str, folder: Path) -> Iterator[Engine]:
    """The database's engine; the test is skipped, naming what is missing, where it is not here."""
    found = find_engine(slug)
    if isinstance(found, Missing):
        pytest.skip(str(found))
    with start(slug, folder) as engine:
        yield engine


def sql(statement: Statement | str, **names: str) -> str:
    """The statement with names in the place of its braces."""
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def rows(engine: Engine, text: str, *parameters: object) -> list[Row]:
    return [tuple(row) for row in engine.query(text, parameters).rows]


def state_of(engine: Engine, text: str) -> str:
    with pytest.raises(EngineError) as caught:
        engine.query(text)
    return caught.value.state or ""


def upsert_parts(dialect: Dialect, source: str, target: str) -> dict[str, str]:
    """What the shapes of `strategies.upsert` are filled with, for the tables of this page."""
    listed = ", ".join(NAMES)
    return {
        "newest": f"SELECT {listed} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY cur DESC NULLS LAST, "
        f"_airbyte_extracted_at DESC) AS rn FROM {source}) AS x WHERE rn = 1",
        "target": target,
        "columns": listed,
        "assignments": ", ".join(f"{name} = s.{name}" for name in NAMES),
        "same_key": dialect.expressions.same.replace("{a}", "t.id").replace("{b}", "s.id"),
        "is_newer": "(s.cur > t.cur OR (s.cur IS NOT NULL AND t.cur IS NULL) OR ((s.cur = t.cur OR (s.cur IS NULL AND "
        "t.cur IS NULL)) AND s._airbyte_extracted_at > t._airbyte_extracted_at))",
        "deleted": "s._ab_cdc_deleted_at IS NOT NULL",
        "not_deleted": "s._ab_cdc_deleted_at IS NULL",
    }


def fill(engine: Engine, table: str, values: str) -> None:
    cast = "SELECT a, b, c, d::timestamptz, e::timestamptz"
    engine.query(f"INSERT INTO {table} {cast} FROM (VALUES {values}) AS r(a, b, c, d, e)")
