"""A fix that a run has confirmed is asked about once, and remembered only with a yes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from destination_writer.checkpoints.applying import append
from destination_writer.checkpoints.changelog import Maker, record_of_texts
from destination_writer.checkpoints.history import HISTORY_PATH, RunRecord, TestRecord, to_line
from destination_writer.checkpoints.offering import ASKED_PATH
from destination_writer.cli.remembering import offer_to_remember
from destination_writer.generate.learning.fixes import LEARNED_PATH

SAID = 'com.acme.AcmeException: the ledger cannot widen shard 17 of "orders"'
FILE = "src/main/kotlin/Generator.kt"
START = 1_700_000_000.0


def ran(folder: Path, *outcomes: str, test: str = "insert records", said: str = SAID) -> None:
    """Runs, a minute apart, behind those that are there."""
    file = folder / HISTORY_PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text("utf-8") if file.exists() else ""
    number = before.count("\n")
    lines = [
        to_line(
            RunRecord(
                START + 60 * at, "local", f"d{at}", "finished", 9.0, 3,
                (TestRecord("Suite", test, outcome, 1.0, said if outcome == "failed" else ""),), (FILE,),
            )
        )
        for at, outcome in enumerate(outcomes, number)
    ]  # fmt: skip
    file.write_text(before + "".join(f"{line}\n" for line in lines), "utf-8")


def fixed(folder: Path, at: float, maker: Maker = Maker.REMEDY) -> None:
    record = record_of_texts("Widen the shard", {FILE: ("a\n", f"b{at}\n")}, at=START + at, maker=maker, phase=3)
    assert append(folder, record) == ""


def asked(folder: Path, answer: bool) -> list[str]:
    """The questions that are put, each answered so."""
    questions: list[str] = []

    def agreed(question: str) -> bool:
        questions.append(question)
        return answer

    offer_to_remember(folder, agreed)
    return questions


def test_it_is_asked_with_the_fix_and_written_on_a_yes(tmp_path: Path) -> None:
    ran(tmp_path, "failed", "passed")
    fixed(tmp_path, 30)
    (question,) = asked(tmp_path, True)
    assert question.startswith("Suite.insert records passes since this fix: Widen the shard. Remember this?")
    text = (tmp_path / LEARNED_PATH).read_text("utf-8")
    assert "Widen the shard." in text and "the ledger cannot widen shard" in text
    assert asked(tmp_path, True) == []


def test_a_no_writes_nothing_and_is_final(tmp_path: Path) -> None:
    ran(tmp_path, "failed", "passed")
    fixed(tmp_path, 30)
    assert len(asked(tmp_path, False)) == 1
    assert not (tmp_path / LEARNED_PATH).exists()
    ran(tmp_path, "failed", "passed")
    fixed(tmp_path, 150)
    assert asked(tmp_path, True) == []
    ran(tmp_path, "failed", "passed", said="com.acme.AcmeException: the drawer is stuck at 3")
    fixed(tmp_path, 270)
    assert len(asked(tmp_path, False)) == 1  # another failure of the same test
    assert len((tmp_path / ASKED_PATH).read_text("utf-8").split()) == 2


@pytest.mark.parametrize(
    ("outcomes", "makers"),
    [
        (("failed", "failed"), [Maker.REMEDY]),  # not confirmed
        (("failed", "passed"), []),  # mended by hand
        (("failed", "passed"), [Maker.GENERATE]),  # a stub was filled
        (("failed", "passed", "failed"), [Maker.REMEDY]),  # it fails again
        (("failed", "passed", "passed", "passed", "passed"), [Maker.REMEDY]),  # long ago
        (("passed", "passed"), [Maker.REMEDY]),
    ],
)
def test_nothing_is_asked_otherwise(tmp_path: Path, outcomes: Sequence[str], makers: Sequence[Maker]) -> None:
    ran(tmp_path, *outcomes)
    for maker in makers:
        fixed(tmp_path, 30, maker)
    assert asked(tmp_path, True) == []
    assert not (tmp_path / ASKED_PATH).exists()


def test_two_tests_that_one_fix_mended_make_one_rule(tmp_path: Path) -> None:
    file = tmp_path / HISTORY_PATH
    file.parent.mkdir(parents=True)
    names = ("insert records", "count table rows")
    runs = [
        RunRecord(
            START + 60 * at, "local", f"d{at}", "finished", 9.0, 3,
            tuple(TestRecord("Suite", name, outcome, 1.0, SAID if outcome == "failed" else "") for name in names),
            (FILE,),
        )
        for at, outcome in enumerate(("failed", "passed"))
    ]  # fmt: skip
    file.write_text("".join(f"{to_line(run)}\n" for run in runs), "utf-8")
    fixed(tmp_path, 30)
    assert len(asked(tmp_path, True)) == 1
