"""AcmeDB, made up: SQLite without MERGE, ON CONFLICT and window functions. Its answers make a connector that works."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from contract_support import CompileConnector

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


LIMITS = """\
insert:
  strategy: multi-row-insert
limits:
  connections: 4
  statement: 60000 bytes
transactions:
  isolation: REPEATABLE READ, and a conflict is an error
credentials:
  tls: ssl=true
"""


@pytest.mark.parametrize("like", ["postgres", "mysql"])
def test_limits_isolation_and_tls_make_a_connector_that_compiles(
    like: str, compile_connector: CompileConnector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.yaml").write_text(LIMITS, "utf-8")
    asked = CliRunner().invoke(preflight, ["--database", "LimitDB", "--like", like, "--from", "notes.yaml", "--yes"])
    assert asked.exit_code == 0, asked.output
    templates = Templates(DiskFiles(bundled("templates")))
    change = new_connector(workspace_knowledge(tmp_path), templates, dialect="limitdb", cdk="1.0.13")
    assert isinstance(change, Change)
    kotlin = {file.path: file.text for file in change.files if isinstance(file, FileCreation)}
    pool = next(text for path, text in kotlin.items() if path.endswith("BeanFactory.kt"))
    client = next(text for path, text in kotlin.items() if path.endswith("AirbyteClient.kt"))
    assert "pool.maximumPoolSize = 4\n" in pool
    assert 'pool.transactionIsolation = "TRANSACTION_REPEATABLE_READ"\n' in pool
    assert 'pool.addDataSourceProperty("ssl", "true")\n' in pool
    assert re.search(r"val marks = 3_750\n|val charactersPerStatement = 60_000\n", client)
    assert compile_connector(kotlin, "1.0.13") == []
