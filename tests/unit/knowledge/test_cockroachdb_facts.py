"""Facts of dialects/cockroachdb.yaml that PostgreSQL can run in CockroachDB's place, and those it cannot show."""

from collections.abc import Iterator

import pytest
from engine_facts import SOURCE, TARGET, TYPES, UPSERTED, engine_of, fill, rows, sql, state_of, upsert_parts

from destination_writer.knowledge.dialects import AirbyteTypeName, ProofKind, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.engine import Engine

DIALECT = Knowledge(DiskFiles(bundled("knowledge"))).dialect("cockroachdb")
SCHEMA = '"S 1"'


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of("cockroachdb", tmp_path_factory.mktemp("cockroachdb")) as running:
        yield running


@pytest.fixture(autouse=True)
def schema(engine: Engine) -> Iterator[str]:
    engine.query(sql(DIALECT.namespaces.create, namespace=SCHEMA))
    yield SCHEMA
    engine.query(sql(DIALECT.namespaces.drop, namespace=SCHEMA))


def test_no_fact_claims_to_have_run_on_cockroachdb() -> None:
    assert not [name for name, proof in DIALECT.proofs.items() if proof.kind is ProofKind.EXECUTED]


def test_types_read_back_as_the_catalogues(engine: Engine) -> None:
    facts = {name.value: DIALECT.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {fact.ddl}' for name, fact in facts.items())
    engine.query(f"CREATE TABLE {SCHEMA}.types ({body})")
    found = rows(engine, sql(DIALECT.catalogue["columns"]), "S 1", "types")
    assert found == [(name, fact.catalogue, True) for name, fact in facts.items()]


def test_a_column_with_a_default_of_unique_rowid_is_left_out(engine: Engine) -> None:
    engine.query("CREATE OR REPLACE FUNCTION unique_rowid() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'")
    engine.query(f"CREATE TABLE {SCHEMA}.t (a bigint, rowid bigint NOT NULL DEFAULT unique_rowid(), rowid_1 varchar)")
    found = rows(engine, sql(DIALECT.catalogue["columns"]), "S 1", "t")
    assert found == [("a", "bigint", True), ("rowid_1", "character varying", True)]
    engine.query("DROP FUNCTION unique_rowid() CASCADE")


@pytest.mark.parametrize("slug", [s.slug for s in DIALECT.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_rules(engine: Engine, slug: str) -> None:
    source, target = f"{SCHEMA}.source", f"{SCHEMA}.target"
    for table, values in ((source, SOURCE), (target, TARGET)):
        engine.query(f"CREATE TABLE {table} ({TYPES})")
        fill(engine, table, values)
    chosen = DIALECT.strategy(StrategyKind.UPSERT, slug)
    assert chosen is not None
    for _ in range(2):
        for statement in chosen.statements:
            engine.query(sql(statement, **upsert_parts(DIALECT, source, target)))
        assert set(rows(engine, f"SELECT id, v FROM {target}")) == UPSERTED
    assert rows(engine, f"SELECT count(*) FROM {target}") == [(len(UPSERTED),)]


def test_no_upsert_changes_one_table_twice_in_a_statement() -> None:
    for strategy in DIALECT.strategies_of(StrategyKind.UPSERT):
        for statement in strategy.statements:
            assert sum(f"{word} {{target}}" in statement for word in ("INTO", "DELETE FROM", "UPDATE")) == 1


def test_a_change_of_type_stands_alone_and_gives_exactly_the_new_type(engine: Engine) -> None:
    assert not DIALECT.alter.combined
    engine.query(f"CREATE TABLE {SCHEMA}.t AS SELECT 'plain' AS a")
    change = sql(DIALECT.alter.change, column="a", type="jsonb", converted="to_jsonb(a)")
    engine.query(f"ALTER TABLE {SCHEMA}.t {change}")
    assert rows(engine, f"SELECT jsonb_typeof(a) FROM {SCHEMA}.t") == [("string",)]


def test_a_conflict_of_transactions_is_tried_again() -> None:
    assert "40001" in DIALECT.retries.states
    code = DIALECT.errors.find("40001")
    assert code is not None and code.error == "transient"


def test_a_missing_table_is_told_by_its_state(engine: Engine) -> None:
    code = DIALECT.errors.find(state_of(engine, f"SELECT COUNT(*) FROM {SCHEMA}.nope"))
    assert code is not None and code.missing == "table"
