"""Advice on how records are written: evidence at an exact place, and silence for what is already good."""

import pytest

from destination_writer.analysis.rules import ADVICE, advise, analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
CLIENT, BUFFER, AGGREGATE = (
    f"{MAIN}/AcmeAirbyteClient.kt",
    f"{MAIN}/load/AcmeInsertBuffer.kt",
    f"{MAIN}/AcmeAggregate.kt",
)


def connector(
    client: str = "",
    flush: str = "client.insertRecords(table, buffer)",
    accept: str = "",
    *,
    database: str = "postgres",
) -> Connector:
    """`client` is what follows in the client's class, `flush` and `accept` are bodies of the buffer."""
    texts = {
        "gradle.properties": "cdkVersion=1.0.13\n",
        ".destination-writer/state.yaml": f"state:\n  database: {database}\n",
        CLIENT: "class AcmeAirbyteClient(private val dataSource: DataSource) : TableOperationsClient {\n"
        f"{client}\n}}\n",
        BUFFER: "class AcmeInsertBuffer(private val client: AcmeAirbyteClient) {\n"
        "    private val buffer = mutableListOf<Map<String, AirbyteValue>>()\n"
        f"    fun accumulate(fields: Map<String, AirbyteValue>) {{\n        buffer.add(fields)\n{accept}\n    }}\n"
        f"    suspend fun flush() {{\n{flush}\n    }}\n}}\n",
        AGGREGATE: "class AcmeAggregate(private val buffer: AcmeInsertBuffer) : Aggregate {\n"
        "    override fun accept(record: RecordDTO) {\n        buffer.accumulate(record.fields)\n    }\n"
        "    override suspend fun flush() {\n        buffer.flush()\n    }\n}\n",
    }
    return load_connector(MemoryFiles(texts))


def told(found: Connector) -> list[tuple[str, str]]:
    """Code and evidence of each finding."""
    return [(finding.code, finding.evidence[0]) for finding in advise(found, KNOWLEDGE)]


def insert(body: str) -> str:
    return f"    fun insertRecords(table: TableName, records: List<Map<String, AirbyteValue>>) {{\n{body}\n    }}\n"


