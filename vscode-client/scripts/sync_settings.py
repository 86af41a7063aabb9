"""Writes the settings that the server reads into the extension's package.json.

python vscode-client/scripts/sync_settings.py            rewrites package.json
python vscode-client/scripts/sync_settings.py --check    exit status 1 when it would change something

The source is `destination_writer.lsp.settings`; the extension's own settings stay as they are.
"""

import sys
from typing import Any

from package_parts import synchronise

from destination_writer.lsp.settings import SECTION, Described, described

CLIENT_PARTS = ("server", "trace", "statusBar")
FIRST_ORDER = 100
"""Places the server's settings behind those of the extension."""


def schema_of(setting: Described, order: int) -> dict[str, Any]:
    """The JSON Schema that VS Code shows for a setting."""
    schema: dict[str, Any] = {"order": order, "type": setting.kind}
    if setting.choices:
        schema["enum"] = list(setting.choices)
    if setting.minimum is not None:
        schema["minimum"] = setting.minimum
    if setting.maximum is not None:
        schema["maximum"] = setting.maximum
    if setting.kind == "object":
        schema["additionalProperties"] = {"type": "string"}
    return {**schema, "default": setting.default, "scope": setting.scope, "markdownDescription": setting.text}


def synchronised(package: dict[str, Any]) -> dict[str, Any]:
    """The package with the server's settings as they are now."""
    configuration = package["contributes"]["configuration"]
    own = {
        name: schema
        for name, schema in configuration["properties"].items()
        if name.removeprefix(f"{SECTION}.").split(".")[0] in CLIENT_PARTS
    }
    served = {setting.name: schema_of(setting, FIRST_ORDER + at) for at, setting in enumerate(described())}
    contributes = {**package["contributes"], "configuration": {**configuration, "properties": {**own, **served}}}
    return {**package, "contributes": contributes}


if __name__ == "__main__":
    sys.exit(synchronise(__file__, "the server's settings", synchronised))
