"""From the house's values to the protocol's, and nowhere else: Finding -> Diagnostic, Change -> WorkspaceEdit.

Diagnostics are made as JSON text. They are the only thing that leaves the server at every keystroke, and all of one but
its range stays the same while a person types.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from destination_writer.lsp.abilities import Abilities
from destination_writer.lsp.positions import Lines, to_wire
from destination_writer.lsp.uris import uri_of
from destination_writer.text.changes import Change, FileCreation, FileDeletion, FileEdit, fingerprint
from destination_writer.text.document import Document
from destination_writer.text.encodings import Encoding
from destination_writer.text.findings import Finding, Related, Severity

SOURCE = "Destination Writer"

_SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3, Severity.HINT: 4}
_UNNECESSARY = 1

LinesOf = Callable[[str], Lines | None]
"""The text of a file by its path in the connector; None when it cannot be read."""


def diagnostic_tail(
    finding: Finding, abilities: Abilities, page: str | None = None, related: list[dict[str, Any]] | None = None
) -> str:
    """A Diagnostic as JSON text without its range and braces. `page` is the URI of the rule's page."""
    value: dict[str, Any] = {
        "severity": _SEVERITIES[finding.severity],
        "code": finding.code,
        "source": SOURCE,
        "message": _message(finding),
    }
    if page and abilities.shows_code_description:
        value["codeDescription"] = {"href": page}
    if related and abilities.shows_related_information:
        value["relatedInformation"] = related
    if finding.stale:
        value["tags"] = [_UNNECESSARY]
    if finding.data:
        value["data"] = dict(finding.data)
    return json.dumps(value, separators=(",", ":"))[1:-1]


def diagnostic(tail: str, line: int, start: int, end_line: int, end: int) -> str:
    """The whole Diagnostic, in wire units."""
    return (
        f'{{"range":{{"start":{{"line":{line},"character":{start}}},"end":{{"line":{end_line},"character":{end}}}}},'
        f"{tail}}}"
    )


def related_information(
    items: tuple[Related, ...], folder: Path, lines_of: LinesOf, encoding: Encoding
) -> list[dict[str, Any]]:
    """Places that explain a finding. Columns of a file that cannot be read are sent as they are."""
    return [
        {
            "location": {
                "uri": uri_of(folder / item.location.path),
                "range": to_wire(lines_of(item.location.path) or Document(""), item.location.range, encoding),
            },
            "message": item.message,
        }
        for item in items
    ]


def _message(finding: Finding) -> str:
    """What a person reads in the list of problems: the finding, its cause, what to do."""
    stale = "Stale, the sources have changed since this ran. " if finding.stale else ""
    sure = finding.data.get("confidence", "")
    cause = f"{finding.cause} Confidence: {sure}." if finding.cause and sure else finding.cause
    return stale + "\n".join(part for part in (finding.message, cause, finding.fix) if part)


class UnreachableText(Exception):
    """A Change was made for a text that is not there any more. The message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Target:
    """One file that a Change touches: its URI, its present text (None for a new file), its version where it is open."""

    uri: str
    document: Document | None = None
    version: int | None = None


TargetOf = Callable[[str], Target]
"""Finds a file by its path in the connector."""

_ANNOTATION = "change"


def to_workspace_edit(
    change: Change, target_of: TargetOf, abilities: Abilities, *, confirm: bool = False
) -> dict[str, Any]:
    """The Change as a WorkspaceEdit that the client can apply to the texts it was made for.

    `confirm` asks the person also where the Change does not. Raises UnreachableText when a text has changed since, or
    when the client cannot make new files, or remove files, as the Change does.
    """
    encoding = abilities.encoding
    if not abilities.applies_document_changes:
        return {"changes": _plain_changes(change, target_of, encoding)}
    annotation = _ANNOTATION if abilities.confirms_changes else None
    changes: list[dict[str, Any]] = []
    for file in change.files:
        target = target_of(file.path)
        if isinstance(file, FileCreation):
            changes += _creation(file, target, abilities, annotation)
        elif isinstance(file, FileDeletion):
            changes.append(_deletion(file, target, abilities, annotation))
        else:
            changes.append(_document_edit(target, _edits(file, target, encoding), annotation))
    if annotation is None:
        return {"documentChanges": changes}
    return {"documentChanges": changes, "changeAnnotations": {annotation: _annotation(change, confirm)}}


def _annotation(change: Change, confirm: bool) -> dict[str, Any]:
    about = " ".join(part for part in (change.purpose, *change.notes, change.provenance) if part)
    value: dict[str, Any] = {"label": change.title, "needsConfirmation": confirm or change.needs_confirmation}
    return value | ({"description": about} if about else {})


def _plain_changes(change: Change, target_of: TargetOf, encoding: Encoding) -> dict[str, list[dict[str, Any]]]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for file in change.files:
        if isinstance(file, FileCreation):
            raise _cannot_create(file)
        if isinstance(file, FileDeletion):
            raise _cannot_delete(file)
        target = target_of(file.path)
        changes[target.uri] = _edits(file, target, encoding)
    return changes


def _edits(file: FileEdit, target: Target, encoding: Encoding) -> list[dict[str, Any]]:
    document = _demand(file, target)
    return [
        {"range": to_wire(document, document.range_of(edit.span), encoding), "newText": edit.new_text}
        for edit in sorted(file.edits)
    ]


def _document_edit(target: Target, edits: list[dict[str, Any]], annotation: str | None) -> dict[str, Any]:
    if annotation is not None:
        edits = [edit | {"annotationId": annotation} for edit in edits]
    return {"textDocument": {"uri": target.uri, "version": target.version}, "edits": edits}


def _creation(file: FileCreation, target: Target, abilities: Abilities, annotation: str | None) -> list[dict[str, Any]]:
    if not abilities.creates_files:
        raise _cannot_create(file)
    create: dict[str, Any] = {"kind": "create", "uri": target.uri, "options": {"overwrite": False}}
    if annotation is not None:
        create["annotationId"] = annotation
    start = {"line": 0, "character": 0}
    text = {"range": {"start": start, "end": start}, "newText": file.text}
    return [create, _document_edit(Target(target.uri), [text], annotation)]


def _deletion(file: FileDeletion, target: Target, abilities: Abilities, annotation: str | None) -> dict[str, Any]:
    if not abilities.deletes_files:
        raise _cannot_delete(file)
    _demand(file, target)
    delete: dict[str, Any] = {"kind": "delete", "uri": target.uri, "options": {"ignoreIfNotExists": False}}
    return delete if annotation is None else delete | {"annotationId": annotation}


def _demand(file: FileEdit | FileDeletion, target: Target) -> Document:
    """The text that the Change was made for. Raises UnreachableText for another one, or none."""
    document = target.document
    if document is None or fingerprint(document.text) != file.base:
        raise UnreachableText(f"{file.path} has changed since this was prepared; ask for it again")
    return document


def _cannot_delete(file: FileDeletion) -> UnreachableText:
    return UnreachableText(
        f"{file.path} would go, and this editor removes no file for a server; use `destination-writer generate --write`"
    )


def _cannot_create(file: FileCreation) -> UnreachableText:
    return UnreachableText(
        f"{file.path} would be a new file, and this editor cannot make one from an edit;"
        " use `destination-writer generate --write`"
    )
