"""The preflight file: read with its places, whatever its form; edited so that nothing else changes."""

import pytest

from destination_writer.connector.preflight import Answer, read_preflight
from destination_writer.connector.preflighttext import InvalidPreflight, set_answers, set_header, written

TEXT = """\
# top
preflight:
  database: acmedb  # slug
  name: AcmeDB
  like: sqlite
answers:
  # Does it have MERGE?
  upsert.merge:
    answer: no
    source: user
    confirmed: true
    mood: fine
  connection.url:
    answer: "jdbc:acme:{path}"
    source: similar:sqlite
    proof: "documented: page 3"
    confirmed: false
  # open
  connection.driver:
    answer:
  quoting.reserved: [ONE, TWO]  # short
  upsert.same: |
    {a} IS
    {b}
"""


def test_every_form_of_an_answer_is_read() -> None:
    found = read_preflight(TEXT)
    assert found.problems == () and not found.is_broken
    preflight = found.preflight
    assert (preflight.database, preflight.name, preflight.like) == ("acmedb", "AcmeDB", "sqlite")
    assert preflight.answers == {
        "upsert.merge": False,
        "connection.url": "jdbc:acme:{path}",
        "quoting.reserved": ["ONE", "TWO"],
        "upsert.same": "{a} IS\n{b}",
    }
    assert preflight.answer("upsert.merge") == Answer(False, "user", "", True, "")
    taken = preflight.answer("connection.url")
    assert taken is not None and taken.like == "sqlite" and taken.proof == "documented: page 3"
    assert [entry.id for entry in preflight.unconfirmed] == ["connection.url"]
    assert preflight.answer("connection.driver") is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_those_of_the_text(end: str, mark: str) -> None:
    text = mark + TEXT.replace("\n", end)
    found = read_preflight(text).preflight
    shown = {entry.id: (text[entry.key.start : entry.key.end], entry.line) for entry in found.entries}
    assert shown["upsert.merge"] == ("upsert.merge", 8)
    assert shown["connection.driver"] == ("connection.driver", 19)
    values = {entry.id: text[entry.value.start : entry.value.end] for entry in found.entries}
    assert values["upsert.merge"] == "no"
    assert values["connection.url"] == '"jdbc:acme:{path}"'
    assert values["connection.driver"] == ""
    assert values["quoting.reserved"] == "[ONE, TWO]"


def test_an_answer_alone_is_a_persons_own() -> None:
    found = read_preflight("answers:\n  upsert.merge:\n    answer: yes\n  ddl.rename_table: no\n").preflight
    assert all(entry.answer.confirmed and entry.answer.source == "user" for entry in found.entries)


def test_a_file_in_the_middle_of_typing_keeps_the_other_answers() -> None:
    text = TEXT.replace("  # open\n", '  # open\n  ddl.create_table: "CREATE\n')
    found = read_preflight(text)
    assert found.is_broken
    assert "this is not YAML" in str(found.problems[0])
    assert str(found.problems[0]).startswith(".destination-writer/preflight.yaml:")
    assert found.preflight.database == "acmedb"
    assert found.preflight.answers["upsert.merge"] is False
    assert found.preflight.answers["connection.url"] == "jdbc:acme:{path}"
    with pytest.raises(InvalidPreflight, match=r"preflight\.yaml:\d+: this is not YAML"):
        set_answers(text, {"upsert.merge": Answer(True)})


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("- a\n", 1, "must be a map"),
        ("answers: 3\n", 1, "answers: the value must be a map"),
        ("answers:\n  a.b: 1\n  a.b: 2\n", 3, "a.b is there twice"),
        ("answers:\n  a.b:\n    answer: 1\n    confirmed: maybe\n", 4, "confirmed is true or false"),
        ("answers:\n  [1]: 2\n", 2, "a key must be a plain word"),
        ("answers:\n  a.b: {x\n", 2, "not YAML"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    problems = read_preflight(text).problems
    assert problems and problems[0].line == line and reason in problems[0].reason


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "answers:\n", "preflight:\n"])
def test_an_empty_file_is_an_empty_checklist(text: str) -> None:
    found = read_preflight(text)
    assert found.problems == () and found.preflight.entries == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_edit_changes_the_answer_and_nothing_else(end: str) -> None:
    text = TEXT.replace("\n", end)
    after = set_answers(text, {"upsert.merge": Answer(True, "user", confirmed=True)})
    assert after == text.replace("answer: no", "answer: true")
    after = set_answers(text, {"connection.driver": Answer("a:b:1", "user", confirmed=True)})
    lines = ["    answer: a:b:1", "    source: user", "    confirmed: true"]
    assert after == text.replace(f"    answer:{end}", end.join(lines) + end)


