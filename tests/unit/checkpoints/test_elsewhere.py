"""The gate over results that another machine made."""

import subprocess
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from acme_connector import finished, passing
from scripted_runner import write_texts

from destination_writer.checkpoints.elsewhere import Judgement, judge_elsewhere
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath

PHASES = Knowledge(DiskFiles(bundled("knowledge"))).phases


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = write_texts(tmp_path / "destination-acme", finished())
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


def write_reports(folder: Path, results: list[TestResult]) -> Path:
    folder.mkdir(exist_ok=True)
    for suite in {result.suite for result in results}:
        cases = "".join(_case(result) for result in results if result.suite == suite)
        (folder / f"report-{suite}.xml").write_text(f'<testsuite name="{suite}">{cases}</testsuite>', "utf-8")
    return folder


def _case(result: TestResult) -> str:
    head = f"<testcase name={quoteattr(result.name)} classname={quoteattr(result.suite)}"
    return f"{head}><failure message='no'/></testcase>" if result.outcome is Outcome.FAILED else f"{head}/>"


def judged(repository: Path, reports: Path, commit: str | None, phase: int | None) -> Judgement:
    return judge_elsewhere(open_workspace(repository), "", reports, commit=commit, phase=phase)


def test_all_green_reports_of_the_checked_out_commit_open_the_gate(repository: Path, tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "artifacts", passing(PHASES, last=3))
    judgement = judged(repository, reports, "HEAD", 3)
    assert judgement.is_open
    assert judgement.findings == ()


def test_a_failing_test_closes_it_and_is_a_finding(repository: Path, tmp_path: Path) -> None:
    results = passing(PHASES, last=3)
    broken = [r if r.name != "insert records()" else TestResult(r.suite, r.name, Outcome.FAILED) for r in results]
    judgement = judged(repository, write_reports(tmp_path / "artifacts", broken), "HEAD", None)
    assert not judgement.is_open
    assert [finding.code for finding in judgement.findings] == ["DW201"]


def test_a_missing_test_of_a_wanted_phase_closes_it(repository: Path, tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "artifacts", passing(PHASES, last=2))
    judgement = judged(repository, reports, "HEAD", 3)
    assert not judgement.is_open
    assert {finding.code for finding in judgement.findings} == {"DW205"}
    assert all("blocker" in finding.message for finding in judgement.findings)


def test_without_a_commit_nothing_says_which_sources_ran(repository: Path, tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "artifacts", passing(PHASES, last=3))
    assert not judged(repository, reports, None, 3).is_open


def test_sources_that_differ_from_the_commit_make_the_reports_stale(repository: Path, tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "artifacts", passing(PHASES, last=3))
    (repository / "build.gradle.kts").write_text("// other\n", "utf-8")
    assert not judged(repository, reports, "HEAD", 3).is_open


def test_a_folder_without_reports_is_refused(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnusablePath, match="no JUnit report"):
        judged(repository, tmp_path / "empty", "HEAD", 3)
