"""The state file as a request sees it: its text, the connector around it, and what its keys take."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from destination_writer.connector.state import STATE_PATH
from destination_writer.lsp.statepath import is_state
from destination_writer.lsp.uris import path_of
from destination_writer.text.places import Position, Range, Span

if TYPE_CHECKING:
    from destination_writer.analysis.statefacts import StateFacts
    from destination_writer.connector.model import Connector
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.documents import OpenDocument
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session


@dataclass(frozen=True, slots=True)
class StateView:
    """One open state file. `home` is None where nothing around it is a connector yet."""

    session: "Session"
    document: "OpenDocument"
    home: "Home | None"
    facts: "StateFacts"

    @property
    def knowledge(self) -> "Knowledge":
        return self.facts.knowledge

    def offset(self, position: Position) -> int:
        return self.document.document.offset(position)

    def range_of(self, span: Span) -> Range:
        return self.document.document.range_of(span)


async def state_view(session: "Session", uri: str) -> StateView | None:
    """Wait until the document, its connector and its knowledge are there. None for any other file.

    Raises KnowledgeMissing when the package is damaged.
    """
    if not is_state(path_of(uri)):
        return None
    document = await session.documents.ready(uri)
    if document is None or document.path is None or document.waiting is not None:
        return None
    home = await session.homes.locate(document.path)
    folder = home.folder if home else document.path.parents[1]
    knowledge = await session.library.knowledge(folder)
    text = document.text
    if home is not None:
        connector = await home.connector()
        facts = await session.work.run(_facts, connector, knowledge, text)
    else:
        facts = await session.work.run(_alone, folder.name, knowledge, text)
    return StateView(session, document, home, facts)


def _facts(connector: "Connector", knowledge: "Knowledge", text: str) -> "StateFacts":
    """Runs in a thread."""
    from destination_writer.analysis.statefacts import StateFacts

    facts = StateFacts(connector, knowledge, text)
    assert facts.parts is not None  # read here, in the thread
    return facts


def _alone(name: str, knowledge: "Knowledge", text: str) -> "StateFacts":
    """A file around which there is nothing yet."""
    from destination_writer.connector.load import load_connector
    from destination_writer.text.files import MemoryFiles

    return _facts(load_connector(MemoryFiles({STATE_PATH: text}), name=name), knowledge, text)
