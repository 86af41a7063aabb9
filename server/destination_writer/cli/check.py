"""`check PATH`: findings on a connector."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from destination_writer.analysis.baseline import BadBaseline
from destination_writer.analysis.selection import BadSelector, Selection, selection_of
from destination_writer.checkpoints.elsewhere import Judgement, judge_elsewhere
from destination_writer.checkpoints.phasenumber import BadPhase, phase_number
from destination_writer.checkpoints.rulelist import codes
from destination_writer.cli.baselinefile import BaselineFile
from destination_writer.cli.checkfix import fix_targets
from destination_writer.cli.findingtext import print_findings, summary, to_entry
from destination_writer.cli.sariflog import sarif_log
from destination_writer.cli.targets import Target, targets_of_files, targets_of_folder
from destination_writer.cli.usage import give_up, tell
from destination_writer.cli.workflow import to_workflow_command
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.workspace import UnusablePath, open_folder

FORMATS = ("text", "json", "sarif", "github")
FROM_HERE = ("sarif", "github")
"""Formats that code hosts read: they look for files from the repository's folder, where a job runs."""
LEVELS = {"error": 0, "warning": 1, "info": 2}
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.HINT: 3}


@dataclass(frozen=True)
class Checked:
    """Findings with paths as they are told: those of the rules, and those of test results, which nothing hides."""

    rules: list[Finding]
    results: list[Finding]
    suppressed: list[Finding]
    is_closed: bool = False
    """The gate was judged, and does not let the change pass."""


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print findings.")
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these: codes, beginnings of codes (DW4), names.")
@click.option("--ignore", multiple=True, metavar="RULES", help="All but these, named in the same way.")
@click.option("--fail-on", type=click.Choice(list(LEVELS)), default="error", help="The mildest that ends with 1.")
@click.option("--fix", is_flag=True, help="Mend what one change surely mends, without asking; then report the rest.")
@click.option("--diff", is_flag=True, help="With --fix: show the changes, write nothing.")
@click.option("--baseline", metavar="FILE", help="Leave out what this file knows already.")
@click.option("--write-baseline", is_flag=True, help="Write what is found now to the file of --baseline.")
@click.option("--files", is_flag=True, help="The arguments are files: check the connectors that hold them.")
@click.option("--results", metavar="DIR", help="Judge the gate by the test reports below this folder.")
@click.option("--commit", metavar="SHA", help="The reports of --results are of this commit.")
@click.option("--phase", metavar="N", help="With --results: this phase and all before it must be done.")
@click.option("--parsers", is_flag=True, help="Ask the database's own parser about the SQL as well; starts a process.")
@click.option("--advice", is_flag=True, help="Also how records could be written faster, before phase 5 is complete.")
def command(
    paths: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    fix: bool,
    diff: bool,
    baseline: str | None,
    write_baseline: bool,
    files: bool,
    results: str | None,
    commit: str | None,
    phase: str | None,
    parsers: bool,
    advice: bool,
) -> None:
    """Report findings on a connector. PATH is its folder, or one that holds several; the folder you are in by default.

    Exit code 0: nothing at or above --fail-on. 1: something is. 2: bad usage, or a folder, file or baseline that cannot
    be used.

    With --results the gate is judged as well: exit code 1 when a test failed, or when a phase that the state file calls
    completed (or every phase up to --phase) is not done by these reports. No comment, option or baseline changes that.
    """
    _demand_sense(paths, files, results, commit, phase, fix, diff, baseline, write_baseline)
    try:
        selection = selection_of(codes(), select, ignore)
        targets = targets_of_files(paths) if files else _of_folder(paths, form)
        file = BaselineFile(baseline, is_new=write_baseline) if baseline else None
        if fix:
            fix_targets(targets, selection, file, shows_only=diff)
        checked = _check(targets, advice=advice, parsers=parsers, results=results, commit=commit, phase=phase)
        found = [finding for finding in checked.rules if finding in selection]
        known = 0
        if file is not None:
            found, known = _without_known(file, found, targets, writes=write_baseline, selection=selection)
    except (UnusablePath, KnowledgeError, BadPhase, BadSelector, BadBaseline) as error:
        give_up(str(error))
    _warn_of_left_out(checked.rules, selection)
    shown = sorted([*found, *checked.results], key=lambda finding: (finding.location, finding.code))
    _print(shown, form, targets)
    if form == "text":
        click.echo(summary(shown, suppressed=len(checked.suppressed), known=known), err=True)
    fails = any(_RANK[finding.severity] <= LEVELS[fail_on] for finding in shown)
    sys.exit(1 if checked.is_closed or fails else 0)


