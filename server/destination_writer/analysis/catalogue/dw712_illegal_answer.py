"""DW712: an answer of the preflight checklist is not one that the question takes, or no question has its id."""

from collections.abc import Iterable

from destination_writer.analysis.preflight import examined
from destination_writer.analysis.rule import ConnectorSubject, Rule, as_sentence
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = examined(subject)
    if found is None:
        return
    for entry in found.preflight.entries:
        question = found.checklist.question(entry.id)
        if question is None:
            nearest = found.checklist.nearest(entry.id)
            fix = f"Did you mean {nearest}?" if nearest else "Remove it; the checklist does not ask for it."
            yield found.finding(RULE.code, RULE.severity, f"No question is called {entry.id}.", entry.key, fix)
            continue
        more = found.more_values(question)
        problem = question.problem_with(entry.answer.value, more)
        if problem is not None:
            legal = question.legal_values(more)
            fix = f"Write one of {', '.join(legal)}." if legal else f"As in {question.answer.example}."
            span = found.whole(entry.id) or entry.key
            fix = fix if legal or question.answer.example else ""
            yield found.finding(RULE.code, RULE.severity, f"{entry.id}: {as_sentence(problem)}", span, fix)


RULE = Rule(
    "DW712",
    "preflight-illegal-answer",
    Severity.ERROR,
    "An answer of the preflight checklist is not a legal one.",
    check_connector=_check,
)
