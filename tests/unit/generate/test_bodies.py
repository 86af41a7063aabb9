"""What is written for a stub, and what is said where nothing can be."""

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.roles import Role
from destination_writer.generate.api import (
    can_implement,
    complete_component,
    implement_component,
    implement_phase,
    implement_stub,
    strategies_for,
)
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

GENERATOR = """package p

import io.airbyte.cdk.load.schema.model.TableName

class AcmeSqlGenerator {{
    {}
}}
"""


def the_stub(connector: Connector, function: str = "") -> Stub:
    return next(stub for stub in connector.stubs if function in (stub.call.function or "", ""))


def the_upsert(connector: Connector) -> Stub:
    return next(s for s in connector.stubs if s.call.function == "upsertTable" and s.role == Role.SQL_GENERATOR)


def applied(connector: Connector, change: Change | NoChange) -> dict[str, str]:
    assert isinstance(change, Change), change
    return apply_change(change, {source.path: source.text for source in connector.sources})


@pytest.fixture
def written(make_connector, knowledge: Knowledge, templates: Templates):
    """The only changed file after the first stub of a generator with these members was written."""

    def write(members: str, cdk: str = "1.0.13", **options: str) -> str:
        connector = make_connector(cdk, AcmeSqlGenerator=GENERATOR.format(members))
        change = implement_stub(connector, knowledge, templates, the_stub(connector), **options)
        (text,) = applied(connector, change).values()
        return text

    return write


@pytest.mark.parametrize(
    ("helper", "called"),
    [
        (
            'private fun quote(name: String): String = "\\"" + name.replace("\\"", "\\"\\"") + "\\""',
            "${quote(namespace)}",
        ),
        ('private fun String.quoted() = "\\"" + replace("\\"", "\\"\\"") + "\\""', "${namespace.quoted()}"),
        (
            'companion object { fun escapeIdentifier(n: String) = "\\"" + n + "\\"\\"" }',
            "${escapeIdentifier(namespace)}",
        ),
    ],
)
def test_an_existing_helper_is_used_whatever_its_shape(written, helper: str, called: str) -> None:
    text = written(f'fun createNamespace(namespace: String): String = TODO("Phase 2")\n\n    {helper}')
    assert f'"CREATE SCHEMA IF NOT EXISTS {called}"' in text
    assert "fun String.quote()" not in text


def test_a_helper_that_does_not_escape_is_mended(written) -> None:
    create = 'fun createNamespace(namespace: String): String = TODO("Phase 2")'
    text = written(create + '\n\n    private fun q(x: String) = 1\n    private fun quote(x: String) = "\\"$x\\""')
    assert 'private fun quote(x: String) = "\\"" + x.replace("\\"", "\\"\\"") + "\\""' in text


@pytest.mark.parametrize(
    ("strategy", "first"),
    [
        ("delete-insert", "DELETE FROM"),
        ("merge", "MERGE INTO"),
        ("cte", "WITH s AS"),
        ("insert-on-conflict", "ON CONFLICT"),
    ],
)
def test_a_strategy_decides_how_an_upsert_is_written(written, strategy: str, first: str) -> None:
    members = (
        'fun upsertTable(s: StreamTableSchema, source: TableName, target: TableName): List<String> = TODO("Phase 9")'
    )
    assert first in written(members, strategy=strategy)


