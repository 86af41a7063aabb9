"""What databases lack, as their pages say it, run where the engine is here: what is listed fails, the rest works."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from construct_samples import SAMPLES
from engine_facts import engine_of

from destination_writer.knowledge.constructs import lacking
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.engine import Engine
from destination_writer.toolchain.engines.model import EngineError

FILES = DiskFiles(bundled("knowledge"))
KNOWLEDGE = Knowledge(FILES)
TABLE = {"clickhouse": "(a Int32, b Int32, c String) ENGINE = MergeTree ORDER BY a"}
KEYED = {"clickhouse": "(a Int32, b Int32) ENGINE = MergeTree ORDER BY a"}
# What a sample cannot show: it works with another meaning, or it fails for a reason that is no lack of the construct.
OTHERWISE = {
    "mariadb": {"concatenation", "delete_using", "load_data"},
    "postgres": {"null_safe_operator", "copy_from_stdin"},
    "duckdb": {"null_safe_operator", "copy_from_stdin"},
    "sqlite": {
        "auto_increment", "column_comment", "array_brackets", "regexp_operator", "full_join", "is_not_distinct_from",
        "alter_drop_not_null", "drop_schema_cascade", "create_schema_if_not_exists", "rename_to_qualified",
    },
    "clickhouse": {
        "create_schema_if_not_exists", "array_brackets", "regexp_operator", "full_join", "auto_increment",
        "create_index", "create_index_if_not_exists", "top_in_brackets", "returning_update", "is_not_distinct_from",
        "engine_clause",
    },
}  # fmt: skip
FOLLOWS = {
    "merge_by_source": "merge", "merge_delete": "merge", "merge_condition": "merge", "merge_star": "merge",
    "merge_do_nothing": "merge", "merge_without_semicolon": "merge", "cte_before_merge": "merge",
    "several_actions": "add_column_keyword", "modify_without_column": "modify_column",
    "modify_column_keyword": "modify_column", "truncate_without_table": "truncate",
    "rename_to_qualified": "alter_table_rename",
}  # fmt: skip
"""A construct whose sample fails where another is lacking."""


CHANGES = ("ALTER", "DROP TABLE", "RENAME", "EXCHANGE")
"""What a statement begins with after which the tables are not what they were."""


def prepare(engine: Engine, slug: str) -> None:
    if slug == "mariadb":
        quietly(engine, "CREATE DATABASE w")
        quietly(engine, "USE w")
    for schema in ("n4", "n5", "n16"):
        quietly(engine, f"CREATE SCHEMA {schema}")
    engine.query(f"CREATE TABLE k {KEYED.get(slug, '(a int PRIMARY KEY, b int)')}")
    make_tables(engine, slug)


def make_tables(engine: Engine, slug: str) -> None:
    for name in ("t", "s", "r"):
        quietly(engine, f"DROP TABLE IF EXISTS {name}")
    for name in ("t", "s"):
        engine.query(f"CREATE TABLE {name} {TABLE.get(slug, '(a int, b int, c varchar(20))')}")


def unlike_its_page(engine: Engine, slug: str, lacks: set[str]) -> Iterator[str]:
    """Each construct that works though the page says it is lacking, or fails though it does not."""
    for construct, sample in SAMPLES.items():
        if construct in OTHERWISE[slug] or FOLLOWS.get(construct) in lacks:
            continue
        error = quietly(engine, sample)
        if error is None and sample.startswith(CHANGES):
            make_tables(engine, slug)
        if error is None and "TRANSACTION" in sample:
            engine.query("ROLLBACK")
        if (construct in lacks) != (error is not None):
            yield f"{construct}: {error or 'works'}"


def unlike_its_types(engine: Engine, slug: str) -> Iterator[str]:
    """Each type that the page says is absent and is there, and each that it names instead and is not."""
    tail = " ENGINE = Memory" if slug == "clickhouse" else ""
    absent = {name: instead for name, instead in KNOWLEDGE.dialect(slug).sql.types.items() if instead}
    for name in absent:
        if quietly(engine, f"CREATE TABLE n17 (a {name}){tail}") is None:
            yield f"it takes {name}"
            engine.query("DROP TABLE n17")
    there = ["varchar(9)" if (slug, name) == ("mariadb", "varchar") else name for name in set(absent.values())]
    columns = ", ".join(f"c{number} {instead}" for number, instead in enumerate(there))
    error = quietly(engine, f"CREATE TABLE n18 ({columns}){tail}") if there else None
    if error:
        yield error


def quietly(engine: Engine, sql: str) -> str | None:
    try:
        engine.query(sql)
    except EngineError as error:
        return str(error)
    return None


def test_every_construct_has_a_sample() -> None:
    assert SAMPLES.keys() == KNOWLEDGE.constructs.keys()


@pytest.mark.parametrize("slug", ["postgres", "duckdb", "sqlite", "mariadb", "clickhouse"])
def test_a_database_lacks_what_its_page_lists_and_nothing_else(slug: str, tmp_path: Path) -> None:
    lacks = {item.slug for item in KNOWLEDGE.lacking(slug)}
    with engine_of(slug, tmp_path) as engine:
        prepare(engine, slug)
        wrong = [*unlike_its_page(engine, slug, lacks), *unlike_its_types(engine, slug)]
    assert not wrong, "\n".join(wrong)


def own(text: str) -> Knowledge:
    return Knowledge(OverlayFiles(MemoryFiles({"dialects/acmedb.yaml": text}), FILES))


HEAD = "extends: postgres\nslug: acmedb\nname: AcmeDB\nclass_prefix: Acme\n"


def test_a_database_inherits_what_is_lacking_adds_to_it_and_takes_it_back() -> None:
    facts = (
        "sql:\n  lacks: { qualify: false, limit: Write FIRST., merge: true }\n  types: { DATETIME: '', JSON: text }\n"
    )
    knowledge = own(HEAD + facts)
    lacks = {item.slug: item.instead for item in knowledge.lacking("acmedb")}
    assert "qualify" not in lacks and lacks["limit"] == "Write FIRST."
    assert lacks["merge"] == knowledge.constructs["merge"].instead
    assert lacks["replace_into"] == "Write INSERT … ON CONFLICT … DO UPDATE."
    assert knowledge.dialect("acmedb").sql.types["JSON"] == "text"
    assert knowledge.dialect("acmedb").sql.types["DATETIME"] == ""


def test_a_capability_says_it_where_the_page_does_not() -> None:
    lacks = {item.slug for item in KNOWLEDGE.lacking("cockroachdb")}
    assert "merge" in lacks and "merge" not in {item.slug for item in KNOWLEDGE.lacking("postgres")}


def test_what_a_newer_version_has_says_from_which_on() -> None:
    known = {item.slug: item for item in KNOWLEDGE.lacking("oracle")}
    assert (known["drop_table_if_exists"].since, known["limit"].since) == ("23ai", "")
    assert known["drop_table_if_exists"].proof is not None


def test_an_unknown_construct_is_told_with_its_place() -> None:
    with pytest.raises(KnowledgeError, match=r"dialects/acmedb\.yaml.*sql\.lacks\.no_such.*no construct is called"):
        own(HEAD + "sql:\n  lacks: { no_such: true }\n").lacking("acmedb")
    assert lacking(KNOWLEDGE.constructs, KNOWLEDGE.dialect("mongodb"))  # of its capabilities alone
