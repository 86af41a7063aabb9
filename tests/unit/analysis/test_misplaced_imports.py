"""Imports of the CDK's types from packages that no version has them in: what is told, mended, and left alone."""

from dataclasses import replace

import pytest

from destination_writer.analysis.rules import analyse, analyse_file
from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.load import load_connector
from destination_writer.connector.sources import read_source
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
A, B, C = "0.1.76", "0.1.100", "1.0.13"


def found(path: str, version: str = C, rest: str = "\nclass A\n", cdk: CdkSources | None = None) -> list[Finding]:
    text = f"import io.airbyte.cdk.{path}\n{rest}"
    files = MemoryFiles({"gradle.properties": f"cdkVersion={version}\n", "src/main/kotlin/A.kt": text})
    connector = load_connector(files, name="destination-acme")
    every = analyse(replace(connector, cdk=cdk), KNOWLEDGE)
    return [finding for finding in every if finding.code.startswith("DW5") and finding.code != "DW507"]


WRONG = {
    "a part too few": ("message.Meta", "load.message.Meta"),
    "another part too few": ("load.aggregate.Aggregate", "load.dataflow.aggregate.Aggregate"),
    "a part too many": ("load.ConfigErrorException", "ConfigErrorException"),
    "beside it": ("load.schema.ColumnNameMapping", "load.table.ColumnNameMapping"),
    "a slip in the package": ("load.comand.Append", "load.command.Append"),
    "a package of sources": ("check.DestinationCheckerV2", "load.check.DestinationCheckerV2"),
    "above it": ("load.dataflow.RecordDTO", "load.dataflow.transform.RecordDTO"),
    "with what is in it": ("message.Meta.Change", "load.message.Meta.Change"),
    "a nested type": ("load.DestinationStream.Descriptor", "load.command.DestinationStream.Descriptor"),
}


@pytest.mark.parametrize(("path", "meant"), WRONG.values(), ids=WRONG.keys())
def test_the_package_that_has_it_is_told(path: str, meant: str) -> None:
    (finding,) = found(path)
    assert finding.code == "DW502"
    assert f"io.airbyte.cdk.{path} does not exist in any version" in finding.message
    assert finding.fix == f"Write io.airbyte.cdk.{meant}."
    (remedy,) = finding.remedies
    assert remedy.preferred


SILENT = {
    "a name that sources have as well": ("discover.TableName", C),
    "the other Jsons": ("util.Jsons", C),
    "the type systems of sources": ("data.AirbyteType", C),
    "a toolkit that nobody has read": ("load.file.object_storage.TableName", C),
    "the older toolkit for databases": ("load.orchestration.db.TableName", A),
    "a name that nobody knows": ("message.Envelope", C),
    "a version that nobody has read": ("message.Meta", "1.4.0"),
    "a function": ("util.serializeToString", C),
}


@pytest.mark.parametrize(("path", "version"), SILENT.values(), ids=SILENT.keys())
def test_what_may_be_there_is_left_alone(path: str, version: str) -> None:
    assert found(path, version) == []


def test_sources_beside_the_connector_may_have_moved_it() -> None:
    place = "core/load/src/main/kotlin/io/airbyte/cdk/message/Meta.kt"
    moved = CdkSources(
        "airbyte-cdk/bulk", C, {place: "package io.airbyte.cdk.message\n\nclass Envelope\n\nobject Meta\n"}
    )
    assert [f.code for f in found("message.Meta", cdk=moved)] == []
    other = CdkSources("airbyte-cdk/bulk", C, {place: "package io.airbyte.cdk.message\n\nclass Envelope\n"})
    assert [f.code for f in found("message.Meta", cdk=other)] == ["DW502"]


OVERRIDE = """
abstract class Acme : io.airbyte.cdk.load.component.TableOperationsClient {
    override suspend fun copyTable(
        columnNameMapping: ColumnNameMapping,
        sourceTableName: io.airbyte.cdk.load.schema.model.TableName,
        targetTableName: io.airbyte.cdk.load.schema.model.TableName,
    ) {}
}
"""


@pytest.mark.parametrize("path", ["load.schema.ColumnNameMapping", "load.orchestration.db.ColumnNameMapping"])
def test_the_override_that_names_it_is_not_told_as_well(path: str) -> None:
    assert {f.code for f in found(path, rest=OVERRIDE)} <= {"DW502"}


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("import io.airbyte.cdk.message.Meta", "import io.airbyte.cdk.load.message.Meta"),
        ("import io.airbyte.cdk.message.Meta as M", "import io.airbyte.cdk.load.message.Meta as M"),
        ("import io.airbyte.cdk.message.Meta.Change", "import io.airbyte.cdk.load.message.Meta.Change"),
    ],
)
def test_it_is_mended(written: str, mended: str) -> None:
    files = {"gradle.properties": f"cdkVersion={B}\n", "src/main/kotlin/A.kt": f"{written}\n\nclass A\n"}
    (finding,) = analyse_file(read_source("src/main/kotlin/A.kt", files["src/main/kotlin/A.kt"]), KNOWLEDGE, B)
    connector = load_connector(MemoryFiles(files), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(change, Change), change
    assert apply_change(change, files)["src/main/kotlin/A.kt"] == f"{mended}\n\nclass A\n"


STRAY = {
    "in the plural": ("StoreKeys", "StoreKey"),
    "begun": ("Store", "StoreKey"),
    "in other letters": ("storeKey", "StoreKey"),
    "a slip": ("StorKey", "StoreKey"),
}


@pytest.mark.parametrize(("written", "meant"), STRAY.values(), ids=STRAY.keys())
def test_an_import_that_nothing_uses_is_told_by_what_the_file_uses(written: str, meant: str) -> None:
    text = f"\nclass A(val key: {meant})\n"
    (finding,) = found(f"load.dataflow.aggregate.{written}", rest=text)
    assert (finding.code, finding.location.range.start.line) == ("DW502", 0)
    assert finding.fix == f"Write io.airbyte.cdk.load.dataflow.aggregate.{meant}."


@pytest.mark.parametrize(
    ("path", "used"),
    [
        ("load.dataflow.aggregate.StoreKeys", "StoreKeys"),
        ("load.dataflow.aggregate.KeyStore", "StoreKey"),
        ("load.dataflow.state.StoreKeys", "StoreKey"),
    ],
)
def test_an_import_of_something_else_is_not(path: str, used: str) -> None:
    told = found(path, rest=f"\nclass A(val key: {used})\n")
    assert [f.code for f in told] == (["DW513"] if used == "StoreKey" else [])


def test_an_exception_of_the_root_package_wants_its_import() -> None:
    (finding,) = found("load.message.Meta", rest='\nfun f(): Nothing = throw ConfigErrorException("no")\n')
    assert (finding.code, finding.fix) == ("DW513", "Import io.airbyte.cdk.ConfigErrorException.")
    assert found("*", rest='\nfun f(): Nothing = throw ConfigErrorException("no")\n') == []
