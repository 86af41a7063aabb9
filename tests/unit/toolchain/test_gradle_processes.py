"""A command is read to its last line and ended with all that it started."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from destination_writer.toolchain.gradle.processes import Process, family, is_daemon, process_of
from destination_writer.toolchain.gradle.running import (
    LONGEST_LINE,
    Command,
    Hooks,
    NotStarted,
    Ran,
    Stop,
    run_command,
    text_of,
)

SLEEP = "import time; time.sleep(600)"


def run(
    arguments: list[str], folder: Path, *, until: Callable[[list[str]], Stop | None] = lambda _: None, **environ: str
) -> tuple[Ran, list[tuple[str, bool]]]:
    lines: list[tuple[str, bool]] = []
    hooks = Hooks(
        lambda text, is_error: lines.append((text, is_error)),
        lambda: None,
        lambda: until([text for text, _ in lines]),
    )
    return run_command(Command(arguments, folder, {**os.environ, **environ}), hooks), lines


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", code]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def cancelled_after(line: str) -> Callable[[list[str]], Stop | None]:
    return lambda lines: Stop.CANCELLED if any(text.startswith(line) for text in lines) else None


def test_both_streams_and_the_exit_code(tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); print('no end', end=''); sys.exit(3)"
    ran, lines = run(python(code), tmp_path)
    assert ran.exit_code == 3 and ran.stopped is None and ran.left == ()
    assert sorted(lines) == [("err", True), ("no end", False), ("out", False)]


def test_many_lines_arrive_in_order_and_none_is_lost(tmp_path: Path) -> None:
    _, lines = run(python("for i in range(50_000): print(i)"), tmp_path)
    assert [int(text) for text, _ in lines] == list(range(50_000))


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    _, lines = run(python("import sys; sys.stdout.write('x' * 200_000)"), tmp_path)
    assert sum(len(text) for text, _ in lines) == 200_000 and max(len(text) for text, _ in lines) == LONGEST_LINE


DETACHED = f"""
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); {SLEEP}"],
    start_new_session=True)
