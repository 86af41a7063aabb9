"""YAML that is being typed: what parses is known, each part at its place, while one line of it is no YAML."""

import pytest

from destination_writer.connector.yamlparts import yaml_parts


def values(text: str) -> dict[str, object]:
    return {".".join(part.path): part.value for part in yaml_parts(text).walk() if part.value is not None}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("state:\n  database: acme\n", {"state.database": "acme"}),
        ("state: {a: 1, b: [x, y]}", {"state.a": 1, "state.b.0": "x", "state.b.1": "y"}),
        ("a: 2026-01-02\nb: !!x y\n", {"a": "2026-01-02", "b": "y"}),
        ("", {}),
        ("# only a comment\n", {}),
        ("- a\n- b: 1\n", {"0": "a", "1.b": 1}),
    ],
)
def test_a_whole_text(text: str, known: dict[str, object]) -> None:
    assert values(text) == known
    assert yaml_parts(text).is_whole


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("state:\n  a: 1\n  comp\n  b: 2\n", {"state.a": 1, "state.b": 2}),
        ("state:\n  comp\n\n  # words\n  b: 2\n", {"state.b": 2}),
        ('state:\n  a: "open\n  b: 2\n', {"state.b": 2}),
        ("state:\n  a: [1,\n  b: 2\n", {"state.b": 2}),
        ("state:\n  a: 1\n\tb: 2\n  c: 3\n", {"state.a": 1, "state.c": 3}),
        ("state:\n  a: 1\n  b: c: d\n  e: 5\n", {"state.a": 1, "state.e": 5}),
        ("s:\n  l:\n    - p: 9\n      rea\n  e: 5\n", {"s.l.0.p": 9, "s.e": 5}),
        ("a: 1\n<<<<<<< ours\nb: 2\n=======\nc: 3\n>>>>>>> theirs\n", {"a": 1, "b": 2, "c": 3}),
        ("a: *gone\nb: 2\n", {"b": 2}),
    ],
)
def test_a_line_that_is_no_yaml_costs_itself_alone(text: str, known: dict[str, object]) -> None:
    assert values(text) == known
    assert not yaml_parts(text).is_whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("state:\n  a: 1\n  comp  \n  b: 2\n", ["comp"]),
        ('state:\n  a: "open\n  b: 2\n', ['a: "open']),
        ("a: 1\n\tb: 2\nc: [\nd: *e\n", ["\tb: 2", "c: [", "d: *e"]),
        ("a: 1\n", []),
    ],
)
def test_the_lines_that_it_costs_are_known(text: str, words: list[str]) -> None:
    assert sorted(text[span.start : span.end] for span in yaml_parts(text).left_out) == sorted(words)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_those_of_the_text(newline: str, mark: str) -> None:
    lines = ["# 🚀", "state:", '  "na me": "🚀 x"  # y', "  bro", "  list:", "    - ä", "    - {k: v}", "  none:", ""]
    text = mark + newline.join(lines)
    found = yaml_parts(text)
    shown = [(text[p.key.start : p.key.end], text[p.at.start : p.at.end]) for p in found.walk() if not p.children]
    assert shown == [('"na me"', '"🚀 x"'), ("ä", "ä"), ("k", "v"), ("none", "")]


def test_a_key_that_is_there_twice_is_told_apart() -> None:
    found = yaml_parts("a: 1\nb: 2\na: 3\n")
    assert [(part.name, part.value) for part in found.parts] == [("a", 1), ("b", 2)]
    assert [(part.name, part.value) for part in found.twice] == [("a", 3)]


def test_the_part_around_a_place_is_the_innermost() -> None:
    text = "state:\n  list:\n    - one\n    - two: 2\n"
    found = yaml_parts(text)

    def around(word: str) -> str:
        part = found.around(text.index(word) + 1)
        return ".".join(part.path) if part else ""

    assert [around(word) for word in ("state", "list", "one", "two", "2")] == [
        "state",
        "state.list",
        "state.list.0",
        "state.list.1.two",
        "state.list.1.two",
    ]


def test_nothing_is_raised_for_what_is_nested_too_deep_or_broken_everywhere() -> None:
    assert yaml_parts("[" * 20_000).parts == ()
    assert yaml_parts("\n".join(f'a{n}: "x' for n in range(200))).is_whole is False
