"""What a Finding says in one line."""

import pytest

from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Position, Range

HERE = Location("A.kt", Range(Position(0, 0), Position(0, 1)))


@pytest.mark.parametrize(
    ("message", "cause", "fix", "told"),
    [
        ("MySQL has no MERGE", "", "Write INSERT", "MySQL has no MERGE. Write INSERT."),
        ("Nothing is logged.", "", "Add andLog().", "Nothing is logged. Add andLog()."),
        ("A key is missing", "Nobody wrote it", "", "A key is missing. Nobody wrote it."),
    ],
)
def test_each_part_ends_its_sentence(message: str, cause: str, fix: str, told: str) -> None:
    finding = Finding("DW1", Severity.ERROR, message, HERE, cause=cause, fix=fix)
    assert finding.told(cause=True) == told


def test_the_cause_is_left_out_unless_asked_for() -> None:
    assert Finding("DW1", Severity.ERROR, "a", HERE, cause="b", fix="c").told() == "a. c."
