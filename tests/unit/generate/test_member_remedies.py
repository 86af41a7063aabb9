"""What a rule on the CDK's members finds is gone after its remedy, and the text is as a person would have written it."""
# ruff: noqa: E501 - texts stand as files have them

from dataclasses import dataclass, field

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Remedy
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE, TEMPLATES = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
FOLDER = "src/main/kotlin/io/airbyte/integrations/destination/postgres"
PACKAGE = "package io.airbyte.integrations.destination.postgres\n"
CLIENT = (
    "import io.airbyte.cdk.load.component.TableOperationsClient\nimport io.airbyte.cdk.load.schema.model.TableName\n"
)
STREAM = "import io.airbyte.cdk.load.command.DestinationStream\n"


def connector(text: str, version: str = "1.0.13", **more: str) -> Connector:
    texts = {"gradle.properties": f"cdkVersion={version}\n", f"{FOLDER}/A.kt": PACKAGE + text, **more}
    return load_connector(MemoryFiles(texts), name="destination-postgres")


def findings(of: Connector, code: str) -> list[Finding]:
    return [finding for finding in analyse(of, KNOWLEDGE) if finding.code == code]


def mended(of: Connector, remedy: Remedy) -> dict[str, str]:
    made = mend(of, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(made, Change), made
    before = {s.path: s.text for s in of.sources} | dict(of.texts)
    return before | dict(apply_change(made, before))


@dataclass(frozen=True)
class Case:
    code: str
    before: str
    after: str
    preferred: bool = True
    more: dict[str, str] = field(default_factory=dict[str, str])


def client(member: str) -> str:
    return f"{CLIENT}\nabstract class A : TableOperationsClient {{\n    {member}\n}}\n"


CASES = {
    "a result": Case(
        "DW503",
        client("override suspend fun countTable(tableName: TableName): Int? = null"),
        client("override suspend fun countTable(tableName: TableName): Long? = null"),
        preferred=False,
    ),
    "parameters, and what they are called in the body": Case(
        "DW503",
        client("override suspend fun overwriteTable(from: TableName, to: String) {\n        move(from, to)\n    }"),
        client(
            "override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {\n"
            "        move(sourceTableName, targetTableName)\n    }"
        ),
        preferred=False,
    ),
    "a parameter's name, in code and in texts": Case(
        "DW503",
        client('override suspend fun tableExists(name: TableName): Boolean = has("$name of ${name.namespace}, name", name)'),
        client('override suspend fun tableExists(table: TableName): Boolean = has("$table of ${table.namespace}, name", table)'),
    ),
    "suspend": Case(
        "DW506",
        client("override fun dropTable(tableName: TableName) {}"),
        client("override suspend fun dropTable(tableName: TableName) {}"),
    ),
    "suspend too much": Case(
        "DW506",
        "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate\nimport io.airbyte.cdk.load.dataflow.transform.RecordDTO\n"
        "\nabstract class A : Aggregate {\n    override suspend fun accept(record: RecordDTO) {\n        keep(record)\n    }\n}\n",
        "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate\nimport io.airbyte.cdk.load.dataflow.transform.RecordDTO\n"
        "\nabstract class A : Aggregate {\n    override fun accept(record: RecordDTO) {\n        keep(record)\n    }\n}\n",
    ),
    "override": Case(
        "DW510",
        client("suspend fun dropTable(tableName: TableName) {}"),
        client("override suspend fun dropTable(tableName: TableName) {}"),
    ),
    "a slip in an override": Case(
        "DW505",
        client("override suspend fun dropTabel(tableName: TableName) {}"),
        client("override suspend fun dropTable(tableName: TableName) {}"),
    ),
    "a slip behind the dot": Case(
        "DW505",
        STREAM + "\nfun f(stream: DestinationStream) = stream.mappedDescriptr\n",
        STREAM + "\nfun f(stream: DestinationStream) = stream.mappedDescriptor\n",
    ),
    "a constant that is a type": Case(
        "DW505",
        "import io.airbyte.cdk.load.command.ImportType\n\nval t: ImportType = ImportType.APPEND\n",
        "import io.airbyte.cdk.load.command.Append\nimport io.airbyte.cdk.load.command.ImportType\n\nval t: ImportType = Append\n",
    ),
    "a named argument": Case(
        "DW505",
        'import io.airbyte.cdk.load.schema.model.TableName\n\nval t = TableName(namespce = "a", name = "b")\n',
        'import io.airbyte.cdk.load.schema.model.TableName\n\nval t = TableName(namespace = "a", name = "b")\n',
    ),
    "a message": Case(
        "DW511",
        "import io.airbyte.cdk.ConfigErrorException\n\nfun f(e: Exception) = ConfigErrorException(e.message, e)\n",
        "import io.airbyte.cdk.ConfigErrorException\n\nfun f(e: Exception) = ConfigErrorException(e.message ?: e.toString(), e)\n",
    ),
    "a full name": Case(
        "DW504",
        "fun f(t: io.airbyte.cdk.load.table.TableName) = t.name\n",
        "fun f(t: io.airbyte.cdk.load.schema.model.TableName) = t.name\n",
    ),
    "a missing import": Case(
        "DW513",
        STREAM + "\nfun f(stream: DestinationStream, t: TableName) = t.name\n",
        STREAM + "import io.airbyte.cdk.load.schema.model.TableName\n\nfun f(stream: DestinationStream, t: TableName) = t.name\n",
    ),
    "a misspelt import": Case(
        "DW502",
        "import io.airbyte.cdk.load.command.DestinationStreem\n\nfun f(s: DestinationStreem) = s.schema\n",
        STREAM + "\nfun f(s: DestinationStream) = s.schema\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_remedy_mends_it(case: Case) -> None:
    before = connector(case.before)
    finding = findings(before, case.code)[0]
    assert finding.remedies[0].preferred is case.preferred
    texts = mended(before, finding.remedies[0])
    assert texts[f"{FOLDER}/A.kt"] == PACKAGE + case.after
    after = load_connector(MemoryFiles(texts), name="destination-postgres")
    assert findings(after, case.code) == []


def test_forgotten_types_get_the_database_s_own() -> None:
    types = [
        "ArrayType",
        "ArrayTypeWithoutSchema",
        "BooleanType",
        "DateType",
        "IntegerType",
        "NumberType",
        "ObjectType",
        "ObjectTypeWithEmptySchema",
        "ObjectTypeWithoutSchema",
        "StringType",
        "TimeTypeWithTimezone",
        "TimeTypeWithoutTimezone",
        "TimestampTypeWithTimezone",
        "TimestampTypeWithoutTimezone",
        "UnionType",
        "UnknownType",
    ]
    imports = "".join(
        f"import io.airbyte.cdk.load.data.{name}\n" for name in ("AirbyteType", *types) if name != "DateType"
    )
    branches = "".join(
        f'        {"is " if name in ("ArrayType", "ObjectType", "UnionType", "UnknownType") else ""}{name} -> "text"\n'
        for name in types
        if name != "DateType"
    )
    text = f"{imports}\nfun f(t: AirbyteType): String =\n    when (t) {{\n{branches}    }}\n"
    before = connector(text)
    (finding,) = findings(before, "DW508")
    assert finding.data["missing"] == "DateType"
    texts = mended(before, finding.remedies[0])
    assert '        DateType -> "date"\n    }\n' in texts[f"{FOLDER}/A.kt"]
    assert "import io.airbyte.cdk.load.data.DateType\n" in texts[f"{FOLDER}/A.kt"]


THROWS = """        else -> throw IllegalArgumentException("no column type")\n"""


def test_a_branch_goes_in_front_of_the_else() -> None:
    names = "BooleanType DateType IntegerType NumberType StringType TimeTypeWithTimezone TimeTypeWithoutTimezone "
    names += "TimestampTypeWithTimezone TimestampTypeWithoutTimezone ArrayTypeWithoutSchema"
    imports = "".join(f"import io.airbyte.cdk.load.data.{name}\n" for name in ("AirbyteType", *names.split()))
    branches = "".join(f'        {name} -> "text"\n' for name in names.split())
    before = connector(f"{imports}\nfun f(t: AirbyteType): String =\n    when (t) {{\n{branches}{THROWS}    }}\n")
    (finding,) = findings(before, "DW508")
    assert finding.severity.value == "info"
    text = mended(before, finding.remedies[0])[f"{FOLDER}/A.kt"]
    assert text.index("is UnknownType ->") < text.index("else ->")
    assert text.endswith(f"{THROWS}    }}\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            client(
                "override suspend fun tableExists(name: TableName): Boolean {\n        val table = 1\n        return name == table\n    }"
            ),
            "table is in use already",
        ),
        (
            client("override suspend fun tableExists(name: TableName): Boolean = true")
            + "\nsuspend fun g(a: A, t: TableName) = a.tableExists(name = t)\n",
            "names the argument name",
        ),
    ],
)
def test_a_parameter_keeps_a_name_that_is_needed(text: str, reason: str) -> None:
    before = connector(text)
    (finding,) = findings(before, "DW503")
    made = mend(before, KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(made, NoChange) and reason in made.reason


def test_suspend_is_not_taken_away_unseen_where_the_body_needs_it() -> None:
    text = (
        "import io.airbyte.cdk.load.dataflow.aggregate.Aggregate\nimport io.airbyte.cdk.load.dataflow.transform.RecordDTO\n"
        "\nabstract class A : Aggregate {\n    override suspend fun accept(record: RecordDTO) {\n        flush()\n    }\n}\n"
    )
    (finding,) = findings(connector(text), "DW506")
    assert not finding.remedies[0].preferred
    assert "do without flush in it" in finding.fix


TOOLKITS = 'airbyteBulkConnector {{\n    core = "load"\n{}}}\n'


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ('    toolkits = listOf("load-db")\n', ""),
        ('    toolkits = listOf("load-db", "load-s3")\n', '    toolkits = listOf("load-s3")\n'),
    ],
)
def test_a_toolkit_that_is_gone_leaves_the_build(listed: str, left: str) -> None:
    build = {"build.gradle.kts": TOOLKITS.format(listed)}
    before = connector("class A\n", **build)
    (finding,) = findings(before, "DW509")
    assert finding.location.range.start.line == 2
    texts = mended(before, finding.remedies[0])
    assert texts["build.gradle.kts"] == TOOLKITS.format(left)
    assert findings(connector("class A\n", "0.1.100", **build), "DW509") == []


def test_test_fixtures_are_no_part_of_the_main_sources() -> None:
    text = "import io.airbyte.cdk.load.component.TestTableOperationsClient\n\nabstract class A : TestTableOperationsClient\n"
    (finding,) = findings(connector(text), "DW509")
    assert (finding.location.path, finding.location.range.start.line) == (f"{FOLDER}/A.kt", 1)
    moved = {FOLDER.replace("main", "test-integration") + "/B.kt": PACKAGE + text}
    assert findings(connector("class A\n", **moved), "DW509") == []
