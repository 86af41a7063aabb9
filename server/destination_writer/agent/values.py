"""The values between the parts of the agent, and between the agent and the faces.

A face draws `AgentEvent`s and answers `ApprovalRequest`s. A tool turns a validated input into a `ToolResult`. Nothing
here knows the network, a terminal or an editor.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from destination_writer.text.changes import Change

InputT = TypeVar("InputT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is: a file of the connector, the zero-based line of the cursor, what is selected."""

    path: str = ""
    line: int | None = None
    selection: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of knowledge that answers a question.

    `anchor` says where it stands: a file below `knowledge/` with a heading (`knowledge/guides/x.md#y`), or a member of
    the CDK. `source` is how it is known, in words (`executed: PostgreSQL 18.6`). `score` orders the passages of one
    search only.
    """

    text: str
    title: str
    anchor: str
    score: float = 0.0
    source: str = ""


class Approval(StrEnum):
    """How often a person is asked before a tool runs."""

    FREE = "free"
    ONCE = "once"
    """Once a conversation: a yes for this conversation holds until it ends."""
    ALWAYS = "always"
    """Before every single run; a yes for the conversation counts as a yes for this run."""


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What a person is asked. `words` is a sentence or two on what will happen; the rest is shown as it is."""

    tool: str
    title: str
    words: str
    approval: Approval = Approval.ALWAYS
    change: Change | None = None
    command: tuple[str, ...] = ()
    """The argument list of a process that would be started."""
    statements: tuple[str, ...] = ()
    """SQL that would be sent to a database that the person named."""


class Verdict(StrEnum):
    APPROVED = "approved"
    APPROVED_FOR_CONVERSATION = "approved for this conversation"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """The person's answer. `feedback` is handed to the model; `change` is the proposal as the person modified it."""

    verdict: Verdict
    feedback: str = ""
    change: Change | None = None

    @property
    def is_yes(self) -> bool:
        return self.verdict is not Verdict.REFUSED


class Approver(Protocol):
    """A face, as far as it answers questions. One question is asked at a time."""

    async def decide(self, request: ApprovalRequest) -> Decision: ...


class RefuseAll:
    """Nobody is there to ask: every question is answered with no."""

    async def decide(self, request: ApprovalRequest) -> Decision:
        return Decision(Verdict.REFUSED, f"nobody is there to approve {request.title!r}")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an approved Change: `words` say it to the person and to the model."""

    ok: bool
    words: str


class Applier(Protocol):
    """A face, as far as it writes what a person approved (with a record, so that it can be taken back)."""

    async def write(self, change: Change) -> Written: ...


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gives back.

    `text` goes to the model, bounded by the tool, which says what was cut and how to get it. `proposal` is a proven
    Change: it is shown, the person decides and the face writes. `reasons` (never together with a proposal) say why one
    was rejected.
    """

    text: str
    is_error: bool = False
    proposal: Change | None = None
    checks: tuple[str, ...] = ()
    """What was proven about the proposal, and what could not be, each a sentence."""
    reasons: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    """Where the answer comes from: anchors of passages, paths of files."""
    summary: str = ""
    """A few words for the line that a face shows (`3 passages`, `42 lines`). Empty: made from the text."""


def no_report(text: str) -> None:
    """For a tool that nobody watches."""
    del text


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a run of a tool is given besides its input."""

    approver: Approver = field(default_factory=RefuseAll)
    """For questions in the middle of a run. The question before the run is asked by the engine (see `Tool.request`)."""
    report: Callable[[str], None] = no_report
    """Tells the person how far it is, a line at a time."""
    place: Place = field(default_factory=Place)
    attempt: int = 1
    """How many rejected proposals there were in this answer, plus one."""


@dataclass(frozen=True, slots=True)
class Tool(Generic[InputT]):
    """Something the model may ask for.

    `input_type` documents every field: its schema is what the model reads. `run` raises nothing for bad wishes: it
    gives a ToolResult with `is_error`. One that raises all the same is reported to the model as failed, without a
    traceback. `request` makes the question for the person, for tools that are not free; without one the engine asks in
    general words.
    """

    name: str
    description: str
    input_type: type[InputT]
    approval: Approval
    run: Callable[[InputT, ToolContext], Awaitable[ToolResult]]
    request: Callable[[InputT], ApprovalRequest] | None = None
    title: Callable[[InputT], str] | None = None
    """The line a face shows while it runs (`Reading SqlGenerator.kt, lines 10 to 60`). Default: name and input."""
    repeatable: bool = True
    """Its output may be dropped from a long conversation, because running it again gives it anew."""
    alone: bool = False
    """Never runs beside another tool. Tools that are not free always run alone."""


AnyTool = Tool[BaseModel]
"""A tool of whatever input. `Tool[ReadFile]` is passed as one with `any_tool`."""


def any_tool(tool: Tool[InputT]) -> AnyTool:
    """The same tool, its input type forgotten: the engine validates with `input_type` before it calls `run`."""
    return tool  # pyright: ignore[reportReturnType]  # sound: only instances of input_type reach run


class ServerTool(StrEnum):
    """Tools that run at the API's side. The person allows them; off until then."""

    WEB_SEARCH = "web_search"
    WEB_FETCH = "web_fetch"


