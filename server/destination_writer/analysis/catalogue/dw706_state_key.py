"""DW706: a key of the state file that nothing reads where it stands: a misspelled one, or one that belongs elsewhere.

Other unknown keys are no finding: they may be those of a later version, and every edit keeps them.
"""

from collections.abc import Iterable

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, told
from destination_writer.analysis.stateedits import moved, remedy, removed_key, renamed
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.analysis.statekeys import home_of, meant, unread
from destination_writer.connector.yamlparts import KeyPath, Part
from destination_writer.text.findings import Finding, Remedy, Severity

_Told = tuple[str, str, list[Remedy]]


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    for part in unread(facts) if facts else ():
        assert facts is not None
        home, name = home_of(facts, part), meant(facts, part)
        said = _misplaced(facts, part, home) if home else _misspelled(facts, part, name) if name else None
        if said is not None:
            message, fix, remedies = said
            yield told(subject, RULE.code, RULE.severity, message, part.key, fix=fix, remedies=remedies)


def _misspelled(facts: StateFacts, part: Part, name: str) -> _Told:
    message = f"Nothing reads `{'.'.join(part.path)}`: what it says does not count. Did you mean `{name}`?"
    fix, why = f"Write `{name}`, or remove the key.", f"Nothing reads {part.name}."
    if facts.parts.find(*part.path[:-1], name) is None:
        edit = renamed(facts.parts, part, name)
        return message, fix, [remedy(facts.parts, f"Write {name}", why, edit, preferred=True)]
    return message, fix, _without(facts, part, f"{why} {name} is there as well.")


def _misplaced(facts: StateFacts, part: Part, home: KeyPath) -> _Told:
    above = ".".join(home)
    message = f"Nothing reads `{part.name}` here: what it says does not count. It belongs below `{above}`."
    if facts.parts.find(*home, part.name) is not None:
        fix = f"Remove it: `{above}.{part.name}` is there, and counts."
        return message, fix, _without(facts, part, f"{above}.{part.name} counts.")
    edits = moved(facts.parts, part, home)
    why = f"Below {above} it is read."
    mend = [remedy(facts.parts, f"Move {part.name} below {above}", why, *edits, preferred=True)] if edits else []
    return message, f"Move it below `{above}`.", mend


def _without(facts: StateFacts, part: Part, why: str) -> list[Remedy]:
    edit = removed_key(facts.parts, part)
    return [remedy(facts.parts, f"Remove {part.name}", why, edit)] if edit else []


RULE = Rule(
    "DW706",
    "state-key",
    Severity.WARNING,
    "Nothing reads this key of the state file: it is misspelled, or stands at the wrong place.",
    check_connector=_check,
)
