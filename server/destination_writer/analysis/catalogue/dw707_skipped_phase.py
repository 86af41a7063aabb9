"""DW707: the state file leaves out a phase that cannot be left out."""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, listed, on, told
from destination_writer.analysis.stateedits import remedy, removed
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.state import STATE_PATH
from destination_writer.knowledge.phases import Phase
from destination_writer.text.findings import Finding, Severity


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    for item, number, _ in facts.skipped if facts else ():
        assert facts is not None
        phase = facts.phase(number.value)
        if phase is not None and not phase.may_skip(facts.can):
            why = f"Phase {phase.number} ({phase.title}) has to be built: its tests are asked for."
            take_out = remedy(facts.parts, f"Take phase {phase.number} up again", why, removed(facts.parts, item))
            message = f"{_why_not(facts, phase)} Its tests are asked for as before. This is a blocker."
            fix = _fix(phase)
            yield told(subject, RULE.code, RULE.severity, message, on(number), fix=fix, remedies=[take_out])


def _why_not(facts: StateFacts, phase: Phase) -> str:
    name = f"Phase {phase.number} ({phase.title})"
    able = [one.replace("_", " ") for one in phase.skip_without if facts.can(one)]
    if able:
        database = facts.dialect.name if facts.dialect else facts.connector.database or "the database"
        return f"{name} cannot be left out: {database} is taken to have {listed(able)}."
    optional = listed([str(one.number) for one in facts.knowledge.phases if one.optional])
    return f"{name} cannot be left out: only the optional phases {optional} can."


def _fix(phase: Phase) -> str:
    if not phase.skip_without:
        return "Remove it from `skipped_phases`."
    keys = ", ".join(f"has_{name}: false" for name in phase.skip_without)
    return f"Remove it, or say under `database_characteristics` of {STATE_PATH} what the database lacks ({keys})."


RULE = Rule(
    "DW707",
    "skipped-phase",
    Severity.ERROR,
    "The state file leaves out a phase that cannot be left out.",
    check_connector=_check,
)
