"""Questions before something happens: what is shown, which answers count, what a wish becomes."""

import asyncio
import io
import sys

import pytest

from destination_writer.agent.values import Approval, ApprovalRequest, Decision, Verdict
from destination_writer.cli.approving import TerminalApprover
from destination_writer.text.changes import Change, FileCreation, FileEdit, TextEdit, fingerprint
from destination_writer.text.places import Span

TEXTS = {"A.kt": "val a = 1\n"}
EDIT = FileEdit("A.kt", fingerprint(TEXTS["A.kt"]), (TextEdit(Span(8, 9), "2"),))
CHANGE = Change("Two", (EDIT, FileCreation("B.kt", "val b = 1\u202e\n")), purpose="Because.", notes=("Look.",))


def decided(request: ApprovalRequest, said: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Decision, TerminalApprover]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(said))
    approver = TerminalApprover(lambda _: dict(TEXTS))
    return asyncio.run(approver.decide(request)), approver


def wants(change: Change | None = None, approval: Approval = Approval.ALWAYS) -> ApprovalRequest:
    return ApprovalRequest("tool", "Run it", "It runs.", approval, change, () if change else ("./gradlew", "x"), ())


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("y\n", Verdict.APPROVED), ("\n", Verdict.APPROVED), ("n\n", Verdict.REFUSED), ("maybe\ny\n", Verdict.APPROVED)],
)
def test_a_change(
    said: str, verdict: Verdict, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decision, approver = decided(wants(CHANGE), said, monkeypatch)
    assert decision.verdict is verdict
    assert not approver.has_left
    shown = capsys.readouterr().out
    for part in ("I'll change: A.kt", "I'll create: B.kt", "-val a = 1", "+val a = 2", "‹U+202E›", "• Look."):
        assert part in shown


def test_a_wish_is_a_no_with_the_persons_words(monkeypatch: pytest.MonkeyPatch) -> None:
    decision, _ = decided(wants(CHANGE), "modify\nuse three\n", monkeypatch)
    assert decision.verdict is Verdict.REFUSED
    assert "use three" in decision.feedback


@pytest.mark.parametrize(
    ("said", "approval", "verdict"),
    [
        ("y\n", Approval.ALWAYS, Verdict.APPROVED),
        ("\n", Approval.ALWAYS, Verdict.REFUSED),  # a run is never the default
        ("n\n", Approval.ONCE, Verdict.REFUSED),
        ("always\n", Approval.ONCE, Verdict.APPROVED_FOR_CONVERSATION),
        ("always\nn\n", Approval.ALWAYS, Verdict.REFUSED),  # not on offer here
    ],
)
def test_a_run(
    said: str, approval: Approval, verdict: Verdict, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decided(wants(approval=approval), said, monkeypatch)[0].verdict is verdict
    assert "$ ./gradlew x" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["", "q\n"])
@pytest.mark.parametrize("change", [CHANGE, None])
def test_leaving_is_a_no(said: str, change: Change | None, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, approver = decided(wants(change), said, monkeypatch)
    assert decision.verdict is Verdict.REFUSED
    assert approver.has_left


def test_statements_are_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    request = ApprovalRequest("run_probe", "Probe", "Two statements.", statements=("SELECT 1", "DROP TABLE t"))
    decided(request, "n\n", monkeypatch)
    shown = capsys.readouterr().out
    assert "SELECT 1" in shown
    assert "DROP TABLE t" in shown


def test_a_change_of_a_file_that_has_changed_since_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = Change("Old", (FileEdit("A.kt", fingerprint("else"), EDIT.edits),))
    decision, _ = decided(wants(stale), "y\n", monkeypatch)
    assert decision.verdict is Verdict.REFUSED
    assert "has changed since" in decision.feedback


def test_the_question_is_seen_below_many_statements(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    many = tuple(f"SELECT {n}" for n in range(30))
    request = ApprovalRequest("run_probe", "Run these?", "In your database.", Approval.ALWAYS, statements=many)
    decision, _ = decided(request, "y\n", monkeypatch)
    assert decision.verdict is Verdict.APPROVED
    shown = capsys.readouterr().out
    assert all(f"  SELECT {n}\n" in shown for n in range(30))
    assert shown.index("30 statements, all above. Run these?") > shown.index("SELECT 29")
