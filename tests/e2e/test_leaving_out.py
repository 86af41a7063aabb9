"""Leaving out a phase, coming back, checklists: over the real command and from editors, on good and bad days."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from editor_profiles import PULLING, PUSHED, Start
from lsp_editor import Editor
from lsprotocol import types as lsp

STATE = ".destination-writer/state.yaml"
COMMAND = [sys.executable, "-m", "destination_writer"]


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
        env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended


def state(connector: Path) -> dict[str, Any]:
    return yaml.safe_load((connector / STATE).read_text("utf-8"))["state"]


# -- the command ---------------------------------------------------------------------------------------------------


def test_a_phase_is_left_out_and_taken_up_again(connector: Path) -> None:
    (connector / "README.md").write_text("# Ours\n\nText.\n", "utf-8")
    ended = run("skip", connector, "10", "--reason", "No CDC sources", "--yes")
    assert ended.returncode == 0
    assert "Marking Phase 10 as skipped: No CDC sources" in ended.stdout
    (entry,) = state(connector)["skipped_phases"]
    assert (entry["phase"], entry["reason"]) == (10, "No CDC sources")
    assert "Not supported: CDC" in (connector / "README.md").read_text("utf-8")
    tracker = run("status", connector).stdout
    assert "- Phase 10: CDC (No CDC sources)" in tracker

    assert run("skip", connector, "10", "--undo", "--yes").returncode == 0
    assert "skipped_phases" not in (state(connector) or {})
    assert (connector / "README.md").read_text("utf-8") == "# Ours\n\nText.\n"


@pytest.mark.parametrize(("phase", "said"), [("3", "Test failures are not optional"), ("9", "has_merge: false")])
def test_what_may_not_be_left_out_is_refused(connector: Path, phase: str, said: str) -> None:
    ended = run("skip", connector, phase, "--reason", "no time", "--yes")
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "This is a blocker." in ended.stderr
    assert not (connector / STATE).exists()


def test_nothing_is_left_out_without_a_word_and_a_reason(connector: Path) -> None:
    for arguments in (["--yes"], ["--reason", "no CDC"]):
        ended = run("skip", connector, "10", *arguments)
        assert ended.returncode == 2
    assert not (connector / STATE).exists()


def test_coming_back_without_a_state_file_names_the_skipped_phase_and_the_next_step(connector: Path) -> None:
    run("skip", connector, "10", "--reason", "No CDC sources", "--yes")
    shutil.rmtree(connector / ".destination-writer")
    said = run("resume", connector).stdout
    assert f"There is no {STATE}" in said
    assert "Next: Continue with PostgresBeanFactory: 1 stub (dataSource)" in said
    assert f"$ destination-writer skip {connector} 10 --reason 'No CDC sources'" in said
    assert not (connector / STATE).exists()


# -- bad days ------------------------------------------------------------------------------------------------------

CONFLICT = "state:\n<<<<<<< HEAD\n  current_phase: 5\n=======\n  current_phase: 4\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (CONFLICT, 2, "merge conflict"),
        ("state:\n  current_phase: 5\n  skipped_phases:\n    - phase: 1", None, None),
        ("state:\n  skipped_phases: [{phase: 10, reason: 'cut of", 2, "not YAML"),
        ("state:\n  current_phase: twelve\n", 2, "current_phase"),
    ],
    ids=["conflict", "cut-but-valid", "cut", "not-a-number"],
)
def test_a_damaged_state_file_is_told_with_its_line_and_left_alone(
    connector: Path, text: str, line: int | None, said: str | None
) -> None:
    file = connector / STATE
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    ended = run("skip", connector, "10", "--reason", "No CDC", "--yes")
    if said is None:
        assert ended.returncode == 0
        return
    assert ended.returncode == 2
    assert f"{STATE}:{line}" in ended.stderr
    assert said in ended.stderr
    assert file.read_text("utf-8") == text
    assert f"{STATE}:{line}" in run("resume", connector).stdout


def test_a_folder_that_cannot_be_written_changes_nothing(connector: Path) -> None:
    """A file stands where the folder should be: as good as one without rights, which the superuser always has."""
    (connector / ".destination-writer").write_text("in the way", "utf-8")
    ended = run("skip", connector, "10", "--reason", "No CDC", "--yes")
    assert ended.returncode == 2
    assert ".destination-writer" in ended.stderr
    assert not (connector / "README.md").exists()


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))
from destination_writer.cli.main import main
sys.argv = ["destination-writer", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on the size of files is one of POSIX systems")
def test_a_write_that_the_system_ends_midway_loses_nothing(connector: Path) -> None:
    readme = "# Ours\n" + "text\n" * 40
    (connector / "README.md").write_text(readme, "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, "skip", str(connector), "10", "--reason", "No CDC", "--yes"],
        capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert "cannot be written" in ended.stderr
    assert (connector / "README.md").read_text("utf-8") == readme
    assert not (connector / STATE).exists()
    assert [path.name for path in connector.iterdir() if path.name.endswith(".new")] == []


def test_many_commands_at_once_lose_no_decision(connector: Path) -> None:
    started = [
        subprocess.Popen(
            [*COMMAND, "skip", str(connector), phase, "--reason", f"reason {phase}", "--yes"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        for phase in ("10", "11")
    ]  # fmt: skip
    assert [process.communicate()[1] and process.returncode for process in started] == [0, 0]
    assert sorted(entry["phase"] for entry in state(connector)["skipped_phases"]) == [10, 11]
    readme = (connector / "README.md").read_text("utf-8")
    assert readme.count("phase 10 is skipped") == readme.count("phase 11 is skipped") == 1


# -- editors -------------------------------------------------------------------------------------------------------


async def skip(editor: Editor, connector: Path, **order: Any) -> Any:
    return await editor.command("destinationWriter.skipPhase", {"uri": connector.as_uri(), **order})


@pytest.mark.asyncio
async def test_two_servers_that_write_at_once_lose_nothing(start: Start, connector: Path) -> None:
    first, second = await start(PULLING, connector), await start(PUSHED, connector)
    answers = await asyncio.gather(
        skip(first, connector, phase=10, reason="No CDC"), skip(second, connector, phase=11, reason="Fast enough")
    )
    assert [answer["applied"] for answer in answers] == [True, True]
    assert sorted(entry["phase"] for entry in state(connector)["skipped_phases"]) == [10, 11]
    for editor in (first, second):
        status = await editor.custom("destinationWriter/status", {"uri": connector.as_uri()})
        assert [phase.state for phase in status.connectors[0].phases[10:]] == ["skipped", "skipped"]
    answers = await asyncio.gather(
        skip(first, connector, phase=10, undo=True), skip(second, connector, phase=11, undo=True)
    )
    assert [answer["applied"] for answer in answers] == [True, True]
    assert "skipped_phases" not in (state(connector) or {})


@pytest.mark.asyncio
async def test_an_editor_is_refused_in_the_same_words(editor: Editor, connector: Path) -> None:
    answer = await skip(editor, connector, phase=5, reason="later")
    assert answer["applied"] is False
    assert "Test failures are not optional" in answer["reason"]
    assert not (connector / STATE).exists()


@pytest.mark.asyncio
async def test_a_page_that_is_not_saved_is_not_written_over(editor: Editor, connector: Path) -> None:
    (connector / "README.md").write_text("# Ours\n", "utf-8")
    uri = editor.open(connector / "README.md")
    editor.replace(uri, "Ours", "Mine")
    answer = await skip(editor, connector, phase=10, reason="No CDC")
    assert answer["applied"] is False
    assert "README.md has changes that are not saved" in answer["reason"]
    assert (connector / "README.md").read_text("utf-8") == "# Ours\n"
    (connector / "README.md").write_text(editor.text(uri), "utf-8")
    assert (await skip(editor, connector, phase=10, reason="No CDC"))["applied"] is True
    assert (connector / "README.md").read_text("utf-8").startswith("# Mine\n\n<!-- destination-writer: phase 10")


@pytest.mark.asyncio
async def test_pages_of_a_connector_are_answered_and_requested(editor: Editor, connector: Path) -> None:
    page = await editor.command("destinationWriter.resume", {"uri": connector.as_uri()})
    assert page["text"].startswith("# 👋 Welcome back: destination-postgres")
    assert "PostgresBeanFactory: 1 stub" in page["text"]
    for path, begins in (("resume.md", "# 👋"), ("checklists/documentation.md", "# Documentation\n")):
        folder = quote(connector.as_uri(), safe="")
        for query in (folder, quote(folder, safe="")):  # VS Code encodes what is encoded already
            uri = f"destination-writer:/{path}?{query}"
            assert (await editor.custom("destinationWriter/page", {"uri": uri})).text.startswith(begins)


SINGLE = """    fun insertRecords(table: TableName, records: List<Map<String, AirbyteValue>>) {
        dataSource.connection.use { connection ->
            for (record in records) {
                connection.prepareStatement("INSERT").use { it.executeUpdate() }
            }
        }
    }
