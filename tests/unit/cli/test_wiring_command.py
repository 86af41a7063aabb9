"""`destination-writer wiring`: text for a person, values, a graph for Graphviz, a page."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from destination_writer.cli.main import cli

EXAMPLE = Path(__file__).parents[3] / "examples" / "destination-postgres"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["wiring", *(str(argument) for argument in arguments)])


def test_text_names_each_bean_with_its_place_and_what_it_is_given() -> None:
    result = run(EXAMPLE)
    assert result.exit_code == 0
    assert re.search(
        r"^PostgresAirbyteClient  src/main/\S+/PostgresAirbyteClient\.kt:\d+$", result.output, re.MULTILINE
    )
    assert "    tableOperationsClient: TableOperationsClient <- PostgresAirbyteClient" in result.output
    assert "    lifecycle: DestinationLifecycle <- DestinationLifecycle of the CDK" in result.output
    assert re.search(r"^\d+ beans, \d+ injections$", result.output, re.MULTILINE)


def test_values_have_files_and_lines_from_one() -> None:
    told = json.loads(run(EXAMPLE, "--json").output)
    (method,) = [node for node in told["nodes"] if node["id"].endswith("BeanFactory#dataSource")]
    assert (method["kind"], method["type"], method["conditions"]) == ("method", "DataSource", ["not in spec"])
    line = (EXAMPLE / method["file"]).read_text("utf-8").splitlines()[method["line"] - 1]
    assert "fun dataSource" in line
    assert {edge["verdict"] for edge in told["edges"]} == {"found"}


def test_graphviz_and_page() -> None:
    assert run(EXAMPLE, "--dot").output.startswith('digraph "destination-postgres" {\n')
    page = run(EXAMPLE, "--html").output
    assert page.startswith("<!DOCTYPE html>") and "<svg" in page and "command:" not in page


def test_what_nothing_supplies_is_a_blocker(tmp_path: Path) -> None:
    folder = tmp_path / "destination-acme" / "src" / "main" / "kotlin"
    folder.mkdir(parents=True)
    text = (
        "package io.airbyte.integrations.destination.acme\n"
        "import jakarta.inject.Singleton\nclass Gone\n@Singleton\nclass AcmeSqlGenerator(val gone: Gone)\n"
    )
    (folder / "AcmeSqlGenerator.kt").write_text(text, "utf-8")
    result = run(tmp_path / "destination-acme")
    assert "    gone: Gone <- nothing supplies it. This is a blocker" in result.output
    assert "What the CDK supplies is not known" in result.output


def test_a_folder_without_a_connector_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
