"""Published schemas are those of the models, and say what editors need."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from destination_writer.knowledge.schema import json_schemas
from destination_writer.toolchain.bundled import bundled

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("script", ["write_schemas.py", "write_databases.py"])
def test_published_pages_are_fresh(script: str) -> None:
    command = [sys.executable, f"scripts/{script}", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


KINDS = (
    "bulk-levels cdk-changes cdk-contract checklist conditions dialect dialect-extension experiments failure-rules "
    "guide models phases preflight prompts speech state-keys wiring"
)


def test_each_kind_of_file_has_a_schema() -> None:
    assert " ".join(json_schemas()) == KINDS


def test_a_dialect_must_be_whole_and_an_extension_need_not() -> None:
    schemas = json_schemas()
    assert "type_map" in schemas["dialect"]["required"]  # pyright: ignore[reportOperatorIssue]
    assert schemas["dialect-extension"]["required"] == ["extends", "slug"]
    assert '"required"' not in str(schemas["dialect-extension"]["$defs"])


@pytest.mark.parametrize("name", ["dialect", "dialect-extension"])
def test_what_the_loader_fills_in_is_no_key_of_the_file(name: str) -> None:
    assert "parents" not in json_schemas()[name]["properties"]  # pyright: ignore[reportOperatorIssue]


def test_bundled_files_use_keys_of_the_schema_only() -> None:
    written = yaml.safe_load((Path(bundled("knowledge")) / "dialects/postgres.yaml").read_text(encoding="utf-8"))
    assert set(written) <= set(json_schemas()["dialect"]["properties"])  # pyright: ignore[reportArgumentType]


def test_a_yaml_file_names_its_schema() -> None:
    for path in Path(bundled("knowledge")).rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        if first.startswith("# yaml-language-server: $schema="):
            assert (path.parent / first.partition("=")[2]).resolve().is_file(), path.name
