"""A database is touched only when the person named it, and only with statements that they saw."""

import sqlite3
from pathlib import Path

import pytest
from agent_workspace import box_of, run, run_with, workspace_with, write
from made_connectors import made

from destination_writer.agent.tools.toolbox import Toolbox, ToolSettings
from destination_writer.agent.values import Approval, ApprovalRequest, Decision, ToolContext, Verdict
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.workspace import open_workspace

ROOT = "connectors/destination-sqlite"


class Person:
    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.asked: list[ApprovalRequest] = []

    async def decide(self, request: ApprovalRequest) -> Decision:
        self.asked.append(request)
        return Decision(self.verdict)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "test.db"
    with sqlite3.connect(path) as link:
        link.execute("CREATE TABLE mine (a INTEGER)")
    link.close()
    return path


def tables(database: Path) -> list[str]:
    link = sqlite3.connect(database)
    try:
        return [name for (name,) in link.execute("SELECT name FROM sqlite_master")]
    finally:
        link.close()


@pytest.fixture
def box(tmp_path: Path, database: Path) -> Toolbox:
    write(tmp_path / "work" / ROOT, made("sqlite", "1.0.13"))
    settings = ToolSettings(compiles=False, probe_address=f"sqlite:{database}")
    return Toolbox(open_workspace(tmp_path / "work"), ROOT, settings)


@pytest.mark.asyncio
async def test_statements_are_shown_run_with_a_yes_and_leave_nothing_behind(box: Toolbox, database: Path) -> None:
    person = Person(Verdict.APPROVED)
    result = await run_with(ToolContext(approver=person), box, "run_probe", {"questions": ["quoting.marks"]})
    (asked,) = person.asked
    assert asked.statements
    assert all("dw_probe_" in statement for statement in asked.statements)
    assert f"Is sqlite:{database} (SQLite" in asked.words
    assert "quoting.marks: 'double_quotes'" in result.text
    assert tables(database) == ["mine"]
    assert result.proposal is not None
    assert [file.path for file in result.proposal.files] == [f"{ROOT}/.destination-writer/preflight.yaml"]
    assert box.maker_of(result.proposal) is Maker.PREFLIGHT


@pytest.mark.asyncio
async def test_with_a_no_nothing_is_run(box: Toolbox, database: Path) -> None:
    before = database.read_bytes()
    result = await run_with(ToolContext(approver=Person(Verdict.REFUSED)), box, "run_probe", {})
    assert result.is_error
    assert "nothing was run" in result.text
    assert result.proposal is None
    assert database.read_bytes() == before


def test_connecting_is_asked_each_time_and_names_the_database(box: Toolbox, database: Path) -> None:
    tool = box.tool("run_probe")
    assert tool.approval is Approval.ALWAYS
    assert tool.request is not None
    asked = tool.request(tool.input_type.model_validate({"questions": ["quoting"]}))
    assert f"connects to sqlite:{database}, which you named" in asked.words


@pytest.mark.asyncio
async def test_a_server_of_another_database_is_left_alone(tmp_path: Path, database: Path) -> None:
    settings = ToolSettings(compiles=False, probe_address=f"sqlite:{database}")
    box = box_of(workspace_with(tmp_path / "work"), settings)
    person = Person(Verdict.APPROVED)
    result = await run_with(ToolContext(approver=person), box, "run_probe", {})
    assert "The connector is for PostgreSQL, and the database that was named is SQLite" in result.text
    assert person.asked == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("address", "told"),
    [("", "named no test database"), ("nonsense", "nonsense"), ("sqlite:/no/such/folder/x.db", "x.db")],
)
async def test_an_address_that_leads_nowhere_is_said_with_what_to_do(tmp_path: Path, address: str, told: str) -> None:
    box = box_of(workspace_with(tmp_path), ToolSettings(compiles=False, probe_address=address))
    result = await run(box, "run_probe")
    assert result.is_error
    assert told in result.text
