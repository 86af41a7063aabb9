"""Parts of the extension's package.json that are written from the server, and looked at for being up to date."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent / "package.json"


def synchronise(script: str, source: str, synchronised: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Rewrites package.json; with `--check` only says that it is behind its `source`. The exit status."""
    before = json.loads(PACKAGE.read_text("utf-8"))
    after = synchronised(before)
    if after == before:
        return 0
    if "--check" in sys.argv:
        print(f"{PACKAGE} is behind {source}: run {Path(script).name}", file=sys.stderr)
        return 1
    PACKAGE.write_text(json.dumps(after, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0
