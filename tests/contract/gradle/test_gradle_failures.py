"""What a real Gradle 4.4.1 prints and writes is explained: each cause once, on the line where it belongs."""

from pathlib import Path

from gradle_project import CONNECT, CONNECTOR, NAMESPACES, SUITE, GradleProject
from gradle_runs import request, run

from destination_writer.checkpoints.runner import WantedTest
from destination_writer.connector.load import load_connector
from destination_writer.knowledge.failures import FailureRule, load_failure_rules
from destination_writer.results.diagnose import diagnose
from destination_writer.results.findings import findings_of
from destination_writer.toolchain.disk import DiskFiles

RULES = Path(__file__).resolve().parents[3] / "knowledge"


def rules() -> tuple[FailureRule, ...]:
    return load_failure_rules(DiskFiles(RULES))


def test_console_and_reports_of_one_run_are_one_cause(project: GradleProject, answers: Path) -> None:
    project.replace(project.client, "CREATE SCHEMA", "CREATE SCHMA")
    outcome = run(request(project, [WantedTest(SUITE, NAMESPACES)], [WantedTest(SUITE, CONNECT)]), answers)
    connector = load_connector(DiskFiles(project.root), CONNECTOR)

    (finding,) = findings_of(outcome.run, connector, rules())
    assert (finding.code, finding.category) == ("DW201", "sql-syntax")
    assert finding.test.endswith(f".{NAMESPACES}") and finding.location.path.endswith("AcmeTableOperationsTest.kt")

    (told,) = diagnose(outcome.run.console, rules())
    assert NAMESPACES in (told.test or ""), "the console names the class of the exception alone, and the test"


def test_a_source_that_does_not_compile(project: GradleProject, answers: Path) -> None:
    project.replace(project.client, "override suspend fun createNamespace", "override suspend fun createNamspace")
    outcome = run(request(project, [WantedTest(SUITE, CONNECT)]), answers)
    connector = load_connector(DiskFiles(project.root), CONNECTOR)
    line = next(n for n, text in enumerate(project.read(project.client).split("\n"), 1) if "fun createNamspace" in text)

    found = findings_of(outcome.run, connector, rules())
    assert {f.code for f in found} == {"DW210"}
    assert line - 1 in {f.location.range.start.line for f in found}
    assert all(f.location.path.endswith(project.client.rpartition("/")[2]) for f in found)


def test_a_script_that_gradle_cannot_evaluate(project: GradleProject, answers: Path) -> None:
    script = next(path for path in project.folder.glob("build.gradle*"))
    text = script.read_text(encoding="utf-8")
    script.write_text(f"{text}\nnoSuchBlock {{ }}\n", encoding="utf-8")
    outcome = run(request(project, [WantedTest(SUITE, CONNECT)]), answers)

    (told,) = diagnose(f"{outcome.run.console}\n{outcome.problem}", rules())
    assert told.category == "build-and-dependencies" and "noSuchBlock" in told.message
    assert told.file and told.file.endswith(script.name) and told.line == text.count("\n") + 2
