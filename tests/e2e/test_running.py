"""Checkpoints and tests run from an editor: watched, queued, cancelled, judged."""

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine
from itertools import pairwise
from pathlib import Path
from typing import Any

import lsp_editor
import pytest
from editor_profiles import EXAMPLE, PULLING, PUSHED, Profile, Start, source
from gradle_runs import processes_with
from lsp_editor import codes
from lsprotocol import types as lsp
from running_support import Runs, follow, order, with_attributes

pytestmark = pytest.mark.asyncio

WRAPPER = Path(__file__).parents[1] / "clients" / "gradle" / "gradlew"
SUITE = "io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
CONNECT, NAMESPACES, TABLES = "connect to database", "create and drop namespaces", "create and drop tables"
REFUSED = {
    "type": "org.postgresql.util.PSQLException",
    "message": 'ERROR: syntax error at or near "SCHMA"',
    "frames": [
        "org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2725)",
        "io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient.createNamespace(PostgresAirbyteClient.kt:30)",
    ],
}


Begin = Callable[..., Coroutine[Any, Any, Runs]]


@pytest.fixture
def begin(start: Start) -> Begin:
    """Starts an editor that keeps what it hears of runs."""

    async def begun(profile: Profile, *folders: Path) -> Runs:
        return follow(await start(profile, *folders))

    return begun


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    """In a build whose wrapper is a script, in a folder with a space."""
    root = tmp_path / "a build"
    shutil.copytree(EXAMPLE, root / "destination-postgres")
    (root / "settings.gradle").write_text("include ':destination-postgres'\n", "utf-8")
    shutil.copy(WRAPPER, root / "gradlew")
    plan(root / "destination-postgres")
    return root / "destination-postgres"


def plan(connector: Path, **more: Any) -> None:
    tests = {SUITE: [CONNECT, NAMESPACES, TABLES]}
    (connector.parent / "plan.json").write_text(json.dumps({"tests": tests, **more}), "utf-8")


def go(connector: Path) -> None:
    """Let a test that waits go on."""
    (connector.parent / "go").touch()


def suite_file(connector: Path) -> Path:
    return source(connector, "PostgresTableOperationsTest.kt")


async def test_a_checkpoint_is_watched_from_its_first_line_to_its_verdict(begin: Begin, connector: Path) -> None:
    plan(connector, fails={NAMESPACES: REFUSED})
    runs = await begin(PUSHED, connector)
    uri = runs.editor.open(suite_file(connector))
    result = await order(runs, "runCheckpoint", connector, phase=2, run="mine")

    assert runs.states("mine") == ["waiting", "running", "ended"]
    events = runs.events("mine")
    commands = [event.text for event in events if event.kind == "step"]
    assert any(line.startswith("$ ./gradlew ") and f"'{SUITE}.{NAMESPACES}'" in line for line in commands), commands
    assert any(event.text == f"{SUITE} > {NAMESPACES}() FAILED" for event in events if event.kind == "output")
    assert [event.test for event in events if event.kind == "started"] == [NAMESPACES, CONNECT]
    finished = {event.test: event for event in events if event.kind == "finished"}
    assert {name: event.outcome for name, event in finished.items()} == {NAMESPACES: "failed", CONNECT: "passed"}
    assert finished[NAMESPACES].text == REFUSED["message"]
    assert "PostgresAirbyteClient.kt:30" in finished[NAMESPACES].detail

    (token,) = runs.tokens
    kinds = runs.kinds(token)
    assert kinds[0] == "begin" and kinds[-1] == "end" and set(kinds[1:-1]) == {"report"}
    begun = next(value for at, value in runs.progress if at == token)
    assert begun["cancellable"] is True
    assert begun["title"] == "Checkpoint of Phase 2 (destination-postgres)"
    reported = [value["message"] for at, value in runs.progress if at == token and value["kind"] == "report"]
    assert all(a != b for a, b in pairwise(reported)), "the same is not told twice"

    assert (result.phase, result.passed, result.done, result.ended) == (2, False, False, "finished")
    assert [(t.suite, t.name, t.state) for t in result.tests] == [("PostgresTableOperationsTest", NAMESPACES, "failed")]
    (finding,) = [f for f in result.findings if NAMESPACES in f.test]
    assert finding.file.endswith("PostgresTableOperationsTest.kt")
    assert (
        suite_file(connector).read_text("utf-8").splitlines()[finding.line - 1].strip().endswith(f"`{NAMESPACES}`() {{")
    )
    assert "Phase 2 Validation Results" in result.text and "BLOCKER" in result.text
    assert any("BLOCKER" in message.message for message in runs.editor.client.messages)
    found = await runs.editor.diagnostics(uri, lambda d: "DW201" in codes(d), "the failure on its line")
    assert [runs.editor.shown(uri, d.range) for d in found if d.code == "DW201"] == [f"`{NAMESPACES}`"]


