"""Facts of dialects/clickhouse.yaml that are labelled `executed`, run on ClickHouse (chdb)."""

import re
from collections.abc import Iterator

import pytest
from page_facts import columns, dialect, engine_of, every_type, meta_columns, qualified, refused, rows, sql

from destination_writer.knowledge.dialects import AirbyteTypeName, StrategyKind
from destination_writer.toolchain.engines import Engine

PAGE = dialect("clickhouse")
SPACE = 'S "1" `x` \\y'
MERGE_TREE = "ENGINE = MergeTree ORDER BY tuple()"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_of("clickhouse", tmp_path_factory.mktemp("clickhouse")) as engine:
        yield engine


@pytest.fixture(autouse=True)
def _space(engine: Engine) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]  # a fixture of every test
    engine.query(sql(PAGE.namespaces.create, namespace=PAGE.quoting.quote(SPACE)))
    yield
    engine.query(sql(PAGE.namespaces.drop, namespace=PAGE.quoting.quote(SPACE)))


def table(name: str) -> str:
    return qualified(PAGE, SPACE, name)


def code_of(engine: Engine, statement: str) -> str:
    """The name of the error code that the page finds for a refused statement."""
    message = refused(engine, statement)
    return next((code.name for code in PAGE.errors.codes if code.message and re.search(code.message, message)), message)


def test_namespaces(engine: Engine) -> None:
    quoted = PAGE.quoting.quote("other `one`")
    for _ in range(2):
        engine.query(sql(PAGE.namespaces.create, namespace=quoted))
        assert rows(engine, PAGE.namespaces.exists.sql, "other `one`") == [(1,)]
    engine.query(f"CREATE TABLE {quoted}.t (a Int8) {MERGE_TREE}")
    for _ in range(2):
        engine.query(sql(PAGE.namespaces.drop, namespace=quoted))
        assert rows(engine, PAGE.namespaces.exists.sql, "other `one`") == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(engine: Engine, spelling: str) -> None:
    engine.query(f"CREATE TABLE {table('types')} ({every_type(PAGE, spelling)}) {MERGE_TREE}")
    expected = [(name.value, PAGE.type_for(name).catalogue, True) for name in AirbyteTypeName]
    assert columns(engine, PAGE, SPACE, "types") == expected
    assert columns(engine, PAGE, SPACE, "Types") == [], "names keep their case"


def test_meta_columns_read_back_as_declared(engine: Engine) -> None:
    for strategy in PAGE.strategies_of(StrategyKind.CREATE):
        for statement in strategy.statements:
            engine.query(sql(statement, table=table("meta"), columns=meta_columns(PAGE)))
        assert columns(engine, PAGE, SPACE, "meta") == [(c.name, c.catalogue, c.nullable) for c in PAGE.meta.columns]


def test_reserved_words_are_those_that_need_quoting(engine: Engine) -> None:
    words = [str(word) for (word,) in rows(engine, "SELECT keyword FROM system.keywords") if " " not in str(word)]
    named = [*PAGE.identifiers.reserved, "SELECT", "TABLE", "ORDER", "KEY"]
    assert set(PAGE.identifiers.reserved) <= set(words)
    refused_words: set[str] = set()
    for word in named:
        shape = f"SELECT formatQuerySingleLine('CREATE TABLE x ({word} Int8, b Int8) ENGINE = Memory')"
        read = f"SELECT formatQuerySingleLine('SELECT {word}, b FROM t WHERE {word} = 1')"
        for text in (shape, read):
            try:
                engine.query(text)
            except Exception as error:  # which error it is says nothing here
                assert "Syntax error" in str(error)
                refused_words.add(word)
    assert refused_words == set(PAGE.identifiers.reserved)


@pytest.mark.parametrize("name", ["a`b", 'a"b', "a'b", "a\\b", "Größe", "select", "x; drop table y", "😀", " ", "a.b"])
def test_quoted_names_survive(engine: Engine, name: str) -> None:
    engine.query(f"CREATE TABLE {table(name)} ({PAGE.quoting.quote(name)} Nullable(Int8)) {MERGE_TREE}")
    assert columns(engine, PAGE, SPACE, name) == [(name, "Nullable(Int8)", True)]
    assert rows(engine, PAGE.catalogue["table_exists"].sql, SPACE, name) == [(1,)]


