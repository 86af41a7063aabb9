"""Ask parsers about the statements of tests/unit/sql/sql_cases.py, and print what each takes wrongly: the table of docs/sql.md.

compare_sql_judges.py          (the parsers are those of `make engines`; one that is not here is left out)
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "unit" / "sql"))

from sql_cases import RIGHT, WRONG  # noqa: E402 - found by the path above
from test_grammar import grammar  # noqa: E402

from destination_writer.sql.judging import problems  # noqa: E402

ENGINES = ROOT / ".tools" / "engines"
DIALECTS = {"": "postgres", "timescaledb": "postgres", "sqlserver": "tsql"}
"""What parsers call a dialect, where it is not the slug; the common cases are asked in PostgreSQL's."""

PROGRAM = """
import json, sys
def sqlglot(sql, dialect):
    import logging; logging.disable(logging.CRITICAL)
    import sqlglot; sqlglot.parse(sql, read=dialect)
def sqlfluff(sql, dialect):
    from sqlfluff.core import FluffConfig, Linter
    parsed = Linter(config=FluffConfig(overrides={"dialect": dialect, "templater": "raw"})).parse_string(sql + "\\n")
    assert not parsed.violations
def polyglot(sql, dialect):
    import polyglot_sql
    assert not polyglot_sql.validate(sql, dialect=dialect).errors
def pglast(sql, dialect):
    import pglast; pglast.parse_sql(sql)
def duckdb(sql, dialect):
    import duckdb; duckdb.extract_statements(sql)
name, cases = json.load(sys.stdin)
for dialect, sql in cases:
    try:
        globals()[name](sql, dialect); taken = True
    except ImportError:
        raise
    except Exception:
        taken = False
    print(json.dumps(taken))
"""
JUDGES = {
    "pglast": ("parsers", ("postgres",)),
    "DuckDB": ("duckdb", ("duckdb",)),
    "sqlfluff": ("parsers", None),
    "polyglot": ("parsers", None),
    "sqlglot": ("parsers", None),
}
"""Environment, and the dialects that it knows; None for all."""


def main() -> None:
    print("| judge | wrong, and taken | right, and rejected | ms a statement |")
    print("|---|---|---|---|")
    print(_row("Destination Writer", _own, None))
    for name, (environment, dialects) in JUDGES.items():
        python = ENGINES / environment / "bin" / "python"
        if not python.is_file():
            print(f"{name} is not here: run `make engines`", file=sys.stderr)
            continue
        print(_row(name, lambda cases, python=python, name=name: _asked(python, name.lower(), cases), dialects))


Cases = list[tuple[str, str]]


def _row(name: str, ask: Callable[[Cases], list[bool]], dialects: tuple[str, ...] | None) -> str:
    wrong = [("postgres", marked.replace("^", "")) for marked, _ in WRONG]
    right = [(DIALECTS.get(slug, slug), sql) for slug, known in RIGHT.items() for sql in known]
    right = [case for case in right if "VACUUM (FULL)" not in case[1]]
    if dialects is not None:
        wrong = [(dialects[0], sql) for _, sql in wrong]
        right = [(dialect, sql) for dialect, sql in right if dialect in dialects]
    begun = time.perf_counter()
    taken, kept = ask(wrong), ask(right)
    spent = (time.perf_counter() - begun) / (len(wrong) + len(right)) * 1000
    return f"| {name} | {sum(taken)} of {len(wrong)} | {len(kept) - sum(kept)} of {len(right)} | {spent:.1f} |"


def _own(cases: Cases) -> list[bool]:
    slugs = {"tsql": "sqlserver"}
    return [not problems(sql, frozenset(), grammar(slugs.get(dialect, dialect))) for dialect, sql in cases]


def _asked(python: Path, name: str, cases: Cases) -> list[bool]:
    done = subprocess.run(
        [python, "-c", PROGRAM], input=json.dumps([name, cases]), capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
