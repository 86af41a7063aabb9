"""What the workspace's own `connector-writer/` documents say about a question: where it stands, and what refutes it."""

from collections.abc import Iterator

from destination_writer.agent.home import Home
from destination_writer.agent.prompting.api import one_line
from destination_writer.agent.tools.guidebook import Guidebook, GuidePassage
from destination_writer.knowledge.cdkversions import Era

SECTIONS = 2
HEAD = "**This workspace's own documents about it** (not verified here):"


def own_documents(home: Home, guidebook: Guidebook, question: str) -> str:
    """Markdown, to stand behind an answer; empty where there are no such documents. Raises KnowledgeError."""
    if home.workspace is None:
        return ""
    facts = home.facts()
    era = Era(facts.era) if facts.era else None
    can = facts.dialect.can if facts.dialect else lambda _: False
    found = guidebook.search(question, home.knowledge(), SECTIONS, era=era, can=can)
    return "\n".join([HEAD, "", *(line for one in found for line in _told(one))]) if found else ""


def _told(one: GuidePassage) -> Iterator[str]:
    yield f"- {one_line(one.passage.title, 120)}: `{one_line(one.passage.anchor, 200)}`"
    for said in one.refuted:
        yield f"  - The facts say otherwise: {said}"
