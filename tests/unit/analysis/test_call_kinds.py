"""What calls of the CDK are given that can never be right, and types that are called and have no constructor."""
# ruff: noqa: E501 - texts stand as files have them

import pytest
from test_contract_fixes import KNOWLEDGE, PATH, TEMPLATES, files, found

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.generate.remedies.api import mend
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles

IMPORTS = """import io.airbyte.cdk.load.command.Append
import io.airbyte.cdk.load.command.ImportType
import io.airbyte.cdk.load.component.ColumnType
import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.IntegerValue
import io.airbyte.cdk.load.schema.model.TableName

"""
CALL = "suspend fun f(c: TableOperationsClient, t: TableName, n: String, i: Int) = "
WRONG = {
    "a text": (CALL + 'c.dropTable(«"users"»)', "takes a TableName as tableName; this is a String."),
    "a template": (CALL + 'c.dropTable(«"${n}_tmp"»)', "takes a TableName as tableName; this is a String."),
    "a raw text": (CALL + 'c.dropTable(«"""users"""»)', "takes a TableName as tableName; this is a String."),
    "a parameter": (CALL + "c.dropTable(«n»)", "takes a TableName as tableName; this is a String."),
    "a named argument": (
        CALL + 'c.overwriteTable(t, targetTableName = «"x"»)',
        "as targetTableName; this is a String.",
    ),
    "a number": ('val t = TableName(«1», "b")', "TableName takes a String as namespace; this is a number."),
    "a number of a value": (CALL + "c.dropTable(TableName(n, «i»))", "takes a String as name; this is an Int."),
    "a truth as a text": ('val t = ColumnType("text", «"true"»)', "takes a Boolean as nullable; this is a String."),
    "a table": (CALL + "c.createNamespace(«t»)", "takes a String as namespace; this is a TableName."),
    "an object called": ("val t = «Append»()", "Append of CDK 1.0.13 is an object: there is one, by its name alone."),
    "an interface made": ("val t = «ImportType»()", "ImportType of CDK 1.0.13 is an interface, which has no"),
    "an interface above": (
        "abstract class A : «TableOperationsClient»()",
        "is an interface, which has no constructor.",
    ),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG.keys())
