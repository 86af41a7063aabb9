"""Members, signatures, arguments and names of the CDK: what each rule finds, where, and where it keeps quiet."""
# ruff: noqa: E501 - texts stand as files have them

import json
from dataclasses import dataclass

import pytest

from destination_writer.analysis.rules import analyse_file
from destination_writer.connector.sources import read_source
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
A, B, C = "0.1.76", "0.1.100", "1.0.13"
FAMILY = ("DW503", "DW504", "DW505", "DW506", "DW508", "DW510", "DW511", "DW512", "DW513")
IMPORTS = """import io.airbyte.cdk.*
import io.airbyte.cdk.load.check.*
import io.airbyte.cdk.load.command.*
import io.airbyte.cdk.load.component.*
import io.airbyte.cdk.load.data.*
import io.airbyte.cdk.load.dataflow.aggregate.*
import io.airbyte.cdk.load.dataflow.transform.*
import io.airbyte.cdk.load.message.Meta
import io.airbyte.cdk.load.schema.*
import io.airbyte.cdk.load.schema.model.TableName
import io.airbyte.cdk.load.table.*
import io.airbyte.cdk.load.table.directload.*
import io.airbyte.cdk.load.write.*
"""


def found(text: str, version: str = C, neighbours: frozenset[str] = frozenset()) -> list[Finding]:
    every = analyse_file(read_source("src/main/kotlin/A.kt", text), KNOWLEDGE, version, neighbours)
    return [finding for finding in every if finding.code in FAMILY]


@dataclass(frozen=True)
class Bad:
    """`text` marks what is to be found with `«` and `»`; `said` are words of the message."""

    code: str
    text: str
    said: str
    version: str = C


def client(member: str) -> str:
    return f"abstract class Client : TableOperationsClient {{\n    {member}\n}}\n"


