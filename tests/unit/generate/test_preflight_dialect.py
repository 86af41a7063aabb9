"""From answers to a dialect: nothing for what is known already, only what differs, or all of it; and what follows."""

from dataclasses import replace

import pytest

from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Preflight, plain_answers, read_preflight
from destination_writer.connector.preflighttext import set_answers, set_header
from destination_writer.connector.statetext import read_state
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.preflight.api import (
    confirmed,
    finishing_change,
    known_answers,
    legal_more,
    make_dialect,
    new_text,
    research_summary,
    standing_of,
    starting_answers,
)
from destination_writer.generate.preflight.following import following_answers, with_answers
from destination_writer.knowledge.preflight import load_checklist
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

BUNDLED = DiskFiles(bundled("knowledge"))
KNOWLEDGE = Knowledge(BUNDLED)
CHECKLIST = load_checklist(BUNDLED)
INDEX = "CREATE UNIQUE INDEX IF NOT EXISTS {index} ON {target} ({keys})"
ACME = {
    "upsert.merge": False,
    "upsert.on_conflict": False,
    "upsert.window_functions": False,
    "upsert.unique_index": True,
    "upsert.index": INDEX,
}
STATE = ".destination-writer/state.yaml"
DIALECT = ".destination-writer/knowledge/dialects/acmedb.yaml"


def preflight_of(slug: str, like: str = "", **answers: object) -> Preflight:
    about = Preflight(slug, slug.capitalize(), like)
    text = new_text(CHECKLIST, about, starting_answers(CHECKLIST, about, KNOWLEDGE))
    return read_preflight(set_answers(text, plain_answers(answers))).preflight


def settled(preflight: Preflight) -> str:
    """The text of a checklist whose prefilled answers are confirmed, with what follows from the others."""
    while following := following_answers(CHECKLIST, preflight, KNOWLEDGE):
        if all(preflight.answer(key) == answer for key, answer in following.items()):
            break
        preflight = with_answers(preflight, following)
    answers = {entry.id: confirmed(entry.answer) for entry in preflight.entries if entry.answer.is_given}
    about = Preflight(preflight.database, preflight.name, preflight.like)
    return new_text(CHECKLIST, about, answers)


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_confirmed_knowledge_makes_no_dialect(slug: str) -> None:
    made = make_dialect(CHECKLIST, preflight_of(slug), KNOWLEDGE)
    assert made.text == "" and made.changed == ()


@pytest.mark.parametrize("slug", ["postgres", "mysql", "sqlserver", "snowflake", "sqlite"])
def test_a_whole_dialect_gives_the_answers_that_made_it(slug: str) -> None:
    """What a known database answers, said of an unknown one that is like none."""
    source = {key: a.value for key, a in known_answers(CHECKLIST, KNOWLEDGE.dialect(slug), "").items()}
    answers = {key: value for key, value in source.items() if not key.endswith("strategy")}
    made = make_dialect(CHECKLIST, preflight_of("acmedb", "", **answers), KNOWLEDGE)
    assert made.dialect.parents == () and made.dialect.slug == "acmedb"
    again = {key: a.value for key, a in known_answers(CHECKLIST, made.dialect, "").items()}
    asked = {question.id: question for question in CHECKLIST.asked(answers)}
    kept = {key for key in answers if key in asked and (asked[key].fact or asked[key].derived)}
    differing = {key for key in kept if again.get(key) != answers[key]}
    assert differing <= {"types.number_digits", "types.number_scale", "errors.unique", "credentials.kind"}, differing


def test_only_what_differs_is_written_and_the_rest_is_inherited() -> None:
    preflight = read_preflight(settled(preflight_of("acmedb", "sqlite", **ACME))).preflight
    made = make_dialect(CHECKLIST, preflight, KNOWLEDGE)
    assert "extends: sqlite\n" in made.text and "type_map" not in made.text
    assert made.dialect.parents == ("sqlite",)
    assert not made.dialect.can("merge") and not made.dialect.can("window_functions")
    assert [way.slug for way in made.dialect.strategies_of("upsert")] == ["unique-constraint", "application-side"]  # pyright: ignore[reportArgumentType]
    assert {proof.kind.value for proof in made.dialect.proofs.values()} == {"documented"}, "nothing ran on AcmeDB"


def test_what_ran_on_a_similar_database_did_not_run_on_this_one() -> None:
    taken = preflight_of("acmedb", "postgres").answer("upsert.merge")
    assert taken is not None and taken.like == "postgres"
    assert taken.proof == "documented: as in PostgreSQL (executed: PostgreSQL 15.18 and 18.6)"