def _demand_sense(
    paths: tuple[str, ...],
    files: bool,
    results: str | None,
    commit: str | None,
    phase: str | None,
    fix: bool,
    diff: bool,
    baseline: str | None,
    write_baseline: bool,
) -> None:
    if results is None and (commit is not None or phase is not None):
        give_up("--commit and --phase speak of the reports of --results; give that folder too")
    if diff and not fix:
        give_up("--diff shows what --fix would change; give --fix too")
    if write_baseline and not baseline:
        give_up("--write-baseline writes the file of --baseline; name it: --baseline .destination-writer/baseline.json")
    if len(paths) > 1 and not files:
        give_up(f"{len(paths)} paths were given; give one folder, or --files and the files that changed")
    if files and results is not None:
        give_up("--results judges one connector; give its folder in place of --files")


def _of_folder(paths: tuple[str, ...], form: str) -> list[Target]:
    return targets_of_folder(paths[0] if paths else ".", from_here=form in FROM_HERE)


def _check(
    targets: Sequence[Target],
    *,
    advice: bool,
    parsers: bool,
    results: str | None,
    commit: str | None,
    phase: str | None,
) -> Checked:
    checked = Checked([], [], [])
    for target in targets:
        said = target.workspace.review(target.root, advice=advice, more=_parsed(target) if parsers else ())
        checked.rules.extend(map(target.told, said.findings))
        checked.suppressed.extend(map(target.told, said.suppressed))
    if results is None:
        return checked
    if len(targets) != 1:
        targets[0].workspace.only_connector()  # raises, with their names
    judgement = _judged(targets[0], results, commit, phase)
    told = [targets[0].told(finding) for finding in judgement.findings]
    return Checked(checked.rules, told, checked.suppressed, not judgement.is_open)


def _parsed(target: Target) -> list[Finding]:
    """What the database's own parser says. That it is not here is told: nobody must take silence for a verdict."""
    found, why_not = target.workspace.parsed(target.root)
    if why_not:
        tell(f"the SQL was not judged by a parser: {why_not}")
    return found


def _judged(target: Target, results: str, commit: str | None, phase: str | None) -> Judgement:
    number = None if phase is None else phase_number(phase, target.workspace.knowledge(target.root).phases)
    folder = open_folder(results).folder
    return judge_elsewhere(target.workspace, target.root, folder, commit=commit, phase=number)


def _without_known(
    file: BaselineFile, found: list[Finding], targets: Sequence[Target], *, writes: bool, selection: Selection
) -> tuple[list[Finding], int]:
    """What the baseline does not know, and how many it does."""
    if writes:
        tell(file.write(found, targets))
    new, known, gone = file.divide(found, [(target, target.workspace.connector(target.root)) for target in targets])
    if gone and not (selection.select or selection.ignore):
        tell(f"{gone} of the baseline's findings are found no more; --write-baseline takes them out of {file.path}")
    return new, known


def _warn_of_left_out(found: Iterable[Finding], selection: Selection) -> None:
    """What an option leaves out is said once, by number: a green run must not look like a clean one."""
    count = sum(finding not in selection for finding in found)
    if count:
        tell(f"{count} {'finding is' if count == 1 else 'findings are'} left out by --select or --ignore")


def _print(findings: list[Finding], form: str, targets: Sequence[Target]) -> None:
    if form == "json":
        click.echo(json.dumps([to_entry(finding) for finding in findings], ensure_ascii=False, indent=2))
    elif form == "sarif":
        click.echo(json.dumps(sarif_log(findings, targets), ensure_ascii=False, indent=2))
    elif form == "github":
        for finding in findings:
            click.echo(to_workflow_command(finding))
    else:
        print_findings(findings)
