"""DW703: a file below `.destination-writer/knowledge/` cannot be used."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.overrides import override_path
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    for problem in subject.knowledge.knowledge_problems():
        path = override_path(subject.knowledge.files, problem.path)
        if path is None:
            continue
        line = (problem.line or 1) - 1
        key = f"{problem.key}: " if problem.key else ""
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"This knowledge file is not used: {key}{problem.reason}. The bundled one is used in its place.",
            location=Location(path, Range.of(line, 0, line, 0)),
            fix="Mend the key, or remove the file.",
        )


RULE = Rule(
    "DW703",
    "knowledge-override",
    Severity.ERROR,
    "A knowledge override of the workspace is not valid.",
    check_connector=_check,
)
