"""Tokens of Kotlin text, and the text without what is not code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destination_writer.kotlin.tokens import (
    TokenKind,
    blank_comments,
    blank_non_code,
    code_tokens,
    mask_literals,
    without_digit_groups,
)

K = TokenKind
CODE = {K.IDENTIFIER, K.KEYWORD, K.NUMBER, K.PUNCTUATION}

TOKENS = {
    "words": (
        "val `a b` = 0x1F",
        [(K.KEYWORD, "val"), (K.IDENTIFIER, "`a b`"), (K.PUNCTUATION, "="), (K.NUMBER, "0x1F")],
    ),
    "operators": (
        "a?.b ?: c!!..<d",
        [
            (K.IDENTIFIER, "a"),
            (K.PUNCTUATION, "?."),
            (K.IDENTIFIER, "b"),
            (K.PUNCTUATION, "?:"),
            (K.IDENTIFIER, "c"),
            (K.PUNCTUATION, "!!"),
            (K.PUNCTUATION, "..<"),
            (K.IDENTIFIER, "d"),
        ],
    ),
    "comments": (
        "a // b\n/* c /* d */ e */ f",
        [(K.IDENTIFIER, "a"), (K.COMMENT, "// b"), (K.COMMENT, "/* c /* d */ e */"), (K.IDENTIFIER, "f")],
    ),
    "string": (r'"a\"b"', [(K.STRING_START, '"'), (K.STRING_TEXT, r"a\"b"), (K.STRING_END, '"')]),
    "template": (
        '"a $b ${c} d"',
        [
            (K.STRING_START, '"'),
            (K.STRING_TEXT, "a "),
            (K.TEMPLATE_NAME, "$b"),
            (K.STRING_TEXT, " "),
            (K.TEMPLATE_START, "${"),
            (K.IDENTIFIER, "c"),
            (K.TEMPLATE_END, "}"),
            (K.STRING_TEXT, " d"),
            (K.STRING_END, '"'),
        ],
    ),
    "braces in a template": (
        '"${{x}}"',
        [
            (K.STRING_START, '"'),
            (K.TEMPLATE_START, "${"),
            (K.PUNCTUATION, "{"),
            (K.IDENTIFIER, "x"),
            (K.PUNCTUATION, "}"),
            (K.TEMPLATE_END, "}"),
            (K.STRING_END, '"'),
        ],
    ),
    "raw string with a closing run": (
        '"""a "b"""""',
        [(K.STRING_START, '"""'), (K.STRING_TEXT, 'a "b'), (K.STRING_END, '"""""')],
    ),
    "two dollars": (
        '$$"$5 $$x $$$y"',
        [
            (K.STRING_START, '$$"'),
            (K.STRING_TEXT, "$5 "),
            (K.TEMPLATE_NAME, "$$x"),
            (K.STRING_TEXT, " $"),
            (K.TEMPLATE_NAME, "$$y"),
            (K.STRING_END, '"'),
        ],
    ),
    "lone dollar": ('"5$"', [(K.STRING_START, '"'), (K.STRING_TEXT, "5$"), (K.STRING_END, '"')]),
    "string that its line ends": ('"ab\nc', [(K.STRING_START, '"'), (K.STRING_TEXT, "ab"), (K.IDENTIFIER, "c")]),
    "character": (r"'\'' '\u0041'", [(K.CHARACTER, r"'\''"), (K.CHARACTER, r"'\u0041'")]),
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_code_tokens(text: str, expected: list[tuple[TokenKind, str]]) -> None:
    assert [(token.kind, text[token.start : token.end]) for token in code_tokens(text)] == expected


def test_code_tokens_of_a_stretch() -> None:
    text = "a b c d"
    assert [text[t.start : t.end] for t in code_tokens(text, 2, 5)] == ["b", "c"]


BLANKED = {
    "comment": ("a /* b\n c */ d // e\r\nf", "a     \n      d     \r\nf"),
    "string": ('a "b{" c', "a      c"),
    "template": ('a "b${c + "d"}e" f', "a     c +        f"),
    "raw string": ('a """b\n"c" """ d', "a     \n        d"),
    "character": ("a '{' b", "a     b"),
    "division": ("a / b", "a / b"),
    "open string": ('a "b {\nc', "a     \nc"),
    "shebang": ("#!/bin/x '\na", "          \na"),
}


@pytest.mark.parametrize(("text", "expected"), BLANKED.values(), ids=BLANKED.keys())
def test_blank_non_code(text: str, expected: str) -> None:
    assert blank_non_code(text) == expected


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("val n = 65_535 / 1_000_000", "val n = 65535 / 1000000"),
        ("val n = 1_000L + 0xFF_FF", "val n = 1000L + 0xFFFF"),
        ("// At most 65_535 values.\nf(1)", "// At most 65535 values.\nf(1)"),
        ("val rows_1_2 = t1_2", "val rows_1_2 = t1_2"),
        ("// of rows_1_2", "// of rows_1_2"),
        ('"1_000 ${2_000} $n_1_000"', '"1_000 ${2000} $n_1_000"'),
        ("nothing to do", "nothing to do"),
    ],
)
def test_numbers_lose_their_digit_groups_and_texts_and_names_stay(written: str, plain: str) -> None:
    assert without_digit_groups(written) == plain


def test_blank_comments_leaves_strings() -> None:
    assert blank_comments('"""${a}// b""" // c\n/* d */"/* e */"') == '"""${a}// b"""     \n       "/* e */"'


def test_mask_literals_makes_each_literal_one_word() -> None:
    text = 'f("a ${g("}")} b", \'x\', """\n1""") // c'
    assert mask_literals(text) == 'f("xxxxxxxxxxxxx", "x", "xxxxxx")     '


pieces = st.lists(
    st.sampled_from(
        ['"', '"""', "${", "}", "{", "$", "$$", "//", "/*", "*/", "'", "`", "\\", "\n", "\r", "a", " ", "😀"]
    ),
    max_size=30,
).map("".join)


@given(pieces)
def test_what_is_blanked_keeps_its_shape(text: str) -> None:
    for changed in (blank_non_code(text), blank_comments(text)):
        assert len(changed) == len(text)
        assert [c for c in changed if c in "\r\n"] == [c for c in text if c in "\r\n"]
    assert len(mask_literals(text)) == len(text)


@given(pieces)
def test_tokens_are_in_order_and_cover_all_but_white_space(text: str) -> None:
    at = 0
    for token in code_tokens(text):
        assert token.start >= at and token.end > token.start
        assert text[at : token.start].strip() == ""
        at = token.end
    assert text[at:].strip() == ""


@given(pieces)
def test_blanked_text_is_what_the_tokens_call_code(text: str) -> None:
    if text.startswith("#!"):
        return
    expected = list(blank_non_code(text))
    kept = {i for token in code_tokens(text) if token.kind in CODE for i in range(token.start, token.end)}
    assert {i for i, c in enumerate(expected) if not c.isspace()} == {i for i in kept if not text[i].isspace()}
