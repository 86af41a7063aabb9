"""The events of an answer on the terminal: text as it comes, a line for every tool, what was proposed and written."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from destination_writer.agent.values import (
    AgentEvent,
    BudgetReached,
    Ended,
    EndReason,
    ProposalRejected,
    ProposalWritten,
    Proposed,
    Refused,
    Rephrasing,
    Retrying,
    Summarised,
    TextDelta,
    ToolFinished,
    ToolProgress,
    ToolStarted,
    Usage,
)
from destination_writer.cli.markdown import MarkdownOut, markdown_out
from destination_writer.cli.paint import fitted
from destination_writer.cli.waiting import Waiting
from destination_writer.text.visible import visible

REASON_LENGTH = 400
PASSED = ": passed"
BLOCKER = "🚫"
TOLD = frozenset({"does not hold", "written", "not written"})
"""Ends of a tool that an event of its own has told already: a proposal that was turned down, or written."""


@dataclass
class Drawn:
    """What an answer came to, for whoever asked."""

    text: str = ""
    tools: list[str] = field(default_factory=list[str])
    written: list[str] = field(default_factory=list[str])
    proposed: list[Proposed] = field(default_factory=list[Proposed])
    ended: Ended | None = None


class EventScreen:
    """Draws one answer after the other. The answer itself goes to stdout; with `aside` everything else to stderr, so
    that a pipe gets the answer alone. `quiet` shows nothing at all and only collects."""

    def __init__(self, *, aside: bool = False, quiet: bool = False) -> None:
        self._aside, self._quiet = aside, quiet
        self._markdown: MarkdownOut = markdown_out(sys.stdout)
        self._running: dict[str, str] = {}
        self.waiting = Waiting(sys.stderr if aside or quiet else sys.stdout)
        self.drawn = Drawn()

    def begin(self) -> None:
        self.drawn = Drawn()
        self._running.clear()
        self.waiting.clear()

    def draw(self, event: AgentEvent) -> None:
        self.waiting.clear()
        if isinstance(event, TextDelta):
            self.drawn.text += event.text
            if not self._quiet:
                self._markdown.feed(event.text)
            return
        self._keep(event)
        if not self._quiet:
            self._markdown.close()
            self._aside_of(event)

    def _keep(self, event: AgentEvent) -> None:
        match event:
            case ToolFinished():
                self.drawn.tools.append(event.title)
            case Proposed():
                self.drawn.proposed.append(event)
            case ProposalWritten() if event.written.ok:
                self.drawn.written.append(event.written.words)
            case Rephrasing() if self.drawn.text and not self.drawn.text.endswith("\n"):
                self.drawn.text += "\n"
            case Ended():
                self.drawn.ended = event
            case _:
                pass

    def _aside_of(self, event: AgentEvent) -> None:
        match event:
            case ToolStarted():
                self._running[event.call] = event.title
                self.say(f"→ {event.title}", dim=True)
            case ToolProgress():
                self.say(f"  {event.text}".rstrip(), **_style(event.text))
            case ToolFinished():
                self._finished(event)
            case Proposed():
                held = ", after it held" if event.checks else ""
                self.say(f"✓ Proposed{held}: {event.change.title}", fg="green")
                for line in _checks(event.checks):
                    self.say(f"  • {line}", dim=True)
            case ProposalRejected():
                self._rejected(event)
            case ProposalWritten():
                self.say(event.written.words, fg="green" if event.written.ok else "red")
            case Retrying():
                again = f"Again in {event.seconds:.0f} s ({event.attempt} of {event.attempts})."
                self.say(f"{event.reason} {again}", dim=True)
            case Rephrasing():
                self.say("A sentence is written anew: it made a failure look smaller than it is.", dim=True)
            case Summarised():
                self.say(event.words, fg="yellow")
            case Ended():
                if event.reason is not EndReason.DONE and event.words:
                    self.say(event.words, fg="red" if event.reason is EndReason.FAILED else "yellow")
            case TextDelta() | Refused() | BudgetReached():
                pass  # Ended says again what the last two say

    def _finished(self, event: ToolFinished) -> None:
        started = self._running.pop(event.call, event.title)
        if event.summary in TOLD:
            return
        of_which = "" if not self._running else f"{started}: "
        if event.summary.startswith(BLOCKER):
            self.say(f"  {of_which}{event.summary}", fg="red")
            return
        sign, colour = ("✗", "yellow") if event.is_error or event.summary == "refused" else ("✓", "green")
        self.say(f"  {sign} {of_which}{event.summary}", fg=colour)

    def _rejected(self, event: ProposalRejected) -> None:
        self.say(f"✗ A proposal did not hold ({event.attempt} of {event.attempts}); it was not offered:", fg="yellow")
        for reason in event.reasons:
            self.say(f"  {reason[:REASON_LENGTH]}", dim=True)

    def say(self, text: str, **style: Any) -> None:
        stream = sys.stderr if self._aside else sys.stdout
        shown = visible(text)
        if stream.isatty():
            shown = fitted(shown, shutil.get_terminal_size().columns)
        click.secho(shown, file=stream, **style)


def _style(line: str) -> dict[str, Any]:
    """How a line of a tool is shown: what failed and what passed in colour, all else dim."""
    colour = {"✗": "red", "🚫": "red", "✓": "green", "✅": "green"}.get(line.strip().partition(" ")[0])
    return {"fg": colour} if colour else {"dim": True}


def _checks(checks: tuple[str, ...]) -> Iterator[str]:
    """Those that passed in one line; each other one with its own words."""
    passed = [check.removesuffix(PASSED) for check in checks if check.endswith(PASSED)]
    if passed:
        yield f"passed: {', '.join(passed)}"
    yield from (check for check in checks if not check.endswith(PASSED))


def cost_line(ended: Ended, budget: float) -> str:
    """What an answer took, and the conversation with it: one line."""
    used = f"{tokens(ended.usage)}{_dollars(ended.cost)}"
    total = f"in all {ended.total.total:,} tokens{_dollars(ended.total_cost)}"
    limit = f" of ${budget:.2f}" if budget and ended.total_cost is not None else ""
    return f"{used}; {total}{limit}"


def tokens(usage: Usage) -> str:
    cached = f" ({usage.cache_read:,} of them from the cache)" if usage.cache_read else ""
    read = usage.input + usage.cache_written + usage.cache_read
    return f"{read:,} tokens read{cached}, {usage.output:,} written"


def _dollars(cost: float | None) -> str:
    return "" if cost is None else f", ${cost:.4f}" if cost < 0.1 else f", ${cost:.2f}"
