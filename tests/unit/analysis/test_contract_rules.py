"""Rules on the CDK's contract: what a class must have, what an import may name. Silent wherever they cannot be sure."""

import pytest

from destination_writer.analysis.rules import analyse_file
from destination_writer.connector.sources import read_source
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

AGGREGATE = "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate\n"
CLIENT = "import io.airbyte.cdk.load.component.TableOperationsClient\n"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(DiskFiles(bundled("knowledge")))


def found(knowledge: Knowledge, text: str, version: str | None = "1.0.13") -> list[Finding]:
    """What these two rules say; the texts are cut short where others would want more."""
    every = analyse_file(read_source("A.kt", text), knowledge, version)
    return [finding for finding in every if finding.code in ("DW501", "DW502")]


def test_a_missing_member_is_an_error_on_the_class_name(knowledge: Knowledge) -> None:
    text = AGGREGATE + "class Acme : Aggregate {\n    override fun accept(record: RecordDTO) = Unit\n}\n"
    (finding,) = found(knowledge, text)
    assert (finding.code, finding.severity) == ("DW501", Severity.ERROR)
    assert finding.message == ("Acme does not implement flush (Aggregate); CDK 1.0.13 demands it. This is a blocker.")
    assert finding.fix == "Add: `override suspend fun flush()`"
    start, end = finding.location.range.start, finding.location.range.end
    assert (start.line, start.column, end.line, end.column) == (1, 6, 1, 10)


def test_only_members_without_a_default_are_demanded(knowledge: Knowledge) -> None:
    (finding,) = found(knowledge, CLIENT + "class Acme : TableOperationsClient\n")
    assert finding.data["members"] == "createTable,dropTable,overwriteTable,copyTable,upsertTable"


SILENT = {
    "complete": AGGREGATE
    + "class A : Aggregate {\n  override fun accept(r: RecordDTO) = Unit\n  override suspend fun flush() = Unit\n}\n",
    "abstract": AGGREGATE + "abstract class A : Aggregate\n",
    "interface": AGGREGATE + "interface A : Aggregate\n",
    "delegated": AGGREGATE + "class A(b: Aggregate) : Aggregate by b\n",
    "own base class": AGGREGATE + "class A : Base(), Aggregate\n",
    "own interface": AGGREGATE + "class A : Aggregate, Defaults\n",
    "a type of the same name": "import acme.Aggregate\nclass A : Aggregate\n",
    "not imported": "class A : Aggregate\n",
    "written out, and another's": AGGREGATE + "class A : acme.Aggregate\n",
    "members on one line": AGGREGATE
    + "class A : Aggregate { override fun accept(record: RecordDTO) {}; override suspend fun flush() {} }\n",
    "no known supertype": "class A : Something()\n",
    "a class of the file hides a star import": "import io.airbyte.cdk.load.dataflow.aggregate.*\n"
    "interface Aggregate\nclass A : Aggregate\n",
    "a nested class hides the import": AGGREGATE + "class Outer {\n  interface Aggregate\n  class A : Aggregate\n}\n",
    "an own Closeable with the members": AGGREGATE
    + "interface Closeable : Aggregate\nclass A : Aggregate, Closeable\n",
    "a base class under another name": AGGREGATE + "open class Base\ntypealias B = Base\nclass A : B(), Aggregate\n",
    "lines between the words": AGGREGATE
    + "class A : Aggregate {\n  override\n  fun\n  accept(r: RecordDTO) {}\n"
    + "  override suspend fun // now\n  flush() {}\n}\n",
    "delegated to an object": AGGREGATE
    + "class A : Aggregate by object : Aggregate {\n  override fun accept(r: RecordDTO) {}\n"
    + "  override suspend fun flush() {}\n}\n",
    "under an alias": "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate as Cdk\n"
    + "class A : Cdk {\n  override fun accept(r: RecordDTO) {}\n  override suspend fun flush() {}\n}\n",
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT.keys())
def test_silent_where_the_member_could_come_from_elsewhere(knowledge: Knowledge, text: str) -> None:
    assert found(knowledge, text) == []


ACCEPT = "class A : Aggregate {\n    override fun accept(record: RecordDTO) {}\n"
LOUD = {
    "in a comment": AGGREGATE + ACCEPT + "    // override suspend fun flush() {}\n}\n",
    "in a text": AGGREGATE + ACCEPT + '    val s = "fun flush"\n}\n',
    "in a nested class": AGGREGATE + ACCEPT + "    class B {\n        fun flush() {}\n    }\n}\n",
    "as a parameter": AGGREGATE + ACCEPT + "    fun run(flush: Boolean) {}\n}\n",
    "by a star import": "import io.airbyte.cdk.load.dataflow.aggregate.*\n" + ACCEPT + "}\n",
    "under an alias": AGGREGATE.replace("\n", " as Agg\n") + ACCEPT.replace(": Aggregate", ": Agg") + "}\n",
    "written out": ACCEPT.replace(": Aggregate", ": io.airbyte.cdk.load.dataflow.aggregate.Aggregate") + "}\n",
}


