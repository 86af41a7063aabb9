"""A small connector around a few lines of Kotlin: what the rules about standards say, and what a remedy leaves."""
# ruff: noqa: E501 - texts stand as files have them

from destination_writer.analysis.catalogue import (
    dw601_unlogged_sql,
    dw602_swallowed_exception,
    dw603_misclassified_exception,
    dw604_failure_as_missing,
    dw605_buffer_cleared,
    dw606_unclosed_resource,
    dw607_run_blocking,
    dw608_secret_in_log,
    dw609_secret_not_marked,
    dw610_asserts_nothing,
    dw611_lost_cause,
)
from destination_writer.analysis.rule import ConnectorSubject, subjects
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
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
RULES = {
    module.RULE.code: module.RULE
    for module in (
        dw601_unlogged_sql,
        dw602_swallowed_exception,
        dw603_misclassified_exception,
        dw604_failure_as_missing,
        dw605_buffer_cleared,
        dw606_unclosed_resource,
        dw607_run_blocking,
        dw608_secret_in_log,
        dw609_secret_not_marked,
        dw610_asserts_nothing,
        dw611_lost_cause,
    )
}
PACKAGE = "io.airbyte.integrations.destination.acme"
_ROOT = f"src/main/kotlin/{PACKAGE.replace('.', '/')}/"
_TESTS = _ROOT.replace("/main/", "/test-integration/")
HEADS = {
    "client": ("client/AcmeAirbyteClient.kt", "class AcmeAirbyteClient(private val dataSource: DataSource) : TableOperationsClient {"),
    "generator": ("client/AcmeSqlGenerator.kt", "class AcmeSqlGenerator {"),
    "buffer": (
        "write/load/AcmeInsertBuffer.kt",
        "class AcmeInsertBuffer(private val client: Client) {\n    private val buffer = mutableListOf<Row>()",
    ),
    "checker": ("check/AcmeChecker.kt", "class AcmeChecker(private val client: Client) : DestinationCheckerV2 {"),
    "aggregate": ("dataflow/AcmeAggregate.kt", "class AcmeAggregate(private val buffer: Buffer) : Aggregate {"),
    "specification": ("spec/AcmeSpecification.kt", "class AcmeSpecification : ConfigurationSpecification() {"),
    "coercer": ("write/AcmeValueCoercer.kt", "class AcmeValueCoercer : ValueCoercer {"),
    "test": ("component/AcmeThingsTest.kt", "class AcmeThingsTest(private val client: Client) {"),
}  # fmt: skip
_IMPORTS = """import com.fasterxml.jackson.annotation.JsonProperty
import com.kjetland.jackson.jsonSchema.annotations.JsonSchemaInject
import io.airbyte.cdk.ConfigErrorException
import io.airbyte.cdk.SystemErrorException
import io.airbyte.cdk.TransientErrorException
import java.sql.SQLException
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
"""
HELPER = """package io.airbyte.integrations.destination.acme.client

private val log = KotlinLogging.logger {}

fun String.andLog(): String {
    log.info { trim() }
    return this
}
"""


def texts(where: str, member: str, imports: str = _IMPORTS) -> dict[str, str]:
    """The files of a connector with a member in the class that plays this part; `file` is a whole file's text."""
    name, head = HEADS[where]
    body = "\n".join(f"    {line}" if line.strip() else line for line in member.strip("\n").split("\n"))
    folder = name.rpartition("/")[0]
    text = f"package {PACKAGE}.{folder.replace('/', '.')}\n\n{imports}\n{head}\n{body}\n}}\n"
    path = (_TESTS if where == "test" else _ROOT) + name
    return {path: text, f"{_ROOT}client/AcmeLogging.kt": HELPER, "gradle.properties": "cdkVersion=1.0.13\n"}


def connector_of(files: dict[str, str], database: str = "postgres") -> Connector:
    return load_connector(MemoryFiles(files), name=f"destination-{database}")


def found(connector: Connector, code: str) -> list[Finding]:
    """What one rule says, by place."""
    kept = subjects(connector, KNOWLEDGE)
    rule, said = RULES[code], list[Finding]()
    if rule.check_connector is not None:
        said += rule.check_connector(ConnectorSubject(connector, KNOWLEDGE, kept))
    for file in kept.values() if rule.check_file is not None else ():
        said += rule.check_file(file) if rule.check_file else ()
    return sorted(said, key=lambda finding: finding.location)


def mended(files: dict[str, str], code: str, database: str = "postgres") -> dict[str, str]:
    """The files after the first remedy of the first finding."""
    connector = connector_of(files, database)
    finding = found(connector, code)[0]
    change = mend(connector, KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(change, Change), change
    return {**files, **apply_change(change, files)}
