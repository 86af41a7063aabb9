"""Percent and the time that is left."""

import pytest

from destination_writer.checkpoints.progress import estimate, own_pace, percent_of
from destination_writer.checkpoints.report import estimate_words, to_report
from destination_writer.checkpoints.resuming import Step
from destination_writer.checkpoints.status import (
    ComponentStatus,
    ConnectorStatus,
    Estimate,
    EstimateBasis,
    PhaseState,
    PhaseStatus,
    Progress,
)
from destination_writer.connector.statetext import read_state
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PHASES = Knowledge(DiskFiles(bundled("knowledge"))).phases
DONE, STARTED, OPEN = Progress.DONE, Progress.IN_PROGRESS, Progress.NOT_STARTED


@pytest.mark.parametrize(
    ("components", "complete", "percent"),
    [
        ([DONE, DONE, DONE, STARTED, OPEN], False, 60),
        ([DONE, DONE], False, 95),
        ([DONE, DONE], True, 100),
        ([OPEN], False, 0),
        ([], False, 0),
        ([], True, 100),
    ],
)
def test_percent(components: list[Progress], complete: bool, percent: int) -> None:
    assert percent_of([ComponentStatus("x", progress) for progress in components], complete) == percent


def test_components_that_are_not_required_do_not_count() -> None:
    components = [ComponentStatus("a", DONE), ComponentStatus("b", OPEN, required=False)]
    assert percent_of(components, False) == 95


def statuses(current: int) -> tuple[PhaseStatus, ...]:
    def state(number: int) -> PhaseState:
        if number == current:
            return PhaseState.CURRENT
        return PhaseState.DONE if number < current else PhaseState.WAITING

    return tuple(PhaseStatus(p.number, p.title, state(p.number), percent=0) for p in PHASES)


def test_without_history_the_phases_own_hours_are_given() -> None:
    left = estimate(PHASES, statuses(10), read_state("").state)
    assert left is not None
    hours = [phase.hours for phase in PHASES[10:]]
    assert (left.low, left.high) == (sum(h.low for h in hours), sum(h.high for h in hours))
    assert left.basis == EstimateBasis.PHASES


def test_own_pace_is_projected_over_what_is_left() -> None:
    """Two hours for what is reckoned at the middle of phase 1's estimate, started at the recorded moment."""
    middle = (PHASES[1].hours.low + PHASES[1].hours.high) / 2
    text = (
        "state:\n  history:\n"
        "  - {event: started, phase: 1, at: 2026-01-01T10:00:00Z}\n"
        "  - {event: completed, phase: 1, at: 2026-01-01T12:00:00Z}\n"
    )
    state = read_state(text).state
    assert own_pace(PHASES, state) == pytest.approx(2 / middle)
    left = estimate(PHASES, statuses(11), state)
    assert left is not None
    assert left.basis == EstimateBasis.PACE
    assert left.high == pytest.approx(PHASES[11].hours.high * 2 / middle)


def test_one_moment_is_no_pace() -> None:
    state = read_state("state:\n  history:\n  - {event: completed, phase: 1, at: 2026-01-01T12:00:00Z}\n").state
    assert own_pace(PHASES, state) is None


def test_nothing_is_left_of_a_finished_connector() -> None:
    finished = tuple(PhaseStatus(p.number, p.title, PhaseState.DONE) for p in PHASES)
    assert estimate(PHASES, finished, read_state("").state) is None


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (Estimate(48, 48, EstimateBasis.PACE), "Estimated completion: 2 more days (based on current velocity)"),
        (Estimate(72, 120, EstimateBasis.PACE), "Estimated completion: 3 to 5 more days (based on current velocity)"),
        (Estimate(0.2, 0.9, EstimateBasis.PACE), "Estimated completion: 1 more hour (based on current velocity)"),
        (
            Estimate(20, 40, EstimateBasis.PHASES),
            "Estimated completion: 20 to 40 more hours of work (the phases' estimates; no pace recorded yet)",
        ),
    ],
)
def test_the_words_say_how_it_is_known(left: Estimate, words: str) -> None:
    assert estimate_words(left) == words


def test_the_report_has_the_shape_that_scripts_read() -> None:
    status = ConnectorStatus("destination-acme", "acme", "1.0.13", 10, statuses(10))
    report = to_report(status, Step("Write it.", "destination-writer implement ."))
    assert list(report) == ["database", "cdk_version", "current_phase", "phases", "next"]
    assert report["next"] == {"words": "Write it.", "command": "destination-writer implement ."}
    assert to_report(status, Step("Mend the file by hand."))["next"]["command"] is None
    assert report["phases"][10] == {"number": 10, "title": "CDC", "state": "current", "blockers": []}
