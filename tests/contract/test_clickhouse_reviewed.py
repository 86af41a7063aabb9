"""What a reviewer found in the ClickHouse connector by running it; each scenario failed once."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from destination_writer.cli.verify import command

TYPES = ["string", "boolean", "integer", "number", "date", "time_with_timezone", "time_without_timezone"]
TYPES += ["timestamp_with_timezone", "timestamp_without_timezone", "object"]
PAIRS = [(old, new) for old in TYPES for new in TYPES if old != new]
WITHOUT_VALUES: dict[str, Any] = {
    "name": "a column that holds nothing takes any type",  # MODIFY COLUMN refuses Date32 to Decimal (44)
    "operation": "evolve",
    "schema": {"id": "integer"} | {f"c{n}": old for n, (old, _) in enumerate(PAIRS)},
    "new_schema": {"id": "integer"} | {f"c{n}": new for n, (_, new) in enumerate(PAIRS)},
    "target": [{"id": 1}],
    "source": [],
    "expect": [{"id": 1} | {f"c{n}": None for n in range(len(PAIRS))}],
}
NUMBERS_AND_TIMES: dict[str, Any] = {
    "name": "a number is no time and a time no number",  # a cast counts days, or seconds
    "operation": "evolve",
    "schema": {
        "id": "integer",
        "i": "integer",
        "n": "number",
        "d": "date",
        "z": "timestamp_with_timezone",
        "b": "boolean",
    },
    "new_schema": {
        "id": "integer",
        "i": "date",
        "n": "timestamp_with_timezone",
        "d": "integer",
        "z": "number",
        "b": "date",
    },
    "target": [{"id": 1, "i": 12, "n": 1.5, "d": "2025-01-02", "z": "2025-01-02T03:04:05Z", "b": True}],
    "source": [],
    "expect": [{"id": 1, "i": None, "n": None, "d": None, "z": None, "b": None}],
}


@pytest.mark.parametrize("scenario", [WITHOUT_VALUES, NUMBERS_AND_TIMES], ids=lambda scenario: scenario["name"])
def test_a_reviewers_scenario_holds(tmp_path: Path, scenario: dict[str, Any]) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(scenario), "utf-8")
    ran = CliRunner().invoke(command, ["--dialect", "clickhouse", "--scenario", str(path)])
    if ran.exit_code == 3:
        pytest.skip(f"no ClickHouse on this machine: {ran.output[-300:]}")
    assert ran.exit_code == 0, ran.output[-3000:]
