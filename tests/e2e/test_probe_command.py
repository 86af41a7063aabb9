"""`preflight --probe` as a user types it: nothing runs without the word, and everything that runs is shown before."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from destination_writer.connector.preflight import PREFLIGHT_PATH

COMMAND = [sys.executable, "-m", "destination_writer", "preflight"]


def probe(folder: Path, *more: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    command = [*COMMAND, str(folder), "--probe", *more]
    ran = subprocess.run(command, input=said, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in ran.stdout + ran.stderr
    return ran


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A database file of the user's, with a table."""
    file = tmp_path / "mine.db"
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE orders (id INTEGER)")
    return file


@pytest.mark.parametrize("said", ["no\n", "y\n", "\n", ""])
def test_without_the_word_nothing_runs(tmp_path: Path, mine: Path, said: str) -> None:
    before = mine.read_bytes()
    ran = probe(tmp_path, f"sqlite:{mine}", said=said)
    assert ran.returncode == 1
    assert "Nothing was run." in ran.stdout
    assert mine.read_bytes() == before
    assert not (tmp_path / PREFLIGHT_PATH).exists()


def test_with_the_word_what_was_shown_is_run(tmp_path: Path, mine: Path) -> None:
    ran = probe(tmp_path, f"sqlite:{mine}", said="yes\n")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    shown, _, outcome = ran.stdout.partition("── What SQLite")
    assert "MERGE INTO" in shown and "CREATE TABLE" in shown and "removed by" in shown
    assert "proved     upsert.merge: no" in outcome
    assert "nothing of the probe is left" in outcome
    with sqlite3.connect(mine) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("orders",)]


def test_yes_alone_is_not_the_word(tmp_path: Path, mine: Path) -> None:
    ran = probe(tmp_path, f"sqlite:{mine}", "--yes")
    assert ran.returncode == 2
    assert "--this-is-a-test-database" in ran.stderr


def test_the_outcome_as_json(tmp_path: Path, mine: Path) -> None:
    flags = ("--yes", "--this-is-a-test-database", "--json", "--database", "AcmeDB")
    ran = probe(tmp_path, f"sqlite:{mine}", *flags)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["answers"]["upsert.merge"]["answer"] is False
    assert re.fullmatch(r"executed: SQLite [\d.]+", said["answers"]["upsert.merge"]["proof"])
    assert said["statements"]["upsert.merge"]
    assert (said["denied"], said["left"], said["stopped"]) == ([], [], None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["oracle"], "is no address of a database"),
        (["jdbc:acme://h"], "--driver JAR"),
        (["sqlite:x.db", "--database", "Postgres", "--driver", "gone.jar"], "gone.jar"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, arguments: list[str], words: str) -> None:
    ran = probe(tmp_path, *arguments)
    assert ran.returncode == 2
    assert words in ran.stderr


def test_a_broken_checklist_stops_it_before_anything_runs(tmp_path: Path, mine: Path) -> None:
    file = tmp_path / PREFLIGHT_PATH
    file.parent.mkdir()
    file.write_text('answers:\n  quoting.escape: "\n', "utf-8")
    ran = probe(tmp_path, f"sqlite:{mine}", "--yes", "--this-is-a-test-database")
    assert ran.returncode == 2
    assert f"{PREFLIGHT_PATH}:" in ran.stderr


def test_a_password_is_asked_for_without_echo(tmp_path: Path) -> None:
    """At a terminal; nothing listens there, so the answer ends with the address that has no password in it."""
    main, inner = pty.openpty()
    command = [*COMMAND, str(tmp_path), "--probe", "clickhouse://me@127.0.0.1:9/x"]
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True) as run:
        os.close(inner)
        seen = b""
        while b"Password for clickhouse://me@127.0.0.1:9/x" not in seen:
            seen += os.read(main, 1000)
        os.write(main, b"geheim\n")
        while True:
            try:
                seen += os.read(main, 1000)
            except OSError:
                break
        assert run.wait(timeout=30) == 2
    os.close(main)
    assert b"cannot be reached" in seen
    assert b"geheim" not in seen
