"""DW710: a question of the preflight checklist has no answer."""

import re
from collections.abc import Iterable

from destination_writer.analysis.preflight import Examined, examined
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.knowledge.preflight import Question
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

_ANSWERS = re.compile(r"^\ufeff?(answers)[ \t]*:", re.MULTILINE)
SHOWN = 3
"""Questions that are named of those that the file does not hold."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = examined(subject)
    return unanswered(found) if found is not None and not found.read.is_broken else ()


def unanswered(found: Examined) -> Iterable[Finding]:
    """Those that a connector cannot be written without are information, the others hints."""
    missing: list[Question] = []
    for question in found.checklist.unanswered(found.preflight.answers):
        entry = found.preflight.entry(question.id)
        if entry is None:
            missing.append(question)
            continue
        yield found.finding(
            RULE.code,
            _severity(found, [question]),
            f"{question.phrase(_name(found))} {_phases(question)}",
            entry.key,
            _stands_in(found) or f"{question.find} Or run the experiments: `destination-writer preflight --probe URL`.",
        )
    if missing:
        yield _not_there(found, missing)


def _not_there(found: Examined, missing: list[Question]) -> Finding:
    match = _ANSWERS.search(found.text)
    named = ", ".join(question.id for question in missing[:SHOWN])
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    verb = "is" if len(missing) == 1 else "are"
    return found.finding(
        RULE.code,
        _severity(found, missing),
        f"{named}{more} {verb} not in this file.",
        Span(*match.span(1)) if match else Span(0, 0),
        "Add the questions, or let `destination-writer preflight` ask them.",
    )


def _severity(found: Examined, questions: list[Question]) -> Severity:
    wanted = found.base is None and any(question.needed for question in questions)
    return Severity.INFO if wanted else Severity.HINT


def _stands_in(found: Examined) -> str:
    return f"Until then {found.base.name}'s facts stand in." if found.base else ""


def _phases(question: Question) -> str:
    numbers = " and ".join(filter(None, [", ".join(map(str, question.phases[:-1])), str(question.phases[-1])]))
    plural = "phases" if len(question.phases) > 1 else "phase"
    needs = "need it" if len(question.phases) > 1 else "needs it"
    return f"Not answered yet; {plural} {numbers} {needs}." if question.needed else "Not answered; it may stay open."


def _name(found: Examined) -> str:
    return found.preflight.name or found.preflight.database or "the database"


RULE = Rule(
    "DW710",
    "preflight-unanswered",
    Severity.INFO,
    "A question of the preflight checklist has no answer.",
    check_connector=_check,
)