"""


@pytest.mark.asyncio
async def test_advice_comes_after_append_mode_with_an_action_for_each_way(editor: Editor, connector: Path) -> None:
    (client,) = connector.rglob("PostgresAirbyteClient.kt")
    (buffer,) = connector.rglob("PostgresInsertBuffer.kt")
    text = client.read_text("utf-8").rstrip().removesuffix("}")
    client.write_text(f"{text}\n{SINGLE}}}\n", "utf-8")
    body = "class PostgresInsertBuffer(val client: PostgresAirbyteClient) {\n"
    body += "    fun flush() = client.insertRecords(t, r)\n}\n"
    buffer.write_text(buffer.read_text("utf-8").partition("class ")[0] + body, "utf-8")
    uri = editor.open(client)
    (connector / ".destination-writer").mkdir()
    (connector / STATE).write_text("state:\n  completed_checkpoints:\n    - phase_5_append\n", "utf-8")
    change = lsp.FileEvent((connector / STATE).as_uri(), lsp.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
    found = await editor.diagnostics(uri, lambda shown: any(item.code == "DW801" for item in shown), "the advice")
    advice = [item for item in found if item.code == "DW801"]
    assert advice[0].severity == lsp.DiagnosticSeverity.Information
    actions = await editor.actions(uri, "it.|executeUpdate()", diagnostics=advice)
    titles = [action.title for action in actions if action.title.startswith("Write records by")]
    assert [title.partition(" (")[2] for title in titles] == [
        "easy, 5 to 10 times faster than single rows)",
        "medium, 50 to 100 times faster than single rows)",
    ]
    multi_row = next(action for action in actions if "Multi-row" in action.title)
    if multi_row.edit is None:
        multi_row = await editor.client.code_action_resolve_async(multi_row)
    assert multi_row.edit is not None
    editor.apply(multi_row.edit)
    assert "records.chunked(rowsPerStatement)" in editor.text(uri)
    assert "for (record in records) {\n                connection.prepareStatement" not in editor.text(uri)
