"""The state file: the specification's shape is read, and an edit keeps all that it does not touch."""

import pytest

from destination_writer.connector.state import SkippedPhase
from destination_writer.connector.statetext import InvalidState, append_to, edit_state, read_state, set_keys

FULL = """\
# decisions of the team
state:
  database: "timescaledb"   # PostgreSQL 16 with the extension
  current_phase: 5
  completed_checkpoints:
    - phase_0_build
    - phase_1_connect  # on the container

  # what the database can do
  database_characteristics:
    has_merge: false
    has_insert_on_conflict: true
    quoting_syntax: "double_quotes"
  connector_path: "airbyte-integrations/connectors/destination-timescaledb"
  cdk_version: "0.1.76"
  components_implemented:
    sql_generator:
      - createNamespace
    insert_buffer: true
    writer: partial
  our_own_key: {kept: [1, 2]}
another_tool: 3
"""


def test_the_specifications_shape_is_read() -> None:
    read = read_state(FULL)
    assert read.problem is None
    state = read.state
    assert (state.database, state.current_phase, state.cdk_version) == ("timescaledb", 5, "0.1.76")
    assert state.completed_phases == {0, 1}
    assert state.database_characteristics["has_insert_on_conflict"] is True
    assert state.components_implemented["sql_generator"] == ("createNamespace",)
    assert state.components_implemented["writer"] == "partial"


def test_history_and_skipped_phases_are_read() -> None:
    text = (
        "state:\n"
        "  skipped_phases:\n    - {phase: 10, reason: no CDC here, by: someone}\n"
        "  history:\n    - {event: completed, phase: 3, at: 2026-01-02T03:04:05Z}\n"
    )
    state = read_state(text).state
    assert state.skipped_phases == (SkippedPhase(10, "no CDC here"),)
    assert (state.skip_reason(10), state.skip_reason(9)) == ("no CDC here", None)
    assert state.completed_phases == {3}
    assert state.history[0].seconds == 1767323045.0


def test_a_phase_may_be_skipped_by_its_bare_number() -> None:
    state = read_state("state:\n  skipped_phases: [10, {phase: 11, reason: }]\n  components_implemented: {x: }\n").state
    assert state.skipped_phases == (SkippedPhase(10), SkippedPhase(11))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("state:\n  database: [1\n", 3, "this is not YAML: a list in brackets is not closed"),
        ("state:\n\tdatabase: x\n", 2, "this is not YAML: a tab moves a line in; use blanks"),
        ('state:\n  database: "x\n', 3, "this is not YAML: a quote is opened and not closed"),
        (
            "state:\n  history:\n    - event: started\n      at: 2026-13-45\n",
            4,
            "this is not YAML: a value is none of its kind (month must be in 1..12); put a text in quotes",
        ),
        (
            "state:\n  a: 1\n  passed: !!bool maybe\n",
            3,
            "this is not YAML: a value is none of its kind; put a text in quotes",
        ),
        ("state:\n  skipped_phases:\n    - reason: x\n", 3, "state.skipped_phases.0: `phase` is missing"),
        (
            "state:\n  history:\n    - event: begun\n",
            3,
            "state.history.0.event: the value must be started, completed or check",
        ),
        (
            "state:\n  history:\n    - event: check\n      passed: maybe\n",
            4,
            "state.history.0.passed: the value must be true or false",
        ),
        (
            "state:\n  history:\n    - event: check\n      at: yesterday\n",
            4,
            "state.history.0.at: the value must be a time, as in 2026-04-01T12:00:00+00:00",
        ),
        ("state:\n  database: [a]\n", 2, "state.database: the value must be one text"),
        ("state:\n  test_configuration: [a]\n", 2, "state.test_configuration: this key takes another kind of value"),
        ("- a\n", 1, "the file must be a mapping with the key `state`"),
        ("state: 3\n", 1, "state: the value must be a mapping of keys"),
        ("state:\n  cdk_version: 0.1\n", 2, "state.cdk_version: the value must be text; put it in quotes"),
        ("state:\n  skipped_phases: 10\n", 2, "state.skipped_phases: the value must be a list"),
        ("state:\n  current_phase: 3.5\n", 2, "state.current_phase: the value must be a whole number"),
        (
            "state:\n  components_implemented:\n    client: 3\n",
            3,
            "state.components_implemented.client: this key takes another kind of value",
        ),
        (
            "state:\n  database: a\x00b\n",
            None,
            "this is not YAML: unacceptable character #x0000: control characters are not allowed",
        ),
        ("state:\n\n  current_phase: 12\n", 3, "state.current_phase: 12 is no phase; phases are numbered 0 to 11"),
        (
            "state:\n  skipped_phases:\n  - phase: 4\n  - phase: -1\n",
            4,
            "state.skipped_phases.1.phase: -1 is no phase; phases are numbered 0 to 11",
        ),
    ],
)
def test_invalid_content_names_line_and_key_and_defaults_are_used(text: str, line: int | None, reason: str) -> None:
    read = read_state(text)
    assert read.problem is not None
    assert (read.problem.line, read.problem.reason) == (line, reason)
    assert read.state.database is None


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "state:\n", "other: 1\n"])
def test_little_is_valid(text: str) -> None:
    assert read_state(text).problem is None


