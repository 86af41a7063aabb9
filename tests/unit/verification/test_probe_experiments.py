"""Experiments as data, as statements, as answers: without a database, every step from one to the next."""

import re
import sqlite3
from dataclasses import replace

import pytest

from destination_writer.connector.preflight import Answer
from destination_writer.knowledge.experiments import Expected, Experiment, load_experiments, load_speech
from destination_writer.knowledge.preflight import Checklist, load_checklist
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Column, EngineError, Rows
from destination_writer.verification.probing.answering import judge
from destination_writer.verification.probing.asking import as_answer, experiments_for, message_pattern, told_by
from destination_writer.verification.probing.carryout import Outcome, carry_out
from destination_writer.verification.probing.losing import is_lost
from destination_writer.verification.probing.plan import Script, plan, planned
from destination_writer.verification.probing.probe import Probed
from destination_writer.verification.probing.scratch import Kind, scratch_for
from destination_writer.verification.probing.seeing import as_text, given_by, same
from destination_writer.verification.probing.wording import Wording, wording_for

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
EXPERIMENTS = load_experiments(KNOWLEDGE.files)
SPEECH = load_speech(KNOWLEDGE.files)
BY_SLUG = {one.slug: one for one in EXPERIMENTS}


@pytest.fixture(scope="module")
def checklist() -> Checklist:
    return load_checklist(KNOWLEDGE.files)


def wording(slug: str | None = None, *, prefixed: bool = False, protocol: str = "postgresql") -> Wording:
    dialect = KNOWLEDGE.dialect(slug) if slug else None
    return wording_for(SPEECH, dialect, protocol, "dw_probe_1", prefixed)


@pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.slug)
def test_every_experiment_answers_a_question_in_its_form(one: Experiment, checklist: Checklist) -> None:
    question = checklist.question(one.question)
    assert question is not None, one.question
    answers = [way.answer for way in one.ways if way.answer and "{value}" not in way.answer]
    answers += [*one.candidates, *([one.otherwise] if one.otherwise and one.ways else [])]
    answers += list(one.reads.answers.values()) if one.reads else []
    for answer in answers:
        value = as_answer(question, answer)
        assert value is not None, answer
        assert question.problem_with(value) is None, answer


@pytest.mark.parametrize("slug", ["postgres", "clickhouse", "mariadb", "sqlite", "sqlserver", "oracle", None])
def test_every_statement_is_worded_in_full(slug: str | None) -> None:
    """No placeholder is left, and every table is inside of the scratch namespace."""
    script = Script(wording(slug, prefixed=slug in ("sqlite", "oracle")), {"types.timestamp_tz": "TIMESTAMP"})
    for one in plan(EXPERIMENTS, script):
        for sql in one.statements:
            assert "{" not in sql.replace('\'{"a": [1, null, "x"]}\'', ""), (one.experiment.slug, sql)
            if "CREATE TABLE" in sql and "mangled" not in sql:
                assert "dw_probe_1" in sql, sql


@pytest.mark.parametrize(
    ("slug", "prefixed", "expected"),
    [
        ("postgres", False, 'CREATE TABLE "dw_probe_1"."e1w1_a" (c INTEGER)'),
        ("mariadb", False, "CREATE TABLE `dw_probe_1`.`e1w1_a` (c bigint)"),
        (
            "clickhouse",
            False,
            "CREATE TABLE `dw_probe_1`.`e1w1_a` (c Nullable(Int64)) ENGINE = MergeTree ORDER BY tuple()",
        ),
        ("sqlserver", False, "CREATE TABLE [dw_probe_1].[e1w1_a] (c int NULL)"),
        (None, True, 'CREATE TABLE "dw_probe_1_e1w1_a" (c INTEGER)'),
    ],
)
def test_a_statement_is_written_as_the_database_takes_it(slug: str | None, prefixed: bool, expected: str) -> None:
    assert wording(slug, prefixed=prefixed).render("CREATE TABLE {t:a} (c {integer}){end}", "e1w1") == expected


def test_a_name_of_a_given_length_has_that_length() -> None:
    found = wording("postgres").render("{long:N:b}", "e9n63", {"N": "63"})
    name = found.rpartition(".")[2].strip('"')
    assert (len(name), name[-1]) == (63, "b")


