"""Statements of dialects/oracle.yaml, judged by the parsers of Oracle's SQL; no Oracle server can be installed here."""

import pytest
from parsed_facts import demand_parsed, demand_parsers, statements

from destination_writer.knowledge.dialects import AirbyteTypeName
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.parsing import judge

demand_parsers("oracle")
DIALECT = Knowledge(DiskFiles(bundled("knowledge"))).dialect("oracle")
UNKNOWN_TO_THE_PARSERS = {"namespaces.create", "namespaces.drop"}
"""CREATE USER and DROP USER, which sqlfluff and polyglot do not have; the connector sends them inside of a block."""
NAMES = {
    "namespace": '"N 1"',
    "table": '"N 1"."t"',
    "target": '"N 1"."t"',
    "source": '"N 2"."tmp"',
    "target_name": '"t"',
    "old_name": '"t_old"',
    "old": '"N 1"."t_old"',
    "columns": '"id", "cur", "v"',
    "source_columns": 's."id", s."cur", s."v"',
    "assignments": 't."cur" = s."cur", t."v" = s."v"',
    "newest": 'SELECT "id", "cur", "v" FROM (SELECT "id", "cur", "v", ROW_NUMBER() OVER (PARTITION BY "id" '
    'ORDER BY "cur" DESC NULLS LAST) AS "n" FROM "N 2"."tmp") numbered WHERE "n" = 1',
    "same_key": DIALECT.expressions.same.replace("{a}", 't."id"').replace("{b}", 's."id"'),
    "is_newer": '(s."cur" > t."cur" OR (s."cur" IS NOT NULL AND t."cur" IS NULL))',
    "deleted": 's."v" IS NOT NULL',
    "not_deleted": 's."v" IS NULL',
    "row": "?, ?, ?",
    "added": '"n"',
    "dropped": '"o"',
    "changed": '"v"',
    "moved": '"v_airbyte_changed"',
    "column": '"v"',
    "to": '"w"',
    "type": DIALECT.type_for("StringType").ddl,
    "conversion": 'CAST("v" AS NUMBER)',
}
LISTED = NAMES | {"columns": '"id" NUMBER(38,0) NOT NULL, "v" VARCHAR2(4000 BYTE), "j" CLOB'}


def all_statements() -> dict[str, str]:
    found = dict(statements(DIALECT, NAMES))
    return found | {name: sql for name, sql in statements(DIALECT, LISTED) if name.startswith("create.")}


@pytest.mark.parametrize("name", sorted(set(all_statements()) - UNKNOWN_TO_THE_PARSERS))
def test_every_statement_parses(name: str) -> None:
    demand_parsed("oracle", all_statements()[name])


@pytest.mark.parametrize("kind", ["ddl", "catalogue"])
def test_both_spellings_of_every_type_are_declared(kind: str) -> None:
    types = {getattr(DIALECT.type_for(name.value), kind) for name in AirbyteTypeName}
    types |= {getattr(column, kind) for column in DIALECT.meta.columns}
    body = ", ".join(f'"c{number}" {text}' for number, text in enumerate(sorted(types)))
    demand_parsed("oracle", f'CREATE TABLE "n"."t" ({body})')


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "t" ("a") VALUES (1) ON CONFLICT ("a") DO NOTHING',
        'MERGE INTO "t" t USING "s" s ON (t."a" = s."a") WHEN MATCHED UPDATE SET t."b" = 1',
    ],
)
def test_what_the_page_calls_a_syntax_error_is_one(sql: str) -> None:
    assert judge("oracle", sql).problems


def test_key_columns_of_a_merge_are_compared_by_value_after_their_hash() -> None:
    same = DIALECT.expressions.same
    assert "ORA_HASH" in same and "DECODE({a}, {b}, 1, 0) = 1" in same


def test_an_empty_text_is_not_kept() -> None:
    limits = DIALECT.type_for("StringType").limits
    assert limits is not None and not limits.empty and limits.max_bytes == 4000
    assert not DIALECT.type_for("StringType").lossless


def test_a_quotation_mark_has_no_place_in_a_name() -> None:
    assert DIALECT.quoting.quote('a"b') == '"a_b"'


def test_only_an_absent_object_is_read_as_an_absent_table() -> None:
    missing = {code.vendor: code.missing for code in DIALECT.errors.codes if code.missing}
    assert missing == {"904": "column", "942": "table", "1918": "namespace"}
