"""Types and `when`s read from text alone."""

import pytest

from destination_writer.analysis.nearest import nearest, slips
from destination_writer.kotlin.tokens import blank_non_code
from destination_writer.kotlin.typetexts import UNKNOWN, KotlinType, parse_type
from destination_writer.kotlin.whens import whens

STRING = KotlinType("String")
TYPES = {
    "String": STRING,
    "a.b.C": KotlinType("a.b.C"),
    "String?": KotlinType("String", nullable=True),
    "Map<String, List<Int?>>?": KotlinType(
        "Map", (STRING, KotlinType("List", (KotlinType("Int", nullable=True),))), nullable=True
    ),
    "Class<out String>": KotlinType("Class", (KotlinType("String", projection="out"),)),
    "List< * >": KotlinType("List", (KotlinType("", projection="*"),)),
    "`in`.X": KotlinType("in.X"),
    "(Int) -> String": UNKNOWN,
    "T & Any": UNKNOWN,
    "Map<String": UNKNOWN,
    "": UNKNOWN,
    "List<String>> x": UNKNOWN,
}


@pytest.mark.parametrize(("text", "expected"), TYPES.items())
def test_types(text: str, expected: KotlinType) -> None:
    assert parse_type(text) == expected


WHEN = """
fun f(t: T): Int = when (val x = g(t)) {
    is A, // -> of this
    is B -> { if (x) 1 else 2 }
    C -> when (t) { D -> 1; else -> 2 }
    is E if x.isEmpty() -> h("->") { y -> y }
    else -> throw X()
}
"""


def test_whens() -> None:
    code = blank_non_code(WHEN)
    outer, inner = whens(code)

    def shown(found: list[tuple[int, int]]) -> list[str]:
        return [code[a:b] for a, b in found]

    conditions = [shown([(c.start, c.end) for c in branch.conditions]) for branch in outer.branches]
    assert conditions == [["is A", "is B"], ["C"], ["is E if x.isEmpty()"], ["else"]]
    assert [branch.guard for branch in outer.branches] == [False, False, True, False]
    assert code[outer.subject.start : outer.subject.end] == "val x = g(t)"
    assert (outer.is_value, inner.is_value) == (True, False)
    assert [shown([(c.start, c.end) for c in b.conditions]) for b in inner.branches] == [["D"], ["else"]]


@pytest.mark.parametrize("text", ["when (x", "when (x) {", "when (x) { A ->", "when {\n A -> 1\n}", "x when (y)"])
def test_half_a_when_does_no_harm(text: str) -> None:
    assert all(found.span.end <= len(text) for found in whens(text))


NAMES = ["dropTable", "countTable", "copyTable", "name", "COLUMN_NAME_AB_RAW_ID", "mappedDescriptor"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dropTabel", ("dropTable",)),  # two signs in each other's place
        ("droptable", ("dropTable",)),
        ("COLUMN_NAME_AB_RAWID", ("COLUMN_NAME_AB_RAW_ID",)),
        ("mappedDescriptors", ("mappedDescriptor",)),
        ("coutTable", ("countTable",)),
        ("readTable", ()),
        ("nam", ()),  # too short to tell a slip from another word
        ("dropTable", ()),
    ],
)
def test_the_nearest_name(name: str, expected: tuple[str, ...]) -> None:
    assert nearest(name, NAMES) == expected


def test_a_longer_word_is_no_slip() -> None:
    assert slips("mappedDescriptors", NAMES) == ()
    assert slips("maappedDescriptor", NAMES) == ("mappedDescriptor",)
