"""What a person types or has written down already, as answers; what is not recognised is told."""

import pytest

from destination_writer.connector.preflight import Answer
from destination_writer.generate.preflight.takeover import TakenOver, take_over
from destination_writer.generate.preflight.typed import read_typed
from destination_writer.knowledge.preflight import Question, load_checklist
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

CHECKLIST = load_checklist(DiskFiles(bundled("knowledge")))


def question(identifier: str) -> Question:
    found = CHECKLIST.question(identifier)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("identifier", "said", "value"),
    [
        ("upsert.merge", "y", True),
        ("upsert.merge", "No, there is none.", False),
        ("upsert.merge", "TRUE", True),
        ("connection.client", "1", "jdbc"),
        ("connection.client", "nat", "native"),
        ("quoting.marks", "Double quotes", "double_quotes"),
        ("upsert.strategy", "delete insert", "delete-insert"),
        ("connection.port", "5432", 5432),
        ("quoting.max_length", "1,000,000", 1000000),
        ("quoting.reserved", "ONE, TWO", ["ONE", "TWO"]),
        ("quoting.reserved", "[ONE, TWO]", ["ONE", "TWO"]),
        ("connection.properties", "a=b, c=d", {"a": "b", "c": "d"}),
        ("types.catalogue", '{"DECIMAL(38,9)": x}', {"DECIMAL(38,9)": "x"}),
        ("connection.validation", "`SELECT 1`", "SELECT 1"),
        ("connection.validation", "SELECT 1;", "SELECT 1"),
        ("quoting.escape", '""', '""'),
    ],
)
def test_what_is_typed_is_understood(identifier: str, said: str, value: object) -> None:
    typed = read_typed(question(identifier), said, ("delete-insert", "merge"))
    assert (typed.value, typed.problem) == (value, "")


@pytest.mark.parametrize(
    ("identifier", "said", "problem"),
    [
        ("upsert.merge", "perhaps", "answer yes or no"),
        ("connection.client", "odbc", "none of jdbc, native, http"),
        ("connection.port", "many", "answer with a whole number"),
        ("connection.port", "0", "less than 1"),
        ("connection.driver", "h2", "form of an answer"),
        ("namespaces.create", "CREATE SCHEMA a", "it must contain {namespace}"),
        ("connection.properties", "a", "one=ONE"),
        ("connection.validation", "", "empty"),
    ],
)
def test_what_is_no_answer_is_told(identifier: str, said: str, problem: str) -> None:
    typed = read_typed(question(identifier), said)
    assert typed.value is None and problem in typed.problem


def taken(text: str) -> TakenOver:
    return take_over(
        text, "mine.md", CHECKLIST, "AcmeDB", lambda one: ("merge", "delete-insert") if one.answer.values_from else ()
    )


MARKDOWN = """\
# AcmeDB research

## Upsert
- Does AcmeDB have MERGE? No, there is none.
- **upsert.on_conflict**: no
- Does AcmeDB have window functions (ROW_NUMBER() OVER …)?
  Answer: no
- [x] unique_index: yes

| question | answer |
|---|---|
| connection.port | 1234 |
| max_rows | many |

1. Q2: What talks to AcmeDB from the JVM?
   JDBC
2. Favourite colour: green
3. connection.url: TBD
"""


def test_markdown_of_a_person_is_taken_over_as_far_as_it_is_recognised() -> None:
    found = taken(MARKDOWN)
    assert {key: answer.value for key, answer in found.answers.items()} == {
        "upsert.merge": False,
        "upsert.on_conflict": False,
        "upsert.window_functions": False,
        "upsert.unique_index": True,
        "connection.port": 1234,
        "connection.client": "jdbc",
    }
    assert all(answer.confirmed and answer.source == "user" for answer in found.answers.values())
    assert found.answers["upsert.merge"].note == "from mine.md:4"
    assert found.refused == ("mine.md:13: insert.max_rows: answer with a whole number",)
    assert "mine.md:17: Favourite colour: green" in found.unrecognised
    assert len(found.unrecognised) == 2, "the head of the table is the other"


def test_nested_yaml_of_a_person_is_taken_over() -> None:
    connection = "connection: {port: 5432, properties: {tls: on}}\n"
    found = taken(f"upsert:\n  merge: no\n  mood: fine\n{connection}ddl: {{rename: null}}\n")
    assert {key: answer.value for key, answer in found.answers.items()} == {
        "upsert.merge": False,
        "connection.port": 5432,
        "connection.properties": {"tls": True},
    }
    assert found.unrecognised == ("mine.md: upsert.mood: fine",)


def test_the_state_of_a_connector_is_one_too() -> None:
    found = taken("state:\n  database_characteristics:\n    has_merge: false\n    quoting_syntax: backticks\n")
    assert {key: answer.value for key, answer in found.answers.items()} == {
        "upsert.merge": False,
        "quoting.marks": "backticks",
    }


def test_our_own_file_keeps_who_said_what() -> None:
    text = (
        "preflight: {database: acmedb}\nanswers:\n"
        "  upsert.merge: {answer: true, source: knowledge, proof: 'executed: X', confirmed: false}\n"
        "  connection.port: lots\n  no.such: 1\n"
    )
    found = taken(text)
    assert found.database == "acmedb"
    assert found.answers == {"upsert.merge": Answer(True, "knowledge", "executed: X", confirmed=False)}
    assert found.refused == ("mine.md:4: connection.port: the answer is a whole number",)
    assert found.unrecognised == ("mine.md:5: no.such",)


@pytest.mark.parametrize("text", ["", "\n\n", "just prose without anything\n", "{", "- [", "|||\n", "a: *b\n"])
def test_what_holds_no_answer_gives_none(text: str) -> None:
    assert taken(text).answers == {}
