"""JDBC's placeholders in other drivers' statements."""

import pytest

from destination_writer.toolchain.engines.workers.placeholders import replaced

STATEMENTS = [
    ("INSERT INTO t VALUES (?, ?)", "INSERT INTO t VALUES ($1, $2)"),
    ("SELECT '?', \"?\", `?`, ?", "SELECT '?', \"?\", `?`, $1"),
    ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', $1"),
    ("SELECT E'\\'?', ?", "SELECT E'\\'?', $1"),
    ("SELECT 1 -- really?\n, ?", "SELECT 1 -- really?\n, $1"),
    ("SELECT /* ? */ ?", "SELECT /* ? */ $1"),
    ("DO $x$ BEGIN ? $$ ? END $x$; SELECT ?", "DO $x$ BEGIN ? $$ ? END $x$; SELECT $1"),
    ("SELECT j ?? 'a', ?", "SELECT j ? 'a', $1"),
    ("SELECT 1", "SELECT 1"),
]


@pytest.mark.parametrize(("sql", "wanted"), STATEMENTS)
def test_only_placeholders_are_replaced(sql: str, wanted: str) -> None:
    assert replaced(sql, lambda number: f"${number}") == wanted
