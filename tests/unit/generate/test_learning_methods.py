"""A method of the user's becomes a template; another connector gets the same code with its own names."""

from collections.abc import Callable

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Component, Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.api import implement_stub_named, new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.learning.methods import LearnedMethod, learn_method, template_path
from destination_writer.generate.learning.pieces import Code, Piece, same_code
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import Function
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, apply_change
from destination_writer.text.files import MemoryFiles, OverlayFiles

MakeConnector = Callable[..., Connector]

HEAD = """package io.airbyte.integrations.destination.acme

import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName
import jakarta.inject.Singleton
import java.util.UUID
import java.util.concurrent.CountDownLatch
import javax.sql.DataSource
"""
CLIENT = (
    HEAD
    + """
@Singleton
class AcmeAirbyteClient(private val dataSource: DataSource, private val sqlGenerator: AcmeSqlGenerator) :
    TableOperationsClient {
    override suspend fun overwriteTable(sourceTableName: TableName, targetTableName: TableName) {
        val backup = targetTableName.copy(name = "${targetTableName.name}_${UUID.randomUUID()}")
        dataSource.connection.use { connection ->
            // all three or none
            CountDownLatch(0).await()
            connection.autoCommit = false
            for ((from, to) in listOf(targetTableName to backup, sourceTableName to targetTableName)) {
                connection.createStatement().use { it.execute(sqlGenerator.overwriteTable(from, to).first()) }
            }
            connection.commit()
        }
        check(AcmeAirbyteClient::class.simpleName != "[[ not a template ]]")
    }
}
"""
)
GENERATOR = (
    HEAD
    + """
@Singleton
class AcmeSqlGenerator {
    fun countTable(tableName: TableName): String = "SELECT COUNT(*) FROM ${tableName.fullyQualified()}".andLog()

    fun dropTable(tableName: TableName): List<String> {
        val name = tableName.fullyQualified()
        return listOf("ANALYZE $name".andLog(), "DROP TABLE $name".andLog())
    }

    fun overwriteTable(sourceTableName: TableName, targetTableName: TableName): List<String> = listOf("x".andLog())

    fun tableExists(tableName: TableName): String = TODO("Phase 3")

    private fun TableName.fullyQualified(): String =
        "\\"${namespace.replace("\\"", "\\"\\"")}\\".\\"${name.replace("\\"", "\\"\\"")}\\""

    private fun String.andLog(): String = also { log.info { it } }

    fun oddity(): Int = 1
}

private val log = io.github.oshai.kotlinlogging.KotlinLogging.logger {}
"""
)


NAMES = {
    "Acme": "Zeta",
    ".acme": ".zeta",
    "sourceTableName": "from_",
    "targetTableName": "into",
    "tableName": "t",
    "dataSource": "pool",
    "sqlGenerator": "sql",
}


def other(text: str) -> str:
    """The same file of another connector: other class names, parameters and properties."""
    for before, after in NAMES.items():
        text = text.replace(before, after)
    return text


def body_of(text: str, head: str) -> str:
    """The block of the function that begins with `head`."""
    start = text.index("{", text.index(head))
    return text[start : text.index("\n    }\n", start) + 6]


def written_again(name: str, learned: LearnedMethod, make: MakeConnector, knowledge: Knowledge, base: Templates) -> str:
    """What another connector gets for the same member, a stub there; its member returns text where this one's lists."""
    class_name, _, function = name.partition(".")
    files = {"AcmeAirbyteClient": other(CLIENT), "AcmeSqlGenerator": other(GENERATOR)}
    files[class_name] = files[class_name].replace(body_of(files[class_name], f"fun {function}("), '{ TODO("Phase 6") }')
    zeta = make(**{other(file): text for file, text in files.items()})
    laid = Templates(OverlayFiles(MemoryFiles({learned.template: learned.text}), base.files))
    change = implement_stub_named(zeta, knowledge, laid, other(name))
    assert not isinstance(change, NoChange), change.reason
    return apply_change(change, {s.path: s.text for s in zeta.sources})[f"src/main/kotlin/{other(class_name)}.kt"]


@pytest.fixture
def learn(make_connector: MakeConnector, knowledge: Knowledge, templates: Templates):
    acme = make_connector(AcmeAirbyteClient=CLIENT, AcmeSqlGenerator=GENERATOR)

    def run(name: str, **more: str) -> LearnedMethod | NoChange:
        return learn_method(acme, knowledge, templates, name, **more)  # type: ignore[arg-type]  # words by name

    return run


def test_another_connector_gets_the_same_code_with_its_names(learn, make_connector, knowledge, templates) -> None:
    learned = learn("AcmeAirbyteClient.overwriteTable")
    assert isinstance(learned, LearnedMethod), learned
    for name in ("Acme", "sourceTableName", "targetTableName", "dataSource"):
        assert name not in learned.text.split("\n", 1)[1]
    text = written_again("AcmeAirbyteClient.overwriteTable", learned, make_connector, knowledge, templates)
    assert 'val backup = into.copy(name = "${into.name}_${UUID.randomUUID()}")' in text
    assert "for ((from, to) in listOf(into to backup, from_ to into)) {" in text
    assert "it.execute(sql.overwriteTable(from, to).first())" in text
    assert 'check(ZetaAirbyteClient::class.simpleName != "[[ not a template ]]")' in text
    assert "// all three or none" in text


