"""How far a connector is, from what is on the screen and in its results. For worker threads."""

from collections.abc import Mapping
from pathlib import Path

from destination_writer.checkpoints.report import estimate_words
from destination_writer.checkpoints.results import Evidence, Freshness
from destination_writer.checkpoints.sources import source_paths
from destination_writer.checkpoints.status import ConnectorStatus as Standing
from destination_writer.checkpoints.workspace import status_of
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp import protocol
from destination_writer.results.findings import findings_of
from destination_writer.results.reports import ReportText, read_reports
from destination_writer.text.files import Files, UnreadableFile
from destination_writer.text.findings import Finding
from destination_writer.text.testruns import TestResult, TestRun
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import DiskWorkspace, ReportFile

OpenTexts = Mapping[str, tuple[str, float]]
"""Texts of edited documents by path, each with the time of its last change (seconds since the epoch)."""


class ReportReader:
    """The test reports of one connector. Reads them again only when one of them has changed."""

    def __init__(self, folder: Path) -> None:
        self._disk = DiskWorkspace(folder)
        self._stamps: tuple[tuple[str, float], ...] = ()
        self._run: TestRun | None = None

    def evidence(self, files: Files, texts: OpenTexts) -> Evidence:
        """The newest results, and what tells their age: an edit that is not saved counts as a change of the sources."""
        reports = self._disk.report_files("")
        saved = self._disk.newest_change(source_paths(files, ""))
        times = [saved, *(at for path, (text, at) in texts.items() if _on_disk(self._disk.files, path) != text)]
        return Evidence(
            run=self._read(reports),
            report_times={report.path: report.modified for report in reports},
            sources_changed_at=max((at for at in times if at is not None), default=None),
        )

    def _read(self, reports: list[ReportFile]) -> TestRun | None:
        stamps = tuple((report.path, report.modified) for report in reports)
        if stamps != self._stamps:
            texts = (ReportText(report.path, report.modified, report.blocks()) for report in reports)
            self._run = read_reports(texts) if reports else None
            self._stamps = stamps
        return self._run


def _on_disk(disk: DiskFiles, path: str) -> str | None:
    try:
        return disk.read(path)
    except (FileNotFoundError, UnreadableFile):
        return None


def result_findings(
    evidence: Evidence, connector: Connector, knowledge: Knowledge
) -> list[tuple[Finding, float | None]]:
    """What the newest results say, each with the time of its report (seconds since the epoch)."""
    if evidence.run is None:
        return []
    findings = findings_of(evidence.run, connector, knowledge.failure_rules, lambda result: _is_stale(evidence, result))
    return [(finding, evidence.report_times.get(finding.data.get("report", ""))) for finding in findings]


def _is_stale(evidence: Evidence, result: TestResult) -> bool:
    return evidence.freshness(result) is Freshness.STALE


def standing_of(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> Standing:
    return status_of(connector, knowledge, evidence)


def to_payload(standing: Standing, connector: Connector, uri: str) -> protocol.ConnectorStatus:
    return {
        "uri": uri,
        "name": standing.name,
        "database": standing.database,
        "cdkVersion": standing.cdk_version,
        "currentPhase": standing.current_phase,
        "phases": [
            {
                "number": phase.number,
                "title": phase.title,
                "state": phase.state.value,
                "blockers": [blocker.sentence for blocker in phase.blockers],
                "percent": phase.percent,
                "openStubs": sum(stub.phase == phase.number for stub in connector.stubs),
                "components": [
                    {"name": part.name, "progress": part.progress.value, "required": part.required}
                    for part in phase.components
                ],
            }
            for phase in standing.phases
        ],
        "remaining": estimate_words(standing.estimate) if standing.estimate else None,
        "problems": list(standing.problems),
    }
