"""DW703: a file below `.destination-writer/knowledge/` cannot be used."""

import re
from collections.abc import Iterable
from contextlib import suppress

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.overrides import override_path
from destination_writer.knowledge.cdkversions import LOCAL, UnknownCdkVersion
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.files import OverlayFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    if not isinstance(subject.knowledge.files, OverlayFiles):
        return  # the bundled knowledge alone: reading all of it would find nothing
    for problem in _problems(subject):
        path = override_path(subject.knowledge.files, problem.path)
        if path is not None:
            yield _finding(subject, problem, path)


def _problems(subject: ConnectorSubject) -> tuple[KnowledgeError, ...]:
    """Of all parts; the CDK's contract is read in the version that the connector pins, or in the newest."""
    version = subject.connector.cdk_version
    with suppress(KnowledgeError):
        try:
            subject.knowledge.contract(version or LOCAL)
        except UnknownCdkVersion:
            subject.knowledge.contract(LOCAL)
    return subject.knowledge.knowledge_problems()


def _finding(subject: ConnectorSubject, problem: KnowledgeError, path: str) -> Finding:
    """The place is the problem's line; for a file that is no text, the line that its reason begins with."""
    unread = re.match(rf"{re.escape(path)}(?::(\d+))? (.*)", problem.reason)
    line = int(unread[1] or 1) if unread else problem.line or 1
    key = f"{problem.key}: " if problem.key else ""
    reason = f"it {unread[2]}" if unread else f"{key}{problem.reason}"
    instead = "The bundled one is used in its place." if _is_bundled(subject, problem.path) else "Nothing replaces it."
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"This knowledge file is not used: {reason}. {instead}",
        location=Location(path, Range.of(line - 1, 0, line - 1, 0)),
        fix="Mend it there, or remove the file.",
    )


def _is_bundled(subject: ConnectorSubject, path: str) -> bool:
    files = subject.knowledge.files
    while isinstance(files, OverlayFiles):
        files = files.lower
    return files.exists(path)


RULE = Rule(
    "DW703",
    "knowledge-override",
    Severity.ERROR,
    "A knowledge override of the workspace is not valid.",
    check_connector=_check,
)
