"""A checkpoint of a real Gradle build from an editor: cancelled, failed, mended, passed, and the gate open."""

import shutil
from pathlib import Path

import lsp_editor
import pytest
from editor_profiles import PUSHED, Start
from gradle_project import NAMESPACES, SUITE, GradleProject, make_project
from gradle_runs import processes_with
from lsp_editor import Editor, codes
from lsprotocol import types as lsp
from running_support import Runs, follow, order

pytestmark = pytest.mark.asyncio


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GradleProject:
    monkeypatch.setattr(lsp_editor, "PATIENCE", 300)
    if shutil.which("gradle") is None:
        pytest.skip("no gradle on PATH; install it (Debian: the package gradle) to run the real build")
    return make_project(tmp_path / "a build")


async def test_from_a_failing_test_to_an_open_gate(start: Start, project: GradleProject) -> None:
    project.replace(project.client, "CREATE SCHEMA", "CREATE SCHMA")
    runs = follow(await start(PUSHED, project.folder))
    editor = runs.editor
    suite = editor.open(project.folder / project.suite)

    await cancelled(runs, project)
    for phase in (0, 1):
        result = await order(runs, "runCheckpoint", project.folder)
        assert (result.phase, result.passed, result.next_phase) == (phase, True, phase + 1), result.text

    result = await order(runs, "runCheckpoint", project.folder, run="broken")
    assert (result.phase, result.done, result.ended, result.next_phase) == (2, False, "finished", 2)
    outcomes = {event.test: event.outcome for event in runs.events("broken") if event.kind == "finished"}
    assert outcomes[NAMESPACES] == "failed" and set(outcomes.values()) == {"failed", "passed"}
    assert any("blocker" in blocker.lower() and NAMESPACES in blocker for blocker in result.blockers), result.blockers
    found = await editor.diagnostics(suite, lambda d: "DW201" in codes(d), "the failure on its line")
    (failure,) = [item for item in found if item.code == "DW201"]
    assert editor.shown(suite, failure.range) == f"`{NAMESPACES}`"
    assert 'syntax error at or near "CREATE"' in failure.message

    mend(editor, project)
    alone = await order(runs, "runTest", project.folder, suite=SUITE, test=NAMESPACES)
    assert (alone.passed, alone.done) == (True, False), alone.text
    await editor.diagnostics(suite, lambda d: "DW201" not in codes(d), "the failure's end")

    # What the build of phase 0 proved was proved of other sources.
    result = await order(runs, "runCheckpoint", project.folder, phase=0)
    assert result.done, result.text
    result = await order(runs, "runCheckpoint", project.folder, phase=2)
    assert (result.phase, result.done, result.passed, result.next_phase) == (2, True, True, 3), result.text
    assert {test.state for test in (*result.tests, *result.regressions)} == {"passed"}
    answer = await editor.custom("destinationWriter/status", {"uri": suite})
    assert [phase.state for phase in answer.connectors[0].phases[:4]] == ["done", "done", "done", "current"]


async def cancelled(runs: Runs, project: GradleProject) -> None:
    """A test that sleeps, cancelled from its progress."""
    slow = project.add_test("AcmeSlowTest", {"waits": "Thread.sleep(300_000)"})
    running = order(runs, "runTest", project.folder, suite=slow, run="slow")
    await runs.editor.until(lambda: [e for e in runs.events("slow") if e.kind == "started"], "the test's start")
    runs.editor.client.window_work_done_progress_cancel(lsp.WorkDoneProgressCancelParams(runs.tokens[0]))
    result = await running
    assert (result.ended, result.passed) == ("cancelled", False)
    server = runs.editor.client._server
    assert server is not None
    left = [line for line in processes_with(str(project.root)) if not line.startswith(f"{server.pid} ")]
    assert left == []
    (project.folder / "src/test-integration/kotlin/io/airbyte/integrations/destination/acme/AcmeSlowTest.kt").unlink()


def mend(editor: Editor, project: GradleProject) -> None:
    """As a person does: edit, save."""
    file = project.folder / project.client
    uri = editor.open(file)
    editor.replace(uri, "CREATE SCHMA", "CREATE SCHEMA")
    file.write_text(editor.text(uri), "utf-8")
    editor.client.text_document_did_save(lsp.DidSaveTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
