"""DW701: the connector does not say which CDK it is written against, or names one that does not exist."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.connector.model import Defect, DefectKind
from destination_writer.text.findings import Finding, Severity

_BUILD_FILES = ("build.gradle.kts", "build.gradle")


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    for defect in subject.connector.defects:
        if defect.kind in (DefectKind.CDK_VERSION_MISSING, DefectKind.CDK_VERSION_UNKNOWN):
            yield _finding(subject, defect)
        elif defect.kind == DefectKind.CDK_VERSION_UNRELEASED:
            said = as_sentence(defect.reason)
            where = subject.line(defect.path, defect.line)
            yield Finding(RULE.code, Severity.WARNING, said, where, fix=as_sentence(defect.remedy))


def _finding(subject: ConnectorSubject, defect: Defect) -> Finding:
    has_build = any(path in subject.connector.texts for path in _BUILD_FILES)
    fails = has_build or defect.kind == DefectKind.CDK_VERSION_UNKNOWN
    return Finding(
        code=RULE.code,
        severity=Severity.ERROR if fails else Severity.WARNING,
        message=f"{as_sentence(defect.reason)} "
        "Which packages and signatures the CDK has depends on it. This is a blocker.",
        location=subject.line(defect.path, defect.line),
        fix=as_sentence(defect.remedy),
    )


RULE = Rule(
    "DW701",
    "cdk-version",
    Severity.ERROR,
    "cdkVersion is missing or names no known version.",
    check_connector=_check,
)
