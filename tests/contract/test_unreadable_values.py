"""A column changes its type and holds texts that are no value of the new one: they become NULL, and nothing else.

PostgreSQL and those that extend it refuse the change instead, whole; so does Redshift, whose stand-in they share.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from destination_writer.cli.verify import command

NO_ENGINE = 3
TEXTS = {"i": "string", "n": "string", "b": "string", "d": "string"}
TYPED = {"i": "integer", "n": "number", "b": "boolean", "d": "date"}
ROWS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({"i": "12", "n": "12.5", "b": "true", "d": "2025-01-02"}, {"i": 12, "n": 12.5, "b": True, "d": "2025-01-02"}),
    ({"i": " 12", "n": " 12", "b": "false", "d": "x"}, {"i": 12, "n": 12, "b": False, "d": None}),
    ({"i": "1e3", "n": "1e3", "b": "x", "d": "2025-02-30"}, {"i": None, "n": 1000, "b": None, "d": None}),
    ({"i": "", "n": "", "b": "", "d": ""}, {"i": None, "n": None, "b": None, "d": None}),
    ({"i": "abc", "n": "abc", "b": "abc", "d": "abc"}, {"i": None, "n": None, "b": None, "d": None}),
    ({"i": "12abc", "n": "12abc", "b": "2", "d": "12"}, {"i": None, "n": None, "b": None, "d": None}),
    ({"i": "12.7", "n": "1.2.3", "b": "truely", "d": "2025-13-01"}, {"i": None, "n": None, "b": None, "d": None}),
    ({"i": "-9223372036854775808", "n": "-0.25"}, {"i": -9223372036854775808, "n": -0.25, "b": None, "d": None}),
    # More than 64 bits, which all of these engines have for an integer.
    ({"i": "99999999999999999999", "d": "2024-02-29"}, {"i": None, "n": None, "b": None, "d": "2024-02-29"}),
]
UNREADABLE: dict[str, Any] = {
    "name": "texts that are no value of their new type become NULL",
    "operation": "evolve",
    "schema": {"id": "integer", **TEXTS},
    "new_schema": {"id": "integer", **TYPED},
    "target": [{"id": number, **before} for number, (before, _) in enumerate(ROWS)],
    "source": [],
    "expect": [{"id": number, **after} for number, (_, after) in enumerate(ROWS)],
}
TIMES: dict[str, Any] = {
    "name": "texts become times where they are some",
    "operation": "evolve",
    "schema": {"id": "integer", "z": "string", "l": "string"},
    "new_schema": {"id": "integer", "z": "timestamp_with_timezone", "l": "timestamp_without_timezone"},
    "target": [
        {"id": 1, "z": "2025-01-02T03:04:05.5Z", "l": "2025-01-02T03:04:05.5"},
        {"id": 2, "z": "x", "l": "abc"},
        {"id": 3, "z": "", "l": ""},
        {"id": 4, "z": "2025-02-30T00:00:00Z", "l": "2025-02-30T00:00:00"},
    ],
    "source": [],
    "expect": [
        {"id": 1, "z": "2025-01-02T03:04:05.5Z", "l": "2025-01-02T03:04:05.5"},
        {"id": 2, "z": None, "l": None},
        {"id": 3, "z": None, "l": None},
        {"id": 4, "z": None, "l": None},
    ],
}


def played(folder: Path, dialect: str, scenario: dict[str, Any]) -> dict[str, Any]:
    file = folder / "scenario.json"
    file.write_text(json.dumps(scenario), "utf-8")
    result = CliRunner().invoke(command, ["--dialect", dialect, "--scenario", str(file), "--json"])
    if result.exit_code == NO_ENGINE:
        pytest.skip(f"no engine for {dialect} on this machine: {result.output.strip()[-300:]}")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


ENGINES = ["sqlite", "duckdb", "clickhouse", "mariadb", "bigquery", "snowflake", "mongodb"]


@pytest.mark.parametrize("dialect", ENGINES)
def test_what_cannot_be_read_becomes_null(tmp_path: Path, dialect: str) -> None:
    told = played(tmp_path, dialect, UNREADABLE)
    assert told["ok"], told["found"]


@pytest.mark.parametrize("dialect", [name for name in ENGINES if name != "snowflake"])
def test_what_is_no_time_becomes_null(tmp_path: Path, dialect: str) -> None:
    """Not on fakesnow, which runs TRY_CAST to TIMESTAMP_NTZ as a plain cast."""
    told = played(tmp_path, dialect, TIMES)
    assert told["ok"], told["found"]


def test_postgresql_refuses_the_change_and_alters_nothing(tmp_path: Path) -> None:
    told = played(tmp_path, "postgres", UNREADABLE)
    assert not told["ok"] and told["found"] == []
    assert sum("ALTER TABLE" in statement for statement in told["statements"]) == 1
