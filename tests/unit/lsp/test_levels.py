"""How loud rules are: the setting, by code, beginning of a code, or name."""

import pytest

from destination_writer.lsp.levels import Levels, read_levels
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range


def found(code: str) -> Finding:
    return Finding(code, Severity.ERROR, "m", Location("A.kt", Range.of(0, 0, 0, 0)))


@pytest.mark.parametrize(
    ("rules", "code", "severity"),
    [
        ({}, "DW502", Severity.ERROR),
        ({"DW5": "warning"}, "DW502", Severity.WARNING),
        ({"dw502": "hint"}, "DW502", Severity.HINT),
        ({"wrong-import": "off"}, "DW502", None),
        ({"DW5": "off", "DW502": "info"}, "DW502", Severity.INFO),
        ({"DW502": "info", "DW5": "off"}, "DW501", None),
        ({"DW1": "off"}, "DW502", Severity.ERROR),
    ],
)
def test_the_longest_name_that_fits_wins(rules: dict[str, str], code: str, severity: Severity | None) -> None:
    levels, problems = read_levels(rules)
    assert problems == ()
    assert [finding.severity for finding in levels.apply([found(code)])] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"DW999": "off"}, "there is no rule DW999"),
        ({"DW5": "loud"}, "must be one of off, error, warning, info, hint, not 'loud'"),
        ({"DW201": "off"}, "always told"),
        ({"test-failed": "hint"}, "always told"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_rest_holds(rules: dict[str, str], said: str) -> None:
    levels, problems = read_levels(rules | {"DW101": "off"})
    assert [said in problem for problem in problems] == [True]
    assert f"destinationWriter.diagnostics.rules.{next(iter(rules))}" in problems[0]
    assert levels.chosen == {"DW101": "off"}


def test_results_are_as_they_are_whatever_was_read() -> None:
    assert Levels({"DW2": "off", "DW": "off"}).apply([found("DW201")]) == [found("DW201")]
