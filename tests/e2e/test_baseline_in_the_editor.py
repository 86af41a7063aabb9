"""A baseline that the settings name: what was there before is not shown, what is new is, results always are."""

import subprocess
import sys
from pathlib import Path

import pytest
from editor_profiles import PUSHED, Profile, Start
from lsp_editor import codes
from lsprotocol import types as lsp

from destination_writer.connector.state import STATE_PATH

pytestmark = pytest.mark.asyncio

BASELINE = ".destination-writer/baseline.json"
SETTINGS = {"check": {"baseline": BASELINE}, "diagnostics": {"delay": 20}}
GENERATOR = """\
package io.airbyte.integrations.destination.acme

class AcmeSqlGenerator {
    fun createTable(name: String): String = TODO("Phase 3: createTable")

    fun dropTable(name: String): String = TODO("Phase 3: dropTable")
}
"""
STATE = "state:\n  database: postgres\n  skiped_phases: []\n"


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = tmp_path / "destination-acme"
    (folder / "src/main/kotlin").mkdir(parents=True)
    (folder / "src/main/kotlin/AcmeSqlGenerator.kt").write_text(GENERATOR, "utf-8")
    (folder / "build.gradle.kts").write_text("plugins {}\n", "utf-8")
    (folder / "gradle.properties").write_text("cdkVersion=1.0.13\n", "utf-8")
    (folder / STATE_PATH).parent.mkdir()
    (folder / STATE_PATH).write_text(STATE, "utf-8")
    return folder


def write_baseline(folder: Path) -> None:
    arguments = ["check", ".", "--baseline", BASELINE, "--write-baseline"]
    command = [sys.executable, "-m", "destination_writer", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


async def test_what_was_there_is_not_shown_and_what_is_new_is(start: Start, profile: Profile, acme: Path) -> None:
    write_baseline(acme)
    editor = await start(profile, acme, settings=SETTINGS)
    state = editor.open(acme / STATE_PATH)
    generator = editor.open(acme / "src/main/kotlin/AcmeSqlGenerator.kt")
    editor.replace(state, "  database", "  curent_phase: 3\n  database")
    found = await editor.diagnostics(state, lambda d: "DW706" in codes(d), "what is new in the state file")
    assert [editor.shown(state, item.range) for item in found] == ["curent_phase"]
    assert await editor.diagnostics(generator, lambda d: d == [], "that the stubs are known") == []
    fresh = '    fun copyTable(name: String): String = TODO("Phase 7: copyTable")\n\n'
    editor.replace(generator, "    fun dropTable", f"{fresh}    fun dropTable")
    found = await editor.diagnostics(generator, lambda d: len(d) == 1, "the new stub alone")
    assert "Phase 7" in editor.shown(generator, found[0].range)


async def test_a_baseline_that_goes_shows_everything_again(start: Start, acme: Path) -> None:
    write_baseline(acme)
    editor = await start(PUSHED, acme, settings=SETTINGS)
    state = editor.open(acme / STATE_PATH)
    await editor.diagnostics(state, lambda d: d == [], "that all is known")
    (acme / BASELINE).unlink()
    editor.replace(state, "postgres", "postgres ")
    found = await editor.diagnostics(state, lambda d: "DW706" in codes(d), "what was known")
    assert codes(found) == ["DW706"]
    await editor.until(lambda: [m for m in editor.client.messages if "no such baseline" in m.message], "why")


async def test_one_that_is_written_anew_counts_at_once(start: Start, acme: Path) -> None:
    (acme / BASELINE).write_text('{"version": 1, "findings": []}', "utf-8")
    editor = await start(PUSHED, acme, settings=SETTINGS)
    state = editor.open(acme / STATE_PATH)
    await editor.diagnostics(state, lambda d: "DW706" in codes(d), "what is wrong")
    write_baseline(acme)
    event = lsp.FileEvent((acme / BASELINE).as_uri(), lsp.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
    await editor.diagnostics(state, lambda d: d == [], "that it is known now")


async def test_one_that_cannot_be_used_hides_nothing(start: Start, acme: Path) -> None:
    (acme / BASELINE).write_text('{"version": 99, "findings": []}', "utf-8")
    editor = await start(PUSHED, acme, settings=SETTINGS)
    state = editor.open(acme / STATE_PATH)
    await editor.diagnostics(state, lambda d: "DW706" in codes(d), "all findings")
    told = await editor.until(lambda: [m.message for m in editor.client.messages if "baseline" in m.message], "why")
    assert told[0].startswith("No finding is taken for known: .destination-writer/baseline.json")


FAILED = """\
<testsuite name="AcmeTableOperationsTest" tests="1" failures="1">
  <testcase name="create and drop tables" classname="AcmeTableOperationsTest">
    <failure message="expected: true but was: false">at AcmeTableOperationsTest.kt:3</failure>
  </testcase>
</testsuite>
"""


async def test_a_failing_test_is_told_whatever_a_baseline_says(start: Start, acme: Path) -> None:
    test = acme / "src/test-integration/kotlin/AcmeTableOperationsTest.kt"
    test.parent.mkdir(parents=True)
    test.write_text("class AcmeTableOperationsTest : TableOperationsSuite {\n    override val x = 1\n}\n", "utf-8")
    row = '{"file": "../%s", "code": "DW201", "within": "%s", "text": "%s", "count": 9}'
    rows = ",".join(
        row % (path, within, text)
        for path in ("src/test-integration/kotlin/AcmeTableOperationsTest.kt", "AcmeTableOperationsTest.kt")
        for within in ("", "AcmeTableOperationsTest")
        for text in ("class AcmeTableOperationsTest : TableOperationsSuite {", "")
    )
    (acme / BASELINE).write_text(f'{{"version": 1, "findings": [{rows}]}}', "utf-8")
    report = acme / "build/test-results/integrationTest/TEST-AcmeTableOperationsTest.xml"
    report.parent.mkdir(parents=True)
    report.write_text(FAILED, "utf-8")
    editor = await start(PUSHED, acme, settings=SETTINGS)
    uri = editor.open(test)
    found = await editor.diagnostics(uri, lambda d: "DW201" in codes(d), "the failure")
    assert "DW201" in codes(found)
