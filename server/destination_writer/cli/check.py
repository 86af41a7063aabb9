"""`check PATH`: findings on a connector."""

import json
import sys
from collections import Counter
from typing import TypedDict

import click

from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.cli.usage import give_up
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.workspace import UnusablePath

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


@click.command()
@click.argument("path", default=".")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print findings.")
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
def command(path: str, form: str) -> None:
    """Report findings on a connector. Exit code 1 when there is an error among them."""
    try:
        workspace = open_workspace(path)
        findings = [finding for root in workspace.connectors() for finding in workspace.findings(root)]
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    findings.sort(key=lambda finding: (finding.location, finding.code))
    if form == "json":
        click.echo(json.dumps([to_entry(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print_text(findings)
    sys.exit(1 if any(finding.severity == Severity.ERROR for finding in findings) else 0)


def to_entry(finding: Finding) -> FindingEntry:
    """One item of the JSON list. Lines and columns count from 1, columns in code points; `end_column` is exclusive.

    `fix` is the title of what can be applied. Where a person has to do it, the message ends with how.
    """
    start, end = finding.location.range.start, finding.location.range.end
    preferred = sorted(finding.remedies, key=lambda remedy: not remedy.preferred)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": finding.location.path,
        "line": start.line + 1,
        "column": start.column + 1,
        "end_line": end.line + 1,
        "end_column": end.column + 1,
        "message": f"{finding.message} {finding.fix}".rstrip(),
        "fix": preferred[0].title if preferred else None,
    }


def _print_text(findings: list[Finding]) -> None:
    for finding in findings:
        start = finding.location.range.start
        place = f"{finding.location.path}:{start.line + 1}:{start.column + 1}"
        severity = click.style(f"{finding.severity.value} {finding.code}", fg=_COLOURS[finding.severity], bold=True)
        click.echo(f"{place}: {severity}: {finding.message}")
        if finding.fix:
            click.echo(f"    fix: {finding.fix}")
    counts = Counter(finding.severity for finding in findings)
    summary = ", ".join(f"{counts[s]} {s.value}" for s in Severity if counts[s]) or "nothing found"
    click.echo(summary, err=True)
