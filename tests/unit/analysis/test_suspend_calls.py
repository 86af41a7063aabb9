"""Calls of suspend functions from plain ones: of the CDK, of the connector's other classes, of the class itself."""
# ruff: noqa: E501 - texts stand as files have them

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Remedy
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
PACKAGE = "io.airbyte.integrations.destination.acme"
CLIENT = f"""package {PACKAGE}.client

import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName

abstract class AcmeAirbyteClient : TableOperationsClient {{
    override suspend fun dropTable(tableName: TableName) {{
        run("DROP")
    }}

    suspend fun vacuum() {{}}

    suspend fun analyse(all: Boolean) {{}}

    fun analyse() {{}}

    private fun run(sql: String) {{}}
}}
"""
BASED = CLIENT.replace(": TableOperationsClient {", ": Base(), TableOperationsClient {")
HEAD = f"""package {PACKAGE}.check

import {PACKAGE}.client.AcmeAirbyteClient
import io.airbyte.cdk.load.check.DestinationCheckerV2
import io.airbyte.cdk.load.schema.model.TableName
import kotlinx.coroutines.runBlocking

"""


def texts(body: str, client: str = CLIENT) -> dict[str, str]:
    """A checker with that text behind its header, beside a client."""
    return {
        "gradle.properties": "cdkVersion=1.0.13\n",
        "src/main/kotlin/client/AcmeAirbyteClient.kt": client,
        "src/main/kotlin/check/AcmeChecker.kt": HEAD + body,
    }


def found(files: dict[str, str]) -> list[Finding]:
    connector = load_connector(MemoryFiles(files), name="destination-acme")
    return [finding for finding in analyse(connector, KNOWLEDGE) if finding.code == "DW512"]


def mended(files: dict[str, str], remedy: Remedy) -> Change:
    change = mend(load_connector(MemoryFiles(files), name="destination-acme"), KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change), change
    return change


def checker(body: str) -> str:
    return (
        "class AcmeChecker(private val client: AcmeAirbyteClient) : DestinationCheckerV2 {\n"
        f"    override fun check() {{\n        {body}\n    }}\n}}\n"
    )


