"""What the rules on the CDK's members call an error, the compiler rejects on the same line, and what they leave alone it
takes. One compilation a version."""
# ruff: noqa: E501 - texts stand as files have them

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pytest
from contract_support import CompileConnector, contract_of
from generated_support import KNOWLEDGE
from test_mistakes import MISTAKES, Mistake

from destination_writer.analysis.rules import analyse_file
from destination_writer.connector.sources import read_source
from destination_writer.text.findings import Finding, Severity

A, B, C = "0.1.76", "0.1.100", "1.0.13"
FAMILY = "DW5"
WANTED = (
    "DestinationCatalog", "TableOperationsClient", "TableSchemaEvolutionClient", "TableName", "ColumnNameMapping",
    "DestinationStream", "Aggregate", "RecordDTO", "TableSchema", "TableColumns", "ColumnChangeset", "DestinationWriter",
    "StreamLoader", "ImportType", "Append", "Dedupe", "Overwrite", "Update", "SoftDelete", "DirectLoadInitialStatus",
    "AirbyteType", "ConfigErrorException", "Meta", "BaseDirectLoadInitialStatusGatherer", "ColumnType",
)  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """`text` ends each line in error with `// <-` and the rule's code; all else compiles."""

    name: str
    text: str
    versions: tuple[str, ...] = (A, B, C)

    @property
    def expected(self) -> dict[int, str]:
        lines = self.text.split("\n")
        return {n: line.rpartition("// <- ")[2] for n, line in enumerate(lines, 1) if "// <- " in line}


