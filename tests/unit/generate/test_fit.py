"""A body takes the form of the function that it is put into."""

import pytest

from destination_writer.connector.sources import read_source
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.fit import fitted, single_expression
from destination_writer.generate.place import find_place

VALUE = 'return "x"'
STEPS = "val a = 1\nif (a > 0) {\n    b()\n}\nreturn a"
EFFECT = "run()"


def fit(text: str, body: str, return_type: str = "String") -> str:
    source = read_source("src/main/kotlin/client/AcmeSqlGenerator.kt", text)
    return fitted(find_place(source, source.stubs[0]), body, return_type)


def in_class(members: str, step: str = "    ", end: str = "\n") -> str:
    """A class with these members, given at column 0 and two spaces a step, in the style that is asked for."""
    lines = [line.replace("  ", step) for line in members.split("\n")]
    return end.join(["class AcmeSqlGenerator {", *(step + line for line in lines), "}"])


WRITTEN = "val a = 1\n{0}if (a > 0) {{\n{0}  b()\n{0}}}\n{0}return a"
STUB = 'TODO("Phase 3")'
FITTED = [
    (f"fun f(): String = {STUB}", VALUE, 'fun f(): String = "x"'),
    (f"fun f() =\n  {STUB}", VALUE, 'fun f() = "x"'),
    (f"fun f() = {STUB}", STEPS, f"fun f(): String {{\n  {WRITTEN.format('  ')}\n}}"),
    (f"fun f() {{\n  {STUB}\n}}", EFFECT, "fun f() {\n  run()\n}"),
    (
        f"fun f() {{\n  // Why.\n  // Due in Phase 3\n  return {STUB}\n}}",
        VALUE,
        'fun f() {\n  // Why.\n  return "x"\n}',
    ),
    (f"fun f(): Int {{ {STUB} }}", STEPS, f"fun f(): Int {{\n  {WRITTEN.format('  ')}\n}}"),
    (f"fun f() {{\n  log()\n  {STUB}\n}}", STEPS, f"fun f() {{\n  log()\n  {WRITTEN.format('  ')}\n}}"),
]


@pytest.mark.parametrize(("step", "end"), [("    ", "\n"), ("  ", "\n"), ("\t", "\r\n")], ids=["four", "two", "tabs"])
@pytest.mark.parametrize(("before", "body", "after"), FITTED)
def test_fitted(before: str, body: str, after: str, step: str, end: str) -> None:
    if before.startswith("fun f(): Int { ") and step == "  ":
        before += "\nfun g() {\n  h()\n}"  # else nothing shows how the file indents
        after += "\nfun g() {\n  h()\n}"
    assert fit(in_class(before, step, end), body) == in_class(after, step, end)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ('fun f() { val a = 2\nTODO("Phase 3") }', "f already declares a before the stub"),
        ('fun f() = listOf(TODO("Phase 3"))', "the stub is a part of a larger expression in f"),
        ('fun f() { if (x) { TODO("Phase 3") } }', "the stub is a part of a larger expression in f"),
        ('fun f() = "${TODO("Phase 3")}"', "the stub is a part of a larger expression in f"),
        ('init { TODO("Phase 3") }', "the stub stands in no function of AcmeSqlGenerator"),
        ('fun f(): Int { TODO("Phase 3")\n    return g() }', "f goes on behind the stub"),
    ],
)
def test_what_cannot_be_fitted_says_why(function: str, reason: str) -> None:
    with pytest.raises(CannotGenerate) as error:
        fit(f"class AcmeSqlGenerator {{\n    {function}\n}}", STEPS)
    assert error.value.reason.startswith(reason)
    assert error.value.missing


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        ("return a", "a"),
        ("return f(\n    a,\n)", "f(\n    a,\n)"),
        ("val a = 1\nreturn a", None),
        ("return if (a) return b else c", None),
        ("return a.map { return@map it }", "a.map { return@map it }"),
        ("run()", None),
        ("// why\nreturn a", None),
    ],
)
def test_single_expression(body: str, expression: str | None) -> None:
    assert single_expression(body) == expression
