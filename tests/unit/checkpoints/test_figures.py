"""Figures of the work: what the records say, and what they do when they are broken."""

from collections import Counter
from dataclasses import replace

import pytest
from acme_connector import VERSION, finished, load, with_stub

from destination_writer.checkpoints.changelog import ChangeRecord, Maker, record_of_texts
from destination_writer.checkpoints.figures.api import Recorded, figures_of
from destination_writer.checkpoints.figures.clock import Event, Worked
from destination_writer.checkpoints.figures.lines import line_counts
from destination_writer.checkpoints.figures.model import Colour, Figures, LineCount
from destination_writer.checkpoints.figures.told import told
from destination_writer.checkpoints.history import RunRecord, TestRecord
from destination_writer.checkpoints.status import PhaseState, PhaseStatus
from destination_writer.connector.state import HistoryEntry, State
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
START = 1_700_000_000.0
SUITE = "AcmeTableOperationsTest"
NO_TABLE = 'org.postgresql.util.PSQLException: ERROR: relation "raw.orders" does not exist'


def run(at: float, *tests: tuple[str, str], phase: int | None = 3, **more: object) -> RunRecord:
    """A run that ends `at` seconds after the start and takes ten; tests are (name, outcome)."""
    records = tuple(
        TestRecord(SUITE, name, outcome, 1.0, NO_TABLE if outcome == "failed" else "") for name, outcome in tests
    )
    base = RunRecord(START + at, "local", "digest", "finished", 10.0, phase, records)
    return replace(base, **more)  # type: ignore[arg-type]  # fields by name


def figures(*runs: RunRecord, changes: tuple[ChangeRecord, ...] = (), state: State | None = None) -> Figures:
    connector = load(finished())
    connector = replace(connector, state=state or State(database="postgres"), cdk_version=VERSION)
    statuses = [PhaseStatus(phase.number, phase.title, PhaseState.WAITING) for phase in KNOWLEDGE.phases]
    recorded = Recorded(connector, KNOWLEDGE.phases, statuses, KNOWLEDGE.failure_rules, runs, changes)
    return figures_of(recorded, START + 10_000)


INSERT, COUNT = "insert records", "count table rows"
RED, GREEN = "failed", "passed"


def test_a_fix_names_what_changed_before_the_pass() -> None:
    change = ChangeRecord("1", START + 150, Maker.REMEDY, "Add the meta columns", 3)
    change = replace(change, files=record_of_texts("x", {"src/Sql.kt": ("a\n", "b\n")}, at=0, maker=Maker.REMEDY).files)
    found = figures(
        run(100, (INSERT, RED)),
        run(130, (INSERT, RED)),
        run(200, (INSERT, GREEN), changed=("src/Sql.kt",)),
        changes=(change,),
    )
    (fix,) = found.fixes
    assert (fix.test, fix.failed_runs, fix.files) == (f"{SUITE}.{INSERT}", 2, ("src/Sql.kt",))
    assert fix.changes == ("Add the meta columns",)
    assert (fix.failed_at, fix.passed_at) == (START + 100, START + 200)


def test_a_change_into_another_file_mended_nothing() -> None:
    files = record_of_texts("x", {"src/Other.kt": ("a\n", "b\n")}, at=0, maker=Maker.REMEDY).files
    change = ChangeRecord("1", START + 150, Maker.REMEDY, "Elsewhere", 3, files)
    found = figures(run(100, (INSERT, RED)), run(200, (INSERT, GREEN), changed=("src/Sql.kt",)), changes=(change,))
    assert found.fixes[0].changes == ()


def test_a_regression_is_open_until_the_test_passes() -> None:
    broken = [run(100, (INSERT, GREEN)), run(200, (INSERT, RED))]
    assert [one.mended_at for one in figures(*broken).regressions] == [None]
    assert [one.mended_at for one in figures(*broken, run(300, (INSERT, GREEN))).regressions] == [START + 300]
    assert figures(run(100, (INSERT, RED))).regressions == ()  # it never passed


def test_a_skipped_run_of_a_test_neither_mends_nor_breaks_it() -> None:
    found = figures(run(100, (INSERT, RED)), run(200, (INSERT, "skipped")), run(300, (INSERT, RED)))
    assert not found.fixes
    assert [(one.runs, one.open) for one in found.stuck] == [(2, True)]


def test_stuck_is_measured_in_work_and_the_longest_comes_first() -> None:
    night = 40_000
    found = figures(
        run(0, (COUNT, RED), (INSERT, GREEN)),
        run(night, (COUNT, GREEN), (INSERT, RED)),  # COUNT: one failing run, no stretch
        run(night + 600, (INSERT, RED)),
        run(night + 1200, (INSERT, GREEN)),
    )
    assert [(one.test, one.runs, one.active) for one in found.stuck] == [(f"{SUITE}.{INSERT}", 2, 1200.0)]


@pytest.mark.parametrize(
    ("events", "work"),
    [
        ([(0, 10)], 10),
        ([(0, 10), (70, 80)], 80),  # a minute between is work
        ([(0, 10), (5000, 5010)], 20),  # more than a quarter of an hour is a pause
        ([(0, 100), (20, 50)], 100),  # one within another counts once
        ([], 0),
    ],
)
def test_time_worked_leaves_pauses_out(events: list[tuple[float, float]], work: float) -> None:
    assert Worked(Event(began, ended, 3) for began, ended in events).total == work


def test_what_lies_before_the_first_touch_of_a_phase_is_work_on_none() -> None:
    worked = Worked([Event(0, 10, 3), Event(70, 80, 4), Event(100, 110, 3)])
    assert worked.by_phase == {3: 10 + 20 + 10, 4: 10}
    assert worked.total == 110


