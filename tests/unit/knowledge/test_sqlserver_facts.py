"""Statements of dialects/sqlserver.yaml, judged by the parsers of T-SQL; no SQL Server can be installed here."""

import pytest
from parsed_facts import demand_parsed, demand_parsers, statements

from destination_writer.knowledge.dialects import AirbyteTypeName, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.parsing import judge

demand_parsers("sqlserver")
DIALECT = Knowledge(DiskFiles(bundled("knowledge"))).dialect("sqlserver")
NAMES = {
    "namespace": "[n 1]",
    "target_namespace": "[n 1]",
    "table": "[n 1].[t x]",
    "target": "[n 1].[t x]",
    "source": "[n 2].[tmp]",
    "target_name": "t x",
    "source_name": "[tmp]",
    "columns": "[id], [cur], [v]",
    "source_columns": "s.[id], s.[cur], s.[v]",
    "assignments": "[id] = s.[id], [v] = s.[v]",
    "newest": "SELECT [id], [cur], [v] FROM (SELECT [id], [cur], [v], ROW_NUMBER() OVER (PARTITION BY [id], "
    "DATALENGTH([id]) ORDER BY [cur] DESC) AS [n] FROM [n 2].[tmp]) AS numbered WHERE [n] = 1",
    "same_key": DIALECT.expressions.same.replace("{a}", "t.[id]").replace("{b}", "s.[id]"),
    "is_newer": "(s.[cur] > t.[cur] OR (s.[cur] IS NOT NULL AND t.[cur] IS NULL))",
    "deleted": "s.[v] IS NOT NULL",
    "not_deleted": "s.[v] IS NULL",
    "rows": "(N'1', NULL, N'x'), (N'2', N'3', NULL)",
    "added": "[n]",
    "dropped": "[o]",
    "changed": "[v]",
    "moved": "[v_airbyte_changed]",
    "column": "[v]",
    "to": "[w]",
    "type": DIALECT.type_for("StringType").ddl,
    "conversion": "CAST([v] AS nvarchar(max))",
}
LISTED = NAMES | {"columns": "[id] bigint NOT NULL, [v] nvarchar(max) COLLATE Latin1_General_100_BIN2"}


def all_statements() -> dict[str, str]:
    found = dict(statements(DIALECT, NAMES))
    return found | {name: sql for name, sql in statements(DIALECT, LISTED) if name.startswith("create.")}


@pytest.mark.parametrize("name", all_statements())
def test_every_statement_parses(name: str) -> None:
    demand_parsed("sqlserver", all_statements()[name])


@pytest.mark.parametrize("kind", ["ddl", "catalogue"])
def test_both_spellings_of_every_type_are_declared(kind: str) -> None:
    types = {getattr(DIALECT.type_for(name.value), kind) for name in AirbyteTypeName}
    types |= {getattr(column, kind) for column in DIALECT.meta.columns}
    body = ", ".join(f"[c{number}] {text} NULL" for number, text in enumerate(sorted(types)))
    demand_parsed("sqlserver", f"CREATE TABLE [n].[t] ({body})")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE IF NOT EXISTS [n].[t] ([a] int)",
        "INSERT INTO [t] ([a]) VALUES (1) ON CONFLICT ([a]) DO NOTHING",
        "SELECT [a] FROM [t] LIMIT 1",
        "MERGE INTO [t] USING [s] ON [t].[a] = [s].[a] WHEN MATCHED UPDATE SET [a] = 1;",
    ],
)
def test_what_the_page_calls_a_syntax_error_is_one(sql: str) -> None:
    assert judge("sqlserver", sql).problems


def test_json_and_text_columns_have_types_that_the_driver_tells_apart() -> None:
    text, json = DIALECT.type_for("StringType").ddl, DIALECT.type_for("ObjectType").ddl
    assert text.startswith("nvarchar") and json.startswith("varchar")
    assert DIALECT.type_map.json_names == ("varchar",)


def test_a_merge_comes_first_and_ends_in_a_semicolon() -> None:
    merge = DIALECT.strategy(StrategyKind.UPSERT)
    assert merge is not None and merge.slug == "merge" and merge.statements[0].endswith(";")


def test_literals_keep_characters_outside_of_the_code_page() -> None:
    assert DIALECT.quoting.literal("it's 東京") == "N'it''s 東京'"


@pytest.mark.parametrize(("name", "quoted"), [("a]b", "[a]]b]"), ("a[b", "[a[b]"), ("a b", "[a b]")])
def test_only_the_closing_bracket_is_doubled(name: str, quoted: str) -> None:
    assert DIALECT.quoting.quote(name) == quoted


def test_only_an_absent_object_is_read_as_an_absent_table() -> None:
    missing = {code.vendor: code.missing for code in DIALECT.errors.codes if code.missing}
    assert missing == {"207": "column", "208": "table"}  # 2760 also says that a right is missing