BAD = {
    "another result": Bad(
        "DW503", client("override suspend fun countTable(tableName: TableName): «Int?» = 0"), "gives Long?"
    ),
    "a result that may be null": Bad(
        "DW503", client("override suspend fun getGenerationId(tableName: TableName): «Long?» = 0"), "gives Long"
    ),
    "no result where one is wanted": Bad(
        "DW503", client("override suspend fun «tableExists»(table: TableName) {}"), "gives Unit"
    ),
    "a parameter of another type": Bad(
        "DW503", client("override suspend fun dropTable(«tableName: String») {}"), "takes (tableName: TableName)"
    ),
    "a parameter that may be null": Bad(
        "DW503", client("override suspend fun dropTable(«tableName: TableName?») {}"), "overrides nothing"
    ),
    "a parameter too few": Bad(
        "DW503",
        client("override suspend fun «overwriteTable»(sourceTableName: TableName) {}"),
        "takes (sourceTableName: TableName, targetTableName: TableName)",
    ),
    "parameters in another order": Bad(
        "DW503",
        client("override suspend fun «copyTable»(sourceTableName: TableName, targetTableName: TableName, "
               "columnNameMapping: ColumnNameMapping) {}"),
        "overrides nothing",
    ),
    "values that may be null in a list": Bad(
        "DW503",
        "abstract class Client : TestTableOperationsClient {\n"
        "    override suspend fun readTable(table: TableName): «List<Map<String, Any?>>» = emptyList()\n}\n",
        "gives List<Map<String, Any>>",
    ),
    "a parameter with another name": Bad(
        "DW503", client("override suspend fun tableExists(«name: TableName»): Boolean = true"), "calls it table"
    ),
    "no suspend": Bad("DW506", client("override fun «dropTable»(tableName: TableName) {}"), "is no suspend function"),
    "suspend too much": Bad(
        "DW506",
        "abstract class A : Aggregate {\n    override «suspend» fun accept(record: RecordDTO) {}\n}\n",
        "in CDK 1.0.13 Aggregate.accept is none",
    ),
    "no override": Bad("DW510", client("suspend fun «dropTable»(tableName: TableName) {}"), "hides TableOperationsClient"),
    "a misspelt override": Bad(
        "DW505", client("override suspend fun «dropTabel»(tableName: TableName) {}"), "It has dropTable."
    ),
    "an override of a type that has no such member": Bad(
        "DW505", "abstract class A : Aggregate {\n    override fun «close»() {}\n}\n", "has no close. It has accept, flush."
    ),
    "an override that went with an era": Bad(
        "DW505",
        "abstract class L : StreamLoader {\n    override suspend fun «close»(hadNonzeroRecords: Boolean) {}\n}\n",
        "CDK 0.1.108 was the last that had it",
    ),
    "a property that goes by a slip": Bad("DW505", "fun f(stream: DestinationStream) = stream.«mappedDescriptr»\n", "mapped"),
    "behind a chain": Bad("DW505", "fun f(s: DestinationStream) = s.mappedDescriptor.«nmae»\n", "It has name."),
    "behind a call": Bad(
        "DW505", "fun f(m: TableSchemaMapper, d: DestinationStream.Descriptor) = m.toFinalTableName(d).«nmae»\n", "name"
    ),
    "on a property of the class": Bad(
        "DW505",
        "class A(private val client: TableOperationsClient) {\n"
        "    suspend fun f(t: TableName) = client.«coutTable»(t)\n}\n",
        "countTable",
    ),
    "on a local value": Bad("DW505", "fun f() {\n    val t: TableName = g()\n    t.«namspace»\n}\n", "namespace"),
    "on what was made there": Bad(
        "DW505", 'fun f() {\n    val t = TableName("a", "b")\n    g(t.«namspace»)\n}\n', "namespace"
    ),
    "in a text": Bad("DW505", 'fun f(t: TableName) = "SELECT 1 FROM ${t.«nmae»}"\n', "name"),
    "a member of the guide": Bad("DW505", "fun f(a: TableSchema, b: TableSchema) = a.«diff»(b)\n", "computeChangeset"),
    "a constant that is a type": Bad("DW505", "val t = «ImportType.APPEND»\n", "import Append by name"),
    "a misspelt constant": Bad("DW505", "val c = Meta.«COLUMN_NAME_AB_RAWID»\n", "COLUMN_NAME_AB_RAW_ID"),
    "a member of a later era": Bad(
        "DW505",
        "import io.airbyte.cdk.load.command.DestinationStream\nfun f(s: DestinationStream) = s.«tableSchema»\n",
        "It came with CDK 0.1.84",
        A,
    ),
    "a named argument that is not there": Bad(
        "DW505", 'val t = TableName(«schema» = "a", name = "b")\n', "Its parameters are namespace, name."
    ),
    "a named argument of copy": Bad("DW505", 'fun f(t: TableName) = t.copy(«nme» = "b")\n', "no parameter nme"),
    "import types left out": Bad(
        "DW508",
        "fun f(t: ImportType) = «when» (t) {\n    Append -> 1\n    is Dedupe -> 2\n}\n",
        "no branch for Overwrite, Update, SoftDelete",
    ),
    "as a statement, of a declared type": Bad(
        "DW508",
        "fun f(s: DestinationStream) {\n    «when» (s.importType) {\n        Append -> g()\n        is Dedupe -> h()\n    }\n}\n",
        "no branch for Overwrite",
    ),
    "behind a guard": Bad(
        "DW508",
        "fun f(t: ImportType) = «when» (t) {\n    is Dedupe if t.cursor.isEmpty() -> 1\n"
        "    Append, Overwrite, Update, SoftDelete -> 2\n}\n",
        "no branch for Dedupe",
    ),
    "an argument too few": Bad("DW511", "val s = «DirectLoadInitialStatus»(null)\n", "tempTable is missing"),
    "an argument too many": Bad(
        "DW511", "fun f(g: DatabaseInitialStatusGatherer<X>, c: X) = runBlocking { g.«gatherInitialStatus»(c) }\n", "takes no"
    ),
    "clients in each other's place": Bad(
        "DW511",
        "class G(catalog: DestinationCatalog, client: TableSchemaEvolutionClient) :\n"
        "    BaseDirectLoadInitialStatusGatherer(«client», catalog)\n",
        "takes a TableOperationsClient",
    ),
    "a message that can be null": Bad(
        "DW511",
        "fun f() {\n    try {\n        g()\n    } catch (e: SQLException) {\n"
        "        throw ConfigErrorException(«e.message», e)\n    }\n}\n",
        "takes no null as displayMessage",
    ),
    "a suspend member from a plain function": Bad(
        "DW512",
        "fun f(client: TableOperationsClient, t: TableName) {\n    if (t.name == g()) {\n        client.«dropTable»(t)\n    }\n}\n",
        "f is none",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_it_is_found_at_its_place(case: Bad) -> None:
    start, end = case.text.index("«"), case.text.index("»") - 1
    plain = case.text.replace("«", "").replace("»", "")
    head = IMPORTS if case.version != A else ""
    (finding,) = [f for f in found(head + plain, case.version) if f.code == case.code]
    place = finding.location.range
    lines = (head + plain).split("\n")
    shown = lines[place.start.line][place.start.column : place.end.column]
    assert (shown, place.start.line) == (plain[start:end], (head + plain)[: len(head) + start].count("\n"))
    assert case.said in finding.message
    assert "This is a blocker" in finding.message or finding.severity.value == "warning"


GOOD = {
    "as the contract has it": client("override suspend fun countTable(tableName: TableName): Long? = 0"),
    "a result that is more": client("override suspend fun countTable(tableName: TableName): Long = 0"),
    "a list that is more": "abstract class Client : TestTableOperationsClient {\n"
    "    override suspend fun readTable(table: TableName): MutableList<Map<String, String>> = mutableListOf()\n}\n",
    "a result that is not written": client("override suspend fun countTable(tableName: TableName) = count(tableName)"),
    "nothing yet": client('override suspend fun countTable(tableName: TableName): Nothing = TODO("Phase 3")'),
    "an alias of a type": "typealias Name = TableName\n" + client("override suspend fun dropTable(tableName: Name) {}"),
    "an imported alias": "import io.airbyte.cdk.load.schema.model.TableName as Name\n"
    + client("override suspend fun dropTable(tableName: Name) {}"),
    "written in full": client(
        "override suspend fun dropTable(tableName: io.airbyte.cdk.load.schema.model.TableName) {}"
    ),
    "what the contract's alias stands for": "abstract class F : AggregateFactory {\n"
    "    override fun create(key: DestinationStream.Descriptor): Aggregate = g()\n}\n",
    "an alias of the connector's, imported": "import acme.Columns\nabstract class E : TableSchemaEvolutionClient {\n"
    "    override fun computeChangeset(actualColumns: Columns, expectedColumns: Columns): ColumnChangeset = g()\n}\n",
    "what is made and then asked": 'fun f() {\n    val t = TableName("a", "b").toString()\n    t.nmae\n}\n',
    "a map by its alias": "abstract class E : TableSchemaEvolutionClient {\n    override fun computeChangeset("
    "actualColumns: Map<String, ColumnType>, expectedColumns: TableColumns): ColumnChangeset = g()\n}\n",
    "a base class of one's own": "abstract class Client : Base(), TableOperationsClient {\n"
    "    override fun dropTable(name: String) {}\n    override fun other() {}\n}\n",
    "another function of the name": client("suspend fun dropTable(tableName: TableName, cascade: Boolean) {}"),
    "of any object": client("override fun toString(): String = super.toString()"),
    "of an inert supertype": "abstract class A : Aggregate, AutoCloseable {\n    override fun close() {}\n}\n",
    "delegated": "class A(b: TableOperationsClient) : TableOperationsClient by b {\n"
    "    override suspend fun dropTable(tableName: TableName) {}\n}\n",
    "type arguments": "class Spec : ConfigurationSpecification()\nclass Config : DestinationConfiguration()\n"
    "class F : DestinationConfigurationFactory<Spec, Config> {\n"
    "    override fun makeWithoutExceptionHandling(pojo: Spec): Config = Config()\n}\n",
    "an extension of the file": "fun TableName.quoted() = name\nfun f(t: TableName) = t.quoted()\n",
    "an imported extension": "import acme.qualified\nfun f(t: TableName) = t.qualified()\n",
    "an extension inside of a class": "class A {\n    private fun TableName.quoted() = name\n"
    "    fun f(t: TableName) = t.quoted()\n}\n",
    "a star import that may bring one": "import acme.sql.*\nfun f(t: TableName) = t.qualified()\n",
    "a cast": "fun f(t: ImportType) = if (t is Dedupe) t.cursor else emptyList()\n",
    "a cast in a branch": "fun f(v: AirbyteValue) = when (v) {\n    is StringValue -> v.value\n    else -> null\n}\n",
    "a lambda's own name": "fun f(t: TableName, l: List<Row>) = l.map { t -> t.nmae }\n",
    "a loop's own name": "fun f(t: TableName, l: List<Row>) {\n    for (t in l) t.nmae\n}\n",
    "a second declaration": "fun f(t: TableName) {\n    run {\n        val t = row()\n        t.nmae\n    }\n}\n",
    "another receiver": "class A(private val client: TableOperationsClient) {\n"
    "    fun f() = other().apply { client.foo() }\n}\n",
    "any Kotlin function": "fun f(t: TableName) = t.let { it.name }.also { t.hashCode() }\n",
    "a data class's own": 'fun f(t: TableName) = t.copy(name = "a").component1()\n',
    "an entry of an enumeration": "import io.airbyte.cdk.load.config.DataChannelMedium\n"
    "fun f() = DataChannelMedium.SOCKET.name + DataChannelMedium.entries.size\n",
    "a nested type": 'val d = DestinationStream.Descriptor("a", "b")\n',
    "arguments on lines of their own, with remarks": 'val t =\n    TableName(\n        namespace = "a", // the schema\n'
    '        /* and */ name = "b",\n    )\n',
    "names in their own places, and places behind them": "fun f(s: DestinationStream, i: DirectLoadInitialStatus, t: TableName, "
    "m: ColumnNameMapping, c: Client, e: StreamStateStore<DirectLoadTableExecutionConfig>) =\n"
    "    DirectLoadTableAppendStreamLoader(s, i, realTableName = t, tempTableName = t, m, c, c, e)\n",
    "arguments with defaults": "fun f(e: Exception) = SystemErrorException(e.message)\n",
    "a message with something in its place": 'fun f(e: Exception) = ConfigErrorException(e.message ?: "none", e)\n',
    "a value that is a kind of the type": "fun f(s: DestinationStream, a: Append) = s.copy(importType = a)\n",
    "all kinds": "fun f(t: ImportType) = when (t) {\n    Append, Overwrite, Update, SoftDelete -> 1\n    is Dedupe -> 2\n}\n",
    "an else that throws for what is refused": "fun f(t: ImportType) = when (t) {\n    Append -> 1\n    is Dedupe -> 2\n"
    '    else -> throw SystemErrorException("no")\n}\n',
    "a when of statements over something else": "fun f(v: Any?) {\n    when (v) {\n        is StringValue -> g()\n"
    "        is NumberValue -> h()\n    }\n}\n",
    "without the value that may be gone": "fun f(v: AirbyteValue) = when (v) {\n    NullValue -> 0\n    is StringValue -> 1\n"
    "    is BooleanValue -> 2\n    is IntegerValue -> 3\n    is NumberValue -> 4\n    is DateValue -> 5\n"
    "    is TimestampWithTimezoneValue, is TimestampWithoutTimezoneValue -> 6\n"
    "    is TimeWithTimezoneValue, is TimeWithoutTimezoneValue -> 7\n    is ArrayValue -> 8\n    is ObjectValue -> 9\n}\n",
    "inside of runBlocking": "fun f(client: TableOperationsClient, t: TableName) = runBlocking { client.dropTable(t) }\n",
    "inside of a lambda that may suspend": "fun f(client: TableOperationsClient, t: TableName) {\n"
    "    scope.launch {\n        if (ready) {\n            client.dropTable(t)\n        }\n    }\n}\n",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_is_right_or_may_be_is_left_alone(text: str) -> None:
    lines = text.split("\n")
    imports = "".join(f"{line}\n" for line in lines if line.startswith("import "))
    rest = "\n".join(line for line in lines if not line.startswith("import "))
    more = "import io.airbyte.cdk.command.ConfigurationSpecification\n"
    assert [(f.code, f.message) for f in found(IMPORTS + more + imports + rest)] == []


def test_an_extension_in_another_file_of_the_package_is_seen() -> None:
    text = "import io.airbyte.cdk.load.schema.model.TableName\nfun f(t: TableName) = t.qualified()\n"
    assert [f.code for f in found(text)] == ["DW505"]
    assert found(text, neighbours=frozenset({"qualified"})) == []


@pytest.mark.parametrize("version", ["local", "0.1.3", "nonsense"])
def test_without_a_released_version_nothing_is_said(version: str) -> None:
    assert found(IMPORTS + client("override fun dropTabel() {}"), version) == []


def test_a_version_that_nobody_has_read_is_given_the_benefit() -> None:
    text = IMPORTS + client("override suspend fun truncateTable(tableName: TableName) {}")
    assert [f.code for f in found(text, "1.0.19")] == ["DW505"]
    assert found(text, "1.4.0") == []


STARS = "import io.airbyte.cdk.load.orchestration.db.*\n"


def test_a_star_import_of_another_era_is_told_once_and_at_the_import() -> None:
    text = STARS + "class W(val a: DatabaseInitialStatus, val b: TempTableNameGenerator)\n"
    (finding,) = found(text, B)
    assert (finding.code, finding.location.range.start.line) == ("DW504", 0)
    assert mended(finding) == (
        "import io.airbyte.cdk.load.table.DatabaseInitialStatus\nimport io.airbyte.cdk.load.table.TempTableNameGenerator"
    )
    assert found(text, A) == []


def test_a_star_import_stays_where_it_may_bring_something_else() -> None:
    (finding,) = found(STARS + "class W(val a: DatabaseInitialStatus, val b: Gatherer)\n", B)
    assert mended(finding) == f"{STARS}import io.airbyte.cdk.load.table.DatabaseInitialStatus"


def mended(finding: Finding) -> str:
    """What the one remedy writes in place of the import."""
    (remedy,) = finding.remedies
    ((_, old, new),) = json.loads(remedy.arguments["edits"])
    assert (remedy.preferred, old) == (True, STARS.strip())
    return new


def test_a_star_import_that_is_not_used_is_left_alone() -> None:
    assert found(STARS + "class W\n", B) == []


def test_a_star_import_reaches_its_own_package_alone() -> None:
    (finding,) = found(STARS + "class W(val catalog: TableCatalog)\n", A)
    assert (finding.code, finding.location.range.start.line) == ("DW513", 1)
    assert "does not reach the packages below it" in finding.message


MISSING = "import io.airbyte.cdk.load.command.Append\nfun f(t: TableName) = t.name\n"


def test_a_type_that_is_not_imported_is_told_where_it_is_first_named() -> None:
    (finding,) = found(MISSING + "fun g(t: TableName) = t.name\n")
    assert (finding.code, finding.location.range.start.line, finding.location.range.start.column) == ("DW513", 1, 9)
    assert finding.fix == "Import io.airbyte.cdk.load.schema.model.TableName."


NOT_MISSING = {
    "of the package": (MISSING, frozenset({"TableName"})),
    "of the file": (MISSING + "class TableName(val name: String)\n", frozenset[str]()),
    "maybe of a star import": ("import acme.model.*\n" + MISSING, frozenset[str]()),
    "a type parameter": (
        "import io.airbyte.cdk.load.command.Append\nclass A<Dedupe>(val d: Dedupe)\n",
        frozenset[str](),
    ),
    "an entry": ("import io.airbyte.cdk.load.command.Append\nenum class A { Dedupe }\n", frozenset[str]()),
    "in a remark": ("import io.airbyte.cdk.load.command.Append\n// TableName\nclass A\n", frozenset[str]()),
    "an argument's name": ("import io.airbyte.cdk.load.command.Append\nval a = f(Dedupe = 1)\n", frozenset[str]()),
    "a sketch without imports": ("class A : TableOperationsClient\n", frozenset[str]()),
}


@pytest.mark.parametrize(("text", "neighbours"), NOT_MISSING.values(), ids=NOT_MISSING.keys())
def test_a_name_that_something_else_may_give_is_left_alone(text: str, neighbours: frozenset[str]) -> None:
    assert found(text, C, neighbours) == []


def test_a_name_that_only_goes_on_is_no_slip_where_not_all_is_known() -> None:
    text = "import io.airbyte.cdk.load.%s\n\nclass A\n"
    paths = ["orchestration.db.TableName", "component.TableOperationsClients", "component.TableOperationsClien"]
    assert [analyse_file(read_source("A.kt", text % path), KNOWLEDGE, A) for path in paths] == [[], [], []]


SLIP = IMPORTS + "class A : Aggregate {\n    override fun accept(record: RecordDTO) {}\n    %s\n}\n"


def test_a_slip_is_mended_in_place_of_writing_the_member_a_second_time() -> None:
    every = analyse_file(read_source("A.kt", SLIP % "override suspend fun flsh() {}"), KNOWLEDGE, C)
    by_code = {finding.code: finding for finding in every if finding.code in ("DW501", "DW505")}
    assert [remedy.preferred for remedy in by_code["DW501"].remedies] == [False]
    assert [(r.arguments["new"], r.preferred) for r in by_code["DW505"].remedies] == [("flush", True)]


def test_a_name_that_the_class_has_already_is_not_meant() -> None:
    text = SLIP % "override suspend fun flush() {}\n    override suspend fun flsh() {}"
    (finding,) = [f for f in analyse_file(read_source("A.kt", text), KNOWLEDGE, C) if f.code in ("DW501", "DW505")]
    assert (finding.code, finding.remedies) == ("DW505", ())
