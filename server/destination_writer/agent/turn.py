"""One answer: requests, tools and again, until the model is done, something stops it, or a limit is reached."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from destination_writer.agent.blocks import Block, Message, Role, Text, ToolCall, ToolOutput, said
from destination_writer.agent.model.protocol import Answered, Began, TextPiece
from destination_writer.agent.problems import Code, ModelProblem
from destination_writer.agent.shrinking import (
    FIRST_GUESS,
    ROOMY,
    SUMMARY_SYSTEM,
    cut_outputs,
    older_part,
    size,
    summarised,
    transcript,
    without_old_outputs,
)
from destination_writer.agent.values import (
    AgentEvent,
    BudgetReached,
    EndReason,
    Place,
    Refused,
    Rephrasing,
    Retrying,
    Screened,
    Summarised,
    TextDelta,
    Usage,
)
from destination_writer.agent.wire import Frame, Outgoing, outgoing

if TYPE_CHECKING:
    from collections.abc import Callable

    from destination_writer.agent.conversation import Conversation

GO_ON = "Your answer was cut at its limit of {tokens} tokens. Go on exactly where it stops; repeat nothing."
CUT_CALL = (
    "Your answer was cut at its limit of {tokens} tokens in the middle of this call; nothing was run. Make the call"
    " again with less in it, or in parts."
)
BROKEN = "The connection broke there. Go on exactly where your answer stops; repeat nothing."
STOPPED = "[stopped by the person]"
BROKEN_OFF = "[the answer broke off here]"
NOTHING_SAID = "Your answer was empty. Answer now, in words for the person."
NO_MORE_ROUNDS = (
    "You have used the {rounds} rounds of tools that an answer may have. Answer now with what you know, and say what is"
    " still open."
)


class _Objection(Exception):
    """The screen objects to what the model is writing."""


@dataclass(frozen=True)
class Outcome:
    reason: EndReason
    words: str = ""


class Turn:
    """The work between the person's words and `Ended`. It changes the conversation's messages only from one consistent
    state to the next, so that it can be cancelled at any await."""

    def __init__(self, conversation: Conversation, emit: Callable[[AgentEvent], None], place: Place) -> None:
        self._talk, self._emit, self._place = conversation, emit, place
        self._settings = conversation.settings
        self._began_at = len(conversation.messages)
        self._continuations = 0
        self._objections = 0
        self._shown = ""
        """What the person saw of the request under way."""
        self._has_words = False
        """Whether the person saw anything in this answer."""
        self._was_empty = False

    async def run(self, words: tuple[Block, ...]) -> Outcome:
        talk = self._talk
        talk.messages.append(Message(Role.USER, words, opens=True))
        for number in range(self._settings.tool_rounds + 2):
            reached = talk.purse.reached()
            if reached:
                self._emit(BudgetReached(reached))
                return Outcome(EndReason.BUDGET, reached)
            is_last = number >= self._settings.tool_rounds
            if number == self._settings.tool_rounds:
                talk.messages.append(said(NO_MORE_ROUNDS.format(rounds=self._settings.tool_rounds)))
            await self._make_room()
            answered, sent = await self._ask(no_tools=is_last)
            outcome = await self._take(answered, sent, is_last)
            if outcome is not None:
                return outcome
        return Outcome(EndReason.ROUNDS, f"The answer took more than {self._settings.tool_rounds} rounds of tools.")

    def tidy(self, why: str) -> None:
        """After a cancellation or a failure (`why`): what the person saw is kept, and every call has an output; the
        right one, where it was done."""
        messages = self._talk.messages
        if self._shown.strip():
            messages.append(Message(Role.ASSISTANT, (Text(f"{self._shown}\n{why}"),)))
            self._shown = ""
        if messages and (open_calls := [one for one in messages[-1].blocks if isinstance(one, ToolCall)]):
            done = self._talk.desk.finished
            outputs = tuple(done.get(one.id) or ToolOutput(one.id, why, is_error=True) for one in open_calls)
            messages.append(Message(Role.USER, outputs))
        if messages and messages[-1].opens:
            # Nothing was answered: the question is out, and can be asked again.
            messages.pop()
            self._talk.forget_facts()

    # What an answer means

    async def _take(self, answered: Answered, sent: Outgoing, is_last: bool) -> Outcome | None:
        """Keeps an answer and does what it asks for; None while the turn goes on."""
        if answered.stop == "refusal":
            return self._refused(answered)
        if answered.stop == "model_context_window_exceeded" and not answered.blocks:
            raise ModelProblem.of(Code.TOO_LONG)
        calls = [block for block in answered.blocks if isinstance(block, ToolCall)]
        keep = Message(Role.ASSISTANT, answered.blocks, sent.prefix)
        if calls and answered.stop in ("max_tokens", "model_context_window_exceeded"):
            cut = CUT_CALL.format(tokens=self._limit)
            outputs = tuple(ToolOutput(call.id, cut, is_error=True) for call in calls)
            self._talk.messages += [keep, Message(Role.USER, outputs)]
            return self._continued()
        if calls:
            # Both at once: between the call and its output the conversation could not be sent.
            outputs = await self._run_tools(keep, calls)
            self._talk.messages += [keep, Message(Role.USER, outputs)]
            return Outcome(EndReason.ROUNDS, "The model asked for tools beyond its rounds.") if is_last else None
        if answered.blocks:
            self._talk.messages.append(keep)
        if answered.stop == "pause_turn":
            return None
        if answered.stop in ("max_tokens", "model_context_window_exceeded"):
            if answered.blocks:
                self._talk.messages.append(said(GO_ON.format(tokens=self._limit)))
            return self._continued()
        if answered.stop == "end_turn" and not self._has_words:
            return self._nothing_said()
        return Outcome(EndReason.DONE)

    def _nothing_said(self) -> None:
        """Asks for words, once."""
        if self._was_empty:
            raise ModelProblem.of(Code.EMPTY)
        self._was_empty = True
        self._talk.messages.append(said(NOTHING_SAID))

    async def _run_tools(self, keep: Message, calls: list[ToolCall]) -> tuple[ToolOutput, ...]:
        self._shown = ""
        try:
            return await self._talk.desk.run(calls, self._emit, self._place)
        except BaseException:
            # The call stays on record; `tidy` gives it its output.
            self._talk.messages.append(keep)
            raise

    def _continued(self) -> Outcome | None:
        self._continuations += 1
        if self._continuations <= self._settings.continuations:
            return None
        words = (
            f"The answer is longer than {self._limit} tokens at once (destinationWriter.agent.maxTokens) and was taken"
            f" up {self._settings.continuations} times. Say how to go on."
        )
        return Outcome(EndReason.LENGTH, words)

    def _refused(self, answered: Answered) -> Outcome:
        """The turn is taken out: with it in place the model would go on to refuse."""
        del self._talk.messages[self._began_at :]
        self._talk.forget_facts()
        explanation = answered.details.get("explanation", "")
        words = "The model declines to answer this." + (f" It says: {explanation}" if explanation else "")
        words += " The question was taken out of the conversation; ask in other words, or about another part."
        self._emit(Refused(words, answered.details.get("category", "")))
        return Outcome(EndReason.REFUSED, words)

    # One request

    @property
    def _is_strict(self) -> bool:
        return self._objections < self._settings.tone_attempts

    @property
    def _limit(self) -> int:
        return self._talk.purse.longest_answer(self._settings.model)

    def _frame(self, no_tools: bool) -> Frame:
        talk = self._talk
        return Frame(self._settings.model, self._limit, talk.system, talk.tools, talk.server_tools, no_tools)

    async def _ask(self, no_tools: bool) -> tuple[Answered, Outgoing]:
        """An answer that came whole and that the screen lets pass."""
        attempt, made_room = 1, False
        while True:
            sent = outgoing(self._frame(no_tools), self._talk.messages, self._talk.redactor)
            try:
                answered = await self._attempt(sent)
                self._shown = ""
                return answered, sent
            except _Objection as objection:
                self._object(str(objection))
            except ModelProblem as problem:
                if problem.code is Code.TOO_LONG and not made_room and await self._make_room(by_force=True):
                    made_room = True
                    continue
                wait = self._talk.timing.wait_before(attempt + 1, problem.after)
                self._check_again(problem, attempt, wait)
                attempt += 1
                self._emit(Retrying(str(problem), wait, attempt, self._settings.attempts))
                await self._talk.timing.sleep(wait)

    def _check_again(self, problem: ModelProblem, attempt: int, wait: float) -> None:
        """Raises the problem when it makes no sense, or is no longer wanted, to ask again. After text was shown the
        answer is taken up where it stopped: the same request would say it twice."""
        if not problem.again:
            raise problem
        if attempt >= self._settings.attempts:
            raise problem if attempt == 1 else _with(problem, f"tried {attempt} times")
        if wait > self._settings.longest_wait:
            raise _with(problem, f"it asks to wait {_span(wait)}")
        if not self._shown.strip():
            return
        if self._continuations >= self._settings.continuations:
            raise problem
        self._continuations += 1
        self._talk.messages += [Message(Role.ASSISTANT, (Text(self._shown),)), said(BROKEN)]
        self._shown = ""

    def _object(self, objection: str) -> None:
        self._objections += 1
        self._emit(Rephrasing(objection, self._objections))
        if self._shown.strip():
            self._talk.messages.append(Message(Role.ASSISTANT, (Text(self._shown),)))
        self._talk.messages.append(said(f"{objection}\nGo on from there; repeat nothing that was already shown."))
        self._shown = ""

    async def _attempt(self, sent: Outgoing) -> Answered:
        """One request. Raises ModelProblem, _Objection; what was shown until then is in `_shown`."""
        screen = self._talk.new_screen(self._is_strict)
        usage, written, answered = Usage(), 0, None
        try:
            async with aclosing(self._talk.model.answer(sent.body)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Began):
                        usage = piece.usage
                    elif isinstance(piece, TextPiece):
                        written += len(piece.text)
                        self._show(screen.feed(piece.text))
                    elif isinstance(piece, Answered):
                        answered = piece
        finally:
            # An answer that was not finished has cost what was read, and about what was written.
            spent = answered.usage if answered else replace(usage, output=max(usage.output, int(written / FIRST_GUESS)))
            self._talk.purse.spend(self._settings.model, spent)
        if answered is None:
            raise ModelProblem.of(Code.CUT_STREAM)
        self._show(screen.end())
        self._talk.calibrate(sent, answered.usage)
        return answered

    def _show(self, screened: Screened) -> None:
        if screened.show:
            self._shown += screened.show
            self._has_words = self._has_words or bool(screened.show.strip())
            self._emit(TextDelta(screened.show))
        if screened.objection and self._is_strict:
            raise _Objection(screened.objection)

    # Room

    async def _make_room(self, by_force: bool = False) -> bool:
        """Shortens the conversation where it is too long. True when something was left out."""
        talk = self._talk
        room = talk.room_in_characters()
        if not by_force and size(talk.messages) <= room:
            return False
        target = int(min(room, size(talk.messages) if by_force else room) * ROOMY)
        shorter, dropped = without_old_outputs(talk.messages, target)
        if dropped:
            talk.messages[:] = shorter
            outputs = "1 older output" if dropped == 1 else f"{dropped} older outputs"
            self._emit(Summarised(f"{outputs} of tools left out of the conversation; they can be had again."))
        older, present = older_part(talk.messages)
        if older and size(talk.messages) > (target if by_force else room):
            talk.messages[:] = summarised(await self._summary(older), present)
            talk.forget_facts()
            self._began_at = 1
            self._emit(Summarised("The earlier part of the conversation was summarised: it grew too long."))
            return True
        if size(talk.messages) > room or (by_force and not dropped):
            before = size(talk.messages)
            if size(talk.messages[-1:]) > room and talk.messages[-1].opens:
                raise ModelProblem.of(Code.TOO_LONG, talk.told_size(before))
            fewer, _ = without_old_outputs(talk.messages, target, keep=1)
            talk.messages[:] = cut_outputs(fewer, max(2_000, target // 4))
            if size(talk.messages) < before:
                self._emit(Summarised("Outputs of tools were shortened: the answer grew too long."))
                return True
        return bool(dropped)

    async def _summary(self, older: list[Message]) -> str:
        """By the fast model; without one that answers, what the person said stands alone."""
        talk = self._talk
        frame = Frame(self._settings.fast_model, 2_000, SUMMARY_SYSTEM)
        sent = outgoing(frame, [said(f"<transcript>\n{transcript(older)}\n</transcript>")], talk.redactor)
        text, usage = "", Usage()
        try:
            async with aclosing(talk.model.answer(sent.body)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, TextPiece):
                        text += piece.text
                    elif isinstance(piece, (Began, Answered)):
                        usage = piece.usage
        except ModelProblem:
            text = ""
        finally:
            talk.purse.spend(self._settings.fast_model, usage)
        if text.strip():
            return text
        openings = [block for message in older if message.opens for block in message.blocks]
        words = [f"- {one.text[:500]}" for one in openings if isinstance(one, Text)]
        return "\n".join(("The developer said before, in order:", *words))


def _with(problem: ModelProblem, words: str) -> ModelProblem:
    return replace(problem, detail=f"{problem.detail}; {words}" if problem.detail else words)


def _span(seconds: float) -> str:
    if seconds > 86_400:
        return "for more than a day"
    return f"{seconds:.0f} seconds" if seconds < 5_400 else f"{seconds / 3_600:.0f} hours"
