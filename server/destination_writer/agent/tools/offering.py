"""From a Change to what a model and a person are told of it: proven and offered, or rejected with the reasons."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from destination_writer.agent.proposals.proving import Proof
from destination_writer.agent.tools.blocking import run_cancellable
from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.output import bounded, count
from destination_writer.agent.values import ToolContext, ToolResult
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.runner import Cancellation
from destination_writer.text.changes import Change


async def proof_of(desk: Desk, change: Change, context: ToolContext, *, may_change_expectations: bool = False) -> Proof:
    """In a thread; an answer that is cancelled meanwhile leaves no compiler at work."""
    threads: list[int] = []

    def work(tell: Callable[[str], None], cancellation: Cancellation) -> Proof:
        del cancellation  # what takes long is the compiler, and that is stopped
        threads.append(threading.get_ident())
        return desk.prover.prove(change, may_change_expectations=may_change_expectations, tell=tell)

    def stop() -> None:
        for thread in threads:
            desk.compiling.stop(thread)

    return await run_cancellable(work, context.report, stop)


def offered(desk: Desk, proof: Proof, maker: Maker) -> ToolResult:
    """What holds, as a proposal: the person sees it whole and decides."""
    own = proof.change.notes
    notes = (*own, *(note for note in proof.notes if note not in own))
    told = "".join(f"\nTo tell the person: {note}" for note in notes)
    text = "The change holds and is shown to the person, who decides.\n" + "\n".join(proof.told) + told
    change = desk.made_by(replace(proof.change, notes=notes, needs_confirmation=True), maker)
    return ToolResult(bounded(text, ""), proposal=change, checks=proof.told, summary="it holds")


def rejected(reasons: Sequence[str], checks: Sequence[str] = ()) -> ToolResult:
    """What a model is told of a proposal that does not hold."""
    said = "\n".join(f"- {reason}" for reason in reasons)
    text = f"The change does not hold, and nobody was offered it:\n{said}"
    return ToolResult(
        bounded(text, "Mend the first ones."),
        is_error=True,
        reasons=tuple(reasons),
        checks=tuple(checks),
        summary=f"{count(len(reasons), 'reason')} against it",
    )
