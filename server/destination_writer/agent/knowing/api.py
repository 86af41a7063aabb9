"""The door: passages found by a question."""

from weakref import WeakKeyDictionary

from destination_writer.agent.knowing.library import Library
from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.values import Passage
from destination_writer.knowledge.store import Knowledge

__all__ = ["Context", "Library", "library_of", "search_knowledge"]

_LIBRARIES: WeakKeyDictionary[Knowledge, Library] = WeakKeyDictionary()


def library_of(knowledge: Knowledge) -> Library:
    """The library over a knowledge, made once as long as the knowledge is held."""
    found = _LIBRARIES.get(knowledge)
    if found is None:
        found = _LIBRARIES[knowledge] = Library(knowledge)
    return found


def search_knowledge(knowledge: Knowledge, query: str, context: Context | None = None, limit: int = 8) -> list[Passage]:
    """The passages that answer best, best first; none when nothing fits. Raises KnowledgeError only where the files of
    the retrieval itself (`retrieval/*.yaml`) cannot be used."""
    return library_of(knowledge).search(query, context, limit)
