"""Facts of dialects/sqlite.yaml that are labelled `executed`, run against the SQLite of this Python."""

import re
import sqlite3
from collections.abc import Iterator

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

SQLITE = Knowledge(DiskFiles(bundled("knowledge"))).dialect("sqlite")
Rows = list[tuple[object, ...]]
NEEDED = (3, 35)

pytestmark = pytest.mark.skipif(
    sqlite3.sqlite_version_info < NEEDED, reason=f"missing: SQLite 3.35 or newer, this is {sqlite3.sqlite_version}"
)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def run(database: sqlite3.Connection, text: str, *parameters: object) -> Rows:
    return database.execute(text, parameters).fetchall()


def sql(statement: Statement | str, **names: str) -> str:
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def columns(database: sqlite3.Connection, name: str) -> Rows:
    return run(database, SQLITE.catalogue["columns"].sql, name)


def message_of(database: sqlite3.Connection, text: str) -> str:
    with pytest.raises(sqlite3.Error) as caught:
        run(database, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("namespace", "name", "written"),
    [
        ("main", "orders", '"orders"'),
        ("shop", "orders", '"shop.orders"'),
        ("main", "a.b", '"main.a.b"'),
        ("a.b", "c", '"a%2Eb.c"'),
        ("a%2Eb", "c", '"a%252Eb.c"'),
        ("main", "sqlite_x", '"main.sqlite_x"'),
        ('s"p', 'q"r', '"s""p.q""r"'),
    ],
)
def test_namespaces_are_prefixes_that_never_meet(
    database: sqlite3.Connection, namespace: str, name: str, written: str
) -> None:
    assert SQLITE.table(namespace, name) == written
    run(database, f"CREATE TABLE {written} (a INTEGER)")
    assert columns(database, written[1:-1].replace('""', '"')) == [("a", "INTEGER", 1)]


@pytest.mark.parametrize("namespace", ["shop", "a.b", "100%", "it's"])
def test_a_view_says_that_a_namespace_exists(database: sqlite3.Connection, namespace: str) -> None:
    space = SQLITE.namespaces
    prefix = namespace.replace("%", "%25").replace(".", "%2E") + "."
    names = {"marker": SQLITE.quoting.quote(prefix), "literal": SQLITE.quoting.literal(namespace)}
    assert run(database, space.exists.sql, namespace) == []
    for _ in range(2):
        run(database, sql(space.create, **names))
        assert run(database, space.exists.sql, namespace) == [(1,)]
    for _ in range(2):
        run(database, sql(space.drop, **names))
        assert run(database, space.exists.sql, namespace) == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_types_read_back_as_declared(database: sqlite3.Connection, spelling: str) -> None:
    facts = {name.value: SQLITE.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {getattr(fact, spelling)}' for name, fact in facts.items())
    run(database, f"CREATE TABLE types ({body})")
    assert columns(database, "types") == [(name, fact.catalogue, 1) for name, fact in facts.items()]


def test_meta_columns_read_back_as_declared(database: sqlite3.Connection) -> None:
    meta = SQLITE.meta.columns
    body = ", ".join(f'"{c.name}" {c.ddl}{"" if c.nullable else " NOT NULL"}' for c in meta)
    run(database, f"CREATE TABLE meta ({body})")
    assert columns(database, "meta") == [(c.name, c.catalogue, int(c.nullable)) for c in meta]


@pytest.mark.parametrize(
    ("airbyte", "value", "kind"),
    [
        ("StringType", "12", "text"),
        ("BooleanType", 1, "integer"),
        ("IntegerType", 9223372036854775807, "integer"),
        ("IntegerType", "9223372036854775808", "real"),  # why the coercer nullifies it
        ("NumberType", "12345678901234567890123456789012345678", "text"),
        ("NumberType", "1.5", "text"),
        ("NumberType", 1.5, "real"),
        ("NumberType", 7, "integer"),
        ("DateType", "2025-01-01", "text"),
        ("UnionType", "123", "text"),
    ],
)
def test_affinity_converts_only_what_it_may(
    database: sqlite3.Connection, airbyte: str, value: object, kind: str
) -> None:
    run(database, f"CREATE TABLE t (v {SQLITE.type_for(airbyte).ddl})")
    run(database, "INSERT INTO t VALUES (?)", value)
    assert run(database, "SELECT typeof(v) FROM t") == [(kind,)]


def test_reserved_words_cannot_stand_bare(database: sqlite3.Connection) -> None:
    for word in SQLITE.identifiers.reserved:
        with pytest.raises(sqlite3.Error):
            database.executescript(f"CREATE TEMP TABLE words ({word} INTEGER); SELECT {word} FROM words")
        run(database, "DROP TABLE IF EXISTS words")
    run(database, "CREATE TABLE words (key INTEGER, row INTEGER, first INTEGER)")


def test_names_are_compared_without_case_of_a_to_z(database: sqlite3.Connection) -> None:
    assert "duplicate column name" in message_of(database, 'CREATE TABLE t ("ID" INTEGER, "id" INTEGER)')
    run(database, 'CREATE TABLE t ("É" INTEGER, "é" INTEGER)')
    assert "already exists" in message_of(database, 'CREATE TABLE "T" (a INTEGER)')
    assert run(database, SQLITE.catalogue["table_exists"].sql, "T") == [(1,)]


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("no such table", "SELECT COUNT(*) FROM nope"),
        ("no such column", "SELECT t.nope FROM s AS t"),
        ("syntax error", "MERGE INTO s USING s AS x ON 1 WHEN MATCHED THEN DELETE"),
        ("syntax error", "CREATE OR REPLACE TABLE s (a INTEGER)"),
        ("syntax error", "ALTER TABLE s ADD COLUMN b TEXT, ADD COLUMN c TEXT"),
        ("syntax error", "ALTER TABLE s ALTER COLUMN a TYPE TEXT"),
        ("reserved name", "CREATE TABLE sqlite_x (a INTEGER)"),
        ("too many columns", "CREATE TABLE wide (" + ", ".join(f"c{n}" for n in range(2001)) + ")"),
        ("no matching unique index", "INSERT INTO s VALUES (1) ON CONFLICT (a) DO NOTHING"),
    ],
)
def test_errors_are_told_by_their_message(database: sqlite3.Connection, name: str, statement: str) -> None:
    run(database, "CREATE TABLE s (a INTEGER)")
    message = message_of(database, statement)
    assert [code.name for code in SQLITE.errors.codes if code.message and re.search(code.message, message)] == [name]


