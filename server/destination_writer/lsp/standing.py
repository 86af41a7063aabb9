"""How far a connector is, from what is on the screen and in its results. For worker threads."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from destination_writer.checkpoints.report import estimate_words
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.status import ConnectorStatus as Standing
from destination_writer.checkpoints.workspace import Workspace, status_of
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp import protocol
from destination_writer.text.files import Files, UnreadableFile
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import DiskWorkspace


def evidence_of(folder: Path, files: Files, unsaved: Mapping[str, float]) -> Evidence:
    """The newest results. `unsaved` has, by path, when a text that the disk does not have yet was last changed."""
    evidence = Workspace(DiskWorkspace(folder), files).evidence("")
    changed = [at for at in (evidence.sources_changed_at, *unsaved.values()) if at is not None]
    return replace(evidence, sources_changed_at=max(changed, default=None))


def unsaved_of(folder: Path, texts: Mapping[str, tuple[str, float]]) -> dict[str, float]:
    """Which of these texts, by path with the time of their last change, differ from the disk."""
    disk = DiskFiles(folder)
    return {path: at for path, (text, at) in texts.items() if _on_disk(disk, path) != text}


def _on_disk(disk: DiskFiles, path: str) -> str | None:
    try:
        return disk.read(path)
    except (FileNotFoundError, UnreadableFile):
        return None


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
