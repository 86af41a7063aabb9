"""Facts of dialects/mysql.yaml and mariadb.yaml, run against a real MariaDB, which stands in for MySQL too."""

import re
from collections.abc import Iterator

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect, Statement, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, Missing, find_engine, start

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
MYSQL, MARIADB = KNOWLEDGE.dialect("mysql"), KNOWLEDGE.dialect("mariadb")
Rows = list[tuple[object, ...]]
SPACE = 'S `1`-x "y"'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    found = find_engine("mariadb")
    if isinstance(found, Missing):
        pytest.skip(f"missing: {found}")
    with start("mariadb", tmp_path_factory.mktemp("mariadb")) as engine:
        yield engine


@pytest.fixture(params=[MYSQL, MARIADB], ids=lambda dialect: dialect.slug)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return request.param


@pytest.fixture(autouse=True)
def space(server: Engine) -> Iterator[None]:
    """The namespace that every test writes to."""
    run(server, sql(MARIADB.namespaces.create, namespace=MARIADB.quoting.quote(SPACE)))
    yield
    run(server, sql(MARIADB.namespaces.drop, namespace=MARIADB.quoting.quote(SPACE)))


def sql(statement: Statement | str, **names: str) -> str:
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def run(server: Engine, text: str, *parameters: object) -> Rows:
    return server.query(text, parameters).rows


def table(name: str) -> str:
    return MARIADB.table(SPACE, name)


def created(server: Engine, dialect: Dialect, name: str, body: str) -> str:
    chosen = dialect.strategy(StrategyKind.CREATE)
    assert chosen is not None
    for statement in chosen.statements:
        run(server, sql(statement, table=table(name), columns=body))
    return table(name)


def columns(server: Engine, dialect: Dialect, name: str) -> Rows:
    return run(server, dialect.catalogue["columns"].sql, SPACE, name)


def code_of(server: Engine, text: str) -> int:
    with pytest.raises(EngineError) as caught:
        run(server, text)
    return caught.value.vendor


def test_namespaces(server: Engine, dialect: Dialect) -> None:
    space, quoted = dialect.namespaces, dialect.quoting.quote("n's `p`")
    assert run(server, space.exists.sql, "n's `p`") == []
    for _ in range(2):
        run(server, sql(space.create, namespace=quoted))
        assert run(server, space.exists.sql, "n's `p`") == [(1,)]
    for _ in range(2):
        run(server, sql(space.drop, namespace=quoted))
        assert run(server, space.exists.sql, "n's `p`") == []


@pytest.mark.parametrize("spelling", ["ddl", "catalogue"])
def test_both_spellings_of_a_type_read_back_as_the_catalogues(server: Engine, dialect: Dialect, spelling: str) -> None:
    facts = {name.value: dialect.type_for(name) for name in AirbyteTypeName}
    body = ", ".join(f"`{name}` {getattr(fact, spelling)}" for name, fact in facts.items())
    created(server, dialect, "types", body)
    assert columns(server, dialect, "types") == [(name, fact.catalogue, "YES") for name, fact in facts.items()]


def test_json_is_still_told_from_text_when_its_column_is_renamed(server: Engine, dialect: Dialect) -> None:
    name = created(server, dialect, "renamed", "a json, b longtext")
    run(server, f"ALTER TABLE {name} DROP COLUMN b, RENAME COLUMN a TO b")
    assert columns(server, dialect, "renamed") == [("b", "json", "YES")]


def test_reserved_words_cannot_stand_bare(server: Engine) -> None:
    for word in MARIADB.identifiers.reserved:
        assert code_of(server, f"CREATE TABLE {table('words')} ({word} INT)") in (1064, 1166), word


@pytest.mark.parametrize("name", ['a"b', "a'b", "a\\b", "Größe", "select", "x; drop table y", "`", "é" * 64])
def test_quoted_names_survive(server: Engine, dialect: Dialect, name: str) -> None:
    created(server, dialect, name, f"{dialect.quoting.quote(name)} bigint")
    assert columns(server, dialect, name) == [(name, "bigint", "YES")]
    assert run(server, dialect.catalogue["table_exists"].sql, SPACE, name) == [(1,)]


