"""The checklist's data hold together, and every bundled database answers it without contradiction."""

import pytest

from destination_writer.generate.preflight.api import Preflight, illegal_answers, known_answers
from destination_writer.generate.preflight.following import with_answers
from destination_writer.generate.preflight.reading import DERIVED_RULES, at_path, plain_facts
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import AnswerKind, Checklist, Test, holds, load_checklist
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
CHECKLIST = load_checklist(KNOWLEDGE.files)
TITLES = {
    "Connection and client", "Namespaces", "Types", "Tables", "Insert and bulk load", "Upsert", "Schema changes",
    "Transactions and isolation", "Quoting, case, identifiers", "Introspection", "Errors", "Limits", "Test environment",
    "Credentials",
}  # fmt: skip


def test_every_section_of_the_research_is_there() -> None:
    assert {section.title for section in CHECKLIST.sections} == TITLES
    assert all(question.phases for question in CHECKLIST.questions)


@pytest.mark.parametrize("question", CHECKLIST.questions, ids=lambda question: question.id)
def test_a_question_names_facts_that_are_there(question: object) -> None:
    known = CHECKLIST.question(getattr(question, "id", ""))
    assert known is not None
    section = CHECKLIST.section_of(known.id)
    assert section is not None and known.id.startswith(f"{section.section}.")
    if known.derived:
        assert known.derived.partition(":")[0] in DERIVED_RULES
    for path in known.fact:
        if not path.startswith("capabilities."):
            owners = [plain_facts(KNOWLEDGE.dialect(slug)) for slug in ("postgres", "mysql", "timescaledb")]
            assert any(at_path(facts, path) is not None for facts in owners), path
    if known.answer.example and known.answer.kind in (AnswerKind.TEXT, AnswerKind.SQL):
        assert known.problem_with(known.answer.example) is None


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_a_known_database_answers_legally_and_without_contradiction(slug: str) -> None:
    dialect = KNOWLEDGE.dialect(slug)
    answers = known_answers(CHECKLIST, dialect, "knowledge")
    assert len(answers) > 30
    assert all(answer.proof and not answer.confirmed for answer in answers.values())
    values = {key: answer.value for key, answer in answers.items()}
    assert CHECKLIST.clashes(values) == ()
    assert illegal_answers(CHECKLIST, with_answers(Preflight(slug), answers), KNOWLEDGE) == {}


@pytest.mark.parametrize(
    ("identifier", "value", "problem"),
    [
        ("upsert.merge", True, None),
        ("upsert.merge", "maybe", "true or false"),
        ("connection.port", 5432, None),
        ("connection.port", 0, "less than 1"),
        ("connection.port", 65536, "more than 65535"),
        ("connection.port", True, "a whole number"),
        ("connection.client", "jdbc", None),
        ("connection.client", "odbc", "none of jdbc, native, http"),
        ("connection.driver", "org.h2database:h2", "org.postgresql:postgresql:42.7.11"),
        ("namespaces.create", "CREATE SCHEMA x", "{namespace}"),
        ("namespaces.create", "  ", "empty"),
        ("test.image", "postgres:latest", "form of an answer"),
        ("quoting.reserved", ["SELECT"], None),
        ("quoting.reserved", "SELECT", "a list"),
        ("connection.properties", {"a": 1}, None),
        ("connection.properties", ["a"], "a map"),
    ],
)
def test_a_value_is_legal_or_the_reason_says_what_is(identifier: str, value: object, problem: str | None) -> None:
    question = CHECKLIST.question(identifier)
    assert question is not None
    found = question.problem_with(value)
    assert found is None if problem is None else found is not None and problem in found


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        ({"upsert.merge": False, "upsert.strategy": "merge"}, {"upsert.merge", "upsert.strategy"}),
        ({"upsert.merge": True, "upsert.strategy": "merge"}, None),
        (
            {"upsert.window_functions": False, "upsert.strategy": "delete-insert"},
            {"upsert.window_functions", "upsert.strategy"},
        ),
        ({"upsert.window_functions": False, "upsert.strategy": "unique-constraint"}, None),
        (
            {"connection.client": "jdbc", "connection.url": "http://{host}:{port}"},
            {"connection.client", "connection.url"},
        ),
        ({"quoting.marks": "backticks", "quoting.escape": '""'}, {"quoting.marks", "quoting.escape"}),
        (
            {"transactions.multi_statement": False, "transactions.ddl": True},
            {"transactions.multi_statement", "transactions.ddl"},
        ),
        ({"alter.type": False, "alter.strategy": "alter-table"}, {"alter.type", "alter.strategy"}),
        (
            {"ddl.rename_table": False, "ddl.overwrite_strategy": "drop-rename"},
            {"ddl.rename_table", "ddl.overwrite_strategy"},
        ),
    ],
)  # fmt: skip
def test_contradictions_are_told(answers: dict[str, object], together: set[str] | None) -> None:
    found = [set(clash.questions) for clash in CHECKLIST.clashes(answers)]
    assert found == ([together] if together else [])


def test_questions_that_depend_on_others_wait_for_them() -> None:
    def ids(answers: dict[str, object]) -> set[str]:
        return {question.id for question in CHECKLIST.asked(answers)}

    assert "upsert.merge" not in ids({})
    assert "upsert.merge" in ids({"connection.sql": True})
    without: dict[str, object] = {"connection.sql": True, "upsert.merge": False, "upsert.window_functions": False}
    assert "upsert.index" not in ids(without)
    assert "upsert.index" in ids({**without, "upsert.unique_index": True})
    assert ids({"connection.sql": False}).isdisjoint({"quoting.marks", "alter.add", "namespaces.create"})


def test_an_answer_of_one_is_not_yes() -> None:
    assert not holds(True, 1) and not holds(1, True)
    assert holds(("a", "b"), "b") and holds("x", ["w", "x"]) and not holds("x", None)
    assert Test(holds="{port}", lacks="{host}").fits("a:{port}") and not Test(lacks="x").fits("AXB")


def test_the_nearest_id_is_named() -> None:
    assert CHECKLIST.nearest("upsert.merg") == "upsert.merge"
    assert CHECKLIST.nearest("zzzz") is None


SECTION = """
section: a
title: A
about: It.
questions:
  - {id: a.b, text: T, why: W, phases: [1], find: F, search: S, answer: {kind: yes-no}}
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (SECTION.replace("yes-no", "choice"), "a choice has values"),
        (SECTION.replace("phases: [1]", "phases: [12]"), "less than or equal to 11"),
        (SECTION.replace("search: S", "search: S, asked_if: {no.such: true}"), "no question has this id"),
        (SECTION + SECTION.split("questions:\n")[1], "there more than once"),
        (SECTION.replace("kind: yes-no", "kind: text, pattern: '('"), "no regular expression"),
    ],
)
def test_a_checklist_that_does_not_fit_is_refused(text: str, reason: str) -> None:
    with pytest.raises(KnowledgeError, match=reason):
        load_checklist(MemoryFiles({"preflight/01-a.yaml": text}))


def test_a_workspace_may_add_a_section() -> None:
    own = MemoryFiles({"preflight/01-a.yaml": SECTION})
    assert [question.id for question in Checklist(load_checklist(own).sections).questions] == ["a.b"]