def test_a_strategy_that_is_none_is_refused(example: Connector, knowledge: Knowledge, templates: Templates) -> None:
    result = implement_stub(example, knowledge, templates, the_upsert(example), strategy="magic")
    assert isinstance(result, NoChange)
    assert "there are: merge, insert-on-conflict, delete-insert, cte" in result.reason


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ('fun conjure(): String = TODO("Phase 3")', "no template knows conjure of a sql generator"),
        ('fun dropTable(name: String): String = TODO("Phase 3")', "dropTable lacks a parameter of type TableName"),
        ('fun dropTable(table: TableName): Int = TODO("Phase 3")', "the function returns Int"),
        ('fun hardDeletes(): Boolean = TODO("Phase 10")', "the generator holds no configuration"),
        ('val x: Int get() = TODO("Phase 3")', "no template knows x of a sql generator"),
        ('init { TODO("Phase 3") }', "the stub stands in no function of AcmeSqlGenerator"),
    ],
)
def test_no_change_says_what_is_missing(make_connector, knowledge, templates, members: str, reason: str) -> None:
    connector = make_connector(AcmeSqlGenerator=GENERATOR.format(members))
    result = implement_stub(connector, knowledge, templates, the_stub(connector))
    assert isinstance(result, NoChange)
    assert result.reason.startswith(reason)
    assert result.missing


@pytest.mark.parametrize(
    ("cdk", "dialect", "reason"),
    [
        ("0.1.2", None, "cdkVersion '0.1.2' is older"),
        ("nonsense", None, "cdkVersion 'nonsense' is not a version"),
        ("1.0.13", "dbase", "no dialect is called 'dbase'"),
    ],
)
def test_what_is_not_known_is_named(make_connector, knowledge, templates, cdk, dialect, reason) -> None:
    connector = make_connector(
        cdk, AcmeSqlGenerator=GENERATOR.format('fun dropTable(t: TableName): String = TODO("Phase 3")')
    )
    result = implement_stub(connector, knowledge, templates, the_stub(connector), dialect=dialect)
    assert isinstance(result, NoChange)
    assert reason in result.reason


def test_a_client_calls_what_the_generator_has(make_connector, knowledge: Knowledge, templates: Templates) -> None:
    client = """package p
class AcmeClient(private val gen: AcmeSqlGenerator, private val source: javax.sql.DataSource) : TableOperationsClient {
    override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {
        TODO("Phase 6")
    }
}
"""
    swap = "fun swapTables(target: TableName, source: TableName): List<String> = emptyList()"
    connector = make_connector(AcmeSqlGenerator=GENERATOR.format(swap), AcmeClient=client)
    text = applied(connector, implement_stub(connector, knowledge, templates, the_stub(connector)))
    (path,) = text
    assert path.endswith("AcmeClient.kt")
    assert "        execute(gen.swapTables(targetTableName, sourceTableName))\n" in text[path]
    assert "source.connection.use(block)" in text[path]


def test_parameters_that_were_left_out_are_those_of_the_cdk(make_connector, knowledge, templates) -> None:
    client = """package p
class AcmeClient(private val gen: AcmeSqlGenerator, private val source: javax.sql.DataSource) : TableOperationsClient {
    override suspend fun overwriteTable(...) = TODO("Phase 6")
    override suspend fun conjure(...) = TODO("Phase 6")
}
"""
    swap = "fun swapTables(source: TableName, target: TableName): String = error(1)"
    connector = make_connector(AcmeSqlGenerator=GENERATOR.format(swap), AcmeClient=client)
    change = implement_stub(connector, knowledge, templates, the_stub(connector))
    (text,) = applied(connector, change).values()
    assert "fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {\n" in text
    assert "execute(gen.swapTables(sourceTableName, targetTableName))" in text
    assert "import io.airbyte.cdk.load.schema.model.TableName\n" in text
    refused = implement_stub(connector, knowledge, templates, the_stub(connector, "conjure"))
    assert isinstance(refused, NoChange)
    assert refused.reason == "AcmeClient.conjure leaves its parameters out, and the CDK has no such member"


