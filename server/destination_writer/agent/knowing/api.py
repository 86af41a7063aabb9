"""The door: passages found by a question, and answers made of them."""

from destination_writer.agent.knowing.answering import Answerer
from destination_writer.agent.knowing.dialogue import Answer, Asked, Situation, Suggestion, Topic
from destination_writer.agent.knowing.libraries import library_of
from destination_writer.agent.knowing.library import Library
from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.values import Passage
from destination_writer.knowledge.store import Knowledge

__all__ = [
    "Answer",
    "Answerer",
    "Asked",
    "Context",
    "Library",
    "Situation",
    "Suggestion",
    "Topic",
    "library_of",
    "search_knowledge",
]


def search_knowledge(knowledge: Knowledge, query: str, context: Context | None = None, limit: int = 8) -> list[Passage]:
    """The passages that answer best, best first; none when nothing fits. Raises KnowledgeError only where the files of
    the retrieval itself (`retrieval/*.yaml`) cannot be used."""
    return library_of(knowledge).search(query, context, limit)
