"""A folder that somebody opened, with everything the lower rooms can tell about the connectors in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from destination_writer.analysis.reviewing import Review, review
from destination_writer.analysis.rules import Kept
from destination_writer.checkpoints.cdktree import read_cdk_sources
from destination_writer.checkpoints.evidence import ReportReader
from destination_writer.checkpoints.gate import Inputs, judge
from destination_writer.checkpoints.history import RunRecord
from destination_writer.checkpoints.progress import estimate
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState
from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.load import SourceCache, find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.overrides import knowledge_files
from destination_writer.connector.roles import Role
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import Files
from destination_writer.text.findings import Finding
from destination_writer.toolchain.workspace import DiskWorkspace, UnusablePath, open_folder

APPEND_MODE = 5
"""The phase that must be complete before anyone hears how it could be faster."""
WRITES = frozenset({Role.INSERT_BUFFER, Role.AGGREGATE})

SHOWN = 10
"""Connectors that a message lists."""


class Workspace:
    """Connectors below a folder. Results are read anew with each call; sources and knowledge are kept by content."""

    def __init__(self, disk: DiskWorkspace, files: Files | None = None) -> None:
        self.disk = disk
        self.files: Files = files or disk.files
        """The folder's files, or those with open editors' buffers laid over them."""
        self._bundled = Knowledge(disk.bundled_knowledge())
        self._caches: dict[str, SourceCache] = {}
        self._readers: dict[str, ReportReader] = {}
        self._kept: dict[str, Kept] = {}
        self._cdk: dict[tuple[str, str | None], CdkSources | None] = {}

    def connectors(self) -> list[str]:
        """Roots of all connectors. Raises UnusablePath when there is none, and for a folder inside of one."""
        around = self.disk.module_around()
        if around is not None:
            raise UnusablePath(f"{self.disk.folder} is a part of the connector {around}; give that folder")
        roots = find_connectors(self.files)
        if not roots:
            raise UnusablePath(
                f"{self.disk.folder} holds no destination connector: no Gradle build with a cdkVersion, and no Kotlin "
                f"of io.airbyte.integrations.destination; give the connector's folder"
            )
        return roots

    def only_connector(self) -> str:
        """The root of the one connector there is. Raises UnusablePath when there are none or several."""
        roots = self.connectors()
        if len(roots) > 1:
            listed = ", ".join(roots[:SHOWN]) + (f" and {len(roots) - SHOWN} more" if len(roots) > SHOWN else "")
            raise UnusablePath(f"{self.disk.folder} holds {len(roots)} connectors; give one of them: {listed}")
        return roots[0]

    def connector(self, root: str) -> Connector:
        """The connector as it is now; the CDK's sources beside it as they were when first read."""
        cache = self._caches.setdefault(root, SourceCache())
        found = load_connector(self.files, root, name=self.disk.name if not root else None, cache=cache)
        key = (root, found.cdk_version)
        if key not in self._cdk:
            self._cdk[key] = read_cdk_sources(self.disk.folder / root, found.cdk_version)
        return replace(found, cdk=self._cdk[key])

    def knowledge(self, root: str) -> Knowledge:
        """What is known, with the overrides of connector and workspace."""
        files = knowledge_files(self.files, root, self._bundled.files)
        return self._bundled if files is self._bundled.files else Knowledge(files)

    def review(self, root: str, *, advice: bool = False, more: Sequence[Finding] = ()) -> Review:
        """What the rules say about one connector, and `more`, without what its comments suppress. How records could be
        written faster is a part of it when append mode is complete, or with `advice`."""
        told = advice or self._is_ready_for_advice(root)
        kept = self._kept.setdefault(root, Kept())
        return review(self.connector(root), self.knowledge(root), kept, advice=told, more=more)

    def parsed(self, root: str) -> tuple[list[Finding], str]:
        """What the database's own parser says of the SQL of one connector, and why it says nothing. Starts a
        process."""
        from destination_writer.checkpoints.sqlparsers import SqlParsers

        return SqlParsers().findings(self.connector(root), self.knowledge(root))

    def _is_ready_for_advice(self, root: str) -> bool:
        connector = self.connector(root)
        if APPEND_MODE in connector.state.completed_phases:
            return True
        if any(stub.role in WRITES for stub in connector.stubs):
            return False
        return self.status(root).phases[APPEND_MODE].state is PhaseState.DONE

    def evidence(self, root: str, commit: str | None = None) -> Evidence:
        """The newest result of each test, and what tells its age. Raises UnusablePath for a commit that is none."""
        return self._reader(root).evidence(self.files, commit=commit)

    def history(self, root: str) -> tuple[RunRecord, ...]:
        """Own runs of one connector, oldest first."""
        return self._reader(root).history()

    def _reader(self, root: str) -> ReportReader:
        if root not in self._readers:
            self._readers[root] = ReportReader(self.disk, root)
        return self._readers[root]

    def status(self, root: str, commit: str | None = None) -> ConnectorStatus:
        """Where one connector stands. Raises UnusablePath for a commit that is none."""
        connector, knowledge = self.connector(root), self.knowledge(root)
        return status_of(connector, knowledge, self.evidence(root, commit))


def gate_inputs(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> Inputs:
    """What the gate looks at, from values alone."""
    return Inputs(knowledge.phases, connector, evidence, _capabilities(connector, knowledge))


def status_of(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> ConnectorStatus:
    """Where a connector stands, from values alone."""
    phases = judge(gate_inputs(connector, knowledge, evidence))
    ahead = (PhaseState.CURRENT, PhaseState.BLOCKED)
    return ConnectorStatus(
        name=connector.name,
        database=connector.database,
        cdk_version=connector.cdk_version,
        current_phase=next((phase.number for phase in phases if phase.state in ahead), None),
        phases=phases,
        estimate=estimate(knowledge.phases, phases, connector.state),
        problems=(*connector.problems, *(evidence.run.problems if evidence.run else ())),
    )


def open_workspace(path: str | Path) -> Workspace:
    """Raises UnusablePath, which names the path and a remedy, for what is no readable folder."""
    return Workspace(open_folder(path))


def _capabilities(connector: Connector, knowledge: Knowledge) -> Callable[[str], bool]:
    """What the database can do: the user's own word first, then its dialect. Of an unknown one everything is expected,
    so that no phase can be left out by mistake."""
    told = connector.state.database_characteristics
    dialect = knowledge.dialect(connector.database) if connector.database in knowledge.dialect_slugs else None

    def can(capability: str) -> bool:
        own = told.get(f"has_{capability}")
        if own is not None:
            return bool(own)
        return dialect.can(capability) if dialect else True

    return can
