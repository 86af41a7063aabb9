"""What other documents say against the facts is found, and what is right is left alone."""

import pytest

from destination_writer.agent.knowing.api import library_of
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contradictions import contradicted, load_contradictions
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))


def found(text: str, path: str = "connector-writer/destination/guide.md", era: Era = Era.C, database: str = "") -> str:
    can = KNOWLEDGE.dialect(database).can if database else lambda _: False
    return " ".join(one.slug for one in contradicted(KNOWLEDGE.files, text, path=path, era=era, can=can))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("import io.micronaut.context.annotation.Singleton", "micronaut-singleton"),
        ("import jakarta.inject.Singleton", ""),
        ("class X : MigratingConfigurationSpecificationSupplier<S>", "migrating-specification-supplier"),
        ("./gradlew :destination-acme:testComponentCreateTables", "component-tasks project-path"),
        ("./gradlew :airbyte-integrations:connectors:destination-acme:integrationTest --tests '*X'", ""),
        ("Run testTruncate next.", "test-truncate"),
        ("Run testTruncateRefresh next.", ""),
        ("Run testDedupe.", "test-dedupe"),
        ("Run testDedup and testDedupChangeCursor.", ""),
        ("In Phase 12 you tune.", "phase-numbers"),
        ("In Phase 11 you tune.", ""),
        ("CREATE TABLE NOT IF EXISTS x", "not-if-exists"),
        ("CREATE TABLE IF NOT EXISTS x", ""),
        ("Postgres has no MERGE.", "postgres-without-merge"),
        ("Postgres has MERGE since 15. Other databases have no window functions.", ""),
        ("INSERT INTO t ON CONFLICT (id) DO UPDATE", "on-conflict-without-index"),
        ("Create a unique index, then INSERT INTO t ON CONFLICT (id) DO UPDATE", ""),
        ("runBlocking {\n  buffer.flush()\n}", "flush-blocking"),
        ("try { insert() } finally { buffer.clear() }", "clear-in-finally"),
        ('container = "postgres:latest"', "latest-image"),
        ('container = "postgres:18.6"', ""),
        ("That is a minor issue, go on.", "minor-failures"),
        ("Two failures can be ignored here.", "minor-failures"),
        ("CDC can be skipped where no source has it. Pin the minor version.", ""),
        ("Never say that most tests pass.", ""),
        ("statement.setLong(1, (value as IntegerValue).value)", "integer-as-long"),
        ("val type = ImportType.APPEND", "import-type-constant"),
        ("importType is Append or Dedupe", ""),
        ("DROP TABLE target; ALTER TABLE source RENAME TO target", "drop-then-rename"),
        ("In one transaction: DROP TABLE target; ALTER TABLE source RENAME TO target", ""),
        ("ROW_NUMBER() OVER (PARTITION BY id ORDER BY updated_at DESC, extracted DESC)", "nulls-win"),
        ("ROW_NUMBER() OVER (PARTITION BY id ORDER BY updated_at DESC NULLS LAST, extracted DESC)", ""),
        ("val diff = actualSchema.diff(expected)", "schema-diff"),
    ],
)
def test_a_passage_is_judged_by_what_it_says(text: str, slug: str) -> None:
    assert found(text) == slug


def test_what_holds_for_an_era_is_no_contradiction_there() -> None:
    text = "Inject the FinalTableNameGenerator."
    assert found(text, era=Era.C) == "name-generators"
    assert found(text, era=Era.A) == ""


def test_what_the_database_can_do_is_no_contradiction_for_it() -> None:
    text = "CREATE OR REPLACE TABLE x AS SELECT 1"
    assert found(text, database="postgres") == "replace-table"
    assert found(text, database="snowflake") == ""


def test_documents_for_sources_are_marked_as_such() -> None:
    assert found("Quote by doubling.", path="connector-writer/source/coding-standards.md") == "source-documents"


def test_each_points_to_something_that_is_known() -> None:
    for one in load_contradictions(KNOWLEDGE.files):
        file = one.see.partition("#")[0].removeprefix("knowledge/")
        if one.see.startswith("cdk:"):
            assert library_of(KNOWLEDGE).passage(one.see) is not None, one.see
        else:
            assert KNOWLEDGE.files.exists(file), one.see
