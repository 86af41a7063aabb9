"""Diagnoses laid on a connector: its own file and line, its method, and the Changes that mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import Offered, offered
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.results.declared import Declarations
from destination_writer.results.diagnose import Diagnosis
from destination_writer.results.pinpoint import whereabouts
from destination_writer.results.remedies import confidence, remedies_for
from destination_writer.text.places import Location
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge, workspace_templates


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A diagnosis as it is shown. `file` is the connector's own path where a connector was given and has it."""

    diagnosis: Diagnosis
    file: str | None
    line: int | None
    offers: tuple[Offered, ...] = ()

    @property
    def confidence(self) -> str:
        """high, medium or low."""
        return confidence(self.diagnosis.depth)


def plain(found: Sequence[Diagnosis]) -> list[Diagnosed]:
    """Without a connector: the places as the text states them."""
    return [Diagnosed(d, d.file, d.line) for d in found]


class Project:
    """The connector that a text speaks of."""

    def __init__(self, path: str) -> None:
        try:
            self.folder: Path = open_folder(path).folder
            self.files = DiskFiles(self.folder)
            self._connector = _load(self.files, path)
            self._knowledge: Knowledge = workspace_knowledge(self.folder)
            self._templates = Templates(workspace_templates(self.folder))
        except (UnusablePath, KnowledgeError) as error:
            give_up(str(error))
        self._declared = Declarations(self._connector)

    @property
    def root(self) -> str:
        """The connector's folder below `folder`."""
        return self._connector.root

    @property
    def packages(self) -> tuple[str, ...]:
        """What the connector's own frames begin with."""
        return (self._connector.package,) if self._connector.package else ()

    def lay_on(self, found: Sequence[Diagnosis], lines: Sequence[str]) -> list[Diagnosed]:
        """`lines` are those of the text that was read, as far as they were kept."""
        return [self._one(diagnosis, lines) for diagnosis in found]

    def phase_of(self, tests: Sequence[str]) -> int | None:
        """The first phase whose checkpoint asks for one of these tests; None when none does."""
        for phase in self._knowledge.phases:
            if any(test.name in tests for test in phase.tests_for(self._connector.cdk_version)):
                return phase.number
        return None

    def texts(self) -> dict[str, str]:
        """The connector's files by path, for comparing."""
        found = {source.path: source.text for source in self._connector.sources}
        known = {**self._connector.texts, **found}
        return {self._connector.workspace_path(path): text for path, text in known.items()}

    def _one(self, diagnosis: Diagnosis, lines: Sequence[str]) -> Diagnosed:
        place = self._place(diagnosis)
        where = whereabouts(self._connector, diagnosis.category, diagnosis.frames)
        said = "\n".join((diagnosis.message, *(lines[n - 1] for n in diagnosis.evidence if n <= len(lines))))
        remedies = remedies_for(
            diagnosis.rule, diagnosis.category, said, diagnosis.file, diagnosis.line, diagnosis.test or ""
        )
        offers = offered(self._connector, self._knowledge, self._templates, remedies)
        told = replace(diagnosis, cause=f"{diagnosis.cause} {where}".strip())
        if place is None:
            return Diagnosed(told, diagnosis.file, diagnosis.line, offers)
        return Diagnosed(told, place.path, place.range.start.line + 1, offers)

    def _place(self, diagnosis: Diagnosis) -> Location | None:
        stated = self._declared.file(diagnosis.file, diagnosis.line) if diagnosis.file else None
        if stated is not None:
            return stated
        framed = (self._declared.frame(frame) for frame in diagnosis.frames)
        return next((place for place in framed if place is not None), None)


def _load(files: DiskFiles, path: str) -> Connector:
    roots = find_connectors(files)
    if len(roots) != 1:
        what = f"{len(roots)} connectors; give the folder of one: {', '.join(roots)}" if roots else "no connector"
        raise UnusablePath(f"{path} holds {what}")
    connector = load_connector(files, roots[0], name=files.root.name)
    for problem in connector.problems:
        tell(problem)
    return connector
