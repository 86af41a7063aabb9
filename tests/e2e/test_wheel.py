"""The wheel, installed into an empty environment, gives a working command with knowledge and templates inside."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`destination-writer` in an environment that holds nothing but the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(ROOT / "requirements" / "runtime.txt")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    return home / "bin" / "destination-writer"


def run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(command), *arguments], cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def test_wheel_carries_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "data/knowledge/phases.yaml",
        "data/knowledge/dialects/postgres.yaml",
        "data/templates/",
        "data/examples/",
    ):
        assert any(n.startswith(f"destination_writer/{part}") for n in names), part
    assert not any("tests/" in n or n.endswith(".class") for n in names)


def test_command_works_outside_the_checkout(command: Path, tmp_path: Path) -> None:
    assert "destination-writer" in run(command, "--version", cwd=tmp_path).stdout
    source = tmp_path / "src/main/kotlin/DuckSqlGenerator.kt"
    source.parent.mkdir(parents=True)
    source.write_text('class DuckSqlGenerator {\n    fun dropTable(): String = TODO("Phase 3")\n}\n', encoding="utf-8")
    listed = run(command, "stubs", ".", "--json", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    (stub,) = json.loads(listed.stdout)
    assert (stub["phase"], stub["function"], stub["line"], stub["column"]) == (3, "dropTable", 2, 31)


def test_demo_runs_from_the_wheel(command: Path, tmp_path: Path) -> None:
    done = run(command, "demo", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Implementation Progress: destination-" in done.stdout
