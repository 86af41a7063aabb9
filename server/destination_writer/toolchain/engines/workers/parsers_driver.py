"""Parsers of SQL dialects; they say where a statement is wrong and run nothing."""

import re
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from destination_writer.toolchain.engines.workers.placeholders import replaced

Problem = dict[str, Any]
_PACKAGES = ("pglast", "sqlfluff", "polyglot-sql", "sqlglot", "duckdb", "chdb")
_MODULES = {"polyglot-sql": "polyglot_sql"}
_DUCKDB_LINE = re.compile(r"LINE (\d+): (.*)\n( *)\^")
_CLICKHOUSE_PLACE = re.compile(r"failed at position (\d+)")
_PLACE = re.compile(r"^Line \d+, Position \d+: ")


class Driver:
    """`call("parse", {"parser", "dialect", "sql"})` gives {"problems": [{"line", "column", "message"}]}, from 1."""

    def __init__(self, _options: dict[str, Any]) -> None:
        self._parsers: dict[str, Callable[[str, str], list[Problem]]] = {
            "pglast": _pglast,
            "sqlfluff": _sqlfluff,
            "polyglot": _polyglot,
            "tokens": _merge_without_then,
            "duckdb": _duckdb,
            "clickhouse": _clickhouse,
        }

    def title(self) -> str:
        return "parsers"

    def via(self) -> str:
        return ", ".join(f"{name} {version(name)}" for name in _PACKAGES if find_spec(_MODULES.get(name, name)))

    def open(self) -> Any:
        raise ValueError("a parser has no sessions")

    def call(self, name: str, body: Any) -> Any:
        if name != "parse":
            raise ValueError(f"the parsers have no request {name!r:.100}")
        # One character for one, so that places stay what they are.
        sql = replaced(body["sql"], lambda _: "1")
        return {"problems": self._parsers[body["parser"]](sql, body["dialect"])}

    def told(self, _error: Exception) -> dict[str, Any] | None:
        return None

    def close(self) -> None:
        """Nothing is held."""


def _problem(line: int, column: int, message: str) -> Problem:
    return {"line": line, "column": column, "message": message}


def _pglast(sql: str, _dialect: str) -> list[Problem]:
    import pglast  # pyright: ignore[reportMissingImports]  # in the parsers' own environment

    try:
        pglast.parse_sql(sql)
    except pglast.parser.ParseError as error:
        offset = error.args[1] if len(error.args) > 1 and error.args[1] is not None else len(sql)
        before = sql[:offset]
        return [_problem(before.count("\n") + 1, offset - before.rfind("\n"), str(error.args[0]))]
    return []


def _duckdb(sql: str, _dialect: str) -> list[Problem]:
    import duckdb  # pyright: ignore[reportMissingImports]  # in DuckDB's own environment

    try:
        duckdb.extract_statements(sql)
    except duckdb.ParserException as error:
        text = str(error)
        found = _DUCKDB_LINE.search(text)
        message = text.partition("\n")[0].removeprefix("Parser Error: ")
        if found is None:
            return [_problem(1, 1, message)]
        return [_problem(int(found[1]), len(found[3]) - len(f"LINE {found[1]}: ") + 1, message)]
    return []


def _clickhouse(sql: str, _dialect: str) -> list[Problem]:
    import chdb  # pyright: ignore[reportMissingImports]  # in ClickHouse's own environment

    quoted = sql.replace("\\", "\\\\").replace("'", "\\'")
    try:
        chdb.query(f"SELECT formatQuerySingleLine('{quoted}')")
    except RuntimeError as error:
        text = str(error)
        found = _CLICKHOUSE_PLACE.search(text)
        if found is None:
            return []  # another error than one of the grammar
        before = sql.encode()[: int(found[1]) - 1].decode(errors="ignore")
        wanted = text.partition("Expected")[2].partition(". (")[0][:120]
        message = f"Syntax error: expected{wanted}" if wanted else "Syntax error"
        return [_problem(before.count("\n") + 1, len(before) - before.rfind("\n"), message)]
    return []


def _sqlfluff(sql: str, dialect: str) -> list[Problem]:
    from sqlfluff.core import (  # pyright: ignore[reportMissingImports]  # in the parsers' own environment
        FluffConfig,
        Linter,
    )

    settings = {"dialect": dialect, "templater": "raw", "large_file_skip_byte_limit": 0}
    try:
        parsed = Linter(config=FluffConfig(overrides=settings)).parse_string(sql + "\n")
        violations, tree = list(parsed.violations), parsed.tree
    except AssertionError:  # "Root variant not successfully parsed": it gives up on hundreds of rows, and says nothing
        return []
    found = [_problem(item.line_no, item.line_pos, _PLACE.sub("", item.desc())) for item in violations]
    if not found and tree is not None and "unparsable" in tree.type_set():
        found.append(_problem(1, 1, "a part of the statement cannot be parsed"))
    return found


def _polyglot(sql: str, dialect: str) -> list[Problem]:
    import polyglot_sql  # pyright: ignore[reportMissingImports]  # in the parsers' own environment

    result = polyglot_sql.validate(sql, dialect=dialect)
    return [_problem(item.line or 1, item.col or 1, item.message) for item in result.errors]


def _merge_without_then(sql: str, dialect: str) -> list[Problem]:
    """A WHEN clause of MERGE that acts before it says THEN: the one fault that lenient parsers let pass."""
    import sqlglot  # pyright: ignore[reportMissingImports]  # in the parsers' own environment

    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
    except sqlglot.errors.SqlglotError as error:
        return [_problem(1, 1, str(error))]
    found: list[Problem] = []
    merging = waiting = False
    depth = cases = 0
    for token in tokens:
        word = token.text.upper() if token.token_type.name not in ("STRING", "IDENTIFIER") else ""
        depth += (word == "(") - (word == ")")
        if word == ";":
            merging = waiting = False
            depth = cases = 0
        elif word == "MERGE" and depth == 0:
            merging, waiting, cases = True, False, 0
        elif word == "CASE":
            cases += 1
        elif word == "END" and cases:
            cases -= 1
        elif not merging or depth or cases:
            continue
        elif word == "WHEN":
            waiting = True
        elif word == "THEN":
            waiting = False
        elif waiting and word in ("UPDATE", "INSERT", "DELETE", "DO"):
            column = token.col - len(token.text) + 1
            found.append(_problem(token.line, column, f"THEN is missing before {word}"))
            waiting = False
    return found
