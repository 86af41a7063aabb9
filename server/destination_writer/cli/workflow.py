"""Findings as workflow commands of GitHub Actions, which put them on the lines of a pull request."""

from destination_writer.text.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice", Severity.HINT: "notice"}


def to_workflow_command(finding: Finding) -> str:
    """`::error file=a.kt,line=3,col=5,endLine=3,endColumn=9,title=DW201::text`, escaped as the runner reads it."""
    start, end = finding.location.range.start, finding.location.range.end
    properties = {
        "file": finding.location.path,
        "line": start.line + 1,
        "col": start.column + 1,
        "endLine": end.line + 1,
        "endColumn": end.column + 1,
        "title": finding.code,
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    said = "\n".join(part for part in (finding.message, finding.cause, finding.fix) if part)
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
