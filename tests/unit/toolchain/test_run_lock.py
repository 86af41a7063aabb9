"""One run at a time on a connector."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from destination_writer.toolchain.gradle.runlock import LOCK, Interrupted, run_lock

_HOLDER = """
import sys, time
from pathlib import Path
from destination_writer.toolchain.gradle.runlock import run_lock
with run_lock(Path(sys.argv[1]), print, lambda: False):
    print("held", flush=True)
    time.sleep(600)
"""


def held_elsewhere(folder: Path) -> subprocess.Popen[str]:
    """Another program that holds the folder's lock."""
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    return holder


def test_a_free_connector_is_taken_at_once_and_given_back(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with run_lock(tmp_path, told.append, lambda: False):
            assert (tmp_path / LOCK).is_file()
        assert not (tmp_path / LOCK).exists()
    assert told == []


def test_who_waits_is_told_for_whom(tmp_path: Path) -> None:
    holder = held_elsewhere(tmp_path)
    told: list[str] = []
    try:
        with pytest.raises(Interrupted), run_lock(tmp_path, told.append, lambda: bool(told)):
            pytest.fail("two programs hold it")
    finally:
        holder.kill()
        holder.wait()
    assert told == [f"the run of process {holder.pid}"]


def test_a_killed_program_leaves_no_lock(tmp_path: Path) -> None:
    holder = held_elsewhere(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert (tmp_path / LOCK).exists(), "its file is still there"
    told: list[str] = []
    with run_lock(tmp_path, told.append, lambda: False):
        assert told == []


def test_runs_in_one_program_wait_for_each_other(tmp_path: Path) -> None:
    running, most, done = [0], [0], []

    def run(number: int) -> None:
        with run_lock(tmp_path, lambda _: None, lambda: False):
            running[0] += 1
            most[0] = max(most[0], running[0])
            time.sleep(0.05)
            running[0] -= 1
            done.append(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] and sorted(done) == [0, 1, 2, 3]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where the state folder would be: the lock is kept elsewhere."""
    (tmp_path / ".destination-writer").write_text("", "utf-8")
    told: list[str] = []
    with (
        run_lock(tmp_path, told.append, lambda: False),
        pytest.raises(Interrupted),
        run_lock(tmp_path, told.append, lambda: True),
    ):
        pytest.fail("taken twice")
    assert told == ["an earlier run"]
