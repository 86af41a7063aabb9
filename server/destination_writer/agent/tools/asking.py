"""What a person asks with one click, in words that hold what is known: write this stub, mend this failure, explain.

Each is a `Wish`, which any voice can be asked. `generate_with_claude`, `explain_and_fix` and `ask_about` ask it.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.findingwords import finding_words
from destination_writer.agent.tools.locating import around, findings_at, stub_name
from destination_writer.agent.tools.looking import line_of
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.stubwords import stub_words
from destination_writer.agent.values import AgentEvent, Place
from destination_writer.connector.model import Stub
from destination_writer.text.findings import Finding

SHOWN = 6
"""Findings around a question's place that the model is told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`shown` is what a person reads as their own question, and what is asked where no model answers. `words` go to the
    model, with the facts."""

    shown: str
    words: str
    place: Place
    plain: str = ""
    """What the built-in knowledge is asked where no model answers; empty: `shown`."""


class Talks(Protocol):
    """A conversation, or whoever else answers."""

    def say(self, text: str, place: Place = ...) -> AsyncGenerator[AgentEvent, None]: ...


def wish_to_generate(desk: Desk, stub: Stub) -> Wish:
    """Write a stub: its signature, the contract, the database's ways, our own template's answer, a reference."""
    place = Place(desk.connector.workspace_path(stub.path), stub.call.range.start.line)
    database = desk.database_name
    shown = f"Write {stub_name(stub)}{f' for {database}' if database else ''}."
    return Wish(shown, stub_words(desk, stub), place, f"How do I implement {stub_name(stub)}?")


def wish_to_explain(desk: Desk, finding: Finding) -> Wish:
    """Explain and mend a failing test, or what a rule found: what was said, cause and fix as known, ready changes."""
    what = f"Why does {finding.test} fail" if finding.test else f"Why {finding.code}: {finding.message.rstrip('.')}"
    place = Place(finding.location.path, finding.location.range.start.line)
    said = "\n".join(finding.evidence) or finding.message
    plain = f"My test {finding.test} is failing:\n\n{said}" if finding.test else f"What does {finding.code} mean?"
    return Wish(f"{what}, and how is it mended?", finding_words(desk, finding), place, plain)


def wish_to_ask(desk: Desk, place: Place, question: str = "") -> Wish:
    """A question about a place of the workspace: what stands there and what the rules say of it go with it."""
    what = question.strip() or f"What is this for, and what is left to do here: {_named(desk, place)}?"
    return Wish(what, "\n\n".join([what, *_about(desk, place)]), place)


async def generate_with_claude(talk: Talks, desk: Desk, stub: Stub) -> AsyncGenerator[AgentEvent, None]:
    """The events of an answer that writes a stub: a proposal, proven before it is shown."""
    async with aclosing(_asked(talk, wish_to_generate(desk, stub))) as events:
        async for event in events:
            yield event


async def explain_and_fix(talk: Talks, desk: Desk, finding: Finding) -> AsyncGenerator[AgentEvent, None]:
    """The events of an answer that explains a failure, or what a rule found, and mends it."""
    async with aclosing(_asked(talk, wish_to_explain(desk, finding))) as events:
        async for event in events:
            yield event


async def ask_about(talk: Talks, desk: Desk, place: Place, question: str = "") -> AsyncGenerator[AgentEvent, None]:
    """The events of an answer about a place."""
    async with aclosing(_asked(talk, wish_to_ask(desk, place, question))) as events:
        async for event in events:
            yield event


def _asked(talk: Talks, wish: Wish) -> AsyncGenerator[AgentEvent, None]:
    return talk.say(wish.words, wish.place)


def _named(desk: Desk, place: Place) -> str:
    found = around(desk, place.path, place.line)
    name = ".".join(part for part in (found.owner.name if found.owner else "", found.member) if part) if found else ""
    return name or f"{place.path}{f', line {place.line + 1}' if place.line is not None else ''}"


def _about(desk: Desk, place: Place) -> Iterator[str]:
    found = around(desk, place.path, place.line)
    if found is not None and found.text and not place.selection:
        yield "What stands around the cursor:\n" + material(place.path, found.text)
    said = findings_at(desk, place.path, place.line)[:SHOWN]
    if said:
        yield "What the rules say of this place:\n" + material("findings", "\n".join(map(line_of, said)))