SLIPS = (
    Slip("result", "abstract class X : TableOperationsClient {\n    override suspend fun countTable(tableName: TableName): Int? = 0 // <- DW503\n}\n"),
    Slip("nullable_result", "abstract class X : TableOperationsClient {\n    override suspend fun namespaceExists(namespace: String): Boolean? = true // <- DW503\n}\n"),
    Slip("unit_for_value", "abstract class X : TableOperationsClient {\n    override suspend fun tableExists(table: TableName) {} // <- DW503\n}\n"),
    Slip("narrower_is_fine", "abstract class X : TableOperationsClient {\n    override suspend fun countTable(tableName: TableName): Long = 0\n}\n"),
    Slip("parameter_type", "abstract class X : TableOperationsClient {\n    override suspend fun dropTable(tableName: String) {} // <- DW503\n}\n"),
    Slip("nullable_parameter", "abstract class X : TableOperationsClient {\n    override suspend fun dropTable(tableName: TableName?) {} // <- DW503\n}\n"),
    Slip("too_few", "abstract class X : TableOperationsClient {\n    override suspend fun overwriteTable(sourceTableName: TableName) {} // <- DW503\n}\n"),
    Slip("order", "abstract class X : TableSchemaEvolutionClient {\n    override fun computeSchema(columnNameMapping: ColumnNameMapping, stream: DestinationStream): TableSchema = TODO() // <- DW503\n}\n"),
    Slip("alias", "abstract class X : TableSchemaEvolutionClient {\n    override fun computeChangeset(actualColumns: Map<String, ColumnType>, expectedColumns: TableColumns): ColumnChangeset = TODO()\n}\n"),
    Slip("no_suspend", "abstract class X : TableOperationsClient {\n    override fun dropTable(tableName: TableName) {} // <- DW506\n}\n"),
    Slip("suspend", "abstract class X : Aggregate {\n    override suspend fun accept(record: RecordDTO) {} // <- DW506\n}\n"),
    Slip("suspend_loader", "abstract class X : DestinationWriter {\n    override suspend fun createStreamLoader(stream: DestinationStream): StreamLoader = TODO() // <- DW506\n}\n"),
    Slip("no_override", "abstract class X : TableOperationsClient {\n    suspend fun dropTable(tableName: TableName) {} // <- DW510\n}\n"),
    Slip("overload", "abstract class X : TableOperationsClient {\n    suspend fun dropTable(tableName: TableName, cascade: Boolean) {}\n}\n"),
    Slip("misspelt_override", "abstract class X : TableOperationsClient {\n    override suspend fun dropTabel(tableName: TableName) {} // <- DW505\n}\n"),
    Slip("no_such_override", "abstract class X : Aggregate {\n    override suspend fun close() {} // <- DW505\n}\n"),
    Slip("property_override", "abstract class X : StreamLoader {\n    override val streem: DestinationStream get() = TODO() // <- DW505\n}\n"),
    Slip("misspelt_property", "fun f(stream: DestinationStream) = stream.importTyp // <- DW505\n"),
    Slip("chain", "fun f(stream: DestinationStream) = stream.mappedDescriptor.nmae // <- DW505\n"),
    Slip("in_text", 'fun f(table: TableName) = "a ${table.nmae}" // <- DW505\n'),
    Slip("after_a_call", "suspend fun f(c: TableSchemaEvolutionClient, t: TableName) = c.discoverSchema(t).colums // <- DW505\n"),
    Slip("local", "fun f(g: () -> TableName) {\n    val t: TableName = g()\n    println(t.namespce) // <- DW505\n}\n"),
    Slip("constant", "val c = Meta.COLUMN_NAME_AB_RAWID // <- DW505\n"),
    Slip("era", "fun f(stream: DestinationStream) = stream.tableSchema // <- DW505\n", (A,)),
    Slip("no_era", "fun f(stream: DestinationStream) = stream.tableSchema\n", (B, C)),
    Slip("named", 'val t = TableName(schema = "a", name = "b") // <- DW505\n'),
    Slip("named_of_copy", 'fun f(t: TableName) = t.copy(nme = "b") // <- DW505\n'),
    Slip("named_of_member", "suspend fun f(c: TableOperationsClient, t: TableName) = c.tableExists(tableName = t) // <- DW505\n"),
    Slip("smart_cast", "fun f(t: ImportType) = if (t is Dedupe) t.cursor else emptyList()\n"),
    Slip("kinds", "fun f(t: ImportType) = when (t) { // <- DW508\n    Append -> 1\n    is Dedupe -> 2\n}\n"),
    Slip("kinds_of_statement", "fun f(stream: DestinationStream) {\n    when (stream.importType) { // <- DW508\n        Append -> println()\n        is Dedupe -> println()\n    }\n}\n"),
    Slip("all_kinds", "fun f(t: ImportType) = when (t) {\n    Append, Overwrite, Update, SoftDelete -> 1\n    is Dedupe -> 2\n}\n"),
    Slip("too_few_arguments", "val s = DirectLoadInitialStatus(null) // <- DW511\n"),
    Slip("too_many_arguments", "val s = DirectLoadInitialStatus(null, null, null) // <- DW511\n"),
    Slip("too_few_of_member", "suspend fun f(c: TableOperationsClient, t: TableName) = c.overwriteTable(t) // <- DW511\n"),
    Slip("wrong_client", "class X(catalog: DestinationCatalog, client: TableSchemaEvolutionClient) :\n    BaseDirectLoadInitialStatusGatherer(client, catalog) // <- DW511\n", (B, C)),
    Slip("null_message", "fun f(g: () -> Unit) {\n    try {\n        g()\n    } catch (e: Exception) {\n        throw ConfigErrorException(e.message, e) // <- DW511\n    }\n}\n"),
    Slip("message", 'fun f(e: Exception) = ConfigErrorException(e.message ?: "none", e)\n'),
    Slip("suspend_call", "fun f(c: TableOperationsClient, t: TableName) {\n    if (t.name.isEmpty()) {\n        c.dropTable(t) // <- DW512\n    }\n}\n"),
    Slip("suspend_call_from_suspend", "suspend fun f(c: TableOperationsClient, t: TableName) {\n    c.dropTable(t)\n}\n"),
    Slip("full_name", "val t: io.airbyte.cdk.load.table.TableName? = null // <- DW504\n", (B, C)),
    Slip("property_type", "abstract class X : StreamLoader {\n    override val stream: DestinationStream? get() = null // <- DW503\n}\n"),
    Slip("property_of_constructor", "abstract class X(override val stream: Set<DestinationStream>) : StreamLoader // <- DW503\n"),
    Slip("property_that_fits", "abstract class X(override val stream: Nothing) : StreamLoader\n"),
    Slip("list_for_set", "abstract class X : TableSchemaEvolutionClient {\n    override suspend fun discoverSchema(tableName: TableName): List<TableSchema> = TODO() // <- DW503\n}\n"),
    Slip("begun_constant", "val c = Meta.COLUMN_NAME_AB_GENERATION // <- DW505\n", (C,)),
    Slip("name_of_guide", "fun f(v: AirbyteType, w: Any) = w is TimestampValue // <- DW513\n"),
    Slip("name_of_era_a", "fun f(v: AirbyteType, w: TableCatalog) = v // <- DW513\n", (B, C)),
    Slip("name_of_later_eras", "fun f(v: AirbyteType, w: TableSchemaMapper) = v // <- DW513\n", (A,)),
    Slip("slip_in_a_name", "fun f(v: AirbyteType, w: DestinationStraem) = v // <- DW513\n"),
    Slip("type_before_equals", "fun f(v: AirbyteType): BooleanValue = TODO() // <- DW513\n"),
    Slip("suspend_call_in_let", "fun f(c: TableOperationsClient, t: TableName) {\n    t.let { c.dropTable(it) } // <- DW512\n}\n"),
    Slip("text_for_table", 'suspend fun f(c: TableOperationsClient) = c.dropTable("users") // <- DW511\n'),
    Slip("text_value_for_table", "suspend fun f(c: TableOperationsClient, name: String) = c.dropTable(name) // <- DW511\n"),
    Slip("table_for_text", "suspend fun f(c: TableOperationsClient, t: TableName) = c.createNamespace(t) // <- DW511\n"),
    Slip("number_for_text", "val t = TableName(1, \"b\") // <- DW511\n"),
    Slip("text_for_truth", "fun f(t: AirbyteType) = ColumnType(\"text\", \"true\") // <- DW511\n"),
    Slip("text_by_extension", "suspend fun TableOperationsClient.dropTable(name: String) = dropTable(TableName(\"a\", name))\nsuspend fun f(c: TableOperationsClient) = c.dropTable(\"users\")\n"),
    Slip("object_called", "val t = Append() // <- DW511\n"),
    Slip("object", "val t = Append\n"),
    Slip("interface_made", "val t = ImportType() // <- DW511\n"),
    Slip("interface_called", "abstract class X : TableOperationsClient() // <- DW511\n"),
    Slip("default_of_override", "abstract class X : TableOperationsClient {\n    override suspend fun createNamespace(namespace: String = \"public\") {} // <- DW503\n}\n"),
    Slip("default_of_own", "abstract class X : TableOperationsClient {\n    suspend fun createAll(namespace: String = \"public\") {}\n}\n"),
    Slip("full_name_of_a", "val t: io.airbyte.cdk.load.schema.model.TableName? = null // <- DW504\n", (A,)),
)  # fmt: skip


