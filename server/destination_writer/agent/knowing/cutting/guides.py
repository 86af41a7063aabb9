"""Guides: a passage a section."""

from collections.abc import Iterator

from destination_writer.agent.knowing.passages import Kind, Piece, lines
from destination_writer.knowledge.guides import Guide
from destination_writer.knowledge.store import Knowledge


def guide_pieces(knowledge: Knowledge) -> Iterator[Piece]:
    for guide in knowledge.guides:
        yield from _sections(guide)


def _sections(guide: Guide) -> Iterator[Piece]:
    names = " ".join((*guide.keywords, *guide.types))
    for number, section in enumerate(guide.sections):
        first = number == 0
        own = section.heading != guide.title
        title = f"{guide.title}: {section.heading}" if own else guide.title
        yield Piece(
            anchor=f"knowledge/guides/{guide.slug}.md#{section.anchor}",
            title=title,
            text=lines(guide.summary, "", section.text) if first else section.text,
            kind=Kind.GUIDE,
            source=f"guide; {guide.evidence}",
            keywords=names if first else "",
            hidden="" if first else f"{names} {guide.summary}",
            phases=guide.phases,
            eras=() if len(guide.eras) == 3 else guide.eras,
        )
