"""Findings as SARIF 2.1.0 (OASIS), the form that code-scanning services take."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from destination_writer import __version__
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}


def to_sarif(findings: Iterable[Finding], summary_of: Callable[[str], str]) -> dict[str, Any]:
    """One run. `summary_of` gives a rule's sentence by its code. Lines and columns count from 1, columns in code
    points."""
    found = list(findings)
    codes = sorted({str(finding.code) for finding in found})
    driver = {
        "name": "Destination Writer",
        "version": __version__,
        "rules": [{"id": code, "shortDescription": {"text": summary_of(code) or code}} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes) for finding in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, codes: list[str]) -> dict[str, Any]:
    said = " ".join(part for part in (finding.message, finding.cause, finding.fix) if part)
    result: dict[str, Any] = {
        "ruleId": str(finding.code),
        "ruleIndex": codes.index(str(finding.code)),
        "level": _LEVELS[finding.severity],
        "message": {"text": said},
        "locations": [_place(finding.location)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": related.message}, **_place(related.location)}
            for number, related in enumerate(finding.related, 1)
        ]
    if finding.category or finding.test:
        result["properties"] = {"category": finding.category, "test": finding.test}
    return result


def _place(location: Location) -> dict[str, Any]:
    start, end = location.range.start, location.range.end
    region = {
        "startLine": start.line + 1,
        "startColumn": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": quote(location.path)}, "region": region}}