def test_what_was_executed_is_said_to_be() -> None:
    preflight = preflight_of("acmedb", "sqlite")
    told = Answer(False, "executed", "executed: AcmeDB 7.1", confirmed=True)
    made = make_dialect(CHECKLIST, with_answers(preflight, {"upsert.window_functions": told}), KNOWLEDGE)
    assert made.dialect.capabilities["window_functions"].proof.label == "executed: AcmeDB 7.1"


@pytest.mark.parametrize(
    ("answers", "look", "expected"),
    [
        ({"quoting.marks": "backticks", "quoting.escape": "``"}, lambda d: d.quoting.quote("a`b"), "`a``b`"),
        ({"quoting.marks": "brackets", "quoting.escape": "]]"}, lambda d: d.quoting.quote("a]b"), "[a]]b]"),
        (
            {"errors.missing_table": "#1146"},
            lambda d: next(c for c in d.errors.codes if c.missing == "table").vendor,
            "1146",
        ),
        (
            {"errors.missing_table": "/no table/"},
            lambda d: next(c for c in d.errors.codes if c.missing == "table").message,
            "no table",
        ),
        (
            {"errors.missing_table": "42S02"},
            lambda d: next(c for c in d.errors.codes if c.missing == "table").state,
            "42S02",
        ),
        (
            {"types.number": "NUMERIC(20, 4)"},
            lambda d: (d.type_for("NumberType").limits.digits, d.type_for("NumberType").limits.scale),
            (20, 4),
        ),
        ({"types.number": "DOUBLE"}, lambda d: d.type_for("NumberType").limits.binary, 64),
        ({"types.json": "CLOB"}, lambda d: (d.type_for("UnionType").ddl, d.meta.columns[2].ddl), ("CLOB", "CLOB")),
        ({"types.catalogue": {"text": "CLOB"}}, lambda d: d.meta.columns[0].catalogue, "character varying"),
        (
            {"connection.driver": "a:b:1"},
            lambda d: [a.coordinate.split(":")[0] for a in d.connection.artifacts],
            ["a", "com.zaxxer"],
        ),
        (
            {"connection.properties": {"tls": True}},
            lambda d: [(p.name, p.value) for p in d.connection.properties],
            [("tls", "true")],
        ),
        (
            {"credentials.kind": "token"},
            lambda d: [s.name for s in d.connection.settings if s.kind == "secret"],
            ["token"],
        ),
        ({"test.database": "local"}, lambda d: d.connection.test_container, None),
        ({"limits.connections": 4}, lambda d: d.connection.max_connections, 4),
        ({"limits.statement": "16 MB"}, lambda d: d.bulk.max_statement, 16_000_000),
        ({"limits.statement": "65,535 characters of text"}, lambda d: d.bulk.max_statement, 65_535),
        ({"limits.statement": "as long as memory lasts"}, lambda d: d.bulk.max_statement, None),
        (
            {"transactions.isolation": "Serializable; the second writer fails"},
            lambda d: d.connection.isolation,
            "SERIALIZABLE",
        ),
        ({"transactions.isolation": "Readers see the last commit"}, lambda d: d.connection.isolation, ""),
        ({"credentials.rights": "CREATE on the database"}, lambda d: d.connection.rights, "CREATE on the database"),
        (
            {"credentials.tls": "sslmode=require", "connection.properties": {"a": "b"}},
            lambda d: [(p.name, p.value) for p in d.connection.properties],
            [("a", "b"), ("sslmode", "require")],
        ),
        (
            {"credentials.tls": "sslmode=require", "connection.properties": {"sslmode": "verify-full"}},
            lambda d: [(p.name, p.value) for p in d.connection.properties],
            [("sslmode", "verify-full")],
        ),
        (
            {"credentials.tls": "TLS 1.2 by the server's certificate", "connection.properties": {"a": "b"}},
            lambda d: [p.name for p in d.connection.properties],
            ["a"],
        ),
        (
            {"ddl.create_table": "CREATE TABLE {table} ({columns}) ENGINE = Log"},
            lambda d: d.strategies["create"][0].statements[-1],
            "CREATE TABLE {table} ({columns}) ENGINE = Log",
        ),
        (
            {"ddl.drop_table": "DROP TABLE IF EXISTS {table} SYNC"},
            lambda d: d.strategies["create"][0].statements[0],
            "DROP TABLE IF EXISTS {table} SYNC",
        ),
        ({"catalogue.table_exists": "SHOW TABLES LIKE ?"}, lambda d: d.catalogue["table_exists"].parameters, ("name",)),
        ({"alter.type": False}, lambda d: [w.slug for w in d.strategies_of("schema_change")], ["add-copy-drop-rename"]),
        ({"upsert.merge": False}, lambda d: "merge" in [w.slug for w in d.strategies_of("upsert")], False),
    ],
)
def test_an_answer_becomes_its_facts(answers: dict[str, object], look: object, expected: object) -> None:
    assert callable(look)
    assert look(make_dialect(CHECKLIST, preflight_of("acmedb", "postgres", **answers), KNOWLEDGE).dialect) == expected


