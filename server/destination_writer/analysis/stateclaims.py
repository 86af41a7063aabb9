"""What the rules about the state file share: the file of a connector, looked at once, and findings on its words."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.statefacts import StateFacts, state_facts
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Related, Remedy, Severity
from destination_writer.text.places import Span

MERGE_MARKS = ("<<<<<<<", ">>>>>>>")


def claims_of(subject: ConnectorSubject) -> StateFacts | None:
    """The state file; None where there is none, or where two versions of it wait to be merged."""
    return subject.shared(_facts)


def _facts(subject: ConnectorSubject) -> StateFacts | None:
    facts = state_facts(subject.connector, subject.knowledge)
    return None if facts is None or any(mark in facts.text for mark in MERGE_MARKS) else facts


def on(part: Part) -> Span:
    """Where a finding about a value stands: on the value, on the key where there is none."""
    return part.at if part.at.start < part.at.end else part.key


def told(
    subject: ConnectorSubject,
    code: str,
    severity: Severity,
    message: str,
    span: Span,
    *,
    fix: str,
    remedies: Iterable[Remedy] = (),
    related: Iterable[Related] = (),
) -> Finding:
    """A finding on words of the state file."""
    place = subject.location(STATE_PATH, span)
    return Finding(code, severity, message, place, fix=fix, remedies=tuple(remedies), related=tuple(related))


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    many = list(words)
    return f"{', '.join(many[:-1])} {last} {many[-1]}" if len(many) > 1 else "".join(many)
