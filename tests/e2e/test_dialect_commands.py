"""`dialects`, `dialect new` and `dialect check` as a person runs them."""

import json
from pathlib import Path

from test_commands import run

SLUGS = {
    "postgres",
    "timescaledb",
    "cockroachdb",
    "snowflake",
    "clickhouse",
    "mysql",
    "mariadb",
    "duckdb",
    "sqlite",
    "sqlserver",
    "bigquery",
    "redshift",
    "databricks",
    "oracle",
    "mongodb",
}
FILE = Path(".destination-writer", "knowledge", "dialects", "acmedb.yaml")


def test_every_database_is_listed_with_capabilities_and_proof(tmp_path: Path) -> None:
    rows = json.loads(run("dialects", tmp_path, "--json").out)
    assert {row["slug"] for row in rows} == SLUGS
    for row in rows:
        assert set(row["proof"]) <= {"executed", "emulated", "parsed", "documented"}
        assert row["strategies"]["upsert"] and row["strategies"]["bulk_load"]
        assert {"merge", "insert_on_conflict", "window_functions"} <= set(row["capabilities"])
    shown = run("dialects", tmp_path)
    assert shown.code == 0
    for row in rows:
        assert f"{row['name']} ({row['slug']})" in shown.out
    assert "How a fact is known: x executed; e emulated; p parsed; d documented." in shown.out


def test_one_database_shows_every_group_of_facts_with_its_proof(tmp_path: Path) -> None:
    shown = run("dialects", tmp_path, "--dialect", "postgres").out
    assert "reserved words" in shown and "executed: PostgreSQL 15.18 and 18.6" in shown
    assert "merge: MERGE. One statement" in shown
    unknown = run("dialects", tmp_path, "--dialect", "db2")
    assert unknown.code == 2
    assert "no dialect is called 'db2'; there are: bigquery, clickhouse" in unknown.err


def test_a_database_of_the_workspaces_own(tmp_path: Path) -> None:
    made = run("dialect", "new", "AcmeDB", "--like", "sqlite", "--path", tmp_path)
    assert made.code == 0, made.err
    assert "extends: sqlite" in (tmp_path / FILE).read_text("utf-8")
    fits = run("dialect", "check", "acmedb", "--path", tmp_path)
    assert fits.code == 0 and fits.out.startswith("AcmeDB fits the schema.")
    rows = {row["slug"]: row for row in json.loads(run("dialects", tmp_path, "--json").out)}
    assert rows["acmedb"]["extends"] == "sqlite"
    assert set(rows["acmedb"]["proof"]) == {"documented"}, "what ran on SQLite did not run on AcmeDB"


def test_a_new_database_replaces_nothing(tmp_path: Path) -> None:
    assert "there is a database postgres already" in run("dialect", "new", "postgres", "--path", tmp_path).err
    assert "no dialect is called 'db2'" in run("dialect", "new", "acmedb", "--like", "db2", "--path", tmp_path).err
    assert "letters, digits and hyphens" in run("dialect", "new", "../x", "--path", tmp_path).err
    assert not (tmp_path / ".destination-writer").exists()


def test_a_wrong_file_is_named_with_line_key_and_reason(tmp_path: Path) -> None:
    run("dialect", "new", "acmedb", "--path", tmp_path)
    file = tmp_path / FILE
    file.write_text(file.read_text("utf-8").replace("default_port: 5432", "default_port: many"), encoding="utf-8")
    line = file.read_text("utf-8").split("\n").index("  default_port: many") + 1
    checked = run("dialect", "check", "acmedb", "--path", tmp_path)
    assert checked.code == 1
    assert f"dialects/acmedb.yaml:{line}: connection.default_port: " in checked.err
    listed = run("dialects", tmp_path)
    assert listed.code == 1
    assert "PostgreSQL (postgres)" in listed.out and "connection.default_port" in listed.err