def test_a_known_answer_is_tried_first_and_alone_where_it_is_sure() -> None:
    one = BY_SLUG["type-integer"]
    unsure = planned(one, 1, Script(wording(), {"types.integer": "INT8"}))
    assert [trial.answer for trial in unsure.trials][:2] == ["INT8", "BIGINT"]
    sure = planned(one, 1, Script(wording(), {"types.integer": "bigint"}, frozenset({"types.integer"})))
    assert [trial.answer for trial in sure.trials] == ["bigint"]


def test_an_answer_that_holds_what_nobody_can_fill_is_not_tried() -> None:
    one = BY_SLUG["rename-statement"]
    given = {"ddl.rename": "RENAME {source} WITH {magic}"}
    answers = [trial.answer for trial in planned(one, 1, Script(wording(), given)).trials]
    assert given["ddl.rename"] not in answers and answers


def test_experiments_of_namespaces_are_left_out_where_there_are_none() -> None:
    slugs = {one.experiment.slug for one in plan(EXPERIMENTS, Script(wording("sqlite", prefixed=True)))}
    assert "rename-across-namespaces" not in slugs and "rename-table" in slugs


def test_the_mark_of_names_is_found_before_it_is_used() -> None:
    assert plan(EXPERIMENTS, Script(wording()))[0].experiment.slug == "quote-mark"


def test_a_questions_own_experiment_is_run_where_there_is_no_other(checklist: Checklist) -> None:
    made = {
        one.question: one for one in experiments_for(checklist.questions, (), {"connection.validation": "SELECT 1"})
    }
    index = made["upsert.unique_index"]
    assert [(way.answer, way.refused) for way in index.ways] == [
        ("yes", "INSERT INTO {t:a} (id, part) VALUES (3, 4)"),
        ("no", ""),
    ]
    assert made["connection.validation"].ways[0].given
    assert "namespaces.drop" not in made, "it would drop the namespace of all others"


def test_no_answer_of_a_user_may_drop_the_scratch_namespace(checklist: Checklist) -> None:
    answers = {"catalogue.version": "DROP SCHEMA shop"}
    assert "catalogue.version" not in {one.question for one in experiments_for(checklist.questions, (), answers)}


ROWS = Rows((Column("a", "int"), Column("b", "text")), [(1, "x"), (2, None)])


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ({"rows": [["1", "x"], ["2", None]]}, True),
        ({"rows": [["1.0", "x"], ["2", None]]}, True),
        ({"rows": [["1", "x"]]}, False),
        ({"rows": [["2", None], ["1", "x"]]}, False),
        ({"like": [["1", "."], ["2", ".*"]]}, False),
        ({"like": [["\\d"], ["\\d"]]}, True),
        ({"count": 2}, True),
        ({"count": 1}, False),
        ({"gives": "^2$"}, False),
        ({"gives": "1\\n2"}, True),
        ({}, False),
    ],
)
def test_a_result_is_compared_with_what_was_expected(check: dict[str, object], expected: bool) -> None:
    assert given_by(Expected.model_validate({"sql": "SELECT 1", **check}), ROWS) is expected


@pytest.mark.parametrize(
    ("wanted", "got", "expected"),
    [
        ("true", "t", True),
        ("true", "1", True),
        ("false", "0", True),
        ("true", "0", False),
        ("1.50", "1.5", True),
        ("9223372036854775807", "9223372036854775806", False),
        ("a", "A", False),
        (None, None, True),
        (None, "", False),
    ],
)
def test_values_are_the_same_however_a_driver_writes_them(wanted: str | None, got: str | None, expected: bool) -> None:
    assert same(wanted, got) is expected
    assert as_text(True) == "true"


@pytest.mark.parametrize(
    ("message", "pattern"),
    [
        ("Table 'dw_probe_1.e3_absent' doesn't exist", "Table .* doesn't exist"),
        ("no such table: dw_probe_1a2b_e16_absent", "no such table: .*"),
        ("Code: 60. Table does not exist.\nStack trace", r"Code: 60\. Table does not exist"),
    ],
)
def test_a_message_becomes_a_pattern_without_our_own_names(message: str, pattern: str) -> None:
    assert message_pattern(message) == pattern


