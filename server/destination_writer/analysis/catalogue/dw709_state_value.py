"""DW709: a value of the state file that means nothing where it stands, or something else than it looks like."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.nearest import nearest, slips
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, listed, on, told
from destination_writer.analysis.stateedits import remedy, removed, revalued
from destination_writer.analysis.statefacts import CHARACTERISTICS, StateFacts
from destination_writer.connector.yamlparts import Part
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.text.findings import Finding, Remedy, Severity

_WORDS = {"false": False, "no": False, "off": False, "true": True, "yes": True, "on": True}


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    if facts is None:
        return
    for check in (_checkpoints, _database, _characteristics, _strategies, _close):
        for part, message, fix, remedies in check(facts):
            yield told(subject, RULE.code, RULE.severity, message, on(part), fix=fix, remedies=remedies)


_Told = tuple[Part, str, str, list[Remedy]]


def _checkpoints(facts: StateFacts) -> Iterator[_Told]:
    for item in facts.below("completed_checkpoints"):
        name = item.text
        if not name or name in facts.checkpoints or facts.checkpoint(name) is not None:
            continue
        near = _nearest_checkpoint(facts, name)
        remedies = [_write(facts, item, near)] if near else []
        why = f"{name} is the checkpoint of no phase."
        remedies.append(remedy(facts.parts, f"Remove {name}", why, removed(facts.parts, item)))
        yield item, f"{name} names no phase, so it does not count.", _did_you_mean(near), remedies


def _nearest_checkpoint(facts: StateFacts, name: str) -> str:
    digits = "".join(sign for sign in name if sign.isdigit())
    phase = facts.phase(int(digits)) if digits and len(digits) < 3 else None
    return phase.checkpoint_name if phase else next(iter(slips(name, facts.checkpoints)), "")


def _database(facts: StateFacts) -> Iterator[_Told]:
    part = facts.parts.find("state", "database")
    if part is None or not part.text or facts.dialect is not None or part.text == facts.preflight.database:
        return
    near = next(iter(slips(part.text, facts.knowledge.dialect_slugs)), "")
    if near:
        message = f"No database is known as {part.text}: generation and the rules about SQL have no facts to go by."
        yield part, message, _did_you_mean(near), [_write(facts, part, near)]


def _characteristics(facts: StateFacts) -> Iterator[_Told]:
    for part in facts.below(CHARACTERISTICS):
        if not part.name.startswith("has_") or part.is_map or part.is_list or isinstance(part.value, bool | None):
            continue
        meant = _WORDS.get(part.text.strip().lower())
        word = "" if meant is None else "true" if meant else "false"
        remedies = [_write(facts, part, meant, preferred=True)] if meant is not None else []
        message = f"{part.name} is not true or false but something else, which is taken as true."
        yield part, message, f"Write {word}, without quotes." if word else "Write true or false.", remedies


def _strategies(facts: StateFacts) -> Iterator[_Told]:
    if facts.dialect is None:
        return
    for part in facts.below("strategies"):
        if part.name not in {kind.value for kind in StrategyKind} or not part.text:
            continue
        known = [legal.text for legal in facts.legal(part.path)]
        if not known or part.text in known or part.text in facts.ways_without(part.name):
            continue
        near = next(iter(slips(part.text, known)), "")
        ways = sorted(known, key=lambda slug: slug != near)
        remedies = [_write(facts, part, slug) for slug in (ways[:1] if near else ways)]
        message = (
            f"{facts.dialect.name} has no way {part.text} for {part.name.replace('_', ' ')}; there is {listed(known)}."
        )
        yield part, message, _did_you_mean(near) if near else "Write one of these.", remedies


def _close(facts: StateFacts) -> Iterator[_Told]:
    """Values that are almost legal ones. Others may be a person's own words."""
    parts = [p for p in facts.parts.walk() if p.path == ("state", "test_configuration", "database")]
    parts += [p for p in facts.below(CHARACTERISTICS) if not p.name.startswith("has_")]
    for part in parts:
        known = [legal.text for legal in facts.legal(part.path)]
        near = next(iter(nearest(part.text, known)), "") if part.text not in known else ""
        if near:
            message = f"{part.text} is none of the values of {part.name}: {listed(known)}."
            yield part, message, _did_you_mean(near), [_write(facts, part, near)]


def _write(facts: StateFacts, part: Part, value: str | bool, *, preferred: bool = False) -> Remedy:
    shown = str(value).lower() if isinstance(value, bool) else value
    edit = revalued(facts.parts, part, value)
    return remedy(facts.parts, f"Write {shown}", f"{shown} is what this key takes.", edit, preferred=preferred)


def _did_you_mean(near: str) -> str:
    return f"Did you mean {near}?" if near else "Remove it."


RULE = Rule(
    "DW709",
    "state-value",
    Severity.WARNING,
    "A value of the state file means nothing, or something else than it looks like.",
    check_connector=_check,
)
