"""A checkpoint from the command to the verdict, with a runner that does what each test says."""

from pathlib import Path

import pytest
from acme_connector import BASE, finished
from scripted_runner import ScriptedRunner, write_texts

from destination_writer.checkpoints.affected import affected_tests
from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict, all_passed
from destination_writer.checkpoints.history import read_history
from destination_writer.checkpoints.runner import Cancellation, WantedTest
from destination_writer.checkpoints.standing import TestState
from destination_writer.checkpoints.validation import validation
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.connector.statetext import read_state
from destination_writer.lsp.standing import result_findings

TABLES = f"{BASE}.AcmeTableOperationsTest"
CREATE = "create and drop tables"
STATE = ".destination-writer/state.yaml"
HISTORY = ".destination-writer/history/runs.jsonl"
CLIENT = next(path for path in finished() if path.endswith("/AcmeAirbyteClient.kt"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The finished connector, all phases before 3 already seen to pass by a run of phase 2."""
    folder = write_texts(tmp_path / "destination-acme", finished())
    for phase in (0, 1, 2):
        assert checkpoint(folder, ScriptedRunner(), phase).is_done
    return folder


def checkpoint(folder: Path, runner: ScriptedRunner, phase: int, only: tuple[WantedTest, ...] = ()) -> Verdict:
    judged = Checkpoint(open_workspace(folder), "", runner)
    return judged.run(judged.plan(phase), lambda _: None, Cancellation(), only=only)


def states(verdict: Verdict) -> dict[str, TestState]:
    return {test.name: test.state for test in (*verdict.own, *verdict.earlier)}


def change(folder: Path, text: str = "\n// another line\n") -> None:
    file = folder / CLIENT
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def printed(verdict: Verdict) -> str:
    return "\n".join(validation(verdict))


class TestPlan:
    def test_the_phases_tests_run_by_their_class_and_name_and_then_those_of_earlier_phases(self, folder: Path) -> None:
        runner = ScriptedRunner()
        checkpoint(folder, runner, 3)
        (request,) = runner.requests
        assert set(request.tests) == {WantedTest(TABLES, n) for n in (CREATE, "insert records", "count table rows")}
        assert WantedTest(TABLES, "connect to database") in request.regressions
        assert not set(request.tests) & set(request.regressions)

    def test_after_an_edit_the_phase_at_work_is_run_and_not_the_first_again(self, folder: Path) -> None:
        change(folder)
        assert Checkpoint(open_workspace(folder), "", ScriptedRunner()).plan().phase == 3
        assert checkpoint(folder, ScriptedRunner(), 3).is_done

    def test_the_tests_of_a_skipped_phase_are_no_regressions(self, folder: Path) -> None:
        state = folder / STATE
        state.write_text(state.read_text("utf-8") + "  skipped_phases:\n    - {phase: 10, reason: no CDC}\n", "utf-8")
        plan = Checkpoint(open_workspace(folder), "", ScriptedRunner()).plan(11)
        assert plan.whole
        assert len(plan.regressions) == len(set(plan.regressions))

    def test_phase_0_builds_and_looks_at_the_dependencies(self, tmp_path: Path) -> None:
        folder = write_texts(tmp_path / "destination-acme", finished())
        plan = Checkpoint(open_workspace(folder), "", ScriptedRunner()).plan(0)
        builds = {build.slug: (build.tasks, build.arguments) for build in plan.builds}
        assert builds["phase_0_build"] == (("build",), ("-x", "integrationTestJava"))
        assert builds["phase_0_dependencies"] == (("dependencies",), ("--configuration", "runtimeClasspath"))

    def test_a_suite_that_no_class_runs_is_told(self, tmp_path: Path) -> None:
        texts = {path: text for path, text in finished().items() if "AcmeTableOperationsTest" not in path}
        plan = Checkpoint(open_workspace(write_texts(tmp_path / "destination-acme", texts)), "", ScriptedRunner()).plan(
            3
        )
        assert not plan.tests
        assert any("TableOperationsSuite" in sentence and CREATE in sentence for sentence in plan.missing)


class TestVerdict:
    def test_all_green_is_done_and_says_which_phase_follows(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner(), 3)
        assert verdict.is_done
        text = printed(verdict)
        assert f"✓ {CREATE} (PASS)" in text
        assert "Phase 3 complete! All tests passing. Ready for Phase 4." in text

    def test_a_failure_blocks_with_its_message_and_place(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner({CREATE: 'ERROR: relation "t" already exists'}), 3)
        assert not verdict.is_done
        assert states(verdict)[CREATE] is TestState.FAILED
        text = printed(verdict)
        assert "🚫 BLOCKER: 1 test failing" in text
        assert "We CANNOT proceed to Phase 4 until ALL tests pass." in text
        assert "already exists" in text

    def test_a_test_without_a_result_is_missing_and_blocks(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner(absent=frozenset({CREATE})), 3)
        assert not verdict.is_done
        assert states(verdict)[CREATE] is TestState.MISSING

    def test_a_test_that_passed_at_an_earlier_checkpoint_and_fails_now_is_a_regression(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner({"connect to database": "Connection refused"}), 3)
        assert states(verdict)["connect to database"] is TestState.REGRESSED
        assert not verdict.is_done
        assert "✗ connect to database (FAIL - regression)" in printed(verdict)

    def test_sources_that_change_while_the_tests_run_are_not_vouched_for(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner(meanwhile=lambda: change(folder)), 3)
        assert not verdict.is_done
        assert states(verdict)[CREATE] in (TestState.STALE, TestState.UNKNOWN)

    def test_a_suite_without_a_class_says_what_to_add(self, tmp_path: Path) -> None:
        texts = {path: text for path, text in finished().items() if "AcmeTableOperationsTest" not in path}
        folder = write_texts(tmp_path / "destination-acme", texts)
        text = printed(checkpoint(folder, ScriptedRunner(), 3))
        assert "No class of the connector extends TableOperationsSuite: add it." in text

    def test_a_failed_build_is_a_blocker_of_phase_0(self, tmp_path: Path) -> None:
        folder = write_texts(tmp_path / "destination-acme", finished())
        verdict = checkpoint(folder, ScriptedRunner(exit_codes={"phase_0_dependencies": 1}), 0)
        assert "✗ phase_0_dependencies (FAIL - exit code 1)" in printed(verdict)

    def test_results_of_the_local_runner_count_for_component_suites(self, folder: Path) -> None:
        change(folder)
        verdict = checkpoint(folder, ScriptedRunner(name="local"), 3)
        assert states(verdict)[CREATE] is TestState.PASSED

    def test_a_pass_of_the_local_runner_proves_nothing_about_the_specification_test(self, tmp_path: Path) -> None:
        folder = write_texts(tmp_path / "destination-acme", finished())
        verdict = checkpoint(folder, ScriptedRunner(name="local"), 0)
        assert states(verdict)["testSpecOss"] is TestState.MISSING
        assert not verdict.is_done

    def test_the_real_builds_failure_outweighs_a_later_local_pass_on_the_same_sources(self, folder: Path) -> None:
        assert not checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3).is_done
        assert states(checkpoint(folder, ScriptedRunner(name="local"), 3))[CREATE] is TestState.FAILED


class TestMemory:
    def test_a_completed_phase_is_noted_once_with_its_tests(self, folder: Path) -> None:
        for _ in range(2):
            checkpoint(folder, ScriptedRunner(), 3)
        state = read_state((folder / STATE).read_text("utf-8")).state
        assert state.completed_checkpoints == (
            "phase_0_build",
            "phase_1_connect",
            "phase_2_namespaces",
            "phase_3_tables",
        )
        assert [entry.phase for entry in state.history if entry.event == "completed"] == [0, 1, 2, 3]
        assert f"AcmeTableOperationsTest.{CREATE}" in state.passed_tests

    def test_since_when_a_test_fails_and_what_mended_it(self, folder: Path) -> None:
        checkpoint(folder, ScriptedRunner(), 3)
        change(folder)
        first = checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3)
        change(folder)
        second = checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3)
        key = f"AcmeTableOperationsTest.{CREATE}"
        assert first.stories[key].failed_runs == 1
        assert second.stories[key].failed_runs == 2
        assert second.stories[key].failing_since == first.stories[key].failing_since
        change(folder)
        mended = checkpoint(folder, ScriptedRunner(), 3)
        assert mended.stories[key].failing_since is None
        assert mended.stories[key].mended_by == (CLIENT,)

    def test_passing_and_failing_on_the_same_sources_is_told_and_does_not_pass(self, folder: Path) -> None:
        checkpoint(folder, ScriptedRunner(), 3)
        verdict = checkpoint(folder, ScriptedRunner({CREATE: "timed out"}), 3)
        assert verdict.stories[f"AcmeTableOperationsTest.{CREATE}"].both_ways
        assert not verdict.is_done

    def test_a_single_test_can_be_run_again_without_the_others(self, folder: Path) -> None:
        runner = ScriptedRunner()
        checkpoint(folder, runner, 3, only=(WantedTest(TABLES, CREATE),))
        (request,) = runner.requests
        assert request.tests == (WantedTest(TABLES, CREATE),)
        assert request.regressions == ()
        assert request.builds == ()

    def test_the_history_is_bounded_and_a_torn_line_costs_only_itself(self, folder: Path) -> None:
        file = folder / HISTORY
        lines = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([lines[0]] * 400) + "\n" + lines[0][:40], "utf-8")
        checkpoint(folder, ScriptedRunner(), 3)
        kept = file.read_text("utf-8").splitlines()
        assert len(kept) <= 300
        assert read_history(file.read_text("utf-8"))[-1].phase == 3

    def test_a_state_file_that_cannot_be_read_is_named_and_left_alone(self, folder: Path) -> None:
        (folder / STATE).write_text("state: [", "utf-8")
        verdict = checkpoint(folder, ScriptedRunner(), 3)
        assert (folder / STATE).read_text("utf-8") == "state: ["
        assert "state.yaml" in printed(verdict)


class TestWatching:
    """What runs first after an edit."""

    def affected(self, folder: Path, verdict: Verdict, *changed: str) -> set[WantedTest]:
        return set(affected_tests(verdict, changed, open_workspace(folder).connector("")))

    def test_an_edit_of_the_connector_runs_what_failed(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3)
        assert self.affected(folder, verdict, CLIENT) == {WantedTest(TABLES, CREATE)}

    def test_an_edit_of_a_test_class_runs_its_own_tests(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3)
        suite = next(path for path in finished() if path.endswith("/AcmeSpecTest.kt"))
        assert {test.name for test in self.affected(folder, verdict, suite)} == {"testSpecOss", "testSpecCloud"}

    def test_where_all_passed_an_edit_runs_the_whole_checkpoint(self, folder: Path) -> None:
        verdict = checkpoint(folder, ScriptedRunner(), 3)
        assert self.affected(folder, verdict, CLIENT) == set()

    def test_single_tests_pass_only_when_each_has_a_result(self, folder: Path) -> None:
        wanted = (WantedTest(TABLES, CREATE), WantedTest(TABLES, "insert records"))
        assert all_passed(checkpoint(folder, ScriptedRunner(), 3, only=wanted), wanted)
        lost = ScriptedRunner(absent=frozenset({"insert records"}))
        assert not all_passed(checkpoint(folder, lost, 3, only=wanted), wanted)


def test_the_editors_diagnostic_says_since_when_a_test_fails(folder: Path) -> None:
    checkpoint(folder, ScriptedRunner(), 3)
    change(folder)
    checkpoint(folder, ScriptedRunner({CREATE: "no"}), 3)
    workspace = open_workspace(folder)
    found = result_findings(workspace.evidence(""), workspace.connector(""), workspace.knowledge(""))
    finding, claim = (finding for finding, _ in found)
    assert (claim.code, claim.data["phase"]) == ("DW716", "3")  # the checkpoint that was passed is still listed
    assert "Failed once since" in finding.cause
    assert "it last passed" in finding.cause
