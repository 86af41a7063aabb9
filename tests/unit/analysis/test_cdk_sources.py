"""The CDK's sources beside a connector: what is read of them, what they change, and what is said of it."""
# ruff: noqa: E501 - texts stand as files have them

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.checkpoints.cdktree import read_cdk_sources
from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.contractdiff import difference
from destination_writer.knowledge.contracts_kotlin import fixture_sources, main_sources
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

TEMPLATES = Templates(DiskFiles(bundled("templates")))
KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
MAIN = "core/load/src/main/kotlin"
COMPONENT = f"{MAIN}/io/airbyte/cdk/load/component"
CLIENT = f"{COMPONENT}/TableOperationsClient.kt"
IMPORTS = """import io.airbyte.cdk.load.component.TableOperationsClient
import io.airbyte.cdk.load.schema.model.TableName
"""


@cache
def declared(old: str = "", new: str = "", version: str = "1.0.13") -> CdkSources:
    """The sources of a version as the bundled contract writes them, with one text changed."""
    contract = KNOWLEDGE.contract(version)
    texts = {f"{MAIN}/{path}": text for path, text in main_sources(contract).items()}
    texts |= {f"core/load/src/testFixtures/kotlin/{path}": text for path, text in fixture_sources(contract).items()}
    assert not old or any(old in text for text in texts.values()), old
    texts = {path: text.replace(old, new) if old else text for path, text in texts.items()}
    return CdkSources("airbyte-cdk/bulk", version, texts)


def connector(text: str, version: str, cdk: CdkSources | None) -> Connector:
    texts = {"gradle.properties": f"cdkVersion={version}\n", "src/main/kotlin/A.kt": text}
    return replace(load_connector(MemoryFiles(texts), name="destination-postgres"), cdk=cdk)


def found(text: str, version: str, cdk: CdkSources | None) -> list[Finding]:
    return [f for f in analyse(connector(text, version, cdk), KNOWLEDGE) if f.code.startswith("DW5")]


@pytest.mark.parametrize("version", ["0.1.76", "0.1.100", "1.0.13"])
def test_sources_that_say_the_same_differ_in_nothing(version: str) -> None:
    base = KNOWLEDGE.contract(version)
    diff = difference(base, declared(version=version).over(base))
    assert (diff.moved, diff.gone, diff.new, diff.constructors) == ((), (), (), ())
    assert [(m.owner, m.name) for m in diff.members if m.before.verified and not m.before.unverified] == []
    assert [item.name for item in base.types if diff.demanded(item.name)] == []


DROP = (
    IMPORTS
    + "\nabstract class A : TableOperationsClient {\n    override suspend fun dropTable(tableName: TableName) {}\n}\n"
)
CASCADE = DROP.replace("(tableName: TableName)", "(tableName: TableName, cascade: Boolean)")


@pytest.mark.parametrize("pin", ["1.0.13", "local"])
def test_a_changed_signature_is_told_and_wins(pin: str) -> None:
    cdk = declared("fun dropTable(tableName: TableName)", "fun dropTable(tableName: TableName, cascade: Boolean)")
    (told,) = [f for f in found(CASCADE, pin, cdk) if f.severity.value == "info"]
    assert (told.code, told.location.range.start.line) == ("DW507", 0)
    assert "dropTable is `suspend fun dropTable(tableName: TableName, cascade: Boolean)`" in told.message
    assert [f.code for f in found(CASCADE, pin, cdk)] == ["DW507"]
    assert [f.code for f in found(DROP, pin, cdk)] == ["DW507", "DW503"]


def test_remedies_go_by_the_sources_as_well() -> None:
    cdk = declared("fun dropTable(tableName: TableName)", "fun dropTable(tableName: TableName, cascade: Boolean)")
    before = connector(DROP, "local", cdk)
    (finding,) = [f for f in analyse(before, KNOWLEDGE) if f.code == "DW503"]
    made = mend(before, KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(made, Change)
    texts = apply_change(made, {"src/main/kotlin/A.kt": DROP})
    assert texts["src/main/kotlin/A.kt"] == CASCADE


def test_without_sources_the_bundled_contract_is_right() -> None:
    assert found(DROP, "1.0.13", None) == []
    assert [f.code for f in found(CASCADE, "1.0.13", None)] == ["DW503"]
    assert found(CASCADE, "local", None) == []


def test_a_new_member_is_demanded() -> None:
    cdk = declared(
        "suspend fun dropTable(tableName: TableName)",
        "suspend fun dropTable(tableName: TableName)\n    suspend fun truncateTable(tableName: TableName)",
    )
    text = IMPORTS + "\nclass A(private val b: TableOperationsClient) : TableOperationsClient by b\n"
    assert [f.code for f in found(text, "local", cdk)] == ["DW507"]
    whole = IMPORTS + "\nclass A : TableOperationsClient\n"
    (missing,) = [f for f in found(whole, "local", cdk) if f.code == "DW501"]
    assert "truncateTable" in missing.data["members"]


def test_a_type_in_another_package_is_told() -> None:
    old = "package io.airbyte.cdk.load.component\n\nimport io.airbyte.cdk.load.command.DestinationStream\nimport io.airbyte.cdk.load.schema"
    moved = CLIENT.replace("load/component", "load/tables")
    files = dict(declared().files)
    assert old in files[CLIENT]
    files[moved] = files.pop(CLIENT).replace(
        "package io.airbyte.cdk.load.component", "package io.airbyte.cdk.load.tables"
    )
    cdk = CdkSources("airbyte-cdk/bulk", "1.0.13", files)
    text = IMPORTS.replace("load.component", "load.tables") + "\nabstract class A : TableOperationsClient\n"
    (told,) = found(text, "1.0.13", cdk)
    assert told.code == "DW507" and "it is in io.airbyte.cdk.load.tables" in told.message


def test_what_cannot_be_read_keeps_the_bundled_form() -> None:
    files = {
        CLIENT: "package io.airbyte.cdk.load.component\n\ninterface TableOperationsClient {\n    suspend fun dropTable(\n"
    }
    base = KNOWLEDGE.contract("1.0.13")
    kept = CdkSources("airbyte-cdk/bulk", "1.0.13", files).over(base)
    assert kept.type("TableName") is base.type("TableName")


def tree(root: Path, version: str) -> Path:
    """A checkout with one source of the CDK; the connector's folder in it."""
    bulk = root / "airbyte-cdk" / "bulk"
    (bulk / COMPONENT).mkdir(parents=True)
    (bulk / CLIENT).write_text("package io.airbyte.cdk.load.component\n\ninterface TableOperationsClient\n", "utf-8")
    (bulk / "core" / "load" / "version.properties").write_text(f"version={version}\n", "utf-8")
    folder = root / "airbyte-integrations" / "connectors" / "destination-acme"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("pin", "is_read"), [("local", True), ("1.0.19", True), ("1.0.13", False), (None, False)])
def test_sources_are_read_when_the_connector_builds_against_them(
    tmp_path: Path, pin: str | None, is_read: bool
) -> None:
    cdk = read_cdk_sources(tree(tmp_path, "1.0.19"), pin)
    assert (cdk is not None) is is_read
    if cdk is not None:
        assert (cdk.version, list(cdk.files)) == ("1.0.19", [CLIENT])


def test_without_a_checkout_there_are_none(tmp_path: Path) -> None:
    assert read_cdk_sources(tmp_path, "local") is None
