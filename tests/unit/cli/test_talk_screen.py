"""What a person sees of an answer's events, and what a pipe gets."""

import pytest

from destination_writer.agent.values import (
    AgentEvent,
    Ended,
    EndReason,
    ProposalRejected,
    ProposalWritten,
    Proposed,
    Rephrasing,
    Retrying,
    TextDelta,
    ToolFinished,
    ToolStarted,
    Usage,
    Written,
)
from destination_writer.cli.talkscreen import EventScreen, cost_line
from destination_writer.text.changes import Change

CHANGE = Change("Mend THEN", ())


def drawn(*events: AgentEvent, quiet: bool = False, aside: bool = True) -> EventScreen:
    screen = EventScreen(aside=aside, quiet=quiet)
    for event in events:
        screen.draw(event)
    return screen


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ToolStarted("1", "read_file", "Reading A.kt"), ["→ Reading A.kt"]),
        (ToolFinished("1", "read_file", "Reading A.kt", "42 lines"), ["✓ 42 lines"]),
        (ToolFinished("1", "x", "X", "no such file", is_error=True), ["✗ no such file"]),
        (ToolFinished("1", "x", "X", "refused"), ["✗ refused"]),
        (ToolFinished("1", "x", "X", "🚫 phase 3 is not complete"), ["  🚫 phase 3 is not complete"]),
        (
            Proposed(CHANGE, ("applies: passed", "compiles: not run (there is none)", "parses: passed")),
            ["Proposed, after it held: Mend THEN", "• passed: applies, parses", "• compiles: not run (there is none)"],
        ),
        (ProposalRejected(("it does not parse",), 1, 3), ["did not hold (1 of 3)", "it does not parse"]),
        (ProposalWritten(CHANGE, Written(True, "✓ wrote A.kt")), ["✓ wrote A.kt"]),
        (Retrying("The API is overloaded.", 4.2, 2, 4), ["The API is overloaded. Again in 4 s (2 of 4)."]),
        (Rephrasing("minor issue", 1), ["A sentence is written anew"]),
        (Ended(EndReason.BUDGET, "The budget is reached."), ["The budget is reached."]),
    ],
)
def test_an_event_is_told(event: AgentEvent, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    drawn(event)
    told = capsys.readouterr()
    assert told.out == ""
    for word in words:
        assert word in told.err


def test_the_answer_alone_goes_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    screen = drawn(
        TextDelta("One."), ToolStarted("1", "a", "A"), ToolFinished("1", "a", "A", "x"), TextDelta(" Two."),
        Ended(EndReason.DONE),
    )  # fmt: skip
    assert capsys.readouterr().out == "One.\n Two.\n"
    assert screen.drawn.text == "One. Two."
    assert screen.drawn.tools == ["A"]


def test_what_became_of_a_proposal_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    drawn(
        ToolStarted("1", "propose_change", "Proving"), ProposalRejected(("it does not parse",), 1, 3),
        ToolFinished("1", "propose_change", "Proving", "does not hold", is_error=True),
        ToolStarted("2", "propose_change", "Proving"), Proposed(CHANGE, ()),
        ProposalWritten(CHANGE, Written(True, "✓ wrote A.kt")),
        ToolFinished("2", "propose_change", "Proving", "written"),
    )  # fmt: skip
    told = capsys.readouterr().err
    assert "✗ does not hold" not in told
    assert "✓ written" not in told
    assert "✓ Proposed: Mend THEN" in told  # nothing was checked, so nothing is said to have held


def test_quiet_shows_nothing_and_keeps_all(capsys: pytest.CaptureFixture[str]) -> None:
    screen = drawn(TextDelta("One."), Rephrasing("x", 1), TextDelta("Two."), Ended(EndReason.DONE), quiet=True)
    told = capsys.readouterr()
    assert told.out + told.err == ""
    assert screen.drawn.text == "One.\nTwo."
    assert screen.drawn.ended == Ended(EndReason.DONE)


def test_what_a_model_writes_into_a_title_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    drawn(ToolStarted("1", "a", "A\x1b[2J"))
    assert "A␛[2J" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ended", "line"),
    [
        (
            Ended(EndReason.DONE, usage=Usage(100, 20, 0, 900), cost=0.0123, total=Usage(200, 40), total_cost=1.5),
            "1,000 tokens read (900 of them from the cache), 20 written, $0.0123; in all 240 tokens, $1.50 of $10.00",
        ),
        (
            Ended(EndReason.DONE, usage=Usage(100, 20), total=Usage(100, 20)),
            "100 tokens read, 20 written; in all 120 tokens",
        ),
    ],
)
def test_the_cost_is_told_in_a_line(ended: Ended, line: str) -> None:
    assert cost_line(ended, 10.0) == line
