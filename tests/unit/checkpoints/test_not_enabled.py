"""A test that the sources disable is never a passed one: it is named as not enabled, with the annotation."""

import pytest

from destination_writer.checkpoints.callers import bodies_by_class
from destination_writer.checkpoints.notenabled import NotEnabled
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.status import BlockerKind
from destination_writer.checkpoints.testbook import TestBook, required_blockers
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.knowledge.phases import RequiredTest
from destination_writer.text.files import MemoryFiles
from destination_writer.text.testruns import Outcome, TestResult, TestRun

PACKAGE = "io.airbyte.integrations.destination.acme"
PATH = f"src/test-integration/kotlin/{PACKAGE.replace('.', '/')}/AcmeTest.kt"
TEST = RequiredTest(suite="table_operations_suite", name="copy tables", proves="It copies.")


def connector(body: str, mark: str = "") -> Connector:
    text = (
        f"package {PACKAGE}\n\nimport io.airbyte.cdk.load.component.TableOperationsSuite\n\n{mark}\n"
        f"class AcmeTest : TableOperationsSuite {{\n{body}\n}}\n"
    )
    return load_connector(MemoryFiles({PATH: text, "gradle.properties": "cdkVersion=1.0.13\n"}))


OVERRIDE = "@Test {} override fun `copy tables`() {{ super.`copy tables`() }}"
CASES = [
    (OVERRIDE.format('@Disabled("Phase 7")'), "", '@Disabled("Phase 7")'),
    (OVERRIDE.format("@Disabled"), "", "@Disabled"),
    (OVERRIDE.format('@org.junit.jupiter.api.Disabled("Phase 7")'), "", '@Disabled("Phase 7")'),
    (OVERRIDE.format(""), '@Disabled("Phase 5")', '@Disabled("Phase 5")'),
    ("", '@Disabled("Phase 5")', '@Disabled("Phase 5")'),
    ('@Test @Disabled("slow") fun mine() { `copy tables`(x) }', "", '@Disabled("slow")'),
    (OVERRIDE.format(""), "", ""),
    (OVERRIDE.format('/* @Disabled("Phase 7") */'), "", ""),
    ('@Test @Disabled("x") fun other() { }\n' + OVERRIDE.format(""), "", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("body", "mark", "found"), CASES)
def test_what_keeps_a_test_from_running(body: str, mark: str, found: str) -> None:
    made = connector(body, mark)
    assert NotEnabled(made, bodies_by_class(made)).mark(["AcmeTest"], "copy tables") == found


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.SKIPPED, None])
def test_whatever_the_results_say_it_is_not_enabled(outcome: Outcome | None) -> None:
    made = connector(OVERRIDE.format('@Disabled("Phase 7")'))
    results = (TestResult(f"{PACKAGE}.AcmeTest", "copy tables()", outcome),) if outcome else ()
    book = TestBook(made, Evidence(TestRun("gradle", tests=results)))
    (blocker,) = required_blockers(book, [TEST], frozenset())
    assert (blocker.kind, blocker.tests) == (BlockerKind.NOT_ENABLED, ("copy tables",))
    assert 'Not enabled yet: `copy tables` (table operations suite). @Disabled("Phase 7")' in blocker.sentence
    assert "This is a blocker" in blocker.sentence
