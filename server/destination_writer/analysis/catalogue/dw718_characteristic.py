"""DW718: what the state file tells of the database is told otherwise by the preflight file, or by what is known."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, on, told
from destination_writer.analysis.stateedits import remedy, revalued
from destination_writer.analysis.statefacts import CHARACTERISTICS, StateFacts
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.connector.preflighttext import written
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Remedy, Severity

OVERRIDES = ".destination-writer/knowledge"
_Told = tuple[Part, str, str, Remedy]


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    if facts is None:
        return
    answered = {part.name: found for part, found in _against_preflight(facts)}
    against = [*answered.values(), *(one for part, one in _against_facts(facts) if part.name not in answered)]
    for part, message, fix, mend in against:
        yield told(subject, RULE.code, RULE.severity, message, on(part), fix=fix, remedies=[mend])


def _against_preflight(facts: StateFacts) -> Iterator[tuple[Part, _Told]]:
    """Only answers that a person confirmed: others are guesses."""
    for question in facts.knowledge.checklist.questions if facts.preflight.entries else ():
        part = facts.parts.find("state", CHARACTERISTICS, question.characteristic) if question.characteristic else None
        entry = facts.preflight.entry(question.id)
        if part is None or entry is None or part.is_empty or not entry.answer.is_given or not entry.answer.confirmed:
            continue
        if entry.answer.value != part.value:
            answer = written(entry.answer.value)
            own = written(part.value)
            message = f"{question.id} of the preflight file is answered {answer}; this says {own}, which counts."
            fix = f"Write {answer}, or correct the answer in {PREFLIGHT_PATH}."
            edit = revalued(facts.parts, part, entry.answer.value)
            why = f"{question.id} is answered {answer}, confirmed."
            yield part, (part, message, fix, remedy(facts.parts, f"Write {answer}", why, edit))


def _against_facts(facts: StateFacts) -> Iterator[tuple[Part, _Told]]:
    """A word that takes something away always counts; one that adds what nobody has described does not."""
    for part in facts.below(CHARACTERISTICS):
        if part.value is not True or facts.known_of(part.name) is not False or facts.dialect is None:
            continue
        what = part.name.removeprefix("has_").replace("_", " ")
        name = facts.dialect.name
        proof = facts.dialect.capabilities[part.name.removeprefix("has_")].proof.label
        message = f"{name} is known not to have {what} ({proof}). The gate takes your word; generation does not use it."
        fix = f"Write false. Where yours has it, describe it in a dialect file of your own below {OVERRIDES}."
        edit = revalued(facts.parts, part, False)
        yield part, (part, message, fix, remedy(facts.parts, "Write false", f"{name} is known not to have it.", edit))


RULE = Rule(
    "DW718",
    "characteristic",
    Severity.WARNING,
    "The state file tells something else of the database than the preflight file, or than what is known.",
    check_connector=_check,
)
