"""A connector for SQLite of era A with components that a person wrote in ways of their own."""

from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "upgrades" / "by_hand"
_NEW = "src/main/kotlin/io/airbyte/integrations/destination/sqlite/write"


def with_hand_edits(generated: Mapping[str, str]) -> dict[str, str]:
    """The files of a generated connector with those of the fixture in their places."""
    texts = dict(generated)
    for file in sorted(FOLDER.glob("*.kt")):
        path = next((path for path in texts if path.endswith(f"/{file.name}")), f"{_NEW}/{file.name}")
        texts[path] = file.read_text("utf-8")
    return texts
