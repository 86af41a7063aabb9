"""Findings for a person and for scripts."""

from collections import Counter
from collections.abc import Iterable
from typing import TypedDict

import click

from destination_writer.text.findings import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue", Severity.HINT: "cyan"}


class FindingEntry(TypedDict):
    code: str
    severity: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fix: str | None


def to_entry(finding: Finding) -> FindingEntry:
    """One item of the JSON list. Lines and columns count from 1, columns in code points; `end_column` is exclusive.

    `fix` is the title of what can be applied. Where a person has to do it, the message ends with how.
    """
    start, end = finding.location.range.start, finding.location.range.end
    # What would mend a failure of a test is known only once its maker has found the place: `diagnose` does that.
    named = () if finding.category else finding.remedies
    preferred = sorted(named, key=lambda remedy: not remedy.preferred)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.location.path,
        "line": start.line + 1,
        "column": start.column + 1,
        "end_line": end.line + 1,
        "end_column": end.column + 1,
        "message": finding.told() if finding.fix else finding.message,
        "fix": preferred[0].title if preferred else None,
    }


def place_of(finding: Finding) -> str:
    """`file:line:column`, both from 1."""
    start = finding.location.range.start
    return f"{finding.location.path}:{start.line + 1}:{start.column + 1}"


def print_findings(findings: Iterable[Finding]) -> None:
    """One line each, and one below it for what to do."""
    for finding in findings:
        severity = click.style(f"{finding.severity.value} {finding.code}", fg=_COLOURS[finding.severity], bold=True)
        click.echo(f"{place_of(finding)}: {severity}: {finding.message}")
        if finding.fix:
            click.echo(f"    fix: {finding.fix}")


def summary(findings: Iterable[Finding], *, suppressed: int, known: int) -> str:
    """How many there are of each severity, and how many are not shown."""
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(f"{counts[s]} {s.value}" for s in Severity if counts[s]) or "nothing found"
    hidden = [f"{suppressed} suppressed by comments"] if suppressed else []
    hidden += [f"{known} in the baseline"] if known else []
    return f"{said} ({', '.join(hidden)})" if hidden else said
