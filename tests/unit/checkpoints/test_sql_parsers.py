"""The database's own parser as a judge: what it is asked, how its word finds its place, what happens without one."""

import pytest

from destination_writer.checkpoints.sqlparsers import SqlParsers
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.document import Document
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import parsing
from destination_writer.toolchain.engines.model import EngineFailed, Missing
from destination_writer.toolchain.engines.parsing import ParseProblem, find_own_parser

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
PATH = "src/main/kotlin/client/AcmeSqlGenerator.kt"
DROP = '"DROP TABLE ${table.fullyQualified()} SYNC".andLog()'


def connector(body: str, database: str = "postgres") -> Connector:
    text = (
        f"class AcmeSqlGenerator {{\n    fun sql(table: TableName, x: Any, b: Boolean): String =\n        {body}\n}}\n"
    )
    return load_connector(MemoryFiles({PATH: text}), name=f"destination-{database}")


class Asked:
    """A parser that rejects the word SYNC, and remembers what it was asked."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, parser: str, _slug: str, sql: str) -> list[ParseProblem]:
        self.statements.append(sql)
        at = sql.find("SYNC")
        return [ParseProblem(1, at + 1, 'syntax error at or near "SYNC"', parser)] if at >= 0 else []


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has the parsers."""
    monkeypatch.setattr("destination_writer.checkpoints.sqlparsers.find_own_parser", lambda *_: "pglast")


@pytest.mark.usefixtures("there")
def test_it_is_asked_with_sample_values_and_its_word_stands_at_the_place_in_kotlin() -> None:
    parser, made = Asked(), connector(DROP)
    (finding,), why_not = SqlParsers(parser).findings(made, KNOWLEDGE)
    assert (parser.statements, why_not) == (['DROP TABLE "airbyte"."users" SYNC'], "")
    document, range_ = Document(made.sources[0].text), finding.location.range
    assert document.text[document.offset(range_.start) : document.offset(range_.end)] == "SYNC"
    assert (finding.code, finding.location.path) == ("DW401", PATH)
    assert finding.message == 'syntax error at or near "SYNC" (says pglast, with sample values put in).'


@pytest.mark.usefixtures("there")
def test_nothing_is_asked_twice() -> None:
    parser = Asked()
    judge, made = SqlParsers(parser), connector(DROP)
    assert judge.findings(made, KNOWLEDGE) == judge.findings(made, KNOWLEDGE)
    assert len(parser.statements) == 1


@pytest.mark.usefixtures("there")
@pytest.mark.parametrize(
    "body",
    [
        '"DROP TABLE t $x SYNC"',  # a part of it may be anything
        '"DROP TABLE IF EXIST t SYNC"',  # the grammar has said it already
        '"DROP TABLE t" + (if (b) " SYNC" else "")',  # one of the texts is right
        '"the SYNC is done"',
    ],
)
def test_what_is_not_known_whole_is_not_told(body: str) -> None:
    assert SqlParsers(Asked()).findings(connector(body), KNOWLEDGE)[0] == []


@pytest.mark.usefixtures("there")
def test_a_parser_that_breaks_off_judges_nothing() -> None:
    def broken(*_: str) -> list[ParseProblem]:
        raise EngineFailed("the worker has ended")

    assert SqlParsers(broken).findings(connector(DROP), KNOWLEDGE) == ([], "the worker has ended")


def test_a_database_without_a_parser_of_its_own_says_so() -> None:
    assert SqlParsers(Asked()).findings(connector(DROP, "snowflake"), KNOWLEDGE) == (
        [],
        "No parser of snowflake itself is known",
    )


@pytest.mark.parametrize(
    ("slug", "sql", "place"),
    [
        ("postgres", "DROP TABLE t SYNC", (1, 14)),
        ("duckdb", "DROP TABLE t SYNC", (1, 14)),
        ("clickhouse", "DROP TABLE t\nCASCADEE x", (2, 1)),
        ("clickhouse", "SELECT a FRM t x", (1, 14)),
    ],
)
def test_the_real_parser_names_the_place(slug: str, sql: str, place: tuple[int, int]) -> None:
    parser = find_own_parser(slug)
    if isinstance(parser, Missing):
        pytest.skip(str(parser))
    (problem, *_) = parsing.ask_own_parser(parser, slug, sql)
    assert (problem.line, problem.column) == place
    assert parsing.ask_own_parser(parser, slug, "DROP TABLE t") == ()
