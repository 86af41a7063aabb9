"""The demo: from an empty folder through the phases, compiled, run on a real engine, broken and mended."""

import subprocess
import sys
from pathlib import Path

import pytest

from destination_writer.toolchain.engines import Missing, find_engine
from destination_writer.toolchain.kotlinc_find import MissingTool, find_compiler, find_java

COMMAND = [sys.executable, "-m", "destination_writer", "demo"]


def demo(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=900
    )


def test_the_journey_writes_each_phase_and_mends_the_mistake(tmp_path: Path) -> None:
    try:
        find_java()
        find_compiler()
    except MissingTool as error:
        pytest.skip(str(error))
    if isinstance(engine := find_engine("sqlite"), Missing):
        pytest.skip(str(engine))
    folder = tmp_path / "destination-sqlite"
    done = demo("--dialect", "sqlite", "--until", "4", "--folder", str(folder), cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    for number in range(5):
        assert f"Component checkpoint of Phase {number} passed by the local runner" in done.stdout
    assert "🚫 BLOCKER: Test insert records failed" in done.stdout
    assert "You take “Let createTable in SqliteSqlGenerator.kt make all meta columns”" in done.stdout
    assert "tests pass on this machine. The tests reached the engine over JDBC" in done.stdout
    assert "The real build still owes" in done.stdout
    written = "".join(path.read_text("utf-8") for path in folder.rglob("*.kt"))
    assert 'TODO("Phase 4")' not in written and 'TODO("Phase 5")' in written


def test_a_database_without_an_engine_says_so_at_the_beginning_and_at_the_end(tmp_path: Path) -> None:
    done = demo("--dialect", "oracle", "--until", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    first, last = done.stdout.split("── That was the journey")
    assert "Without checkpoints: " in first and "checkpoint of Phase" not in first
    assert "No test ran here. " in last and "Every test is owed to the real build" in last
    assert "pass on this machine" not in last


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    done = demo("--folder", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 2 and "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_database_is_told(tmp_path: Path) -> None:
    done = demo("--dialect", "nosuchdb", cwd=tmp_path)
    assert done.returncode == 2 and "nosuchdb" in done.stderr and "Traceback" not in done.stderr
