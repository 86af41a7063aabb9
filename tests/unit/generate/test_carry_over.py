"""Code that was written for an older CDK than the pinned one: told by its imports, mended as one."""

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.generate.upgrade.origin import written_for
from destination_writer.knowledge.store import Knowledge
from destination_writer.results.remedies import remedies_for
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Remedy

LOAD = "io.airbyte.cdk.load"
PATH = "src/main/kotlin/AcmeWriter.kt"


def texts_of(pinned: str, *imports: str, body: str = "class AcmeWriter") -> dict[str, str]:
    code = "package acme\n\n" + "".join(f"import {path}\n" for path in imports) + f"\n{body}\n"
    state = "state:\n  database: postgres\n"
    return {PATH: code, "gradle.properties": f"cdkVersion={pinned}\n", ".destination-writer/state.yaml": state}


def connector_of(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-acme")


@pytest.mark.parametrize(
    ("pinned", "path", "version"),
    [
        ("1.0.13", f"{LOAD}.table.TableName", "0.1.83"),
        ("0.1.100", f"{LOAD}.orchestration.db.*", "0.1.83"),
        ("1.0.13", f"{LOAD}.dataflow.config.AggregatePublishingConfig", "0.1.108"),
        ("0.1.100", f"{LOAD}.dataflow.config.AggregatePublishingConfig", None),
        ("0.1.76", f"{LOAD}.table.TableName", None),
        ("0.1.76", f"{LOAD}.schema.model.TableName", None),
        ("1.0.13", f"{LOAD}.nowhere.Anything", None),
        ("1.0.13", "java.util.UUID", None),
    ],
)
def test_what_code_was_written_for_is_told_by_its_imports(
    knowledge: Knowledge, pinned: str, path: str, version: str | None
) -> None:
    assert written_for(connector_of(texts_of(pinned, path)), knowledge, pinned) == version


def test_the_remedy_carries_everything_over_and_leaves_the_pin(knowledge: Knowledge, templates: Templates) -> None:
    body = "class AcmeWriter(private val names: TableCatalog, val t: TableName) {\n    fun all() = names.values\n}"
    imports = (f"{LOAD}.orchestration.db.legacy_typing_deduping.TableCatalog", f"{LOAD}.table.TableName")
    texts = texts_of("1.0.13", *imports, body=body)
    made = mend(connector_of(texts), knowledge, templates, Remedy("upgrade", ""))
    assert isinstance(made, Change)
    new = {**texts, **apply_change(made, texts)}
    assert new["gradle.properties"] == "cdkVersion=1.0.13\n"
    assert "private val names = catalog.streams.associateWith { it.tableSchema }" in new[PATH]
    assert any("pin cdkVersion=0.1.83" in note for note in made.notes)
    again = mend(connector_of(new), knowledge, templates, Remedy("upgrade", ""))
    assert isinstance(again, NoChange) and "nothing that only a CDK older than 1.0.13 has" in again.reason


@pytest.mark.parametrize(
    ("said", "remedies"),
    [
        ("e: A.kt:3:8 Unresolved reference 'TableCatalog'.", {"mend-import", "upgrade"}),
        ("'close' overrides nothing.", {"upgrade"}),
        ("java.lang.NoClassDefFoundError: io/airbyte/cdk/load/table/TableName", {"upgrade"}),
        ("java.lang.NoSuchMethodError: 'void io.airbyte.cdk.load.schema.model.TableNames.<init>()'", {"upgrade"}),
        ("java.lang.NoSuchMethodError: 'void com.acme.A.b()'", set[str]()),
        ("java.lang.ClassNotFoundException: org.postgresql.Driver", set[str]()),
    ],
)
def test_what_a_failure_says_of_the_cdk_asks_for_it(said: str, remedies: set[str]) -> None:
    assert {remedy.name for remedy in remedies_for("", "compilation", said)} == remedies


def test_an_abstract_method_that_is_missing_names_the_class() -> None:
    said = (
        "java.lang.AbstractMethodError: Receiver class io.airbyte.integrations.destination.acme.AcmeClient does not "
        "define or inherit an implementation of the resolved method 'abstract dropTable' of interface io.airbyte.cdk.X."
    )
    found = {remedy.name: remedy for remedy in remedies_for("", "runtime-exception", said)}
    assert found["implement-members"].arguments["class"] == "AcmeClient"
    assert "upgrade" in found


def test_rules_of_the_contract_carry_their_remedies(knowledge: Knowledge, templates: Templates) -> None:
    body = "class AcmeWriter(private val t: TableName) : AggregateFactory"
    imports = (f"{LOAD}.dataflow.aggregate.AggregateFactory", f"{LOAD}.table.TableName")
    connector = connector_of(texts_of("1.0.13", *imports, body=body))
    found = {finding.code: finding for finding in analyse(connector, knowledge)}
    member, moved = found["DW501"].remedies, found["DW502"].remedies
    assert [(r.name, r.preferred) for r in moved] == [("mend-import", True), ("upgrade", False)]
    assert [(r.name, r.arguments["class"]) for r in member] == [("implement-members", "AcmeWriter")]
    for remedy, title in (
        (moved[0], f"Import {LOAD}.schema.model.TableName"),
        (member[0], "Write create in AcmeWriter.kt"),
    ):
        made = mend(connector, knowledge, templates, remedy)
        assert isinstance(made, Change) and made.title == title