bare = subprocess.Popen([sys.executable, "-c", {SLEEP!r}], env={{}})
print("pids", os.getpid(), child.pid, bare.pid)
time.sleep(600)
"""


def test_what_left_the_process_group_and_ignores_signals_is_ended_too(tmp_path: Path) -> None:
    ran, lines = run(python(DETACHED), tmp_path, until=cancelled_after("pids"))
    pids = [int(word) for word in lines[0][0].split()[1:]]
    assert ran.stopped is Stop.CANCELLED and ran.exit_code is None and ran.left == ()
    assert [pid for pid in pids if is_alive(pid)] == []


def test_nothing_stays_after_a_command_that_ended_by_itself(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys; "
        f"print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True, stdout=2).pid)"
    )
    ran, lines = run(python(code), tmp_path)
    assert ran.exit_code == 0
    assert not is_alive(int(lines[0][0]))


def test_a_run_that_is_cancelled_already_starts_nothing(tmp_path: Path) -> None:
    ran, _ = run(python(f"open({str(tmp_path / 'started')!r}, 'w')"), tmp_path, until=lambda _: Stop.CANCELLED)
    assert ran.stopped is Stop.CANCELLED and not (tmp_path / "started").exists()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("  501     1   501 Ss   /usr/bin/java -cp x DESTINATION_WRITER_RUN=abc HOME=/x", (501, 1, 501, True)),
        ("  502   501   501 S+   java worker DESTINATION_WRITER_RUN=abc", (502, 501, 501, True)),
        ("  503   501   501 S+   java worker DESTINATION_WRITER_RUN=abcdef", (503, 501, 501, False)),
        ("  504     1   504 Z    (java)", None),
        ("", None),
    ],
)
def test_a_line_of_ps_as_macos_prints_it(line: str, found: tuple[int, int, int, bool] | None) -> None:
    """A sample: `ps -axEww -o pid=,ppid=,pgid=,stat=,command=`."""
    process = process_of(line, "DESTINATION_WRITER_RUN=abc")
    assert (process and (process.pid, process.parent, process.session, process.marked)) == found


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="No such file"):
        run([str(tmp_path / "none")], tmp_path)


def test_a_listener_that_fails_leaves_no_process(tmp_path: Path) -> None:
    pids: list[int] = []

    def fail(text: str, _: bool) -> None:
        pids.append(int(text))
        raise RuntimeError("on purpose")

    hooks = Hooks(fail, lambda: None, lambda: None)
    with pytest.raises(RuntimeError, match="on purpose"):
        run_command(Command(python(f"import os; print(os.getpid()); {SLEEP}"), tmp_path, os.environ), hooks)
    assert not is_alive(pids[0])


def test_other_runs_are_not_touched(tmp_path: Path) -> None:
    """Each run has a mark of its own."""
    outer = python(f"import os; print('pid', os.getpid()); {SLEEP}")
    seen: list[bool] = []

    def look(lines: list[str]) -> Stop | None:
        if not lines:
            return None
        run(python("pass"), tmp_path)
        seen.append(is_alive(int(lines[0].split()[1])))
        return Stop.CANCELLED

    run(outer, tmp_path, until=look)
    assert seen == [True]
    assert family("no such run") == []


def test_daemons_may_be_spared(tmp_path: Path) -> None:
    code = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', '{}', 'GradleDaemon'], {}).pid)"
    command = python(code.format(SLEEP, "start_new_session=True, stdout=2"))
    lines: list[str] = []
    hooks = Hooks(lambda text, _: lines.append(text), lambda: None, lambda: None)
    run_command(Command(command, tmp_path, os.environ, kept="kept-here"), hooks)
    daemon = int(lines[0])
    assert is_alive(daemon)
    lines.clear()
    stops = Hooks(hooks.line, hooks.moment, lambda: Stop.CANCELLED if lines else None)
    run_command(Command(python(f"print(1); {SLEEP}"), tmp_path, os.environ, kept="kept-there"), stops)
    assert is_alive(daemon), "another connector's"
    lines.clear()
    run_command(Command(python(f"print(1); {SLEEP}"), tmp_path, os.environ, kept="kept-here"), stops)
    assert not is_alive(daemon), "a stopped run ends the daemon that may be building for it"


@pytest.mark.parametrize(
    ("command", "is_one"),
    [
        ("java -cp launcher.jar org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.11", True),
        ("java -cp x org.jetbrains.kotlin.daemon.KotlinCompileDaemon --daemon-runFilesPath y", True),
        ("java @/tmp/classpath worker.org.gradle.process.internal.worker.GradleWorkerMain", False),
        ("java -cp wrapper.jar org.gradle.wrapper.GradleWrapperMain --no-daemon test", False),
    ],
)
def test_is_daemon(command: str, is_one: bool) -> None:
    assert is_daemon(Process(7, 1, 7, command, False)) is is_one


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b"plain\n", "plain"),
        (b"windows\r\n", "windows"),
        ("größe 列\n".encode(), "größe 列"),
        (b"\x1b[31mred\x1b[0m and \x1b[1;32mgreen\x1b[m\n", "red and green"),
        (b"\x1b]8;;http://x\x07link\x1b]8;;\x07\n", "link"),
        (b"  indented\t\n", "  indented\t"),
    ],
)
def test_text_of(line: bytes, text: str) -> None:
    assert text_of(line) == text


def test_bytes_that_are_no_utf_8_lose_no_line() -> None:
    assert text_of(b"gr\xfc\xdfe\n").startswith("gr")


def test_without_a_jdk_a_hanging_worker_prints_its_stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A JVM prints them on SIGQUIT; here Python does as if."""
    monkeypatch.setenv("PATH", str(tmp_path))
    code = f"import faulthandler, signal; faulthandler.register(signal.SIGQUIT); print('up'); {SLEEP}"
    lines: list[str] = []
    hooks = Hooks(lambda text, _: lines.append(text), lambda: None, lambda: Stop.TIMED_OUT if lines else None)
    worker = [*python(code), "worker.org.gradle.process.internal.worker.GradleWorkerMain"]
    ran = run_command(Command(worker, tmp_path, os.environ), hooks)
    assert ran.dumps == () and any("most recent call first" in line for line in lines)


def test_the_limit_is_kept(tmp_path: Path) -> None:
    end = time.monotonic() + 0.3
    ran, _ = run(python(SLEEP), tmp_path, until=lambda _: Stop.TIMED_OUT if time.monotonic() > end else None)
    assert ran.stopped is Stop.TIMED_OUT and ran.exit_code is None
