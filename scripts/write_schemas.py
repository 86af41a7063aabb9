"""Write docs/schemas/*.schema.json from the models. `--check` only says which are stale, and exits 1 when one is."""

import json
import sys
from pathlib import Path

from destination_writer.connector.stateschema import state_schema
from destination_writer.knowledge.schema import json_schemas
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "schemas"


def main(arguments: list[str]) -> int:
    check = arguments == ["--check"]
    if arguments and not check:
        print("usage: python scripts/write_schemas.py [--check]", file=sys.stderr)
        return 2
    schemas = json_schemas() | {"state": state_schema(Knowledge(DiskFiles(bundled("knowledge"))))}
    texts = {f"{name}.schema.json": json.dumps(s, indent=2) + "\n" for name, s in schemas.items()}
    stale = [name for name, text in texts.items() if _read(FOLDER / name) != text]
    if check:
        for name in stale:
            print(f"docs/schemas/{name} is stale; run python scripts/write_schemas.py", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(texts[name], encoding="utf-8")
        print(f"docs/schemas/{name}")
    return 0


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
