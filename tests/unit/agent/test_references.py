"""Which finished connector is shown for a database, from where, and why."""

from pathlib import Path

import pytest
from agent_workspace import ROOT, box_of, run, workspace_with, write
from made_connectors import made

from destination_writer.agent.tools.toolbox import Toolbox, ToolSettings
from destination_writer.checkpoints.workspace import open_workspace
from destination_writer.knowledge.references import choices, traits_of, traits_told
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
OTHER = "airbyte-integrations/connectors/destination-clickhouse"


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("snowflake", "snowflake"),
        ("bigquery", "snowflake"),
        ("redshift", "snowflake"),
        ("databricks", "snowflake"),
        ("oracle", "snowflake"),
        ("sqlserver", "snowflake"),
        ("clickhouse", "clickhouse"),
        ("mongodb", "clickhouse"),
        ("postgres", "postgres"),
        ("cockroachdb", "postgres"),
        ("timescaledb", "postgres"),
        ("duckdb", "postgres"),
        ("sqlite", "postgres"),
        ("mysql", "postgres"),
        ("mariadb", "postgres"),
    ],
)
def test_each_database_has_the_connector_that_is_most_like_its_own(slug: str, shown: str) -> None:
    best = choices(KNOWLEDGE.files, traits_of(KNOWLEDGE.dialect(slug)))[0]
    assert best.entry.database == shown
    assert best.why.startswith(f"destination-{shown}, because ")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"has_merge": True, "has_insert_on_conflict": False}, "snowflake"),
        ({"has_merge": False, "has_insert_on_conflict": True}, "postgres"),
        ({"has_merge": False, "has_insert_on_conflict": False}, "clickhouse"),
        ({}, "snowflake"),
    ],
)
def test_of_a_database_that_nobody_described_the_persons_word_decides(told: dict[str, bool], shown: str) -> None:
    assert choices(KNOWLEDGE.files, traits_told("acme", told))[0].entry.database == shown


@pytest.mark.asyncio
async def test_without_one_in_the_workspace_our_own_generator_writes_it_and_says_so(tmp_path: Path) -> None:
    box = box_of(workspace_with(tmp_path))
    shown = await run(box, "reference_connector", database="ClickHouse", member="upsertTable")
    assert "because it was asked for" in shown.text
    assert "The workspace holds no finished destination-clickhouse" in shown.text
    assert "It is not the published connector" in shown.text
    assert "ClickhouseSqlGenerator" in shown.text


@pytest.mark.asyncio
async def test_one_in_the_workspace_comes_first_unless_it_is_only_begun(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path)
    write(tmp_path / OTHER, made("clickhouse", "1.0.13", implement=False))
    begun = await run(box_of(workspace), "reference_connector", database="clickhouse")
    assert "holds no finished" in begun.text
    write(tmp_path / OTHER, made("clickhouse", "1.0.13"))
    found = await run(box_of(workspace), "reference_connector", database="clickhouse", member="upsertTable")
    assert f"From the workspace: {OTHER}" in found.text
    assert all(anchor.startswith(f"{OTHER}/") for anchor in found.anchors)


@pytest.mark.asyncio
async def test_for_whoever_opened_one_connector_of_many_the_one_beside_it_is_shown(tmp_path: Path) -> None:
    write(tmp_path / "connectors/destination-postgres", made("postgres", "1.0.13"))
    write(tmp_path / "connectors/destination-clickhouse", made("clickhouse", "1.0.13"))
    box = Toolbox(open_workspace(tmp_path / "connectors/destination-postgres"), "", ToolSettings(compiles=False))
    shown = await run(box, "reference_connector", database="clickhouse", member="upsertTable")
    assert "From the folder beside this connector's: ../destination-clickhouse" in shown.text


@pytest.mark.asyncio
async def test_the_connector_itself_is_no_reference_for_itself(tmp_path: Path) -> None:
    shown = await run(box_of(workspace_with(tmp_path)), "reference_connector")
    assert "destination-postgres, because it is this very database" in shown.text
    assert f"From the workspace: {ROOT}" not in shown.text
