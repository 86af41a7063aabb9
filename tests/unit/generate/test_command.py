"""`generate`: what a script sees of it."""

import errno
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli.generate import command

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "destination-postgres"
GENERATOR = "src/main/kotlin/io/airbyte/integrations/destination/postgres/client/PostgresSqlGenerator.kt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "destination-postgres"
    shutil.copytree(EXAMPLE, target)
    return target


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_diff_that_git_applies(folder: Path) -> None:
    result = run(folder, "--stub", "PostgresSqlGenerator.createNamespace")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"--- a/{GENERATOR}\n+++ b/{GENERATOR}\n@@ ")
    assert (folder / GENERATOR).read_text() == (EXAMPLE / GENERATOR).read_text()
    subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, cwd=folder, check=True)
    assert '"CREATE SCHEMA IF NOT EXISTS' in (folder / GENERATOR).read_text()


def test_the_second_write_has_nothing_left_to_do(folder: Path) -> None:
    first = run(folder, "--phase", "3", "--write")
    assert (first.exit_code, first.stdout) == (0, "")
    second = run(folder, "--phase", "3", "--write")
    assert second.exit_code == 0
    assert "there is nothing left to do" in second.stderr


def test_line_ends_byte_order_mark_and_mode_stay(folder: Path) -> None:
    file = folder / GENERATOR
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    file.chmod(0o640)
    assert run(folder, "--phase", "2", "--write").exit_code == 0
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfpackage ")
    assert b"CREATE SCHEMA" in data
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert file.stat().st_mode & 0o777 == 0o640
    assert not list(folder.rglob("*.new"))


def test_a_strategy(folder: Path) -> None:
    result = run(folder, "--stub", "PostgresSqlGenerator.upsertTable", "--strategy", "merge")
    assert "MERGE INTO" in result.stdout


def test_no_template(folder: Path) -> None:
    file = folder / GENERATOR
    file.write_text(file.read_text().replace("fun dropTable", "fun conjure"))
    result = run(folder, "--stub", "PostgresSqlGenerator.conjure")
    assert result.exit_code == 1
    assert "no template knows conjure of a sql generator" in result.stderr
    assert result.stdout == ""


def test_a_phase_with_a_stub_that_stays_open(folder: Path) -> None:
    file = folder / GENERATOR
    file.write_text(file.read_text().replace("fun namespaceExists", "fun conjure"))
    result = run(folder, "--phase", "2")
    assert result.exit_code == 1
    assert "stays open: " in result.stderr
    assert "CREATE SCHEMA" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "either --stub CLASS.FUNCTION or --phase N"),
        (["--phase", "2", "--stub", "A.b"], "either --stub CLASS.FUNCTION or --phase N"),
        (["--phase", "12"], "12"),
        (["--stub", "Nothing.here"], "there is no class Nothing"),
        (["--stub", "PostgresSqlGenerator.nothing"], "PostgresSqlGenerator has no function nothing"),
        (["--stub", "nothing"], "CLASS.FUNCTION"),
        (["--phase", "2", "--dialect", "dbase"], "no dialect is called 'dbase'"),
        (["--phase", "2", "--dialect", "dbase"], "name another as in --dialect postgres"),
        (["--phase", "2", "--cdk", "0.0.1"], "cdkVersion '0.0.1'"),
        (["--phase", "2", "--cdk", "x"], "cdkVersion 'x'"),
    ],
)
def test_bad_usage(folder: Path, arguments: list[str], message: str) -> None:
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_version_is_asked_for(folder: Path) -> None:
    (folder / "gradle.properties").unlink()
    result = run(folder, "--phase", "2")
    assert result.exit_code == 2
    assert "or name it as in --cdk 1.0.13" in result.stderr
    assert run(folder, "--phase", "2", "--cdk", "1.0.13").exit_code == 0


def test_a_property_is_named_like_a_function(folder: Path) -> None:
    spec = next(folder.rglob("PostgresSpecification.kt"))
    spec.write_text(spec.read_text().replace("CdcDeletionMode? = null", 'CdcDeletionMode? = TODO("Phase 10")'))
    result = run(folder, "--stub", "PostgresSpecification.cdcDeletionMode", "--write")
    assert result.exit_code == 0, result.stderr
    assert spec.read_text() == next(EXAMPLE.rglob("PostgresSpecification.kt")).read_text()


def test_what_is_no_connector(tmp_path: Path) -> None:
    assert run(tmp_path / "missing", "--phase", "2").exit_code == 2
    (tmp_path / "empty").mkdir()
    result = run(tmp_path / "empty", "--phase", "2")
    assert result.exit_code == 2
    assert "holds no connector" in result.stderr


def test_a_link_that_leads_out_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.kt"
    (folder / GENERATOR).rename(outside)
    (folder / GENERATOR).symlink_to(outside)
    before = outside.read_text()
    result = run(folder, "--stub", "PostgresSqlGenerator.createNamespace", "--write")
    assert result.exit_code == 2
    assert outside.read_text() == before


def test_a_full_disk_leaves_every_file_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    made = tempfile.mkstemp
    calls = iter(range(2))

    def full(**options: Any) -> tuple[int, str]:
        if next(calls, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", "some.new")
        return made(**options)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    result = run(folder, "--phase", "2", "--write")
    assert result.exit_code == 2
    assert "TableOperationsClient.kt cannot be written (No space left on device); free space" in result.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
