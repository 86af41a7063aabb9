"""Facts of dialects/duckdb.yaml that are labelled `executed`, run on DuckDB."""

import re
from collections.abc import Iterator

import pytest
from page_facts import columns, dialect, engine_of, every_type, meta_columns, qualified, refused, rows, sql

from destination_writer.knowledge.dialects import AirbyteTypeName, StrategyKind
from destination_writer.toolchain.engines import Engine

PAGE = dialect("duckdb")
SPACE = 'S "1" it\'s'


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of("duckdb", tmp_path_factory.mktemp("duckdb")) as engine:
        yield engine


@pytest.fixture(autouse=True)
def _space(engine: Engine) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]  # a fixture of every test
    engine.query(sql(PAGE.namespaces.create, namespace=PAGE.quoting.quote(SPACE)))
    yield
    engine.query(sql(PAGE.namespaces.drop, namespace=PAGE.quoting.quote(SPACE)))


def table(name: str) -> str:
    return qualified(PAGE, SPACE, name)


def test_namespaces(engine: Engine) -> None:
    quoted = PAGE.quoting.quote(SPACE)
    for _ in range(2):
        engine.query(sql(PAGE.namespaces.create, namespace=quoted))
        assert rows(engine, PAGE.namespaces.exists.sql, SPACE.upper()) == [(1,)], "in any case"
    engine.query(f"CREATE TABLE {quoted}.t (a int)")
    for _ in range(2):
        engine.query(sql(PAGE.namespaces.drop, namespace=quoted))
        assert rows(engine, PAGE.namespaces.exists.sql, SPACE) == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(engine: Engine, spelling: str) -> None:
    engine.query(f"CREATE TABLE {table('types')} ({every_type(PAGE, spelling)})")
    expected = [(name.value, PAGE.type_for(name).catalogue, True) for name in AirbyteTypeName]
    assert columns(engine, PAGE, SPACE, "TYPES") == expected, "found in any case"


def test_meta_columns_read_back_as_declared(engine: Engine) -> None:
    engine.query(f"CREATE TABLE {table('meta')} ({meta_columns(PAGE)})")
    assert columns(engine, PAGE, SPACE, "meta") == [(c.name, c.catalogue, c.nullable) for c in PAGE.meta.columns]


def test_aliases_name_the_same_type(engine: Engine) -> None:
    for canonical, aliases in PAGE.type_map.aliases.items():
        for alias in aliases:
            found = rows(engine, f"SELECT typeof(CAST(NULL AS {alias}))")
            assert str(found[0][0]).startswith(canonical), alias


def test_reserved_words_are_the_engines(engine: Engine) -> None:
    words = "SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    assert {str(word) for (word,) in rows(engine, words)} == set(PAGE.identifiers.reserved)


@pytest.mark.parametrize("name", ['a"b', "a'b", "a\\b", "Größe", "select", "x; drop table y", "😀", " ", "x" * 10000])
def test_quoted_names_survive(engine: Engine, name: str) -> None:
    engine.query(f"CREATE TABLE {table(name)} ({PAGE.quoting.quote(name)} int)")
    assert columns(engine, PAGE, SPACE, name) == [(name, "INTEGER", True)]
    assert rows(engine, PAGE.catalogue["table_exists"].sql, SPACE, name) == [(1,)]


def test_names_that_differ_in_the_case_of_ascii_letters_are_one(engine: Engine) -> None:
    engine.query(f'CREATE TABLE {table("Users")} ("É" int, "é" int)')
    assert "already exists" in refused(engine, f"CREATE TABLE {table('users')} (a int)")
    assert "already exists" in refused(engine, f'CREATE TABLE {table("two")} ("id" int, "ID" int)')
    assert rows(engine, f"SELECT count(*) FROM {table('USERS')}") == [(0,)]


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --", "\x00"])
def test_literals_are_escaped(engine: Engine, text: str) -> None:
    if text == "\x00":
        assert rows(engine, "SELECT CAST(? AS VARCHAR)", text) == [(text,)]
    else:
        assert rows(engine, f"SELECT {PAGE.quoting.literal(text)}") == [(text,)]


