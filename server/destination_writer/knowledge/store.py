"""All knowledge behind one object: parts are read when first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from destination_writer.knowledge.cdkversions import CdkVersion
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.guides import Guide, parse_guide
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.merging import dialect_path, load_dialect
from destination_writer.knowledge.phases import OwnedStub, Phase, PhaseFile, from_guide_number, owners
from destination_writer.text.files import Files, OverlayFiles, UnreadableFile

if TYPE_CHECKING:
    from destination_writer.knowledge.constructs import Construct, Lacking
    from destination_writer.knowledge.contracts import Contract
    from destination_writer.knowledge.failures import Category, FailureRule
    from destination_writer.knowledge.models import ModelBook
    from destination_writer.knowledge.preflight import Checklist
    from destination_writer.knowledge.statekeys import StateKeys
    from destination_writer.knowledge.wiring import WiringFacts

Part = TypeVar("Part")


class Knowledge:
    """Typed knowledge over a `knowledge/` folder, or over an override laid on top of one.

    With `OverlayFiles(workspace, bundled)` a file of the workspace replaces the bundled one of its name. One that
    cannot be used is recorded as a problem and the bundled one is used in its place; without a bundled one, asking for
    it raises KnowledgeError.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self._parts: dict[tuple[str, str], object] = {}
        self._problems: dict[str, KnowledgeError] = {}

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Phases 0 to 11, in order."""
        return self._part("phases", "", "phases.yaml", lambda files: load_model(files, "phases.yaml", PhaseFile).phases)

    def phase(self, number: int) -> Phase:
        """Raises KeyError for a number outside 0 to 11."""
        if not 0 <= number < len(self.phases):
            raise KeyError(number)
        return self.phases[number]

    def guide_phase(self, number: int) -> Phase | None:
        """The phase behind a heading number of the written guide."""
        return from_guide_number(self.phases, number)

    def owners(self, role: str, function: str | None, era: str | None = None) -> tuple[Phase, ...]:
        """The phases that own a member; `createStreamLoader` has three."""
        return owners(self.phases, role, function, era)

    def owed(self, phase: int, role: str, function: str | None, era: str | None = None) -> OwnedStub | None:
        """What a stub of that phase owes; None when the phase does not own such a member or does not exist."""
        return self.phases[phase].owed(role, function, era) if 0 <= phase < len(self.phases) else None

    @property
    def dialect_slugs(self) -> tuple[str, ...]:
        return self._names("dialects/", ".yaml")

    def dialect(self, slug: str) -> Dialect:
        """Raises KnowledgeError, which lists the known ones, for a database without a dialect file."""
        if slug not in self.dialect_slugs:
            known = ", ".join(self.dialect_slugs)
            raise KnowledgeError(dialect_path(slug), None, "", f"no dialect is called {slug!r}; there are: {known}")
        return self._part("dialect", slug, dialect_path(slug), lambda files: load_dialect(files, slug))

    @property
    def guides(self) -> tuple[Guide, ...]:
        return tuple(self.guide(slug) for slug in self._names("guides/", ".md"))

    def guide(self, slug: str) -> Guide:
        """Raises KnowledgeError when there is no such page."""
        path = f"guides/{slug}.md"
        return self._part("guide", slug, path, lambda files: parse_guide(path, _text(files, path)))

    def contract(self, version: str) -> Contract:
        """The CDK as a connector with this `cdkVersion` sees it. Raises UnknownCdkVersion for one outside the eras."""
        from destination_writer.knowledge.contracts import load_contract

        return self._part("contract", version, "cdk/", lambda files: load_contract(files, version))

    @property
    def failure_rules(self) -> tuple[FailureRule, ...]:
        from destination_writer.knowledge.failures import load_failure_rules

        return self._part("failures", "", "failures/", lambda files: tuple(load_failure_rules(files)))

    @property
    def alternatives(self) -> dict[Category, str]:
        """What else leads on where a fix is blocked, a sentence for each category of failure."""
        from destination_writer.knowledge.alternatives import load_alternatives

        return self._part("alternatives", "", "alternatives.yaml", load_alternatives)

    @property
    def models(self) -> ModelBook:
        """What the models of the agent read, write and cost."""
        from destination_writer.knowledge.models import load_models

        return self._part("models", "", "models.yaml", load_models)

    @property
    def checklist(self) -> Checklist:
        """The questions of the preflight, and their contradictions."""
        from destination_writer.knowledge.preflight import load_checklist

        return self._part("checklist", "", "preflight/", load_checklist)

    @property
    def state_keys(self) -> StateKeys:
        """What the keys of a connector's state file mean."""
        from destination_writer.knowledge.statekeys import PATH, load_state_keys

        return self._part("state keys", "", PATH, load_state_keys)

    def wiring(self, version: str) -> WiringFacts:
        """What the CDK of that version demands of a connector's container of beans, and what it supplies. Raises
        UnknownCdkVersion for what is no version."""
        from destination_writer.knowledge.wiring import WiringFacts, load_wiring

        return WiringFacts(self._part("wiring", "", "wiring.yaml", load_wiring), CdkVersion.parse(version))

    @property
    def constructs(self) -> dict[str, Construct]:
        """What one database's SQL has and another's lacks, by slug."""
        from destination_writer.knowledge.constructs import PATH, load_constructs

        return self._part("constructs", "", PATH, load_constructs)

    def lacking(self, slug: str) -> tuple[Lacking, ...]:
        """What a database's SQL does not have. Raises KnowledgeError as `dialect` does."""
        from destination_writer.knowledge.constructs import lacking

        dialect = self.dialect(slug)
        return self._part("lacking", slug, dialect_path(slug), lambda _: lacking(self.constructs, dialect))

    def knowledge_problems(self) -> tuple[KnowledgeError, ...]:
        """Everything that cannot be used, after trying every phase, dialect, guide and failure rule there is."""
        attempts: list[Callable[[], object]] = [lambda: self.phases, lambda: self.failure_rules]
        attempts += [
            lambda: self.alternatives,
            lambda: self.checklist,
            lambda: self.wiring("1.0.13"),
            lambda: self.state_keys,
        ]
        attempts += [lambda slug=slug: self.lacking(slug) for slug in self.dialect_slugs]
        attempts += [lambda slug=slug: self.guide(slug) for slug in self._names("guides/", ".md")]
        for attempt in attempts:
            try:
                attempt()
            except KnowledgeError as error:
                self._problems.setdefault(str(error), error)
        return tuple(self._problems.values())

    def problems_so_far(self) -> tuple[KnowledgeError, ...]:
        """What could not be used of the parts that were asked for; the bundled file was taken in its place."""
        return tuple(self._problems.values())

    def _part(self, kind: str, name: str, path: str, load: Callable[[Files], Part]) -> Part:
        if (kind, name) not in self._parts:
            self._parts[kind, name] = self._load(self.files, path, load)
        return cast(Part, self._parts[kind, name])

    def _load(self, files: Files, path: str, load: Callable[[Files], Part]) -> Part:
        try:
            return load(files)
        except KnowledgeError as error:
            if not isinstance(files, OverlayFiles):
                raise
            self._problems.setdefault(str(error), error)
            if not path.endswith("/") and not files.lower.exists(path):
                raise
            return self._load(files.lower, path, load)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(self.files.list())

    def _names(self, folder: str, suffix: str) -> tuple[str, ...]:
        paths = (path for path in self._paths if path.startswith(folder) and path.endswith(suffix))
        names = (path.removeprefix(folder).removesuffix(suffix) for path in paths)
        return tuple(sorted(name for name in names if "/" not in name))


def _text(files: Files, path: str) -> str:
    try:
        return files.read(path)
    except FileNotFoundError:
        raise KnowledgeError(path, None, "", "there is no such guide") from None
    except UnreadableFile as error:
        raise KnowledgeError(path, None, "", str(error)) from None