def outcome(question: str, answer: str | None = None, **more: str) -> Outcome:
    return replace(Outcome("x", question, answer, "seen"), **more)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"state": "42P01", "vendor": "", "message": "m"}, "42P01"),
        ({"state": "42S02", "vendor": "1146", "message": "m", "given": "#1146"}, "#1146"),
        ({"state": "", "vendor": "", "message": "no such table: t", "given": "/no such table/"}, "/no such table/"),
        ({"state": "", "vendor": "1", "message": "no such table"}, "/no such table/"),
    ],
)
def test_an_error_is_told_by_what_tells_it_from_others(
    checklist: Checklist, error: dict[str, str], expected: str
) -> None:
    question = checklist.question("errors.missing_table")
    assert question is not None
    assert told_by(outcome("errors.missing_table", **error), question, {"1", "#1"}) == expected


def test_outcomes_prove_find_correct_and_deny(checklist: Checklist) -> None:
    before = {
        "connection.sql": Answer(True, "knowledge"),
        "namespaces.kind": Answer("prefix", "knowledge"),
        "upsert.merge": Answer(True, "knowledge", "documented: manual", confirmed=False),
        "upsert.window_functions": Answer(True, "similar:postgres", note="mine"),
        "quoting.folding": Answer("upper", "user", confirmed=True),
        "ddl.rename_table": Answer(True, "knowledge"),
        "alter.type": Answer(True, "knowledge"),
    }
    shown = [
        outcome("upsert.merge", "no"),
        outcome("upsert.window_functions", "yes"),
        outcome("quoting.folding", "lower"),
        outcome("quoting.case_insensitive", "no"),
        replace(outcome("alter.change", None), refuted=True),
        outcome("limits.columns", None),
        outcome("quoting.max_length", "sixty"),
    ]
    verdict = judge(checklist, before, Probed("AcmeDB 1.0", Kind("prefix"), shown))
    assert verdict.changed == [("upsert.merge", True)]
    assert verdict.answers["upsert.merge"] == Answer(False, "executed", "executed: AcmeDB 1.0", True, "seen")
    assert verdict.answers["upsert.window_functions"] == Answer(True, "executed", "executed: AcmeDB 1.0", True, "mine")
    assert [(one.question, one.answer, one.found) for one in verdict.denied] == [("quoting.folding", "upper", "lower")]
    assert "quoting.folding" not in verdict.answers
    assert "quoting.case_insensitive" in verdict.new
    assert {one.question for one in verdict.undecided} == {"alter.change", "limits.columns", "quoting.max_length"}


def test_what_is_not_asked_gets_no_answer(checklist: Checklist) -> None:
    """With MERGE nobody asks for a correlated DELETE."""
    shown = [outcome("upsert.merge", "yes"), outcome("upsert.correlated_delete", "yes")]
    verdict = judge(checklist, {}, Probed("AcmeDB", Kind("prefix"), shown))
    assert "upsert.merge" in verdict.answers and "upsert.correlated_delete" not in verdict.answers


def test_what_could_not_be_removed_proves_no_way_of_dropping(checklist: Checklist) -> None:
    probed = Probed("AcmeDB", Kind("schema", "CREATE SCHEMA {namespace}", ("DROP SCHEMA {namespace}",)), [])
    assert judge(checklist, {}, probed).answers["namespaces.drop"].value == "DROP SCHEMA {namespace}"
    probed.left = ["schema x is still there"]
    assert "namespaces.drop" not in judge(checklist, {}, probed).answers


