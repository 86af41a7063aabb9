"""Ask parsers about the statements of tests/unit/sql/sql_cases.py: the table of docs/sql.md.

compare_sql_judges.py                          takes the parsers of `make engines`; one that is not here is left out
compare_sql_judges.py DATABASE JUDGE FOLDER    breaks a connector's statements, a token at a time, and asks one
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "unit" / "sql"))

from sql_cases import RIGHT, WRONG  # noqa: E402 - found by the path above
from test_grammar import grammar  # noqa: E402

from destination_writer.analysis.rule import subjects  # noqa: E402
from destination_writer.analysis.sqlsubject import sql_uses  # noqa: E402
from destination_writer.connector.load import load_connector  # noqa: E402
from destination_writer.connector.statements.samples import filled  # noqa: E402
from destination_writer.knowledge.store import Knowledge  # noqa: E402
from destination_writer.sql.judging import problems  # noqa: E402
from destination_writer.sql.kinds import BLOCK, FRAGMENT, UNKNOWN  # noqa: E402
from destination_writer.sql.tokens import sql_tokens  # noqa: E402
from destination_writer.toolchain.bundled import bundled  # noqa: E402
from destination_writer.toolchain.disk import DiskFiles  # noqa: E402

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


MOST = 300
"""Broken statements that are asked about."""


def main() -> None:
    if len(sys.argv) == 4:
        print(_broken(*sys.argv[1:]))
        return
    print("| judge | wrong, and taken | right, and rejected |")
    print("|---|---|---|")
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
    taken, kept = ask(wrong), ask(right)
    return f"| {name} | {sum(taken)} of {len(wrong)} | {len(kept) - sum(kept)} of {len(right)} |"


def _own(cases: Cases) -> list[bool]:
    slugs = {"tsql": "sqlserver"}
    return [not problems(sql, frozenset(), grammar(slugs.get(dialect, dialect))) for dialect, sql in cases]


def _asked(python: Path, name: str, cases: Cases) -> list[bool]:
    done = subprocess.run(
        [python, "-c", PROGRAM], input=json.dumps([name, cases]), capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _broken(slug: str, judge: str, folder: str) -> str:
    """How many broken statements both reject, one of them alone, neither; of the whole ones, how many each rejects."""
    environment, _ = JUDGES[judge]
    whole = _statements(slug, Path(folder))
    broken = sorted({one for sql in whole for one in _without_or_swapped(sql)} - set(whole))
    random.Random(7).shuffle(broken)
    cases = [(DIALECTS.get(slug, slug), sql) for sql in (*whole, *broken[:MOST])]
    theirs = _asked(ENGINES / environment / "bin" / "python", judge.lower(), cases)
    ours = [not problems(sql, frozenset(), grammar(slug)) for _, sql in cases]
    first = len(whole)
    pairs = list(zip(theirs[first:], ours[first:], strict=True))
    counts = " | ".join(str(pairs.count(kind)) for kind in ((False, False), (False, True), (True, False), (True, True)))
    return f"| {slug} | {judge} | {counts} | {theirs[:first].count(False)} and {ours[:first].count(False)} of {first} |"


def _statements(slug: str, folder: Path) -> list[str]:
    """The connector's statements that are known whole, with sample values put in."""
    knowledge = Knowledge(DiskFiles(bundled("knowledge")))
    connector = load_connector(DiskFiles(folder), name=f"destination-{slug}")
    found: set[str] = set()
    for subject in subjects(connector, knowledge).values():
        for use in subject.shared(sql_uses):
            known = (one for one in use.variants if not one.partial and one.kind not in (FRAGMENT, UNKNOWN, BLOCK))
            found |= {filled(one, knowledge.dialect(slug)).sql for one in known}
    return sorted(found)


def _without_or_swapped(sql: str) -> list[str]:
    """The statement without one token, and with two neighbours in the other order."""
    tokens = sql_tokens(sql)
    found = [sql[: one.start] + sql[one.end :] for one in tokens]
    for one, other in pairwise(tokens):
        found.append(f"{sql[: one.start]}{other.text} {one.text}{sql[other.end :]}")
    return found


if __name__ == "__main__":
    main()