def test_an_edit_changes_its_key_and_nothing_else() -> None:
    edited = edit_state(FULL, set_keys({"current_phase": 6}))
    assert edited == FULL.replace("current_phase: 5", "current_phase: 6")


def test_an_item_goes_to_the_end_of_its_list_and_comments_stay_with_what_they_speak_of() -> None:
    edited = edit_state(FULL, append_to("completed_checkpoints", "phase_2_namespaces"))
    line = "    - phase_1_connect  # on the container\n"
    assert edited == FULL.replace(line, line + "    - phase_2_namespaces\n")


def test_a_mapping_goes_behind_the_last_one() -> None:
    text = "state:\n  history:\n    - event: started\n      phase: 1  # the first\n  # the rest\n  database: x\n"
    edited = edit_state(text, append_to("history", {"event": "completed", "phase": 1}))
    expected = text.replace("# the first\n", "# the first\n    - event: completed\n      phase: 1\n")
    assert edited == expected


def test_an_item_that_is_there_stays_one() -> None:
    assert edit_state(FULL, append_to("completed_checkpoints", "phase_0_build")) == FULL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "state:\n  database: acme\n"),
        ("# mine\n", "# mine\nstate:\n  database: acme\n"),
        ("# mine\r\n", "# mine\r\nstate:\r\n  database: acme\r\n"),
        ("state:\n  lists:\n  - a\n", "state:\n  lists:\n  - a\n  database: acme\n"),
        ("state:\n  flow: [a, b]\n", "state:\n  flow: [a, b]\n  database: acme\n"),
    ],
)
def test_edits_fit_the_file(text: str, expected: str) -> None:
    assert edit_state(text, set_keys({"database": "acme"})) == expected


def test_none_removes_a_key() -> None:
    assert edit_state("state:\n  a: 1\n  b: 2\n", set_keys({"a": None})) == "state:\n  b: 2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("state:\n  current_phase: x\n", r"state\.yaml:2: state\.current_phase: .*; mend that line"),
        ("a: 1\na: 2\n", r"state\.yaml: found duplicate key \"a\""),
    ],
)
def test_a_file_that_cannot_be_read_is_never_edited(text: str, message: str) -> None:
    with pytest.raises(InvalidState, match=message):
        edit_state(text, set_keys({"database": "acme"}))


def test_an_edit_may_not_make_the_state_invalid() -> None:
    with pytest.raises(InvalidState, match="99 is no phase"):
        edit_state(FULL, set_keys({"current_phase": 99}))
