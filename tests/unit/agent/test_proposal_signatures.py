"""Signatures that others call stay as they are, unless they were wrong."""

import pytest

from destination_writer.agent.proposals.signatures import lost_signatures
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

FILE = """class Gen {
    suspend fun drop(name: TableName, force: Boolean = false): List<String> = TODO("Phase 3")

    override fun count(name: TableName) = TODO("Phase 3")

    private fun helper(a: Int): Int = a
}

fun String.quote(): String = this
"""


def lost(new: str, *wrong: Finding) -> list[str]:
    return list(lost_signatures({"Gen.kt": FILE}, {"Gen.kt": new}, wrong))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('= TODO("Phase 3")\n\n    override', "{\n        return listOf()\n    }\n\n    override"),
        ('fun count(name: TableName) = TODO("Phase 3")', "fun count(name: TableName): Int {\n        return 1\n    }"),
        ("private fun helper(a: Int): Int = a", "private fun helper(a: Int, b: Int): Int = a + b"),
        ("    private fun helper(a: Int): Int = a\n", ""),
        ("List<String> =", "List< String > ="),
        ("force: Boolean = false", "force: Boolean = true"),
        ("}\n\nfun String", "    fun more() = 1\n}\n\nfun String"),
    ],
    ids=["body", "inferred result", "private changes", "private goes", "layout", "default", "one more"],
)
def test_what_keeps_signatures(old: str, new: str) -> None:
    assert old in FILE
    assert lost(FILE.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: TableName, force", "table: TableName, force", "become `suspend fun drop(table: TableName"),
        ("suspend fun drop", "fun drop", "Gen.drop would become"),
        ("): List<String>", "): String", "Gen.drop would become"),
        ("fun drop(", "fun dropTable(", "Gen.drop would be gone"),
        ("class Gen", "class Generator", "the class Gen would be gone"),
        ("fun String.quote", "fun Int.quote", "quote would become `fun Int.quote(): String`"),
    ],
)
def test_what_callers_would_miss_is_told(old: str, new: str, told: str) -> None:
    assert told in " ".join(lost(FILE.replace(old, new)))


def test_a_signature_that_a_rule_calls_wrong_may_change() -> None:
    wrong = Finding("DW503", Severity.ERROR, "m", Location("Gen.kt", Range.of(1, 4, 1, 20)))
    changed = FILE.replace("suspend fun drop", "fun drop")
    assert lost(changed, wrong) == []
    other = Finding("DW601", Severity.WARNING, "m", Location("Gen.kt", Range.of(1, 4, 1, 20)))
    assert lost(changed, other) != []


def test_a_file_that_goes_is_told() -> None:
    assert "gone with all" in " ".join(lost_signatures({"Gen.kt": FILE}, {}))
