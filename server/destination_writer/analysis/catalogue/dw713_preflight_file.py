"""DW713: `.destination-writer/preflight.yaml` cannot be read."""

from collections.abc import Iterable

from destination_writer.analysis.preflight import examined
from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = examined(subject)
    for problem in found.read.problems if found is not None else ():
        assert found is not None
        lost = "Nothing is written to this file until it is mended; what can be read of it counts."
        message = as_sentence(problem.reason) + (f" {lost}" if found.read.is_broken else "")
        yield found.finding(RULE.code, RULE.severity, message, problem.span, as_sentence(problem.remedy))


RULE = Rule(
    "DW713",
    "preflight-file",
    Severity.ERROR,
    "The preflight file cannot be read.",
    check_connector=_check,
)