def test_a_method_that_the_generator_lacks_is_added(make_connector, knowledge: Knowledge, templates: Templates) -> None:
    client = """package p
class AcmeClient(private val gen: AcmeSqlGenerator, private val source: javax.sql.DataSource) : TableOperationsClient {
    override suspend fun dropTable(tableName: TableName) = TODO("Phase 3")
}
"""
    connector = make_connector(AcmeSqlGenerator="package p\n\nclass AcmeSqlGenerator\n", AcmeClient=client)
    texts = applied(connector, implement_stub(connector, knowledge, templates, the_stub(connector)))
    generator = next(text for path, text in texts.items() if path.endswith("AcmeSqlGenerator.kt"))
    assert "fun dropTable(tableName: TableName): String =" in generator
    assert "TODO(" not in generator


@pytest.mark.parametrize("phase", range(1, 11))
def test_the_second_time_nothing_is_left_to_do(example: Connector, knowledge, templates, phase: int) -> None:
    texts = {source.path: source.text for source in example.sources} | dict(example.texts)
    change = implement_phase(example, knowledge, templates, phase)
    assert isinstance(change, Change)
    assert not any(note.startswith("stays open") for note in change.notes)
    again = load_connector(MemoryFiles({**texts, **apply_change(change, texts)}), name=example.name)
    assert not [stub for stub in again.stubs if stub.phase == phase]
    assert isinstance(implement_phase(again, knowledge, templates, phase), NoChange)


def test_all_stubs_of_a_class_are_one_change(example: Connector, knowledge: Knowledge, templates: Templates) -> None:
    path = next(s.path for s in example.sources if s.path.endswith("PostgresAirbyteClient.kt"))
    texts = applied(example, implement_component(example, knowledge, templates, path, "PostgresAirbyteClient"))
    assert "TODO(" not in texts[path]
    assert isinstance(implement_component(example, knowledge, templates, path, "NoSuchClass"), NoChange)


def test_a_new_file_carries_the_header(make_connector, knowledge: Knowledge, templates: Templates) -> None:
    package = "package io.airbyte.integrations.destination.acme.spec\n\n"
    spec = package + "class AcmeConfiguration : DestinationConfiguration()\n"
    connector = make_connector(AcmeConfiguration=spec)
    change = complete_component(connector, knowledge, templates, Role.SQL_GENERATOR)
    assert isinstance(change, Change)
    (file,) = change.files
    assert isinstance(file, FileCreation)
    assert file.path == "src/main/kotlin/io/airbyte/integrations/destination/acme/client/AcmeSqlGenerator.kt"
    assert file.text.startswith(
        "/**\n * Generated by Destination Writer\n * Phase 2, Step 2.1: SQL Generator\n"
        " * Database: PostgreSQL\n */\npackage io.airbyte"
    )
    assert "TODO(" not in file.text


def test_strategies_are_offered_where_there_is_a_choice(example: Connector, knowledge, templates) -> None:
    upsert = strategies_for(example, knowledge, templates, the_upsert(example))
    assert [way.slug for way in upsert] == ["merge", "insert-on-conflict", "delete-insert", "cte"]
    assert all(way.title and way.trade_off for way in upsert)
    flush = next(s for s in example.stubs if s.call.class_name == "PostgresInsertBuffer" and s.call.function == "flush")
    assert [way.slug for way in strategies_for(example, knowledge, templates, flush)] == ["multi-row-insert", "copy"]
    assert strategies_for(example, knowledge, templates, the_stub(example, "dropTable")) == ()


def test_every_stub_of_the_example_is_known_without_looking_at_it(example: Connector, templates: Templates) -> None:
    assert [stub for stub in example.stubs if not can_implement(templates, stub)] == []


def test_every_file_of_the_index_is_there(templates: Templates) -> None:
    folders = tuple({path.split("/")[0] for path in templates.files.list()})
    for entry in templates.index.members:
        found = templates.find(entry.template, folders)
        many = [path for path in templates.files.list() if f"/{entry.template}/" in path]
        assert found or many, entry.template
    for helper in templates.index.helpers:
        assert templates.find(f"helpers/{helper.template}", folders), helper.name
    for file in templates.index.files:
        assert templates.find(f"files/{file.template}", folders), file.role
