"""Templates of a workspace: they lie over the bundled ones, reach nothing, and their faults are named by line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli.generate import command
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.rendering import render
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.workspace import TEMPLATES, workspace_templates

GENERATOR = """\
package io.airbyte.integrations.destination.postgres.sql

class PostgresSqlGenerator {
    fun createNamespace(namespace: String): String = TODO("Phase 2")
}
"""
PATH = "postgres/sql_generator/create_namespace.kt.j2"


def template(workspace: Path, text: str, path: str = PATH) -> None:
    file = workspace / TEMPLATES / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "destination-postgres"
    folder.mkdir()
    (folder / "gradle.properties").write_text("cdkVersion=1.0.13\n", "utf-8")
    (folder / "PostgresSqlGenerator.kt").write_text(GENERATOR, "utf-8")
    return folder


def generated(workspace: Path) -> Result:
    return CliRunner().invoke(command, [str(workspace), "--stub", "PostgresSqlGenerator.createNamespace"])


def test_a_template_of_the_workspace_takes_the_place_of_the_bundled_one(workspace: Path) -> None:
    assert "CREATE SCHEMA IF NOT EXISTS" in generated(workspace).output
    template(workspace, 'sql: "CREATE SCHEMA ${[[ quote(p.namespace) ]]} AUTHORIZATION loader"\n')
    result = generated(workspace)
    assert result.exit_code == 0, result.output
    assert 'CREATE SCHEMA ${namespace.quote()} AUTHORIZATION loader"' in result.output


def test_what_changes_in_the_workspace_is_seen_at_once(tmp_path: Path) -> None:
    files = workspace_templates(tmp_path)
    assert "CREATE" not in render(files, "any/helpers/and_log.kt.j2", {"logger": lambda: "log"})
    for text in ("first", "second"):
        template(tmp_path, text, "any/helpers/and_log.kt.j2")
        assert render(files, "any/helpers/and_log.kt.j2", {}) == text


def test_other_files_count_for_nothing(tmp_path: Path) -> None:
    bundled = workspace_templates().read("index.yaml")
    template(tmp_path, "members: []", "index.yaml")
    assert workspace_templates(tmp_path).read("index.yaml") == bundled


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('val a = 1\nsql: "[[ quote(p.namespace) ]"\n', 2, "unexpected ']'"),
        ("[% if true %]\nval a = 1\n", 2, "Unexpected end of template"),
        ("val a = 1\n\n[[ nosuch ]]\n", 3, "'nosuch' is undefined"),
        ("val a = 1\n[[ 1 / 0 ]]\n", 2, "division by zero"),
        ('[[ "a" + 1 ]]\n', 1, "can only concatenate str"),
        ('val a = 1\n[[ helper("nosuch") ]]\n', 2, "there is no helper 'nosuch'; there are: quote, literal"),
        ('val a = 1\n[% include "postgres/nosuch.kt.j2" %]\n', 2, "there is no template postgres/nosuch.kt.j2"),
        (
            "val a = 1\n[[ p.__class__.__mro__ ]]\n",
            2,
            "access to attribute '__class__' of 'Parameters' object is unsafe",
        ),
        ("[[ helper.__globals__ ]]\n", 1, "access to attribute '__globals__' of 'method' object is unsafe"),
    ],
)
def test_a_fault_is_named_with_its_line_and_remedy(workspace: Path, text: str, line: int, reason: str) -> None:
    template(workspace, text)
    result = generated(workspace)
    assert result.exit_code in (1, 2)
    assert f"the template {PATH}, line {line}: " in result.output
    assert reason in result.output
    assert "a template of the workspace lies below .destination-writer/templates" in result.output
    assert "Traceback" not in result.output


def test_a_fault_in_a_part_is_told_of_the_part() -> None:
    files = MemoryFiles({"a.kt.j2": 'one\n[% include "part.kt.j2" %]\n', "part.kt.j2": "one\ntwo\n[[ nosuch ]]\n"})
    with pytest.raises(CannotGenerate, match=r"the template part\.kt\.j2, line 3: 'nosuch' is undefined"):
        render(files, "a.kt.j2", {})