@pytest.mark.parametrize("text", ["it's", "a\\b", "''", "x'; --", "a\\'b"])
def test_literals_are_escaped(server: Engine, dialect: Dialect, text: str) -> None:
    assert run(server, f"SELECT {dialect.quoting.literal(text)}") == [(text,)]


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        (1146, "SELECT COUNT(*) FROM {s}.nope"),
        (1049, "CREATE TABLE nowhere_at_all.t (a INT)"),
        (1051, "DROP TABLE {s}.nope"),
        (1054, "SELECT nope FROM {t}"),
        (1060, "CREATE TABLE {s}.x (ID INT, id INT)"),
        (1062, "INSERT INTO {t} (k) VALUES (1), (1)"),
        (1064, "MERGE INTO {t} AS t USING {t} AS s ON t.k = s.k WHEN MATCHED THEN DELETE"),
        (1064, "SELECT k FROM {t} ORDER BY k DESC NULLS LAST"),
        (1166, "CREATE TABLE {s}.x (`a ` INT)"),
        (1059, "CREATE TABLE {s}.x (`" + "x" * 65 + "` INT)"),
        (1264, "INSERT INTO {t} (k) VALUES (9223372036854775808)"),
        (1292, "INSERT INTO {t} (at) VALUES ('2025-01-01T00:00:00Z')"),
        (1300, "CREATE TABLE {s}.`😀` (a INT)"),
        (1366, "INSERT INTO {t} (flag) VALUES ('true')"),
        (1046, "DELETE t FROM {t} AS t JOIN {t} AS s ON s.k = t.k"),
    ],
)
def test_statements_fail_with_the_code_that_the_page_names(server: Engine, code: int, statement: str) -> None:
    created(server, MARIADB, "t", "k bigint UNIQUE, at datetime(6), flag boolean")
    named = statement.replace("{s}", MARIADB.quoting.quote(SPACE)).replace("{t}", table("t"))
    assert code_of(server, named) == code
    assert MYSQL.errors.find("", str(code)) is not None


def test_window_functions_cut_long_texts_and_hashes_do_not(server: Engine) -> None:
    name = created(server, MARIADB, "long", "k longtext")
    run(server, f"INSERT INTO {name} VALUES (CONCAT(REPEAT('x', 2000), 'a')), (CONCAT(REPEAT('x', 2000), 'b'))")
    numbered = f"SELECT ROW_NUMBER() OVER (PARTITION BY %s ORDER BY k) AS n FROM {name} ORDER BY n"
    assert run(server, numbered % "k") == [(1,), (2,)]
    assert run(server, numbered % "SHA2(k, 256)") == [(1,), (1,)]


def test_json_has_31_levels(server: Engine) -> None:
    limits = MARIADB.type_for("ObjectType").limits
    assert limits is not None and limits.depth is not None
    name = created(server, MARIADB, "deep", "j json")
    run(server, f"INSERT INTO {name} VALUES (?)", "[" * limits.depth + "]" * limits.depth)
    with pytest.raises(EngineError) as caught:
        run(server, f"INSERT INTO {name} VALUES (?)", "[" * (limits.depth + 1) + "]" * (limits.depth + 1))
    assert caught.value.vendor == 4025


def test_numbers_keep_38_digits_before_the_point_and_27_after_it(server: Engine) -> None:
    name = created(server, MARIADB, "numbers", f"n {MARIADB.type_for('NumberType').ddl}")
    digits = "9" * 38 + "." + "1" * 27
    run(server, f"INSERT INTO {name} VALUES (?)", digits)
    assert run(server, f"SELECT CAST(n AS CHAR) FROM {name}") == [(digits,)]


def test_the_swap_crosses_databases_and_takes_a_missing_target(server: Engine) -> None:
    chosen = MARIADB.strategy(StrategyKind.OVERWRITE)
    assert chosen is not None
    for _ in range(2):
        run(server, f"DROP TABLE IF EXISTS {table('tmp')}")
        created(server, MARIADB, "tmp", "a bigint")
        run(server, f"INSERT INTO {table('tmp')} VALUES (1)")
        for statement in chosen.statements:
            run(server, sql(statement, source=table("tmp"), target=table("t"), old=table("t_old")))
        assert run(server, f"SELECT a FROM {table('t')}") == [(1,)]
        assert run(server, MARIADB.catalogue["table_exists"].sql, SPACE, "t_old") == []


def test_capabilities_named_in_the_family_are_told_of_both() -> None:
    assert set(MYSQL.capabilities) < set(MARIADB.capabilities)
    assert not MYSQL.can("transactional_ddl") and not MARIADB.can("transactional_ddl")
    assert MARIADB.can("create_or_replace_table") and not MYSQL.can("create_or_replace_table")
    assert all(re.fullmatch(r"\d{4}", code.vendor) for code in MYSQL.errors.codes if code.vendor)
