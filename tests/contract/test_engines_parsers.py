"""The SQL parsers: right statements pass, wrong ones are told with their place, known false errors are named."""

from collections.abc import Iterator

import pytest

from destination_writer.toolchain.engines import Missing, find_parsers, judge
from destination_writer.toolchain.engines.parsing import close_parsers, label

MERGE = "MERGE INTO t USING s ON (t.a = s.a)\n  WHEN MATCHED {then}UPDATE SET b = s.b"
RIGHT = [
    ("postgres", 'INSERT INTO "s"."t" ("a") VALUES (?) ON CONFLICT ("a") DO UPDATE SET "a" = EXCLUDED."a"'),
    ("postgres", "SELECT '?' WHERE j ?? 'a' AND x = ?"),
    ("snowflake", 'CREATE OR REPLACE TABLE "A"."B" ("x" VARIANT, "y" TIMESTAMP_TZ)'),
    ("bigquery", "CREATE OR REPLACE TABLE `a`.`b` (x INT64, y TIMESTAMP) PARTITION BY DATE(y) CLUSTER BY x"),
    ("databricks", "MERGE INTO t USING s ON t.a <=> s.a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"),
    ("redshift", "COPY t FROM 's3://bucket/key' IAM_ROLE 'arn' MANIFEST GZIP"),
    ("sqlserver", "MERGE INTO t WITH (HOLDLOCK) USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b;"),
    ("oracle", "MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET t.b = s.b DELETE WHERE s.c = 1"),
    ("mysql", "INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a)"),
    ("clickhouse", "CREATE TABLE t (a Int64) ENGINE = ReplacingMergeTree(a) ORDER BY a"),
]
WRONG = [
    ("postgres", "SELEC 1", 1, 1),
    ("postgres", "SELECT 1\nFROM t\nWHER a = 1 b", 3, 6),
    ("snowflake", "INSERT INTO t SELECT 1 ON CONFLICT DO NOTHING", 1, 24),
    ("oracle", "SELEC 1 FROM dual", 1, 1),
    ("sqlserver", "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING;", 1, 30),
    ("bigquery", "CREATE TABLE t (a INT64", 1, 16),
]
MERGING = ("postgres", "snowflake", "bigquery", "sqlserver", "oracle", "redshift", "databricks")


@pytest.fixture(scope="module", autouse=True)
def parsers() -> Iterator[None]:
    there = find_parsers("oracle")
    if isinstance(there, Missing):
        pytest.skip(str(there))
    yield
    close_parsers()


@pytest.mark.parametrize(("slug", "sql"), RIGHT)
def test_right_statements_pass(slug: str, sql: str) -> None:
    report = judge(slug, sql)
    assert not report.problems
    assert report.judged, "nobody judged it"


@pytest.mark.parametrize(("slug", "sql", "line", "column"), WRONG)
def test_wrong_statements_are_told_with_their_place(slug: str, sql: str, line: int, column: int) -> None:
    problems = judge(slug, sql).problems
    assert problems
    assert (problems[0].line, problems[0].column) == (line, column), problems[0]
    assert problems[0].message


@pytest.mark.parametrize("slug", MERGING)
def test_a_merge_without_then_is_found_everywhere(slug: str) -> None:
    end = ";" if slug == "sqlserver" else ""
    found = [item for item in judge(slug, MERGE.format(then="") + end).problems if item.parser == "tokens"]
    assert [(item.line, item.column, item.message) for item in found] == [(2, 16, "THEN is missing before UPDATE")]
    assert not judge(slug, MERGE.format(then="THEN ") + end).problems


@pytest.mark.parametrize(
    "sql",
    [
        "MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED AND CASE WHEN s.b THEN 1 END = 1 THEN UPDATE SET b = 1",
        "MERGE INTO t USING (SELECT 'WHEN MATCHED UPDATE' AS a) s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1",
        'UPDATE t SET b = CASE WHEN "update" = 1 THEN 2 ELSE 3 END',
    ],
)
def test_then_is_not_missed_where_none_belongs(sql: str) -> None:
    assert not [item for item in judge("snowflake", sql).problems if item.parser == "tokens"]


@pytest.mark.parametrize(
    ("slug", "sql", "name"),
    [
        ("clickhouse", "OPTIMIZE TABLE t FINAL", "clickhouse-optimize"),
        ("mysql", "RENAME TABLE a TO b, c TO a", "polyglot-rename-table"),
        ("oracle", RIGHT[7][1], "polyglot-oracle-merge-delete"),
        ("oracle", "DROP USER a CASCADE", "polyglot-oracle-user"),
        ("oracle", "SELECT JSON_VALUE(a, '$' RETURNING NUMBER ERROR ON ERROR) FROM t", "oracle-json-returning"),
        ("sqlserver", "SELECT [a]]b] FROM [t]", "tsql-closing-bracket"),
        ("sqlite", "SELECT 1 FROM sqlite_master WHERE name = 'a' COLLATE NOCASE", "sqlite-collate"),
    ],
)
def test_known_false_errors_are_left_out_by_name(slug: str, sql: str, name: str) -> None:
    report = judge(slug, sql)
    assert not report.problems and report.judged
    assert name in report.excused


def test_a_label_names_parsers_with_their_versions() -> None:
    assert label("oracle").startswith("sqlfluff 4.5.0 (oracle)")
    assert label("postgres") == "pglast 8.8 (postgres)"
