"""Where a cursor stands in YAML, by lines: `|` is the cursor."""

import pytest

from destination_writer.lsp.yamlspot import path_of_line, spot_at
from destination_writer.text.document import Document


@pytest.mark.parametrize(
    ("text", "above", "key", "word", "is_item"),
    [
        ("sta|", "", "", "sta", False),
        ("state:\n  |", "state", "", "", False),
        ("state:\n  cur|", "state", "", "cur", False),
        ("state:\n  current_phase: 1|\n", "state", "current_phase", "1", False),
        ("state:\n  'current_phase': \"1|\n", "state", "current_phase", '"1', False),
        ("state:\n  done:\n    - a\n    - ph|\n", "state.done.1", "", "ph", True),
        ("state:\n  done:\n  - a\n  - |\n  x: 1", "state.done.1", "", "", True),
        ("state:\n  done:\n    |", "state.done", "", "", False),
        ("state:\n  done: [a, ph|", "state.done", "", "ph", True),
        ("state:\n  done: [|", "state.done", "", "", True),
        ("state:\n  skip:\n    - 10\n    - phase: 9\n      rea|", "state.skip.1", "", "rea", False),
        ("state:\n  skip:\n    - 10\n    - phase: 9\n      reason: x|", "state.skip.1", "reason", "x", False),
        ("state:\n  skip:\n    - phase: |", "state.skip.0", "phase", "", False),
        ("state:\n  parts:\n    sql:\n      - a\n      - |", "state.parts.sql.1", "", "", True),
        ("state:\n  skip:\n  - phase: 3\n    reason: x\n  |", "state", "", "", False),
        ("state:\r\n  a: 1\r\n\r\n  # b:\r\n  c|", "state", "", "c", False),
        ("state:\n  a: 1\nother:\n  |", "other", "", "", False),
        ("state:\n  skip: [{phase: 10, rea|}]\n", "state.skip.0", "", "rea", False),
        ('state:\n  skip: [9, {phase: 10, reason: "a, b|', "state.skip.1", "reason", '"a, b', False),
        ("state:\n  history:\n    - {event: |}\n", "state.history.0", "event", "", False),
        ("state:\n  parts: {sql: [a, b|]}\n", "state.parts.sql", "", "b", True),
        ("state: {ways: {a: 1}, da|\n", "state", "", "da", False),
        ("state:\n  team: isn't [a, |\n", "state", "team", "isn't [a, ", False),
        ("state:\n  why: a - [x|\n", "state", "why", "a - [x", False),
        ("state:\n  '🚀': ['[', \"{\", x|]\n", "state.🚀", "", "x", True),
    ],
)
def test_what_is_being_written(text: str, above: str, key: str, word: str, is_item: bool) -> None:
    document = Document(text.replace("|", "", 1))
    position = document.position(text.index("|"))
    spot = spot_at(document, position)
    assert (".".join(spot.above), spot.key, spot.is_item) == (above, key, is_item)
    assert document.line(position.line)[spot.start : position.column] == word


def test_the_keys_down_to_a_line() -> None:
    document = Document("# x\nstate:\n  skip:\n    - phase: 1\n      why: y\n    - two\n\n  z: 1\n")
    assert [".".join(path_of_line(document, line)) for line in range(8)] == [
        "",
        "state",
        "state.skip",
        "state.skip.0.phase",
        "state.skip.0.why",
        "state.skip.1",
        "",
        "state.z",
    ]
