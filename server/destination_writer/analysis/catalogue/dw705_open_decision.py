"""DW705: an upgrade of the CDK left something to a person, and the comment that says so still stands."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.connector.decisions import Decision, decisions_in
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location

_BUILD_FILES = ("build.gradle.kts", "build.gradle")


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    connector = subject.connector
    for source in connector.sources:
        for decision in decisions_in(source.path, source.text):
            place = Document(source.text).range_of(decision.span)
            yield _finding(decision, Location(connector.workspace_path(source.path), place))
    for path in _BUILD_FILES:
        for decision in decisions_in(path, connector.texts.get(path, "")):
            yield _finding(decision, subject.line(path, decision.line))


def _finding(decision: Decision, location: Location) -> Finding:
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"Decide, since CDK {decision.version}: {as_sentence(decision.text)}",
        location=location,
        fix="Change what it speaks of, or see that it is right as it is; then remove the comment.",
        data={"version": decision.version},
    )


RULE = Rule(
    "DW705",
    "open-decision",
    Severity.WARNING,
    "An upgrade of the CDK left something to decide.",
    check_connector=_check,
)