@pytest.mark.parametrize(
    ("column", "text", "stored"),
    [
        ("BIGINT", "9223372036854775807", "9223372036854775807"),
        ("BIGINT", "9223372036854775808", None),
        ("DECIMAL(38,18)", "99999999999999999999.999999999999999999", "99999999999999999999.999999999999999999"),
        ("DECIMAL(38,18)", "100000000000000000000", None),
        ("DECIMAL(38,18)", "0.1234567890123456789", "0.123456789012345679"),
        ("DATE", "5881580-07-10", "5881580-07-10"),
        ("DATE", "5881580-07-11", None),
        ("DATE", "-0043-03-15", "0044-03-15 (BC)"),
        ("DATE", "+10000-01-01", None),
        ("TIMESTAMP", "2025-01-02T03:04:05.1234569", "2025-01-02 03:04:05.123456"),
        ("TIMESTAMPTZ", "294247-01-11T00:00Z", None),
        ("TIMESTAMPTZ", "2016-12-31T23:59:60Z", None),
        ("TIMETZ", "03:04:05+15:59:59", "03:04:05+15:59:59"),
        ("TIMETZ", "03:04:05+16:00", None),
        ("TIMETZ", "03:04Z", None),
        ("TIMETZ", "03:04:00+00:00", "03:04:00+00"),
        ("TIME", "24:00:00", "24:00:00"),
        ("TIME", "23:59:60", None),
        ("JSON", '{"a":1,"a":2, "b":12345678901234567890123.10}', '{"a":1,"a":2, "b":12345678901234567890123.10}'),
        ("JSON", '"\\ud800"', None),
        ("JSON", '"\\u0000"', '"\\u0000"'),
        ("VARCHAR(2)", "longer", "longer"),
    ],
)
def test_a_bound_text_is_cast_to_its_column(engine: Engine, column: str, text: str, stored: str | None) -> None:
    engine.query(f"CREATE TABLE {table('v')} (a {column})")
    if stored is None:
        assert re.match("Conversion Error", _refused_value(engine, text))
    else:
        engine.query(f"INSERT INTO {table('v')} VALUES (?)", [text])
        assert rows(engine, f"SELECT CAST(a AS VARCHAR) FROM {table('v')}") == [(stored,)]


def _refused_value(engine: Engine, text: str) -> str:
    return refused(engine, f"INSERT INTO {table('v')} VALUES ({PAGE.quoting.literal(text)}::VARCHAR)")


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("unknown table", "SELECT * FROM nowhere"),
        ("unknown table", "SELECT * FROM nowhere.nothing"),
        ("unknown table", 'INSERT INTO "no\nwhere" VALUES (1)'),
        ("unknown table", "ALTER TABLE nowhere ADD COLUMN a int"),
        ("unknown schema", "CREATE TABLE nowhere.t (a int)"),
        ("unknown column", "SELECT nothing FROM duckdb_tables()"),
        ("schema exists", "CREATE SCHEMA main"),
        ("unknown type", "CREATE TABLE t (a nothing)"),
        ("unknown function", "SELECT nothing(1)"),
        ("parser error", "MERGE INTO t USING s ON true WHEN MATCHED UPDATE SET a = 1"),
        ("parser error", 'CREATE TABLE "" (a int)'),
        ("parser error", "SAVEPOINT s"),
        ("parser error", "ALTER TABLE t ADD COLUMN a int, DROP COLUMN b"),
        ("parser error", "ALTER TABLE t SET SCHEMA s"),
        ("conversion error", "SELECT CAST('x' AS BIGINT)"),
        ("out of range", "SELECT 9223372036854775807::BIGINT + 1"),
    ],
)
def test_errors_are_told_by_their_message(engine: Engine, name: str, statement: str) -> None:
    message = refused(engine, statement)
    code = next(code for code in PAGE.errors.codes if code.message and re.search(code.message, message))
    assert code.name == name, message