@pytest.mark.parametrize(
    ("slug", "kinds"),
    [
        ("postgres", ["schema"]),
        ("clickhouse", ["database"]),
        ("sqlite", ["prefix"]),
        ("oracle", ["prefix"]),
        (None, ["schema", "database", "prefix"]),
    ],
)
def test_the_scratch_namespace_is_made_as_the_database_makes_them(slug: str | None, kinds: list[str]) -> None:
    scratch = scratch_for(KNOWLEDGE.dialect(slug) if slug else None)
    assert [kind.name for kind in scratch.kinds] == kinds
    assert scratch.name.startswith("dw_probe_") and scratch.name != scratch_for(None).name


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (EngineError("terminating connection due to administrator command", "57P01"), True),
        (EngineError("An I/O error occurred while sending to the backend.", "08006"), True),
        (EngineError("Communications link failure"), True),
        (EngineError('syntax error at or near "MERGE"', "42601"), False),
        (EngineError("no such table: connections"), False),
    ],
)
def test_a_lost_connection_is_told_from_a_refused_statement(error: EngineError, expected: bool) -> None:
    assert is_lost(error) is expected


class _Limited:
    """A database that takes names up to a length, alone or together with the namespace's."""

    def __init__(self, limit: int, *, together: bool) -> None:
        self.limit, self.together = limit, together

    def query(self, sql: str, _: object = ()) -> Rows:
        namespace, table = re.findall(r'"([^"]+)"', sql)[:2]
        if len(table) + len(namespace) * self.together > self.limit:
            raise EngineError("File name too long")
        return Rows((), [])

    def open_session(self) -> "_Limited":
        return self


@pytest.mark.parametrize(
    ("limit", "together", "given", "answer", "said"),
    [
        (63, False, "63", "63", "63 works, 64 does not"),
        (213, True, "200", "200", "203 works in a namespace of 10 letters: both names together may have 213"),
        (213, True, None, "203", "both names together may have 213"),
        (150, True, "200", "140", "both names together may have 150"),
        (213, False, "200", "213", "213 works, 214 does not"),
    ],
)
def test_a_limit_that_a_name_shares_with_its_namespace_is_told(
    limit: int, together: bool, given: str | None, answer: str, said: str
) -> None:
    known = {"quoting.max_length": given} if given else {}
    script, found = Script(wording("postgres"), known), list[Outcome]()
    engine = _Limited(limit, together=together)
    carry_out(plan([BY_SLUG["longest-name"]], script), engine, script, found, lambda _: None)  # type: ignore[arg-type]  # what a link is used for
    assert [(one.answer, said in one.evidence) for one in found] == [(answer, True)]


class _File:
    """A link to SQLite whose columns may have a condition that others have."""

    def __init__(self, instead: tuple[str, str]) -> None:
        self.database, self.instead = sqlite3.connect(":memory:", isolation_level=None), instead

    def query(self, sql: str, _: object = ()) -> Rows:
        try:
            return Rows((), self.database.execute(sql.replace(*self.instead)).fetchall())
        except sqlite3.Error as error:
            raise EngineError(str(error)) from None

    def open_session(self) -> "_File":
        return self


@pytest.mark.parametrize(
    ("instead", "answer"),
    [
        (("", ""), True),
        (("INTEGER", "INTEGER NOT NULL"), False),  # it takes no NULL: such keys could not be written
        (("UNIQUE INDEX", "INDEX"), False),  # it guards nothing
        (("CREATE UNIQUE INDEX", "CREATE THE INDEX"), False),
    ],
)
def test_a_unique_index_has_to_take_null_and_to_refuse_a_key_twice(instead: tuple[str, str], answer: bool) -> None:
    script, found = Script(wording(prefixed=True)), list[Outcome]()
    link = _File(instead)
    carry_out(plan([BY_SLUG["unique-index"]], script), link, script, found, lambda _: None)  # type: ignore[arg-type]  # what a link is used for
    assert [one.answer for one in found] == ["yes" if answer else "no"]


def test_every_statement_of_a_search_is_shown_before(checklist: Checklist) -> None:
    assert checklist.question("quoting.max_length") is not None
    (one,) = plan([BY_SLUG["longest-name"]], Script(wording("postgres")))
    assert one.statements == (
        'CREATE TABLE "dw_probe_1"."e1nN_x…a" (c INTEGER)',
        'CREATE TABLE "dw_probe_1"."e1nN_x…b" (c INTEGER)',
        'CREATE TABLE "dw_probe_1_2"."e1nN_x…a" (c INTEGER)',
        'CREATE TABLE "dw_probe_1_2"."e1nN_x…b" (c INTEGER)',
    )
