"""What a conversation shows in the editor, what it asks there, and how it writes there."""

import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from destination_writer.agent import values as agent
from destination_writer.agent.home import Home as Place
from destination_writer.checkpoints.applying import append
from destination_writer.checkpoints.changelog import Maker, record_of_change
from destination_writer.lsp import protocol
from destination_writer.lsp.confirming import agreed, not_applied
from destination_writer.lsp.convert import Target, UnreachableText, to_workspace_edit
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.wire import ClientError
from destination_writer.text.changes import Change, StaleChange, apply_change
from destination_writer.text.document import Document
from destination_writer.text.udiff import unified

if TYPE_CHECKING:
    from destination_writer.lsp.homes import Home
    from destination_writer.lsp.session import Session

T = TypeVar("T")


class OnMain(Protocol):
    """Awaits work in the thread of the editor's connection."""

    async def __call__(self, work: Coroutine[Any, Any, T]) -> T: ...


def payload_of(event: agent.AgentEvent) -> protocol.SaidEvent | None:
    """The event as the client gets it; None for what is told by the answer to the request."""
    match event:
        case agent.TextDelta(text):
            return {"kind": "text", "text": text}
        case agent.ToolStarted(call, name, title):
            return {"kind": "toolStarted", "text": name, "call": call, "title": title}
        case agent.ToolProgress(call, text):
            return {"kind": "toolProgress", "text": text, "call": call}
        case agent.ToolFinished(call, _, title, summary, is_error, anchors):
            ended: protocol.SaidEvent = {"kind": "toolFinished", "text": summary, "call": call, "title": title}
            return {**ended, "isError": is_error, "anchors": list(anchors)}
        case agent.Proposed(change, checks):
            return {"kind": "proposed", "title": f"Proposed, after it held: {change.title}", "text": "\n".join(checks)}
        case agent.ProposalRejected(reasons, attempt, attempts):
            title = f"A proposal did not hold (attempt {attempt} of {attempts})"
            return {"kind": "rejected", "title": title, "text": "\n".join(reasons)}
        case agent.ProposalWritten(change, written):
            return {"kind": "written", "title": change.title, "text": written.words, "isError": not written.ok}
        case agent.Retrying(reason, seconds, attempt, attempts):
            words = f"{reason} Trying again in {seconds:.0f} s (attempt {attempt} of {attempts})."
            return {"kind": "notice", "text": words}
        case agent.Rephrasing():
            return {"kind": "notice", "text": "A sentence is written anew: it softened a failure."}
        case agent.Summarised(words):
            return {"kind": "notice", "text": words}
        case agent.Refused() | agent.BudgetReached() | agent.Ended():
            return None  # the result of the request says it


@dataclass
class EditorApprover:
    """Asks in the editor. A client that does not answer has said no."""

    session: "Session"
    conversation: str
    place: Place
    on_main: OnMain

    async def decide(self, request: agent.ApprovalRequest) -> agent.Decision:
        try:
            diff = unified(request.change, self.place.texts(request.change)) if request.change else None
        except StaleChange as error:
            return agent.Decision(agent.Verdict.REFUSED, str(error))
        notes = [*request.change.notes, request.change.provenance] if request.change else []
        params: protocol.ApproveParams = {
            "conversation": self.conversation,
            "title": request.title,
            "words": "\n".join(part for part in (request.words, *notes) if part),
            "command": list(request.command),
            "statements": list(request.statements),
            "diff": diff,
            "again": request.approval is agent.Approval.ONCE,
        }
        if not self.session.abilities.holds_conversations:
            return agent.Decision(agent.Verdict.REFUSED, "this editor does not ask its person")
        try:
            answer = await self.on_main(self.session.wire.ask(protocol.APPROVE, params, recall=True))
        except ClientError as error:
            return agent.Decision(agent.Verdict.REFUSED, f"the editor did not ask: {error}")
        return _decision(answer)


def _decision(answer: object) -> agent.Decision:
    told: Mapping[str, object] = answer if isinstance(answer, Mapping) else {}  # pyright: ignore[reportUnknownVariableType]  # JSON
    feedback = told.get("feedback")
    words = feedback if isinstance(feedback, str) else ""
    verdicts = {"yes": agent.Verdict.APPROVED, "always": agent.Verdict.APPROVED_FOR_CONVERSATION}
    return agent.Decision(verdicts.get(str(told.get("verdict")), agent.Verdict.REFUSED), words)


@dataclass
class EditorApplier:
    """Has the editor apply what was approved, in the texts on its screen, and notes it."""

    session: "Session"
    home: "Home | None"
    place: Place
    maker_of: Callable[[Change], Maker]
    on_main: OnMain

    async def write(self, change: Change) -> agent.Written:
        return await self.on_main(self._write(agreed(change)))

    async def _write(self, change: Change) -> agent.Written:
        session, home = self.session, self.home
        if home is None or not session.abilities.applies_edits:
            return agent.Written(False, "This editor applies no edits of a server; the proposal was shown only.")
        targets = {file.path: self._target(home, file.path) for file in change.files}
        texts = {path: found.document.text for path, found in targets.items() if found.document is not None}
        try:
            apply_change(change, texts)
            edit = to_workspace_edit(change, targets.__getitem__, session.abilities)
            answer = await session.wire.ask("workspace/applyEdit", {"label": change.title, "edit": edit})
        except (StaleChange, UnreachableText) as error:
            return agent.Written(False, f"Nothing was written: {error}.")
        except ClientError as error:
            return agent.Written(False, f"The editor did not apply the edit: {error}")
        if reason := not_applied(answer, "The editor did not apply the edit"):
            return agent.Written(False, reason)
        maker, phase = self.maker_of(change), self.place.phase()
        record = record_of_change(change, texts, at=time.time(), maker=maker, phase=phase)
        problem = await session.work.run(append, home.folder, record)
        if self.place.workspace is not None:
            self.place.workspace.files = home.files()
        names = ", ".join(file.path for file in change.files)
        return agent.Written(True, problem or f"Written, not saved yet: {names}.")

    def _target(self, home: "Home", path: str) -> Target:
        shown = self.session.documents.at(home.folder / path)
        if shown is not None and shown.waiting is None:
            return Target(shown.uri, shown.document, shown.version)
        there = home.disk.exists(path)
        return Target(uri_of(home.folder / path), Document(home.disk.read(path)) if there else None)