def test_a_short_answer_becomes_an_entry_and_keeps_its_comment() -> None:
    after = set_answers(TEXT, {"quoting.reserved": Answer(["THREE"], "user", "", True, "manual, p. 1")})
    lines = ["  quoting.reserved:", "    answer: [THREE]", "    source: user", "    confirmed: true"]
    assert "\n".join([*lines, "    note: manual, p. 1  # short", ""]) in after
    assert read_preflight(after).preflight.answers["upsert.same"] == "{a} IS\n{b}"


def test_a_new_answer_goes_where_the_checklist_has_it() -> None:
    order = ["connection.url", "connection.port", "connection.driver", "upsert.merge"]
    after = set_answers(TEXT, {"connection.port": Answer(1, confirmed=True)}, order, lambda _: ["Which port?"])
    place = after.index("  # Which port?\n  connection.port:\n    answer: 1\n")
    assert after.index("connection.url") < place < after.index("# open")
    assert set_answers("", {"a.b": Answer(True, confirmed=True)}).startswith("answers:\n  a.b:\n    answer: true\n")


def test_many_answers_at_once_say_what_one_after_the_other_says() -> None:
    answers = {
        "upsert.merge": Answer(True, "user", confirmed=True),
        "connection.url": Answer("jdbc:x", "user", confirmed=True),
        "connection.driver": Answer("a:b:1", "similar:sqlite", "documented: x", True),
        "upsert.same": Answer("{a} = {b}", "user", confirmed=True),
    }
    one_by_one = TEXT
    for key, answer in answers.items():
        one_by_one = set_answers(one_by_one, {key: answer})
    assert read_preflight(set_answers(TEXT, answers)).preflight.answers == read_preflight(one_by_one).preflight.answers
    for key, answer in answers.items():
        assert read_preflight(set_answers(TEXT, answers)).preflight.answer(key) == answer


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        0,
        -5,
        "",
        "a: b",
        "c #d",
        "- e",
        "? f",
        "no",
        "1",
        "08",
        "1:30",
        "null",
        "~",
        "it's",
        '"q"',
        "{x}",
        "[y",
        "a\nb",
        "tab\there",
        "\u2028",
        "\ufeffz",
        "é😀",
        " lead",
        "*a",
        "&b",
        "!c",
        "%d",
        "@e",
        "`f`",
        [],
        ["a, b", "x]", 1],
        {"k": "v, w", "DECIMAL(38,9)": "x"},
    ],
)
def test_a_written_value_is_read_back(value: object) -> None:
    text = (
        set_answers("", {"a.b": Answer(value, confirmed=True)})
        if value != ""
        else f"answers:\n  a.b: {written(value)}\n"
    )
    found = read_preflight(text).preflight.answer("a.b")
    expected = value.strip() if isinstance(value, str) and value.strip() else value
    assert found is not None and found.value == expected


def test_the_header_takes_keys_and_keeps_comments() -> None:
    after = set_header(TEXT, {"database": "other", "finished": "2026-01-02T03:04:05Z"})
    assert "  database: other  # slug\n" in after
    assert '  like: sqlite\n  finished: "2026-01-02T03:04:05Z"\nanswers:\n' in after
    assert read_preflight(after).preflight.finished == "2026-01-02T03:04:05Z"
    assert set_header("", {"database": "x"}) == "preflight:\n  database: x\n"


def test_a_deeply_nested_file_is_a_problem_and_no_crash() -> None:
    assert read_preflight("answers: " + "[" * 3000 + "]" * 3000).is_broken
