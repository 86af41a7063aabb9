"""Kotlin headers as the contract data writes them."""

import pytest

from destination_writer.knowledge.signatures import BadSignature, parse_parameter, parse_signature, split_top


@pytest.mark.parametrize(
    ("text", "name", "modifiers", "parameters", "result"),
    [
        ("fun x()", "x", (), [], None),
        ("suspend fun x(a: A): B?", "x", ("suspend",), [("a", "A", None)], "B?"),
        ("fun `a b`(c: C = d(1, 2))", "a b", (), [("c", "C", "d(1, 2)")], None),
        (
            "abstract suspend fun m(f: suspend (Int) -> Unit, g: Map<String, (A) -> B> = mapOf()): List<Map<K, V>>",
            "m",
            ("abstract", "suspend"),
            [("f", "suspend (Int) -> Unit", None), ("g", "Map<String, (A) -> B>", "mapOf()")],
            "List<Map<K, V>>",
        ),
        ("val x: Map<A, B>", "x", (), [], "Map<A, B>"),
        ("const val X: String", "X", ("const",), [], "String"),
        ("fun x(\n  a: A,\n  b: B,\n)", "x", (), [("a", "A", None), ("b", "B", None)], None),
        ('fun x(a: String = ",(")', "x", (), [("a", "String", '",("')], None),
    ],
)
def test_headers(
    text: str, name: str, modifiers: tuple[str, ...], parameters: list[tuple[str, str, str | None]], result: str | None
) -> None:
    parsed = parse_signature(text)
    assert (parsed.name, parsed.modifiers, parsed.return_type) == (name, modifiers, result)
    assert [(item.name, item.type, item.default) for item in parsed.parameters] == parameters


def test_type_parameters_and_receiver() -> None:
    parsed = parse_signature("fun <T : Any, U> List<T>.x(u: U): T")
    assert (parsed.type_parameters, parsed.receiver, parsed.name) == ("<T : Any, U>", "List<T>", "x")


@pytest.mark.parametrize(
    ("text", "keyword", "modifiers"),
    [
        ("override val stream: DestinationStream", "val", ("override",)),
        ("private val x: X = y", "val", ("private",)),
        ("vararg records: R", None, ("vararg",)),
        ("var x: X", "var", ()),
        ("value: X", None, ()),
    ],
)
def test_constructor_parameters(text: str, keyword: str | None, modifiers: tuple[str, ...]) -> None:
    parsed = parse_parameter(text)
    assert (parsed.keyword, parsed.modifiers) == (keyword, modifiers)
    assert parsed.text == text


@pytest.mark.parametrize("text", ["", "x()", "fun", "fun ()", "fun x", "fun x(", "fun x(a)", "class X", "fun x() = 1"])
def test_what_is_no_header_is_refused(text: str) -> None:
    with pytest.raises(BadSignature):
        parse_signature(text)


def test_commas_inside_brackets_and_strings_split_nothing() -> None:
    assert split_top('a, b<c, d>, (e, f) -> g, "h, i"') == ["a", "b<c, d>", "(e, f) -> g", '"h, i"']