def test_names_of_tables_are_limited_by_the_name_of_their_file(engine: Engine) -> None:
    engine.query(f"CREATE DATABASE {'d' * 100}")
    engine.query(f"CREATE TABLE {'d' * 100}.{'t' * 113} (a Int8) {MERGE_TREE}")
    assert code_of(engine, f"CREATE TABLE {'d' * 100}.{'t' * 114} (a Int8) {MERGE_TREE}") == "ARGUMENT_OUT_OF_BOUND"
    engine.query(f"CREATE TABLE {'d' * 100}.`{'é' * 18}` (`{'é' * 200}` Int8) {MERGE_TREE}")
    assert code_of(engine, f"CREATE TABLE {'d' * 100}.`{'é' * 19}` (a Int8) {MERGE_TREE}") == "ARGUMENT_OUT_OF_BOUND"
    engine.query(f"DROP DATABASE {'d' * 100}")


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --", "\\'", "a\nb"])
def test_literals_are_escaped(engine: Engine, text: str) -> None:
    assert rows(engine, f"SELECT {PAGE.quoting.literal(text)}") == [(text,)]


@pytest.mark.parametrize(
    ("column", "text", "stored"),
    [
        ("Int64", "9223372036854775807", "9223372036854775807"),
        ("Int64", "9223372036854775808", None),
        ("Int64", "no number", None),
        ("Decimal(76, 38)", "9" * 38 + "." + "9" * 38, "9" * 38 + "." + "9" * 38),
        ("Decimal(76, 38)", "1" + "0" * 38, None),
        ("Decimal(76, 38)", "0." + "1" * 39, "0." + "1" * 38),
        ("Date32", "1900-01-01", "1900-01-01"),
        ("Date32", "2299-12-31", "2299-12-31"),
        ("Date32", "+10000-01-01", None),
        ("DateTime64(6, 'UTC')", "1900-01-01 00:00:00", "1900-01-01 00:00:00.000000"),
        ("DateTime64(6, 'UTC')", "2299-12-31 23:59:59.9999999", "2299-12-31 23:59:59.999999"),
        ("DateTime64(6, 'Etc/UTC')", "2025-03-30 02:30:00.5", "2025-03-30 02:30:00.500000"),
        ("Bool", "true", "true"),
        ("String", "a\x00b", "a\x00b"),
    ],
)
def test_values_by_text(engine: Engine, column: str, text: str, stored: str | None) -> None:
    """NULL without an error is what the page warns of; the coercer keeps such values away."""
    engine.query(f"CREATE TABLE {table('v')} (a Nullable({column})) {MERGE_TREE}")
    engine.query(f"INSERT INTO {table('v')} VALUES (?)", [text])
    assert rows(engine, f"SELECT toString(a) FROM {table('v')}") == [(stored,)]


