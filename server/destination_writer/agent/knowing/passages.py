"""A passage as it is cut from knowledge, before anyone asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from destination_writer.agent.values import Passage


class Kind(StrEnum):
    """Which part of knowledge a passage is cut from."""

    GUIDE = "guide"
    PHASE = "phase"
    STEP = "step"
    TROUBLE = "trouble"
    OWED = "owed"
    CDK = "cdk"
    CDK_MEMBER = "cdk member"
    FACT = "fact"
    STRATEGY = "strategy"
    ERROR_CODE = "error code"
    FAILURE = "failure"
    RULE = "rule"
    CONDITION = "condition"
    CHECKLIST = "checklist"
    QUESTION = "question"
    EXPERIMENT = "experiment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with what the index needs of it.

    `keywords` are words that lead here besides those of title and text; `hidden` are weaker ones (patterns of
    messages). `eras` and `phases` are empty where they do not matter, `dialect` where it holds for every database.
    """

    anchor: str
    title: str
    text: str
    kind: Kind
    source: str
    keywords: str = ""
    hidden: str = ""
    dialect: str = ""
    role: str = ""
    phases: tuple[int, ...] = ()
    eras: tuple[str, ...] = ()

    def passage(self, score: float = 0.0) -> Passage:
        return Passage(text=self.text, title=self.title, anchor=self.anchor, score=score, source=self.source)


@dataclass(frozen=True, slots=True)
class Context:
    """What the connector at hand tells of a question: its database (slug), the CDK's era (`A`, `B`, `C`), the phase at
    work and the role of the component that the cursor is in."""

    dialect: str | None = None
    era: str | None = None
    phase: int | None = None
    role: str | None = None


def lines(*parts: str) -> str:
    """Parts that say something, a line each."""
    return "\n".join(part for part in parts if part)


def listed(items: Iterable[str]) -> str:
    """A Markdown list; empty for nothing."""
    return "\n".join(f"- {item}" for item in items)
