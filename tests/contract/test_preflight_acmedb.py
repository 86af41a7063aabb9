"""AcmeDB, made up: SQLite without MERGE, ON CONFLICT and window functions. Its answers make a connector that works."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from destination_writer.cli.preflight import command as preflight
from destination_writer.cli.verify import command as verify
from destination_writer.generate.api import Templates, new_connector
from destination_writer.text.changes import Change, FileCreation
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import workspace_knowledge
from destination_writer.verification import bundle

NOTES = """\
upsert:
  merge: no
  on_conflict: no
  window_functions: no
  unique_index: yes
  index: CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {target} ({keys})
"""
SCENARIOS = ("upsert-basic", "upsert-batch-duplicates", "upsert-cdc-hard", "upsert-null-cursor")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("notes.yaml").write_text(NOTES, "utf-8")
    asked = CliRunner().invoke(preflight, ["--database", "AcmeDB", "--like", "sqlite", "--from", "notes.yaml", "--yes"])
    assert asked.exit_code == 0, asked.output
    return tmp_path


@pytest.mark.usefixtures("workspace")
def test_the_answers_make_a_connector_that_compiles_and_upserts() -> None:
    folder = Path(bundle.__file__).with_name("scenarios")
    given = [part for name in SCENARIOS for part in ("--scenario", str(folder / f"{name}.json"))]
    ran = CliRunner().invoke(verify, ["--dialect", "acmedb", *given])
    assert ran.exit_code == 0, ran.output
    assert f"{len(SCENARIOS)} of {len(SCENARIOS)} hold." in ran.output
    assert "SQLite" in ran.output and "in place of AcmeDB" in ran.output


def test_the_connector_has_neither_merge_nor_window_functions(workspace: Path) -> None:
    templates = Templates(DiskFiles(bundled("templates")))
    change = new_connector(workspace_knowledge(workspace), templates, dialect="acmedb", cdk="1.0.13")
    assert isinstance(change, Change)
    created = (file for file in change.files if isinstance(file, FileCreation))
    kotlin = {file.path: file.text for file in created if file.path.endswith(".kt")}
    generator = next(text for path, text in kotlin.items() if path.endswith("SqlGenerator.kt"))
    assert "CREATE UNIQUE INDEX IF NOT EXISTS" in generator and "NOT EXISTS (SELECT 1 FROM" in generator
    for path, text in kotlin.items():
        assert not re.search(r"MERGE INTO|ROW_NUMBER|\bOVER \(|ON CONFLICT", text), path
