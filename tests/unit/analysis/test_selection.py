"""How somebody names rules: by code, by the beginning of one, by name."""

import pytest

from destination_writer.analysis.families import FAMILIES, family_of
from destination_writer.analysis.rules import ADVICE, RULES
from destination_writer.analysis.selection import BadSelector, Codes, selection_of
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

CODES = Codes({"DW101": "open-stub", "DW201": "test-failed", "DW502": "wrong-import", "DW603": "unlogged-sql"})


def found(code: str) -> Finding:
    return Finding(code, Severity.ERROR, "m", Location("A.kt", Range.of(0, 0, 0, 0)))


@pytest.mark.parametrize(
    ("select", "ignore", "told"),
    [
        ([], [], ["DW101", "DW201", "DW502", "DW603"]),
        (["DW502"], [], ["DW201", "DW502"]),
        (["dw5"], [], ["DW201", "DW502"]),
        (["wrong-import"], [], ["DW201", "DW502"]),
        (["Wrong-Import"], [], ["DW201", "DW502"]),
        (["DW5,DW1"], [], ["DW101", "DW201", "DW502"]),
        (["DW5", "open-stub"], [], ["DW101", "DW201", "DW502"]),
        ([], ["DW5"], ["DW101", "DW201", "DW603"]),
        ([], ["wrong-import, DW101 DW6"], ["DW201"]),
        (["DW5"], ["DW502"], ["DW201"]),
        (["DW201"], [], ["DW201"]),
    ],
)
def test_what_is_chosen_and_results_always(select: list[str], ignore: list[str], told: list[str]) -> None:
    selection = selection_of(CODES, select, ignore)
    assert [code for code in CODES.names if found(code) in selection] == told


@pytest.mark.parametrize(
    ("select", "ignore", "said"),
    [
        (["DW999"], [], "there is no rule DW999"),
        (["DW604"], [], "did you mean DW603?"),
        (["wrong-imports"], [], "did you mean wrong-import?"),
        (["nonsense"], [], "`destination-writer explain` lists them all"),
        ([], ["DW2"], "cannot be ignored"),
        ([], ["DW201"], "cannot be ignored"),
        ([], ["test-failed"], "cannot be ignored"),
    ],
)
def test_a_word_that_means_no_rule_says_so(select: list[str], ignore: list[str], said: str) -> None:
    with pytest.raises(BadSelector) as error:
        selection_of(CODES, select, ignore)
    assert said in str(error.value)


def test_every_rule_is_of_one_family_has_a_name_of_its_own_and_stands_by_code() -> None:
    every = (*RULES, *ADVICE)
    assert all(family_of(rule.code) in FAMILIES for rule in every)
    assert len({rule.code for rule in every}) == len({rule.name for rule in every}) == len(every)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
