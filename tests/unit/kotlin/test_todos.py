"""What is a stub and what is not, and what a stub says."""

import pytest

from destination_writer.kotlin.buffer import KotlinBuffer, find_todo_calls
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.text.places import Range


def found(text: str) -> list[TodoCall]:
    calls = find_todo_calls(text)
    assert calls == KotlinBuffer(text).todo_calls(), "a scan and a buffer agree"
    return calls


STUBS = {
    "expression body": ('fun f() = TODO("Phase 3")', 3),
    "words around the phase": ('fun f() { TODO("Implement in Phase 3 please") }', 3),
    "any case": ('fun f() { TODO("PHASE 4") }', 4),
    "any white space between": ('fun f() { TODO("Phase   12: later") }', 12),
    "any integer": ('fun f() { TODO("Phase 0") }', 0),
    "a big one": ('fun f() { TODO("phase 123456") }', 123456),
    "the first phase counts": ('fun f() { TODO("Phase 3, then Phase 4") }', 3),
    "spaces": ('fun f() { TODO ( "Phase 3" ) }', 3),
    "a comment before the parenthesis": ('fun f() { TODO /* soon */ ("Phase 3") }', 3),
    "a comment inside": ('fun f() { TODO(/* why */ "Phase 3" /* because */) }', 3),
    "several lines": ('fun f() {\n  TODO(\n    // why\n    "Phase 3",\n  )\n}', 3),
    "named argument": ('fun f() { TODO(reason = "Phase 3") }', 3),
    "raw string": ('fun f() { TODO("""Phase 3""") }', 3),
    "raw string over lines": ('fun f() { TODO("""\n  Phase 3\n""".trimIndent()) }', 3),
    "raw string closed by five quotes": ('fun f() { TODO("""a "Phase 3""""") }', 3),
    "multi-dollar string": ('fun f() { TODO($$"Phase 3 costs $5") }', 3),
    "concatenation": ('fun f() { TODO("Phase 3: " + name) }', 3),
    "second literal": ('fun f() { TODO("see " + "Phase 3") }', 3),
    "in parentheses": ('fun f() { TODO(("Phase 3")) }', 3),
    "a template beside the phase": ('fun f() { TODO("Phase 3 of ${all.size} ($name)") }', 3),
    "escapes": (r'fun f() { TODO("\"Phase 3\"\t") }', 3),
    "escaped phase": (r'fun f() { TODO("Ph\u0061se 3") }', 3),
    "qualified": ('fun f() { kotlin.TODO("Phase 3") }', 3),
    "qualified inside a call": ('fun f() { g(kotlin.TODO("Phase 3")) }', 3),
    "qualified and returned": ('fun f() { return kotlin . TODO("Phase 3") }', 3),
    "qualified at the start of a line": ('fun f() {\n  kotlin.TODO("Phase 3")\n}', 3),
    "qualified below a statement": ('fun f() {\n  g()\n\n\tkotlin.TODO("Phase 3") // soon\n}', 3),
    "qualified below the sign": ('fun f(): Int =\n  kotlin.TODO("Phase 3")', 3),
    "qualified over lines": ('fun f() {\n  kotlin\n    .TODO("Phase 3")\n}', 3),
    "elvis": ('fun f() = x ?: TODO("Phase 3")', 3),
    "range": ('fun f() = 1..TODO("Phase 3")', 3),
    "open range": ('fun f() = 1..<TODO("Phase 3")', 3),
    "when branch": ('fun f() = when (x) {\n  1 -> TODO("Phase 6")\n}', 6),
    "template of a string": ('val s = "value ${TODO("Phase 3")} here"', 3),
    "template of a raw string": ('val s = """\n  ${ TODO("Phase 3") }\n"""', 3),
    "template in a template": ('val s = "a ${ "b ${TODO("Phase 3")}" } c"', 3),
    "braces in a template": ('val s = "${ run { x } + TODO("Phase 3") }"', 3),
    "two dollars make a template": ('val s = $$"a $$"; val t = $$"${x} $${TODO("Phase 3")}"', 3),
    "labelled": ('fun f() { here@ TODO("Phase 3") }', 3),
    "returned": ('fun f() { return@f TODO("Phase 3") }', 3),
    "after a comment line": ('fun f() {\n  // Sentence.\n  TODO("Phase 3")\n}', 3),
    "after a block comment": ('fun f() {\n  /* x. */\n  TODO("Phase 3")\n}', 3),
    "after a broken string": ('val a = "abc\nval b = TODO("Phase 3")', 3),
    "after a character": ('val a = \'"\'\nval b = TODO("Phase 3")', 3),
    "after an escaped character": ("val a = '\\''\nval b = TODO(\"Phase 3\")", 3),
    "after a nested comment": ('/* a /* b */ c */ val b = TODO("Phase 3")', 3),
    "after a raw string of six quotes": ('val a = """"""\nval b = TODO("Phase 3")', 3),
    "after backticks": ('fun `it\'s "odd" // here`() { TODO("Phase 3") }', 3),
    "after a shebang": ('#!/usr/bin/env "kotlin\nval b = TODO("Phase 3")', 3),
    "as a default": ('class A(val x: Int = TODO("Phase 3"))', 3),
    "an argument of another call": ('fun f() { g(1, TODO("Phase 3"), 2) }', 3),
    "lone carriage returns": ('fun f() {\r  TODO("Phase 3")\r}', 3),
    "old separators are no line ends": ('// a\u2028b\x0cc\x85d TODO("Phase 1")\nval b = TODO("Phase 3")', 3),
}


