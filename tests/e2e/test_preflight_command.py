"""`preflight` as a person walks it: on a terminal, through a pipe, left in the middle, with bad input."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from preflight_terminal import Terminal, takes_what_is_known
from test_commands import SOFTENED, run

from destination_writer.connector.preflight import read_preflight
from destination_writer.connector.preflighttext import set_answers
from destination_writer.connector.statetext import read_state

FILE = Path(".destination-writer", "preflight.yaml")
STATE = Path(".destination-writer", "state.yaml")
DIALECTS = Path(".destination-writer", "knowledge", "dialects")
ACME = """\
- Does AcmeDB have MERGE? No
- upsert.on_conflict: no
- upsert.window_functions: no
- upsert.unique_index: yes
- upsert.index: CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {target} ({keys})
"""


def answered(folder: Path) -> dict[str, object]:
    return read_preflight((folder / FILE).read_text("utf-8")).preflight.answers


def piped(folder: Path, *arguments: str, typed: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "destination_writer", "preflight", str(folder), *arguments],
        input=typed.encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    said = (ended.stdout + ended.stderr).decode("utf-8")
    assert "Traceback" not in said and not SOFTENED.search(said)
    return ended.returncode, said


def test_a_known_database_is_confirmed_section_by_section(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--database", "TimescaleDB")
    asked = terminal.walk(takes_what_is_known)
    assert terminal.end() == 0
    assert asked < 30, "sections that are known cost one question each"
    assert "✓ Preflight of TimescaleDB complete." in terminal.log
    assert "# TimescaleDB: research summary" in terminal.log
    assert "Ready to start Phase 0: destination-writer scaffold . --database timescaledb" in terminal.log
    found = read_preflight((tmp_path / FILE).read_text("utf-8")).preflight
    assert found.finished and not found.unconfirmed
    state = read_state((tmp_path / STATE).read_text("utf-8")).state
    assert state.database == "timescaledb" and state.database_characteristics["has_merge"] is True
    assert not (tmp_path / DIALECTS).exists(), "what is known needs no dialect of the workspace's own"


def test_left_by_ctrl_c_and_resumed_where_it_was(tmp_path: Path) -> None:
    first = Terminal(tmp_path, "--database", "DuckDB")
    assert "Have you completed a preflight checklist for DuckDB already?" in first.question()
    first.type("n")
    assert "Does DuckDB speak SQL?" in first.question()
    first.type("")
    assert "What talks to DuckDB from the JVM?" in first.question()
    first.type("")
    assert "Which Maven coordinate" in first.question()
    first.interrupt()
    assert first.end() == 1
    assert "What you answered is kept. Go on with: destination-writer preflight ." in first.log
    again = Terminal(tmp_path)
    shown = again.question()
    assert "Which Maven coordinate has the driver or client?" in shown and "speak SQL" not in shown
    again.type("q")
    assert again.end() == 1
    entries = {e.id: e.answer for e in read_preflight((tmp_path / FILE).read_text("utf-8")).preflight.entries}
    assert entries["connection.client"].confirmed and not entries["connection.driver"].confirmed


def test_an_unknown_database_is_explained_contradicted_and_corrected(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--database", "AcmeDB")
    assert "Which of them does it resemble most?" in terminal.question()
    terminal.type("postgres")

    def until(words: str, answer: Callable[[str], str] = takes_what_is_known) -> None:
        terminal.walk(lambda shown: None if words in shown else answer(shown))

    until("Does AcmeDB have MERGE?")
    terminal.type("?")
    explained = terminal.question()
    assert "Why:" in explained and "Needed by:   phase 9" in explained
    assert "Find out:" in explained and '"AcmeDB MERGE INTO' in explained and "Experiment:" in explained
    terminal.type("perhaps")
    assert "answer yes or no" in terminal.question()
    terminal.type("no")
    until("Does INSERT have ON CONFLICT")
    assert "upsert.strategy is now insert-on-conflict, to be confirmed." in terminal.log
    terminal.type("")
    until("How shall rows be merged", lambda _: "")
    terminal.type("?")
    assert "unique-constraint: A unique index over the key" in terminal.question(), "each way with what it costs"
    terminal.type("merge")
    clash = terminal.question()
    assert "These answers contradict each other. Rows shall be merged by MERGE, which there is not." in clash
    assert "upsert.merge: false" in clash and "Which is wrong? 1 to 2" in clash
    terminal.type("2")
    assert "How shall rows be merged" in terminal.question()
    terminal.type("delete-insert")
    terminal.question()
    terminal.type("b")
    assert "How shall rows be merged" in terminal.question(), "b goes back to the last question"
    terminal.type("")
    terminal.walk(takes_what_is_known)
    assert terminal.end() == 0
    assert answered(tmp_path)["upsert.strategy"] == "delete-insert"
    assert "extends: postgres" in (tmp_path / DIALECTS / "acmedb.yaml").read_text("utf-8")
    assert read_state((tmp_path / STATE).read_text("utf-8")).state.strategies["upsert"] == "delete-insert"


def test_answers_come_through_a_pipe_and_its_end_leaves(tmp_path: Path) -> None:
    code, said = piped(tmp_path, "--database", "DuckDB", typed="n\n\n2\nl postgres\n")
    assert code == 1
    assert "taken from PostgreSQL: org.postgresql:postgresql:" in said
    assert answered(tmp_path)["connection.client"] == "native"
    assert str(answered(tmp_path)["connection.driver"]).startswith("org.postgresql:")


def test_without_input_nothing_is_written_and_the_reason_is_told(tmp_path: Path) -> None:
    code, said = piped(tmp_path, "--database", "DuckDB", typed="")
    assert code == 1 and "Nothing was written." in said and not (tmp_path / FILE).exists()
    code, said = piped(tmp_path, typed="")
    assert code == 1


def test_a_filled_checklist_is_taken_over_and_makes_the_dialect(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text(ACME + "- Favourite colour: green\n", "utf-8")
    ran = run("preflight", tmp_path, "--database", "AcmeDB", "--like", "sqlite", "--from", notes, "--yes")
    assert ran.code == 0, ran.out
    assert "not recognised, notes.md:6: Favourite colour: green" in ran.err
    assert run("dialect", "check", "acmedb", "--path", tmp_path).code == 0
    again = run("preflight", tmp_path, "--json")
    shown = json.loads(again.out)
    assert again.code == 0 and shown["complete"] and shown["database"] == "acmedb"
    merge = next(answer for answer in shown["answers"] if answer["id"] == "upsert.merge")
    assert (merge["answer"], merge["source"], merge["note"]) == (False, "user", "from notes.md:1")
    before = (tmp_path / FILE).read_bytes()
    code, said = piped(tmp_path, typed="")
    assert code == 0 and "✓ Preflight of AcmeDB complete." in said, "a filled checklist goes on"
    assert (tmp_path / FILE).read_bytes() == before


def test_one_that_resembles_none_lists_what_is_open(tmp_path: Path) -> None:
    ran = run("preflight", tmp_path, "--database", "AcmeDB", "--yes")
    assert ran.code == 1
    assert "The preflight of AcmeDB is not complete. This is a blocker for phase 0:" in ran.out
    assert "connection.client is not answered" in ran.out
    assert not (tmp_path / STATE).exists() and not (tmp_path / DIALECTS).exists()


def test_showing_writes_nothing(tmp_path: Path) -> None:
    ran = run("preflight", tmp_path, "--database", "clickhouse", "--show")
    assert ran.code == 1 and "# ClickHouse: research summary" in ran.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--database", "S3"], "S3 is a file system or object store, and this tool makes connectors for databases."),
        (["--database", "Salesforce"], "Salesforce is an API"),
        (["--database", "123"], "cannot be a database's name here"),
        (["--database", "AcmeDB", "--like", "db2"], "no database is called 'db2'; --like takes one of: bigquery"),
        (["--database", "AcmeDB", "--like", "postgres", "--from", "nothing.md"], "nothing.md cannot be read"),
        (["--yes"], "name the database, as in --database TimescaleDB"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, arguments: list[str], reason: str) -> None:
    ran = run("preflight", tmp_path, *arguments, *([] if "--yes" in arguments else ["--yes"]))
    assert ran.code == 2 and reason in ran.err
    assert not (tmp_path / FILE).exists() or "nothing.md" in reason


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("preflight:\n  database: duckdb\nanswers:\n  upsert.merge: [\n", "preflight.yaml:5: this is not YAML"),
        ("preflight:\n  database: duckdb\nanswers: none\n", "preflight.yaml:3: answers: the value must be a map"),
        ("preflight:\n  database: duckdb\nanswers:\n  a.b: 1\n  a.b: 2\n", "preflight.yaml:5: a.b is there twice"),
    ],
)
def test_a_file_that_is_half_written_is_named_and_left_alone(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(text, "utf-8")
    ran = run("preflight", tmp_path, "--yes")
    assert ran.code == 2
    assert place in ran.err and "nothing was changed" in ran.err and "mend that line" in ran.err
    assert (tmp_path / FILE).read_text("utf-8") == text


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(b"answers:\n  \xff\xfe: 1\n")
    ran = run("preflight", tmp_path, "--yes")
    assert ran.code == 2 and "preflight.yaml" in ran.err


def test_a_broken_state_keeps_the_end_from_being_written(tmp_path: Path) -> None:
    (tmp_path / STATE).parent.mkdir()
    (tmp_path / STATE).write_text("state:\n  current_phase: [\n", "utf-8")
    ran = run("preflight", tmp_path, "--database", "DuckDB", "--yes")
    assert ran.code == 1 and ".destination-writer/state.yaml:3: this is not YAML" in ran.out
    assert (tmp_path / STATE).read_text("utf-8") == "state:\n  current_phase: [\n"


def test_a_folder_that_is_about_another_database(tmp_path: Path) -> None:
    assert run("preflight", tmp_path, "--database", "DuckDB", "--yes").code == 0
    ran = run("preflight", tmp_path, "--database", "ClickHouse", "--yes")
    assert ran.code == 2 and "is about DuckDB, not ClickHouse" in ran.err


def test_a_connector_that_is_decided_for_another_database(tmp_path: Path) -> None:
    (tmp_path / STATE).parent.mkdir()
    (tmp_path / STATE).write_text("state:\n  database: postgres\n", "utf-8")
    ran = run("preflight", tmp_path, "--database", "DuckDB", "--yes")
    assert ran.code == 2 and "says that this connector is for postgres, not DuckDB" in ran.err
    assert not (tmp_path / FILE).exists()
    shown = json.loads(run("preflight", tmp_path, "--json").out)
    assert shown["database"] == "postgres", "the state says which database it is"


def test_an_answer_goes_into_what_another_editor_wrote_meanwhile(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--database", "DuckDB")
    terminal.question()
    terminal.type("n")
    terminal.question()
    text = (tmp_path / FILE).read_text("utf-8")
    (tmp_path / FILE).write_text(
        set_answers(text, {}).replace("# The preflight checklist", "# Mine. The preflight checklist"), "utf-8"
    )
    terminal.type("")
    terminal.question()
    terminal.type("q")
    assert terminal.end() == 1
    after = read_preflight((tmp_path / FILE).read_text("utf-8"))
    assert (tmp_path / FILE).read_text("utf-8").startswith("# Mine.")
    entry = after.preflight.entry("connection.sql")
    assert entry is not None and entry.answer.confirmed


def test_what_was_left_open_is_asked_again_only_at_the_end(tmp_path: Path) -> None:
    first = Terminal(tmp_path, "--database", "AcmeDB", "--like", "sqlite")
    assert "completed a preflight checklist" in first.question()
    first.type("n")
    shown = first.question()
    while "How many significant digits" not in shown:
        first.type("" if "nothing is known of it" in shown else "a")
        shown = first.question()
    assert "write it, as in " in shown and "leave it open with Enter" in shown
    first.type("")
    shown = first.question()
    while "How is a table made?" not in shown:
        first.type("")
        shown = first.question()
    first.type("")
    first.question()
    first.type("q")
    first.end()
    again = Terminal(tmp_path)
    shown = again.question()
    assert "How is a table made?" not in shown and "── 4/14 Tables" in shown
    again.type("q")
    again.end()
