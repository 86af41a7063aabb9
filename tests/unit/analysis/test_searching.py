"""Marks in a text: found as one pattern of all of them would find them, and quickly enough for a file of any size."""

import re

import pytest

from destination_writer.analysis.catalogue import dw409_no_transaction
from destination_writer.analysis.searching import Marks
from destination_writer.analysis.sqlconnector import _CLEANS  # pyright: ignore[reportPrivateUsage] - the table itself

MARKS = Marks(words=("sanitiz",), patterns={"regex(": re.compile(r'(?i)\bRegex\(\s*"\[\^')})


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("", False),
        ("fun sanitize(name: String)", True),
        ("fun SANITIZE(name: String)", True),
        ('Regex("[^a-z]")', True),
        ('Regex(x); Regex(\n  "[^a-z]")', True),
        ('Regex("[a-z]")', False),
        ('toRegex("[^a-z]")', False),
        ('"İİİİ" + Regex("[^a-z]")', True),
    ],
)
def test_a_mark_is_found_where_its_word_stands_or_its_pattern_fits(text: str, is_in: bool) -> None:
    assert MARKS.is_in(text) is is_in


@pytest.mark.parametrize(
    ("code", "cleans"),
    [
        ("name.toAlphanumericAndUnderscore()", True),
        ("name.filter { it.isLetterOrDigit() || it == '_' }", True),
        ("name.filterNot { c -> !c.isLetter() }", True),
        ("columns.filter { it.isKey }.map { c.isLetter() }", False),
        ('name.replace(Regex("[^A-Za-z0-9_]"), "_")', True),
        ('name.replace( "[^a-z]".toRegex(), "_")', True),
        ('private val bad = """[^a-z]""".toRegex()', True),
        ('private val bad = Regex("""[^a-z]""")', True),
        ('name.replace(Regex("\\\\W"), "_")', True),
        ('name.replace("\\"", "\\"\\"")', False),
        ("class A : SqlNameTransformer", True),
        ("fun normalizedName(name: String)", True),
        ("val quoted = name.quote()", False),
    ],
)
def test_what_cleans_names(code: str, cleans: bool) -> None:
    assert _CLEANS.is_in(code) is cleans


@pytest.mark.parametrize(
    ("text", "is_set"),
    [
        ("dataSource.isAutoCommit = false", True),
        ("dataSource.isAutoCommit = true", False),
        ("val thisAutoCommit = false", False),
        ('properties["autocommit"] = "0"', True),
        ('addDataSourceProperty("auto-commit", x)', True),
        ("      auto-commit: false", True),
        ("jdbc:x://h/d?autocommit=0", True),
        ("jdbc:x://h/d?autoCommit=true", False),
        ("config.defaultAutoCommit()", True),
        ("connection.commit()", False),
    ],
)
def test_what_sets_auto_commit_for_every_connection(text: str, is_set: bool) -> None:
    assert dw409_no_transaction._ANYWHERE.is_in(text) is is_set  # pyright: ignore[reportPrivateUsage] - the table