def test_vendor_codes_are_the_librarys() -> None:
    """Python 3.11 and newer have the codes by name."""
    for code in SQLITE.errors.codes:
        if code.vendor:
            assert getattr(sqlite3, code.name) == int(code.vendor), code.name


def test_a_quoted_name_without_column_is_a_literal_unless_qualified(database: sqlite3.Connection) -> None:
    run(database, "CREATE TABLE s (a INTEGER)")
    run(database, "INSERT INTO s VALUES (1)")
    assert run(database, 'SELECT "nope" FROM s') == [("nope",)]
    assert "no such column" in message_of(database, 'SELECT t."nope" FROM s AS t')


SOURCE: Rows = [
    (1, "a", 5, "new", None, "2025-01-02"), (2, "a", None, "null cursor", None, "2025-01-02"),
    (3, "a", 9, "gone", "2025-01-02", "2025-01-02"), (4, "a", 1, "added", None, "2025-01-02"),
    (5, "a", 1, "never", "2025-01-01", "2025-01-02"), (None, None, 7, "null key", None, "2025-01-02"),
    (6, "a", 3, "lower", None, "2025-01-02"), (6, "a", 4, "higher", None, "2025-01-01"),
    (7, "a", 5, "later", None, "2025-01-03"), (8, "a", 5, "earlier", None, "2024-12-01"),
    (10, "a", 1, "deleted", "2025-01-01", "2025-01-01"), (10, "a", 2, "back", None, "2025-01-02"),
]  # fmt: skip
TARGET: Rows = [
    (1, "a", 4, "old", None, "2025-01-01"), (2, "a", 4, "kept", None, "2025-01-01"),
    (3, "a", 1, "doomed", None, "2025-01-01"), (7, "a", 5, "equal", None, "2025-01-01"),
    (8, "a", 5, "equal", None, "2025-01-01"), (9, "a", 4, "alone", None, "2025-01-01"),
    (None, None, 1, "old null key", None, "2025-01-01"),
]  # fmt: skip
UPSERTED = {
    (1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (7, "later"), (8, "equal"), (9, "alone"), (10, "back"),
    (None, "null key"),
}  # fmt: skip
NAMES = ["id", "k2", "cur", "v", "deleted_at", "extracted_at"]


def upsert_parts(s: str) -> dict[str, str]:
    """`s` is what the statement calls the newer row."""
    listed = ", ".join(NAMES)
    newest = (
        f"SELECT {listed} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id, k2 ORDER BY cur DESC NULLS LAST, "
        f"extracted_at DESC) AS rn FROM source) AS x WHERE rn = 1"
    )
    newer = (
        f"({s}.cur > t.cur OR ({s}.cur IS NOT NULL AND t.cur IS NULL) "
        f"OR ({s}.cur IS t.cur AND {s}.extracted_at > t.extracted_at))"
    )
    return {
        "newest": newest,
        "target": "target",
        "columns": listed,
        "source_columns": ", ".join(f"s.{name}" for name in NAMES),
        "assignments": ", ".join(f"{name} = excluded.{name}" for name in NAMES),
        "same_key": "t.id IS s.id AND t.k2 IS s.k2",
        "deleted": "s.deleted_at IS NOT NULL",
        "not_deleted": "s.deleted_at IS NULL",
        "is_absent": "t.extracted_at IS NULL",
        "key_index": "target_key",
        "key_expressions": "IFNULL(id, ''), (id IS NULL), IFNULL(k2, ''), (k2 IS NULL)",
        "is_newer": newer,
    }


@pytest.mark.parametrize("strategy", [s.slug for s in SQLITE.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_seven_rules(database: sqlite3.Connection, strategy: str) -> None:
    for name, rows in (("source", SOURCE), ("target", TARGET)):
        types = "id INTEGER, k2 TEXT, cur INTEGER, v TEXT, deleted_at TEXT, extracted_at TEXT"
        run(database, f"CREATE TABLE {name} ({types})")
        database.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", rows)
    chosen = SQLITE.strategy(StrategyKind.UPSERT, strategy)
    assert chosen is not None
    for _ in range(2):
        for statement in chosen.statements:
            run(database, sql(statement, **upsert_parts("excluded" if "DO UPDATE" in statement else "s")))
        assert set(run(database, "SELECT id, v FROM target")) == UPSERTED
    assert run(database, "SELECT count(*) FROM target") == [(len(UPSERTED),)]


def test_overwrite_and_column_changes_roll_back_with_their_transaction(database: sqlite3.Connection) -> None:
    run(database, 'CREATE TABLE "shop.tmp" (a TEXT)')
    run(database, 'CREATE TABLE "shop.t" (a TEXT)')
    run(database, "INSERT INTO \"shop.tmp\" VALUES ('new')")
    overwrite, change = SQLITE.strategy(StrategyKind.OVERWRITE), SQLITE.strategy(StrategyKind.SCHEMA_CHANGE)
    assert overwrite is not None and change is not None
    names = {"source": '"shop.tmp"', "target": '"shop.t"'}
    changed = {
        "table": '"shop.t"',
        "moved": '"a_"',
        "changed": '"a"',
        "type": "JSON_TEXT",
        "conversion": "json_quote(a)",
    }
    run(database, "BEGIN")
    for statement in (*overwrite.statements, *change.statements):
        run(database, sql(statement, **names, **changed))
    assert run(database, 'SELECT a FROM "shop.t"') == [('"new"',)]
    assert columns(database, "shop.t") == [("a", "JSON_TEXT", 1)]
    run(database, "ROLLBACK")
    assert run(database, 'SELECT a FROM "shop.t"') == []
    assert run(database, 'SELECT a FROM "shop.tmp"') == [("new",)]


def test_missing_and_empty_tables_are_told_apart(database: sqlite3.Connection) -> None:
    run(database, 'CREATE TABLE empty ("_airbyte_generation_id" INTEGER)')
    assert run(database, sql(SQLITE.catalogue["count"], table='"empty"')) == [(0,)]
    assert run(database, sql(SQLITE.catalogue["generation_id"], table='"empty"')) == []
    assert run(database, SQLITE.catalogue["table_exists"].sql, "nope") == []
    assert columns(database, "nope") == []


def test_a_text_keeps_the_character_zero(database: sqlite3.Connection) -> None:
    assert run(database, "SELECT ?", "a\0b") == [("a\0b",)]


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --"])
def test_literals_are_escaped(database: sqlite3.Connection, text: str) -> None:
    assert run(database, f"SELECT {SQLITE.quoting.literal(text)}") == [(text,)]
