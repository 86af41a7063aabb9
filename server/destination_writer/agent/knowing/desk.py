"""Everything that an answer is made from, gathered for one question."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from destination_writer.agent.knowing.decisions import Tree
from destination_writer.agent.knowing.dialogue import Answer, Asked, Situation, Suggestion, Topic
from destination_writer.agent.knowing.intents import Intents, Wish
from destination_writer.agent.knowing.library import Library
from destination_writer.agent.knowing.limits import LimitsFile
from destination_writer.agent.knowing.passages import Context
from destination_writer.agent.knowing.snippets import Examples
from destination_writer.agent.values import Passage
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge

ERA_OF = re.compile(r"(?:\b(?:in|for) )?\bera ([abc])\b", re.IGNORECASE)
NO_DATABASE = "which-database"
YOURS = "your database"
_TITLE = 90
_LISTED = 8
"""Options that stand below each other; more stand in one line."""


@dataclass(frozen=True)
class Desk:
    """One question with what is at hand. `dialect` is the database in question: named in it, else the conversation's,
    else the connector's; None where none is known."""

    text: str
    wish: Wish
    situation: Situation
    knowledge: Knowledge
    library: Library
    intents: Intents
    trees: Sequence[Tree]
    examples: Examples
    limits: LimitsFile
    dialect: Dialect | None

    @property
    def topic(self) -> Topic:
        return self.situation.topic

    @property
    def name(self) -> str:
        """The database as a sentence names it."""
        return self.dialect.name if self.dialect else self.topic.database or YOURS

    @property
    def context(self) -> Context:
        return replace(
            self.situation.context,
            dialect=self.dialect.slug if self.dialect else None,
            era=era_named(self.text) or self.situation.context.era,
        )

    def passages(self, anchors: Iterable[str]) -> tuple[Passage, ...]:
        """Those that there are, in order."""
        found = (self.library.passage(anchor, self.context.era) for anchor in dict.fromkeys(anchors))
        return tuple(passage for passage in found if passage is not None)

    def fact(self, part: str) -> Passage | None:
        """A group of the database's facts."""
        return self.library.passage(f"knowledge/dialects/{self.dialect.slug}.yaml#{part}") if self.dialect else None

    def going(self, **changes: object) -> Topic:
        """The topic as it is after this answer: `pending` is over unless it is set anew."""
        slug = self.dialect.slug if self.dialect else ""
        now = replace(self.topic, dialect=slug, pending="", intent=self.wish.intent)
        return replace(now, **changes)  # pyright: ignore[reportArgumentType]  # names and types are those of Topic


def era_named(text: str) -> str | None:
    """`A`, `B` or `C` where a text says `era A`."""
    found = ERA_OF.search(text)
    return found[1].upper() if found else None


def dialect_named(knowledge: Knowledge, slug: str | None) -> Dialect | None:
    """The dialect, or None where there is none that can be used."""
    if not slug or slug not in knowledge.dialect_slugs:
        return None
    try:
        return knowledge.dialect(slug)
    except KnowledgeError:
        return None


def written(
    topic: Topic,
    parts: Iterable[str],
    passages: Iterable[Passage] = (),
    suggestions: Iterable[Suggestion] = (),
    asked: Asked | None = None,
    *,
    known: bool = True,
) -> Answer:
    """An answer with its sources, its commands and its question at the end of the text."""
    cited = tuple({passage.anchor: passage for passage in passages}.values())
    offers = tuple(suggestions)
    body = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    blocks = [body] if body else []
    if offers:
        blocks.append("**Next:**\n\n" + "\n".join(f"- {one.title}: `{one.line}`" for one in offers))
    if cited:
        blocks.append("**Sources:**\n\n" + "\n".join(f"- {_source(passage)}" for passage in cited))
    if asked:
        blocks.append(_question(asked, body))
        topic = replace(topic, pending=asked.id)
    return Answer("\n\n".join(blocks) + "\n", topic, cited, offers, asked, known, body)


def _question(asked: Asked, body: str) -> str:
    """The question with its options, which are not told twice where the answer explains each of them."""
    if not asked.options or f"1. **{asked.options[0]}" in body:
        return f"**{asked.text}**"
    if len(asked.options) > _LISTED:
        return f"**{asked.text}** ({', '.join(asked.options)})"
    return f"**{asked.text}**\n\n" + "\n".join(f"{n}. {option}" for n, option in enumerate(asked.options, 1))


def _source(passage: Passage) -> str:
    source = passage.source.partition(";")[0]
    how = f" ({source})" if source else ""
    title = passage.title if len(passage.title) <= _TITLE else passage.title[: _TITLE - 1].rstrip() + "…"
    return f"{title}: `{passage.anchor}`{how}"
