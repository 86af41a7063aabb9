"""One document as a request sees it: its text, its connector, the contract of its CDK version."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.roles import Role, owes_member, role_of
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.lsp.documents import OpenDocument
from destination_writer.lsp.homes import Home
from destination_writer.lsp.positions import from_wire_position
from destination_writer.text.places import Position, Range

if TYPE_CHECKING:
    from destination_writer.lsp.session import Session


@dataclass(frozen=True, slots=True)
class View:
    """`home` is None for a document of no connector."""

    session: "Session"
    document: OpenDocument
    home: Home | None
    knowledge: Knowledge
    version: str | None
    """The CDK version in force: the connector's, else the settings'."""
    contract: Contract
    """Of that version; of the newest where there is none, or an unknown one."""

    @property
    def path(self) -> str:
        """The document's path in its connector; its name when it belongs to none."""
        path = self.document.path
        if path is None:
            return self.document.uri
        return self.home.relative(path) if self.home else path.name

    def position(self, value: lsp.Position) -> Position:
        wire = {"line": value.line, "character": value.character}
        return from_wire_position(self.document, wire, self.session.documents.encoding)

    def range(self, value: lsp.Range) -> Range:
        return Range(self.position(value.start), self.position(value.end))

    def role_of(self, call: TodoCall) -> Role | None:
        """The part of the class around a stub; from the connector where it inherits it from a class of its own."""
        known = self.home.known if self.home else None
        source = known.source(self.path) if known else None
        for component in source.components if source else ():
            if component.declaration.name == call.class_name:
                return component.role
        path = self.document.path.as_posix() if self.document.path else ""
        return role_of(call.class_name, call.supertypes, call.annotations, path)

    def calls(self) -> list[TodoCall]:
        """Every `TODO` call of the document as it is now; a plain one need not be an open stub."""
        return self.document.buffer.todo_calls() if self.document.buffer else []

    def stub(self, call: TodoCall) -> Stub | None:
        """The call as an open stub; None for a plain `TODO()` that no component owes."""
        role = self.role_of(call)
        return Stub(self.path, call, role) if call.phase is not None or owes_member(role, call.function) else None

    def stubs(self) -> list[Stub]:
        """The open stubs of the document as it is now."""
        return [stub for call in self.calls() if (stub := self.stub(call))]

    def stub_at(self, position: Position) -> Stub | None:
        """The open stub that a cursor touches."""
        cursor = Range(position, position)
        call = next((call for call in self.calls() if call.range.touches(cursor)), None)
        return self.stub(call) if call else None

    async def connector(self) -> Connector:
        """The connector as it is now; for a document of none, one that consists of that document."""
        if self.home is not None:
            return await self.home.connector()
        return await self.session.work.run(single_file, self.path, self.document.text)


def single_file(path: str, text: str) -> Connector:
    """A connector that consists of one file."""
    from destination_writer.connector.load import load_connector
    from destination_writer.text.files import MemoryFiles

    return load_connector(MemoryFiles({path: text}))


async def view_of(session: "Session", uri: str, *, kotlin_only: bool = True) -> View | None:
    """Wait until the document and its knowledge are there. None for a document that is not open or too large to look
    into, and for one that is no Kotlin unless any will do.

    Raises KnowledgeMissing when the package is damaged.
    """
    document = await session.documents.ready(uri)
    if document is None or document.is_limited or (kotlin_only and document.buffer is None):
        return None
    home = await session.homes.locate(document.path)
    folder = home.folder if home else None
    knowledge = await session.library.knowledge(folder)
    if home is not None and home.known is None:
        await home.connector()
    pinned = home.known.cdk_version if home and home.known else None
    version = pinned or session.settings.cdk.version or None
    return View(session, document, home, knowledge, version, await session.library.contract(folder, version))
