"""What is told of the state file's keys is what the reader takes, and the schema says the same."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from destination_writer.connector.state import HistoryEntry, SkippedPhase, State
from destination_writer.connector.stateschema import state_schema
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
SCHEMA: dict[str, Any] = state_schema(KNOWLEDGE)


def errors_in(state: dict[str, Any]) -> list[str]:
    file: dict[str, Any] = {"state": state}
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(file)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("state",), State),
        (("state", "skipped_phases", "0"), SkippedPhase),
        (("state", "history", "0"), HistoryEntry),
    ],
)
def test_every_key_that_is_read_is_explained_and_no_other(path: tuple[str, ...], kind: type) -> None:
    assert {key.path[-1] for key in KNOWLEDGE.state_keys.below(path)} == {field.name for field in fields(kind)}


def test_an_items_key_is_found_by_its_number() -> None:
    key = KNOWLEDGE.state_keys.of(("state", "skipped_phases", "3", "reason"))
    assert key is not None and key.path == ("state", "skipped_phases", "*", "reason")
    assert KNOWLEDGE.state_keys.of(("state", "nothing")) is None


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"database": "acme", "current_phase": 5, "skipped_phases": [10, {"phase": 11, "reason": "x"}]},
        {"database_characteristics": {"has_merge": False, "case_handling": "lowercase_unquoted", "own": 3}},
        {"components_implemented": {"sql_generator": ["createTable"], "client": True, "writer": "partial"}},
        {"test_configuration": "testcontainers", "key_of_a_later_version": {}},
        {"test_configuration": {"database": "embedded", "component_checkpoint_is_enough": True}},
        {"history": [{"event": "check", "check": "phase_0_build", "passed": False}]},
    ],
)
def test_the_schema_takes_what_the_reader_takes(state: dict[str, object]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert errors_in(state) == []


@pytest.mark.parametrize(
    "state",
    [
        {"current_phase": 12},
        {"database_characteristics": {"has_merge": "false"}},
        {"history": [{"event": "done"}]},
        {"strategies": {"upsert": 3}},
    ],
)
def test_the_schema_refuses_what_means_nothing(state: dict[str, object]) -> None:
    assert errors_in(state)


def test_every_key_of_the_schema_says_what_it_means() -> None:
    for name, part in SCHEMA["properties"]["state"]["properties"].items():
        assert part["description"], name
    assert (Path(__file__).parents[3] / "docs" / "schemas" / "state.schema.json").is_file()
