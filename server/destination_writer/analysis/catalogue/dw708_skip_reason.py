"""DW708: the state file leaves out a phase and does not say why."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, on, told
from destination_writer.analysis.stateedits import reasoned, remedy
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    for item, number, reason in facts.skipped if facts else ():
        assert facts is not None
        phase = facts.phase(number.value)
        if phase is None or not phase.may_skip(facts.can) or (reason is not None and reason.text.strip()):
            continue
        message = f"Phase {phase.number} ({phase.title}) is left out, and nothing says why. {phase.skip_means}"
        fix = "Write a `reason:`. It is told in the connector's documentation."
        place = on(number if reason is None else reason)
        remedies = list(_remedies(facts, item, phase.number))
        yield told(subject, RULE.code, RULE.severity, message, place, fix=fix, remedies=remedies)


def _remedies(facts: StateFacts, item: Part, phase: int) -> Iterator[Remedy]:
    """Reasons that people have: only they know which is theirs."""
    for reason in facts.keys.reasons_for(phase):
        why = f"This becomes the reason for leaving out phase {phase}."
        yield remedy(facts.parts, f"Reason: {reason}", why, reasoned(facts.parts, item, reason))


RULE = Rule(
    "DW708",
    "skip-reason",
    Severity.WARNING,
    "A phase is left out without a reason.",
    check_connector=_check,
)
