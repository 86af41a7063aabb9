"""The calls of one answer, run: validated, asked about, bounded; what goes wrong is told to the model, never raised."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import BaseModel, ValidationError

from destination_writer.agent.blocks import ToolCall, ToolOutput
from destination_writer.agent.settings import AgentSettings
from destination_writer.agent.shrinking import bounded
from destination_writer.agent.values import (
    AgentEvent,
    AnyTool,
    Applier,
    Approval,
    ApprovalRequest,
    Approver,
    Decision,
    Place,
    ProposalRejected,
    ProposalWritten,
    Proposed,
    ToolContext,
    ToolFinished,
    ToolProgress,
    ToolResult,
    ToolStarted,
    Verdict,
    Written,
)
from destination_writer.text.changes import Change

log = logging.getLogger(__name__)

Emit = Callable[[AgentEvent], None]
WRITING_ENDS = 10.0
"""Seconds that writing has to end, once the answer is cancelled."""
UNKNOWN = "The answer was stopped while it was being written: read the files to see whether it was."


class ToolDesk:
    """The tools of a conversation, with what the person has approved in it."""

    def __init__(
        self, tools: Sequence[AnyTool], approver: Approver, applier: Applier | None, settings: AgentSettings
    ) -> None:
        names = [tool.name for tool in tools]
        if len(set(names)) != len(names):
            raise ValueError(f"two tools have one name: {', '.join(sorted({n for n in names if names.count(n) > 1}))}")
        self._tools = {tool.name: tool for tool in tools}
        self._approver, self._applier, self.settings = approver, applier, settings
        self._granted: set[str] = set()
        self._asking = asyncio.Lock()
        self._rejections = 0
        self._exhausted: set[str] = set()
        self.finished: dict[str, ToolOutput] = {}
        """Outputs by call, of the run under way: what is done when it is cancelled."""

    def new_turn(self) -> None:
        self._rejections = 0
        self._exhausted.clear()
        self.finished.clear()

    def new_conversation(self) -> None:
        """What was approved for a conversation ends with it."""
        self._granted.clear()

    async def run(self, calls: Sequence[ToolCall], emit: Emit, place: Place) -> tuple[ToolOutput, ...]:
        """One output for each call, in order. Free tools run beside each other, all others by themselves."""
        outputs: list[ToolOutput] = []
        together: list[ToolCall] = []
        for call in calls:
            if self._runs_beside(call):
                together.append(call)
                continue
            outputs += await self._beside(together, emit, place)
            together = []
            outputs.append(await self._one(call, emit, place))
        return (*outputs, *await self._beside(together, emit, place))

    def _runs_beside(self, call: ToolCall) -> bool:
        tool = self._tools.get(call.name)
        return tool is None or (tool.approval is Approval.FREE and not tool.alone)

    async def _beside(self, calls: Sequence[ToolCall], emit: Emit, place: Place) -> list[ToolOutput]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._one(call, emit, place)) for call in calls]
        return [task.result() for task in tasks]

    async def _one(self, call: ToolCall, emit: Emit, place: Place) -> ToolOutput:
        tool = self._tools.get(call.name)
        problem = call.problem or ("" if tool else self._unknown(call.name))
        if tool is None or problem:
            return _not_run(call, emit, problem)
        if tool.name in self._exhausted:
            return _not_run(call, emit, "no further proposal is taken in this answer; tell the person what is open")
        try:
            value = tool.input_type.model_validate(dict(call.input))
        except ValidationError as error:
            return _not_run(call, emit, _invalid(error))
        title = _title(tool, value)
        emit(ToolStarted(call.id, call.name, title))
        return self._kept(call, tool, title, await self._answered(call, tool, value, title, emit, place), emit)

    def _kept(self, call: ToolCall, tool: AnyTool, title: str, result: ToolResult, emit: Emit) -> ToolOutput:
        summary = result.summary or _summary(result)
        emit(ToolFinished(call.id, call.name, title, summary, result.is_error, result.anchors))
        text = bounded(result.text, self.settings.output_characters)
        stub = _stub(call, text) if tool.repeatable and not result.is_error and result.proposal is None else ""
        self.finished[call.id] = ToolOutput(call.id, text, result.is_error, stub)
        return self.finished[call.id]

    async def _answered(
        self, call: ToolCall, tool: AnyTool, value: BaseModel, title: str, emit: Emit, place: Place
    ) -> ToolResult:
        """The result, after the question for the person and with what became of a proposal."""
        try:
            refusal = await self._refused(tool, value, title)
            if refusal is not None:
                return refusal
            context = ToolContext(
                _OneAtATime(self._approver, self._asking),
                lambda text: emit(ToolProgress(call.id, text)),
                place,
                self._rejections + 1,
            )
            result = await self._run(tool, value, context)
            if result.reasons:
                return self._rejected(tool, result, emit)
            if result.proposal is not None:
                return await self._proposed(call, tool, title, result, result.proposal, emit)
            return result
        except Exception as error:
            # A tool is foreign code to the conversation: whatever it raises is an output for the model, a line for the
            # person and a traceback in the log.
            log.exception("tool %s failed", call.name)
            words = f"{call.name} failed: {type(error).__name__}: {bounded(str(error), 500)}"
            return ToolResult(words, is_error=True, summary="failed")

    async def _run(self, tool: AnyTool, value: BaseModel, context: ToolContext) -> ToolResult:
        limit = asyncio.timeout(self.settings.tool_timeout)
        try:
            async with limit:
                return await tool.run(value, context)
        except TimeoutError:
            if not limit.expired():
                raise  # the tool's own
            words = f"{tool.name} was ended: it took longer than {self.settings.tool_timeout:g} seconds"
            return ToolResult(words, is_error=True, summary="took too long")

    async def _refused(self, tool: AnyTool, value: BaseModel, title: str) -> ToolResult | None:
        if tool.approval is Approval.FREE or tool.name in self._granted:
            return None
        wish = tool.request(value) if tool.request else ApprovalRequest(tool.name, title, tool.description)
        decision = await self._decided(replace(wish, approval=tool.approval))
        if not decision.is_yes:
            return ToolResult(_no(decision), is_error=True, summary="refused")
        if tool.approval is Approval.ONCE and decision.verdict is Verdict.APPROVED_FOR_CONVERSATION:
            self._granted.add(tool.name)
        return None

    async def _decided(self, request: ApprovalRequest) -> Decision:
        async with self._asking:
            return await self._approver.decide(request)

    def _rejected(self, tool: AnyTool, result: ToolResult, emit: Emit) -> ToolResult:
        self._rejections += 1
        most = self.settings.proposal_attempts
        emit(ProposalRejected(result.reasons, self._rejections, most))
        lines = [result.text, *(f"- {reason}" for reason in result.reasons if reason not in result.text)]
        if self._rejections >= most:
            self._exhausted.add(tool.name)
            lines.append(
                f"That was attempt {self._rejections} of {most}. Make no further proposal in this answer: tell the"
                " person what was to be changed and what stands in the way."
            )
        else:
            lines.append(f"That was attempt {self._rejections} of {most}. Mend this and propose again.")
        return replace(result, text="\n".join(line for line in lines if line), is_error=True, summary="does not hold")

    async def _proposed(
        self, call: ToolCall, tool: AnyTool, title: str, result: ToolResult, change: Change, emit: Emit
    ) -> ToolResult:
        emit(Proposed(change, result.checks))
        decision = await self._decided(ApprovalRequest(tool.name, change.title, change.purpose, change=change))
        if not decision.is_yes:
            return replace(result, text=f"{result.text}\n{_no(decision)}", summary="refused")
        final = decision.change or change
        writing = asyncio.ensure_future(self._written(final))
        try:
            written = await asyncio.shield(writing)
        except asyncio.CancelledError:
            # What is being written is not left half done, and the model learns later that it was.
            await asyncio.wait([writing], timeout=WRITING_ENDS)
            written = writing.result() if writing.done() else Written(False, UNKNOWN)
            if writing.cancel():
                await asyncio.wait([writing], timeout=1)
            emit(ProposalWritten(final, written))
            self._kept(call, tool, title, _accepted(result, change, decision, written), emit)
            raise
        emit(ProposalWritten(final, written))
        return _accepted(result, change, decision, written)

    async def _written(self, change: Change) -> Written:
        if self._applier is None:
            return Written(False, "Nothing here writes files: the proposal was shown, and the person copies it.")
        try:
            return await self._applier.write(change)
        except asyncio.CancelledError:
            return Written(False, UNKNOWN)
        except Exception as error:
            # The face's own code; a Change that was approved always gets an answer.
            log.exception("writing %s failed", change.title)
            return Written(False, f"It could not be written: {type(error).__name__}: {bounded(str(error), 500)}")

    def _unknown(self, name: str) -> str:
        return f"there is no tool {name!r}; there are: {', '.join(self._tools)}"


class _OneAtATime:
    """The approver that a running tool is given: its questions wait for those of others."""

    def __init__(self, approver: Approver, lock: asyncio.Lock) -> None:
        self._approver, self._lock = approver, lock

    async def decide(self, request: ApprovalRequest) -> Decision:
        async with self._lock:
            return await self._approver.decide(request)


def _accepted(result: ToolResult, change: Change, decision: Decision, written: Written) -> ToolResult:
    lines = [result.text, "The person accepted it." if written.ok else "", written.words]
    if decision.change is not None and decision.change != change:
        lines.append("The person changed the proposal first: read the files again before you build on it.")
    if decision.feedback:
        lines.append(f"The person says: {decision.feedback}")
    text = "\n".join(line for line in lines if line)
    return replace(result, text=text, is_error=not written.ok, summary="written" if written.ok else "not written")


def _not_run(call: ToolCall, emit: Emit, problem: str) -> ToolOutput:
    emit(ToolStarted(call.id, call.name, call.name))
    emit(ToolFinished(call.id, call.name, call.name, "not run: the call was not valid", is_error=True))
    return ToolOutput(call.id, f"Nothing was run: {problem}", is_error=True)


def _invalid(error: ValidationError) -> str:
    found = [f"{'.'.join(str(part) for part in one['loc']) or 'input'}: {one['msg']}" for one in error.errors()]
    return "the input does not fit the tool's schema:\n" + "\n".join(f"- {line}" for line in found[:12])


def _no(decision: Decision) -> str:
    feedback = f" They say: {decision.feedback}" if decision.feedback else ""
    return f"The person said no; nothing was done.{feedback}"


def _title(tool: AnyTool, value: BaseModel) -> str:
    if tool.title is not None:
        try:
            return tool.title(value)
        except Exception:
            # Foreign code, as `run`; a line that is missing stops nothing.
            log.exception("the title of %s failed", tool.name)
            return tool.name
    given = ", ".join(f"{key}={_short(part)}" for key, part in value.model_dump(exclude_defaults=True).items())
    return f"{tool.name}({given})"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _summary(result: ToolResult) -> str:
    first = result.text.strip().split("\n", 1)[0]
    if result.is_error:
        return first[:100]
    count = result.text.count("\n") + 1
    return first[:100] if count == 1 else f"{count} lines"


def _stub(call: ToolCall, text: str) -> str:
    given = json.dumps(dict(call.input), ensure_ascii=False, default=str)
    return f"[{len(text)} characters left out to save room: call {call.name} with {given} again to see them]"
