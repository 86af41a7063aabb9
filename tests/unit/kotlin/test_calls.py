"""Calls by name: receiver, arguments, lambda; in string templates and half-typed code too, never what is no call."""

import pytest

from destination_writer.kotlin.calls import Call, Calls, closing
from destination_writer.text.places import Span


def call(text: str, name: str = "run") -> Call:
    (found,) = Calls(text).of(name)
    return found


ARGUMENTS = [
    ("run()", []),
    ("run( )", []),
    ("run(a)", ["a"]),
    ("run(a, b(c, d), { e, f -> g })", ["a", "b(c, d)", "{ e, f -> g }"]),
    ('run("a, b", c)', ['"a, b"', "c"]),
    ('run("${a(b, c)}, d", e)', ['"${a(b, c)}, d"', "e"]),
    ('run("""\n  SELECT (\n""", a)', ['"""\n  SELECT (\n"""', "a"]),
    ("run(a, b,)", ["a", "b"]),
    ("run(\n    a, // one, two\n    b,\n)", ["a", "b"]),
    ("run<Map<String, Int>>(a)", ["a"]),
    ("run(a, b", ["a", "b"]),
]


@pytest.mark.parametrize(("text", "arguments"), ARGUMENTS)
def test_arguments_are_those_of_the_call_itself(text: str, arguments: list[str]) -> None:
    found = call(text)
    assert [found.words(one.span) for one in found.arguments] == arguments


def test_named_arguments_are_found_by_name_and_others_by_place() -> None:
    found = call("run(a, sql = b == c, d)")
    assert [(one.name, found.words(one.span)) for one in found.arguments] == [("", "a"), ("sql", "b == c"), ("", "d")]
    named, first, none = found.argument(5, "sql"), found.argument(0), found.argument(1)
    assert named is not None and found.words(named.span) == "b == c"
    assert first is not None and found.words(first.span) == "a"
    assert none is None


RECEIVERS = [
    ("run(a)", ""),
    ("b.run(a)", "b"),
    ("b?.run(a)", "b"),
    ("val x = b.c(d).e.run(a)", "b.c(d).e"),
    ("b\n    .filter { it }\n    .run(a)", "b\n    .filter { it }"),
    ("return b[0]!!.run(a)", "b[0]!!"),
    ('"x $y".run()', '"x $y"'),
    ('f("x").run()', 'f("x")'),
    ('val s = """\n  SELECT "a"\n""".run()', '"""\n  SELECT "a"\n"""'),
    ("x + b.run()", "b"),
    ("return b.run()", "b"),
    ("val x = { b }.run()", "{ b }"),
    ('"${f("x")} y".run()', '"${f("x")} y"'),
    ("b.let { it }.run()", "b.let { it }"),
]


@pytest.mark.parametrize(("text", "receiver"), RECEIVERS)
def test_the_receiver_is_the_whole_chain_in_front(text: str, receiver: str) -> None:
    found = call(text)
    assert found.words(found.receiver) == receiver


LAMBDAS = [
    ("run { a }", None, "{ a }"),
    ("run(a) { b -> c }", "(a)", "{ b -> c }"),
    ("run(a)\n{ b }", "(a)", ""),
    ("b.run { c { d } }", None, "{ c { d } }"),
]


@pytest.mark.parametrize(("text", "parentheses", "body"), LAMBDAS)
def test_a_trailing_lambda_is_a_part_of_the_call(text: str, parentheses: str | None, body: str) -> None:
    found = call(text)
    assert (found.words(found.parentheses) or None) == parentheses
    assert found.words(found.body) == body


NO_CALLS = [
    "fun run(a: Int) {}",
    "fun String.run(a: Int) = a",
    "fun <T> run(a: T) {}",
    "private class run(val a: Int)",
    "object run {\n}",
    "class A : run {\n}",
    "fun a(): run {\n}",
    "// run(a)",
    'val s = "run(a)"',
    "val run = 1",
]


@pytest.mark.parametrize("text", NO_CALLS)
def test_what_is_declared_or_written_is_not_called(text: str) -> None:
    assert list(Calls(text).of("run")) == []


@pytest.mark.parametrize(
    "text", ["a ?: run { b }", 'val s = "${run(a)}"', 'log.info { "x ${b.run()}" }', "when (x) {\n  A -> run { }\n}"]
)
def test_calls_are_found_wherever_code_is(text: str) -> None:
    assert len(list(Calls(text).of("run"))) == 1


def test_calls_come_in_the_order_of_the_text_and_within_a_span() -> None:
    calls = Calls("a(b(c()))\nd()\n")
    assert [one.name for one in calls.all()] == ["a", "b", "c", "d"]
    assert [one.name for one in calls.all(Span(2, 9))] == ["b", "c"]
    assert calls.names == {"a", "b", "c", "d"}
    assert list(calls.of("e")) == []


@pytest.mark.parametrize(("code", "end"), [("(a)", 2), ("({[]})", 5), ("(a", 1), ("(()", 2)])
def test_the_closing_sign_or_the_end_of_the_text(code: str, end: int) -> None:
    assert closing(code, 0) == end