def test_an_integer_of_more_than_64_bits_wraps_around(engine: Engine) -> None:
    assert rows(engine, "SELECT CAST('9223372036854775808' AS Int64)") == [(-9223372036854775808,)]
    assert code_of(engine, "SELECT accurateCast('9223372036854775808', 'Int64')") == "CANNOT_PARSE_TEXT"


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("UNKNOWN_TABLE", "SELECT * FROM default.nothing"),
        ("UNKNOWN_TABLE", "INSERT INTO default.nothing VALUES (1)"),
        ("UNKNOWN_TABLE", "EXCHANGE TABLES default.nothing AND default.nothing2"),
        ("UNKNOWN_DATABASE", "SELECT * FROM nowhere.nothing"),
        ("UNKNOWN_DATABASE", "CREATE TABLE nowhere.t (a Int8) ENGINE = Memory"),
        ("UNKNOWN_IDENTIFIER", "SELECT nothing FROM system.one"),
        ("UNKNOWN_FUNCTION", "SELECT nothingatall(1)"),
        ("UNKNOWN_TYPE", "CREATE TABLE default.t (a Nothing2) ENGINE = Memory"),
        ("SYNTAX_ERROR", "MERGE INTO t USING s ON 1 WHEN MATCHED THEN DELETE"),
        ("SYNTAX_ERROR", "CREATE TABLE default.t (`` Int8) ENGINE = Memory"),
        ("DATABASE_ALREADY_EXISTS", "CREATE DATABASE default"),
        ("ILLEGAL_COLUMN", "CREATE TABLE default.t (a Int8, a Int8) ENGINE = Memory"),
        ("ILLEGAL_COLUMN", "CREATE TABLE default.t (a Nullable(Int8)) ENGINE = MergeTree ORDER BY a"),
        ("NOT_IMPLEMENTED", "BEGIN TRANSACTION"),
        ("CANNOT_PARSE_TEXT", "SELECT toInt64('x')"),
        ("CANNOT_PARSE_BOOL", "SELECT CAST('x' AS Bool)"),
        ("DECIMAL_OVERFLOW", "SELECT toInt64(toDecimal256('12345678901234567890123', 0))"),
        ("ACCESS_DENIED", "CREATE USER nobody IDENTIFIED BY 'x'"),
    ],
)
def test_errors_are_told_by_the_number_in_their_message(engine: Engine, name: str, statement: str) -> None:
    assert code_of(engine, statement) == name


def test_errors_of_tables(engine: Engine) -> None:
    engine.query(f"CREATE TABLE {table('t')} (k Int8, a Nullable(Int8)) ENGINE = MergeTree ORDER BY k")
    engine.query(f"INSERT INTO {table('t')} VALUES (1, 1)")
    assert code_of(engine, f"CREATE TABLE {table('t')} (a Int8) ENGINE = Memory") == "TABLE_ALREADY_EXISTS"
    assert code_of(engine, f"ALTER TABLE {table('t')} ADD COLUMN a Int8") == "DUPLICATE_COLUMN"
    assert code_of(engine, f"ALTER TABLE {table('t')} DROP COLUMN b") == "NOT_FOUND_COLUMN_IN_BLOCK"
    assert code_of(engine, f"INSERT INTO {table('t')} (b) VALUES (1)") == "NO_SUCH_COLUMN_IN_TABLE"
    assert code_of(engine, f"ALTER TABLE {table('t')} MODIFY COLUMN k String") == "ALTER_OF_COLUMN_IS_FORBIDDEN"


def test_arrays_find_keys_with_null(engine: Engine) -> None:
    null = "CAST(NULL AS Nullable(Int64))"
    assert rows(engine, f"SELECT ([{null}], [1]) IN (SELECT [{null}], [1])") == [(1,)]
    assert rows(engine, f"SELECT ({null}, 1) IN (SELECT {null}, 1)") == [(0,)]
    assert rows(engine, f"SELECT {null} <=> {null}, 1 <=> {null}") == [(1, 0)]


def test_modify_column_makes_null_of_what_it_cannot_read(engine: Engine) -> None:
    engine.query(f"CREATE TABLE {table('m')} (a Nullable(String) COMMENT 'json') {MERGE_TREE}")
    engine.query(f"INSERT INTO {table('m')} VALUES ('12'), ('twelve')")
    engine.query(f"ALTER TABLE {table('m')} MODIFY COLUMN a Nullable(Int64)")
    assert set(rows(engine, f"SELECT a FROM {table('m')}")) == {(12,), (None,)}
    assert columns(engine, PAGE, SPACE, "m") == [("a", "Nullable(Int64) COMMENT 'json'", True)], "the comment stays"
    engine.query(f"ALTER TABLE {table('m')} MODIFY COLUMN a Nullable(Int64) COMMENT ''")
    assert columns(engine, PAGE, SPACE, "m") == [("a", "Nullable(Int64)", True)]


