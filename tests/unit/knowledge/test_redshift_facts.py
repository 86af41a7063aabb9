"""Facts of dialects/redshift.yaml that are labelled `emulated`, run on PostgreSQL with stand-ins for the rest."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, Missing, find_engine, start

REDSHIFT = Knowledge(DiskFiles(bundled("knowledge"))).dialect("redshift")
MISSING = find_engine("redshift")
if isinstance(MISSING, Missing):
    pytest.skip(f"missing part: {MISSING}", allow_module_level=True)
SAME = REDSHIFT.expressions.same


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, start("redshift", Path(folder)) as running:
        Path(folder).chmod(0o755)
        running.query('CREATE SCHEMA "s x"')
        yield running


def rows(engine: Engine, fact: Statement | str, *parameters: str, **names: str) -> list[list[object]]:
    text = fact.sql if isinstance(fact, Statement) else fact
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return [list(row) for row in engine.query(text, parameters).rows]


def test_catalogue_queries_compare_in_lower_case(engine: Engine) -> None:
    engine.query('CREATE TABLE "s x"."t" (a int)')
    assert rows(engine, REDSHIFT.namespaces.exists, "S X") == [[1]]
    assert rows(engine, REDSHIFT.namespaces.exists, "nowhere") == []
    assert rows(engine, REDSHIFT.catalogue["table_exists"], "S x", "T") == [[1]]
    assert rows(engine, REDSHIFT.catalogue["table_exists"], "s x", "nope") == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(engine: Engine, spelling: str) -> None:
    facts = {name.value.lower(): REDSHIFT.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {getattr(fact, spelling)}' for name, fact in facts.items())
    engine.query(f'CREATE TABLE "s x"."types_{spelling}" ({body})')
    wanted = [[name, fact.catalogue, True] for name, fact in facts.items()]
    assert rows(engine, REDSHIFT.catalogue["columns"], "s x", f"types_{spelling}") == wanted


def test_meta_columns_read_back_as_declared(engine: Engine) -> None:
    meta = REDSHIFT.meta.columns
    body = ", ".join(f'"{c.name}" {c.ddl}{"" if c.nullable else " NOT NULL"}' for c in meta)
    engine.query(f'CREATE TABLE "s x"."meta" ({body})')
    wanted = [[c.name, c.catalogue, c.nullable] for c in meta]
    assert rows(engine, REDSHIFT.catalogue["columns"], "s x", "meta") == wanted


@pytest.mark.parametrize(("state", "statement"), [("42P01", "nope"), ("42P01", "nowhere.nope")])
def test_a_missing_table_has_the_state_of_the_page(engine: Engine, state: str, statement: str) -> None:
    with pytest.raises(EngineError) as caught:
        engine.query(REDSHIFT.catalogue["count"].sql.replace("{table}", statement))
    assert caught.value.state == state
    known = REDSHIFT.errors.find(state)
    assert known is not None and known.missing == "table"


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --", "a\nb"])
def test_literals_are_escaped(engine: Engine, text: str) -> None:
    assert rows(engine, f"SELECT {REDSHIFT.quoting.literal(text)}") == [[text]]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("NULL::bigint", "NULL::bigint", True),
        ("1", "NULL::int", False),
        ("'a'::text", "'a'::text", True),
        ("1", "2", False),
    ],
)
def test_keys_are_compared_null_safe(engine: Engine, one: str, other: str, wanted: bool) -> None:
    text = SAME.replace("{a}", one).replace("{b}", other)
    assert rows(engine, f"SELECT COALESCE({text}, false)") == [[wanted]]


def test_keys_are_joined_by_hash_or_merge(engine: Engine) -> None:
    for name in ("a", "b"):
        engine.query(f"CREATE TABLE {name} AS SELECT g::bigint AS id FROM generate_series(1, 5000) AS g")
        engine.query(f"ANALYZE {name}")
    text = SAME.replace("{a}", "a.id").replace("{b}", "b.id")
    plan = " ".join(str(row[0]) for row in rows(engine, f"EXPLAIN DELETE FROM a USING b WHERE {text}"))
    assert "Nested Loop" not in plan


SOURCE = (
    "(1, 5, 'new', NULL, 2), (2, NULL, 'null cursor', NULL, 2), (3, 9, 'gone', 2, 2), (4, 1, 'added', NULL, 2), "
    "(5, 1, 'never', 1, 2), (NULL, 7, 'null key', NULL, 2), (6, 3, 'lower', NULL, 2), (6, 4, 'higher', NULL, 1)"
)
TARGET = (
    "(1, 4, 'old', NULL, 1), (2, 4, 'kept', NULL, 1), (3, 1, 'doomed', NULL, 1), (NULL, 1, 'old null key', NULL, 1)"
)
UPSERTED = {(1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (None, "null key")}


@pytest.mark.parametrize("strategy", [s.slug for s in REDSHIFT.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_rules(engine: Engine, strategy: str) -> None:
    chosen = REDSHIFT.strategy(StrategyKind.UPSERT, strategy)
    assert chosen is not None
    listed = "id, cur, v, deleted, at"
    for name, values in (("source", SOURCE), ("target", TARGET)):
        engine.query(f"DROP TABLE IF EXISTS {name}")
        engine.query(f"CREATE TABLE {name} (id bigint, cur bigint, v varchar(9999), deleted bigint, at bigint)")
        engine.query(f"INSERT INTO {name} VALUES {values}")
    parts = {
        "newest": f"SELECT {listed} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY cur DESC NULLS LAST, "
        "at DESC) AS rn FROM source) AS x WHERE rn = 1",
        "newest_table": "staged",
        "target": "public.target",
        "columns": listed,
        "same_key": SAME.replace("{a}", "public.target.id").replace("{b}", "s.id"),
        "is_newer": "(public.target.cur < s.cur OR (public.target.cur IS NULL AND s.cur IS NOT NULL))",
        "not_deleted": "s.deleted IS NULL",
    }
    for _ in range(2):
        for statement in chosen.statements:
            for name, text in parts.items():
                statement = statement.replace("{" + name + "}", text)
            engine.query(statement.replace("{not_deleted}", parts["not_deleted"]))
        assert {(row[0], row[1]) for row in rows(engine, "SELECT id, v FROM target")} == UPSERTED
        assert rows(engine, "SELECT count(*) FROM target") == [[len(UPSERTED)]]


def test_ddl_rolls_back_with_its_transaction(engine: Engine) -> None:
    engine.query("CREATE TABLE kept (a int)")
    session = engine.open_session()
    session.autocommit(False)
    session.query("DROP TABLE kept")
    session.query("ALTER TABLE source RENAME TO kept")
    session.rollback()
    session.close()
    assert rows(engine, "SELECT count(*) FROM kept") == [[0]]
