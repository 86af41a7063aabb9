"""The probe on real databases: what it finds is what the dialect says was executed, and nothing of it stays."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from probe_support import NAMESPACES, Target, started, target, texts_below

from destination_writer.cli.probe import run_probe
from destination_writer.connector.preflight import PREFLIGHT_PATH, read_preflight
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

# Database -> some of what it must be found to be, whatever the dialect says.
FACTS: dict[str, dict[str, object]] = {
    "postgres": {
        "upsert.merge": True,
        "upsert.on_conflict": True,
        "transactions.ddl": True,
        "quoting.folding": "lower",
        "quoting.max_length": 63,
        "quoting.length_unit": "bytes",
        "quoting.too_long": "truncated",
        "limits.columns": 1600,
        "types.second_digits": 6,
        "types.json": "jsonb",
        "errors.missing_table": "42P01",
        "namespaces.kind": "schema",
    },
    "mariadb": {
        "upsert.merge": False,
        "upsert.nulls_last": False,
        "transactions.ddl": False,
        "transactions.savepoints": True,
        "quoting.marks": "backticks",
        "quoting.max_length": 64,
        "quoting.length_unit": "characters",
        "quoting.too_long": "error",
        "quoting.backslash": True,
        "namespaces.kind": "database",
        "errors.missing_table": "#1146",
    },
    "clickhouse": {
        "upsert.merge": False,
        "transactions.ddl": False,
        "quoting.case_insensitive": False,
        "namespaces.kind": "database",
        "alter.type": True,
        "upsert.window_functions": True,
        "quoting.max_length": 200,
        "quoting.length_unit": "bytes",
    },
    "duckdb": {
        "upsert.merge": True,
        "alter.combined": False,
        "transactions.savepoints": False,
        "quoting.case_insensitive": True,
        "namespaces.kind": "schema",
    },
    "sqlite": {
        "upsert.merge": False,
        "upsert.on_conflict": True,
        "alter.type": False,
        "transactions.ddl": True,
        "limits.columns": 2000,
    },
}
SERVERS = ("postgres", "mariadb", "clickhouse")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Target]:
    """One server for all tests that need no other."""
    with target("postgres") as running:
        yield running


def _probe(folder: Path, url: str, capsys: pytest.CaptureFixture[str], **more: str) -> tuple[int, dict[str, object]]:
    code = run_probe(folder, url, this_is_a_test_database=True, yes=True, as_json=True, **more)  # type: ignore[arg-type]  # texts alone
    return code, json.loads(capsys.readouterr().out)


def _check(slug: str, folder: Path, code: int, said: dict[str, object]) -> None:
    """Nothing that the dialect knows is denied, and what everybody knows was found."""
    assert said["denied"] == []
    assert said["corrected"] == {}
    assert (code, said["stopped"], said["left"]) == (0, None, [])
    answers = read_preflight((folder / PREFLIGHT_PATH).read_text()).preflight
    for question, value in FACTS[slug].items():
        entry = answers.entry(question)
        assert entry is not None, question
        assert (question, entry.answer.value) == (question, value)
        assert entry.answer.proof == f"executed: {said['database']}"
        assert entry.answer.confirmed


def test_postgres_shows_what_its_dialect_says_and_is_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Target
) -> None:
    code, said = _probe(tmp_path, postgres.url, capsys)
    assert postgres.left() == []
    _check("postgres", tmp_path, code, said)


@pytest.mark.parametrize("slug", SERVERS[1:])
def test_a_server_shows_what_its_dialect_says_and_is_left_as_it_was(
    slug: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with target(slug) as database:
        code, said = _probe(tmp_path, database.url, capsys)
        assert database.left() == []
    _check(slug, tmp_path, code, said)


@pytest.mark.parametrize("slug", ["duckdb", "sqlite"])
def test_a_file_that_is_not_there_is_made_and_removed(
    slug: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = _probe(tmp_path, f"{slug}:{tmp_path}/new.db", capsys)
    _check(slug, tmp_path, code, said)
    assert [path.name for path in tmp_path.iterdir()] == [".destination-writer"]


def test_tables_beside_the_users_own_are_removed_and_his_stay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    file = tmp_path / "mine.db"
    with sqlite3.connect(file) as mine:
        mine.execute("CREATE TABLE orders (id INTEGER)")
    code, said = _probe(tmp_path, f"sqlite:{file}", capsys)
    with sqlite3.connect(file) as mine:
        assert [row[0] for row in mine.execute("SELECT name FROM sqlite_master")] == ["orders"]
    assert (code, said["left"]) == (0, [])


def test_an_unknown_database_is_found_out_from_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Target
) -> None:
    """PostgreSQL under a name that no dialect has: the same facts, from statements of the SQL standard alone."""
    code, _ = _probe(tmp_path, postgres.url, capsys, database="acmedb")
    assert postgres.left() == []
    assert code == 0
    answers = read_preflight((tmp_path / PREFLIGHT_PATH).read_text()).preflight
    assert answers.database == "acmedb"
    known = answers.answers
    expected = {key: value for key, value in FACTS["postgres"].items() if not key.startswith("types.")}
    assert {key: known.get(key) for key in expected} == expected
    assert known["namespaces.drop"] == "DROP SCHEMA {namespace} CASCADE"
    assert known["types.integer"] == "BIGINT"


def test_an_answer_that_the_user_confirmed_is_denied_and_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / PREFLIGHT_PATH
    file.parent.mkdir()
    file.write_text("# mine\npreflight:\n  database: duckdb\nanswers:\n  upsert.merge: false\n")
    code, said = _probe(tmp_path, f"duckdb:{tmp_path}/new.db", capsys)
    assert code == 1
    assert [(one["question"], one["answer"], one["found"]) for one in said["denied"]] == [("upsert.merge", False, True)]  # type: ignore[index, union-attr]  # JSON
    text = file.read_text()
    assert text.startswith("# mine\n")
    assert "  upsert.merge: false\n" in text
    assert read_preflight(text).preflight.answers["upsert.on_conflict"] is True


def test_the_password_is_in_nothing_that_is_said_or_written(tmp_path: Path, postgres: Target) -> None:
    assert "s3cret-word" in postgres.url
    run = started(tmp_path, postgres.url)
    seen = set[str]()
    while run.poll() is None:
        seen |= _command_lines(run.pid)
        time.sleep(0.02)
    said = run.stdout.read() if run.stdout else ""
    assert run.returncode == 0, said
    assert "s3cret-word" not in said
    assert not any("s3cret-word" in text for text in texts_below(tmp_path))
    children = {line for line in seen if "run_probe" not in line}
    assert children
    assert not any("s3cret-word" in line for line in children)


def _command_lines(parent: int) -> set[str]:
    """What everybody on the machine can read of the processes that the probe started."""
    found = set[str]()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if int(status[1]) == parent:
                found.add((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except (OSError, IndexError):
            continue
    return found


def _wait(until: Callable[[], bool], what: str, limit: float = 20) -> None:
    end = time.monotonic() + limit
    while not until():
        assert time.monotonic() < end, what
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_probe_removes_what_it_made(number: signal.Signals, tmp_path: Path, postgres: Target) -> None:
    run = started(tmp_path, postgres.url)
    _wait(lambda: bool(postgres.left()), "no scratch namespace was made")
    run.send_signal(number)
    said, _ = run.communicate(timeout=30)
    assert postgres.left() == []
    assert run.returncode == 1, said
    assert "This is a blocker: the probe ended early, you interrupted it" in said
    assert "nothing of the probe is left" in said


def test_a_killed_probe_is_cleaned_up_by_its_worker(tmp_path: Path, postgres: Target) -> None:
    run = started(tmp_path, postgres.url)
    _wait(lambda: bool(postgres.left()), "no scratch namespace was made")
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    _wait(lambda: postgres.left() == [], "the scratch namespace is still there")


def test_a_lost_connection_ends_the_probe_and_the_namespace_goes(tmp_path: Path, postgres: Target) -> None:
    run = started(tmp_path, postgres.url)
    _wait(lambda: _end_others(postgres) > 0 and bool(postgres.left()), "no connection could be cut")
    said, _ = run.communicate(timeout=60)
    assert postgres.left() == []
    assert run.returncode == 1, said
    assert "This is a blocker: the probe ended early, the connection is lost" in said


def _end_others(database: Target) -> int:
    """Cut the probe's connections in the middle of an experiment; how many there were."""
    cut = database.running.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND application_name LIKE '%JDBC%' AND query LIKE '%dw_probe_%.%'"
    )
    return len(cut.rows)


def test_every_database_of_this_test_has_a_dialect() -> None:
    known = Knowledge(DiskFiles(bundled("knowledge"))).dialect_slugs
    assert set(FACTS) <= set(known)
    assert set(NAMESPACES) == set(SERVERS)
