"""What the contract rules mend: the texts before and after, and that nothing is found afterwards."""
# ruff: noqa: E501 - texts stand as files have them

import pytest

from destination_writer.analysis.nearest import shortened
from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
PATH = "src/main/kotlin/A.kt"


def files(text: str, version: str = "1.0.13") -> dict[str, str]:
    return {"gradle.properties": f"cdkVersion={version}\n", PATH: text}


def found(text: str, version: str = "1.0.13") -> list[Finding]:
    connector = load_connector(MemoryFiles(files(text, version)), name="destination-acme")
    return [finding for finding in analyse(connector, KNOWLEDGE) if finding.code.startswith("DW5")]


def fixed(text: str, finding: Finding, *, preferred: bool = True) -> str:
    """The text after the finding's one remedy."""
    (remedy,) = finding.remedies
    assert remedy.preferred is preferred
    connector = load_connector(MemoryFiles(files(text)), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change), change
    return apply_change(change, files(text))[PATH]


CHECK = """import io.airbyte.cdk.load.check.CheckOperationV2
import io.airbyte.cdk.load.check.DestinationCheckerV2
import io.airbyte.cdk.output.OutputConsumer

"""
LOADER = """import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.component.TableSchemaEvolutionClient
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.ColumnNameMapping
import io.airbyte.cdk.load.table.directload.DirectLoadInitialStatus
import io.airbyte.cdk.load.table.directload.DirectLoadTableAppendStreamLoader
import io.airbyte.cdk.load.table.directload.DirectLoadTableExecutionConfig
import io.airbyte.cdk.load.write.StreamStateStore

class Writer(private val store: StreamStateStore<DirectLoadTableExecutionConfig>) {
    fun loader(s: DestinationStream, i: DirectLoadInitialStatus, t: TableName, u: TableName, m: ColumnNameMapping, a: TableSchemaEvolutionClient, b: TableOperationsClient) =
        DirectLoadTableAppendStreamLoader(
            s,
            i,
            t,
            u,
            m,
            a,
            b,
        )
}
"""


def test_the_one_value_that_a_call_lacks_is_given() -> None:
    text = CHECK + "fun f(checker: DestinationCheckerV2, out: OutputConsumer) = CheckOperationV2(checker)\n"
    (finding,) = found(text)
    assert finding.code == "DW511"
    after = fixed(text, finding)
    assert after.endswith("CheckOperationV2(checker, out)\n")
    assert found(after) == []


def test_it_is_given_on_a_line_of_its_own_where_each_argument_has_one() -> None:
    (finding,) = found(LOADER)
    assert "streamStateStore is missing" in finding.message
    after = fixed(LOADER, finding)
    assert "            b,\n            store,\n        )\n" in after
    assert found(after) == []


NOT_GIVEN = {
    "no value of the type": CHECK + "fun f(checker: DestinationCheckerV2) = CheckOperationV2(checker)\n",
    "two values of the type": CHECK
    + "fun f(checker: DestinationCheckerV2, a: OutputConsumer, b: OutputConsumer) = CheckOperationV2(checker)\n",
    "another one is out of its place": CHECK
    + "fun f(checker: DestinationCheckerV2, out: OutputConsumer, more: OutputConsumer) = CheckOperationV2(out)\n",
    "given already": LOADER.replace("            u,\n", "").replace(
        "            b,\n", "            b,\n            store,\n"
    ),
    "a type that two parameters have": "import io.airbyte.cdk.load.schema.model.TableName\n"
    'fun f(schema: String) = TableName("public")\n',
}


@pytest.mark.parametrize("text", NOT_GIVEN.values(), ids=NOT_GIVEN.keys())
def test_what_is_not_sure_is_left_to_a_person(text: str) -> None:
    assert [(finding.code, finding.remedies) for finding in found(text)] == [("DW511", ())]


GONE = "import io.airbyte.cdk.load.orchestration.db.legacy_typing_deduping.TableCatalog\n"


def test_an_import_of_what_is_gone_goes_where_nothing_uses_it() -> None:
    text = f"package a\n\nimport a.b.C\n{GONE}import java.util.UUID\n\nclass A(val id: UUID, val c: C)\n"
    (finding,) = found(text)
    sure = [remedy for remedy in finding.remedies if remedy.preferred]
    assert [remedy.title for remedy in sure] == ["Remove the import of TableCatalog"]
    connector = load_connector(MemoryFiles(files(text)), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, sure[0])
    assert isinstance(change, Change)
    assert apply_change(change, files(text))[PATH] == text.replace(GONE, "")


def test_an_import_of_what_is_gone_stays_where_it_is_used() -> None:
    (finding,) = found(f"{GONE}\nclass A(val catalog: TableCatalog)\n")
    assert [remedy.name for remedy in finding.remedies if remedy.preferred] == []


CLIENT = """import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.ColumnNameMapping

class Client : TableOperationsClient {
    override suspend fun createTable(stream: DestinationStream, tableName: TableName, columnNameMapping: ColumnNameMapping, replace: Boolean) {}
    override suspend fun dropTable(tableName: TableName) {}
    override suspend fun copyTable(columnNameMapping: ColumnNameMapping, sourceTableName: TableName, targetTableName: TableName) {}
    override suspend fun upsertTable(stream: DestinationStream, columnNameMapping: ColumnNameMapping, sourceTableName: TableName, targetTableName: TableName) {}
    override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {}
}
"""


def test_the_client_of_these_tests_is_whole() -> None:
    assert found(CLIENT) == []