@pytest.mark.parametrize(("text", "phase"), STUBS.values(), ids=STUBS.keys())
def test_stub(text: str, phase: int) -> None:
    (call,) = found(text)
    assert call.phase == phase
    assert call.text.startswith("TODO") and call.text.endswith(")") and call.text in text


NO_STUBS = {
    "line comment": '// TODO("Phase 3")',
    "block comment": '/* TODO("Phase 3") */',
    "rest of a nested comment": '/* a /* b */ TODO("Phase 3") */',
    "KDoc": '/**\n * fun later(): Int = TODO("Phase 4")\n */',
    "string": 'val a = "TODO(\\"Phase 3\\")"',
    "raw string": 'val a = """write TODO("Phase 1") here"""',
    "raw string over lines": 'val a = """\nTODO("Phase 1")\n"""',
    "single dollar in a multi-dollar string": 'val a = $$"""${TODO("Phase 1")}"""',
    "backticks": '`TODO("Phase 3")`()',
    "another name": 'myTODO("Phase 3"); TODOS("Phase 3"); todo("Phase 3")',
    "member": 'x.TODO("Phase 3")',
    "safe call": 'x?.TODO("Phase 3")',
    "member of the line above": 'fun f() {\n  x\n    .TODO("Phase 3")\n}',
    "dot at the end of the line above": 'fun f() {\n  x. // here\n    TODO("Phase 3")\n}',
    "member of a member named kotlin": 'a.kotlin.TODO("Phase 3")',
    "member of a member named kotlin, safely": 'f(a?.kotlin.TODO("Phase 3"))',
    "member of a member named kotlin, over lines": 'val x = a.\n  kotlin.TODO("Phase 3")',
    "member of a member named kotlin, below a comment": 'val x = a. // here\n\n  kotlin.TODO("Phase 3")',
    "member of another kotlin": 'f(mykotlin.TODO("Phase 3"))',
    "function of that name": 'fun TODO(reason: String = "Phase 3") {}',
    "generic function of that name": 'fun <T> TODO(reason: String = "Phase 3"): T = x',
    "extension of that name": 'fun String.TODO(reason: String = "Phase 3") {}',
    "class of that name": 'class TODO(val reason: String = "Phase 3")',
    "annotation of that name": '@TODO("Phase 3") class A',
    "supertype of that name": 'class A : TODO("Phase 3")',
    "reference": 'val f = ::TODO\nval g = x::TODO; ("Phase 3")',
    "no call": 'val a = TODO + "Phase 3"',
    "parenthesis on the next line": 'val a = TODO\n("Phase 3")',
    "later": 'fun f() { TODO("later") }',
    "not the word": 'fun f() { TODO("Phases 3"); TODO("Phase3"); TODO("Phase x"); TODO("aPhase 3") }',
    "number in another literal": 'fun f() { TODO("Phase " + 3) }',
    "number in a template": 'fun f() { TODO("Phase ${3}"); TODO("Phase $n") }',
    "text of another call": 'fun f() { TODO(message("Phase 3")) }',
    "text of another call behind a group": 'fun f() { TODO(("a") + message("Phase 3")) }',
    "text of a lambda": 'fun f() { TODO(build { "Phase 3" }) }',
    "open parenthesis": 'fun f() {\n  val x = TODO("Phase 3"\n}',
    "open parenthesis, next declaration": 'fun f() = TODO(\nfun g(s: String = "Phase 3") = 1',
    "open parenthesis, next property": 'fun f() {\n  TODO(\n  val s = "Phase 3"\n  g(s)\n}',
    "open parenthesis at the end": 'fun f() = TODO("Phase 3"',
    "open string": 'fun f() { TODO("Phase 3\n) }',
    "open raw string": 'fun f() { TODO("""Phase 3\n) }',
    "wrong bracket": 'fun f() { TODO("Phase 3"] ) }',
}


@pytest.mark.parametrize("text", NO_STUBS.values(), ids=NO_STUBS.keys())
def test_no_stub(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["TODO()", "TODO( )", "TODO(/* soon */)", "TODO(\n)"])
def test_a_plain_call_has_neither_phase_nor_reason(text: str) -> None:
    (call,) = found(f"fun f() {{ {text} }}")
    assert (call.text, call.phase, call.reason) == (text, None, None)


def test_only_the_inner_call_of_an_open_one_counts() -> None:
    (call,) = found('class A {\n  fun f() {\n    TODO(\n  }\n  fun g() = TODO("Phase 3")\n}')
    assert (call.phase, call.function) == (3, "g")


def test_the_reason_is_what_a_person_reads() -> None:
    (call,) = found(r'fun f() { TODO("Phase 3: \"a\"\tb \u00e9 ${x.y} $z \$5") }')
    assert call.reason == 'Phase 3: "a"\tb é ${x.y} $z $5'


def test_the_range_runs_from_the_word_to_its_parenthesis() -> None:
    text = 'val s = "😀" + kotlin.TODO(\r\n  "Phase 3",\r\n) + 1'
    (call,) = found(text)
    assert call.range == Range.of(0, 21, 2, 1)
    assert call.text == 'TODO(\r\n  "Phase 3",\r\n)'


def test_several_on_a_line_come_in_order() -> None:
    assert [call.phase for call in found('val a = f(TODO("Phase 2"), TODO("Phase 1")) /* TODO("Phase 9") */')] == [2, 1]
