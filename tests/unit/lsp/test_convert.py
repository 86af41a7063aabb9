"""Findings and changes as the protocol's values."""

import json
from dataclasses import replace
from typing import Any

import pytest

from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.convert import (
    Target,
    UnreachableText,
    diagnostic,
    diagnostic_tail,
    related_information,
    to_workspace_edit,
)
from destination_writer.text.changes import Change, FileCreation, FileDeletion, FileEdit, TextEdit, fingerprint
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.findings import Finding, Related, Severity
from destination_writer.text.places import Location, Range, Span

FINDING = Finding("DW201", Severity.ERROR, "It failed.", Location("a.kt", Range.of(0, 0, 0, 1)))


def as_json(finding: Finding, **options: Any) -> dict[str, Any]:
    tail = diagnostic_tail(finding, Abilities(**options), "file:///rules/DW201.md", [{"message": "frame"}])
    return json.loads(diagnostic(tail, 1, 2, 3, 4))


def test_a_plain_client_gets_a_plain_diagnostic() -> None:
    assert as_json(FINDING) == {
        "range": {"start": {"line": 1, "character": 2}, "end": {"line": 3, "character": 4}},
        "severity": 1,
        "code": "DW201",
        "source": "Destination Writer",
        "message": "It failed.",
    }


def test_more_is_sent_to_a_client_that_shows_it() -> None:
    found = as_json(FINDING, shows_code_description=True, shows_related_information=True)
    assert found["codeDescription"] == {"href": "file:///rules/DW201.md"}
    assert found["relatedInformation"] == [{"message": "frame"}]


def test_cause_and_fix_are_read_with_the_message() -> None:
    found = as_json(replace(FINDING, cause="No table.", fix="Create it.", data={"phase": "3"}))
    assert found["message"] == "It failed.\nNo table.\nCreate it."
    assert found["data"] == {"phase": "3"}


def test_a_stale_finding_says_so_and_is_faded() -> None:
    found = as_json(replace(FINDING, stale=True))
    assert found["message"] == "Stale, the sources have changed since this ran. It failed."
    assert found["tags"] == [1]


def test_related_places_are_in_the_units_of_their_own_file(tmp_path: Any) -> None:
    item = Related(Location("b/c.kt", Range.of(0, 1, 0, 2)), "here")
    found = related_information((item,), tmp_path, {"b/c.kt": Document("😀😀")}.get, Encoding.UTF_16)
    assert found == [
        {
            "location": {
                "uri": (tmp_path / "b/c.kt").as_uri(),
                "range": {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 4}},
            },
            "message": "here",
        }
    ]


TEXT = "é😀 = 1\nfun f() = TODO()\n"
EDIT = FileEdit("a.kt", fingerprint(TEXT), (TextEdit(Span(5, 6), "2"), TextEdit(Span(0, 1), "e")))
CHANGE = Change("Mend it", (EDIT,), "Mends.", ("Look at it.",), "executed: PostgreSQL 18")
CREATION = Change("Make it", (FileCreation("new/b.kt", "text\n"),))

FULL = Abilities(encoding=Encoding.UTF_8, applies_document_changes=True, creates_files=True, confirms_changes=True)


def target(path: str) -> Target:
    return Target(f"file:///w/{path}", Document(TEXT), 7) if path == "a.kt" else Target(f"file:///w/{path}")


def place(line: int, start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


def test_an_edit_names_the_version_and_says_what_it_is_for() -> None:
    assert to_workspace_edit(CHANGE, target, FULL) == {
        "documentChanges": [
            {
                "textDocument": {"uri": "file:///w/a.kt", "version": 7},
                "edits": [
                    {"range": place(0, 0, 2), "newText": "e", "annotationId": "change"},
                    {"range": place(0, 9, 10), "newText": "2", "annotationId": "change"},
                ],
            }
        ],
        "changeAnnotations": {
            "change": {
                "label": "Mend it",
                "needsConfirmation": False,
                "description": "Mends. Look at it. executed: PostgreSQL 18",
            }
        },
    }


def test_a_plain_client_gets_plain_changes() -> None:
    assert to_workspace_edit(CHANGE, target, Abilities(encoding=Encoding.UTF_16)) == {
        "changes": {
            "file:///w/a.kt": [
                {"range": place(0, 0, 1), "newText": "e"},
                {"range": place(0, 6, 7), "newText": "2"},
            ]
        }
    }


@pytest.mark.parametrize(
    ("wanted", "confirm", "asked"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_confirmation_is_asked_for_by_the_change_or_by_the_settings(wanted: bool, confirm: bool, asked: bool) -> None:
    change = replace(CHANGE, needs_confirmation=wanted)
    annotation = to_workspace_edit(change, target, FULL, confirm=confirm)["changeAnnotations"]["change"]
    assert annotation["needsConfirmation"] is asked


def test_a_new_file_is_made_and_then_filled() -> None:
    create, fill = to_workspace_edit(CREATION, target, replace(FULL, confirms_changes=False))["documentChanges"]
    assert create == {"kind": "create", "uri": "file:///w/new/b.kt", "options": {"overwrite": False}}
    assert fill == {
        "textDocument": {"uri": "file:///w/new/b.kt", "version": None},
        "edits": [{"range": place(0, 0, 0), "newText": "text\n"}],
    }


@pytest.mark.parametrize("abilities", [Abilities(), replace(FULL, creates_files=False)])
def test_a_client_that_cannot_make_files_is_told_what_can(abilities: Abilities) -> None:
    with pytest.raises(UnreachableText, match=r"new/b\.kt would be a new file.*generate --write"):
        to_workspace_edit(CREATION, target, abilities)


@pytest.mark.parametrize("present", [Document(TEXT + "x"), None])
def test_an_edit_of_another_text_is_refused(present: Document | None) -> None:
    with pytest.raises(UnreachableText, match=r"a\.kt has changed since this was prepared; ask for it again"):
        to_workspace_edit(CHANGE, lambda path: Target(path, present), FULL)


def test_a_file_goes_by_an_operation_of_its_own() -> None:
    change = Change("Tidy", (FileDeletion("a.kt", fingerprint(TEXT)),))
    able = replace(FULL, deletes_files=True)
    assert to_workspace_edit(change, target, able)["documentChanges"] == [
        {
            "kind": "delete",
            "uri": "file:///w/a.kt",
            "options": {"ignoreIfNotExists": False},
            "annotationId": "change",
        }
    ]
    assert "annotationId" not in str(to_workspace_edit(change, target, replace(able, confirms_changes=False)))


@pytest.mark.parametrize("able", [FULL, Abilities(deletes_files=True)])
def test_an_editor_that_removes_no_files_is_told_of(able: Abilities) -> None:
    with pytest.raises(UnreachableText, match=r"a\.kt would go, and this editor removes no file"):
        to_workspace_edit(Change("Tidy", (FileDeletion("a.kt", fingerprint(TEXT)),)), target, able)


def test_a_file_with_another_text_does_not_go() -> None:
    change = Change("Tidy", (FileDeletion("a.kt", fingerprint("other")),))
    with pytest.raises(UnreachableText, match=r"a\.kt has changed"):
        to_workspace_edit(change, target, replace(FULL, deletes_files=True))
