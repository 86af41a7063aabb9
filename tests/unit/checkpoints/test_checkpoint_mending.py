"""What would mend a failure stands next to it; a local pass that counts for nothing says so."""

from pathlib import Path

from acme_connector import BASE, finished
from scripted_runner import ScriptedRunner, write_texts

from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict
from destination_writer.checkpoints.runner import Cancellation, WantedTest
from destination_writer.checkpoints.testbook import not_passed
from destination_writer.checkpoints.validation import tests_alone as alone
from destination_writer.checkpoints.validation import validation
from destination_writer.checkpoints.verdictreport import to_report
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.results.junit import read_report

CONNECT = "connect to database"
NO_BEAN = (
    "io.micronaut.context.exceptions.NoSuchBeanException: No bean of type "
    "[io.airbyte.cdk.load.component.TableOperationsClient] exists. Make sure the bean is not disabled"
)
"""The client of the small connector has no annotation that would make it one."""


def run(folder: Path, runner: ScriptedRunner, phase: int, only: tuple[WantedTest, ...] = ()) -> Verdict:
    judged = Checkpoint(open_workspace(folder), "", runner)
    return judged.run(judged.plan(phase), lambda _: None, Cancellation(), only=only)


def test_a_failure_shows_the_change_that_mends_it(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "destination-acme", finished())
    verdict = run(folder, ScriptedRunner({CONNECT: NO_BEAN}), 1)
    text = list(validation(verdict))
    title = next(line for line in text if line.startswith("   Change: "))
    assert "AcmeAirbyteClient" in title
    assert "     +@Singleton" in text
    (finding,) = to_report(verdict)["findings"]
    assert finding["changes"][0]["title"] == title.removeprefix("   Change: ")
    assert "\n+@Singleton\n" in finding["changes"][0]["diff"]


def test_single_tests_show_it_too(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "destination-acme", finished())
    only = (WantedTest(f"{BASE}.AcmeTableOperationsTest", CONNECT),)
    verdict = run(folder, ScriptedRunner({CONNECT: NO_BEAN}), 1, only)
    assert "     +@Singleton" in list(alone(verdict, 1))


def test_a_failure_without_a_remedy_shows_none(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "destination-acme", finished())
    verdict = run(folder, ScriptedRunner({CONNECT: "java.net.ConnectException: Connection refused"}), 1)
    assert not [line for line in validation(verdict) if "Change: " in line]
    assert [finding["changes"] for finding in to_report(verdict)["findings"]] == [[]]


def test_a_local_pass_of_a_wiring_test_is_named_as_what_it_is(tmp_path: Path) -> None:
    folder = write_texts(tmp_path / "destination-acme", finished())
    verdict = run(folder, ScriptedRunner(name="local"), 5)
    lines = list(validation(verdict))
    wiring = [line for line in lines if line.startswith("✗ ") and "PASSED LOCALLY" in line]
    assert wiring
    assert not [line for line in lines if "(NO RESULT)" in line]
    assert any("starts no Micronaut" in line and "--runner gradle" in line for line in lines)
    assert not verdict.is_done


def test_why_a_test_was_skipped_is_told() -> None:
    report = (
        '<testsuite name="a.AcmeTest"><testcase name="x()" classname="a.AcmeTest">'
        '<skipped message="needs a cluster"/></testcase></testsuite>'
    )
    (test,) = read_report(report).tests
    assert "`x` of AcmeTest was skipped (needs a cluster); a skipped test proves nothing" in not_passed(test).sentence
