"""Questions to the person, through the client: in the middle of a call, or between a call and its repetition.

Up to revision 2025-11-25 of the protocol a server may ask while a call runs. Since 2026-07-28 a call that needs an
answer ends with the question and is sent again with the answer; its work waits here meanwhile.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from destination_writer.agent.values import Approval, ApprovalRequest, Decision, Verdict

Answer = tuple[str, Mapping[str, object]]
"""`accept`, `decline` or `cancel`, and the fields of the form."""
YES, ALWAYS, NO = "yes", "yes, for this conversation", "no"
PATIENCE = 1_800.0
"""Seconds that work waits for the person."""


@dataclass(frozen=True)
class Question:
    """What the client shows: a text, and a form of simple fields."""

    message: str
    form: dict[str, Any]


def question(request: ApprovalRequest, words: str) -> Question:
    """`words` is everything that the person has to see before they decide."""
    answers = [YES, ALWAYS, NO] if request.approval is Approval.ONCE else [YES, NO]
    return Question(
        words,
        {
            "type": "object",
            "properties": {
                "answer": {"type": "string", "title": request.title, "enum": answers, "default": NO},
                "feedback": {"type": "string", "title": "What should be different? (may stay empty)"},
            },
            "required": ["answer"],
        },
    )


def decision(answer: Answer) -> Decision:
    """Whatever is no clear yes is a no."""
    action, fields = answer
    feedback = fields.get("feedback")
    said = feedback.strip() if isinstance(feedback, str) else ""
    if action != "accept":
        return Decision(Verdict.REFUSED, said or ("the person closed the question" if action == "cancel" else ""))
    verdict = {YES: Verdict.APPROVED, ALWAYS: Verdict.APPROVED_FOR_CONVERSATION}.get(str(fields.get("answer")))
    return Decision(verdict or Verdict.REFUSED, said)


Ask = Callable[[Question], Awaitable[Answer]]


@dataclass
class _Waiting:
    """Work that goes on when its question is answered."""

    task: "asyncio.Task[Any]"
    questions: "asyncio.Queue[tuple[Question, asyncio.Future[Answer]]]"
    call: object
    answered: "asyncio.Future[Answer] | None" = None


@dataclass
class Desk:
    """Work between a call and its repetitions, by the token that the client gives back."""

    patience: float = PATIENCE
    _waiting: dict[str, _Waiting] = field(default_factory=dict[str, _Waiting])

    async def begin(self, call: object, work: Callable[[Ask], Coroutine[Any, Any, Any]]) -> Any:
        """What the work gives, or `(token, Question)` when it needs an answer first."""
        questions: asyncio.Queue[tuple[Question, asyncio.Future[Answer]]] = asyncio.Queue()

        async def ask(asked: Question) -> Answer:
            answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            await questions.put((asked, answered))
            return await answered

        return await self._until_question(_Waiting(asyncio.create_task(work(ask)), questions, call))

    async def go_on(self, token: str, call: object, answer: Answer) -> Any:
        """As `begin`. Raises KeyError for a token that no work waits under, or that belongs to another call."""
        waiting = self._waiting[token]
        if waiting.call != call or waiting.answered is None:
            raise KeyError(token)
        del self._waiting[token]
        if not waiting.answered.done():
            waiting.answered.set_result(answer)
        return await self._until_question(waiting)

    def close(self) -> None:
        """End all work that waits."""
        for waiting in self._waiting.values():
            waiting.task.cancel()
        self._waiting.clear()

    async def _until_question(self, waiting: _Waiting) -> Any:
        asked = asyncio.create_task(waiting.questions.get())
        try:
            done, _ = await asyncio.wait({asked, waiting.task}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            waiting.task.cancel()
            raise
        finally:
            if not asked.done():
                asked.cancel()
        if waiting.task in done:
            return waiting.task.result()
        shown, waiting.answered = asked.result()
        token = secrets.token_urlsafe(24)
        self._waiting[token] = waiting
        asyncio.get_running_loop().call_later(self.patience, self._give_up, token)
        return token, shown

    def _give_up(self, token: str) -> None:
        waiting = self._waiting.pop(token, None)
        if waiting is not None:
            waiting.task.cancel()