def test_imports_come_along(learn, make_connector, knowledge, templates) -> None:
    learned = learn("AcmeAirbyteClient.overwriteTable")
    assert isinstance(learned, LearnedMethod)
    assert '[[ imported("java.util.concurrent.CountDownLatch") ]](0)' in learned.text
    text = written_again("AcmeAirbyteClient.overwriteTable", learned, make_connector, knowledge, templates)
    assert text.count("import java.util.concurrent.CountDownLatch\n") == 1


def test_sql_follows_the_type_that_the_other_function_declares(learn, make_connector, knowledge, templates) -> None:
    learned = learn("AcmeSqlGenerator.dropTable")
    assert isinstance(learned, LearnedMethod)
    assert learned.text.endswith('sql: "ANALYZE $name"\nsql: "DROP TABLE $name"\n')
    text = written_again("AcmeSqlGenerator.dropTable", learned, make_connector, knowledge, templates)
    assert "val name = t.fullyQualified()" in text
    assert '"DROP TABLE $name".andLog(),' in text


def test_the_template_lies_where_generation_looks(make_connector, knowledge, templates, learn) -> None:
    learned = learn("AcmeSqlGenerator.countTable")
    assert isinstance(learned, LearnedMethod)
    assert learned.template == "postgres/sql_generator/count_table.kt.j2"
    acme = make_connector(AcmeAirbyteClient=CLIENT, AcmeSqlGenerator=GENERATOR)
    path = template_path(acme, knowledge, templates, "AcmeSqlGenerator.countTable")
    assert path == f".destination-writer/templates/{learned.template}"
    again = learn("AcmeSqlGenerator.countTable", present="old")
    assert isinstance(again, LearnedMethod)
    assert isinstance(again.change.files[0], FileEdit)
    assert apply_change(again.change, {path: "old"})[path] == learned.text


def test_where_a_database_has_several_ways_the_method_is_one_of_them(learn) -> None:
    learned = learn("AcmeSqlGenerator.overwriteTable", strategy="rename")
    if isinstance(learned, NoChange):
        assert "has no way 'rename'" in learned.reason
    else:
        assert learned.template == "postgres/sql_generator/overwrite_table/rename.kt.j2"
    refused = learn("AcmeSqlGenerator.overwriteTable", strategy="by-magic")
    assert isinstance(refused, NoChange)
    assert "by-magic" in refused.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("AcmeSqlGenerator.tableExists", "is still a stub"),
        ("AcmeSqlGenerator.oddity", "nothing would use the template"),
    ],
)
def test_what_would_serve_nobody_is_refused(learn, name: str, reason: str) -> None:
    refused = learn(name)
    assert isinstance(refused, NoChange)
    assert reason in refused.reason


@pytest.mark.parametrize("name", ["AcmeSqlGenerator.nothing", "Nobody.countTable"])
def test_a_name_that_is_none_says_so(learn, name: str) -> None:
    with pytest.raises(LookupError, match=r"CLASS\.FUNCTION"):
        learn(name)


@pytest.mark.parametrize(
    ("one", "other_text", "same"),
    [
        ("= f(a)", "{ return f(a) }", True),
        ("= f(a)", "{ f(a) }", True),
        ("{ f(a, b,) }", "{\n  f(a, b) // why\n}", True),
        ("= f(65_535)", "= f(65535)", True),
        ("= f(a)", "= f(b)", False),
        ('= "a b"', '= "a  b"', False),
    ],
)
def test_the_same_code_in_another_form(one: str, other_text: str, same: bool) -> None:
    assert same_code(one, other_text) is same


def test_brackets_of_kotlin_do_not_become_those_of_a_template() -> None:
    code = Code('a[[b]] + "[% x [# y" + c[d]')
    code.put(Piece(code.text.index("d]"), code.text.index("d]") + 1, "p.table"))
    from destination_writer.generate.rendering import render

    text = render(MemoryFiles({"x.j2": code.template(0, len(code.text))}), "x.j2", {"p": {"table": "t"}})
    assert text == 'a[[b]] + "[% x [# y" + c[t]'


@pytest.mark.parametrize("slug", ["mongodb", "duckdb"])
def test_every_method_of_a_generated_connector_could_have_been_learned(knowledge, templates, slug: str) -> None:
    """Document stores too: what templates write, and no more than the client's and the generator's part of it."""
    made = new_connector(knowledge, templates, dialect=slug, cdk="1.0.13", until_phase=3)
    assert isinstance(made, Change)
    texts = {file.path: file.text for file in made.files if isinstance(file, FileCreation)}
    connector = load_connector(MemoryFiles(texts), name=f"destination-{slug}")
    names = [
        f"{component.declaration.name}.{function.name}"
        for role in (Role.CLIENT, Role.SQL_GENERATOR)
        for component in connector.components(role)
        for function in component.declaration.functions
        if templates.member(role, function.name) and is_written(connector, component, function)
    ]
    assert len(names) >= 6
    for name in names:
        learned = learn_method(connector, knowledge, templates, name, dialect=slug)
        assert isinstance(learned, LearnedMethod), (name, learned)
        assert learned.template.startswith(f"{slug}/")


def is_written(connector: Connector, component: Component, function: Function) -> bool:
    source = connector.source(component.path)
    if source is None or function.body is None:
        return False
    return "TODO(" not in source.text[function.body.span.start : function.body.span.end]
