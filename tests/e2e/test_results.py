"""Test results that arrive while an editor is open."""

import os
import shutil
import time
from pathlib import Path

import pytest
from editor_profiles import PUSHED, Profile, Start, source
from lsp_editor import Editor, codes
from lsprotocol import types as lsp

from destination_writer.text.places import Position

pytestmark = pytest.mark.asyncio

SUITE = "io.airbyte.integrations.destination.postgres.component.PostgresTableOperationsTest"
REPORT = f"build/test-results/integrationTestNonDocker/TEST-{SUITE}.xml"

FAILURE = """<failure message="org.postgresql.util.PSQLException: ERROR: relation &quot;acme.users&quot; does not exist"
 type="org.postgresql.util.PSQLException">org.postgresql.util.PSQLException: ERROR: relation "acme.users" does not exist
\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2713)
\tat io.airbyte.integrations.destination.postgres.client.PostgresAirbyteClient.createTable(PostgresAirbyteClient.kt:34)
</failure>"""


BOMB = """<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>
<testsuite><testcase name="&y;"/></testsuite>"""


def report(*tests: tuple[str, str]) -> str:
    cases = "\n".join(
        f'<testcase name="{name}()" classname="{SUITE}" time="0.1">{body}</testcase>' for name, body in tests
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<testsuite name="{SUITE}" tests="{len(tests)}">\n{cases}\n</testsuite>\n'


def write(connector: Path, text: str | bytes, at: float | None = None) -> Path:
    """A report as Gradle leaves it; `at` seconds from now."""
    path = connector / REPORT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    if at is not None:
        when = time.time() + at
        os.utime(path, (when, when))
    return path


def suite_file(connector: Path) -> Path:
    return source(connector, "PostgresTableOperationsTest.kt")


def is_failure(diagnostics: list[lsp.Diagnostic]) -> bool:
    return "DW201" in codes(diagnostics)


async def reviewed(editor: Editor, uri: str) -> None:
    """The connector is loaded and watched."""
    await editor.diagnostics(uri, lambda d: d and "It owes" in d[0].message, "the stubs in full")
    await editor.until(lambda: editor.statuses, "the first status")


async def test_a_failure_appears_on_its_test_with_cause_and_frames(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    client_uri, suite_uri = editor.open(client_file), editor.open(suite_file(connector))
    await reviewed(editor, client_uri)
    write(connector, report(("create and drop tables", FAILURE), ("insert records", "")))
    found = await editor.diagnostics(suite_uri, is_failure, "the failure")
    (failure,) = [item for item in found if item.code == "DW201"]
    assert editor.shown(suite_uri, failure.range) == "`create and drop tables`"
    assert failure.severity == lsp.DiagnosticSeverity.Error
    assert 'relation "acme.users" does not exist' in failure.message
    assert "This is a blocker." in failure.message
    assert len(failure.message.split("\n")) == 3, "what, cause, fix"
    (frame,) = failure.related_information or []
    assert frame.location.uri == client_uri
    assert editor.shown(client_uri, frame.location.range) == 'TODO("Phase 3")'


async def test_a_failure_in_a_file_that_is_not_open_is_reported_and_goes(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    await reviewed(editor, editor.open(client_file))
    uri = suite_file(connector).as_uri()
    write(connector, report(("create and drop tables", FAILURE)))
    await editor.diagnostics(uri, is_failure, "the failure")
    write(connector, report(("create and drop tables", "")), at=1)
    await editor.diagnostics(uri, lambda d: not is_failure(d), "its end")


async def test_results_are_stale_when_other_sources_changed_and_vanish_with_their_own(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    client_uri, suite_uri = editor.open(client_file), editor.open(suite_file(connector))
    await reviewed(editor, client_uri)
    write(connector, report(("create and drop tables", FAILURE)))
    (failure,) = [d for d in await editor.diagnostics(suite_uri, is_failure, "the failure") if d.code == "DW201"]
    assert not failure.message.startswith("Stale")

    editor.edit(client_uri, Position(0, 0), Position(0, 0), "// changed\n")
    found = await editor.diagnostics(suite_uri, lambda d: any("Stale" in i.message for i in d), "the mark")
    (failure,) = [item for item in found if item.code == "DW201"]
    assert list(failure.tags or []) == [lsp.DiagnosticTag.Unnecessary]

    editor.edit(suite_uri, Position(0, 0), Position(0, 0), "// changed\n")
    await editor.diagnostics(suite_uri, lambda d: not is_failure(d), "its end")
    count = len(editor.statuses)
    await editor.until(lambda: len(editor.statuses) > count, "the review after the edit")
    assert not is_failure(await editor.diagnostics(suite_uri, lambda shown: shown is not None, "what is shown"))


async def test_results_are_seen_after_the_build_folder_was_made_anew(
    editor: Editor, connector: Path, client_file: Path
) -> None:
    await reviewed(editor, editor.open(client_file))
    uri = suite_file(connector).as_uri()
    for body, is_so in ((FAILURE, is_failure), ("", lambda d: not is_failure(d)), (FAILURE, is_failure)):
        shutil.rmtree(connector / "build", ignore_errors=True)
        write(connector, report(("create and drop tables", body)))
        await editor.diagnostics(uri, is_so, "the new result")


async def test_results_that_are_there_already_are_shown(
    start: Start, profile: Profile, connector: Path, client_file: Path
) -> None:
    write(connector, report(("create and drop tables", FAILURE)), at=5)
    editor = await start(profile, connector)
    editor.open(client_file)
    await editor.diagnostics(suite_file(connector).as_uri(), is_failure, "the failure")


async def test_results_older_than_the_sources_are_stale_from_the_start(
    start: Start, profile: Profile, connector: Path, client_file: Path
) -> None:
    write(connector, report(("create and drop tables", FAILURE)), at=-3600)
    os.utime(client_file)
    editor = await start(profile, connector)
    editor.open(client_file)
    found = await editor.diagnostics(suite_file(connector).as_uri(), is_failure, "the failure")
    assert [item.message.startswith("Stale") for item in found if item.code == "DW201"] == [True]


@pytest.mark.parametrize(
    "text",
    [
        report(("create and drop tables", FAILURE))[:300],
        BOMB,
        report(("create and drop tables", "")).encode("utf-16"),
        b"\xff\xfe\x00garbage\x00",
        b"",
    ],
    ids=["cut", "entities", "other-encoding", "binary", "empty"],
)
async def test_a_report_that_cannot_be_read_is_a_finding_and_no_end(
    start: Start, profile: Profile, connector: Path, client_file: Path, text: str | bytes
) -> None:
    editor = await start(profile, connector)
    uri = editor.open(client_file)
    await reviewed(editor, uri)
    path = write(connector, text)
    if text != report(("create and drop tables", "")).encode("utf-16"):
        found = await editor.diagnostics(path.as_uri(), lambda d: d, "the finding about the report")
        assert codes(found) == ["DW204"]
        assert "blocker" in found[0].message
    assert "Phase 2" in await editor.hover(uri, 'TO|DO("Phase 2")')


async def edited(editor: Editor, uri: str) -> None:
    """An edit and what the server has to say of it."""
    statuses = len(editor.statuses)
    editor.replace(uri, "package io", "// edited\npackage io")
    await editor.until(lambda: len(editor.statuses) > statuses, "the review of the edit")


async def test_lenses_are_asked_for_anew_when_results_say_something_else_only(
    start: Start, connector: Path, client_file: Path
) -> None:
    """An editor draws its lenses anew then: a click on one of them would get lost while somebody types."""
    editor = await start(PUSHED, connector)
    uri = editor.open(client_file)
    await reviewed(editor, uri)
    write(connector, report(("connect to database", FAILURE)))
    await editor.until(lambda: editor.lens_refreshes, "lenses of the results")
    for _ in range(3):  # an edit makes the results stale, which lenses tell once
        await edited(editor, uri)
    lenses = editor.lens_refreshes
    for _ in range(3):
        await edited(editor, uri)
    assert editor.lens_refreshes == lenses


async def test_status_follows_the_results(editor: Editor, connector: Path, client_file: Path) -> None:
    await reviewed(editor, editor.open(client_file))
    count = len(editor.statuses)
    write(connector, report(("connect to database", FAILURE)), at=5)
    await editor.until(lambda: len(editor.statuses) > count, "the change of the status")
    answer = await editor.custom("destinationWriter/status", {"uri": client_file.as_uri()})
    (standing,) = answer.connectors
    assert (standing.name, standing.database, standing.cdkVersion) == ("destination-postgres", "postgres", "1.0.13")
    assert [phase.number for phase in standing.phases] == list(range(12))
    blockers = [text for phase in standing.phases if phase.number == 1 for text in phase.blockers]
    assert any("connect to database" in text and "blocker" in text for text in blockers)
    assert standing.next.words.startswith("Mend what fails in phase 1")
    assert standing.next.command == f"destination-writer diagnose {connector}"
