"""Connectors that speak through a vendor's own client: their statements and pipelines on the emulators."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = {
    "name": "newest wins, a deletion deletes, a NULL key equals a NULL key",
    "operation": "upsert",
    "schema": {
        "s": "integer", "t": "string", "o": "object",
        "at": "timestamp_with_timezone", "_ab_cdc_deleted_at": "timestamp_with_timezone",
    },
    "primary_key": ["s", "t"],
    "cursor": ["at"],
    "cdc": "hard",
    "target": [
        {"s": 1, "t": "a", "at": "2025-01-01T00:00:00Z", "o": {"v": "old"}},
        {"s": 2, "t": "a", "at": "2025-01-01T00:00:00Z", "o": {"v": "gone"}},
        {"s": 3, "t": None, "at": "2025-01-01T00:00:00Z", "o": {"v": "old"}},
        {"s": 4, "t": "a", "at": "2025-01-05T00:00:00Z", "o": {"v": "kept"}},
    ],
    "source": [
        {"s": 1, "t": "a", "at": "2025-01-02T00:00:00Z", "o": {"v": "older"}},
        {"s": 1, "t": "a", "at": "2025-01-03T00:00:00Z", "o": {"v": "new"}},
        {"s": 2, "t": "a", "at": "2025-01-03T00:00:00Z", "_ab_cdc_deleted_at": "2025-01-03T00:00:00Z"},
        {"s": 3, "t": None, "at": "2025-01-02T00:00:00Z", "o": {"v": "new"}},
        {"s": 4, "t": "a", "at": "2025-01-04T00:00:00Z", "o": {"v": "late"}},
    ],
    "expect": [
        {"s": 1, "t": "a", "o": {"v": "new"}},
        {"s": 3, "t": None, "o": {"v": "new"}},
        {"s": 4, "t": "a", "o": {"v": "kept"}},
    ],
}  # fmt: skip
"""Its columns are called as SQL's aliases often are."""


@pytest.mark.parametrize(
    ("dialect", "strategy"), [("bigquery", "merge"), ("bigquery", "delete-insert"), ("mongodb", "")]
)
def test_an_upsert_through_the_vendors_client(tmp_path: Path, dialect: str, strategy: str) -> None:
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(SCENARIO), "utf-8")
    chosen = ["--strategy", f"upsert={strategy}"] if strategy else []
    command = [sys.executable, "-m", "destination_writer", "verify", "--dialect", dialect, "--scenario", str(file)]
    ran = subprocess.run(
        [*command, *chosen, "--json"], capture_output=True, text=True, check=False, timeout=600, cwd=tmp_path
    )
    if ran.returncode == 3:
        pytest.skip(f"no engine for {dialect}: {ran.stderr.strip() or ran.stdout.strip()}")
    told = json.loads(ran.stdout)
    assert told["ok"], told
    assert told["proof"] == "emulated"
    assert ran.returncode == 0
