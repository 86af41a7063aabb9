"""What can be read as Kotlin, judged by the lexer for the whole and by a tree for members that changed."""

import pytest

from destination_writer.agent.proposals.syntax import lexical_fault, unreadable_members

GOOD = '''package a

/* a { comment /* nested */ */
class A(val x: Int) {
    fun text(name: String) = "a { ${name.map { "}" }} \\" ("
    fun raw() = """
        { "quotes" ${"$"}{ """
    val c = '{'
    fun sql() = $$"""select $$x ${y}"""
}
'''


def test_right_code_has_no_fault() -> None:
    assert lexical_fault(GOOD) == ""
    assert list(unreadable_members("", GOOD)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("class A {\n    fun a() {\n    }\n", "line 1: `{`"),
        ("class A {\n}\n}\n", "line 3: `}` closes nothing"),
        ('val a = "x\nval b = 1\n', "line 1: the string"),
        ('val a = """x\nval b = 1\n', "line 1: the string"),
        ('val a = "${x"\n', "line 1:"),
        ("/* never\nval a = 1\n", "line 1: the comment"),
        ("fun a() = listOf(1, 2]\n", "line 1: `(`"),
        ("fun a(x: Int = 1\n", "line 1: `(`"),
    ],
)
def test_what_is_not_closed_is_named_with_its_line(text: str, told: str) -> None:
    assert told in lexical_fault(text)


def test_a_changed_member_that_is_no_kotlin_is_named() -> None:
    before = "class A {\n    fun a() = 1\n}\n"
    after = "class A {\n    fun a() {\n        val = = 3\n    }\n}\n"
    assert next(unreadable_members(before, after)).startswith("line 2: `a` cannot be read")


def test_members_that_were_there_are_not_judged_again() -> None:
    odd = "class A {\n    fun a() { val = = 3 }\n    fun b() = 1\n}\n"
    assert list(unreadable_members(odd, odd.replace("b() = 1", "b() = 2"))) == []