BAD = {
    "an override of the client": checker("«client».dropTable(name())"),
    "a member of its own": checker("«client».vacuum()"),
    "what it only inherits": checker("«client».createNamespace(name())"),
    "by this": checker("«this.client».vacuum()"),
    "in an if": checker("if (ready()) {\n            «client».vacuum()\n        }"),
    "in run": checker("run {\n            «client».vacuum()\n        }"),
    "behind let": checker("name()?.let { «client».dropTable(it) }"),
    "of each": checker("names.forEach { «client».dropTable(it) }"),
    "in a lambda of runCatching in a try": checker("try { runCatching { «client».vacuum() } } finally {}"),
    "of a parameter": "fun drop(client: AcmeAirbyteClient, name: TableName) = «client».dropTable(name)\n",
    "of a local value": "fun drop(name: TableName) {\n    val c: AcmeAirbyteClient = client()\n    «c».dropTable(name)\n}\n",
    "of the class itself": "class Probe {\n    suspend fun all() {}\n\n    fun probe() {\n        «»all()\n    }\n}\n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_plain_function_cannot_call_it(text: str) -> None:
    plain = text.replace("«", "").replace("»", "")
    (finding,) = found(texts(plain))
    start = text.index("«")
    assert finding.location.path.endswith("AcmeChecker.kt")
    line = (HEAD + text)[: len(HEAD) + start].count("\n")
    assert finding.location.range.start.line == line
    shown = (HEAD + plain).split("\n")[line]
    name = shown[finding.location.range.start.column : finding.location.range.end.column]
    assert f"{name} is a suspend function" in finding.message


GOOD = {
    "inside of runBlocking": checker("runBlocking { client.vacuum() }"),
    "in a suspend function": "suspend fun drop(client: AcmeAirbyteClient) = client.vacuum()\n",
    "in a lambda that may suspend": checker("scope.launch { client.vacuum() }"),
    "in a lambda for a flow": checker("flow.map { client.vacuum() }"),
    "in a run of one's own": "fun run(block: suspend () -> Unit) {}\n" + checker("run { client.vacuum() }"),
    "a form that does not suspend": checker("client.analyse()"),
    "a member that nobody knows": checker("client.other()"),
    "another value of the name": checker("val client = other()\n        client.vacuum()"),
    "of another receiver": checker("other().apply { client.vacuum() }"),
    "in a nested function": checker("suspend fun all() { client.vacuum() }"),
    "in an object of its own": checker("use(object : Task { override suspend fun go() = client.vacuum() })"),
    "a local function of the name": "class A {\n    suspend fun all() {}\n    fun f() {\n        fun all() {}\n        all()\n    }\n}\n",
    "a parameter of the name": "class A {\n    suspend fun all() {}\n    fun f(all: () -> Unit) {\n        all()\n    }\n}\n",
    "a class inside": "class A {\n    suspend fun all() {}\n    class B {\n        fun f() {\n            all()\n        }\n    }\n}\n",
    "of a supertype that nobody knows": "class A : Base() {\n    suspend fun all(x: Int) {}\n    fun f() {\n        all()\n    }\n}\n",
    "of another receiver's members": "class A {\n    suspend fun all() {}\n    fun f(b: B) = with(b) { all() }\n}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_what_is_right_or_may_be_is_left_alone(text: str) -> None:
    assert [finding.message for finding in found(texts(text))] == []


def test_a_base_class_that_nobody_knows_may_have_a_plain_form() -> None:
    assert found(texts(checker("client.dropTable(name())"), BASED)) == []


def test_an_override_that_should_suspend_is_told_as_such_and_not_for_each_of_its_calls() -> None:
    text = CLIENT.replace("override suspend fun dropTable", "override fun dropTable").replace('run("DROP")', "vacuum()")
    connector = load_connector(MemoryFiles(texts("", text)), name="destination-acme")
    assert [f.code for f in analyse(connector, KNOWLEDGE) if f.code.startswith("DW5")] == ["DW506"]


def test_a_function_of_ones_own_is_made_to_suspend_on_request() -> None:
    files = texts("fun drop(client: AcmeAirbyteClient) {\n    client.vacuum()\n}\n")
    (finding,) = found(files)
    (remedy,) = finding.remedies
    assert not remedy.preferred
    files.update(apply_change(mended(files, remedy), files))
    assert "\nsuspend fun drop(client: AcmeAirbyteClient) {\n" in files["src/main/kotlin/check/AcmeChecker.kt"]
    assert found(files) == []


def test_a_checker_waits_for_all_of_its_body() -> None:
    files = texts(checker("client.vacuum()\n        client.dropTable(name())"))
    path = "src/main/kotlin/check/AcmeChecker.kt"
    files[path] = files[path].replace("import kotlinx.coroutines.runBlocking\n", "import org.acme.Other\n")
    first, second = found(files)
    (remedy,), (again,) = first.remedies, second.remedies
    assert remedy.arguments["edits"] == again.arguments["edits"]
    assert remedy.preferred
    files.update(apply_change(mended(files, remedy), files))
    assert "import kotlinx.coroutines.runBlocking\nimport org.acme.Other\n" in files[path]
    assert "    override fun check(): Unit = runBlocking {\n        client.vacuum()\n" in files[path]
    assert found(files) == []


def test_a_body_that_returns_is_left_to_a_person() -> None:
    (finding,) = found(texts(checker("if (done()) return\n        client.vacuum()")))
    assert finding.remedies == ()


def test_an_override_that_is_no_checker_must_not_wait() -> None:
    text = HEAD.replace("check.DestinationCheckerV2", "dataflow.aggregate.Aggregate") + (
        "abstract class A(private val client: AcmeAirbyteClient) : Aggregate {\n"
        "    override fun accept(record: RecordDTO) {\n        client.vacuum()\n    }\n}\n"
    )
    (finding,) = found(texts("") | {"src/main/kotlin/check/AcmeChecker.kt": text})
    assert finding.remedies == ()
