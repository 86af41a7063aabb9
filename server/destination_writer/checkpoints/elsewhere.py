"""Judging results of another machine: reports in any folder, and the commit that they are said to be of."""

from dataclasses import dataclass
from pathlib import Path

from destination_writer.checkpoints.gate import BLOCKER
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.status import Blocker, BlockerKind, ConnectorStatus, PhaseState
from destination_writer.checkpoints.workspace import Workspace, status_of
from destination_writer.connector.model import Connector
from destination_writer.results.codes import ResultCode
from destination_writer.results.findings import findings_of
from destination_writer.results.reports import ReportText, read_reports
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range
from destination_writer.toolchain.workspace import UnusablePath, reports_below

_BY_A_FINDING = frozenset({BlockerKind.FAILED_TEST, BlockerKind.REGRESSION, BlockerKind.OPEN_STUB})
"""Blockers that another finding places on its line already."""


@dataclass(frozen=True)
class Judgement:
    """`findings` are failures and what else keeps the wanted phases from being done; `is_open` says that the gate lets
    the change pass."""

    findings: tuple[Finding, ...]
    status: ConnectorStatus
    is_open: bool


def judge_elsewhere(
    workspace: Workspace, root: str, folder: Path, *, commit: str | None, phase: int | None
) -> Judgement:
    """The gate over the reports below `folder`.

    The phases up to `phase` must be done; without it, up to the last that the state file calls completed. Results are
    of the sources as they are only when `commit` says so and the sources equal it. Raises UnusablePath for a folder
    without reports and for a commit that is none.
    """
    files = reports_below(folder)
    if not files:
        raise UnusablePath(f"{folder} holds no JUnit report; give the folder with the TEST-*.xml files of the run")
    connector, knowledge = workspace.connector(root), workspace.knowledge(root)
    run = read_reports(ReportText(file.path, file.modified, file.blocks()) for file in files)
    same = None if commit is None else workspace.disk.equals_commit(root, commit)
    evidence = Evidence(run=run, of_commit=same)
    status = status_of(connector, knowledge, evidence)
    wanted = max(connector.state.completed_phases, default=-1) if phase is None else phase
    blockers = [
        (found.number, blocker)
        for found in status.phases[: wanted + 1]
        if found.state not in (PhaseState.DONE, PhaseState.SKIPPED)
        for blocker in found.blockers
    ]
    failures = findings_of(run, connector, knowledge.failure_rules)
    rest = [_finding(connector, number, b) for number, b in blockers if b.kind not in _BY_A_FINDING]
    return Judgement((*failures, *rest), status, is_open=not failures and not blockers)


def _finding(connector: Connector, phase: int, blocker: Blocker) -> Finding:
    sentence = blocker.sentence if "blocker" in blocker.sentence else f"{blocker.sentence} {BLOCKER}"
    build = next(
        (name for name in ("build.gradle.kts", "build.gradle") if name in connector.texts), "gradle.properties"
    )
    return Finding(
        code=ResultCode.GATE,
        severity=Severity.ERROR,
        message=f"Phase {phase}: {sentence}",
        location=blocker.location or Location(connector.workspace_path(build), Range.of(0, 0, 0, 0)),
        data={"kind": blocker.kind.value},
    )