@pytest.mark.parametrize(
    ("name", "other"), [("overwriteTable", "swap"), ("upsertTable", "merge"), ("dropTable", "remove")]
)
def test_an_override_of_the_form_of_a_missing_member_is_that_member(name: str, other: str) -> None:
    text = CLIENT.replace(f"fun {name}(", f"fun {other}(")
    by_code = {finding.code: finding for finding in found(text)}
    assert set(by_code) == {"DW501", "DW505"}
    assert f"TableOperationsClient has {name} of that form." in by_code["DW505"].message
    assert [remedy.preferred for remedy in by_code["DW501"].remedies] == [False], "not a second time"
    assert fixed(text, by_code["DW505"]) == CLIENT


@pytest.mark.parametrize(
    "member",
    [
        "override suspend fun exists(namespace: String): Boolean = true",
        "override suspend fun make(namespace: String) {}",
    ],
)
def test_a_member_that_need_not_be_there_is_only_offered(member: str) -> None:
    text = CLIENT.replace("Client {\n", f"Client {{\n    {member}\n", 1)
    (finding,) = found(text)
    meant = "namespaceExists" if "exists" in member else "createNamespace"
    assert finding.fix == f"Write {meant}."
    assert found(fixed(text, finding, preferred=False)) == []


@pytest.mark.parametrize(
    "member",
    [
        "override suspend fun close() {}",
        "override suspend fun vacuum(tableName: TableName, full: Boolean) {}",
        "override fun vacuum(tableName: TableName) {}",
        "override suspend fun vacuum(table: TableName) {}",
    ],
)
def test_an_override_of_another_form_is_no_member(member: str) -> None:
    text = CLIENT.replace("override suspend fun dropTable(tableName: TableName) {}", member)
    by_code = {finding.code: finding for finding in found(text)}
    assert set(by_code) == {"DW501", "DW505"}
    assert by_code["DW505"].remedies == ()
    assert [remedy.preferred for remedy in by_code["DW501"].remedies] == [True]


KNOWN = {"minimumGenerationId", "generationId", "maxRecordsPerAgg", "maxEstBytesPerAgg", "isNoop"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("minGenerationId", ("minimumGenerationId",)),
        ("genId", ("generationId", "minimumGenerationId")),
        ("maxRecords", ("maxRecordsPerAgg",)),
        ("maxPerAgg", ("maxEstBytesPerAgg", "maxRecordsPerAgg")),
        ("max", ()),
        ("recordsMax", ()),
        ("isEmpty", ()),
    ],
)
def test_a_name_may_be_short_for_others(name: str, meant: tuple[str, ...]) -> None:
    assert shortened(name, KNOWN) == meant


def test_what_a_name_is_short_for_is_offered() -> None:
    text = "import io.airbyte.cdk.load.command.DestinationStream\nfun f(s: DestinationStream) = s.minGenerationId\n"
    (finding,) = found(text)
    assert fixed(text, finding, preferred=False) == text.replace("minGeneration", "minimumGeneration")


def test_the_only_parameter_is_meant() -> None:
    text = "import io.airbyte.cdk.load.component.TableSchema\nval s = TableSchema(fields = emptyMap())\n"
    (finding,) = found(text)
    assert fixed(text, finding, preferred=False) == text.replace("fields", "columns")


RENAMED = "override suspend fun dropTable(table: TableName) {\n        run(tableName.name)\n    }"


def test_a_header_is_renamed_where_the_body_has_the_name_already() -> None:
    text = CLIENT.replace("override suspend fun dropTable(tableName: TableName) {}", RENAMED)
    (finding,) = found(text)
    assert fixed(text, finding) == text.replace("table: TableName", "tableName: TableName")


@pytest.mark.parametrize(
    "text",
    [
        CLIENT.replace("class Client :", "class Client(private val tableName: TableName) :"),
        CLIENT.replace("Client {\n", "Client {\n    private val tableName = default()\n", 1),
    ],
)
def test_it_is_not_where_the_name_is_that_of_a_property(text: str) -> None:
    text = text.replace("override suspend fun dropTable(tableName: TableName) {}", RENAMED)
    (finding,) = found(text)
    connector = load_connector(MemoryFiles(files(text)), name="destination-acme")
    assert not isinstance(mend(connector, KNOWLEDGE, TEMPLATES, finding.remedies[0]), Change)


AGGREGATE = "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate{alias}\n\nclass AcmeAggregate : {name}\n"
WRITTEN = """
import io.airbyte.cdk.load.dataflow.transform.RecordDTO

class AcmeAggregate : {name} {{
    override fun accept(record: RecordDTO) {{
        TODO("Phase 5")
    }}

    override suspend fun flush() {{
        TODO("Phase 5")
    }}
}}
"""


@pytest.mark.parametrize(("alias", "name"), [("", "Aggregate"), (" as Cdk", "Cdk")])
def test_missing_members_of_a_database_that_nobody_has_described_become_stubs(alias: str, name: str) -> None:
    text = AGGREGATE.format(alias=alias, name=name)
    (finding,) = found(text)
    (remedy,) = finding.remedies
    connector = load_connector(MemoryFiles(files(text)), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change), change
    first = text.partition("\n")[0]
    written = WRITTEN if not alias else WRITTEN.replace('"Phase 5"', "")
    assert apply_change(change, files(text))[PATH] == first + written.format(name=name)
    assert "accept, flush stay stubs: write their bodies before the phases that own them." in change.notes
    assert found(apply_change(change, files(text))[PATH]) == []
