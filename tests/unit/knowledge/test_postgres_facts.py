"""Facts of dialects/postgres.yaml that are labelled `executed`, run against real servers."""

from collections.abc import Iterator

import psycopg
import pytest
from postgres_server import installations, running

from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

POSTGRES = Knowledge(DiskFiles(bundled("knowledge"))).dialect("postgres")
Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module", params=installations())
def server(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with running(installations()[request.param]) as address, psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture
def schema(server: Connection) -> Iterator[str]:
    name = 'S "1"-x'
    run(server, sql(POSTGRES.namespaces.create, namespace=POSTGRES.quoting.quote(name)))
    yield name
    run(server, sql(POSTGRES.namespaces.drop, namespace=POSTGRES.quoting.quote(name)))


def sql(statement: Statement | str, **names: str) -> str:
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text.replace("%", "%%").replace("?", "%s") if isinstance(statement, Statement) else text


def run(server: Connection, text: str, parameters: tuple[str, ...] = ()) -> psycopg.Cursor[tuple[object, ...]]:
    """Bytes, because the driver's types take no text that was put together."""
    return server.execute(text.encode(), parameters or None)


def table(schema: str, name: str) -> str:
    return f"{POSTGRES.quoting.quote(schema)}.{POSTGRES.quoting.quote(name)}"


def columns(server: Connection, schema: str, name: str) -> list[tuple[object, ...]]:
    return run(server, sql(POSTGRES.catalogue["columns"]), (schema, name)).fetchall()


def state_of(server: Connection, text: str) -> str:
    with pytest.raises(psycopg.Error) as caught:
        run(server, text)
    return caught.value.sqlstate or ""


def test_namespaces(server: Connection) -> None:
    space, quoted = POSTGRES.namespaces, POSTGRES.quoting.quote('n\'s "p"')

    def exists() -> object:
        return run(server, sql(space.exists), ('n\'s "p"',)).fetchone()

    assert exists() is None
    for _ in range(2):
        run(server, sql(space.create, namespace=quoted))
        assert exists() == (1,)
    run(server, f"CREATE TABLE {quoted}.t (a int)")
    for _ in range(2):
        run(server, sql(space.drop, namespace=quoted))
        assert exists() is None


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(server: Connection, schema: str, spelling: str) -> None:
    facts = {name.value: POSTGRES.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f'"{name}" {getattr(fact, spelling)}' for name, fact in facts.items())
    run(server, f"CREATE TABLE {table(schema, 'types')} ({body})")
    assert columns(server, schema, "types") == [(name, fact.catalogue, True) for name, fact in facts.items()]


def test_meta_columns_read_back_as_declared(server: Connection, schema: str) -> None:
    meta = POSTGRES.meta.columns
    body = ", ".join(f'"{c.name}" {c.ddl}{"" if c.nullable else " NOT NULL"}' for c in meta)
    run(server, f"CREATE TABLE {table(schema, 'meta')} ({body})")
    assert columns(server, schema, "meta") == [(c.name, c.catalogue, c.nullable) for c in meta]


def test_aliases_name_the_same_type(server: Connection) -> None:
    for canonical, aliases in POSTGRES.type_map.aliases.items():
        for alias in (canonical, *aliases):
            found = run(server, "SELECT format_type(%s::regtype, NULL)", (alias,)).fetchone()
            assert found == (canonical,), alias


def test_reserved_words_are_the_servers(server: Connection) -> None:
    rows = run(server, "SELECT upper(word) FROM pg_get_keywords() WHERE catcode IN ('R', 'T')").fetchall()
    words = {str(word) for (word,) in rows}
    newer = {"SYSTEM_USER"} if server.info.server_version < 160000 else set[str]()
    assert set(POSTGRES.identifiers.reserved) == words | newer


def test_names_are_cut_at_the_limit_in_bytes(server: Connection, schema: str) -> None:
    limit = POSTGRES.identifiers.max_bytes
    run(server, f"CREATE TABLE {table(schema, 'x' * limit)} (a int)")
    assert state_of(server, f"CREATE TABLE {table(schema, 'x' * (limit + 1))} (a int)") == "42P07"
    run(server, f"CREATE TABLE {table(schema, 'é' * 40)} (a int)")
    assert columns(server, schema, "é" * (limit // 2)) == [("a", "integer", True)]


@pytest.mark.parametrize("name", ['a"b', "a'b", "a\\b", "Größe", "select", "x; drop table y", "😀", " "])
def test_quoted_names_survive(server: Connection, schema: str, name: str) -> None:
    run(server, f"CREATE TABLE {table(schema, name)} ({POSTGRES.quoting.quote(name)} int)")
    assert columns(server, schema, name) == [(name, "integer", True)]
    found = run(server, sql(POSTGRES.catalogue["table_exists"]), (schema, name)).fetchone()
    assert found == (1,)


def test_unquoted_names_are_folded(server: Connection, schema: str) -> None:
    run(server, f"CREATE TABLE {POSTGRES.quoting.quote(schema)}.MixedCase (a int)")
    assert columns(server, schema, POSTGRES.quoting.fold("MixedCase"))
    assert columns(server, schema, "MixedCase") == []


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --"])
def test_literals_are_escaped(server: Connection, text: str) -> None:
    assert run(server, f"SELECT {POSTGRES.quoting.literal(text)}").fetchone() == (text,)


def test_missing_and_empty_tables_are_told_apart(server: Connection, schema: str) -> None:
    missing = run(server, sql(POSTGRES.catalogue["table_exists"]), (schema, "nope")).fetchone()
    assert missing is None
    count = sql(POSTGRES.catalogue["count"].sql, table=table(schema, "nope"))
    code = POSTGRES.errors.find(state_of(server, count))
    assert code is not None and code.missing == "table"
    run(server, f'CREATE TABLE {table(schema, "empty")} ("_airbyte_generation_id" bigint)')
    assert run(server, sql(POSTGRES.catalogue["count"].sql, table=table(schema, "empty"))).fetchone() == (0,)
    generation = sql(POSTGRES.catalogue["generation_id"].sql, table=table(schema, "empty"))
    assert run(server, generation).fetchone() is None


def test_error_names_are_the_servers(server: Connection) -> None:
    for code in POSTGRES.errors.codes:
        if len(code.state) == 5 and code.name != "protocol_violation":
            raised = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code.name}'; END $$"
            assert state_of(server, raised) == code.state, code.name


@pytest.mark.parametrize(
    ("state", "statement"),
    [
        ("3F000", "CREATE TABLE nowhere.t (a int)"),
        ("42P01", "SELECT * FROM nowhere.t"),
        ("42703", "SELECT nothing FROM pg_class"),
        ("42601", "CREATE OR REPLACE TABLE t (a int)"),
        ("42601", "MERGE INTO t USING s ON true WHEN MATCHED UPDATE SET a = 1"),
        ("42601", 'CREATE TABLE "" (a int)'),
        ("42701", "CREATE TABLE t (a int, a int)"),
        ("22003", "SELECT 9223372036854775808::bigint"),
        ("22008", "SELECT '294277-01-01'::timestamptz"),
        ("22009", "SELECT '10:00+16:00'::timetz"),
        ("22P02", "SELECT '{'::jsonb"),
        ("22P05", "SELECT '\"\\u0000\"'::jsonb"),
        ("42P10", "CREATE TEMP TABLE c (id int); INSERT INTO c VALUES (1) ON CONFLICT (id) DO NOTHING"),
        ("42804", "CREATE TEMP TABLE d (j jsonb); INSERT INTO d VALUES ('x'::varchar)"),
        ("54011", "CREATE TABLE wide (" + ", ".join(f"c{n} int" for n in range(1601)) + ")"),
        (
            "54000",
            "CREATE TEMP TABLE full_row (" + ", ".join(f"c{n} varchar" for n in range(1600)) + ");"
            "INSERT INTO full_row VALUES (" + ", ".join(["'8 bytes!'"] * 1600) + ")",
        ),
        (
            "0A000",
            "CREATE TEMP TABLE s (a int); CREATE TEMP VIEW v1 AS SELECT a FROM s; ALTER TABLE s ALTER a TYPE bigint",
        ),
        ("42809", "CREATE TEMP VIEW v2 AS SELECT 1 AS a; DROP TABLE IF EXISTS v2"),
        ("42846", "CREATE TEMP TABLE w (a bigint); ALTER TABLE w ALTER a TYPE date USING CAST(a AS date)"),
        ("42939", "CREATE SCHEMA pg_mine"),
        ("55000", "CREATE TABLE told (a int); CREATE PUBLICATION teller FOR TABLE told; DELETE FROM told"),
        ("22003", "SELECT '{\"a\": 1E131072}'::jsonb"),
        ("22003", "SELECT '1E-16384'::jsonb"),
    ],
)
def test_statements_fail_with_the_state_that_the_page_names(server: Connection, state: str, statement: str) -> None:
    assert state_of(server, statement) == state
    assert any(code.state == state for code in POSTGRES.errors.codes)


def test_merge_by_source_needs_version_17(server: Connection, schema: str) -> None:
    run(server, f"CREATE TABLE {table(schema, 'm')} AS SELECT 1 AS id")
    matching = f"MERGE INTO {table(schema, 'm')} AS t USING (SELECT 2 AS id) AS s ON t.id = s.id"
    merge = f"{matching} WHEN NOT MATCHED BY SOURCE THEN DELETE"
    if server.info.server_version < 170000:
        assert state_of(server, merge) == "42601"
    else:
        assert run(server, merge).statusmessage == "MERGE 1"


SOURCE = """
(1,'a',5,'new',NULL,'2025-01-02'),             (2,'a',NULL,'null cursor',NULL,'2025-01-02'),
(3,'a',9,'gone','2025-01-02','2025-01-02'),    (4,'a',1,'added',NULL,'2025-01-02'),
(5,'a',1,'never','2025-01-01','2025-01-02'),   (NULL,NULL,7,'null key',NULL,'2025-01-02'),
(6,'a',3,'lower',NULL,'2025-01-02'),           (6,'a',4,'higher',NULL,'2025-01-01'),
(7,'a',5,'later',NULL,'2025-01-03'),           (8,'a',5,'earlier',NULL,'2024-12-01'),
(10,'a',1,'deleted','2025-01-01','2025-01-01'),(10,'a',2,'back',NULL,'2025-01-02')
"""
TARGET = """
(1,'a',4,'old',NULL,'2025-01-01'),(2,'a',4,'kept',NULL,'2025-01-01'),(3,'a',1,'doomed',NULL,'2025-01-01'),
(7,'a',5,'equal',NULL,'2025-01-01'),(8,'a',5,'equal',NULL,'2025-01-01'),(9,'a',4,'alone',NULL,'2025-01-01'),
(NULL,NULL,1,'old null key',NULL,'2025-01-01')
"""
UPSERTED = {
    (1, "new"), (2, "kept"), (4, "added"), (6, "higher"), (7, "later"), (8, "equal"), (9, "alone"), (10, "back"),
    (None, "null key"),
}  # fmt: skip
NAMES = ["id", "k2", "cur", "v", "_ab_cdc_deleted_at", "_airbyte_extracted_at"]


def upsert_parts(source: str, target: str, new: str) -> dict[str, str]:
    listed = ", ".join(NAMES)
    same_key = "ARRAY[t.id] = ARRAY[s.id] AND ARRAY[t.k2] = ARRAY[s.k2]"

    def newer(row: str) -> str:
        return (
            f"(t.cur < {row}.cur OR (t.cur IS NULL AND {row}.cur IS NOT NULL) OR (t.cur IS NOT DISTINCT FROM {row}.cur "
            f"AND t._airbyte_extracted_at < {row}._airbyte_extracted_at))"
        )

    index = f"CREATE UNIQUE INDEX IF NOT EXISTS one_a_key ON {target} (id, k2) NULLS NOT DISTINCT"
    newest = (
        f"SELECT {listed} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id, k2 ORDER BY cur DESC NULLS LAST, "
        f"_airbyte_extracted_at DESC) AS rn FROM {source}) AS x WHERE rn = 1"
    )
    return {
        "newest": newest,
        "source": source,
        "target": target,
        "columns": listed,
        "source_columns": ", ".join(f"s.{name}" for name in NAMES),
        "assignments": ", ".join(f"{name} = {new}.{name}" for name in NAMES),
        "same_key": same_key,
        "is_newer": newer("s"),
        "excluded_is_newer": newer("EXCLUDED"),
        "keys": "id, k2",
        "create_unique_index_if_missing": f"'BEGIN {index}; END'",
        "deleted": "s._ab_cdc_deleted_at IS NOT NULL",
        "not_deleted": "s._ab_cdc_deleted_at IS NULL",
    }


@pytest.mark.parametrize("strategy", [s.slug for s in POSTGRES.strategies_of(StrategyKind.UPSERT)])
def test_each_upsert_strategy_keeps_the_seven_rules(server: Connection, schema: str, strategy: str) -> None:
    source, target = table(schema, "source"), table(schema, "target")
    types = ["bigint", "varchar", "bigint", "varchar", "timestamptz", "timestamptz"]
    body = ", ".join(f"{name} {kind}" for name, kind in zip(NAMES, types, strict=True))
    for name, rows in ((source, SOURCE), (target, TARGET)):
        run(server, f"CREATE TABLE {name} ({body})")
        cast = "SELECT a, b, c, d, e::timestamptz, f::timestamptz"
        run(server, f"INSERT INTO {name} {cast} FROM (VALUES {rows}) AS r(a, b, c, d, e, f)")
    chosen = POSTGRES.strategy(StrategyKind.UPSERT, strategy)
    assert chosen is not None
    new = "EXCLUDED" if any("ON CONFLICT" in statement for statement in chosen.statements) else "s"
    for _ in range(2):
        with server.transaction():
            for statement in chosen.statements:
                run(server, sql(statement, **upsert_parts(source, target, new)))
        assert set(run(server, f"SELECT id, v FROM {target}").fetchall()) == UPSERTED
    assert run(server, f"SELECT count(*) FROM {target}").fetchone() == (len(UPSERTED),)


def test_arrays_compare_keys_null_safe_and_join_by_hash_or_merge(server: Connection, schema: str) -> None:
    for name in ("a", "b"):
        run(server, f"CREATE TABLE {table(schema, name)} AS SELECT g::bigint AS id FROM generate_series(1, 20000) AS g")
        run(server, f"ANALYZE {table(schema, name)}")
    joined = f"EXPLAIN DELETE FROM {table(schema, 'a')} AS t USING {table(schema, 'b')} AS s WHERE "
    plans = {
        text: " ".join(str(row[0]) for row in run(server, joined + text).fetchall())
        for text in ("ARRAY[t.id] = ARRAY[s.id]", "t.id IS NOT DISTINCT FROM s.id")
    }
    assert "Nested Loop" not in plans["ARRAY[t.id] = ARRAY[s.id]"]
    assert "Nested Loop" in plans["t.id IS NOT DISTINCT FROM s.id"]
    assert run(server, "SELECT ARRAY[NULL::bigint] = ARRAY[NULL::bigint]").fetchone() == (True,)


def test_a_unique_index_finds_the_rows_of_an_upsert(server: Connection, schema: str) -> None:
    """The strategy promises not to read the whole target: neither for what is written nor for what is deleted."""
    source, target = table(schema, "few"), table(schema, "many")
    columns_of = "g AS id, 'a' AS k2, g AS cur, '' AS v, NULL::timestamptz AS _ab_cdc_deleted_at"
    for name, rows in ((source, 20), (target, 50_000)):
        body = f"SELECT {columns_of}, now() AS _airbyte_extracted_at FROM generate_series(1, {rows}) AS g"
        run(server, f"CREATE TABLE {name} AS {body}")
    run(server, f"CREATE UNIQUE INDEX ON {target} (id, k2) NULLS NOT DISTINCT")
    run(server, f"ANALYZE {target}")
    chosen = POSTGRES.strategy(StrategyKind.UPSERT, "insert-on-conflict")
    assert chosen is not None
    parts = upsert_parts(source, target, "EXCLUDED")
    by_index = " AND ".join(f"(t.{key} = s.{key} OR (t.{key} IS NULL AND s.{key} IS NULL))" for key in ("id", "k2"))
    for statement in chosen.statements[1:]:
        explained = run(server, "EXPLAIN " + sql(statement, **{**parts, "same_key": by_index})).fetchall()
        plan = "\n".join(str(row[0]) for row in explained)
        assert "Seq Scan on few" in plan
        assert "Seq Scan on many" not in plan, plan


def test_overwrite_crosses_schemas_and_rolls_back_whole(server: Connection, schema: str) -> None:
    run(server, 'CREATE SCHEMA IF NOT EXISTS "internal"')
    run(server, f'CREATE TABLE "internal"."tmp" AS SELECT 1 AS a; CREATE TABLE {table(schema, "t")} AS SELECT 2 AS a')
    quote = POSTGRES.quoting.quote
    names = {
        "source": '"internal"."tmp"',
        "target": table(schema, "t"),
        "target_namespace": quote(schema),
        "source_name": quote("tmp"),
        "target_name": quote("t"),
    }
    chosen = POSTGRES.strategy(StrategyKind.OVERWRITE)
    assert chosen is not None
    with pytest.raises(RuntimeError), server.transaction():
        for statement in chosen.statements:
            run(server, sql(statement, **names))
        raise RuntimeError
    assert run(server, f"SELECT a FROM {table(schema, 't')}").fetchall() == [(2,)]
    with server.transaction():
        for statement in chosen.statements:
            run(server, sql(statement, **names))
    assert run(server, f"SELECT a FROM {table(schema, 't')}").fetchall() == [(1,)]
    assert state_of(server, 'SELECT * FROM "internal"."tmp"') == "42P01"


def test_conversions_between_text_and_json_keep_every_value(server: Connection, schema: str) -> None:
    name = table(schema, "evolving")
    run(
        server,
        f"""CREATE TABLE {name} AS SELECT * FROM (VALUES ('plain', '"s"'::jsonb), ('{{"x":1}}', '[1]')) AS r(a, b)""",
    )
    run(
        server,
        f"ALTER TABLE {name} ADD COLUMN c varchar, ALTER COLUMN a TYPE jsonb USING to_jsonb(a), "
        f"ALTER COLUMN a DROP NOT NULL, ALTER COLUMN b TYPE varchar USING b::varchar",
    )
    assert run(server, f"SELECT a, b, c FROM {name}").fetchall() == [
        ("plain", '"s"', None),
        ('{"x":1}', "[1]", None),
    ]


def test_copy_escapes_and_null_marker(server: Connection, schema: str) -> None:
    awkward = "".join(POSTGRES.bulk.escapes) + "\\N a\\tb"
    run(server, f"CREATE TABLE {table(schema, 'copied')} (id int, v varchar)")
    with server.cursor().copy(copy_into(schema, "copied")) as copy:
        copy.write(f"1\t{escaped(POSTGRES, awkward)}\n2\t{POSTGRES.bulk.null_marker}\n")
    assert run(server, f"SELECT v FROM {table(schema, 'copied')} ORDER BY id").fetchall() == [(awkward,), (None,)]


def test_a_failed_copy_leaves_no_row(server: Connection, schema: str) -> None:
    run(server, f"CREATE TABLE {table(schema, 'strict')} (id int)")
    with pytest.raises(psycopg.Error), server.cursor().copy(copy_into(schema, "strict")) as copy:
        copy.write("1\nx\n")
    assert run(server, f"SELECT count(*) FROM {table(schema, 'strict')}").fetchone() == (0,)


def copy_into(schema: str, name: str) -> bytes:
    return f"COPY {table(schema, name)} FROM STDIN".encode()


def escaped(dialect: Dialect, text: str) -> str:
    for character, escape in dialect.bulk.escapes.items():
        text = text.replace(character, escape)
    return text
