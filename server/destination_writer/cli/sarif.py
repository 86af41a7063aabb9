"""Findings as SARIF 2.1.0 (OASIS), the form that code-scanning services take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from destination_writer import __version__
from destination_writer.text.changes import Change, FileEdit
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "destinationWriterFinding/v1"
"""Key of the fingerprint: rule, file, declaration and the line's text, so that a finding is the same after a move."""
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}


@dataclass(frozen=True, slots=True)
class RuleText:
    """What is told of a rule. `why` is plain text, `page` the whole page in Markdown."""

    name: str
    summary: str
    why: str
    page: str
    severity: Severity
    family: str


@dataclass(frozen=True)
class Result:
    """A finding as it is told. `fixes` are Changes for the texts in `texts`, by path as told."""

    finding: Finding
    fingerprint: str = ""
    fixes: Sequence[Change] = ()
    texts: Mapping[str, str] | None = None


def to_sarif(results: Iterable[Result], describe: Callable[[str], RuleText | None]) -> dict[str, Any]:
    """One run. Lines and columns count from 1, columns in code points."""
    found = list(results)
    codes = sorted({str(result.finding.code) for result in found})
    driver = {
        "name": "Destination Writer",
        "version": __version__,
        "rules": [_rule(code, describe(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, codes) for result in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, text: RuleText | None) -> dict[str, Any]:
    if text is None:
        return {"id": code, "shortDescription": {"text": code}}
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in text.name.split("-")),
        "shortDescription": {"text": text.summary},
        "fullDescription": {"text": text.why or text.summary},
        "help": {"text": text.page, "markdown": text.page},
        "defaultConfiguration": {"level": _LEVELS[text.severity]},
        "properties": {"tags": [text.family, text.name], "precision": "very-high"},
    }


def _result(one: Result, codes: list[str]) -> dict[str, Any]:
    finding = one.finding
    result: dict[str, Any] = {
        "ruleId": str(finding.code),
        "ruleIndex": codes.index(str(finding.code)),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.told(cause=True)},
        "locations": [_place(finding.location)],
    }
    if one.fingerprint:
        result["partialFingerprints"] = {FINGERPRINT: one.fingerprint}
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": related.message}, **_place(related.location)}
            for number, related in enumerate(finding.related, 1)
        ]
    fixes = [_fix(change, one.texts or {}) for change in one.fixes]
    if fixes:
        result["fixes"] = fixes
    if finding.category or finding.test:
        result["properties"] = {"category": finding.category, "test": finding.test}
    return result


def _fix(change: Change, texts: Mapping[str, str]) -> dict[str, Any]:
    edited = [file for file in change.files if isinstance(file, FileEdit)]
    return {
        "description": {"text": change.title},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": quote(file.path)},
                "replacements": [
                    _replacement(Document(texts[file.path]), file, number) for number in range(len(file.edits))
                ],
            }
            for file in edited
        ],
    }


def _replacement(document: Document, file: FileEdit, number: int) -> dict[str, Any]:
    edit = sorted(file.edits)[number]
    return {
        "deletedRegion": _region(document.range_of(edit.span)),
        "insertedContent": {"text": edit.new_text},
    }


def _place(location: Location) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": quote(location.path)}, "region": _region(location.range)}}


def _region(place: Range) -> dict[str, int]:
    return {
        "startLine": place.start.line + 1,
        "startColumn": place.start.column + 1,
        "endLine": place.end.line + 1,
        "endColumn": place.end.column + 1,
    }
