"""The commands for a connector that works: advice, other ways of writing records, checklists."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from destination_writer.cli.main import cli

MAIN = "src/main/kotlin/io/airbyte/integrations/destination/postgres"
CLIENT = f"{MAIN}/client/PostgresAirbyteClient.kt"
TEXTS = {
    "gradle.properties": "cdkVersion=1.0.13\n",
    "build.gradle.kts": "",
    CLIENT: """package io.airbyte.integrations.destination.postgres.client

import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.data.AirbyteValue
import io.airbyte.cdk.load.schema.model.TableName
import javax.sql.DataSource

class PostgresAirbyteClient(
    private val dataSource: DataSource,
    private val sqlGenerator: PostgresSqlGenerator,
) : TableOperationsClient {
    fun insertRecords(tableName: TableName, records: List<Map<String, AirbyteValue>>) {
        dataSource.connection.use { connection ->
            for (record in records) {
                connection.prepareStatement("INSERT").use { it.executeUpdate() }
            }
        }
    }
}
""",
    f"{MAIN}/client/PostgresSqlGenerator.kt": """package io.airbyte.integrations.destination.postgres.client

class PostgresSqlGenerator {
    fun dropTable() = "DROP TABLE x"
}
""",
    f"{MAIN}/write/load/PostgresInsertBuffer.kt": """package io.airbyte.integrations.destination.postgres.write.load

class PostgresInsertBuffer(private val client: PostgresAirbyteClient) {
    fun flush() = client.insertRecords(table, records)
}
""",
}


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    folder = tmp_path / "destination-postgres"
    for path, text in TEXTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def codes(result: Result) -> set[str]:
    return {finding["code"] for finding in json.loads(result.stdout)}


def test_advice_is_told_on_request_and_once_append_mode_is_complete(connector: Path) -> None:
    assert not codes(run("check", connector, "--json")) & {"DW801", "DW804"}
    assert {"DW801", "DW804"} <= codes(run("check", connector, "--json", "--advice"))
    state = connector / ".destination-writer/state.yaml"
    state.parent.mkdir()
    state.write_text("state:\n  completed_checkpoints: [phase_5_append]\n", "utf-8")
    assert {"DW801", "DW804"} <= codes(run("check", connector, "--json"))


def test_advice_fails_no_build(connector: Path) -> None:
    assert run("check", connector, "--advice").exit_code == run("check", connector).exit_code


def test_the_ways_are_listed(connector: Path) -> None:
    found = json.loads(run("tune", connector, "--json").stdout)
    assert found["place"] == f"{CLIENT}:12"
    assert found["present"] == ""
    assert [way["slug"] for way in found["ways"]] == ["multi-row-insert", "copy"]
    assert "written by hand" in run("tune", connector).output


def test_a_way_is_shown_as_a_diff_and_written_on_request(connector: Path) -> None:
    shown = run("tune", connector, "--strategy", "multi-row-insert")
    assert shown.exit_code == 0
    assert "-            for (record in records) {" in shown.stdout
    assert (connector / CLIENT).read_text("utf-8") == TEXTS[CLIENT]
    assert run("tune", connector, "--strategy", "multi-row-insert", "--write").exit_code == 0
    assert "records.chunked(rowsPerStatement)" in (connector / CLIENT).read_text("utf-8")
    state = yaml.safe_load((connector / ".destination-writer/state.yaml").read_text("utf-8"))
    assert state["state"]["strategies"] == {"bulk_load": "multi-row-insert"}
    (line,) = (connector / ".destination-writer/history/changes.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["maker"] == "tuning"
    again = run("tune", connector, "--strategy", "multi-row-insert", "--write")
    assert (again.exit_code, "already" in again.stderr) == (0, True)


def test_an_unknown_way_is_refused_with_those_there_are(connector: Path) -> None:
    refused = run("tune", connector, "--strategy", "stage-copy")
    assert "there are: multi-row-insert, copy" in refused.stderr


def test_checklists_end_with_one_while_an_item_is_open(connector: Path) -> None:
    result = run("checklist", connector, "--json")
    assert result.exit_code == 1
    assert [one["slug"] for one in json.loads(result.stdout)] == ["production", "documentation", "pull-request"]
    assert run("checklist", connector, "documentation", "--markdown").stdout.startswith("# Documentation\n")
    unknown = run("checklist", connector, "launch")
    assert (unknown.exit_code, "no checklist is called 'launch'" in unknown.stderr) == (2, True)
