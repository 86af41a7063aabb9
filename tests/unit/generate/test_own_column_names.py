"""A column of the source may be called like one of Airbyte's own, or so but for its case: it gets another name."""

import re

import pytest
from made_connectors import made

FOLDED = ["bigquery", "databricks", "duckdb", "mariadb", "mysql", "redshift", "sqlite", "sqlserver"]
"""Where names that differ in case alone are one name."""
KEPT = ["clickhouse", "cockroachdb", "mongodb", "oracle", "postgres", "snowflake", "timescaledb"]


def text_of(dialect: str, cdk: str, file: str) -> str:
    found = [text for path, text in made(dialect, cdk, prefix="Db").items() if path.endswith(f"/{file}")]
    return " ".join(found[0].split())


@pytest.mark.parametrize("dialect", [*FOLDED, *KEPT])
@pytest.mark.parametrize("cdk", ["0.1.100", "1.0.13"])
def test_the_schema_mapper_counts_them_as_taken(dialect: str, cdk: str) -> None:
    mapper = text_of(dialect, cdk, "DbTableSchemaMapper.kt")
    assert re.search(
        r"if \((Meta\.COLUMN_NAMES\.any \{ colsConflict\(it, \w+\) \}|\w+ in Meta\.COLUMN_NAMES)\) \"\$\{\w+\}_1\"",
        mapper,
    )
    assert ("ignoreCase = true" in mapper) == (dialect in FOLDED)


@pytest.mark.parametrize("dialect", [*FOLDED, *KEPT])
def test_the_name_generator_counts_them_as_taken(dialect: str) -> None:
    generator = text_of(dialect, "0.1.76", "DbNameGenerators.kt")
    folded = r"Meta\.COLUMN_NAMES\.any \{ (it\.equals\(plain, ignoreCase = true\)|it == canonical\(plain\)) \}"
    wanted = folded if dialect in FOLDED else r"\w+ in Meta\.COLUMN_NAMES"
    assert re.search(rf"if \({wanted}\) \"\$\{{\w+\}}_1\" else", generator)
