"""What the local runner writes: JUnit reports that are read back whole, and the compiler's words as Gradle has them."""

from pathlib import Path

import pytest

from destination_writer.results.compilers import read_messages
from destination_writer.results.junit import read_report
from destination_writer.results.lines import read_lines
from destination_writer.text.testruns import Failure, Outcome, TestResult
from destination_writer.toolchain.kotlinc import CompilerMessage
from destination_writer.toolchain.localrun.compiling import CompiledConnector, console_of
from destination_writer.toolchain.localrun.reports import report_text, write_report
from destination_writer.toolchain.localrun.resources import properties_of

SUITE = "io.airbyte.integrations.destination.acme.AcmeTest"
FAILED = Failure('a.B: expected <1> & "2"\nsecond line', "a.B", "a.B: expected <1>\n\tat a.B.c(B.kt:3)")
RESULTS = (
    TestResult(SUITE, "connect to database()", Outcome.PASSED, 0.25),
    TestResult(
        SUITE, "changeset is correct when changing a column's type()", Outcome.FAILED, 1.5, (FAILED,), "said ]]>"
    ),
    TestResult(SUITE, "handle string values(AirbyteValue, Object, Reason)[3]", Outcome.PASSED),
    TestResult(SUITE, "is off()", Outcome.SKIPPED, output="not now"),
)


def test_a_report_is_read_back_as_it_was() -> None:
    read = read_report(report_text(SUITE, RESULTS, at=0.0))
    assert read.problems == ()
    assert [(t.suite, t.name, t.outcome, t.seconds) for t in read.tests] == [
        (t.suite, t.name, t.outcome, t.seconds) for t in RESULTS
    ]
    assert read.tests[1].failures == (FAILED,)
    assert read.tests[1].output == "said ]]>"


def test_the_head_counts_and_dates() -> None:
    head = report_text(SUITE, RESULTS, at=0.0).splitlines()[1]
    assert 'tests="4" skipped="1" failures="1" errors="0" timestamp="1970-01-01T00:00:00"' in head
    assert '<skipped message="not now"/>' in report_text(SUITE, RESULTS)


@pytest.mark.parametrize("odd", ["a\x00b", "a\x1bb", "a\ud800b", "a\ufffeb"])
def test_what_xml_cannot_hold_is_replaced(odd: str) -> None:
    failure = Failure(odd, odd, odd)
    read = read_report(report_text(SUITE, [TestResult(SUITE, odd, Outcome.FAILED, 0, (failure,), odd)]))
    assert read.problems == ()
    assert read.tests[0].failures[0].detail == "a\ufffdb"


def test_a_report_replaces_the_one_before_and_leaves_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "results" / "local"
    write_report(folder, SUITE, RESULTS[:1])
    path = write_report(folder, SUITE, RESULTS)
    assert path == folder / f"TEST-{SUITE}.xml"
    assert list(folder.iterdir()) == [path]
    assert len(read_report(path.read_bytes()).tests) == 4


def test_a_class_name_cannot_lead_elsewhere(tmp_path: Path) -> None:
    assert write_report(tmp_path, "../../evil/Test", RESULTS[:1]).parent == tmp_path


def message(path: str | None, line: int, severity: str, text: str) -> CompilerMessage:
    return CompilerMessage(path, line, 5, line, 6, severity, text)


@pytest.mark.parametrize(
    ("path", "task"),
    [
        ("src/main/kotlin/A.kt", ":compileKotlin"),
        ("src/test-integration/kotlin/A Test.kt", ":compileIntegrationTestKotlin"),
        ("src/test/kotlin/ATest.kt", ":compileTestKotlin"),
    ],
)
def test_compiler_errors_are_read_from_the_console_with_their_places(tmp_path: Path, path: str, task: str) -> None:
    errors = (message(path, 7, "error", "[UNRESOLVED_REFERENCE] Unresolved reference 'c'."),)
    warnings = (message(path, 8, "warning", "[UNUSED_VARIABLE] Variable 'x' is never used."),)
    console = console_of(CompiledConnector(None, errors + warnings), tmp_path)
    assert f"> Task {task} FAILED" in console.splitlines()
    found, _ = read_messages(read_lines(console))
    assert [(item.line, item.column, item.message) for item in found] == [(7, 5, "Unresolved reference 'c'.")]
    assert (found[0].file or "").replace("%20", " ").endswith(path)


def test_a_clean_compilation_says_nothing(tmp_path: Path) -> None:
    assert console_of(CompiledConnector(tmp_path, ()), tmp_path) == ""


def test_settings_are_flattened_by_environment(tmp_path: Path) -> None:
    for name, text in {
        "src/main/resources/application-connector.yml": "airbyte:\n  destination:\n    batch: 5\n    enabled: true\n",
        "src/test-integration/resources/application-component.yml": "airbyte.connector.operation: write\n",
        "src/test-integration/resources/application-broken.yml": "a: [1\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    found, problems = properties_of(tmp_path)
    assert found == {
        "": {"airbyte.destination.batch": "5", "airbyte.destination.enabled": "true"},
        "component": {"airbyte.connector.operation": "write"},
    }
    assert [problem.partition(" cannot")[0] for problem in problems] == [
        "src/test-integration/resources/application-broken.yml"
    ]
