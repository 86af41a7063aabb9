"""DW714: an answer of the preflight checklist was filled in and nobody has confirmed it."""

from collections.abc import Iterable

from destination_writer.analysis.preflight import examined
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.preflight import Answer, Source
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = examined(subject)
    if found is None:
        return
    for entry in found.preflight.unconfirmed:
        if found.checklist.question(entry.id) is not None:
            message = f"{_where_from(entry.answer)} and waits for your confirmation."
            fix = "Confirm it, correct it, or let the probe prove it."
            yield found.finding(RULE.code, RULE.severity, message, found.whole(entry.id) or entry.key, fix)


def _where_from(answer: Answer) -> str:
    if answer.like:
        return f"This was taken from {answer.like}" + (f" ({answer.proof})" if answer.proof else "")
    if answer.source == Source.KNOWLEDGE.value:
        return "This was filled in from what is known" + (f" ({answer.proof})" if answer.proof else "")
    return f"This was answered by {answer.source}"


RULE = Rule(
    "DW714",
    "preflight-unconfirmed",
    Severity.HINT,
    "An answer of the preflight checklist was filled in and is not confirmed.",
    check_connector=_check,
)
