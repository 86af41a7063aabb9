"""`check PATH`: findings on a connector."""

import json
import sys
from collections import Counter
from typing import TypedDict

import click

from destination_writer.analysis.rules import rule
from destination_writer.checkpoints.elsewhere import Judgement, judge_elsewhere
from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.cli.sarif import to_sarif
from destination_writer.cli.usage import give_up
from destination_writer.cli.workflow import to_workflow_command
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.results.codes import CODES
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.workspace import UnusablePath, open_folder

FORMATS = ("text", "json", "sarif", "github")
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
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print findings.")
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--results", metavar="DIR", help="Judge the gate by the test reports below this folder.")
@click.option("--commit", metavar="SHA", help="The reports of --results are of this commit.")
@click.option("--phase", metavar="N", help="With --results: this phase and all before it must be done.")
@click.option("--advice", is_flag=True, help="Also how records could be written faster, before phase 5 is complete.")
def command(path: str, form: str, results: str | None, commit: str | None, phase: str | None, advice: bool) -> None:
    """Report findings on a connector. Exit code 1 when there is an error among them.

    With --results the gate is judged as well: exit code 1 when a test failed, or when a phase that the state file calls
    completed (or every phase up to --phase) is not done by these reports.
    """
    if results is None and (commit is not None or phase is not None):
        give_up("--commit and --phase speak of the reports of --results; give that folder too")
    try:
        workspace = open_workspace(path)
        roots = workspace.connectors()
        findings = [finding for root in roots for finding in workspace.findings(root)]
        findings += [finding for root in roots for finding in workspace.advice(root, asked=advice)]
        closed = False
        if results is not None:
            judgement = _judged(workspace, results, commit, phase)
            findings += judgement.findings
            closed = not judgement.is_open
    except (UnusablePath, KnowledgeError, BadPhase) as error:
        give_up(str(error))
    findings.sort(key=lambda finding: (finding.location, finding.code))
    _print(findings, form)
    sys.exit(1 if closed or any(finding.severity == Severity.ERROR for finding in findings) else 0)


def _judged(workspace: Workspace, results: str, commit: str | None, phase: str | None) -> Judgement:
    root = workspace.only_connector()
    number = None if phase is None else phase_number(phase, workspace.knowledge(root).phases)
    return judge_elsewhere(workspace, root, open_folder(results).folder, commit=commit, phase=number)


def _print(findings: list[Finding], form: str) -> None:
    if form == "json":
        click.echo(json.dumps([to_entry(finding) for finding in findings], ensure_ascii=False, indent=2))
    elif form == "sarif":
        click.echo(json.dumps(to_sarif(findings, _summary), ensure_ascii=False, indent=2))
    elif form == "github":
        for finding in findings:
            click.echo(to_workflow_command(finding))
    else:
        _print_text(findings)


def _summary(code: str) -> str:
    known = rule(code)
    if known is not None:
        return known.summary
    return next((info.summary for info in CODES if info.code == code), "")


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
