"""How far a connector is, from what is on the screen and in its results. For worker threads."""

import math
from dataclasses import replace
from pathlib import Path

from destination_writer.checkpoints.atwork import phase_at_work
from destination_writer.checkpoints.claims import contradicted_claims
from destination_writer.checkpoints.evidence import ReportReader
from destination_writer.checkpoints.history import key_of_label
from destination_writer.checkpoints.report import estimate_words, next_step
from destination_writer.checkpoints.results import Evidence, Freshness
from destination_writer.checkpoints.resuming import Step, resume
from destination_writer.checkpoints.status import ConnectorStatus as Standing
from destination_writer.checkpoints.workspace import gate_inputs, status_of
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp import protocol
from destination_writer.results.findings import findings_of
from destination_writer.text.findings import Finding
from destination_writer.text.testruns import TestResult
from destination_writer.toolchain.workspace import DiskWorkspace


def report_reader(folder: Path) -> ReportReader:
    return ReportReader(DiskWorkspace(folder))


def result_findings(
    evidence: Evidence, connector: Connector, knowledge: Knowledge
) -> list[tuple[Finding, float | None]]:
    """What the newest results say, each with the time of its report (seconds since the epoch); what they say of the
    state file is as new as its text."""
    if evidence.run is None:
        return []
    findings = findings_of(evidence.run, connector, knowledge.failure_rules, lambda result: _is_stale(evidence, result))
    times = evidence.report_times
    told = [(_with_story(finding, evidence), times.get(finding.data.get("report", ""))) for finding in findings]
    return [*told, *((claim, math.inf) for claim in contradicted_claims(connector, knowledge, evidence))]


def _with_story(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with what own runs tell of its test: since when it fails, and when it last passed."""
    story = evidence.stories.get(key_of_label(finding.test)) if finding.test else None
    if story is None or not story.sentence:
        return finding
    return replace(finding, cause=f"{finding.cause} {story.sentence}".lstrip())


def _is_stale(evidence: Evidence, result: TestResult) -> bool:
    return evidence.freshness(result) is Freshness.STALE


def standing_of(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> Standing:
    return status_of(connector, knowledge, evidence)


def following_of(
    connector: Connector, knowledge: Knowledge, evidence: Evidence, standing: Standing, folder: Path
) -> Step:
    """What the user does next; the command names the connector by its folder."""
    return resume(gate_inputs(connector, knowledge, evidence), standing, path=str(folder)).next


def at_work_of(connector: Connector, knowledge: Knowledge, evidence: Evidence, standing: Standing) -> int | None:
    """The phase that is worked on; None when every phase is done or skipped."""
    if standing.current_phase is None:
        return None
    return phase_at_work(gate_inputs(connector, knowledge, evidence), standing)


def to_payload(
    standing: Standing, following: Step, at_work: int | None, connector: Connector, uri: str
) -> protocol.ConnectorStatus:
    return {
        "uri": uri,
        "name": standing.name,
        "database": standing.database,
        "cdkVersion": standing.cdk_version,
        "currentPhase": standing.current_phase,
        "atWork": at_work,
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
        "next": next_step(following),
    }