@pytest.mark.parametrize("way", ["progress", "command", "the run's name", "request"])
async def test_a_run_is_cancelled_and_leaves_no_process(begin: Begin, connector: Path, way: str) -> None:
    plan(connector, holds=[CONNECT])
    runs = await begin(PULLING, connector)
    client = runs.editor.client
    await order(runs, "cancelRun", connector)  # nothing runs: no harm
    given = {"uri": connector.as_uri(), "suite": SUITE, "test": CONNECT, "run": "held"}
    request = lsp.ExecuteCommandParams("destinationWriter.runTest", [given])
    future = client.protocol.send_request("workspace/executeCommand", request, msg_id="held")
    await runs.editor.until(lambda: [e for e in runs.events("held") if e.kind == "started"], "the test's start")
    assert processes_with(str(connector.parent))

    if way == "progress":
        client.window_work_done_progress_cancel(lsp.WorkDoneProgressCancelParams(runs.tokens[0]))
    elif way == "request":
        client.protocol.notify("$/cancelRequest", lsp.CancelParams(id="held"))
    else:
        named = {"run": "held"} if way == "the run's name" else {}
        assert (await order(runs, "cancelRun", connector, **named)).cancelled == 1
    await runs.editor.until(lambda: runs.states("held")[-1:] == ["ended"], "the run's end")
    await runs.editor.until(lambda: runs.kinds(runs.tokens[0])[-1:] == ["end"], "the end of the progress")
    if way != "request":
        result = with_attributes(await asyncio.wrap_future(future))
        assert (result.ended, result.passed, result.done) == ("cancelled", False, False)
        assert any("cancelled" in message.message for message in client.messages)
    assert [p for p in processes_with(str(connector.parent)) if "gradlew" in p] == []

    plan(connector)
    result = await order(runs, "runTest", connector, suite=SUITE, test=CONNECT)
    assert result.passed is True, "the next run is not hindered"


async def test_a_second_order_waits_for_the_first(begin: Begin, connector: Path) -> None:
    plan(connector, holds=[CONNECT])
    runs = await begin(PULLING, connector)
    first = order(runs, "runTest", connector, suite=SUITE, test=CONNECT, run="first")
    await runs.editor.until(lambda: [e for e in runs.events("first") if e.kind == "started"], "the first run's test")
    second = order(runs, "runTest", connector, suite="PostgresTableOperationsTest", test=TABLES, run="second")
    third = order(runs, "runTest", connector, suite=SUITE, test=NAMESPACES, run="third")
    await runs.editor.until(lambda: runs.states("second") and runs.states("third"), "the orders that wait")

    assert (await order(runs, "cancelRun", connector, run="third")).cancelled == 1
    assert await third is None
    assert runs.states("third") == ["waiting", "ended"]
    assert (runs.states("first"), runs.states("second")) == (["waiting", "running"], ["waiting"])

    go(connector)
    results = await asyncio.gather(first, second)
    assert [result.passed for result in results] == [True, True]
    ended = next(at for at, params in enumerate(runs.told) if params.run == "first" and params.state == "ended")
    began = next(at for at, params in enumerate(runs.told) if params.run == "second" and params.state == "running")
    assert ended < began
    assert {event.test for event in runs.events("second") if event.kind == "finished"} == {TABLES}


async def test_several_tests_are_one_run(begin: Begin, connector: Path) -> None:
    plan(connector, fails={NAMESPACES: REFUSED})
    runs = await begin(PULLING, connector)
    chosen = [{"suite": SUITE, "test": CONNECT}, {"suite": SUITE, "test": NAMESPACES}]
    result = await order(runs, "runTest", connector, tests=chosen, run="both")
    assert len([e for e in runs.events("both") if e.kind == "step" and "--tests" in e.text]) == 1
    outcomes = {e.test: e.outcome for e in runs.events("both") if e.kind == "finished"}
    assert outcomes == {CONNECT: "passed", NAMESPACES: "failed"}
    assert result.passed is False
    assert f"✗ {NAMESPACES} (failed)" in result.text
    (said,) = [message.message for message in runs.editor.client.messages]
    assert said.startswith("BLOCKER: ") and NAMESPACES in said and "SCHMA" in said, "it speaks of the test that failed"
    assert "Entry Point" not in said, "and of nothing that was not asked for"


