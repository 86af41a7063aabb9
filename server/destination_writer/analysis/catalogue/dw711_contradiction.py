"""DW711: answers of the preflight checklist contradict each other."""

from collections.abc import Iterable
from dataclasses import replace

from destination_writer.analysis.preflight import examined
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.text.findings import Finding, Related, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    found = examined(subject)
    if found is None:
        return
    for clash in found.checklist.clashes(found.preflight.answers):
        places = [(one, span) for one in clash.questions if (span := found.whole(one)) is not None]
        for identifier, span in places:
            others = [(one, at) for one, at in places if one != identifier]
            named = " and ".join(one for one, _ in others)
            about = f"Contradicts {named}: " if named else ""
            made = found.finding(RULE.code, RULE.severity, f"{about}{clash.says}", span, clash.remedy)
            yield replace(made, related=tuple(Related(found.location(at), f"{one} says so") for one, at in others))


RULE = Rule(
    "DW711",
    "preflight-contradiction",
    Severity.ERROR,
    "Answers of the preflight checklist contradict each other.",
    check_connector=_check,
)
