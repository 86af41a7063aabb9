"""Which names are names of the CDK, and which are not."""

import pytest
from kotlin_cursor import name_under, symbol_under

HEAD = """package io.airbyte.integrations.destination.acme

import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName
import jakarta.inject.Singleton
"""

CLIENT = (
    HEAD
    + """
@Singleton
class AcmeClient(private val other: TableOperationsClient, private val log: Logger) : TableOperationsClient {
    override suspend fun dropTable(tableName: TableName) {
        BODY
    }
}
"""
)


def described(marked: str, version: str = "1.0.13") -> str | None:
    symbol = symbol_under(marked, version)
    if symbol is None:
        return None
    return ".".join(name for name in (symbol.type.name, symbol.member_name) if name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("val |name = 1", "name"),
        ("val na|me = 1", "name"),
        ("val name| = 1", "name"),
        ("val |`a b` = 1", "a b"),
        ("// na|me", None),
        ("/* \n na|me */", None),
        ('val a = "na|me"', None),
        ('val a = "$na|me"', "name"),
        ('val a = "${na|me}"', "name"),
        ('val a = """\nna|me"""', None),
        ("val a = |1", None),
        ("v|al a = 1", None),
        ("a |+ b", None),
        ("", None),
    ],
)
def test_names_are_found_in_code_alone(text: str, name: str | None) -> None:
    found = name_under(text if "|" in text else "|")
    assert (found.text if found else None) == name


@pytest.mark.parametrize(
    ("body", "symbol"),
    [
        ("other.count|Table(tableName)", "TableOperationsClient.countTable"),
        ("other?.count|Table(tableName)", "TableOperationsClient.countTable"),
        ("this.count|Table(tableName)", "TableOperationsClient.countTable"),
        ("count|Table(tableName)", "TableOperationsClient.countTable"),
        ("tableName.name|space", "TableName.namespace"),
        ("val x: Table|Name? = null", "TableName"),
        ("log.count|Table(tableName)", None),
        ("log.name|space", None),
        ("other.tables.count|Table(tableName)", None),
        ("val |countTable = 1", None),
        ("table|Name", None),
    ],
)
def test_members_are_looked_up_in_the_type_of_their_receiver(body: str, symbol: str | None) -> None:
    assert described(CLIENT.replace("BODY", body)) == symbol


@pytest.mark.parametrize(
    ("old", "marked", "symbol"),
    [
        ("@Singleton\n", "@Single|ton\n", "Singleton"),
        (") : TableOperationsClient {", ") : Table|OperationsClient {", "TableOperationsClient"),
        ("fun dropTable(", "fun drop|Table(", "TableOperationsClient.dropTable"),
        ("class AcmeClient", "class Acme|Client", None),
        ("component.TableOperationsClient\n", "component.Table|OperationsClient\n", "TableOperationsClient"),
        ("cdk.load.component", "cdk.lo|ad.component", None),
        ("destination.acme", "destination.ac|me", None),
    ],
)
def test_declarations_imports_and_annotations(old: str, marked: str, symbol: str | None) -> None:
    text = CLIENT.replace("BODY", "return")
    assert text.count(old) == 1
    assert described(text.replace(old, marked)) == symbol


def test_a_supertype_of_the_connectors_own_is_followed() -> None:
    base = "abstract class Base : TableOperationsClient\n"
    text = f"{HEAD}\n{base}class A : Base() {{ override suspend fun drop|Table(t: TableName) {{}} }}\n"
    assert described(text) == "TableOperationsClient.dropTable"


@pytest.mark.parametrize(
    "text",
    [
        "import com.acme.Aggregate\nval a: Aggre|gate? = null",
        "class Aggregate\nval a: Aggre|gate? = null",
        "import com.acme.Singleton\n@Acme class A { fun Single|ton() {} }",
    ],
)
def test_a_name_that_is_somebody_elses_is_not_explained(text: str) -> None:
    assert described(text) is None


def test_a_type_is_that_of_the_version() -> None:
    text = "import io.airbyte.cdk.load.orchestration.db.FinalTableNameGenerator\nclass A : Final|TableNameGenerator"
    assert described(text, "0.1.76") == "FinalTableNameGenerator"
    assert described(text, "1.0.13") is None


def test_nested_types_and_companions() -> None:
    text = "import io.airbyte.cdk.load.command.DestinationStream\nval d: DestinationStream.Descri|ptor? = null"
    assert described(text) == "DestinationStream.Descriptor"