async def test_lenses_are_asked_for_again_when_their_test_has_another_result(begin: Begin, connector: Path) -> None:
    runs = await begin(PUSHED, connector)
    editor = runs.editor
    uri = editor.open(suite_file(connector))
    for fails, title in (({CONNECT: REFUSED}, "✗ failed · run again"), ({}, "✓ passed · run again")):
        plan(connector, fails=fails)
        before = editor.lens_refreshes
        await order(runs, "runTest", connector, suite=SUITE, test=CONNECT)
        await editor.until(lambda before=before: editor.lens_refreshes > before, "the request to ask for lenses again")
        params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
        lenses = await editor.client.text_document_code_lens_async(params) or []
        line = editor.place(uri, f"fun `{CONNECT}`").line
        assert [lens.command.title for lens in lenses if lens.command and lens.range.start.line == line] == [title]


async def test_the_local_runner_answers_without_gradle_and_says_what_it_does_not_prove(
    begin: Begin, connector: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It compiles the connector and starts a PostgreSQL."""
    monkeypatch.setattr(lsp_editor, "PATIENCE", 300)
    runs = await begin(PULLING, connector)
    uri = runs.editor.open(suite_file(connector))
    result = await order(runs, "runTest", connector, suite=SUITE, test=CONNECT, runner="local", run="local")
    assert result.ended == "finished", result.problem
    (finished,) = [event for event in runs.events("local") if event.kind == "finished"]
    assert (finished.test, finished.outcome) == (CONNECT, "failed")
    assert "Phase 1" in finished.text, "the stub that the test reached"
    assert "Not proven by this run:\n• Micronaut's own wiring" in result.text
    found = await runs.editor.diagnostics(uri, lambda d: "DW201" in codes(d), "the failure on its line")
    assert [runs.editor.shown(uri, d.range) for d in found if d.code == "DW201"] == [f"`{CONNECT}`"]


@pytest.mark.parametrize(
    ("command", "argument", "said"),
    [
        ("runTest", {"suite": "NoSuchTest"}, "`NoSuchTest` is no test class of destination-postgres"),
        ("runTest", {"tests": []}, "Name what is to be run"),
        ("runTest", {"suite": SUITE, "runner": "maven"}, "`maven` is no runner"),
        ("runCheckpoint", {"phase": 12}, "12"),
        ("runCheckpoint", {"uri": "file:///nowhere/at/all"}, "No connector is there"),
        ("cancelRun", {"uri": "file:///nowhere/at/all"}, "No connector is there"),
    ],
)
async def test_an_order_that_cannot_be_followed_says_why(
    begin: Begin, connector: Path, command: str, argument: dict[str, Any], said: str
) -> None:
    runs = await begin(PULLING, connector)
    answer = await order(runs, command, connector, **argument)
    assert answer is None or answer.cancelled == 0
    assert any(said in message.message for message in runs.editor.client.messages), runs.editor.client.messages
    assert runs.told == []


async def test_the_tests_are_listed_with_place_phase_and_state(begin: Begin, connector: Path) -> None:
    plan(connector, fails={NAMESPACES: REFUSED})
    runs = await begin(PUSHED, connector)
    uri = runs.editor.open(suite_file(connector))
    await order(runs, "runTest", connector, tests=[{"suite": SUITE, "test": name} for name in (CONNECT, NAMESPACES)])
    answer = await runs.editor.custom("destinationWriter/tests", {"uri": uri})
    (listed,) = answer.connectors
    assert (listed.uri, listed.name) == (connector.as_uri(), "destination-postgres")
    ours = {test.name: test for test in listed.tests if test.suite == SUITE}
    assert {name: (test.phase, test.state) for name, test in ours.items()} == {
        CONNECT: (1, "passed"),
        NAMESPACES: (2, "failed"),
        TABLES: (3, "missing"),
        "insert records": (3, "missing"),
        "count table rows": (3, "missing"),
        "get generation id": (4, "missing"),
        "overwrite tables": (6, "missing"),
        "copy tables": (7, "missing"),
        "upsert tables": (9, "missing"),
    }
    place = ours[CONNECT].range
    text = runs.editor.shown(uri, lsp.Range(lsp.Position(**vars_of(place.start)), lsp.Position(**vars_of(place.end))))
    assert text.startswith(f"`{CONNECT}`()") and text.endswith("}")


def vars_of(place: Any) -> dict[str, int]:
    return {"line": place.line, "character": place.character}
