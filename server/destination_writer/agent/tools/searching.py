"""`search_knowledge`: passages of what is known, with their anchors, for the database and phase at hand."""

from collections.abc import Callable

from pydantic import BaseModel, Field

from destination_writer.agent.knowing.libraries import library_of
from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.guidebook import GuidePassage
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, count
from destination_writer.agent.values import AnyTool, Approval, Passage, Tool, ToolResult, any_tool
from destination_writer.knowledge.cdkversions import Era, UnknownCdkVersion, era_of

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

    def search(asked: SearchKnowledge) -> ToolResult:
        context = _context(desk, asked)
        found = library_of(desk.knowledge).search(asked.question, context, asked.limit)
        own = desk.guidebook.search(asked.question, desk.knowledge, era=_era(desk), can=_can(desk, context))
        parts = [*(_told(passage, desk) for passage in found), *map(_told_of_workspace, own)]
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
                "failures, rules. Each comes with its anchor, to be cited, and with how it is known.",
                SearchKnowledge,
                Approval.FREE,
                in_thread(search),
                title=lambda asked: f"Searching the knowledge for {asked.question[:80]}",
            )
        ),
    )


def _context(desk: Desk, asked: SearchKnowledge) -> Context:
    connector = desk.connector
    phase = asked.phase if asked.phase is not None else desk.workspace.status(desk.root).current_phase
    era = _era(desk)
    return Context(
        dialect=desk.slug_of(asked.database) if asked.database else connector.database,
        era=era.value if era else None,
        phase=phase,
    )


def _era(desk: Desk) -> Era | None:
    version = desk.connector.cdk_version
    try:
        return era_of(version) if version else None
    except UnknownCdkVersion:
        return None


def _can(desk: Desk, context: Context) -> Callable[[str], bool]:
    dialect = desk.dialect(context.dialect)
    return dialect.can if dialect is not None else lambda _: False


def _told_of_workspace(one: GuidePassage) -> str:
    """A section of the workspace's documents: material, with what the facts say against it in front."""
    refuted = "".join(f"\nTHE FACTS CONTRADICT THIS: {said}" for said in one.refuted)
    text = bounded(one.passage.text, "Read the file for the rest.", PASSAGE)
    head = f"## {one.passage.title} ({one.passage.anchor}) [{one.passage.source}]"
    return f"{head}{refuted}\n{material(one.passage.anchor, text)}"


def _told(passage: Passage, desk: Desk) -> str:
    source = f" [{passage.source}]" if passage.source else ""
    text = bounded(passage.text, "Search for a part of it.", PASSAGE)
    file = passage.anchor.partition("#")[0]
    if file.startswith("knowledge/") and desk.is_of_workspace(file.removeprefix("knowledge/")):
        text = f"Of this workspace's own knowledge:\n{material(file, text)}"
    return f"## {passage.title} ({passage.anchor}){source}\n{text}"
