"""What a phase depends on for one connector: what is known of its database, what the user said, which ways remain."""

from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.request import Request
from destination_writer.generate.stepping import Kit
from destination_writer.knowledge.conditions import Condition, Option, load_conditions
from destination_writer.knowledge.dialects import Dialect, Strategy, StrategyKind


@dataclass(frozen=True, slots=True)
class Standing:
    """One condition as it stands. `known` is what the dialect says, None when it says nothing, with its `proof` and
    `note`; `told` is the user's own word, which goes first."""

    condition: Condition
    known: bool | None
    proof: str = ""
    note: str = ""
    told: bool | None = None

    @property
    def holds(self) -> bool | None:
        return self.known if self.told is None else self.told

    @property
    def words(self) -> str:
        """`MERGE: yes (executed: DuckDB 2.0.0)`."""
        answer = {True: "yes", False: "no", None: "not known"}[self.holds]
        own = f"your answer, {self.condition.characteristic} in {STATE_PATH}"
        source = own if self.told is not None else self.proof or "no fact says so"
        return f"{self.condition.label}: {answer} ({source})"


def standings_of(kit: Kit, number: int) -> tuple[Standing, ...]:
    """The conditions of a phase, in order. Raises CannotGenerate and KnowledgeError."""
    dialect = kit.request(number).dialect
    told = kit.connector.state.database_characteristics
    found: list[Standing] = []
    for condition in load_conditions(kit.knowledge.files):
        if condition.phase == number:
            own = told.get(condition.characteristic)
            known, proof, note = _fact(dialect, condition.capability)
            found.append(Standing(condition, known, proof, note, None if own is None else bool(own)))
    return tuple(found)


def mattering(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Without those that nothing depends on, because the database has what makes them needless."""
    known = tuple(standings)
    held = {s.condition.capability for s in known if s.holds}
    return tuple(s for s in known if not held.intersection(s.condition.only_without))


def _fact(dialect: Dialect, capability: str) -> tuple[bool | None, str, str]:
    if capability == "jdbc":
        return dialect.connection.client == "jdbc", dialect.connection.proof.label, ""
    known = dialect.capabilities.get(capability)
    return (None, "", "") if known is None else (known.supported, known.proof.label, known.note)


def possible_ways(request: Request, kind: StrategyKind) -> tuple[Strategy, ...]:
    """The ways of one kind that have a template and need nothing that the user denied, the first choice first."""
    entry = next((e for e in request.templates.index.members if e.strategies == kind), None)
    return request.strategies(entry) if entry else ()


def options_without(request: Request, condition: Condition) -> tuple[Option, ...]:
    """What there is to choose where the database lacks it: the strategies that remain, then what is general.

    A general option whose strategy the database has is told once.
    """
    kind = condition.without.kind
    remaining = possible_ways(request, kind) if kind else ()
    own = tuple(Option(slug=way.slug, title=way.title, text=way.trade_off) for way in remaining)
    slugs = {option.slug for option in own}
    return (*own, *(option for option in condition.without.options if option.slug not in slugs))
