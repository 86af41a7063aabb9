"""How to implement a member: what it must do, how this database does it, the code, and what proves it."""

from collections.abc import Iterator

from destination_writer.agent.knowing.desk import NO_DATABASE, Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.intents import Subject
from destination_writer.agent.values import Passage
from destination_writer.knowledge.dialect_facts import Capability
from destination_writer.knowledge.dialects import Dialect, Strategy, StrategyKind

_RULES = 6
_BEGINNING = "multi-row-insert"
_INTERFACES = (
    "TableOperationsClient",
    "TableSchemaEvolutionClient",
    "TestTableOperationsClient",
    "DestinationWriter",
    "TableSchemaMapper",
    "ValueCoercer",
)
_FEATURES = {StrategyKind.UPSERT: ("merge", "insert_on_conflict", "window_functions")}
"""Capabilities that a person asks about with a kind of strategy."""


def method(desk: Desk, subject: Subject) -> Answer:
    """`How do I implement upsertTable for MongoDB?`"""
    contract = _contract(desk, subject)
    topic = desk.going(intent="how", subject=subject.subject, question=desk.text)
    parts = [
        f"**{subject.subject}{f' for {desk.dialect.name}' if desk.dialect else ''}** (phase {subject.phase})",
        _duty(contract),
    ]
    cited = [*contract]
    asked = None
    if desk.dialect is None:
        parts.append("How it is done depends on the database.")
        asked = Asked(NO_DATABASE, "Which database is it for?", tuple(desk.knowledge.dialect_slugs))
    else:
        parts += _here(desk, desk.dialect, subject)
        cited += desk.passages(_facts(desk.dialect, subject))
    cited += desk.passages((f"knowledge/guides/{subject.guide}",) if subject.guide else ())
    parts.append(_proof(subject))
    return written(topic, parts, cited, _commands(desk, subject), asked)


def _contract(desk: Desk, subject: Subject) -> list[Passage]:
    found = (desk.library.passage(f"cdk:{owner}.{subject.subject}", desk.context.era) for owner in _INTERFACES)
    passage = next((one for one in found if one), None)
    owed = (f"knowledge/phases.yaml#{subject.phase}/owes/{role}.{subject.subject}" for role in subject.roles)
    return [passage] if passage else list(desk.passages(owed))


def _duty(contract: list[Passage]) -> str:
    if not contract:
        return ""
    lines = contract[0].text.split("\n")
    return "What it must do:\n\n" + "\n".join(lines[: _RULES + 3])


def _here(desk: Desk, dialect: Dialect, subject: Subject) -> Iterator[str]:
    if subject.kind is not None:
        yield _features(dialect, subject.kind)
        ways = _generated_first(dialect.strategies_of(subject.kind))
        if ways:
            yield _way(dialect, ways)
    examples = desk.examples.both(subject, dialect.slug, desk.context.era)
    for number, example in enumerate(examples):
        how = "which belongs to it" if number else f"as it is generated for {dialect.name}"
        yield f"`{example.place}`, {how}:\n\n{example.markdown}"
    if not examples:
        yield f"There is no template for {subject.subject} on {dialect.name}; the passages below say what it owes."


def _generated_first(ways: tuple[Strategy, ...]) -> tuple[Strategy, ...]:
    """The way that the code below goes in front: facts name the fastest load first, a connector begins with the
    multi-row INSERT where there is one."""
    return tuple(sorted(ways, key=lambda way: way.slug != _BEGINNING))


def _features(dialect: Dialect, kind: StrategyKind) -> str:
    known = [(name, dialect.capabilities.get(name)) for name in _FEATURES.get(kind, ())]
    labels = {"merge": "MERGE", "insert_on_conflict": "INSERT ... ON CONFLICT", "window_functions": "window functions"}
    lines = [f"- {labels[name]}: {_holds(fact)}. {fact.note}" for name, fact in known if fact is not None]
    return f"What {dialect.name} has:\n\n" + "\n".join(lines) if lines else ""


def _holds(fact: Capability) -> str:
    since = f", since {fact.since}" if fact.since else ""
    return f"yes{since}" if fact.supported else "no"


def _way(dialect: Dialect, ways: tuple[Strategy, ...]) -> str:
    first, *others = ways
    steps = "\n".join(f"{n}. `{sql}`" for n, sql in enumerate(first.statements, 1))
    together = "All in one transaction, on one connection." if first.transaction and len(first.statements) > 1 else ""
    else_ = "Also possible: " + "; ".join(f"{way.title} (`{way.slug}`)" for way in others) + "." if others else ""
    told = (f"The way on {dialect.name}: **{first.title}** (`{first.slug}`). {first.trade_off}", steps, together, else_)
    return "\n\n".join(part for part in told if part)


def _facts(dialect: Dialect, subject: Subject) -> tuple[str, ...]:
    own = f"knowledge/dialects/{dialect.slug}.yaml#"
    return (f"{own}{subject.kind.value}",) if subject.kind else ()


def _proof(subject: Subject) -> str:
    if not subject.tests:
        return ""
    named = ", ".join(f"`{test}`" for test in subject.tests)
    return (
        f"It is proven by {named}. While one of them fails, that is a blocker: phase {subject.phase} does not "
        "count as done."
    )


def _commands(desk: Desk, subject: Subject) -> Iterator[Suggestion]:
    path = desk.situation.path
    connector = desk.situation.connector
    stubs = [s for s in connector.stubs if s.call.function == subject.subject] if connector else []
    for stub in stubs[:2]:
        name = f"{stub.call.class_name}.{subject.subject}"
        yield Suggestion(f"Write `{name}` and look at the change", ("generate", path, "--stub", name))
    if not stubs:
        yield Suggestion(
            "Write the stubs of this phase and look at the change", ("generate", path, "--phase", str(subject.phase))
        )
    yield Suggestion("Run its tests", ("checkpoint", path, "--phase", str(subject.phase)))
