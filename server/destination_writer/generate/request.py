"""What holds for a whole request: the database, the CDK version, the way chosen where there are several."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import MemberEntry, Templates
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.latertests import LaterTests
from destination_writer.knowledge.cdkversions import Era, UnknownCdkVersion
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.dialects import Strategy as DialectStrategy
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge

_POLISH = 11
"""The phase of optimisation, whose stubs get the faster way."""


@dataclass(frozen=True)
class Request:
    templates: Templates
    dialect: Dialect
    contract: Contract
    strategy: str | None = None
    phase: int | None = None
    decided: Mapping[str, str] = field(default_factory=dict[str, str])
    """The ways that the connector's state holds, by kind; they come before the dialect's own default."""
    denied: frozenset[str] = frozenset()
    """Capabilities that the user said the database lacks: no way that needs one of them is gone."""
    way: DialectStrategy | None = None
    """The strategy of the member that is being written, where there are several."""
    later: LaterTests | None = None
    """Tests of whole new files wait for their phases; None lets all of them run."""
    local_tests: bool = False
    """Tests use the database that `secrets/config.json` names, not a container."""

    @property
    def era(self) -> Era:
        return self.contract.era

    @property
    def folders(self) -> tuple[str, ...]:
        """Where templates are looked for, the most special first."""
        special = (self.dialect.slug, *self.dialect.parents, self.dialect.family)
        general = (*(("sql",) if self.dialect.is_sql else ()), self.dialect.connection.client)
        return (*dict.fromkeys((*special, *general)), "any")

    def can(self, capability: str) -> bool:
        """By the dialect's facts, and not denied by the user."""
        return capability not in self.denied and self.dialect.can(capability)

    def strategies(self, entry: MemberEntry) -> tuple[DialectStrategy, ...]:
        """The ways that the database can do it, by its facts and the user's word, and that have a template, the default
        first."""
        if entry.passes_on is not None:
            called = (e for e in self.templates.index.members if e.strategies == entry.passes_on)
            return self.strategies(next(called))
        if entry.strategies is None:
            return ()
        can = self.dialect.strategies_of(entry.strategies)
        ways = [way for way in can if self._file(entry, way) and not self.denied.intersection(way.requires)]
        first = entry.polish if self.phase == _POLISH else entry.default
        decided = self.decided.get(entry.strategies.value)
        return tuple(sorted(ways, key=lambda way: (way.slug != decided, way.slug != first)))

    def way_of(self, kind: StrategyKind) -> str:
        """The slug of the way that members of a kind go where nobody asks for another; empty without any."""
        entry = next(entry for entry in self.templates.index.members if entry.strategies == kind)
        return next((way.slug for way in self.strategies(entry)), "")

    def check_strategy(self, entry: MemberEntry) -> None:
        """Raises CannotGenerate when a way was asked for that the member cannot go."""
        slugs = [way.slug for way in self.strategies(entry)]
        if self.strategy is not None and self.strategy not in slugs:
            known = f"there are: {', '.join(slugs)}" if slugs else "there is only one way"
            reason = f"{entry.functions[0]} cannot be written as {self.strategy!r}; {known}"
            raise CannotGenerate(reason, (f"the strategy {self.strategy}",))

    def template(self, entry: MemberEntry) -> tuple[str, DialectStrategy | None]:
        """The template for a member, and the way it goes. Raises CannotGenerate when there is none."""
        ways = self.strategies(entry)
        if entry.strategies is None:
            path = self.templates.find(entry.template, self.folders)
            if path is None:
                raise CannotGenerate(
                    f"no template writes {entry.functions[0]} for {self.dialect.name}",
                    (f"templates/{self.dialect.slug}/{entry.template}.kt.j2",),
                )
            return path, None
        chosen = next((way for way in ways if self.strategy in (None, way.slug)), ways[0] if ways else None)
        if chosen is None:
            lacks = f" without {', '.join(sorted(self.denied))}" if self.denied else ""
            raise CannotGenerate(
                f"no template writes {entry.functions[0]} for {self.dialect.name}{lacks}",
                (f"templates/{self.dialect.slug}/{entry.template}/<strategy>.kt.j2",),
            )
        path = self._file(entry, chosen)
        assert path is not None  # strategies() kept only those that have one
        return path, chosen

    def _file(self, entry: MemberEntry, way: DialectStrategy) -> str | None:
        """The template of one way; `_any` writes the ways whose statements say it all."""
        own = self.templates.find(f"{entry.template}/{way.slug}", self.folders)
        return own or self.templates.find(f"{entry.template}/_any", self.folders)


def make_request(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    *,
    dialect: str | None,
    cdk: str | None,
    strategy: str | None = None,
    phase: int | None = None,
) -> Request:
    """Raises CannotGenerate, with the remedy, where the database or the CDK version is not known."""
    slug, version = dialect or connector.database, cdk or connector.cdk_version
    if not slug:
        known = ", ".join(knowledge.dialect_slugs)
        raise CannotGenerate(
            "the connector does not say which database it writes to; "
            "set `database` in .destination-writer/state.yaml, or name it as in --dialect postgres; "
            f"there are: {known}",
            ("the database",),
        )
    if not version:
        raise CannotGenerate(
            "gradle.properties has no cdkVersion: add the line `cdkVersion=1.0.13`, or the version that you build "
            "against, or name it as in --cdk 1.0.13",
            ("cdkVersion in gradle.properties",),
        )
    try:
        facts = (knowledge.dialect(slug), knowledge.contract(version))
        told = connector.state.database_characteristics.items()
        denied = frozenset(key.removeprefix("has_") for key, value in told if key.startswith("has_") and value is False)
        return Request(templates, *facts, strategy, phase, connector.state.strategies, denied)
    except UnknownCdkVersion as error:
        raise CannotGenerate(str(error), ("a cdkVersion that is supported",)) from None
    except KnowledgeError as error:
        remedy = "name another as in --dialect postgres, or correct `database` in .destination-writer/state.yaml"
        raise CannotGenerate(f"{error}; {remedy}", (f"a dialect for {slug}",)) from None
