"""Keys of a state file that nothing reads where they stand: misspelled ones, and those that belong elsewhere."""

from collections.abc import Iterator
from difflib import get_close_matches

from destination_writer.analysis.nearest import nearest
from destination_writer.analysis.statefacts import CHARACTERISTICS, StateFacts
from destination_writer.connector.roles import Role
from destination_writer.connector.yamlparts import KeyPath, Part
from destination_writer.knowledge.dialect_facts import StrategyKind

ALIKE = 0.84
"""How alike two words must be, of 1: `skiped_phases` is like `skipped_phases`, `phases` is not."""
STATE: KeyPath = ("state",)


def unread(facts: StateFacts) -> Iterator[Part]:
    """Keys that are not among those that their map may hold, in the order of the text. Whatever is below them is not
    read either, and is not listed."""
    return _unread(facts, facts.parts.parts)


def _unread(facts: StateFacts, parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        known = () if part.is_item else facts.names_below(part.path[:-1])
        if known and part.name not in known:
            yield part
        else:
            yield from _unread(facts, part.children)


def meant(facts: StateFacts, part: Part) -> str:
    """The key of the same map that was misspelled; empty where nothing is near enough."""
    known, name = facts.names_below(part.path[:-1]), part.name.lower().replace("-", "_")
    found = next(iter([*get_close_matches(name, known, n=1, cutoff=ALIKE), *nearest(part.name, known)]), "")
    is_own = part.path[:-1] == (*STATE, CHARACTERISTICS)  # people tell more of a database than is read
    return "" if is_own and found and _is_another_word(part.name, found) else found


def _is_another_word(name: str, other: str) -> bool:
    """`has_transactional_dml` is no misspelled `has_transactional_ddl`; with a letter too few it would be."""
    return len(name) == len(other) and sorted(name) != sorted(other)


def home_of(facts: StateFacts, part: Part) -> KeyPath | None:
    """The map that would read a key which stands one level too high; None for a key that is read nowhere."""
    match part.path:
        case (name,) if name in facts.names_below(STATE):
            return STATE
        case ("state", name) if name in facts.characteristics():
            return (*STATE, CHARACTERISTICS)
        case ("state", name) if name in {kind.value for kind in StrategyKind}:
            return (*STATE, "strategies")
        case ("state", name) if name in {role.value for role in Role}:
            return (*STATE, "components_implemented")
        case _:
            return None