PREPARED = """dataSource.connection.use { connection ->
    connection.prepareStatement(sql).use { statement ->
        for (record in records) {
            bind(statement, record)
            statement.executeUpdate()
        }
    }
}"""
CHUNKED = """dataSource.connection.use { connection ->
    for (chunk in records.chunked(500)) {
        connection.prepareStatement(sql(chunk.size)).use { statement ->
            for (record in chunk) for (column in columns) statement.setObject(++at, record[column])
            statement.executeUpdate()
        }
    }
}"""
BATCHED = """dataSource.connection.use { connection ->
    connection.prepareStatement(sql).use { statement ->
        records.forEach { record ->
            bind(statement, record)
            statement.addBatch()
        }
        statement.executeBatch()
    }
}"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (PREPARED, [("DW801", "statement.executeUpdate()")]),
        ("records.forEach { record ->\n    s.execute(sqlOf(record))\n}", [("DW801", "s.execute(sqlOf(record))")]),
        ("records.forEachIndexed { i, row ->\n    s.executeUpdate()\n}", [("DW801", "s.executeUpdate()")]),
        ("for (i in records.indices) {\n    s.executeUpdate()\n}", [("DW801", "s.executeUpdate()")]),
        ("for (record in records)\n    s.executeUpdate()", [("DW801", "s.executeUpdate()")]),
        (CHUNKED, []),
        (BATCHED, []),
        ("records.chunked(100).forEach { rows ->\n    s.executeUpdate()\n}", []),
        ("records.chunked(100).map { it.size }.forEach { size ->\n    s.executeUpdate()\n}", []),
        ("for (batch in batches(records)) {\n    s.executeUpdate()\n}", []),
        ("for (record in records) {\n    s.addBatch()\n    if (++n % 500 == 0) s.executeUpdate()\n}", []),
        ('for (record in records) {\n    log.info { "x.executeUpdate()" } // s.executeUpdate()\n}', []),
        ("record.forEach { (name, value) ->\n    s.execute(sqlOf(name, value))\n}", []),
        ("for ((name, value) in record) {\n    s.executeUpdate()\n}", []),
        ("while (rows.next()) {\n    s.executeUpdate()\n}", []),
        ("for (row: Row in waiting) {\n    s.executeUpdate()\n}", [("DW801", "s.executeUpdate()")]),
        ("for (column in columns) {\n    s.executeUpdate()\n}", []),
        ("s.executeUpdate()", []),
    ],
)  # fmt: skip
def test_single_row_inserts_are_seen_where_they_are(body: str, expected: list[tuple[str, str]]) -> None:
    assert told(connector(insert(body))) == expected


def test_a_row_at_a_time_through_another_function_is_seen_at_its_call() -> None:
    one = "    fun insertOne(record: Map<String, AirbyteValue>) {\n        s.executeUpdate()\n    }\n"
    found = connector(one, "for (record in buffer) {\n    client.insertOne(record)\n}")
    assert told(found) == [("DW801", "client.insertOne(record)")]
    (finding,) = advise(found, KNOWLEDGE)
    assert finding.location.path == BUFFER
    assert (finding.location.range.start.line, finding.location.range.start.column) == (8, 11)


def test_a_function_that_takes_all_records_is_none_of_one_row() -> None:
    every = "    fun insertAll(rows: List<Map<String, AirbyteValue>>) {\n        s.executeUpdate()\n    }\n"
    assert told(connector(every, "for (records in buffer) client.insertAll(records)")) == []


def test_a_database_in_the_process_may_run_one_row_at_a_time() -> None:
    assert told(connector(insert(PREPARED), database="sqlite")) == []


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("flush()", [("DW802", "flush()")]),
        ("client.insertRecords(table, listOf(fields))", [("DW802", "client.insertRecords(table, listOf(fields))")]),
        ("if (buffer.size >= limit) flush()", []),
        ("if (buffer.size >= limit) {\n    flush()\n}", []),
        ("when {\n    buffer.size > limit -> flush()\n}", []),
        ("count += 1", []),
        ("csv.flush()", []),
    ],
)
def test_writing_every_record_at_once_is_seen(accept: str, expected: list[tuple[str, str]]) -> None:
    assert told(connector(insert("s.executeUpdate()"), accept=accept)) == expected


UPLOAD = "val bytes = csv(records).toByteArray()\ns3.putObject(request, RequestBody.fromBytes(bytes))"


@pytest.mark.parametrize(
    ("body", "database", "expected"),
    [
        (UPLOAD, "redshift", [("DW803", "s3.putObject(request, RequestBody.fromBytes(bytes))")]),
        (UPLOAD.replace("csv(records)", "gzip(csv(records))"), "redshift", []),
        (UPLOAD, "postgres", []),
        ("statement.execute(\"PUT 'file' @~/x\")", "snowflake", [("DW803", "statement.execute(\"PUT 'file' @~/x\")")]),
        ("statement.execute(\"PUT 'file' @~/x AUTO_COMPRESS = TRUE\")", "snowflake", []),
    ],
)
def test_staging_without_compression_is_seen_where_the_database_unpacks(
    body: str, database: str, expected: list[tuple[str, str]]
) -> None:
    assert told(connector(insert(body), database=database)) == expected


def test_a_statement_and_a_connection_for_every_record_are_seen() -> None:
    body = (
        "for (record in records) {\n    dataSource.connection.use {\n"
        "        it.prepareStatement(sql).use { s ->\n            s.executeUpdate()\n        }\n    }\n}"
    )
    assert told(connector(insert(body))) == [
        ("DW805", "dataSource.connection.use {"),
        ("DW804", "it.prepareStatement(sql).use { s ->"),
        ("DW801", "s.executeUpdate()"),
    ]


def test_each_option_has_effort_and_gain_and_is_a_remedy() -> None:
    (finding,) = advise(connector(insert(PREPARED)), KNOWLEDGE)
    assert finding.severity is Severity.INFO
    assert "1. Multi-row INSERT" in finding.fix
    assert "easy; 5 to 10 times" in finding.fix
    assert "2. COPY" in finding.fix
    assert "medium; 50 to 100 times" in finding.fix
    assert [remedy.arguments["strategy"] for remedy in finding.remedies] == ["multi-row-insert", "copy"]


def test_advice_is_no_finding_of_the_rules() -> None:
    codes = {finding.code for finding in analyse(connector(insert(PREPARED)), KNOWLEDGE)}
    assert not codes & {rule.code for rule in ADVICE}


def test_an_unknown_database_gets_advice_without_options() -> None:
    (finding,) = advise(connector(insert(PREPARED), database="acmedb"), KNOWLEDGE)
    assert (finding.code, finding.fix, finding.remedies) == ("DW801", "", ())


def test_every_rule_has_its_page() -> None:
    for rule in ADVICE:
        assert KNOWLEDGE.files.read(rule.page).startswith(f"# {rule.code} · {rule.name}\n")


GENERATED = [
    ("postgres", "copy"),
    ("postgres", "multi-row-insert"),
    ("sqlite", "prepared-insert"),
    ("snowflake", "stage-copy"),
    ("oracle", "batched-insert"),
]
"""One of each kind; `scripts/tune_all.py` looks at every way of every database."""


@pytest.mark.parametrize(("slug", "way"), GENERATED)
def test_what_is_generated_gets_no_advice(slug: str, way: str) -> None:
    change = new_connector(
        KNOWLEDGE, TEMPLATES, dialect=slug, cdk="1.0.13", strategies={"bulk_load": way}, until_phase=5
    )
    assert isinstance(change, Change)
    texts = {file.path: file.text for file in change.files}  # pyright: ignore[reportAttributeAccessIssue]  # all are new
    assert advise(load_connector(MemoryFiles(texts), name=f"destination-{slug}"), KNOWLEDGE) == []
