"""Files that are no YAML: what is wrong is said in words that tell what to mend, by every reader alike."""

import pytest

from destination_writer.connector.preflight import read_preflight
from destination_writer.connector.statetext import read_state

CASES = [
    ("a: [1\n", "a list in brackets is not closed"),
    ("a: {1\n", "a map in braces is not closed"),
    ('a: "x\n', "a quote is opened and not closed"),
    ("a:\n\tb: 1\n", "a tab moves a line in; use blanks"),
    ("a: @x\n", "a sign begins nothing in YAML; put a text that begins so in quotes"),
    ("a: b: c\n", "a colon stands where no key can be"),
    ("a: 'x' y\n", "a line does not fit in"),
    ("a:\n  - 1\n  b: 2\n", "a line stands among the items of a list and is none"),
    ("a: - 1\n", "begin the list on its own line"),
    ("a: *x\n", "a `*` names a place that is not marked"),
    ('a: "\\q"\n', "use single quotes"),
    ("a: 1\n---\nb: 2\n", "a line of dashes begins a second document"),
]


@pytest.mark.parametrize(("text", "words"), CASES, ids=[words for _, words in CASES])
def test_a_problem_is_told_in_plain_words(text: str, words: str) -> None:
    problem = read_state(text).problem
    assert problem is not None and problem.reason.startswith("this is not YAML: ") and words in problem.reason
    first = read_preflight(text).problems[0]
    assert words in str(first)


@pytest.mark.parametrize("value", ["2026-13-45", "2026-01-01T25:00:00Z", "!!int x", "!!bool maybe", "!!timestamp x"])
def test_a_word_that_is_none_of_its_kind_is_a_problem_with_its_line(value: str) -> None:
    problem = read_state(f"state:\n  database: x\n  team: {value}\n").problem
    assert problem is not None and problem.line == 3
    assert "a value is none of its kind" in problem.reason and "put a text in quotes" in problem.reason
    assert not read_preflight(f"preflight:\n  database: {value}\n").is_broken
