"""A database of the workspace that can do little: the ways without MERGE and window functions, on PostgreSQL."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from destination_writer.cli.dialect import command as dialect
from destination_writer.cli.verify import command
from destination_writer.verification import bundle

STRATEGIES = """
  window_functions: { supported: false, note: There are none., proof: *unproved }

strategies:
  upsert:
    - slug: unique-constraint
      title: INSERT guarded by a unique index, the newest rows by an anti-join
      trade_off: Needs no window functions. Slow where one key comes many times in a batch.
      statements:
        - CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {target} ({keys})
      transaction: true
      proof: *unproved
    - slug: application-side
      title: The connector reads the keys, decides, and deletes and inserts by id
      trade_off: Needs no capability at all. Every key of a batch is held in memory.
      transaction: true
      proof: *unproved
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(dialect, ["new", "acmedb", "--like", "postgres"])
    assert made.exit_code == 0, made.output
    file = tmp_path / ".destination-writer" / "knowledge" / "dialects" / "acmedb.yaml"
    lines = file.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  merge: "))
    file.write_text("\n".join([*lines[: at + 1], STRATEGIES.strip("\n"), ""]), "utf-8")
    return tmp_path


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("strategy", ["unique-constraint", "application-side"])
def test_upserts_mean_what_they_should(strategy: str) -> None:
    scenarios = sorted(Path(bundle.__file__).with_name("scenarios").glob("upsert*.json"))
    assert len(scenarios) > 10
    given = [part for path in scenarios for part in ("--scenario", str(path))]
    ran = CliRunner().invoke(command, ["--dialect", "acmedb", "--strategy", f"upsert={strategy}", *given])
    assert ran.exit_code == 0, ran.output
    assert f"{len(scenarios)} of {len(scenarios)} hold." in ran.output
    assert "PostgreSQL 18" in ran.output and "in place of acmedb" in ran.output
