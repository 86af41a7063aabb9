"""`search_knowledge`: passages of what is known, with their anchors, for the database and phase at hand."""

from pydantic import BaseModel, Field

from destination_writer.agent.knowing.library import Library
from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.guidebook import GuidePassage
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, count
from destination_writer.agent.values import AnyTool, Approval, Passage, Tool, ToolResult, any_tool
from destination_writer.knowledge.cdkversions import UnknownCdkVersion, era_of
from destination_writer.knowledge.store import Knowledge

LIMIT = 6
PASSAGE = 2_400
"""Characters of one passage."""


class SearchKnowledge(BaseModel):
    question: str = Field(min_length=2, max_length=500, description="What you want to know, in words.")
    database: str = Field("", max_length=60, description="Database to prefer; left out: the connector's own.")
    phase: int | None = Field(None, ge=0, le=11, description="Phase to prefer; left out: the one that is worked on.")
    limit: int = Field(LIMIT, ge=1, le=12, description="How many passages to give.")


def knowledge_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over what a desk's workspace knows."""

    libraries = _Libraries()

    def search(asked: SearchKnowledge) -> ToolResult:
        context = _context(desk, asked)
        found = libraries.of(desk.knowledge).search(asked.question, context, asked.limit)
        own = desk.guidebook.search(asked.question, desk.knowledge)
        parts = [*map(_told, found), *map(_told_of_workspace, own)]
        text = "\n\n".join(parts) or "Nothing is known about that here."
        anchors = tuple(passage.anchor for passage in (*found, *(one.passage for one in own)))
        return ToolResult(
            bounded(text, "Ask for fewer passages."), anchors=anchors, summary=count(len(found), "passage")
        )

    return (
        any_tool(
            Tool(
                "search_knowledge",
                "Finds passages of the built-in knowledge: guides, phases, CDK contract, databases, strategies, "
                "failures, "
                "rules. Each comes with its anchor, to be cited, and with how it is known.",
                SearchKnowledge,
                Approval.FREE,
                in_thread(search),
                title=lambda asked: f"Searching the knowledge for {asked.question[:80]}",
            )
        ),
    )


class _Libraries:
    """The library of the knowledge that was asked last: making its index is what costs."""

    def __init__(self) -> None:
        self._last: Library | None = None

    def of(self, knowledge: Knowledge) -> Library:
        if self._last is None or self._last.knowledge is not knowledge:
            self._last = Library(knowledge)
        return self._last


def _context(desk: Desk, asked: SearchKnowledge) -> Context:
    connector = desk.connector
    phase = asked.phase if asked.phase is not None else desk.workspace.status(desk.root).current_phase
    try:
        era = era_of(connector.cdk_version).value if connector.cdk_version else None
    except UnknownCdkVersion:
        era = None
    return Context(dialect=asked.database or connector.database, era=era, phase=phase)


def _told_of_workspace(one: GuidePassage) -> str:
    """A section of the workspace's documents: material, with what the facts say against it in front."""
    refuted = "".join(f"\nTHE FACTS CONTRADICT THIS: {said}" for said in one.refuted)
    text = bounded(one.passage.text, "Read the file for the rest.", PASSAGE)
    head = f"## {one.passage.title} ({one.passage.anchor}) [{one.passage.source}]"
    return f"{head}{refuted}\n{material(one.passage.anchor, text)}"


def _told(passage: Passage) -> str:
    source = f" [{passage.source}]" if passage.source else ""
    return (
        f"## {passage.title} ({passage.anchor}){source}\n{bounded(passage.text, 'Search for a part of it.', PASSAGE)}"
    )
