"""Which engine is found for which database, and what is said when it is not there."""

from pathlib import Path

import pytest

from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import EngineKind, Missing, catalogue, environments, find_engine, parsing
from destination_writer.toolchain.engines.catalogue import EngineFacts, Needs
from destination_writer.toolchain.engines.drivers import postgres_driver
from destination_writer.toolchain.engines.jdbc_types import JAVA_SQL_TYPES, described, tables
from destination_writer.toolchain.engines.starters import STARTERS

DIALECTS = [path.stem for path in (bundled("knowledge") / "dialects").glob("*.yaml")]


def nowhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for module in (environments, catalogue, parsing):
        monkeypatch.setattr(module, "folders", lambda *_: [folder])


@pytest.mark.parametrize("slug", DIALECTS)
def test_every_dialect_has_an_engine_or_a_reason(slug: str) -> None:
    facts = catalogue.catalogue().databases[slug]
    assert (facts.engine is None) == bool(facts.none)
    assert facts.engine is None or facts.engine in catalogue.catalogue().engines
    assert (facts.proof == "executed") == (facts.engine is not None and facts.stands_for is None)


@pytest.mark.parametrize("slug", [slug for slug in DIALECTS if slug != "mongodb"])
def test_every_sql_dialect_has_a_parser(slug: str) -> None:
    assert Knowledge(DiskFiles(bundled("knowledge"))).dialect(slug)
    assert parsing.facts().databases[slug]


def test_every_engine_can_be_started_and_has_a_remedy() -> None:
    assert set(catalogue.catalogue().engines) == set(STARTERS)
    assert all(engine.get.endswith(".") for engine in catalogue.catalogue().engines.values())


def test_what_make_setup_installs_is_found() -> None:
    for slug in ("postgres", "duckdb", "sqlite"):
        found = find_engine(slug)
        assert isinstance(found, EngineKind), found
        assert (found.proof, found.stands_for) == ("executed", None)


@pytest.mark.parametrize(
    ("slug", "remedy"),
    [("clickhouse", "make engines"), ("snowflake", "make engines"), ("bigquery", "make engines")],
)
def test_a_missing_environment_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slug: str, remedy: str
) -> None:
    nowhere(monkeypatch, tmp_path)
    found = find_engine(slug)
    assert isinstance(found, Missing)
    assert str(tmp_path) in found.reason and remedy in found.get
    assert str(found) == f"{found.reason}. {found.get}"


def test_a_missing_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "find_command", lambda _: None)
    found = find_engine("mariadb")
    assert isinstance(found, Missing)
    assert "mariadbd" in found.reason and "mariadb-server-core" in found.get


def test_a_missing_package_is_named() -> None:
    facts = EngineFacts(name="X", needs=Needs(package="no_such_package"), get="Get it.")
    assert "no_such_package is not installed" in catalogue._lacking(facts, Path("python"), None)


@pytest.mark.parametrize("slug", ["oracle", "sqlserver", "databricks"])
def test_databases_without_an_engine_say_so(slug: str) -> None:
    found = find_engine(slug)
    assert isinstance(found, Missing) and "parsed" in found.reason


def test_an_unknown_database_runs_in_the_place_of_its_nearest_parent() -> None:
    found = find_engine("yugabyte", ("nothing", "postgres"), "YugabyteDB")
    assert isinstance(found, EngineKind)
    assert (found.engine, found.proof, found.stands_for) == ("postgres", "emulated", "YugabyteDB")
    alone = find_engine("yugabyte")
    assert isinstance(alone, Missing) and "No engine is known for yugabyte" in alone.reason


def test_without_parsers_the_places_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nowhere(monkeypatch, tmp_path)
    monkeypatch.setattr(parsing, "python_of", lambda *_: None)
    found = parsing.find_parsers("oracle")
    assert isinstance(found, Missing) and str(tmp_path) in found.reason and "make engines" in found.get
    with pytest.raises(LookupError, match="SQL parsers are not on this machine"):
        parsing.judge("oracle", "SELECT 1")


def test_false_errors_are_told_apart_and_belong_to_a_parser_in_use() -> None:
    facts = parsing.facts()
    names = [item.name for item in facts.false_errors]
    assert len(names) == len(set(names))
    assert all(item.parser in facts.databases[item.database] for item in facts.false_errors)


@pytest.mark.parametrize(
    ("engine", "name", "java", "sql"),
    [
        ("duckdb", "DECIMAL(38,9)", "BigDecimal", "DECIMAL"),
        ("duckdb", "TIMESTAMP WITH TIME ZONE", "OffsetDateTime", "TIMESTAMP_WITH_TIMEZONE"),
        ("duckdb", "TIMESTAMP_NS", "Timestamp", "TIMESTAMP"),
        ("duckdb", "TIME", "LocalTime", "TIME"),
        ("duckdb", "INTEGER[]", "List", "ARRAY"),
        ("duckdb", "DECIMAL(5,1)[]", "List", "ARRAY"),
        ("duckdb", "ENUM('a')", "String", "OTHER"),
        ("clickhouse", "Nullable(DateTime64(3, 'UTC'))", "Timestamp", "TIMESTAMP"),
        ("clickhouse", "LowCardinality(Nullable(String))", "String", "VARCHAR"),
        ("clickhouse", "UInt64", "BigInteger", "OTHER"),
        ("snowflake", "TIMESTAMPTZ", "Timestamp", "TIMESTAMP_WITH_TIMEZONE"),
        ("nothing", "X", "Object", "OTHER"),
    ],
)
def test_a_columns_class_and_constant_are_those_of_the_databases_driver(
    engine: str, name: str, java: str, sql: str
) -> None:
    assert described(engine, name) == (java, JAVA_SQL_TYPES[sql])


def test_every_constant_of_the_tables_has_its_number() -> None:
    for table in tables().values():
        assert {item.sql for item in table.types} | {table.rest.sql} <= set(JAVA_SQL_TYPES)


def test_a_users_own_driver_comes_before_the_packaged_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    caches = tmp_path / ".gradle" / "caches" / "modules-2" / "files-2.1" / "org.postgresql" / "postgresql"
    for version in ("42.7.2", "42.7.10"):
        jar = caches / version / "abc" / f"postgresql-{version}.jar"
        jar.parent.mkdir(parents=True)
        jar.write_bytes(b"")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    jars, name = postgres_driver()
    assert (jars[0].name, name) == ("postgresql-42.7.10.jar", "pgjdbc 42.7.10")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "elsewhere")
    assert postgres_driver()[1] == "pgjdbc 42.7.4"
