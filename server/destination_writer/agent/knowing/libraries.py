"""One library for each knowledge, kept as long as the knowledge is held."""

from weakref import WeakKeyDictionary

from destination_writer.agent.knowing.library import Library
from destination_writer.knowledge.store import Knowledge

_LIBRARIES: WeakKeyDictionary[Knowledge, Library] = WeakKeyDictionary()


def library_of(knowledge: Knowledge) -> Library:
    """The library over a knowledge, made once."""
    found = _LIBRARIES.get(knowledge)
    if found is None:
        found = _LIBRARIES[knowledge] = Library(knowledge)
    return found
