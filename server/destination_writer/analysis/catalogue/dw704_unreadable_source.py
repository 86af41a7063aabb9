"""DW704: a file of the connector that cannot be read, so that nothing about it is known."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.connector.model import DefectKind
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    for defect in subject.connector.defects:
        if defect.kind == DefectKind.UNREADABLE:
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"This file {defect.reason}. {_unknown(defect.path)} This is a blocker.",
                location=subject.line(defect.path, defect.line),
                fix=as_sentence(defect.remedy),
            )


def _unknown(path: str) -> str:
    is_kotlin = path.endswith(".kt")
    return "Stubs and components in it are unknown." if is_kotlin else "What it says about the connector is unknown."


RULE = Rule(
    "DW704",
    "unreadable-source",
    Severity.ERROR,
    "A file of the connector cannot be read.",
    check_connector=_check,
)
