"""How often the shared corpus of real failure texts is read right. The floors are levels that were reached."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rulebook_data import ROOT, rules

from destination_writer.results.diagnose import Diagnosis, diagnose

CORPUS = ROOT.parent / "shared" / "corpus" / "failures"
FLOORS = {"category": 0.98, "place": 0.97, "column": 0.99, "test": 0.99}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="shared corpus not present")


@cache
def readings() -> list[tuple[str, dict[str, Any], Diagnosis | None]]:
    found: list[tuple[str, dict[str, Any], Diagnosis | None]] = []
    for sidecar in sorted(CORPUS.glob("*.json")):
        text = sidecar.with_suffix(".txt").read_bytes().decode("utf-8")
        diagnoses = diagnose(text, rules())
        found.append(
            (sidecar.stem, json.loads(sidecar.read_text(encoding="utf-8")), diagnoses[0] if diagnoses else None)
        )
    return found


def same_file(got: str | None, wanted: str | None) -> bool:
    """A sidecar may give the path below the project where the text gives the whole one."""
    if got is None or wanted is None:
        return got == wanted
    return got == wanted or got.endswith(f"/{wanted}") or wanted.endswith(f"/{got}")


def same_test(got: str | None, wanted: str | None) -> bool:
    def plain(name: str | None) -> str:
        return re.sub(r"\s*>\s*", ".", name or "").removesuffix("()")

    return plain(got) == plain(wanted) or bool(got and wanted and plain(got).startswith(plain(wanted)))


def agrees(what: str, sidecar: dict[str, Any], got: Diagnosis | None) -> bool:
    wanted = sidecar["expect"]
    if got is None:
        return False
    if what == "category":
        return got.category == sidecar["category"]
    if what == "place":
        lines = [wanted["line"], *(wanted.get("also_accept_lines") or [])]
        return same_file(got.file, wanted["file"]) and got.line in lines
    if what == "column":
        return got.column == wanted["column"]
    return same_test(got.test, wanted["test"])


@pytest.mark.parametrize("what", sorted(FLOORS))
def test_agreement(what: str) -> None:
    wrong = [Path(name).name for name, sidecar, got in readings() if not agrees(what, sidecar, got)]
    share = 1 - len(wrong) / len(readings())
    assert share >= FLOORS[what], f"{what}: {share:.3f}; differs in {', '.join(wrong)}"


def test_every_text_says_something() -> None:
    assert [name for name, _, got in readings() if got is None] == []
