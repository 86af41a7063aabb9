"""Facts of dialects/timescaledb.yaml that are labelled `executed`, run against TimescaleDB."""

from collections.abc import Iterator

import pytest
from engine_facts import SOURCE, TARGET, TYPES, UPSERTED, engine_of, fill, rows, sql, state_of, upsert_parts

from destination_writer.knowledge.dialects import AirbyteTypeName, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.engine import Engine

DIALECT = Knowledge(DiskFiles(bundled("knowledge"))).dialect("timescaledb")
SCHEMA = '"S 1"'
HYPERTABLE = "SELECT create_hypertable(CAST('{table}' AS regclass), by_range('_airbyte_extracted_at'))"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of("timescaledb", tmp_path_factory.mktemp("timescaledb")) as running:
        yield running


@pytest.fixture(autouse=True)
def schema(engine: Engine) -> Iterator[str]:
    engine.query(sql(DIALECT.namespaces.create, namespace=SCHEMA))
    yield SCHEMA
    engine.query(sql(DIALECT.namespaces.drop, namespace=SCHEMA))


def hypertable(engine: Engine, name: str, columns: str = TYPES) -> str:
    table = f'{SCHEMA}."{name}"'
    engine.query(f"CREATE TABLE {table} ({columns})")
    engine.query(HYPERTABLE.replace("{table}", table))
    return table


def test_types_of_a_hypertable_read_back_as_the_catalogues(engine: Engine) -> None:
    facts = {name.value: DIALECT.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {fact.ddl}' for name, fact in facts.items())
    hypertable(engine, "types", f"{body}, _airbyte_extracted_at timestamptz NOT NULL")
    found = rows(engine, sql(DIALECT.catalogue["columns"]), "S 1", "types")
    assert found[:-1] == [(name, fact.catalogue, True) for name, fact in facts.items()]


def test_creating_a_hypertable_as_the_strategy_says(engine: Engine) -> None:
    chosen = DIALECT.strategy(StrategyKind.CREATE)
    assert chosen is not None and chosen.slug == "hypertable"
    for _ in range(2):
        for statement in chosen.statements:
            engine.query(sql(statement, table=f'{SCHEMA}."t"', columns=TYPES))
    known = "SELECT hypertable_schema, hypertable_name FROM timescaledb_information.hypertables"
    assert rows(engine, known) == [("S 1", "t")]
    assert rows(engine, sql(DIALECT.catalogue["table_exists"]), "S 1", "t") == [(1,)]


@pytest.mark.parametrize("slug", [s.slug for s in DIALECT.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_moves_rows_between_chunks(engine: Engine, slug: str) -> None:
    source, target = hypertable(engine, "source"), hypertable(engine, "target")
    fill(engine, source, SOURCE)
    fill(engine, target, TARGET)
    chosen = DIALECT.strategy(StrategyKind.UPSERT, slug)
    assert chosen is not None
    for _ in range(2):
        for statement in chosen.statements:
            engine.query(sql(statement, **upsert_parts(DIALECT, source, target)))
        assert set(rows(engine, f"SELECT id, v FROM {target}")) == UPSERTED
    assert rows(engine, f"SELECT count(*) FROM {target}") == [(len(UPSERTED),)]


@pytest.mark.parametrize(
    ("state", "statement"),
    [
        ("23514", "UPDATE {t} SET _airbyte_extracted_at = '2025-06-01' WHERE id = 1"),
        (
            "23514",
            "MERGE INTO {t} AS t USING (SELECT 1 AS id) AS s ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET _airbyte_extracted_at = '2025-06-01'",
        ),
        ("TS103", "CREATE UNIQUE INDEX ON {t} (id)"),
        ("TS103", "CREATE UNIQUE INDEX ON {t} (id) NULLS NOT DISTINCT"),
        ("TS110", HYPERTABLE.replace("{table}", "{t}")),
        ("23502", "ALTER TABLE {t} ADD COLUMN n jsonb NOT NULL"),
    ],
)
def test_statements_fail_with_the_state_that_the_page_names(engine: Engine, state: str, statement: str) -> None:
    table = hypertable(engine, "t")
    fill(engine, table, TARGET)
    assert state_of(engine, statement.replace("{t}", table)) == state


def test_overwriting_moves_a_hypertable_with_its_chunks(engine: Engine) -> None:
    source, target = hypertable(engine, "tmp"), hypertable(engine, "t")
    fill(engine, source, SOURCE)
    fill(engine, target, TARGET)
    engine.query('CREATE SCHEMA IF NOT EXISTS "S 2"')
    engine.query(f'ALTER TABLE {source} SET SCHEMA "S 2"')
    chosen = DIALECT.strategy(StrategyKind.OVERWRITE)
    assert chosen is not None
    names = {"source": '"S 2"."tmp"', "target": target, "target_namespace": SCHEMA}
    for statement in chosen.statements:
        engine.query(sql(statement, **names, source_name='"tmp"', target_name='"t"'))
    assert rows(engine, f"SELECT count(*) FROM {target}") == [(12,)]
    assert rows(engine, "SELECT hypertable_name FROM timescaledb_information.hypertables") == [("t",)]


def test_the_columnstore_takes_changes_of_rows_but_not_of_types(engine: Engine) -> None:
    table = hypertable(engine, "t")
    fill(engine, table, TARGET)
    engine.query(f"ALTER TABLE {table} SET (timescaledb.compress)")
    engine.query(f"SELECT compress_chunk(c) FROM show_chunks('{table}') AS c")
    engine.query(f"DELETE FROM {table} AS t USING (SELECT 1::bigint AS id) AS s WHERE ARRAY[t.id] = ARRAY[s.id]")
    engine.query(f"ALTER TABLE {table} ADD COLUMN n jsonb")
    assert rows(engine, f"SELECT count(*) FROM {table}") == [(6,)]
    assert state_of(engine, f"ALTER TABLE {table} ALTER COLUMN v TYPE jsonb USING to_jsonb(v)") == "0A000"


def test_a_missing_table_is_told_by_its_state(engine: Engine) -> None:
    code = DIALECT.errors.find(state_of(engine, f"SELECT COUNT(*) FROM {SCHEMA}.nope"))
    assert code is not None and code.missing == "table"