def test_a_phase_runs_from_its_first_touch_to_its_gate() -> None:
    from datetime import UTC, datetime

    gate = datetime.fromtimestamp(START + 900, UTC)
    state = State(database="postgres", history=(HistoryEntry("completed", 3, gate),))
    found = figures(
        run(110, (INSERT, RED), (COUNT, GREEN)),
        run(500, (INSERT, RED), phase=None),
        run(900, (INSERT, GREEN), (COUNT, GREEN)),
        state=state,
    )
    phase = found.phases[3]
    assert (phase.began, phase.ended, phase.wall) == (START + 100, START + 900, 800)
    assert phase.first_green == 10
    assert (phase.first_rate, phase.last_rate, phase.mean_rate) == (0.5, 1.0, 0.75)
    assert (phase.checkpoints, phase.runs, phase.red, phase.fixes) == (2, 3, 2, 1)
    assert found.gates == 1
    assert not found.phases[4].is_touched


def test_single_tests_belong_to_the_phase_that_asks_for_them() -> None:
    found = figures(run(100, ("upsert tables", RED), phase=None), run(200, ("what nobody knows", RED), phase=None))
    assert [point.phase for point in found.runs] == [9, 0]


@pytest.mark.parametrize(
    ("record", "colour"),
    [
        (run(1, (INSERT, GREEN)), Colour.GREEN),
        (run(1, (INSERT, GREEN), (COUNT, RED)), Colour.RED),
        (run(1, (INSERT, GREEN), (COUNT, "skipped")), Colour.GREY),
        (run(1, failed_steps=("compileKotlin",)), Colour.RED),
        (run(1, (INSERT, GREEN), ended="timed-out"), Colour.RED),
        (run(1, (INSERT, GREEN), ended="cancelled"), Colour.GREY),
        (run(1), Colour.GREY),
    ],
)
def test_colours_of_runs(record: RunRecord, colour: Colour) -> None:
    assert figures(record).runs[0].colour is colour


def test_errors_are_counted_by_category_and_rule() -> None:
    found = figures(
        run(1, (INSERT, RED), (COUNT, RED)),
        run(2, (INSERT, RED)),
        run(3, failed_steps=("compileKotlin",), errors=("Unresolved reference 'TableNam'.",)),
        run(4, failed_steps=("assemble",)),
    )
    told_errors = [(error.category, error.rule, error.count, error.tests) for error in found.errors]
    assert told_errors == [
        ("missing-object", "pg-relation-missing", 3, 2),
        ("build-and-dependencies", "build-failed", 1, 0),
        ("compilation", "unresolved-reference", 1, 0),
    ]


def change_of(before: str, after: str, maker: Maker = Maker.GENERATE, phase: int | None = 3) -> ChangeRecord:
    return record_of_texts("x", {"src/A.kt": (before, after)}, at=START, maker=maker, phase=phase)


@pytest.mark.parametrize(
    ("changes", "present", "counts"),
    [
        ([change_of("", "a\nb\n\nc\n")], "a\n    b\n\nown\n", {3: LineCount(3, 2)}),
        (
            [change_of("", "TODO()\n", phase=0), change_of("TODO()\n", "a\n")],
            "a\n",
            {0: LineCount(0, 0), 3: LineCount(1, 1)},
        ),
        ([change_of("", "x\n")], "x\nx\nx\n", {3: LineCount(1, 1)}),
        ([change_of("", "a\n", Maker.HAND)], "a\n", {}),
        ([change_of("", "a\n")], None, {3: LineCount(1, 0)}),
    ],
)
def test_generated_lines_that_still_stand(
    changes: list[ChangeRecord], present: str | None, counts: dict[int | None, LineCount]
) -> None:
    assert line_counts(changes, {} if present is None else {"src/A.kt": present}) == counts


def test_completeness_names_the_members_that_are_missing() -> None:
    connector = load(with_stub(finished(), "AcmeAirbyteClient", "copyTable", 'TODO("Phase 7")'))
    statuses = [PhaseStatus(phase.number, phase.title, PhaseState.WAITING) for phase in KNOWLEDGE.phases]
    found = figures_of(Recorded(connector, KNOWLEDGE.phases, statuses, ()), START)
    missing = {part.name: part.missing for part in found.phases[7].components if part.missing}
    assert list(missing.values()) == [("copyTable",)]
    assert all(part.done <= part.owed for phase in found.phases for part in phase.components)


def test_nothing_on_record_is_told_as_that() -> None:
    found = figures()
    assert found.is_empty
    assert "Nothing is on record yet" in "\n".join(told(found))


def test_a_clock_that_went_back_gives_no_negative_span_and_is_told() -> None:
    found = figures(run(5000, (INSERT, RED)), run(100, (INSERT, RED)), run(200, (INSERT, GREEN)))
    assert [fix.failed_runs for fix in found.fixes] == [2]
    assert all(one.active >= 0 and one.ended >= one.began for one in found.stuck)
    assert (found.phases[3].wall or 0) >= 0
    assert any("went back once" in note for note in found.notes)


@pytest.mark.parametrize("at", [float("nan"), float("inf"), -5.0, 1e30])
def test_impossible_moments_are_left_out_and_told(at: float) -> None:
    found = figures(run(100, (INSERT, GREEN)), replace(run(200, (INSERT, GREEN)), at=at))
    assert len(found.runs) == 1
    assert any("impossible time" in note for note in found.notes)


def test_ten_thousand_runs_are_counted() -> None:
    many = [run(60 * number, (INSERT, RED if number % 10 else GREEN), (COUNT, GREEN)) for number in range(10_000)]
    found = figures(*many)
    assert (len(found.runs), found.red, len(found.fixes)) == (10_000, 9_000, 999)
    assert Counter(one.runs for one in found.stuck) == {9: 10}
