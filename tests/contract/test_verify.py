"""`verify` as a user calls it: real generation, real compiler, real engines."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli.verify import command

SCENARIO: dict[str, Any] = {
    "name": "newest wins",
    "operation": "upsert",
    "schema": {"id": "integer", "at": "timestamp_with_timezone", "n": "number", "x": "object"},
    "primary_key": ["id"],
    "cursor": ["at"],
    "cdc": "none",
    "target": [{"id": 1, "at": "2025-01-01T00:00:00Z", "n": 1.5, "x": {"a": 1}}],
    "source": [{"id": 1, "at": "2025-01-02T00:00:00Z", "n": 2.50, "x": {"b": [1, None]}}],
    "expect": [{"id": 1, "at": "2025-01-02T01:00:00+01:00", "n": 2.5, "x": {"b": [1.0, None]}}],
}


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def scenario_file(folder: Path, **values: Any) -> str:
    path = folder / "scenario.json"
    path.write_text(json.dumps({**SCENARIO, **values}), "utf-8")
    return str(path)


@pytest.mark.parametrize(("dialect", "cdk"), [("postgres", "A"), ("postgres", "B"), ("postgres", "C"), ("duckdb", "C")])
def test_a_scenario_that_holds(tmp_path: Path, dialect: str, cdk: str) -> None:
    ran = verify("--dialect", dialect, "--cdk", cdk, "--scenario", scenario_file(tmp_path), "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert list(told) == ["name", "dialect", "engine", "proof", "ok", "statements", "wanted", "found"]
    assert (told["name"], told["dialect"], told["proof"], told["ok"]) == ("newest wins", dialect, "executed", True)
    assert told["engine"].startswith({"postgres": "PostgreSQL 18", "duckdb": "DuckDB"}[dialect])
    assert any(statement.startswith("CREATE SCHEMA") for statement in told["statements"])
    assert told["wanted"] == SCENARIO["expect"]
    (row,) = told["found"]
    assert (row["id"], row["n"], row["x"]) == (1, 2.5, {"b": [1, None]})


def test_a_scenario_that_does_not_hold(tmp_path: Path) -> None:
    path = scenario_file(tmp_path, expect=[{"id": 1, "n": 1.5}])
    ran = verify("--dialect", "postgres", "--scenario", path)
    assert ran.exit_code == 1
    assert "✗ newest wins" in ran.output
    assert "the table is not what was wanted" in ran.output
    assert '{"id": 1, "n": 1.5}' in ran.output
    assert "1 do not. This is a blocker." in ran.output
    assert json.loads(verify("--dialect", "postgres", "--scenario", path, "--json").stdout)["ok"] is False


def test_a_database_without_an_engine(tmp_path: Path) -> None:
    ran = verify("--dialect", "sqlserver", "--scenario", scenario_file(tmp_path))
    assert ran.exit_code == 3
    assert "No SQL Server and no emulator of one can be installed here" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name the database with --dialect, or take --all"),
        (("--dialect", "postgres", "--all"), "name the database with --dialect, or take --all"),
        (("--dialect", "nosuch"), "no dialect is called 'nosuch'; there are: "),
        (("--dialect", "postgres", "--cdk", "0.0.1"), "cdkVersion '0.0.1'"),
        (("--dialect", "postgres", "--scenario", "missing.json"), "missing.json: cannot be read"),
        (("--dialect", "postgres", "--compile", "--scenario", "x.json"), "--compile compiles and runs nothing"),
        (("--dialect", "postgres", "--strategy", "upsert=nosuch"), "nosuch"),
        (("--dialect", "postgres", "--strategy", "nosuch=merge"), "there is no kind of strategy 'nosuch'"),
        (("--dialect", "postgres", "--strategy", "merge"), "give the kind and the way, as in --strategy upsert=merge"),
    ],
)
def test_bad_usage(arguments: tuple[str, ...], message: str) -> None:
    ran = verify(*arguments)
    assert ran.exit_code == 2
    assert message in ran.stderr


def test_a_scenario_that_cannot_be_used(tmp_path: Path) -> None:
    ran = verify("--dialect", "postgres", "--scenario", scenario_file(tmp_path, operation="merge"))
    assert ran.exit_code == 2
    assert "scenario.json: `operation`: Input should be 'upsert'" in ran.stderr


def test_the_connector_compiles() -> None:
    """What this command says of one version; `test_new_connector_compiles.py` compiles every version."""
    ran = verify("--compile", "--dialect", "postgres", "--cdk", "B", "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert (told["ok"], told["era"], told["remarks"]) == (True, "B", [])
    assert told["files"] > 30


def test_a_database_without_an_engine_for_scripts(tmp_path: Path) -> None:
    ran = verify("--dialect", "oracle", "--scenario", scenario_file(tmp_path), "--json")
    assert ran.exit_code == 3
    told = json.loads(ran.stdout)
    assert list(told) == ["name", "dialect", "engine", "proof", "ok", "statements", "wanted", "found"]
    assert (told["engine"], told["proof"], told["ok"], told["found"]) == (None, None, False, [])


def test_several_scenarios_make_a_list(tmp_path: Path) -> None:
    path = scenario_file(tmp_path)
    ran = verify("--dialect", "sqlite", "--scenario", path, "--scenario", path, "--json")
    assert ran.exit_code == 0, ran.output
    assert [(told["name"], told["ok"]) for told in json.loads(ran.stdout)] == [("newest wins", True)] * 2


def test_numbers_too_long_to_spell_out(tmp_path: Path) -> None:
    row = '{"id": 1, "n": 1e99999}'
    text = json.dumps({**SCENARIO, "operation": "insert", "target": [], "source": ["ROW"], "expect": ["ROW"]})
    path = tmp_path / "scenario.json"
    path.write_text(text.replace('"ROW"', row), "utf-8")
    ran = verify("--dialect", "postgres", "--scenario", str(path), "--json")
    (told,) = json.loads(ran.stdout)["found"]
    assert ran.exit_code == 0, ran.output
    assert told["n"] == "1E+99999"
    assert json.loads(ran.stdout)["wanted"][0]["n"] == "1E+99999"
