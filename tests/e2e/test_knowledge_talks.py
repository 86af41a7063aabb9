"""The specification's example dialogues, through `ask` and `chat` without a key: their course and their help.

Where the specification's own words are refuted by facts, the facts are told: PostgreSQL has MERGE since 15, and IF NOT
EXISTS would hide a clean-up that does not work.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from destination_writer.agent.tone import ToneScreen, load_tone
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

TONE = load_tone(DiskFiles(bundled("knowledge")))
SUITE = "io.airbyte.integrations.destination.cockroachdb.component.CockroachTableOperationsTest"
MERGE_REFUSED = (
    'java.sql.SQLException: syntax error at or near "MERGE"\n'
    "  at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse"
)
NO_THEN = 'org.postgresql.util.PSQLException: ERROR: syntax error at or near "UPDATE"\n  Position: 120'
TABLE_EXISTS = (
    'org.postgresql.util.PSQLException: ERROR: relation "test_table" already exists\n'
    "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2713)"
)


def run(*arguments: str, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "destination_writer", *arguments],
        cwd=folder, env={**os.environ, "ANTHROPIC_API_KEY": ""}, input=said, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def talk(folder: Path, *said: str) -> list[str]:
    """The answers of one conversation; a text of several lines is pasted."""
    lines = [f'"""\n{text}\n"""' if "\n" in text else text for text in said]
    ran = run("chat", folder=folder, said="\n".join((*lines, "/quit", "")))
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    _, *answers = ran.stdout.split("\n› ")
    screen = ToneScreen(TONE)
    told = "".join(answer.partition("\n")[2] for answer in answers)  # without what the person said
    assert [one.objection for one in (screen.feed(told), screen.end()) if one.objection] == []
    return [answer for answer in answers if not answer.startswith("/quit")]


@pytest.fixture(scope="module")
def cockroach(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talks") / "destination-cockroachdb"
    made = run("scaffold", str(folder), "--database", "cockroachdb", "--yes", folder=folder.parent)
    assert made.returncode == 0, made.stderr
    return folder


def test_scenario_1_starting_fresh(tmp_path: Path) -> None:
    begin, what, speaks, talks, driver, url, summary = talk(
        tmp_path,
        "Help me implement a CockroachDB destination connector",
        "No, what's that?",
        "Yes",
        "Yes",
        "Yes, it has a PostgreSQL-compatible JDBC driver",
        "org.postgresql:postgresql:42.6.0",
        "stop",
    )
    assert "kin to PostgreSQL" in begin and "completed the preflight checklist" in begin
    assert "2 to 4 hours" in what and "Would you like me to guide you through it?" in what
    assert "Does CockroachDB speak SQL?" in speaks
    assert "What talks to CockroachDB from the JVM?" in talks
    assert "Which Maven coordinate" in driver
    assert "What is the full name of the driver's class?" in url
    assert "connection.driver: org.postgresql:postgresql:42.6.0" in summary
    assert "Phase 0: Scaffolding." in summary
    assert "destination-writer scaffold destination-cockroachdb --database cockroachdb" in summary
    assert list(tmp_path.iterdir()) == [], "a talk writes nothing"


def test_scenario_2_a_failed_test_in_a_connector(cockroach: Path) -> None:
    failing, cause = talk(cockroach, 'My "upsert tables" test is failing', MERGE_REFUSED)
    assert "`upsert tables` fails, and that is a blocker" in failing and "Paste the whole output" in failing
    assert "CockroachDB has no MERGE" in cause and "`CockroachSqlGenerator.upsertTable`, corrected" in cause
    assert "destination-writer checkpoint . --phase 9" in cause


def test_scenario_3_another_approach_is_needed(tmp_path: Path) -> None:
    ways, chosen = talk(tmp_path, "My database doesn't support window functions", "Option 2, my DB has good upsert")
    assert [ways.index(f"\n{n}. **") for n in (1, 2, 3)] == sorted(ways.index(f"\n{n}. **") for n in (1, 2, 3))
    assert "Which approach fits your database best?" in ways
    assert "unique index on the key" in chosen and "All of the upsert tests must pass" in chosen


def test_alternative_paths_one_question_after_the_other(tmp_path: Path) -> None:
    conflict, windows, way = talk(tmp_path, "My database doesn't support MERGE", "No", "y")
    assert "Does your database have INSERT ... ON CONFLICT DO UPDATE" in conflict
    assert "does your database have window functions" in windows.lower()
    assert "ROW_NUMBER() OVER (PARTITION BY" in way and "as a pattern" in way


def test_targeted_questions_one_after_the_other(tmp_path: Path) -> None:
    without, mongo, duckdb, also = talk(
        tmp_path,
        "How do I implement upsertTable for a database without MERGE?",
        "How do I implement upsertTable for MongoDB?",
        "What's the best batch insert strategy for DuckDB?",
        "and for ClickHouse?",
    )
    assert "$setWindowFields" in mongo and "override suspend fun upsertTable(" in mongo
    assert duckdb.index("`multi-row-insert`") < duckdb.index("`copy-csv`") < duckdb.index("```kotlin")
    assert "JSONEachRow" in also and "DuckDB" not in also
    assert "Without INSERT ... ON CONFLICT, with window functions" in without


def test_a_missing_keyword_is_named(tmp_path: Path) -> None:
    _, cause = talk(tmp_path, "My upsert tables test is failing on PostgreSQL", NO_THEN)
    assert "THEN is missing after WHEN MATCHED" in cause and "WHEN MATCHED THEN UPDATE" in cause


def test_a_table_that_exists_already_is_a_clean_up_that_fails(cockroach: Path) -> None:
    _, cause = talk(cockroach, "My create and drop tables test is failing", TABLE_EXISTS)
    assert "This is a blocker" in cause
    assert "drop" in cause.lower(), "the clean-up is mended"
    assert "CREATE TABLE IF NOT EXISTS test_table" not in cause


def test_the_gate_holds_and_what_is_optional_is_the_persons_choice(cockroach: Path) -> None:
    back, on, stays, skipped, kept = talk(
        cockroach,
        "I'm back. I was working on Phase 5.",
        "yes",
        "Can we move on and ignore the failing test?",
        "I don't need CDC support, skip Phase 10",
        "skip phase 3",
    )
    assert "Welcome back!" in back and "You remember phase 5" in back and "phase 0 (Scaffolding)" in back
    assert "destination-writer implement . --phase 0" in on and "Phase 1" not in on
    assert stays.splitlines()[1].startswith("No. This is a blocker")
    assert "destination-writer skip . 10 --reason" in skipped and "that is your decision" in skipped
    assert "cannot be skipped" in kept


def test_the_newest_results_are_explained_without_being_pasted(cockroach: Path) -> None:
    report = cockroach / "build" / "test-results" / "integrationTest" / f"TEST-{SUITE}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    message = "org.postgresql.util.PSQLException: ERROR: relation &quot;acme.users&quot; does not exist"
    frame = "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2713)"
    failure = f'<failure message="{message}" type="org.postgresql.util.PSQLException">{message}\n{frame}</failure>'
    case = f'<testcase name="count table rows()" classname="{SUITE}" time="0.1">{failure}</testcase>'
    report.write_text(f'<?xml version="1.0"?>\n<testsuite name="{SUITE}" tests="1">{case}</testsuite>\n', "utf-8")
    (answer,) = talk(cockroach, 'My "count table rows" test is failing')
    assert "Your newest results say" in answer and "`count table rows`" in answer
    assert "The table acme.users does not exist" in answer and "Fix:" in answer


@pytest.mark.parametrize(
    ("question", "code", "says"),
    [
        ("Help me implement a Salesforce destination connector", 0, "this tool makes connectors for databases"),
        ("What is the weather in Paris?", 1, "I do not know that"),
    ],
)
def test_limits_are_told(tmp_path: Path, question: str, code: int, says: str) -> None:
    ran = run("ask", question, folder=tmp_path)
    assert (ran.returncode, says in ran.stdout) == (code, True)
