"""The specification's example dialogues, answered from knowledge alone: for their course and their help."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
import yaml

from destination_writer.agent.knowing.api import Answer, Answerer, Context, Situation, Topic
from destination_writer.agent.knowing.intents import load_intents
from destination_writer.agent.knowing.libraries import library_of
from destination_writer.agent.tone import ToneScreen, load_tone
from destination_writer.cli.main import cli
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.preflight.takeover import take_over
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
ANSWERER = Answerer(KNOWLEDGE, Templates(DiskFiles(bundled("templates"))))
TONE = load_tone(KNOWLEDGE.files)
MERGE_REFUSED = (
    'java.sql.SQLException: syntax error at or near "MERGE"\n'
    "  at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2733)"
)


def talk(*said: str, **context: Any) -> list[Answer]:
    """The answers to what a person says, one after the other, in one conversation."""
    topic, answers = Topic(), list[Answer]()
    for text in said:
        answers.append(ANSWERER.answer(text, Situation(context=Context(**context), topic=topic)))
        topic = answers[-1].topic
    return answers


def ask(text: str, **context: Any) -> Answer:
    return talk(text, **context)[0]


def test_scenario_1_starting_fresh() -> None:
    begin, what, first, sql, client, driver, url, rest = talk(
        "Help me implement a CockroachDB destination connector",
        "No, what's that?",
        "Yes",
        "yes",
        "Yes, it has a PostgreSQL-compatible JDBC driver",
        "org.postgresql:postgresql:42.6.0",
        "org.postgresql.Driver",
        "take the rest",
    )
    assert "kin to PostgreSQL" in begin.text
    assert begin.asked and begin.asked.text == "Have you completed the preflight checklist for CockroachDB?"
    assert "2 to 4 hours" in what.text and what.asked and "guide you through it" in what.asked.text
    assert first.asked and "speak SQL" in first.asked.text and "question 1 of" in first.text
    assert sql.asked and "talks to CockroachDB" in sql.asked.text
    assert "confirmed: `jdbc`" in client.text and client.asked and "Maven coordinate" in client.asked.text
    assert "Mind: my facts say `org.postgresql:postgresql:" in driver.text
    assert driver.asked and "driver's class" in driver.asked.text
    assert url.asked and "connection string" in url.asked.text
    assert "✓ Preflight complete" in rest.text and "# CockroachDB: research summary" in rest.text
    assert "upsert.merge: false" in rest.text
    assert "connection.driver: org.postgresql:postgresql:42.6.0  [yours]" in rest.text
    assert "Phase 0: Scaffolding" in rest.text and "Phase 1" not in rest.text
    assert "destination-writer scaffold destination-cockroachdb --database cockroachdb" in rest.commands


def test_own_answers_can_be_kept() -> None:
    *_, stop = talk("Help me implement an AcmeDB destination connector", "no", "yes", "jdbc", "stop")
    block = re.search(r"```yaml\n(.*?)```", stop.text, re.DOTALL)
    said = {"connection.sql": True, "connection.client": "jdbc"}
    assert block and yaml.safe_load(block[1]) == {"answers": said}
    assert "`destination-writer preflight . --database AcmeDB --from answers.yaml`" in stop.text
    taken = take_over(block[1], "answers.yaml", KNOWLEDGE.checklist, "acmedb", lambda _: ())
    assert {key: one.value for key, one in taken.answers.items()} == said


def test_an_answer_to_the_checklist_that_cannot_be_used_is_asked_again() -> None:
    *_, wrong = talk("Help me implement a DuckDB destination connector", "no", "yes", "carrier pigeon")
    assert "no answer I can take" in wrong.text
    assert wrong.asked and "talks to DuckDB" in wrong.asked.text


def test_an_answer_that_the_facts_contradict_is_taken_and_said() -> None:
    *_, taken = talk("Help me implement a DuckDB destination connector", "no", "no")
    assert "my facts say yes" in taken.text and "Your answer counts" in taken.text


def test_who_is_not_sure_is_helped_to_find_out() -> None:
    *_, helped = talk("Help me implement an AcmeDB destination connector", "no", "I'm not sure")
    assert "Let me help you find that" in helped.text and "AcmeDB" in helped.text
    assert helped.asked and helped.asked.id.startswith("preflight:")


def test_an_unknown_database_is_researched() -> None:
    begin, zero = talk("Help me implement an AcmeDB destination connector", "yes")
    assert "AcmeDB is not among the databases that I know" in begin.text
    assert "destination-writer scaffold destination-acmedb --database acmedb" in zero.commands


@pytest.mark.parametrize("name", ["Salesforce", "Kafka", "S3"])
def test_what_is_no_database_is_declined(name: str) -> None:
    answer = ask(f"Help me implement a {name} destination connector")
    assert "this tool makes connectors for databases" in answer.text
    assert answer.asked is None


def test_scenario_2_debugging_a_failed_test() -> None:
    asked, answer = talk('My "upsert tables" test is failing', MERGE_REFUSED, dialect="cockroachdb")
    assert "`upsert tables` fails, and that is a blocker" in asked.text
    assert "Paste the whole output" in asked.text
    assert "This is a blocker" in answer.text
    assert "CockroachDB has no MERGE" in answer.text
    assert "delete-insert" in answer.text and "corrected:" in answer.text
    assert answer.text.count("**Root cause:**") == 1, "the cause that the facts know, and no guess beside it"
    assert "MERGE INTO" not in answer.text
    assert "destination-writer checkpoint . --phase 9" in answer.commands
    assert "knowledge/dialects/cockroachdb.yaml#capabilities/merge" in answer.anchors


def test_postgres_has_merge_so_its_server_is_old() -> None:
    answer = ask(MERGE_REFUSED, dialect="postgres")
    assert "PostgreSQL has MERGE since version 15, so this server is older" in answer.text
    assert "has no MERGE" not in answer.text


def test_a_merge_without_then() -> None:
    failing, answer = talk(
        'My "upsert tables" test is failing',
        'org.postgresql.util.PSQLException: ERROR: syntax error at or near "UPDATE"\n  Position: 120',
        dialect="postgres",
    )
    assert failing.asked and failing.asked.id == "output"
    assert "THEN is missing after WHEN MATCHED" in answer.text
    assert "WHEN MATCHED THEN UPDATE" in answer.text


def test_a_bean_that_is_missing() -> None:
    answer = ask(
        "The integration test is failing:\nio.micronaut.context.exceptions.NoSuchBeanException: No bean of type "
        "[io.airbyte.cdk.load.dataflow.config.AggregatePublishingConfig] exists."
    )
    assert "This is a blocker" in answer.text
    assert "Nothing declares an AggregatePublishingConfig" in answer.text
    assert "knowledge/failures/micronaut.yaml#publishing-config-bean" in answer.anchors


@pytest.mark.parametrize(
    ("said", "says", "asks"),
    [
        ("it passes now", "✓ Good. What counts now is the whole checkpoint", False),
        ("it is still failing", "stays a blocker", True),
        ("no", "stays a blocker", True),
        ("yes", "I write nothing into your files from here", True),
    ],
)
def test_after_a_fix(said: str, says: str, asks: bool) -> None:
    *_, answer = talk('My "upsert tables" test is failing', MERGE_REFUSED, said, dialect="cockroachdb")
    assert says in answer.text and (answer.asked is not None) is asks
    assert "destination-writer checkpoint . --phase 9" in answer.commands


def test_output_without_a_failure_is_asked_for_whole() -> None:
    *_, answer = talk('My "upsert tables" test is failing', "Task :compileKotlin UP-TO-DATE\nAll fine here")
    assert not answer.known
    assert answer.asked and answer.asked.id == "output"


def test_output_that_names_another_database_does_not_change_the_conversation() -> None:
    *_, answer = talk('My "upsert tables" test is failing', MERGE_REFUSED, dialect="cockroachdb")
    assert answer.topic.dialect == "cockroachdb"


def test_a_failing_test_never_lets_anyone_go_on() -> None:
    answer = ask("Can we move on although one test is failing?")
    assert answer.text.startswith("No. This is a blocker")


def test_scenario_3_no_window_functions() -> None:
    ways, chosen = talk("My database doesn't support window functions", "Option 2, my DB has good upsert")
    assert "affects phase 9" in ways.text
    assert ways.asked and len(ways.asked.options) == 3
    assert ways.text.count("Deduplicate in the connector") == 1, "the options are told once"
    assert "unique index on the key" in chosen.text and "`upsert tables` first" in chosen.text


def test_leaving_dedupe_out_is_the_persons_decision() -> None:
    *_, chosen = talk("My database doesn't support window functions", "3")
    assert "You decide" in chosen.text
    assert any("skip . 9" in command for command in chosen.commands)


def test_no_merge_asks_what_the_database_has_instead() -> None:
    first, second, third = talk("My database doesn't support MERGE", "No", "yes")
    assert first.asked and "INSERT ... ON CONFLICT" in first.asked.text
    assert second.asked and "ROW_NUMBER() OVER" in second.asked.text
    assert "ROW_NUMBER" in third.text and "as a pattern" in third.text
    assert third.asked is None


def test_not_sure_is_helped_and_the_question_stays() -> None:
    *_, helped, answered = talk("My database doesn't support MERGE", "no", "not sure", "yes")
    assert "SELECT id, ROW_NUMBER()" in helped.text
    assert "you said so" in answered.text and "as a pattern" in answered.text


def test_the_word_of_a_person_against_the_facts_is_said() -> None:
    answer = ask("My database doesn't support MERGE", dialect="postgres")
    assert "PostgreSQL does have it since version 15" in answer.text


def test_upsert_table_for_mongodb() -> None:
    answer = ask("How do I implement upsertTable for MongoDB?")
    assert "MERGE: no" in answer.text and "INSERT ... ON CONFLICT: no" in answer.text
    assert "temporary collection" in answer.text
    assert "override suspend fun upsertTable(" in answer.text and "$lookup" in answer.text
    assert {"cdk:TableOperationsClient.upsertTable", "knowledge/dialects/mongodb.yaml#upsert"} <= set(answer.anchors)
    assert "destination-writer generate . --phase 9" in answer.commands


def test_the_same_for_another_database() -> None:
    _, again = talk("How do I implement upsertTable for MongoDB?", "and for DuckDB?")
    assert again.text.startswith("**upsertTable for DuckDB**")
    assert "MongoDB" not in again.text


def test_the_same_for_another_era() -> None:
    new, old = talk("How do I implement createTable for DuckDB?", "and for era A?")
    assert "stream.tableSchema" in new.text and "stream.tableSchema" not in old.text.split("```kotlin")[1]
    assert old.text.startswith("**createTable for DuckDB**")


def test_without_merge_for_a_database_that_nobody_named() -> None:
    answer = ask("How do I implement upsertTable for a database without MERGE?")
    assert answer.asked and "ON CONFLICT" in answer.asked.text
    for way in ("With INSERT ... ON CONFLICT, with window functions", "Without INSERT ... ON CONFLICT, without window"):
        assert way in answer.text, "who asks once and cannot be asked back is told every way"
    assert "(like ClickHouse" in answer.text


def test_a_method_without_a_database_asks_for_it_and_goes_on_from_there() -> None:
    asked, answer = talk("How do I implement overwriteTable?", "clickhouse")
    assert asked.asked and asked.asked.id == "which-database"
    assert "What it must do" in asked.text
    assert answer.text.startswith("**overwriteTable for ClickHouse**") and "EXCHANGE TABLES" in answer.text


def test_best_batch_insert_for_duckdb() -> None:
    answer = ask("What's the best batch insert strategy for DuckDB?")
    places = [answer.text.index(f"(`{slug}`)") for slug in ("multi-row-insert", "copy-csv", "appender")]
    assert places == sorted(places), "the simplest first"
    assert "fun insertRecords(" in answer.text
    assert "`copy-csv` (or `appender`, of the same level)" in answer.text
    assert "destination-writer tune . --strategy copy-csv" in answer.commands


def test_a_choice_for_another_database() -> None:
    _, again = talk("What's the best batch insert strategy for DuckDB?", "what about postgres?")
    assert "COPY … FROM STDIN" in again.text and "appender" not in again.text


def test_a_document_store_is_not_asked_about_sql() -> None:
    answer = ask("Which upsert strategy should I use?", dialect="mongodb")
    assert "has no SQL" in answer.text and "merge-changes" in answer.text and "ROW_NUMBER" not in answer.text


def test_the_upsert_of_mysql_is_known() -> None:
    answer = ask("Which upsert strategy should I use?", dialect="mysql")
    assert "(or ON DUPLICATE KEY UPDATE), and may your connector make a unique index on the key? **Yes**" in answer.text
    assert answer.text.index("`delete-insert`") < answer.text.index("`on-duplicate-key`")


def test_facts_go_before_the_tree() -> None:
    answer = ask("best upsert strategy for timescaledb")
    assert "Take MERGE" not in answer.text
    assert "cannot move a row to another chunk" in answer.text


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
@pytest.mark.parametrize(
    "question",
    [
        "Which upsert strategy should I use?",
        "Which overwrite strategy should I use?",
        "What is the best way of a schema change?",
        "What is the best batch insert strategy?",
        "Which connection approach should I take?",
        "Should I store json as text?",
    ],
)
def test_every_tree_ends_for_every_database(slug: str, question: str) -> None:
    answer = ANSWERER_WITHOUT_CODE.answer(question, Situation(context=Context(dialect=slug)))
    assert answer.asked is None and answer.known
    assert f"/{slug}.yaml#" in " ".join(answer.anchors)


ANSWERER_WITHOUT_CODE = Answerer(KNOWLEDGE)


def test_skipping_an_optional_phase() -> None:
    answer = ask("I don't need CDC support, skip Phase 10")
    assert "phase 10 (CDC) can be left out, and that is your decision" in answer.text
    assert answer.commands == ("destination-writer skip . 10 --reason 'CDC is not needed'",)


@pytest.mark.parametrize("wish", ["skip phase 3", "please leave out phase 8"])
def test_a_phase_that_every_sync_needs_is_not_skipped(wish: str) -> None:
    answer = ask(wish)
    assert "cannot be skipped" in answer.text
    assert not any(" skip " in command for command in answer.commands)


def test_the_code_of_a_component_is_written_phase_by_phase() -> None:
    answer = ask("Generate the SQL Generator for TimescaleDB")
    assert "`jsonb`" in answer.text and "(`delete-insert`)" in answer.text and "cannot move a row" in answer.text
    assert "fun createTable(" in answer.text and "create_hypertable" in answer.text
    assert "destination-writer generate . --phase 3" in answer.commands


MEMBERS = [one.subject for one in load_intents(KNOWLEDGE.files).file.subjects]


def has_code(answer: Answer) -> bool:
    code = re.search(r"```kotlin\n(.*?)```", answer.text, re.DOTALL)
    return bool(code and "fun " in code[1] and "TODO" not in code[1] and "generator writes the rest" not in code[1])


@pytest.mark.parametrize("slug", ["bigquery", "duckdb"])
def test_a_database_has_code_for_every_member(slug: str) -> None:
    lacking = [name for name in MEMBERS if not has_code(ask(f"How do I implement {name}?", dialect=slug, era="C"))]
    assert lacking == []


@pytest.mark.long
@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
@pytest.mark.parametrize("era", ["A", "B", "C"])
def test_every_database_has_code_for_every_member(slug: str, era: str) -> None:
    lacking = [name for name in MEMBERS if not has_code(ask(f"How do I implement {name}?", dialect=slug, era=era))]
    assert lacking == []


def test_a_short_caller_stands_beside_the_sql() -> None:
    answer = ask("How do I implement copyTable?", dialect="postgres")
    assert "PostgresSqlGenerator.copyTable" in answer.text and "PostgresAirbyteClient.copyTable" in answer.text


@pytest.mark.parametrize(
    ("wish", "says", "command"),
    [
        ("Can you commit my code?", "Git is yours", "checklist . pull-request"),
        ("please deploy it to production", "I deploy and publish nothing", "checklist . production"),
        ("Can you patch the CDK so that this compiles?", "out of my reach", "upgrade ."),
        ("use our production database for the tests", "no database but the test database", "preflight . --probe URL"),
        ("run the component tests", "needs your word", "checkpoint ."),
        ("Run a benchmark", "have to be yours", "tune ."),
        ("hello", "one phase at a time", "resume ."),
        ("What can you do?", "Implement", "--help"),
    ],
)
def test_what_the_tool_leaves_to_people(wish: str, says: str, command: str) -> None:
    answer = ask(wish)
    assert says in answer.text and f"destination-writer {command}" in answer.commands


@pytest.mark.parametrize(
    "question",
    [
        "Can you tell me when to commit the transaction?",
        "commit or autocommit on clickhouse?",
        "release of a connection to the pool",
        "which class of the CDK do I extend",
        "my performance tests are failing",
        "thanks, what next?",
        "great, and how do I implement copyTable?",
    ],
)
def test_a_question_that_only_sounds_like_such_a_wish_is_answered(question: str) -> None:
    answer = ask(question)
    assert not re.search(
        r"Git is yours|I deploy and publish|out of my reach|have to be yours|You are welcome", answer.text
    )


def test_the_whole_way_at_a_glance() -> None:
    answer = ask("How long does all of this take?", phase=3)
    assert "| 9 | Dedupe mode |" in answer.text and "10 | CDC (optional)" in answer.text
    assert "phase 3 (Basic table operations) is what counts now" in answer.text


@pytest.mark.parametrize(
    ("slug", "connector", "reason"),
    [
        ("databricks", "destination-snowflake", "has MERGE"),
        ("mongodb", "destination-clickhouse", "client of its own"),
        ("cockroachdb", "destination-postgres", "PostgreSQL's SQL"),
    ],
)
def test_which_connector_to_look_at(slug: str, connector: str, reason: str) -> None:
    answer = ask("Which reference connector should I look at?", dialect=slug)
    assert f"look first at **{connector}**, because" in answer.text and reason in answer.text


def test_coming_back() -> None:
    answer = ask("I'm back. I was working on Phase 5.")
    assert answer.text.startswith("Welcome back!")
    assert "destination-writer resume ." in answer.commands


def test_what_a_name_of_the_cdk_is() -> None:
    answer = ask("What is a StreamLoader?")
    assert answer.anchors[0] == "cdk:StreamLoader"
    assert "DestinationLifecycle" in answer.text


def test_what_a_rule_means() -> None:
    assert ask("what does dw408 mean?").anchors == ("knowledge/rules/DW408.md",)


def test_what_is_not_known_is_said() -> None:
    answer = ask("What is the weather in Paris?")
    assert not answer.known and answer.text.startswith("I do not know that")
    assert answer.anchors == ()


def test_a_new_question_leaves_an_open_one() -> None:
    _, answer = talk("My database doesn't support MERGE", "What is a StreamLoader?")
    assert answer.anchors[0] == "cdk:StreamLoader"


@pytest.mark.parametrize(
    "text", ["", "  \n", "?", "\x00", "🦀" * 200, "yes", "2", "and for DuckDB?", "{" * 500, "a" * 100_000]
)
def test_any_text_gets_an_answer(text: str) -> None:
    assert ask(text).text.strip()


QUESTIONS = (
    "Help me implement a CockroachDB destination connector",
    "What is a StreamLoader?",
    "How do I run a single test?",
    "How do I implement upsertTable for SQLite?",
    "Which overwrite strategy should I use?",
    "best batch insert for snowflake",
    "How should I store json in Oracle?",
    "Should I use jdbc for bigquery?",
    "Generate the insert buffer for ClickHouse",
    "What next?",
    "I'm back",
    "skip phase 11",
    "can I ignore this test?",
    "my database has no window functions",
    "what can you do?",
    "how many phases are there?",
    "which connector should I look at for mysql?",
    "What does DW408 mean?",
    "What is the weather in Paris?",
)


def everything() -> Iterator[Answer]:
    yield from (ask(text) for text in QUESTIONS)
    yield from talk("Help me implement a CockroachDB destination connector", "no", "1", "not sure", "take the rest")
    yield from talk("Help me implement an AcmeDB destination connector", "what is it?", "yes", "yes", "help", "stop")
    yield from talk('My "upsert tables" test is failing', MERGE_REFUSED, dialect="postgres")
    yield from talk("My database doesn't support window functions", "1")
    yield from talk("My database doesn't support window functions", "3")
    yield from talk("My database can't ALTER TABLE", "not sure", "no")


def objections(text: str) -> list[str]:
    screen = ToneScreen(TONE)
    return [found for one in (screen.feed(text), screen.end()) if (found := one.objection)]


@pytest.fixture(scope="module")
def answers() -> tuple[Answer, ...]:
    return tuple(everything())


def test_no_answer_softens_a_failure_or_leaves_a_gap(answers: tuple[Answer, ...]) -> None:
    for answer in answers:
        assert objections(answer.text) == []
        prose = re.sub(r"`[^`]*`", "", re.sub(r"```.*?```", "", answer.text, flags=re.DOTALL))
        assert not re.search(r"(?<!/)\{(ways|database|db|Db|suite|connector|path)\}|\bNone\b|\bpreflight:", prose)


def test_every_command_in_an_answer_is_one_that_the_terminal_takes(answers: tuple[Answer, ...]) -> None:
    named = {line for answer in answers for line in answer.commands} - {"destination-writer --help"}
    named |= {found for answer in answers for found in re.findall(r"`(destination-writer [a-z][^`]+)`", answer.text)}
    assert len(named) > 25
    assert [line for line in sorted(named) if problem_with(shlex.split(line)[1:])] == []


def problem_with(words: list[str]) -> str:
    """What the command line says of these words, without running them."""
    try:
        command = cli.get_command(click.Context(cli), words[0])
        if command is None:
            return f"there is no command {words[0]}"
        command.make_context(words[0], words[1:])
    except click.UsageError as error:
        return str(error)
    return ""


def test_a_table_that_exists_already_is_never_hidden() -> None:
    error = 'org.postgresql.util.PSQLException: ERROR: relation "test_table" already exists'
    *_, answer = talk("My create and drop tables test fails", error, dialect="postgres")
    assert "A table of an earlier run is still there" in answer.text
    assert "never hide it behind IF NOT EXISTS" in answer.text and "Use IF NOT EXISTS" not in answer.text


def test_an_assertion_is_told_with_what_the_test_proves() -> None:
    *_, answer = talk('My test "count table rows" keeps failing', "AssertionError: expected: <3> but was: <0>")
    assert "What `count table rows` proves:" in answer.text
    assert "Often behind it in phase 3: expected 1, got 0 rows." in answer.text


def test_the_guides_of_the_members_are_there() -> None:
    guides = [f"knowledge/guides/{one.guide}" for one in load_intents(KNOWLEDGE.files).file.subjects if one.guide]
    assert [anchor for anchor in guides if library_of(KNOWLEDGE).passage(anchor) is None] == []


@pytest.mark.parametrize(
    ("said", "test"),
    [
        ('My "upsert tables" test is failing', "upsert tables"),
        ('my test "count table rows" keeps failing', "count table rows"),
        ("the get generation id test fails", "get generation id"),
    ],
)
def test_the_failing_test_is_named(said: str, test: str) -> None:
    assert f"The test `{test}` fails, and that is a blocker" in ask(said).text


def test_a_broken_build_is_asked_for_its_own_output() -> None:
    assert "Paste the whole output of the build" in ask("My build is broken").text


def test_an_insert_buffer_is_shown_with_what_it_calls() -> None:
    answer = ask("is there an example of an insert buffer for postgres")
    assert "PostgresInsertBuffer.flush" in answer.text and "fun flush()" in answer.text
    assert "The way on PostgreSQL: **Multi-row INSERT" in answer.text, "the way that the code goes"
    assert "Every test that needs rows" not in answer.text


def test_dedupe_is_not_skipped_where_the_database_can_do_it() -> None:
    answer = ask("skip phase 9", dialect="postgres")
    assert "PostgreSQL has ROW_NUMBER() OVER, MERGE, INSERT ... ON CONFLICT" in answer.text
    assert not any(" skip " in command for command in answer.commands)


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("explain the difference between append and dedupe", "knowledge/guides/sync-modes.md#sync-modes"),
        ("where do I put the credentials", "knowledge/guides/test-database.md#credentials"),
        ("how do I test against a local database", "knowledge/guides/test-database.md#three-kinds"),
        ("My database has no transactions", "knowledge/guides/without-transactions.md#when-there-are-no-transactions"),
        ("How do I run a single test?", "knowledge/guides/suites.md#run-one-test"),
    ],
)
def test_everyday_questions_begin_with_the_page_about_them(question: str, anchor: str) -> None:
    assert ask(question).anchors[0] == anchor


def test_the_contract_is_that_of_the_connectors_era() -> None:
    old, new = ask("What is a TableCatalog?", era="C"), ask("What is a TableSchemaMapper?", era="A")
    assert old.anchors[0] == "cdk:TableCatalog" and "era A" in old.passages[0].source
    assert new.anchors[0] == "cdk:TableSchemaMapper" and "era A" not in new.passages[0].source
    mine = ask("How do I implement createTable?", dialect="postgres", era="A")
    assert "era A" in mine.passages[0].source
