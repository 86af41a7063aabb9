"""What a reviewer found in the PostgreSQL connector by running it; each scenario failed once."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from destination_writer.cli.verify import command

CLOCKS: dict[str, Any] = {
    "name": "a time without an offset counts as UTC",
    "operation": "evolve",
    "schema": {
        "id": "integer",
        "z": "timestamp_with_timezone",
        "l": "timestamp_without_timezone",
        "t": "time_without_timezone",
        "o": "time_with_timezone",
        "s": "string",
    },
    "new_schema": {
        "id": "integer",
        "z": "time_with_timezone",
        "l": "time_with_timezone",
        "t": "time_with_timezone",
        "o": "time_without_timezone",
        "s": "timestamp_with_timezone",
    },
    "target": [
        {
            "id": 1,
            "z": "2025-01-02T03:04:05+01:00",
            "l": "2025-01-02T03:04:05.5",
            "t": "03:04:05",
            "o": "03:04:05+01:00",
            "s": "2025-01-02T03:04:05",
        },
        {"id": 2},
    ],
    "source": [],
    "expect": [
        {
            "id": 1,
            "z": "02:04:05Z",
            "l": "03:04:05.5Z",
            "t": "03:04:05Z",
            "o": "02:04:05",
            "s": "2025-01-02T03:04:05Z",
        },
        {"id": 2, "z": None, "l": None, "t": None, "o": None, "s": None},
    ],
}

TYPES = ["string", "boolean", "integer", "number", "date", "time_with_timezone", "time_without_timezone"]
TYPES += ["timestamp_with_timezone", "timestamp_without_timezone", "object"]
PAIRS = [(old, new) for old in TYPES for new in TYPES if old != new]
WITHOUT_VALUES: dict[str, Any] = {
    "name": "a column that holds nothing takes any type",
    "operation": "evolve",
    "schema": {"id": "integer"} | {f"c{n}": old for n, (old, _) in enumerate(PAIRS)},
    "new_schema": {"id": "integer"} | {f"c{n}": new for n, (_, new) in enumerate(PAIRS)},
    "target": [{"id": 1}],
    "source": [],
    "expect": [{"id": 1} | {f"c{n}": None for n in range(len(PAIRS))}],
}

NUMBERS_IN_JSON = """
{"name": "a number that jsonb refuses does not fail the batch", "operation": "insert",
 "schema": {"id": "integer", "o": "object", "a": "array", "u": "unknown"},
 "target": [],
 "source": [{"id": 1, "o": {"k": [1E200000]}}, {"id": 2, "a": [1E-16384]}, {"id": 3, "o": {"k": 1E300}, "u": 5}],
 "expect": [{"id": 1, "o": null}, {"id": 2, "a": null}, {"id": 3, "o": {"k": 1E300}, "u": 5}]}
"""


@pytest.mark.parametrize(
    "scenario",
    [json.dumps(CLOCKS), json.dumps(WITHOUT_VALUES), NUMBERS_IN_JSON],
    ids=["clocks", "without values", "numbers in JSON"],
)
def test_a_reviewers_scenario_holds(tmp_path: Path, scenario: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(scenario, "utf-8")
    ran = CliRunner().invoke(command, ["--dialect", "postgres", "--scenario", str(path)])
    assert ran.exit_code == 0, ran.output[-3000:]
