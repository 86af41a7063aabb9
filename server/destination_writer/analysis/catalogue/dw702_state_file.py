"""DW702: `.destination-writer/state.yaml` cannot be used."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.connector.model import DefectKind
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    for defect in subject.connector.defects:
        if defect.kind == DefectKind.STATE:
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"This state file is not used: {_as_clause(defect.reason)}. "
                "Decisions in it, skipped phases among them, do not count until it is mended.",
                location=subject.line(defect.path, defect.line),
                fix=as_sentence(defect.remedy),
            )


def _as_clause(reason: str) -> str:
    return f"it {reason}" if reason.startswith(("is ", "has ", "cannot ")) else reason


RULE = Rule(
    "DW702",
    "state-file",
    Severity.ERROR,
    "The state file is not valid.",
    check_connector=_check,
)
