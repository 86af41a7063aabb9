"""Facts of dialects/bigquery.yaml that are labelled `emulated`, run again on the emulator."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, EngineMissing, start

BIGQUERY = Knowledge(DiskFiles(bundled("knowledge"))).dialect("bigquery")
META = "`_airbyte_extracted_at` TIMESTAMP"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("bigquery")
    try:
        with start("bigquery", folder) as running:
            running.query("CREATE SCHEMA IF NOT EXISTS `facts`")
            yield running
    except EngineMissing as missing:
        pytest.skip(f"BigQuery's emulator is missing: {missing}")


def sql(statement: Statement | str, **names: str) -> str:
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def reason(engine: Engine, statement: str) -> str:
    """The reason that the service gives for refusing a statement."""
    with pytest.raises(EngineError) as caught:
        engine.query(statement)
    return caught.value.kind


def columns(engine: Engine, name: str) -> list[tuple[object, ...]]:
    fact = sql(BIGQUERY.catalogue["columns"], namespace="`facts`")
    return list(engine.query(fact, (name,)).rows)


def test_namespaces(engine: Engine) -> None:
    space = BIGQUERY.namespaces

    def exists() -> bool:
        return bool(engine.query(space.exists.sql, ("other_space",)).rows)

    assert not exists()
    for _ in range(2):
        engine.query(sql(space.create, namespace="`other_space`"))
        assert exists()
    engine.query("CREATE TABLE `other_space`.`t` (a INT64)")
    for _ in range(2):
        engine.query(sql(space.drop, namespace="`other_space`"))
        assert not exists()


@pytest.mark.parametrize("name", ["a-b", "a b"])
def test_a_dataset_takes_letters_digits_and_underscores_alone(engine: Engine, name: str) -> None:
    with pytest.raises(EngineError):
        engine.query(sql(BIGQUERY.namespaces.create, namespace=BIGQUERY.quoting.quote(name)))


def test_types_read_back_as_the_catalogues(engine: Engine) -> None:
    facts = {name.value: BIGQUERY.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f"`{name}` {fact.ddl}" for name, fact in facts.items())
    engine.query(f"CREATE OR REPLACE TABLE `facts`.`types` ({body})")
    # The emulator keeps JSON and calls it STRING in its catalogue.
    wanted = [(name, fact.catalogue.replace("JSON", "STRING"), True) for name, fact in facts.items()]
    assert columns(engine, "types") == wanted


def test_columns_that_differ_in_case_alone_are_one(engine: Engine) -> None:
    assert BIGQUERY.identifiers.case_insensitive
    assert reason(engine, "CREATE TABLE `facts`.`twice` (`a` INT64, `A` INT64)") == "invalidQuery"


@pytest.mark.parametrize("text", ["it's", "a\\b", "\\'", "x'; --", "é😀"])
def test_literals_are_escaped(engine: Engine, text: str) -> None:
    assert engine.query(f"SELECT {BIGQUERY.quoting.literal(text)} AS v").rows == [(text,)]


@pytest.mark.parametrize(
    ("told", "statement"),
    [
        ("notFound", "SELECT * FROM `facts`.`nope`"),
        ("notFound", "SELECT * FROM `nowhere`.`nope`"),
        ("invalidQuery", "SELEC 1"),
        ("duplicate", "CREATE TABLE `facts`.`there` (a INT64)"),
    ],
)
def test_errors_carry_the_reasons_that_the_page_names(engine: Engine, told: str, statement: str) -> None:
    engine.query("CREATE TABLE IF NOT EXISTS `facts`.`there` (a INT64)")
    assert reason(engine, statement) == told
    assert BIGQUERY.errors.find("", told) is not None


def test_missing_and_empty_tables_are_told_apart(engine: Engine) -> None:
    exists = sql(BIGQUERY.catalogue["table_exists"], namespace="`facts`")
    assert not engine.query(exists, ("nope",)).rows
    engine.query("CREATE OR REPLACE TABLE `facts`.`empty` (`_airbyte_generation_id` INT64)")
    assert engine.query(exists, ("empty",)).rows
    assert engine.query(sql(BIGQUERY.catalogue["count"], table="`facts`.`empty`")).rows == [(0,)]
    assert not engine.query(sql(BIGQUERY.catalogue["generation_id"], table="`facts`.`empty`")).rows


@pytest.mark.parametrize("slug", [s.slug for s in BIGQUERY.strategies_of(StrategyKind.CREATE)])
def test_each_way_to_create_replaces(engine: Engine, slug: str) -> None:
    way = BIGQUERY.strategy(StrategyKind.CREATE, slug)
    assert way is not None
    for column in ("a", "b"):
        for statement in way.statements:
            engine.query(sql(statement, table=f"`facts`.`made_{len(slug)}`", columns=f"{META}, `{column}` INT64"))
    assert [name for name, *_ in columns(engine, f"made_{len(slug)}")] == ["_airbyte_extracted_at", "b"]


SOURCE = """
(1,'a',5,'new',NULL,'2025-01-02'),             (2,'a',NULL,'null cursor',NULL,'2025-01-02'),
(3,'a',9,'gone','2025-01-02','2025-01-02'),    (4,'a',1,'added',NULL,'2025-01-02'),
(5,'a',1,'never','2025-01-01','2025-01-02'),   (NULL,NULL,7,'null key',NULL,'2025-01-02'),
(6,'a',3,'lower',NULL,'2025-01-02'),           (6,'a',4,'higher',NULL,'2025-01-01'),
(7,'a',5,'later',NULL,'2025-01-03'),           (8,'a',5,'earlier',NULL,'2024-12-01')
"""
TARGET = """
(1,'a',4,'old',NULL,'2025-01-01'),(2,'a',4,'kept',NULL,'2025-01-01'),(3,'a',1,'doomed',NULL,'2025-01-01'),
(7,'a',5,'equal',NULL,'2025-01-01'),(8,'a',5,'equal',NULL,'2025-01-01'),(9,'a',4,'alone',NULL,'2025-01-01'),
(NULL,NULL,1,'old null key',NULL,'2025-01-01')
"""
UPSERTED = {
    (1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (7, "later"), (8, "equal"), (9, "alone"), (None, "null key"),
}  # fmt: skip
NAMES = ["id", "k2", "cur", "v", "gone", "seen"]


def upsert_parts(target: str) -> dict[str, str]:
    same, listed = BIGQUERY.expressions.same, ", ".join(NAMES)
    first = BIGQUERY.expressions.newest_first.replace("{a}", "cur")
    numbered = f"SELECT *, ROW_NUMBER() OVER (PARTITION BY id, k2 ORDER BY {first}, seen DESC) AS rn FROM `facts`.`src`"
    return {
        "target": target,
        "newest": f"SELECT {listed} FROM ({numbered}) AS x WHERE rn = 1",
        "columns": listed,
        "source_columns": ", ".join(f"s.{name}" for name in NAMES),
        "assignments": ", ".join(f"{name} = s.{name}" for name in NAMES),
        "same_key": " AND ".join(same.replace("{a}", f"t.{k}").replace("{b}", f"s.{k}") for k in ("id", "k2")),
        "is_newer": "(t.cur < s.cur OR (t.cur IS NULL AND s.cur IS NOT NULL) OR ((t.cur = s.cur OR (t.cur IS NULL AND "
        "s.cur IS NULL)) AND t.seen < s.seen))",
        "deleted": "s.gone IS NOT NULL",
        "not_deleted": "s.gone IS NULL",
    }


@pytest.mark.parametrize("slug", [s.slug for s in BIGQUERY.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_keeps_the_rules_and_can_be_run_twice(engine: Engine, slug: str) -> None:
    target, body = "`facts`.`dst`", "id INT64, k2 STRING, cur INT64, v STRING, gone TIMESTAMP, seen TIMESTAMP"
    for name, rows in (("`facts`.`src`", SOURCE), (target, TARGET)):
        engine.query(f"CREATE OR REPLACE TABLE {name} ({body})")
        engine.query(f"INSERT INTO {name} VALUES {rows}")
    way = BIGQUERY.strategy(StrategyKind.UPSERT, slug)
    assert way is not None
    for _ in range(2):
        parts = upsert_parts(target)
        engine.query("; ".join(sql(statement, **parts) for statement in way.statements))
        assert set(engine.query(f"SELECT id, v FROM {target}").rows) == UPSERTED
    assert engine.query(f"SELECT COUNT(*) FROM {target}").rows == [(len(UPSERTED),)]


def test_a_column_changes_its_type_by_moving(engine: Engine) -> None:
    engine.query("CREATE OR REPLACE TABLE `facts`.`moving` (a INT64, b STRING)")
    engine.query("INSERT INTO `facts`.`moving` VALUES (7, 'x'), (NULL, 'y')")
    way = BIGQUERY.strategy(StrategyKind.SCHEMA_CHANGE, "add-copy-drop-rename")
    assert way is not None
    names = {"table": "`facts`.`moving`", "column": "`a`", "moved": "`a_moved`", "type": "STRING"}
    for statement in way.statements:
        engine.query(sql(statement, converted="CAST(`a` AS STRING)", **names))
    assert set(engine.query("SELECT a, b FROM `facts`.`moving`").rows) == {("7", "x"), (None, "y")}


def test_replacing_a_table_by_a_query_crosses_datasets(engine: Engine) -> None:
    engine.query("CREATE SCHEMA IF NOT EXISTS `internal`")
    engine.query(f"CREATE OR REPLACE TABLE `internal`.`tmp` ({META}, a INT64)")
    engine.query("INSERT INTO `internal`.`tmp` VALUES (TIMESTAMP '2025-01-01 00:00:00+00', 1)")
    engine.query(f"CREATE OR REPLACE TABLE `facts`.`over` ({META}, a INT64)")
    way = BIGQUERY.strategy(StrategyKind.OVERWRITE, "replace-as-select")
    assert way is not None
    for statement in way.statements:
        engine.query(sql(statement, target="`facts`.`over`", source="`internal`.`tmp`"))
    assert engine.query("SELECT a FROM `facts`.`over`").rows == [(1,)]
    assert reason(engine, "SELECT * FROM `internal`.`tmp`") == "notFound"
