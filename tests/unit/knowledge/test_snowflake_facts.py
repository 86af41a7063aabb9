"""Facts of dialects/snowflake.yaml that are labelled `emulated`, run on fakesnow."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, Missing, find_engine, start

SNOWFLAKE = Knowledge(DiskFiles(bundled("knowledge"))).dialect("snowflake")
MISSING = find_engine("snowflake")
if isinstance(MISSING, Missing):
    pytest.skip(f"missing part: {MISSING}", allow_module_level=True)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, start("snowflake", Path(folder)) as running:
        running.query('CREATE SCHEMA IF NOT EXISTS "S_x"')
        yield running


def rows(engine: Engine, fact: Statement | str, *parameters: str, **names: str) -> list[list[object]]:
    text = fact.sql if isinstance(fact, Statement) else fact
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return [list(row) for row in engine.query(text, parameters).rows]


def code_of(engine: Engine, text: str) -> str:
    with pytest.raises(EngineError) as caught:
        engine.query(text)
    return str(caught.value.vendor)


def test_namespaces(engine: Engine) -> None:
    space, quoted = SNOWFLAKE.namespaces, SNOWFLAKE.quoting.quote("a B")
    assert rows(engine, space.exists, "a B") == []
    for _ in range(2):
        engine.query(space.create.sql.replace("{namespace}", quoted))
        assert rows(engine, space.exists, "a B") == [[1]]
    engine.query(f"CREATE TABLE {quoted}.t (a INT)")
    engine.query(space.drop.sql.replace("{namespace}", quoted))
    assert rows(engine, space.exists, "a B") == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(engine: Engine, spelling: str) -> None:
    facts = {name.value: SNOWFLAKE.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {getattr(fact, spelling)}' for name, fact in facts.items())
    engine.query(f'CREATE OR REPLACE TABLE "S_x"."types" ({body})')
    wanted = [[name, fact.catalogue, "YES"] for name, fact in facts.items()]
    assert rows(engine, SNOWFLAKE.catalogue["columns"], "S_x", "types") == wanted


def test_meta_columns_read_back_as_declared(engine: Engine) -> None:
    meta = SNOWFLAKE.meta.columns
    body = ", ".join(f'"{c.name}" {c.ddl}{"" if c.nullable else " NOT NULL"}' for c in meta)
    engine.query(f'CREATE OR REPLACE TABLE "S_x"."meta" ({body})')
    wanted = [[c.name, c.catalogue, "YES" if c.nullable else "NO"] for c in meta]
    assert rows(engine, SNOWFLAKE.catalogue["columns"], "S_x", "meta") == wanted


def test_missing_and_empty_tables_are_told_apart(engine: Engine) -> None:
    exists = SNOWFLAKE.catalogue["table_exists"]
    assert rows(engine, exists, "S_x", "nope") == []
    engine.query('CREATE OR REPLACE TABLE "S_x"."empty" ("_airbyte_generation_id" NUMBER(38,0))')
    assert rows(engine, exists, "S_x", "empty") == [[1]]
    assert rows(engine, SNOWFLAKE.catalogue["count"], table='"S_x"."empty"') == [[0]]
    assert rows(engine, SNOWFLAKE.catalogue["generation_id"], table='"S_x"."empty"') == []
    engine.query(SNOWFLAKE.catalogue["drop_table"].sql.replace("{table}", '"S_x"."empty"'))
    assert rows(engine, exists, "S_x", "empty") == []


@pytest.mark.parametrize(
    ("code", "missing", "statement"),
    [
        ("2003", "table", 'SELECT COUNT(*) FROM "S_x"."nope"'),
        ("2003", "table", 'SELECT COUNT(*) FROM "nowhere"."nope"'),
        ("1003", None, "SELEC 1"),
    ],
)
def test_errors_have_the_codes_of_the_page(engine: Engine, code: str, missing: str | None, statement: str) -> None:
    assert code_of(engine, statement) == code
    known = SNOWFLAKE.errors.find("", code)
    assert known is not None and known.missing == missing


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --", "a\nb"])
def test_literals_are_escaped(engine: Engine, text: str) -> None:
    assert rows(engine, f"SELECT {SNOWFLAKE.quoting.literal(text)}") == [[text]]


def test_expressions(engine: Engine) -> None:
    same = SNOWFLAKE.expressions.same
    for one, other, wanted in (("NULL", "NULL", True), ("1", "NULL", False), ("1", "1", True), ("1", "2", False)):
        assert rows(engine, f"SELECT {same.replace('{a}', one).replace('{b}', other)}") == [[wanted]]
    newest = SNOWFLAKE.expressions.newest_first.replace("{a}", "a")
    ordered = f"SELECT a FROM (SELECT 1 AS a UNION ALL SELECT NULL UNION ALL SELECT 2) AS_x ORDER BY {newest}"
    assert [row[0] for row in rows(engine, ordered)] == [2, 1, None]


def test_column_changes(engine: Engine) -> None:
    alter = SNOWFLAKE.alter
    engine.query('CREATE OR REPLACE TABLE "S_x"."alter" ("a" NUMBER(38,0) NOT NULL, "b" VARCHAR)')
    head = alter.table.replace("{table}", '"S_x"."alter"')
    engine.query(head + alter.add.replace("{column}", '"c"').replace("{type}", "FLOAT"))
    engine.query(head + alter.drop.replace("{column}", '"b"'))
    engine.query(head + alter.relax.replace("{column}", '"a"'))
    engine.query(head + alter.rename.replace("{column}", '"a"').replace("{to}", '"z"'))
    found = rows(engine, SNOWFLAKE.catalogue["columns"], "S_x", "alter")
    assert sorted(map(tuple, found)) == [("c", "FLOAT", "YES"), ("z", "NUMBER(38,0)", "YES")]


@pytest.mark.parametrize("strategy", [s.slug for s in SNOWFLAKE.strategies_of(StrategyKind.OVERWRITE)])
def test_overwriting_leaves_the_sources_rows_and_no_source(engine: Engine, strategy: str) -> None:
    chosen = SNOWFLAKE.strategy(StrategyKind.OVERWRITE, strategy)
    assert chosen is not None
    engine.query('CREATE OR REPLACE TABLE "S_x"."target" AS SELECT 1 AS a')
    engine.query('CREATE OR REPLACE TABLE "S_x"."source" AS SELECT 2 AS a')
    for statement in chosen.statements:
        engine.query(statement.replace("{target}", '"S_x"."target"').replace("{source}", '"S_x"."source"'))
    assert rows(engine, 'SELECT * FROM "S_x"."target"') == [[2]]
    assert code_of(engine, 'SELECT * FROM "S_x"."source"') == "2003"


def test_functions_stand_in_a_select_over_values(engine: Engine) -> None:
    engine.query('CREATE OR REPLACE TABLE "S_x"."v" ("i" NUMBER(38,0), "j" VARIANT)')
    insert = 'INSERT INTO "S_x"."v" ("i", "j") SELECT CAST(column1 AS NUMBER(38,0)), PARSE_JSON(column2) FROM VALUES '
    engine.query(insert + "(?, ?), (?, ?)", ("1", '{"a": [1, "x"]}', "2", None))
    found = rows(engine, 'SELECT "i", TO_JSON("j") FROM "S_x"."v" ORDER BY "i"')
    assert [(row[0], row[1]) for row in found] == [(1, '{"a":[1,"x"]}'), (2, None)]
