"""Write the settings page, `docs/settings.md`, from the settings tree.

write_settings.py [--check]
"""

import sys
from pathlib import Path

from destination_writer.lsp.settings import Described, described

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"

HEAD = """\
<!-- Written by scripts/write_settings.py from server/destination_writer/lsp/settings.py. Do not edit. -->

# Settings of the server

The section is `destinationWriter`. A client sends it as `initializationOptions`, in answer to
`workspace/configuration`, or with `workspace/didChangeConfiguration`; a change takes effect at once. A value that does
not fit is reported once and its default is used; the others stay in force. Settings of the VS Code extension itself
(where Python is, logging) are on the page of [VS Code](editors/vscode.md).

"""


def main() -> None:
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        sys.exit(f"{PAGE.name} is stale: run scripts/write_settings.py")


def page() -> str:
    return HEAD + "\n".join(section(setting) for setting in described())


def section(setting: Described) -> str:
    facts = f"Type: {kind(setting)}. Default: `{shown(setting.default)}`."
    lines = [f"## `{setting.name}`", "", setting.text, "", facts, ""]
    return "\n".join(lines)


def kind(setting: Described) -> str:
    if setting.choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in setting.choices)
    if setting.minimum is not None:
        return f"{setting.kind}, {setting.minimum} to {setting.maximum}"
    return setting.kind


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return '""' if value == "" else str(value)


if __name__ == "__main__":
    main()