def test_exchange_crosses_databases(engine: Engine) -> None:
    chosen = PAGE.strategy(StrategyKind.OVERWRITE, "exchange")
    assert chosen is not None
    engine.query("CREATE DATABASE elsewhere")
    for number, there in enumerate((True, False)):
        engine.query(f"CREATE TABLE {table('source')} {MERGE_TREE} AS SELECT {number} AS a")
        if there:
            engine.query(f"CREATE TABLE elsewhere.target {MERGE_TREE} AS SELECT 9 AS a")
        for statement in chosen.statements:
            engine.query(sql(statement, source=table("source"), target="elsewhere.target"))
        assert rows(engine, "SELECT a FROM elsewhere.target") == [(number,)]
        assert rows(engine, PAGE.catalogue["table_exists"].sql, SPACE, "source") == []
        engine.query("DROP TABLE elsewhere.target SYNC")
    engine.query("DROP DATABASE elsewhere")


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


@pytest.mark.parametrize("strategy", [s.slug for s in PAGE.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_rules(engine: Engine, strategy: str) -> None:
    kinds = (
        "id Nullable(Int64), k2 Nullable(String), cur Nullable(Int64), v String, deleted Nullable(Date32), at Date32"
    )
    for name, values in (("source", SOURCE), ("target", TARGET)):
        engine.query(f"CREATE TABLE {table(name)} ({kinds}) {MERGE_TREE}")
        engine.query(f"INSERT INTO {table(name)} VALUES {values}")
    order = f"cur {PAGE.expressions.newest_first.removeprefix('{a} ')}, at DESC"
    same = " AND ".join(PAGE.expressions.same.replace("{a}", f"t.{k}").replace("{b}", f"s.{k}") for k in ("id", "k2"))
    newer = "(s.cur > t.cur OR (s.cur IS NOT NULL AND t.cur IS NULL) OR (s.cur <=> t.cur AND s.at > t.at))"
    newest = (
        f"SELECT * EXCEPT rn FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id, k2 ORDER BY {order}) AS rn "
        f"FROM {table('source')}) WHERE rn = 1"
    )
    names = {
        "newer_keys": f"SELECT [t.id], [t.k2] FROM {table('target')} AS t JOIN ({newest}) AS s ON {same} WHERE {newer}",
        "newest": newest,
        "source": table("source"),
        "target": table("target"),
        "copy": table("copy"),
        "keys": "[id], [k2]",
        "target_keys": "[t.id], [t.k2]",
        "same_key": same,
        "is_newer": newer,
        "not_deleted": "s.deleted IS NULL",
        "columns": "id, k2, cur, v, deleted, at",
    }
    chosen = PAGE.strategy(StrategyKind.UPSERT, strategy)
    assert chosen is not None
    for _ in range(2):
        for statement in chosen.statements:
            engine.query(sql(statement, **names))
        found = rows(engine, f"SELECT id, v FROM {table('target')}")
        assert set(found) == UPSERTED and len(found) == len(UPSERTED)


def test_a_changed_column_goes_through_a_copy(engine: Engine) -> None:
    engine.query(f"CREATE TABLE {table('t')} (a Nullable(Int64), b Nullable(String)) {MERGE_TREE}")
    engine.query(f"INSERT INTO {table('t')} VALUES (1, 'x'), (NULL, 'y')")
    chosen = PAGE.strategy(StrategyKind.SCHEMA_CHANGE)
    assert chosen is not None
    names = {
        "copy": table("copy"),
        "table": table("t"),
        "added": "`c`",
        "dropped": "`b`",
        "changed": "`a`",
        "type": "Nullable(String)",
        "conversion": "toString(`a`)",
    }
    for statement in chosen.statements:
        engine.query(sql(statement, **names))
    assert set(rows(engine, f"SELECT * FROM {table('t')}")) == {("1", None), (None, None)}


def test_json_each_row_fails_where_values_makes_null(engine: Engine) -> None:
    engine.query(
        f"CREATE TABLE {table('j')} (i Nullable(Int64), n Nullable(Decimal(76, 38)), s Nullable(String)) {MERGE_TREE}"
    )
    number = "9" * 30 + "." + "1" * 30
    engine.call("insert", {"table": table("j"), "format": "JSONEachRow", "data": f'{{"i": "7", "n": "{number}"}}'})
    found = rows(engine, f"SELECT i, toString(n), s FROM {table('j')}")
    assert found == [(7, number, None)]
    with pytest.raises(Exception, match="Code: 27"):
        engine.call("insert", {"table": table("j"), "format": "JSONEachRow", "data": '{"i": "seven"}'})
