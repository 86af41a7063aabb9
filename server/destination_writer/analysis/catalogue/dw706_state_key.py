"""DW706: a key of the state file that nothing reads, and that looks like a misspelled one.

Other unknown keys are no finding: they may be those of a later version, and every edit keeps them.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, told
from destination_writer.analysis.stateedits import remedy, renamed
from destination_writer.analysis.statefacts import CHARACTERISTICS, StateFacts
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Severity

_ALIKE = 0.84
"""How alike two words must be, of 1: `skiped_phases` is like `skipped_phases`, `phases` is not."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    for part, meant in _misspelled(facts) if facts else ():
        assert facts is not None
        why, edit = f"Nothing reads {part.name}.", renamed(facts.parts, part, meant)
        is_there = facts.parts.find(*part.path[:-1], meant) is not None
        mend = [] if is_there else [remedy(facts.parts, f"Write {meant}", why, edit, preferred=True)]
        message = f"Nothing reads `{'.'.join(part.path)}`: what it says does not count. Did you mean `{meant}`?"
        fix = f"Write `{meant}`, or remove the key."
        yield told(subject, RULE.code, RULE.severity, message, part.key, fix=fix, remedies=mend)


def _misspelled(facts: StateFacts) -> Iterator[tuple[Part, str]]:
    """Each such key with the one that was meant."""
    for part in facts.parts.walk():
        known = () if part.is_item else facts.names_below(part.path[:-1])
        if not known or part.name in known:
            continue
        meant = next(iter(get_close_matches(part.name.lower().replace("-", "_"), known, n=1, cutoff=_ALIKE)), "")
        is_own = part.path[:-1] == ("state", CHARACTERISTICS)  # people tell more of a database than is read
        if meant and not (is_own and _is_another_word(part.name, meant)):
            yield part, meant


def _is_another_word(name: str, other: str) -> bool:
    """`has_transactional_dml` is no misspelled `has_transactional_ddl`; with a letter too few it would be."""
    return len(name) == len(other) and sorted(name) != sorted(other)


RULE = Rule(
    "DW706",
    "state-key",
    Severity.WARNING,
    "A key of the state file looks misspelled.",
    check_connector=_check,
)