def test_it_is_told_at_the_argument_or_the_name(text: str, said: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    (finding,) = found(f"{IMPORTS}{plain}\n")
    place = finding.location.range
    assert finding.code == "DW511"
    assert place.start.line == IMPORTS.count("\n")
    assert plain[place.start.column : place.end.column] == plain[start:end]
    assert said in finding.message


RIGHT = {
    "what is wanted": CALL + "c.dropTable(t)",
    "made there": CALL + 'c.dropTable(TableName("a", n))',
    "an extension of the file": "suspend fun TableOperationsClient.dropTable(name: String) = Unit\n"
    + CALL + "c.dropTable(n)",
    "an imported one": "import acme.dropTable\n" + CALL + "c.dropTable(n)",
    "one that a star import may bring": "import acme.sql.*\n" + CALL + "c.dropTable(n)",
    "another constructor": "val v = IntegerValue(1)",
    "another receiver's name": "class A(private val n: String) {\n"
    "    suspend fun f(c: TableOperationsClient, o: Other) = o.apply { c.dropTable(n) }\n}",
    "a name that a lambda brings": CALL + "g { n -> c.dropTable(n) }",
    "what nobody knows": CALL + "c.dropTable(g(n))",
    "a text that goes on": CALL + 'c.dropTable("a.b".toTable())',
    "an object": "val t = Append",
    "an anonymous class": "val c = object : TableOperationsClient by other {}",
    "a function of that name": "fun ImportType() = Append\nval t = ImportType()",
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_is_right_or_may_be_is_left_alone(text: str) -> None:
    assert [f.message for f in found(f"{IMPORTS}{text}\n") if f.code == "DW511"] == []


FIXED = {
    "an object": ("val t = Append()\n", "val t = Append\n"),
    "an interface": ("abstract class A : TableOperationsClient()\n", "abstract class A : TableOperationsClient\n"),
    "a default of an override": (
        "abstract class A : TableOperationsClient {\n"
        '    override suspend fun createNamespace(namespace: String = "public") {}\n}\n',
        "abstract class A : TableOperationsClient {\n    override suspend fun createNamespace(namespace: String) {}\n}\n",
    ),
}


@pytest.mark.parametrize(("wrong", "right"), FIXED.values(), ids=FIXED.keys())
def test_what_is_too_much_is_taken_away(wrong: str, right: str) -> None:
    (finding,) = found(IMPORTS + wrong)
    (remedy,) = finding.remedies
    connector = load_connector(MemoryFiles(files(IMPORTS + wrong)), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change) and remedy.preferred
    assert apply_change(change, files(IMPORTS + wrong))[PATH] == IMPORTS + right


def test_the_default_of_an_override_is_told_where_it_stands() -> None:
    (finding,) = found(IMPORTS + FIXED["a default of an override"][0])
    line = FIXED["a default of an override"][0].splitlines()[1]
    place = finding.location.range
    assert (finding.code, line[place.start.column : place.end.column]) == ("DW503", '= "public"')


@pytest.mark.parametrize("text", ["ImportType { }", "Append.copy()", "a.Append()"])
def test_a_lambda_or_another_s_member_is_no_call_of_the_type(text: str) -> None:
    assert [f for f in found(f"{IMPORTS}val t = {text}\n") if "DW511" in f.code] == []


CLIENT = """package acme.client

import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName

abstract class AcmeClient : TableOperationsClient {{
    override suspend fun dropTable(tableName: TableName) {{}}
{more}}}
"""
CHECKER = """package acme.check

import acme.client.AcmeClient
{imports}
class Checker(private val client: AcmeClient) {{
    suspend fun check() {{
        {call}
    }}
}}
"""


def told_beside(call: str, more: str = "", imports: str = "", client: str = CLIENT) -> list[tuple[str, str, int]]:
    """What is told of a checker that calls the connector's own client."""
    folder = "src/main/kotlin"
    texts = {
        "gradle.properties": "cdkVersion=1.0.13\n",
        f"{folder}/Client.kt": client.format(more=more),
        f"{folder}/Checker.kt": CHECKER.format(call=call, imports=imports),
    }
    connector = load_connector(MemoryFiles(texts), name="destination-acme")
    every = analyse(connector, KNOWLEDGE)
    return [(f.code, f.location.path[-10:], f.location.range.start.line) for f in every if f.code == "DW511"]


@pytest.mark.parametrize(
    "call", ['client.dropTable("users")', "client.dropTable()", 'client.createNamespace("a", "b")']
)
def test_a_call_on_the_connectors_own_client_is_told(call: str) -> None:
    assert told_beside(call) == [("DW511", "Checker.kt", 6)]


OWN = {
    "right": ('client.dropTable(TableName("a", "b"))', "", ""),
    "the names of its own parameters": ('client.dropTable(tableName = "x")', "", ""),
    "an overload of its own": ('client.dropTable("x")', "    suspend fun dropTable(name: String) {}\n", ""),
    "an extension in it": ('client.dropTable("x")', "    fun String.dropTable() {}\n", ""),
    "an imported extension": ('client.dropTable("x")', "", "import acme.sql.dropTable\n"),
    "a star import": ('client.dropTable("x")', "", "import acme.sql.*\n"),
    "a member of its own": ('client.purge("x", 1)', "    suspend fun purge(name: String, days: Int) {}\n", ""),
}


@pytest.mark.parametrize(("call", "more", "imports"), OWN.values(), ids=OWN.keys())
def test_what_the_own_client_may_take_is_left_alone(call: str, more: str, imports: str) -> None:
    assert told_beside(call, more, imports) == []


def test_a_client_with_a_base_of_its_own_may_take_anything() -> None:
    assert told_beside('client.dropTable("x")', client=CLIENT.replace(": TableOp", ": Base(), TableOp")) == []
