"""Names of CDK types that no import can bring: of another version, of the written guide, or misspelt."""
# ruff: noqa: E501 - texts stand as files have them

import pytest
from test_contract_fixes import found

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

A, B, C = "0.1.76", "0.1.100", "1.0.13"
VALUE = "import io.airbyte.cdk.load.data.AirbyteValue\n"
LOUD = {
    "of the written guide": (
        "fun f(v: AirbyteValue) = when (v) {\n    is TimestampValue -> 1\n    else -> 2\n}\n",
        C,
        "TimestampValue does not exist in any version.",
        "Use TimestampWithTimezoneValue or TimestampWithoutTimezoneValue.",
    ),
    "of an earlier era": (
        "class A(val catalog: TableCatalog, val v: AirbyteValue)\n",
        B,
        "legacy_typing_deduping.TableCatalog is the name in CDK up to 0.1.83; the connector pins 0.1.100, and it has no such type.",
        "Use what replaced it; the guide on names and schemas says what that is.",
    ),
    "of a later era": (
        "class A(val m: TableSchemaMapper, val v: AirbyteValue)\n",
        A,
        "io.airbyte.cdk.load.schema.TableSchemaMapper is the name in CDK 0.1.84 and later; the connector pins 0.1.76, and it has no such type.",
        "Use what CDK 0.1.76 has for it, or pin 0.1.84 or a later version.",
    ),
    "a slip": (
        "fun f(v: AirbyteValue): DestinationStraem = g(v)\n",
        C,
        "CDK 1.0.13 has no DestinationStraem; it has io.airbyte.cdk.load.command.DestinationStream.",
        "Write DestinationStream.",
    ),
    "a slip in a short name that is imported": (
        "import io.airbyte.cdk.load.command.Append\nclass A(val v: AirbyteValue) : B(Apend)\n",
        C,
        "CDK 1.0.13 has no Apend; it has io.airbyte.cdk.load.command.Append.",
        "Write Append.",
    ),
}


@pytest.mark.parametrize(("text", "version", "said", "fix"), LOUD.values(), ids=LOUD.keys())
def test_it_is_told_where_it_is_first_named(text: str, version: str, said: str, fix: str) -> None:
    (finding,) = found(VALUE + text, version)
    name = finding.data["type"]
    at = finding.location.range.start
    assert finding.code == "DW513"
    assert (VALUE + text).splitlines()[at.line][at.column :].startswith(name)
    assert finding.message.startswith(f"{name} is not imported, and cannot be. ")
    assert said in finding.message and finding.message.endswith("This is a blocker: the file does not compile.")
    assert finding.fix == fix


QUIET = {
    "a star import of somebody else's may bring it": "import acme.values.*\nfun f(v: AirbyteValue) = TimestampValue(v)\n",
    "the file declares it": "class TimestampValue\nfun f(v: AirbyteValue) = TimestampValue()\n",
    "it is imported from elsewhere": "import acme.TimestampValue\nfun f(v: AirbyteValue) = TimestampValue()\n",
    "it is behind a dot": "fun f(v: AirbyteValue) = Kinds.TimestampValue\n",
    "a type parameter": "class A<TimestampValue>(val t: TimestampValue, val v: AirbyteValue)\n",
    "a name that goes on, as one that is being typed": "fun f(v: AirbyteValue): DestinationStrea = g()\n",
    "a short name that is near by chance": "fun f(v: AirbyteValue): Apend = g()\n",
    "a star import of the CDK may have a name that nobody listed": "import io.airbyte.cdk.load.command.*\n"
    "fun f(v: AirbyteValue): DestinationStraem = g()\n",
    "Kotlin's own": "fun f(v: AirbyteValue): StringBuilder = g()\n",
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET.keys())
def test_what_something_else_may_explain_is_left_alone(text: str) -> None:
    assert found(VALUE + text) == []


def test_a_type_of_the_same_package_is_in_reach() -> None:
    path = "src/main/kotlin/{}.kt"
    texts = {
        path.format("A"): f"package acme\n\n{VALUE}fun f(v: AirbyteValue) = TimestampValue(v)\n",
        path.format("B"): "package acme\n\nclass TimestampValue(val v: Any)\n",
    }

    knowledge = Knowledge(DiskFiles(bundled("knowledge")))
    connector = load_connector(MemoryFiles({"gradle.properties": "cdkVersion=1.0.13\n", **texts}), name="d")
    assert [f.code for f in analyse(connector, knowledge) if f.code.startswith("DW5")] == []


def test_what_is_meant_is_written_at_every_place_and_imported() -> None:
    text = f"{VALUE}fun f(v: AirbyteValue, i: IntValue) = if (v is IntValue) IntValue(1) else i\n"
    (finding,) = found(text)
    files = {"gradle.properties": "cdkVersion=1.0.13\n", "src/main/kotlin/A.kt": text}
    connector = load_connector(MemoryFiles(files), name="destination-acme")
    (remedy,) = finding.remedies
    knowledge = Knowledge(DiskFiles(bundled("knowledge")))
    change = mend(connector, knowledge, Templates(DiskFiles(bundled("templates"))), remedy)
    assert isinstance(change, Change) and remedy.preferred
    assert apply_change(change, files)["src/main/kotlin/A.kt"] == (
        f"{VALUE}import io.airbyte.cdk.load.data.IntegerValue\n"
        "fun f(v: AirbyteValue, i: IntegerValue) = if (v is IntegerValue) IntegerValue(1) else i\n"
    )


def test_the_type_before_an_equals_sign_wants_its_import_too() -> None:
    told = found(f"{VALUE}fun f(v: AirbyteValue): StringValue = g(v)\n")
    assert [(f.code, f.fix) for f in told] == [("DW513", "Import io.airbyte.cdk.load.data.StringValue.")]
    assert found(f"{VALUE}val a: AirbyteValue = f(StringValue = 1)\n") == []


@pytest.mark.parametrize(
    ("version", "wrong"),
    [
        (A, "io.airbyte.cdk.load.schema.model.TableName"),
        (B, "io.airbyte.cdk.load.table.TableName"),
        (C, "io.airbyte.cdk.load.table.TableName"),
        (C, "io.airbyte.cdk.load.TableName"),
    ],
)
def test_a_wrong_import_is_told_once_and_not_again_where_its_name_is_used(version: str, wrong: str) -> None:
    text = f"""import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.table.ColumnNameMapping
import {wrong}

abstract class Client : TableOperationsClient {{
    override suspend fun dropTable(tableName: TableName) = run(tableName.namespace + tableName.name)

    override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {{
        dropTable(TableName(targetTableName.namespace, targetTableName.name))
    }}

    override suspend fun copyTable(
        columnNameMapping: ColumnNameMapping,
        sourceTableName: TableName,
        targetTableName: TableName,
    ) = copy(sourceTableName, targetTableName)
}}
"""
    told = found(text, version)
    assert [(f.code, f.location.range.start.line) for f in told] == [("DW502", 2)]