@dataclass(frozen=True, slots=True)
class ServerToolUse:
    """A server tool as this conversation may use it. Empty `allowed_domains` means: any that is not blocked; the API
    takes one of the two lists."""

    tool: ServerTool
    max_uses: int = 5
    allowed_domains: tuple[str, ...] = ()
    blocked_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or more requests, as the API counted them. `input` leaves out what the cache wrote or gave."""

    input: int = 0
    output: int = 0
    cache_written: int = 0
    cache_read: int = 0
    requests: int = 0
    searches: int = 0
    """Of the web, by the API's own tool; each has a price of its own."""

    @property
    def total(self) -> int:
        return self.input + self.output + self.cache_written + self.cache_read

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cache_written + other.cache_written,
            self.cache_read + other.cache_read,
            self.requests + other.requests,
            self.searches + other.searches,
        )


# What happens while an answer is made. Faces draw these, in order; the last one is always `Ended`.


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer (Markdown)."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """`call` names the call: tools may run beside each other."""

    call: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ToolProgress:
    call: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolFinished:
    call: str
    name: str
    title: str
    summary: str
    is_error: bool = False
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proven Change. The question whether to write it follows through the Approver."""

    change: Change
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalRejected:
    """A proposal that did not hold; the model gets the reasons and may try again, up to `attempts` times."""

    reasons: tuple[str, ...]
    attempt: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ProposalWritten:
    """What became of a Change that the person approved."""

    change: Change
    written: Written


@dataclass(frozen=True, slots=True)
class Retrying:
    """The same request goes out again after `seconds`."""

    reason: str
    seconds: float
    attempt: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Rephrasing:
    """The model wrote what it must not say; it was told why and writes that part anew."""

    reason: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The model declines to answer. The question is taken out of the conversation, which goes on."""

    words: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class BudgetReached:
    words: str


@dataclass(frozen=True, slots=True)
class Summarised:
    """The conversation grew too long for the model: `words` say what was dropped or summarised."""

    words: str


class EndReason(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    BUDGET = "budget"
    LENGTH = "length"
    """The answer was longer than the model may write at once, even with continuations."""
    ROUNDS = "rounds"
    """More rounds of tools than allowed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of an answer. `words` (not empty unless DONE) say why and what to do; `problem` is a stable code, one of
    `agent/problems.py` (`no-key`, `wrong-key`, `rate-limit`, `overloaded`, `timeout`, `cut-stream`, ...).

    `usage` and `cost` are of this answer, `total` and `total_cost` of the conversation. Costs are US dollars; None
    where the price of the model is not known.
    """

    reason: EndReason
    words: str = ""
    problem: str = ""
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    total: Usage = field(default_factory=Usage)
    total_cost: float | None = None


AgentEvent = (
    TextDelta
    | ToolStarted
    | ToolProgress
    | ToolFinished
    | Proposed
    | ProposalRejected
    | ProposalWritten
    | Retrying
    | Rephrasing
    | Refused
    | BudgetReached
    | Summarised
    | Ended
)


@dataclass(frozen=True, slots=True)
class SystemPrompt:
    """What the model is told before the conversation.

    `fixed` is the same for every turn of a phase (it is cached by the API); `facts` are the live ones. Facts travel
    with the person's words, and only when they differ from those sent before, so that the cache holds.
    """

    fixed: str
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """What may be shown of the text so far. `objection`, when not empty, says which phrase must go and why."""

    show: str
    objection: str = ""


class Screen(Protocol):
    """Looks at one answer while it is written. After an objection the answer is stopped and asked for anew."""

    def feed(self, text: str) -> Screened: ...

    def end(self) -> Screened:
        """What was held back, once no more text comes."""
        ...


class ShowAll:
    """A screen that objects to nothing."""

    def feed(self, text: str) -> Screened:
        return Screened(text)

    def end(self) -> Screened:
        return Screened("")
