"""The connector's own small functions are used whatever they are called and however they are written."""

import re
from collections.abc import Callable

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.generate.api import implement_phase
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles

GENERATOR = """package p.sql

import io.airbyte.cdk.load.schema.model.TableName

class AcmeSqlGenerator {{
    fun createNamespace(ns: String): String = TODO("Phase 2")
    fun dropTable(table: TableName): String = TODO("Phase 3")
    {}
}}
"""
PATH = "src/main/kotlin/G.kt"
DOUBLED = r'replace("\"", "\"\"")'

Write = Callable[..., str]


@pytest.fixture
def write(knowledge, templates) -> Write:
    def write(members: str = "", **files: str) -> str:
        """The texts after phases 2 and 3, one after the other."""
        texts = {PATH: GENERATOR.format(members), "gradle.properties": "cdkVersion=1.0.13\n"}
        texts[".destination-writer/state.yaml"] = 'state:\n  database: "postgres"\n'
        texts |= {f"src/main/kotlin/{name}.kt": text for name, text in files.items()}
        for phase in (2, 3):
            change = implement_phase(load_connector(MemoryFiles(texts)), knowledge, templates, phase)
            assert isinstance(change, Change), change
            texts |= apply_change(change, texts)
        return "\n".join(text for path, text in texts.items() if path.endswith(".kt"))

    return write


MEMBERS = {
    "no type, one letter": (rf'private fun q(identifier: String) = "\"${{identifier.{DOUBLED}}}\""', "q(ns)"),
    "a block": (rf'private fun q(id: String): String {{ return "\"${{id.{DOUBLED}}}\"" }}', "q(ns)"),
    "let": (rf'private fun wrap(id: String) = id.let {{ "\"" + it.{DOUBLED} + "\"" }}', "wrap(ns)"),
    "split": (r'private fun String.ident() = split("\"").joinToString("\"\"", "\"", "\"")', "ns.ident()"),
    "a builder": (
        r"""private fun esc(id: String): String = buildString {
        append('"')
        id.forEach { if (it == '"') append("\"\"") else append(it) }
        append('"')
    }""",
        "esc(ns)",
    ),
    "constants": (
        r"""private val QUOTE = "\""
    private fun dq(id: String) = QUOTE + id.replace(QUOTE, QUOTE + QUOTE) + QUOTE""",
        "dq(ns)",
    ),
    "an extension property": (rf'private val String.quoted: String get() = "\"" + {DOUBLED} + "\""', "ns.quoted"),
    "a private companion": (
        rf'companion object {{ private fun qi(s: String) = "\"${{s.{DOUBLED}}}\"" }}',
        "qi(ns)",
    ),
    "naive, to be mended": (r'private fun String.q() = "\"$this\""', "ns.q()"),
}


@pytest.mark.parametrize(("helper", "call"), MEMBERS.values(), ids=MEMBERS)
def test_a_member_that_quotes_is_used(write: Write, helper: str, call: str) -> None:
    text = write(helper)
    assert f'"CREATE SCHEMA IF NOT EXISTS ${{{call}}}"' in text
    assert "fun String.quote(" not in text
    table = call.replace("ns", "name")
    assert f'fun TableName.fullyQualified(): String = "${{{call.replace("ns", "namespace")}}}.${{{table}}}"' in text


ELSEWHERE = {
    "a file": ("fun String.toPgIdentifier(): String = {}", "ns.toPgIdentifier()", "p.util.toPgIdentifier"),
    "an object": ("object SqlUtils {{ fun quoteIdentifier(x: String) = {x} }}", "SqlUtils.quoteIdentifier(ns)", ""),
    "a companion": (
        "class Names {{ companion object {{ fun quoteIdentifier(x: String) = {x} }} }}",
        "Names.quoteIdentifier(ns)",
        "p.util.Names",
    ),
    "an extension of an object": ("object Q {{ fun String.asIdent() = {} }}", "ns.asIdent()", "p.util.Q.asIdent"),
    "an extension property": ("val String.quoted: String get() = {}", "ns.quoted", "p.util.quoted"),
    "a private function": ("private fun String.quoted(): String = {}\n", "ns.quoted()", "p.util.quoted"),
}


@pytest.mark.parametrize(("declaration", "call", "wanted"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_function_of_another_file_is_used(write: Write, declaration: str, call: str, wanted: str) -> None:
    body = declaration.format(rf'"\"" + {DOUBLED} + "\""', x=rf'"\"${{x.{DOUBLED}}}\""')
    text = write(Util=f"package p.util\n\n{body}\n")
    assert f'"CREATE SCHEMA IF NOT EXISTS ${{{call}}}"' in text
    assert f"import {wanted}" in text
    assert "fun String.quote(" not in text


OTHERS = {
    "it shortens": "private fun truncateIdentifier(s: String) = s.take(63)",
    "it counts": "private fun identifierLength(s: String) = s.length",
    "it takes quotes away": r'private fun unquote(s: String) = s.removeSurrounding("\"")',
    "it makes a statement": rf'fun make(ns: String): String = "CREATE SCHEMA \"${{ns.{DOUBLED}}}\""',
    "it is no function": r'val q = "\""',
}


@pytest.mark.parametrize("helper", OTHERS.values(), ids=OTHERS)
def test_a_function_that_does_something_else_is_not_used(write: Write, helper: str) -> None:
    text = write(helper)
    assert '"CREATE SCHEMA IF NOT EXISTS ${ns.quote()}"' in text


def test_a_helper_never_takes_the_name_of_another_function(write: Write) -> None:
    text = write("""private fun String.quote() = "'" + replace("'", "''") + "'" """)
    assert '"CREATE SCHEMA IF NOT EXISTS ${ns.quoteSql()}"' in text
    assert "fun String.quoteSql(): String" in text


@pytest.mark.parametrize(
    ("helper", "call"),
    [
        ("private fun logged(sql: String): String { log.info { sql }; return sql }", "logged("),
        ("private fun String.traced(): String = also { logger.debug { it } }", ".traced()"),
        ("private fun <T : CharSequence> T.logging(): T { log.info { this }; return this }", ".logging()"),
    ],
)
def test_every_statement_goes_through_the_helper_that_logs(write: Write, helper: str, call: str) -> None:
    text = write(helper)
    assert text.count(call) >= 2
    assert "andLog" not in text


def test_a_table_name_that_is_quoted_carelessly_is_mended(write: Write) -> None:
    text = write(r'private fun fq(t: TableName) = "\"${t.namespace}\".\"${t.name}\""')
    assert '"DROP TABLE IF EXISTS ${fq(table)}"' in text
    assert 'fun fq(t: TableName) = "${t.namespace.quote()}.${t.name.quote()}"' in text


def test_a_statement_is_no_helper_that_logs(write: Write) -> None:
    other = 'fun exists(ns: String): String { val sql = "SELECT 1"; log.info { sql }; return sql }'
    assert "exists(" not in re.sub(r"fun exists\(", "", write(other))
