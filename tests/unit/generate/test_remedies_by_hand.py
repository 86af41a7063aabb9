"""Remedies for code that nobody generated: other quotes, other layouts, other names."""

import pytest
from remedy_cases import SQL, offers

from destination_writer.text.changes import apply_change
from destination_writer.text.hunks import hunks

HAND_WRITTEN = '''package a.acme

class AcmeSqlGenerator {
    fun createTable(tableName: TableName): String =
        """
        CREATE TABLE "${tableName.namespace}"."${tableName.name}" (
            "_airbyte_raw_id" varchar NOT NULL,
            "_airbyte_extracted_at" timestamptz NOT NULL,
            "_airbyte_meta" jsonb NOT NULL
        )
        """.trimIndent()

    fun copyTable(mapping: ColumnNameMapping, from: TableName, to: TableName): String {
        val columns = mapping.values.joinToString(", ") { "`$it`" }
        return """insert into ${to.namespace}.${to.name} ($columns) select $columns from x"""
    }

    fun upsertTable(): String = """
        merge into t using s on t.id = s.id
        when matched and s.deleted is not null
            delete
        when matched then
            update set a = s.a
        when not matched by target
            insert (a) values (s.a)
    """
}
'''


def by_hand() -> dict[str, str]:
    return {
        "src/main/kotlin/a/acme/AcmeSqlGenerator.kt": HAND_WRITTEN,
        "gradle.properties": "cdkVersion=1.0.13\n",
        ".destination-writer/state.yaml": 'state:\n  database: "postgres"\n',
    }


@pytest.mark.parametrize(
    ("remedy", "said", "gone", "come"),
    [
        (
            "complete-merge",
            SQL + 'syntax error at or near "delete"',
            ["delete", "insert (a) values (s.a)"],
            ["then delete", "then insert (a) values (s.a)"],
        ),
        (
            "mend-quotes",
            SQL + 'syntax error at or near "`"',
            ['val columns = mapping.values.joinToString(", ") { "`$it`" }'],
            [r'val columns = mapping.values.joinToString(", ") { "\"$it\"" }'],
        ),
        (
            "mend-quotes",
            SQL + 'syntax error at or near "-"',
            ['return """insert into ${to.namespace}.${to.name} ($columns) select $columns from x"""'],
            ['return """insert into "${to.namespace}"."${to.name}" ($columns) select $columns from x"""'],
        ),
    ],
)
def test_code_in_another_hand_is_understood(remedy: str, said: str, gone: list[str], come: list[str]) -> None:
    texts = by_hand()
    (offer,) = [o for o in offers(texts, said, "acme") if o.remedy.name == remedy]
    changed = hunks(offer.change, texts)
    assert [line.strip() for hunk in changed for line in hunk.before] == gone
    assert [line.strip() for hunk in changed for line in hunk.after] == come


def test_a_line_that_cannot_be_written_like_another_is_left_to_the_person() -> None:
    """The last column has no comma behind it: what is written after it would not be SQL."""
    said = SQL + 'column "_airbyte_generation_id" of relation "users" does not exist'
    found = [o for o in offers(by_hand(), said, "acme") if o.remedy.name == "carry-meta-columns"]
    for offer in found:
        (text,) = apply_change(offer.change, by_hand()).values()
        created = text.partition("CREATE TABLE")[2].partition('""".trimIndent')[0]
        assert created.count(",\n") == 3 and '"_airbyte_generation_id" bigint' in created
