"""Writes the tools that the editor's own model may call into the extension's package.json.

python vscode-client/scripts/sync_tools.py            rewrites package.json
python vscode-client/scripts/sync_tools.py --check    exit status 1 when it would change something

The source is `destination_writer.agent.tools.toolbox`. Looking at files is left to the editor's own tools.
"""

import sys
from pathlib import Path
from typing import Any

from package_parts import synchronise

from destination_writer.agent.tools.toolbox import toolbox
from destination_writer.agent.values import AnyTool
from destination_writer.checkpoints.workspace import Workspace, open_folder

CLIENT = Path(__file__).parent.parent
EXAMPLE = CLIENT.parent / "examples" / "destination-postgres"
"""Any connector: what tools there are does not depend on it."""
PREFIX = "destinationWriter_"
THE_EDITORS = ("list_files", "read_file", "search_code")


def inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """JSON Schema without references and without the titles that pydantic makes of the names."""
    if isinstance(schema, list):
        return [inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if reference := schema.get("$ref"):
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**inlined(definitions[reference.rpartition("/")[2]], definitions), **inlined(rest, definitions)}
    return {
        key: {name: inlined(item, definitions) for name, item in value.items()}
        if key == "properties"
        else inlined(value, definitions)
        for key, value in schema.items()
        if key != "$defs" and not (key == "title" and isinstance(value, str))
    }


def described(tool: AnyTool) -> dict[str, Any]:
    """A tool as VS Code wants it in `languageModelTools`."""
    schema = tool.input_type.model_json_schema()
    words = tool.name.replace("_", " ")
    return {
        "name": PREFIX + tool.name,
        "toolReferenceName": "connector" + "".join(part.title() for part in tool.name.split("_")),
        "displayName": f"Destination Writer: {words}",
        "modelDescription": tool.description,
        "userDescription": tool.description.partition(". ")[0].rstrip(".") + ".",
        "canBeReferencedInPrompt": True,
        "tags": ["destination-writer", "airbyte"],
        "when": "destinationWriter.ready",
        "inputSchema": inlined(schema, schema.get("$defs", {})),
    }


def synchronised(package: dict[str, Any]) -> dict[str, Any]:
    """The package with the tools as they are now."""
    tools = toolbox(Workspace(open_folder(EXAMPLE)), "")
    offered = [described(tool) for tool in tools if tool.name not in THE_EDITORS]
    return {**package, "contributes": {**package["contributes"], "languageModelTools": offered}}


if __name__ == "__main__":
    sys.exit(synchronise(__file__, "the toolbox", synchronised))
