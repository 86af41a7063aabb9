"""A statement laid out for a person."""
# ruff: noqa: E501 - statements stand on one line

import pytest

from destination_writer.sql.layout import laid_out

LONG = "a_rather_long_name_of_a_column, another_rather_long_name_of_a_column"


@pytest.mark.parametrize(
    ("sql", "lines"),
    [
        ("SELECT   a ,b\n FROM s . t", ["SELECT a, b FROM s.t"]),
        ("SELECT COUNT(*), x::text, ARRAY[1] FROM t", ["SELECT COUNT(*), x::text, ARRAY[1] FROM t"]),
        (
            f"SELECT {LONG} FROM t LEFT JOIN u ON t.a = u.a WHERE b = 1 -- why",
            [f"SELECT {LONG}", "FROM t", "LEFT JOIN u", "ON t.a = u.a", "WHERE b = 1"],
        ),
        (
            "CREATE TABLE t (a_rather_long_name VARCHAR(10) NOT NULL, another_rather_long_name TIMESTAMP WITH TIME ZONE)",
            ["CREATE TABLE t (", "  a_rather_long_name VARCHAR(10) NOT NULL,", "  another_rather_long_name TIMESTAMP WITH TIME ZONE)"],
        ),
        (
            f"SELECT {LONG} FROM (SELECT {LONG} FROM t WHERE /* x */) s",
            [f"SELECT {LONG}", "FROM (", f"  SELECT {LONG}", "  FROM t", "  WHERE /* x */) s"],
        ),
    ],
)  # fmt: skip
def test_clauses_of_long_statements_begin_lines(sql: str, lines: list[str]) -> None:
    assert laid_out(sql).split("\n") == lines
