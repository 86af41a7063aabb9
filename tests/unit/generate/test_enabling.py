"""Tests of a phase that wait: disabled, commented out, missing, or without their annotation."""

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.enabling import enable_phase, waiting_tests
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

PATH = "src/test-integration/kotlin/a/AcmeTableOperationsTest.kt"
HEAD = """package a

import io.airbyte.cdk.load.component.TableOperationsSuite
import org.junit.jupiter.api.Disabled
import org.junit.jupiter.api.Test

"""
CONNECT = """    @Test
    override fun `connect to database`() {
        super.`connect to database`()
    }
"""
PHASE_2 = """    @Test
    override fun `create and drop namespaces`() {
        super.`create and drop namespaces`()
    }
"""
CLASS = "class AcmeTableOperationsTest(override val client: Client) : TableOperationsSuite {\n"


def connector(body: str, head: str = HEAD, declared: str = CLASS) -> Connector:
    texts = {
        PATH: f"{head}{declared}{body}}}\n",
        "gradle.properties": "cdkVersion=1.0.13\n",
        ".destination-writer/state.yaml": "state:\n  database: duckdb\n",
    }
    return load_connector(MemoryFiles(texts), name="destination-acme")


def enabled(made: Connector, phase: int, knowledge: Knowledge, templates: Templates) -> tuple[str, Change]:
    change = enable_phase(made, knowledge, templates, phase)
    assert isinstance(change, Change), change
    source = made.source(PATH)
    assert source is not None
    return apply_change(change, {PATH: source.text})[PATH], change


WITHOUT_DISABLED = HEAD.replace("import org.junit.jupiter.api.Disabled\n", "")
NO_IMPORTS = "package a\n\nimport io.airbyte.cdk.load.component.TableOperationsSuite\n\n"
ONLY_TEST = NO_IMPORTS.replace("Suite\n", "Suite\nimport org.junit.jupiter.api.Test\n")
ADDED = CONNECT + "\n" + PHASE_2


def commented(text: str) -> str:
    return "".join(f"    // {line[4:]}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CONNECT + '\n    @Disabled("Phase 2")\n' + PHASE_2, WITHOUT_DISABLED + CLASS + CONNECT + "\n" + PHASE_2),
        (
            CONNECT + '\n    @Disabled("waits for phase 2") ' + PHASE_2.lstrip(),
            WITHOUT_DISABLED + CLASS + CONNECT + "\n" + PHASE_2,
        ),
        (
            CONNECT + "\n" + PHASE_2.replace("@Test\n", '@Test\n    @Disabled("Phase 2")\n'),
            WITHOUT_DISABLED + CLASS + CONNECT + "\n" + PHASE_2,
        ),
        (CONNECT + "\n" + commented(PHASE_2), HEAD + CLASS + CONNECT + "\n" + PHASE_2),
        (CONNECT, HEAD + CLASS + ADDED),
        (CONNECT + "\n" + PHASE_2.replace("    @Test\n", ""), HEAD + CLASS + CONNECT + "\n" + PHASE_2),
    ],
    ids=["disabled", "disabled in words", "disabled behind @Test", "commented out", "missing", "without @Test"],
)
def test_a_test_of_the_phase_is_run_whatever_kept_it_back(
    before: str, after: str, knowledge: Knowledge, templates: Templates
) -> None:
    text, change = enabled(connector(before), 2, knowledge, templates)
    assert text == after + "}\n"
    assert change.title == "Enable the tests of phase 2"
    assert "`create and drop namespaces`" in change.purpose


def test_tests_of_later_phases_stay_disabled(knowledge: Knowledge, templates: Templates) -> None:
    later = '\n    @Disabled("Phase 3")\n    @Test\n    override fun `insert records`() = super.`insert records`()\n'
    made = connector(CONNECT + '\n    @Disabled("Phase 2")\n' + PHASE_2 + later)
    text, _ = enabled(made, 2, knowledge, templates)
    assert '@Disabled("Phase 3")' in text
    assert '@Disabled("Phase 2")' not in text
    assert "import org.junit.jupiter.api.Disabled" in text
    assert waiting_tests(made, 3) == ("AcmeTableOperationsTest.insert records",)


def test_a_test_that_is_disabled_for_another_reason_is_named_and_stays(
    knowledge: Knowledge, templates: Templates
) -> None:
    body = CONNECT + '\n    @Disabled("broken since July")\n' + PHASE_2
    result = enable_phase(connector(body), knowledge, templates, 2)
    assert isinstance(result, NoChange)
    assert "broken since July" in result.reason
    assert "does not count as passed" in result.reason


def test_a_whole_class_is_enabled(knowledge: Knowledge, templates: Templates) -> None:
    made = connector(CONNECT + "\n" + PHASE_2, declared='@Disabled("Phase 2")\n' + CLASS)
    text, change = enabled(made, 2, knowledge, templates)
    assert text == WITHOUT_DISABLED + CLASS + CONNECT + "\n" + PHASE_2 + "}\n"
    assert "the class AcmeTableOperationsTest" in change.purpose


def test_an_enabled_phase_has_nothing_left(knowledge: Knowledge, templates: Templates) -> None:
    result = enable_phase(connector(CONNECT + "\n" + PHASE_2), knowledge, templates, 2)
    assert isinstance(result, NoChange)
    assert "nothing left to do" in result.reason


def test_imports_are_added_once_they_are_needed(knowledge: Knowledge, templates: Templates) -> None:
    body = PHASE_2.replace("    @Test\n", "")
    text, _ = enabled(connector(body, head=NO_IMPORTS), 2, knowledge, templates)
    assert text == ONLY_TEST + CLASS + PHASE_2 + "}\n"


def test_a_suite_that_is_missing_is_made_and_runs_what_is_due_alone(knowledge: Knowledge, templates: Templates) -> None:
    made = connector(CONNECT)
    texts = {source.path: source.text for source in made.sources if source.path != PATH} | dict(made.texts)
    bare = load_connector(MemoryFiles(texts), name="destination-acme")
    change = enable_phase(bare, knowledge, templates, 2)
    assert isinstance(change, Change), change
    new = apply_change(change, texts)
    suite = next(text for path, text in new.items() if path.endswith("TableOperationsTest.kt"))
    assert '@Disabled("Phase 2")' not in suite
    assert '@Disabled("Phase 3")' in suite
    assert "`create and drop namespaces`" in suite


def test_a_test_that_the_gate_does_not_ask_for_is_enabled_by_its_own_word(
    knowledge: Knowledge, templates: Templates
) -> None:
    own = '\n    @Test\n    @Disabled("Phase 2")\n    fun `names with a dot`() {\n    }\n'
    text, change = enabled(connector(CONNECT + "\n" + PHASE_2 + own), 2, knowledge, templates)
    assert (
        text
        == WITHOUT_DISABLED + CLASS + CONNECT + "\n" + PHASE_2 + own.replace('    @Disabled("Phase 2")\n', "") + "}\n"
    )
    assert "`names with a dot`" in change.purpose
