"""What advice rules share: findings with evidence, and the ways to go instead, by the facts about the database."""

import re
from collections.abc import Iterator

from destination_writer.analysis.inserting import Routine, once_a_record, routines
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.knowledge.bulklevels import load_bulk_levels
from destination_writer.knowledge.dialects import Dialect, Strategy, StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.findings import Finding, Remedy
from destination_writer.text.places import Span

TUNE = "tune-inserts"
"""The remedy that writes the insertion anew, in the way that its argument `strategy` names."""


def dialect_of(subject: ConnectorSubject) -> Dialect | None:
    """The facts about the connector's database; None for one that nobody has described."""
    database = subject.connector.database
    if database not in subject.knowledge.dialect_slugs:
        return None
    try:
        return subject.knowledge.dialect(database)
    except KnowledgeError:
        return None


def bulk_ways(subject: ConnectorSubject) -> tuple[Strategy, ...]:
    """How this database takes many rows, the simplest level first."""
    dialect = dialect_of(subject)
    if dialect is None:
        return ()
    levels = load_bulk_levels(subject.knowledge.files)
    return tuple(sorted(dialect.strategies_of(StrategyKind.BULK_LOAD), key=levels.rank))


def runs_prepared(subject: ConnectorSubject) -> bool:
    """Whether one row a run of a prepared statement is a good way for this database: it has no round trip."""
    return any(way.level == "prepared" for way in bulk_ways(subject))


def for_each_record(rule: Rule, subject: ConnectorSubject, deed: re.Pattern[str], what: str) -> Iterator[Finding]:
    """A finding wherever a routine does once for every record what `deed` finds; `what` goes on behind its name."""
    every = routines(subject.connector)
    for routine in every:
        for span in once_a_record(routine, deed, every):
            yield finding(rule, subject, routine, span, f"{routine.owner.name}.{routine.function.name} {what}")


def finding(rule: Rule, subject: ConnectorSubject, routine: Routine, span: Span, message: str) -> Finding:
    """A finding at a place of a routine, with its line as evidence and a remedy for each way to go instead."""
    ways = bulk_ways(subject)
    levels = load_bulk_levels(subject.knowledge.files) if ways else None
    options = " ".join(f"{n}. {levels.words(way)}." for n, way in enumerate(ways, 1)) if levels else ""
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=message,
        location=routine.location(subject.connector, span),
        fix=f"Consider: {options}" if options else "",
        evidence=(routine.line(span.start),),
        remedies=tuple(_remedies(ways)),
        data={"class": routine.owner.name, "function": routine.function.name},
    )


def _remedies(ways: tuple[Strategy, ...]) -> Iterator[Remedy]:
    for number, way in enumerate(ways):
        yield Remedy(TUNE, f"Write records by {way.title}", {"strategy": way.slug}, preferred=number == 0)
