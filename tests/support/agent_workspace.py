"""A whole connector on the disk for the agent's tools: made once, copied for whoever writes."""

from collections.abc import Mapping
from pathlib import Path

from made_connectors import made

from destination_writer.agent.tools.toolbox import Toolbox, ToolSettings
from destination_writer.agent.values import ToolContext, ToolResult
from destination_writer.checkpoints.workspace import Workspace, open_workspace

VERSION = "1.0.13"
ROOT = "connectors/destination-postgres"
PACKAGE = "src/main/kotlin/io/airbyte/integrations/destination/postgres"
GENERATOR = f"{PACKAGE}/client/PostgresSqlGenerator.kt"
CLIENT = f"{PACKAGE}/client/PostgresAirbyteClient.kt"
TESTS = "src/test-integration/kotlin/io/airbyte/integrations/destination/postgres"
OPERATIONS_TEST = f"{TESTS}/component/PostgresTableOperationsTest.kt"


def write(folder: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")


def workspace_with(folder: Path, more: Mapping[str, str] | None = None, **made_with: object) -> Workspace:
    """A workspace that holds a PostgreSQL connector at `ROOT`; `more` are further files, by path in the workspace."""
    write(folder / ROOT, made("postgres", VERSION, **made_with))
    write(folder, more or {})
    return open_workspace(folder)


def box_of(workspace: Workspace, settings: ToolSettings | None = None) -> Toolbox:
    """The tools, without a compiler unless the settings say so."""
    return Toolbox(workspace, ROOT, settings or ToolSettings(compiles=False))


async def run(box: Toolbox, tool: str, **given: object) -> ToolResult:
    """One call as the engine makes it: the input is validated first. Nobody is there to ask."""
    return await run_with(ToolContext(), box, tool, given)


async def run_with(context: ToolContext, box: Toolbox, tool: str, given: Mapping[str, object]) -> ToolResult:
    """The same with somebody to ask, or an attempt that is not the first."""
    found = box.tool(tool)
    return await found.run(found.input_type.model_validate(given), context)
