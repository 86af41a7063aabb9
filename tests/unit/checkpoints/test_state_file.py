"""Writing the state file: whole or not at all, and two writers at once lose nothing."""

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from destination_writer.connector.statetext import InvalidState, append_to, edit_state, read_state
from destination_writer.toolchain.statefile import StateFileBusy, update_text


def _append(file: Path, name: str) -> None:
    for number in range(10):
        item = f"{name}.{number}"
        update_text(file, lambda text, item=item: edit_state(text, append_to("passed_tests", item)))


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / ".destination-writer" / "state.yaml"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append, args=(file, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    expected = {f"{name}.{number}" for name in ("a", "b") for number in range(10)}
    assert set(read_state(file.read_text("utf-8")).state.passed_tests) == expected
    assert [path.name for path in file.parent.iterdir()] == ["state.yaml"]


def test_an_edit_that_fails_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "state.yaml"
    file.write_text("state: [\n", encoding="utf-8")
    with pytest.raises(InvalidState):
        update_text(file, lambda text: edit_state(text, append_to("passed_tests", "x")))
    assert file.read_text("utf-8") == "state: [\n"
    assert [path.name for path in tmp_path.iterdir()] == ["state.yaml"]


def test_line_ends_stay(tmp_path: Path) -> None:
    file = tmp_path / "state.yaml"
    file.write_bytes(b"state:\r\n  database: x\r\n")
    update_text(file, lambda text: edit_state(text, append_to("passed_tests", "y")))
    assert file.read_bytes() == b"state:\r\n  database: x\r\n  passed_tests:\r\n    - y\r\n"


def test_a_lock_that_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    lock = tmp_path / ".state.yaml.lock"
    lock.touch()
    old = time.time() - 3600
    os.utime(lock, (old, old))
    assert update_text(tmp_path / "state.yaml", lambda _: "state:\n") == "state:\n"
    assert not lock.exists()


def test_a_lock_that_is_held_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destination_writer.toolchain.statefile.LOCK_WAIT", 0.0)
    (tmp_path / ".state.yaml.lock").touch()
    with pytest.raises(StateFileBusy, match="is held by another process; close it, or remove that file"):
        update_text(tmp_path / "state.yaml", lambda _: "state:\n")
