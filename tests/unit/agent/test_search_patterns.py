"""A pattern that could hold the server up is refused before it is tried; the others find what they mean."""

import pytest

from destination_writer.agent.tools.patterns import BadPattern, line_pattern


def regex(text: str) -> bool:
    return line_pattern(text, is_regex=True, ignore_case=False).is_in(
        "    fun dropTable(name: TableName): String = quote(name)"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"fun \w+\(", True),
        (r"fun drop\w+\(.*: TableName\).*String", True),
        (r"(?:fun|val) dropTable", True),
        (r"dropTables?\(", True),
        (r"^\s+fun", True),
        (r"[*+?|]{1}", False),
        (r"\*\+\?\|\*\+\?\|", False),
        (r"create|drop|alter|rename", True),
        (r"(?P<what>fun) drop", True),
        (r"(?:name: )?TableName", True),
    ],
)
def test_what_people_write_is_searched(text: str, found: bool) -> None:
    assert regex(text) is found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(", "no regular expression"),
        ("[a", "no regular expression"),
        (r".*.*.*.*x", "more than 3 parts"),
        (r"(a+)+b", "repeats a group"),
        (r"(?:a|aa)+b", "repeats a group"),
        (r"((a?)b)*c", "repeats a group"),
        (r"(a?){30}a{30}", "repeats a group"),
        ("a?" * 30 + "a" * 30, "more than 8 choices"),
        ("(a|a)" * 20 + "b", "more than 8 choices"),
        (r"(a*)\1b", "refers back"),
        (r"(?P<x>a)(?P=x)", "refers back"),
    ],
)
def test_what_could_take_minutes_is_refused(text: str, told: str) -> None:
    with pytest.raises(BadPattern, match=told):
        regex(text)


def test_plain_text_is_plain() -> None:
    assert line_pattern("a.b(", is_regex=False, ignore_case=True).is_in("x A.B( y")
    assert not line_pattern("a.b", is_regex=False, ignore_case=True).is_in("a-b")


def test_the_more_a_pattern_repeats_the_less_far_it_looks() -> None:
    widths = [line_pattern(".*" * n + "x", is_regex=True, ignore_case=False).width for n in range(4)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4
