"""DW705: every comment of an upgrade that still stands, at its place."""

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
KOTLIN = """package io.airbyte.integrations.destination.acme

class AcmeSqlGenerator {
    // Decide (CDK 1.0.6): accept a table that is
    //   missing
    fun dropTable() = "DROP TABLE t"
}
"""


def found(**texts: str) -> list[Finding]:
    files = {"destination-acme/gradle.properties": "cdkVersion=1.0.13\n"}
    files |= {f"destination-acme/{path}": text for path, text in texts.items()}
    connector = load_connector(MemoryFiles(files), "destination-acme")
    return [finding for finding in analyse(connector, KNOWLEDGE) if finding.code == "DW705"]


def test_the_comment_is_told_where_it_stands_and_what_it_asks() -> None:
    (finding,) = found(**{"src/main/kotlin/AcmeSqlGenerator.kt": KOTLIN})
    place = finding.location
    assert place.path == "destination-acme/src/main/kotlin/AcmeSqlGenerator.kt"
    assert (place.range.start.line, place.range.start.column, place.range.end.line) == (3, 4, 4)
    assert finding.message == "Decide, since CDK 1.0.6: Accept a table that is missing."
    assert finding.severity is Severity.WARNING
    assert finding.data["version"] == "1.0.6"


def test_build_files_hold_decisions_too() -> None:
    build = "plugins {}\n// Decide (CDK 0.2.0): check the toolkit\nairbyteBulkConnector {}\n"
    (finding,) = found(**{"build.gradle.kts": build})
    assert (finding.location.path, finding.location.range.start.line) == ("destination-acme/build.gradle.kts", 1)


def test_without_the_comment_there_is_nothing_to_say() -> None:
    decided = "\n".join(line for line in KOTLIN.split("\n") if "//" not in line)
    assert found(**{"src/main/kotlin/AcmeSqlGenerator.kt": decided}) == []
