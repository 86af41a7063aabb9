"""What a run of the local runner lets a person do: go on, with what the real build owes named, nothing called done."""

from dataclasses import replace
from pathlib import Path

import pytest
from acme_connector import finished
from scripted_runner import ScriptedRunner, write_texts

from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict
from destination_writer.checkpoints.component_checkpoint import component_checkpoint
from destination_writer.checkpoints.runner import Cancellation, RunOutcome, RunRequest, StepResult, Tell
from destination_writer.checkpoints.validation import validation
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.connector.statetext import read_state

SPECIFICATION = frozenset({"testSpecOss", "testSpecCloud"})


class LocalScript(ScriptedRunner):
    """Compiles, runs no step of a build, and leaves the specification's tests out."""

    def __init__(self, failures: dict[str, str] | None = None, absent: frozenset[str] = SPECIFICATION, code: int = 0):
        super().__init__(failures, absent, name="local")
        self.code = code

    def run(self, request: RunRequest, tell: Tell, cancellation: Cancellation) -> RunOutcome:
        outcome = super().run(replace(request, builds=()), tell, cancellation)
        return replace(outcome, steps=(StepResult("compile", "", self.code, 1.0),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_texts(tmp_path / "destination-acme", finished())


def checkpoint(folder: Path, runner: ScriptedRunner, phase: int) -> Verdict:
    judged = Checkpoint(open_workspace(folder), "", runner)
    return judged.run(judged.plan(phase), lambda _: None, Cancellation())


def test_what_passes_here_is_told_and_what_is_owed_is_named(folder: Path) -> None:
    verdict = checkpoint(folder, LocalScript(), 3)
    here = component_checkpoint(verdict)
    assert here is not None and not verdict.is_done
    assert {test.name for test in here.owed} == SPECIFICATION
    assert "create and drop tables" in {test.name for test in here.passed}
    text = "\n".join(validation(verdict))
    assert "Component checkpoint of Phase 3 passed by the local runner" in text
    assert "🚫 BLOCKER: Phase 3 is not complete. The real build owes 2 tests" in text
    assert "- testSpecOss (AcmeSpecTest)" in text


def test_going_on_is_the_users_word_and_is_kept(folder: Path) -> None:
    judged = Checkpoint(open_workspace(folder), "", LocalScript())
    judged.run(judged.plan(3), lambda _: None, Cancellation())
    state = folder / ".destination-writer/state.yaml"
    assert not state.exists() or "current_phase" not in state.read_text("utf-8")
    assert judged.go_on(4) == ""
    assert read_state(state.read_text("utf-8")).state.current_phase == 4
    assert Checkpoint(open_workspace(folder), "", LocalScript()).plan().phase == 4


@pytest.mark.parametrize(
    ("runner", "why"),
    [
        (LocalScript({"insert records": "expected 2 rows, found 1"}), "a test fails"),
        (LocalScript({"connect to database": "refused"}), "a test of an earlier phase fails"),
        (LocalScript(code=1), "it does not compile"),
        (ScriptedRunner(), "another runner has a word of its own"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_component_checkpoint(folder: Path, runner: ScriptedRunner, why: str) -> None:
    assert component_checkpoint(checkpoint(folder, runner, 3)) is None, why


def test_an_open_stub_of_the_phase_is_no_pass(folder: Path) -> None:
    client = next(path for path in finished() if path.endswith("/AcmeAirbyteClient.kt"))
    file = folder / client
    text = file.read_text("utf-8")
    file.write_text(
        text.rstrip().removesuffix("}") + '\n    override suspend fun dropTable(t: TableName) = TODO("Phase 3")\n}\n'
    )
    assert component_checkpoint(checkpoint(folder, LocalScript(), 3)) is None


def test_a_suite_that_no_class_runs_is_the_connectors_fault(tmp_path: Path) -> None:
    texts = {path: text for path, text in finished().items() if "SpecTest" not in path}
    folder = write_texts(tmp_path / "destination-acme", texts)
    assert component_checkpoint(checkpoint(folder, LocalScript(), 1)) is None


@pytest.mark.parametrize("test", ["insert records", "connect to database"], ids=["its own", "an earlier phase's"])
def test_a_test_that_the_sources_disable_is_not_owed_by_the_build(folder: Path, test: str) -> None:
    """Nobody has proved it, and no other runner would: the tests of the phase are to be enabled first."""
    (suite,) = folder.rglob("AcmeTableOperationsTest.kt")
    override = f'    @Test @Disabled("Phase 3") override fun `{test}`() {{ super.`{test}`() }}\n}}\n'
    suite.write_text(suite.read_text("utf-8").rstrip().removesuffix("}") + override, "utf-8")
    verdict = checkpoint(folder, LocalScript(absent=SPECIFICATION | {test}), 3)
    assert component_checkpoint(verdict) is None
    assert not verdict.is_done