def test_a_prefilled_strategy_gives_way_to_what_a_person_says() -> None:
    preflight = preflight_of("acmedb", "postgres", **{"upsert.merge": False})
    assert preflight.answers["upsert.strategy"] == "merge"
    following = following_answers(CHECKLIST, preflight, KNOWLEDGE)
    assert following["upsert.strategy"].value == "insert-on-conflict"
    assert not following["upsert.strategy"].confirmed
    assert "correlated" in " ".join(following), "what is asked by now is filled in"


def test_a_fact_that_contradicts_the_answers_does_not_stand_in() -> None:
    preflight = preflight_of("acmedb", "postgres", **{"quoting.marks": "backticks"})
    following = following_answers(CHECKLIST, preflight, KNOWLEDGE)
    assert {key: answer.value for key, answer in following.items()} == {
        "quoting.escape": None,
        "catalogue.generation_id": None,
    }
    standing = standing_of(CHECKLIST, with_answers(preflight, following), KNOWLEDGE)
    assert [question.id for question in standing.needed] == ["quoting.escape", "catalogue.generation_id"]


def test_a_confirmed_answer_is_never_changed() -> None:
    answers = {"upsert.merge": False, "upsert.strategy": "merge"}
    preflight = preflight_of("acmedb", "postgres", **answers)
    assert "upsert.strategy" not in following_answers(CHECKLIST, preflight, KNOWLEDGE)
    assert [clash.questions for clash in standing_of(CHECKLIST, preflight, KNOWLEDGE).clashes] == [
        ("upsert.merge", "upsert.strategy")
    ]


def test_legal_strategies_are_the_databases_own_and_the_general_ones_for_an_unknown_one() -> None:
    question = CHECKLIST.question("upsert.strategy")
    assert question is not None
    assert legal_more(question, KNOWLEDGE, Preflight("clickhouse")) == ("delete-insert", "exchange")
    assert "unique-constraint" in legal_more(question, KNOWLEDGE, Preflight("acmedb", like="postgres"))
    assert legal_more(question, KNOWLEDGE, Preflight("acmedb"))[0] == "merge"


def finished(text: str, **texts: str) -> dict[str, str]:
    present = {PREFLIGHT_PATH: text, **{path.replace("_", "."): held for path, held in texts.items()}}
    done = finishing_change(present, CHECKLIST, KNOWLEDGE, "2026-01-02T03:04:05Z")
    assert done.blockers == () and done.change is not None
    return apply_change(done.change, present)


def test_the_end_writes_state_and_dialect_as_one_change() -> None:
    new = finished(settled(preflight_of("acmedb", "sqlite", **ACME)))
    assert set(new) == {PREFLIGHT_PATH, STATE, DIALECT}
    state = read_state(new[STATE]).state
    assert state.database == "acmedb"
    assert state.database_characteristics["has_merge"] is False
    assert state.database_characteristics["has_window_functions"] is False
    assert state.database_characteristics["quoting_syntax"] == "double_quotes"
    assert read_preflight(new[PREFLIGHT_PATH]).preflight.finished == "2026-01-02T03:04:05Z"


def test_a_confirmed_way_is_a_decision_whoever_proposed_it() -> None:
    way = "upsert.strategy"
    text = settled(preflight_of("acmedb", "sqlite", **ACME))
    answer = read_preflight(text).preflight.answer(way)
    assert answer is not None and answer.source != "user" and answer.confirmed
    decided = read_state(finished(text)[STATE]).state.strategies
    assert decided["upsert"] == answer.value == "unique-constraint"
    proposed = set_answers(text, {way: replace(answer, confirmed=False)})
    assert "upsert" not in read_state(finished(proposed)[STATE]).state.strategies
    own = set_answers(text, {way: Answer("application-side", "user", confirmed=True)})
    assert read_state(finished(own)[STATE]).state.strategies["upsert"] == "application-side"


def test_a_dialect_that_was_edited_by_hand_stays() -> None:
    text = settled(preflight_of("acmedb", "sqlite", **ACME))
    new = finished(text)
    edited = new[DIALECT] + "# mine\n"
    texts = {PREFLIGHT_PATH: text, DIALECT: edited}
    done = finishing_change(texts, CHECKLIST, KNOWLEDGE, "2026-01-02T03:04:05Z")
    assert done.change is not None
    assert DIALECT not in {file.path for file in done.change.files}
    assert done.notes and "was edited by hand" in done.notes[0]