def test_errors_of_rows_and_transactions(engine: Engine) -> None:
    def named(message: str) -> str:
        return next(code.name for code in PAGE.errors.codes if re.search(code.message, message))

    engine.query(f"CREATE TABLE {table('k')} (id int PRIMARY KEY, v int NOT NULL)")
    assert named(refused(engine, f"INSERT INTO {table('k')} VALUES (1, 1), (1, 2)")) == "constraint violation"
    assert named(refused(engine, f"INSERT INTO {table('k')} VALUES (1, NULL)")) == "not null violation"
    assert named(refused(engine, f"CREATE TABLE {table('K')} (a int)")) == "table exists"
    assert named(refused(engine, f"ALTER TABLE {table('k')} ADD COLUMN V int")) == "duplicate column"
    engine.query(f"INSERT INTO {table('k')} VALUES (1, 1)")
    with engine.session() as one, engine.session() as other:
        for session in (one, other):
            session.autocommit(False)
        one.query(f"UPDATE {table('k')} SET v = 2")
        with pytest.raises(Exception, match="Conflict") as caught:
            other.query(f"UPDATE {table('k')} SET v = 3")
        assert named(str(caught.value)) == "write conflict"
        with pytest.raises(Exception, match="aborted") as caught:
            other.query("SELECT 1")
        assert named(str(caught.value)) == "aborted transaction"


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
UPSERTED = {(1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (7, "later"), (8, "equal"), (9, "alone"), (None, "null key")}  # fmt: skip # noqa: E501
NAMES = ("id", "k2", "cur", "v", "deleted", "extracted")


@pytest.mark.parametrize("strategy", [s.slug for s in PAGE.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_rules(engine: Engine, strategy: str) -> None:
    for name, values in (("source", SOURCE), ("target", TARGET)):
        types = "id int, k2 varchar, cur int, v varchar, deleted timestamptz, extracted timestamptz"
        engine.query(f"CREATE TABLE {table(name)} ({types})")
        engine.query(f"INSERT INTO {table(name)} VALUES {values}")
    listed = ", ".join(NAMES)
    order = f"cur {PAGE.expressions.newest_first.removeprefix('{a} ')}, extracted DESC"
    same = " AND ".join(PAGE.expressions.same.replace("{a}", f"t.{k}").replace("{b}", f"s.{k}") for k in ("id", "k2"))
    names = {
        "newest": f"SELECT * EXCLUDE rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id, k2 ORDER BY {order}) AS rn "
        f"FROM {table('source')}) WHERE rn = 1",
        "target": table("target"),
        "same_key": same,
        "is_newer": "(s.cur > t.cur OR (s.cur IS NOT NULL AND t.cur IS NULL) OR (s.cur IS NOT DISTINCT FROM t.cur "
        "AND s.extracted > t.extracted))",
        "deleted": "s.deleted IS NOT NULL",
        "not_deleted": "s.deleted IS NULL",
        "assignments": ", ".join(f"{name} = s.{name}" for name in NAMES),
        "columns": listed,
        "source_columns": ", ".join(f"s.{name}" for name in NAMES),
    }
    chosen = PAGE.strategy(StrategyKind.UPSERT, strategy)
    assert chosen is not None
    for _ in range(2):
        for statement in chosen.statements:
            engine.query(sql(statement, **names))
        found = rows(engine, f"SELECT id, v FROM {table('target')}")
        assert set(found) == UPSERTED and len(found) == len(UPSERTED)


def test_null_safe_keys_join_by_hash(engine: Engine) -> None:
    side = "(SELECT range AS id FROM range(1000))"
    plan = rows(engine, f"EXPLAIN SELECT count(*) FROM {side} t JOIN {side} s ON t.id IS NOT DISTINCT FROM s.id")
    assert "Hash Join" in str(plan).replace("HASH_JOIN", "Hash Join")


def test_ddl_rolls_back_and_an_index_holds_its_column(engine: Engine) -> None:
    engine.query(f"CREATE TABLE {table('t')} (a int, b int)")
    with engine.session() as session:
        session.autocommit(False)
        session.query(f"CREATE OR REPLACE TABLE {table('t')} (c varchar)")
        session.query(f"ALTER TABLE {table('t')} RENAME TO renamed")
        session.rollback()
    assert [name for name, _, _ in columns(engine, PAGE, SPACE, "t")] == ["a", "b"]
    engine.query(f"CREATE INDEX i ON {table('t')}(a)")
    assert refused(engine, f"ALTER TABLE {table('t')} ALTER COLUMN a SET DATA TYPE varchar")


def test_csv_tells_null_from_the_empty_text(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("csv") / "rows.csv"
    awkward = ["", "a,b", 'a"b', "line\nline", "cr\r\nlf", "\\N", "NULL", "a\x00b", "x" * 3_000_000]
    lines = [f'"{i}","' + text.replace('"', '""') + '"\n' for i, text in enumerate(awkward)]
    file.write_bytes("".join([*lines, '"99",\n']).encode())
    engine.query(f"CREATE TABLE {table('c')} (i int, v varchar)")
    options = (
        "FORMAT csv, HEADER false, AUTO_DETECT false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', "
        "ALLOW_QUOTED_NULLS false, NEW_LINE '\\n', PARALLEL false, MAX_LINE_SIZE 1000000000"
    )
    engine.query(f"COPY {table('c')} (i, v) FROM ? ({options})", [str(file)])
    assert rows(engine, f"SELECT i, v FROM {table('c')} ORDER BY i") == [*enumerate(awkward), (99, None)]
