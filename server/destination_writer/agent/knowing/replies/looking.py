"""What is found: the passage that answers, those beside it, and honesty where there is none."""

import re
from collections.abc import Sequence

from destination_writer.agent.knowing.desk import Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Suggestion
from destination_writer.agent.values import Passage

LONGEST = 1_600
"""Characters of a passage that are quoted."""
_GIST = 160
_FENCED = re.compile(r"^```.*?^```\s*$", re.MULTILINE | re.DOTALL)
_INFO = re.compile(r"^(```\w+)[^\n`]*$", re.MULTILINE)
"""A fence with what stands behind its language, which is for the tests of the page."""
BESIDE = 3
NOTHING = (
    "I do not know that: nothing in my knowledge speaks of it. I know the twelve phases of a destination "
    "connector, the "
    "CDK's contracts, fifteen databases, and what failing tests mean. Ask about one of these, name the database, or "
    "paste the output that you see."
)
UNSURE = "My knowledge has no passage about exactly that. What comes closest:"


def look(desk: Desk) -> Answer:
    """An answer by search alone."""
    found = desk.library.search(desk.text, desk.context, BESIDE + 1)
    topic = desk.going(question=desk.text)
    if not found:
        return written(topic, (NOTHING,), known=False)
    known = desk.library.covers(desk.text, found[0].anchor, desk.context)
    first, *others = found
    parts = ("" if known else UNSURE, f"**{first.title}**", quoted(first), also(others))
    return written(topic, parts, found, _rules(first), known=known)


def also(passages: Sequence[Passage]) -> str:
    """Passages beside the one that answers, a line each."""
    lines = (f"- {one.title}{f': {gist}' if (gist := _gist(one)) else ''}" for one in passages)
    told = "\n".join(lines)
    return f"Also:\n\n{told}" if told else ""


def quoted(passage: Passage) -> str:
    """Its text, cut at a line where it is long."""
    whole = _INFO.sub(r"\1", passage.text)
    if len(whole) <= LONGEST:
        return whole
    cut = whole.rfind("\n", 0, LONGEST)
    text = whole[: cut if cut > 0 else LONGEST]
    fence = "\n```" if text.count("```") % 2 else ""
    return f"{text}{fence}\n\n(more: `{passage.anchor}`)"


def _gist(passage: Passage) -> str:
    """The first sentence of prose in it; empty where there is none, or where the title says the same."""
    prose = _FENCED.sub("\n\n", passage.text)
    for block in re.split(r"\n\s*\n|\n(?=[-|#*\d])|(?<=:)\n", prose):
        plain = re.sub(r"^\d+[.)] ", "", " ".join(block.split()).lstrip("-* "))
        if len(plain) > 20 and not plain.startswith(("|", "#", "`", "Severity", "**Severity")) and plain[-1] != ":":
            sentence = re.split(r"(?<=[.!?])\s", plain)[0].removeprefix("Cause: ").removeprefix("Goal: ")
            text = sentence if len(sentence) <= _GIST else sentence[: _GIST - 1] + "…"
            return "" if text.rstrip(".") in passage.title else text
    return ""


def _rules(passage: Passage) -> tuple[Suggestion, ...]:
    if passage.anchor.startswith("knowledge/rules/"):
        code = passage.anchor.removeprefix("knowledge/rules/").removesuffix(".md")
        return (Suggestion("The whole page of the rule", ("explain", code)),)
    return ()