def source(slip: Slip, version: str) -> str:
    """With the imports that its names want, all on the first line so that the lines keep their numbers but for one."""
    contract = contract_of(version)
    names = [name for name in WANTED if name in slip.text.replace(f".{name}", "")]
    found = (contract.type(name) for name in names)
    return f"package p_{slip.name}\n" + "".join(f"import {item.fqn}\n" for item in found if item) + slip.text


def shift(slip: Slip, version: str) -> int:
    return source(slip, version).count("\n") - slip.text.count("\n")


def path(slip: Slip) -> str:
    return f"src/main/kotlin/{slip.name}.kt"


CASES = [(slip, version) for slip in SLIPS for version in slip.versions]


def ids(value: object) -> str:
    return value.name if isinstance(value, Slip) else str(value)


@pytest.fixture(scope="module")
def rejected(compile_connector: CompileConnector):  # type: ignore[no-untyped-def]  # a function by version
    @cache
    def by_path(version: str) -> dict[str | None, set[int]]:
        texts = {path(slip): source(slip, version) for slip in SLIPS if version in slip.versions}
        found: dict[str | None, set[int]] = defaultdict(set)
        for message in compile_connector(texts, version):
            if message.is_error and message.line is not None:
                found[message.path].add(message.line)
        return found

    return by_path


def said(slip: Slip, version: str) -> dict[int, set[str]]:
    findings = analyse_file(read_source(path(slip), source(slip, version)), KNOWLEDGE, version)
    return errors(findings)


def errors(findings: list[Finding]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.code.startswith(FAMILY):
            found[finding.location.range.start.line + 1].add(finding.code)
    return dict(found)


@pytest.mark.parametrize(("slip", "version"), CASES, ids=ids)
def test_rule_and_compiler_agree(slip: Slip, version: str, rejected) -> None:  # type: ignore[no-untyped-def]
    off = shift(slip, version)
    expected = {line + off: {code} for line, code in slip.expected.items()}
    assert said(slip, version) == expected
    assert rejected(version)[path(slip)] == set(expected)


def mistake(case: Mistake) -> str:
    return f"{case.version}-{case.name}"


@pytest.mark.parametrize("case", MISTAKES, ids=mistake)
def test_what_compiles_is_left_alone_and_what_is_told_does_not(case: Mistake) -> None:
    """The cases that the compiler judges in the tests beside these: the rules find no line that it takes."""
    right = analyse_file(read_source(case.path, case.right), KNOWLEDGE, case.version)
    assert errors(right) == {}
    wrong = analyse_file(read_source(case.path, case.wrong), KNOWLEDGE, case.version)
    assert errors(wrong).keys() <= case.expected.keys()
