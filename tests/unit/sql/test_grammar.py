"""What the grammars take and reject, at which place and in which words."""

from pathlib import Path

import pytest
from sql_cases import RIGHT, WRONG

from destination_writer.sql.dialects import load_grammar
from destination_writer.sql.judging import GrammarKey, Problem, problems
from destination_writer.sql.notation import BadGrammar, read_notation
from destination_writer.sql.tokens import mark

FOLDER = Path(__file__).parents[3] / "knowledge" / "sql"
PARENTS = {"timescaledb": ("postgres",), "mariadb": ("mysql",)}
LOOSE = frozenset({mark(0)})
"""A placeholder that may be anything; `mark(1)` is one that is not."""


def grammar(slug: str = "") -> GrammarKey:
    def read(name: str) -> str | None:
        file = FOLDER / f"{name}.grammar"
        return file.read_text("utf-8") if file.is_file() else None

    return load_grammar((*PARENTS.get(slug, ()), slug) if slug else (), read)


def judged(sql: str, slug: str = "") -> tuple[Problem, ...]:
    text = sql.replace("{?}", mark(0)).replace("{x}", mark(1))
    return problems(text, LOOSE, grammar(slug))


@pytest.mark.parametrize(("slug", "sql"), [(slug, sql) for slug, known in RIGHT.items() for sql in known])
def test_a_right_statement_is_taken(slug: str, sql: str) -> None:
    assert judged(sql, slug) == ()


@pytest.mark.parametrize(("marked", "message"), WRONG)
def test_a_wrong_statement_is_rejected_at_its_place(marked: str, message: str) -> None:
    before, at, after = marked.split("^")
    (found,) = judged(before + at + after)
    assert (found.message, found.start, found.end) == (message, len(before), len(before) + len(at))


@pytest.mark.parametrize("slug", sorted(file.stem for file in FOLDER.glob("*.grammar") if file.stem != "statements"))
def test_every_database_rejects_a_merge_without_then(slug: str) -> None:
    (found,) = judged("MERGE INTO t USING s ON t.id = s.id WHEN MATCHED UPDATE SET a = s.a", slug)
    assert found.message == "WHEN MATCHED needs THEN before UPDATE."


@pytest.mark.parametrize(
    ("sql", "mended"),
    [
        ("MERGE INTO t USING s ON a = b WHEN MATCHED DELETE", "MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE"),
        ("merge into t using s on a = b when matched delete", "merge into t using s on a = b when matched then delete"),
        ("SELECT a, FROM t", "SELECT a FROM t"),
        ("select a form t", "select a from t"),
        ("UPDATE t a = 1", "UPDATE t SET a = 1"),
    ],
)
def test_a_sure_edit_makes_the_statement_right(sql: str, mended: str) -> None:
    (found,) = judged(sql)
    assert found.edit is not None
    assert sql[: found.edit.start] + found.edit.text + sql[found.edit.end :] == mended
    assert judged(mended) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "{?}",
        "{?} FROM t",
        "SELECT {?} FROM t {?}",
        "SELECT a FROM t WHERE {?} x = 1",
        "SELECT a FROM t WHERE x {?} 1 AND y = 2",
        "MERGE INTO {x} USING ({?}) AS s ON ({?}) WHEN MATCHED{?} THEN UPDATE SET {?} {?} WHEN NOT MATCHED THEN "
        "INSERT ({x}) VALUES ({?})",
        "INSERT INTO {x} {?} VALUES {?}",
        "CREATE {?} TABLE {x} ({?}) {?}",
        "CREATE {?}TABLE {x} ({?})",
        "ALTER TABLE {x} {?}",
        "SELECT {?}({x}) FROM tmp_{x}",
        "WHEN MATCHED UPDATE",
    ],
)  # fmt: skip
def test_what_may_be_anything_is_not_complained_about(sql: str) -> None:
    assert judged(sql) == ()


def test_what_stands_apart_from_the_unknown_is_judged() -> None:
    (found,) = judged("SELECT {?} FROM t WHERE {?} ORDER x")
    assert found.message == "ORDER BY needs BY before `x`."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: (B", "line 1: '(' is never closed"),
        ("a: B )", "line 1: ')' closes nothing"),
        ("a: B\n!", "line 2: a rule is written `name: ...`, not '!'"),
        ("a: B | | C", "line 1: an alternative is empty"),
    ],
)
def test_a_grammar_that_cannot_be_read_names_the_line(text: str, problem: str) -> None:
    with pytest.raises(BadGrammar) as raised:
        read_notation(text)
    assert str(raised.value) == problem


def test_a_rule_that_is_not_there_is_named() -> None:
    with pytest.raises(BadGrammar, match="these rules are called and not there: other"):
        load_grammar((), lambda _: "statement: A other")
