"""No process of an engine stays behind, however the one that wanted it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from destination_writer.toolchain.engines import EngineFailed, servers, start
from destination_writer.toolchain.engines.servers import running

HOLD = """
import sys, time
from pathlib import Path
from destination_writer.toolchain.engines import start
with start(sys.argv[1], Path(sys.argv[2])) as engine:
    engine.query("SELECT 1")
    print("ready", flush=True)
    time.sleep(600)
"""
PATIENCE = 20.0
"""Seconds in which processes must be gone."""


def mentioning(text: str) -> set[int]:
    """Processes of this machine whose command line holds a text, without this one."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if text.encode() in (entry / "cmdline").read_bytes() and int(entry.name) != os.getpid():
                found.add(int(entry.name))
    return found


def gone(text: str) -> bool:
    deadline = time.monotonic() + PATIENCE
    while mentioning(text) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not mentioning(text)


needs_proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are seen in /proc")


@needs_proc
@pytest.mark.parametrize("slug", ["postgres", "duckdb"])
def test_nothing_is_left_after_a_regular_end(slug: str) -> None:
    with tempfile.TemporaryDirectory(prefix="ended-") as folder:
        Path(folder).chmod(0o755)
        with start(slug, Path(folder)) as engine:
            assert engine.query("SELECT 1").rows == [(1,)]
            assert mentioning(folder)
        assert gone(folder)


@needs_proc
@pytest.mark.parametrize("slug", ["postgres", "duckdb"])
def test_nothing_is_left_after_a_killed_owner(slug: str) -> None:
    with tempfile.TemporaryDirectory(prefix="killed-") as folder:
        Path(folder).chmod(0o755)
        owner = subprocess.Popen([sys.executable, "-c", HOLD, slug, folder], stdout=subprocess.PIPE, text=True)
        with owner:
            assert owner.stdout and owner.stdout.readline() == "ready\n"
            assert len(mentioning(folder)) > 1
            owner.kill()
        assert gone(folder)


def test_a_server_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no such setting: colour', flush=True); raise SystemExit(3)"]
    with (
        pytest.raises(EngineFailed, match=r"Test server ended while starting: no such setting: colour"),
        running("Test server", command, tmp_path / "log", lambda: False),
    ):
        pytest.fail("it never runs")


def test_a_server_that_ignores_its_signal_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = tmp_path / "keeper.py"
    keeper.write_text(servers.KEEPER.read_text("utf-8").replace("GRACE = 10.0", "GRACE = 0.2"), "utf-8")
    monkeypatch.setattr(servers, "KEEPER", keeper)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    log = tmp_path / "log"

    def up() -> bool:
        return "up" in log.read_text("utf-8")

    with running("Deaf server", [sys.executable, "-c", deaf, str(tmp_path)], log, up, signal.SIGTERM):
        pass
    assert gone(str(tmp_path))