def test_a_dialect_of_its_own_is_made_anew_from_other_answers() -> None:
    first = finished(settled(preflight_of("acmedb", "sqlite", **ACME)))
    own = OverlayFiles(MemoryFiles({"dialects/acmedb.yaml": first[DIALECT]}), BUNDLED)
    text = set_answers(first[PREFLIGHT_PATH], plain_answers({"quoting.max_length": 30}))
    texts = {**first, PREFLIGHT_PATH: text}
    done = finishing_change(texts, CHECKLIST, Knowledge(own), "2026-01-02T03:04:05Z")
    assert done.change is not None and done.made is not None
    assert done.made.dialect.identifiers.max_bytes == 30 and done.made.dialect.parents == ("sqlite",)
    assert not done.made.dialect.can("window_functions")


@pytest.mark.parametrize(
    ("answers", "blocker"),
    [
        ({"upsert.merge": False, "upsert.strategy": "merge"}, "upsert.merge and upsert.strategy contradict each other"),
        ({"connection.port": "many"}, "connection.port: the answer is a whole number"),
        ({"upsert.merg": True}, "upsert.merg: no question has this id; did you mean upsert.merge?"),
    ],
)
def test_what_keeps_it_from_its_end_is_told(answers: dict[str, object], blocker: str) -> None:
    text = set_answers(settled(preflight_of("acmedb", "postgres")), plain_answers(answers))
    done = finishing_change({PREFLIGHT_PATH: text}, CHECKLIST, KNOWLEDGE, "now")
    assert done.change is None and any(blocker in told for told in done.blockers), done.blockers


def test_an_unknown_database_that_is_like_none_needs_its_answers() -> None:
    about = Preflight("acmedb", "AcmeDB")
    assert starting_answers(CHECKLIST, about, KNOWLEDGE) == {}
    text = set_header(new_text(CHECKLIST, about, {}), {})
    done = finishing_change({PREFLIGHT_PATH: text}, CHECKLIST, KNOWLEDGE, "now")
    assert done.change is None and "connection.client is not answered" in done.blockers


def test_the_summary_says_what_is_known_and_how() -> None:
    shown = research_summary(CHECKLIST, preflight_of("acmedb", "sqlite", **ACME))
    assert shown.startswith("# Acmedb: research summary\n")
    assert "- upsert.merge: false  [yours]" in shown
    assert "- quoting.folding: keep  [like sqlite, not confirmed]" in shown
    empty = research_summary(CHECKLIST, Preflight("acmedb", "AcmeDB"))
    assert (
        "## Not answered" in empty
        and "- connection.client: What talks to AcmeDB from the JVM? (phase 0, 1)" not in shown
    )


def test_limits_and_isolation_reach_what_is_generated() -> None:
    answers = {
        "limits.connections": 4,
        "limits.statement": "60000 bytes",
        "transactions.isolation": "REPEATABLE READ, and a conflict is an error",
        "credentials.tls": "ssl=true",
        "credentials.rights": "CREATE on the database",
        "insert.strategy": "multi-row-insert",
    }
    made = make_dialect(CHECKLIST, preflight_of("acmedb", "postgres", **answers), KNOWLEDGE)
    knowledge = Knowledge(OverlayFiles(MemoryFiles({made.path: made.text}), BUNDLED))
    change = new_connector(
        knowledge, Templates(DiskFiles(bundled("templates"))), dialect="acmedb", cdk="1.0.13", until_phase=5
    )
    assert isinstance(change, Change)
    whole = "\n".join(apply_change(change, {}).values())
    assert "pool.maximumPoolSize = 4\n" in whole
    assert 'pool.transactionIsolation = "TRANSACTION_REPEATABLE_READ"\n' in whole
    assert 'pool.addDataSourceProperty("ssl", "true")\n' in whole
    assert "val marks = 3_750\n" in whole
    assert "(minOf(marks, 65_535) / columns.size).coerceIn(1, 1_000)" in whole


@pytest.mark.parametrize(
    ("question", "value", "for_reader"),
    [
        ("insert.bulk", "COPY FROM STDIN", True),
        ("limits.columns", 1600, True),
        ("limits.row", "1 GB", True),
        ("limits.connections", 10, False),
        ("limits.statement", "16 MB", False),
        ("limits.statement", "no limit", True),
        ("transactions.isolation", "SERIALIZABLE", False),
        ("transactions.isolation", "Readers see the last commit", True),
        ("credentials.rights", "CREATE", False),
        ("credentials.tls", "sslmode=require", False),
        ("credentials.tls", "by the server's certificate", True),
        ("upsert.merge", True, False),
    ],
)
def test_the_summary_says_which_answers_are_for_the_reader(question: str, value: object, for_reader: bool) -> None:
    summary = research_summary(CHECKLIST, preflight_of("acmedb", "postgres", **{question: value}))
    (line,) = [line for line in summary.splitlines() if line.startswith(f"- {question}: ")]
    assert line.endswith("(for you: nothing is generated from it)") == for_reader