@pytest.mark.parametrize("text", LOUD.values(), ids=LOUD.keys())
def test_what_only_looks_like_the_member_is_not_one(knowledge: Knowledge, text: str) -> None:
    assert [finding.data["members"] for finding in found(knowledge, text) if finding.code == "DW501"] == ["flush"]


def test_a_type_of_the_same_package_hides_a_star_import(knowledge: Knowledge) -> None:
    source = read_source("A.kt", "import io.airbyte.cdk.load.dataflow.aggregate.*\nclass A : Aggregate\n")
    assert "DW501" in [f.code for f in analyse_file(source, knowledge, "1.0.13")]
    assert analyse_file(source, knowledge, "1.0.13", frozenset({"Aggregate"})) == []


@pytest.mark.parametrize("version", ["0.1.52", "0.1.76", "0.1.83", "0.1.84", "0.1.95", "0.1.108", "0.2.0", "1.0.13"])
def test_every_import_that_a_version_wants_is_right_under_it(knowledge: Knowledge, version: str) -> None:
    text = "".join(f"import {item.fqn}\n" for item in knowledge.contract(version).types)
    assert found(knowledge, text, version) == []


def test_properties_may_come_from_the_constructor(knowledge: Knowledge) -> None:
    text = (
        "import io.airbyte.cdk.load.write.StreamLoader\n"
        "class A(override val stream: DestinationStream) : StreamLoader\n"
    )
    assert found(knowledge, text) == []


def test_an_inert_supertype_changes_nothing(knowledge: Knowledge) -> None:
    assert [f.code for f in found(knowledge, AGGREGATE + "class A : Aggregate, AutoCloseable\n")] == ["DW501"]


@pytest.mark.parametrize("version", [None, "local", "0.1.3", "nonsense"])
def test_without_a_released_version_nothing_is_demanded(knowledge: Knowledge, version: str | None) -> None:
    text = AGGREGATE + "import io.airbyte.cdk.load.orchestration.db.TableNames\nclass A : Aggregate\n"
    assert found(knowledge, text, version) == []


IMPORTS = [
    ("1.0.13", "io.airbyte.cdk.load.table.TableName", "io.airbyte.cdk.load.schema.model.TableName"),
    ("0.1.100", "io.airbyte.cdk.load.orchestration.db.TempTableNameGenerator", "io.airbyte.cdk.load.table"),
    ("0.1.76", "io.airbyte.cdk.load.schema.model.TableName", "io.airbyte.cdk.load.table.TableName"),
    ("0.1.100", "io.airbyte.cdk.load.orchestration.db.legacy_typing_deduping.TableCatalog", "no such type"),
    ("0.1.76", "io.airbyte.cdk.load.schema.TableSchemaMapper", "no such type"),
    (
        "0.1.76",
        "io.airbyte.cdk.load.component.TableSchemaEvolutionSuite",
        "came with CDK 0.1.78; the connector pins 0.1.76",
    ),
    ("0.1.76", "io.airbyte.cdk.load.table.TableCatalog", "does not exist in any version"),
    ("1.0.13", "io.airbyte.cdk.command.MigratingConfigurationSpecificationSupplier", "does not exist in any version"),
    ("1.0.13", "io.airbyte.cdk.load.data.TimestampValue", "does not exist in any version"),
    ("1.0.13", "io.airbyte.cdk.load.table.CDC_CURSOR_COLUMN_NAME", "does not exist in any version"),
    (
        "1.0.13",
        "io.airbyte.cdk.load.component.TableOperationClient",
        "has io.airbyte.cdk.load.component.TableOperationsC",
    ),
]


@pytest.mark.parametrize(("version", "path", "said"), IMPORTS)
def test_an_import_of_another_version_is_an_error(knowledge: Knowledge, version: str, path: str, said: str) -> None:
    (finding,) = found(knowledge, f"package a\n\nimport {path}\n\nclass A\n", version)
    assert (finding.code, finding.severity) == ("DW502", Severity.ERROR)
    assert said in finding.message
    assert "This is a blocker" in finding.message
    assert finding.location.range.start.line == 2
    assert finding.fix


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("1.0.13", "io.airbyte.cdk.load.schema.model.TableName"),
        ("0.1.76", "io.airbyte.cdk.load.table.TableName"),
        ("1.0.13", "jakarta.inject.Singleton"),
        ("1.0.13", "io.airbyte.cdk.load.command.DestinationStream.Descriptor"),
        ("1.0.13", "io.airbyte.cdk.load.something.NobodyKnows"),
        ("1.0.13", "io.airbyte.cdk.load.orchestration.db.*"),
        ("1.0.13", "io.airbyte.integrations.destination.acme.TableName"),
        # when these moved or came was not read in the CDK
        ("0.2.0", "io.airbyte.cdk.load.dataflow.config.AggregatePublishingConfig"),
        ("0.1.76", "io.airbyte.cdk.load.component.ConnectorWiringSuite"),
        ("1.0.13", "io.airbyte.cdk.load.state.StreamProcessingFailed"),
    ],
)
def test_other_imports_are_left_alone(knowledge: Knowledge, version: str, path: str) -> None:
    assert found(knowledge, f"import {path}\n\nclass A\n", version) == []
