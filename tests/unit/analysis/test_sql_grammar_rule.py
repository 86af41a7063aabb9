"""DW401: where SQL inside of Kotlin is underlined, when it is not, and what its remedy writes."""
# ruff: noqa: E501 - statements stand on one line

import pytest

from destination_writer.analysis.catalogue.dw401_sql_grammar import RULE
from destination_writer.analysis.rules import analyse_file
from destination_writer.connector.load import load_connector
from destination_writer.connector.sources import read_source
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.document import Document
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE, TEMPLATES = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
PATH = "src/main/kotlin/client/AcmeSqlGenerator.kt"


def generator(body: str) -> str:
    return f"class AcmeSqlGenerator {{\n    fun sql(table: TableName, replace: Boolean): String =\n        {body}\n}}\n"


def told(text: str, database: str | None = "postgres") -> list[Finding]:
    found = analyse_file(read_source(PATH, text), KNOWLEDGE, None, database=database)
    return [finding for finding in found if finding.code == RULE.code]


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        (
            '"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED UPDATE SET b = s.b"',
            "UPDATE",
            "WHEN MATCHED needs THEN before UPDATE.",
        ),
        (
            '("MERGE INTO ${table.fullyQualified()} AS t USING s ON t.a = s.a " +\n'
            '            "WHEN MATCHED AND s.b > t.b " + "DELETE").andLog()',
            "DELETE",
            "WHEN MATCHED needs THEN before DELETE.",
        ),
        ('"""\n        SELECT "a",\n        FROM t\n        """.trimIndent()', ",", "The comma before FROM is one too many."),
        ('"SELECT \\"a\\" FRM t"', "FRM", "FRM is no keyword; FROM is meant."),
        ('"CREATE " + (if (replace) "OR REPLACE " else "") + "TABEL t (a INT)"', "TABEL", "TABEL is no keyword; TABLE is meant."),
    ],
)  # fmt: skip
def test_it_is_underlined_at_its_place(body: str, place: str, message: str) -> None:
    text = generator(body)
    (finding,) = told(text, "databricks")
    document, range_ = Document(text), finding.location.range
    assert document.text[document.offset(range_.start) : document.offset(range_.end)] == place
    assert finding.message == message


@pytest.mark.parametrize(
    "body",
    [
        '"SELECT a " + (if (replace) "FROM t" else "FROM u")',
        '"SELECT a, " + columns + " FROM t"',
        '"SELECT a FROM t " + tail() + " x y z"',
        '"MERGE INTO t USING s ON t.a = s.a " + (if (replace) "WHEN MATCHED THEN DELETE" else "WHEN MATCHED THEN DO NOTHING")',
        '"SELECT 1 FROM',
        '"the table is gone"',
    ],
)  # fmt: skip
def test_it_is_silent_where_nothing_is_wrong_or_known(body: str) -> None:
    assert told(generator(body)) == []


def test_one_of_two_texts_that_is_right_does_not_excuse_the_other() -> None:
    text = generator('if (replace) "DELETE FROM t WHERE" else "DELETE FROM t"')
    assert [finding.message for finding in told(text)] == [
        "WHERE needs an expression behind WHERE, where the statement ends."
    ]


def test_a_document_store_has_no_sql() -> None:
    assert told(generator('"SELECT a FRM t"'), "mongodb") == []


def test_an_unknown_database_is_judged_by_what_holds_for_all() -> None:
    assert len(told(generator('"SELECT a FRM t"'), None)) == 1


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ('"MERGE INTO t USING s ON a = b WHEN MATCHED DELETE"', '"MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE"'),
        ('"SELECT \\"a\\", FROM t"', '"SELECT \\"a\\" FROM t"'),
        ('"""SELECT "a", FROM t"""', '"""SELECT "a" FROM t"""'),
        ('"INSERT INTO t VALUE (1)"', '"INSERT INTO t VALUES (1)"'),
    ],
)  # fmt: skip
def test_the_remedy_writes_it_right(body: str, mended: str) -> None:
    texts = {PATH: generator(body)}
    (finding,) = told(texts[PATH])
    (remedy,) = finding.remedies
    assert remedy.preferred
    change = mend(load_connector(MemoryFiles(texts), name="acme"), KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change)
    assert apply_change(change, texts) == {PATH: generator(mended)}
    assert told(generator(mended)) == []


def test_the_remedy_refuses_a_text_that_has_changed() -> None:
    text = generator('"SELECT a FRM t"')
    (finding,) = told(text)
    later = load_connector(MemoryFiles({PATH: "// new\n" + text}), name="acme")
    assert isinstance(mend(later, KNOWLEDGE, TEMPLATES, finding.remedies[0]), NoChange)
