"""What the CDK demands and supplies: every name is one that the contract knows, in the versions that it is said of."""

import pytest

from destination_writer.connector.roles import Role
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.knowledge.wiring import load_wiring
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
OUTSIDE = {"ConfiguredAirbyteCatalog"}
"""Types of the protocol, which is no part of the contract in every era."""


@pytest.mark.parametrize("version", ["0.1.76", "0.1.100", "1.0.13"])
def test_names_are_those_of_the_contract(version: str) -> None:
    facts, contract = KNOWLEDGE.wiring(version), KNOWLEDGE.contract(version)
    demanded = {name for demand in facts.demands for name in (demand.type, *demand.or_else, demand.beside) if name}
    supplied = {supply.type for supply in facts.supplies}
    later = {"ConnectorWiringSuite"} if version == "0.1.76" else set[str]()
    missing = {name for name in demanded | supplied if contract.type(name) is None} - OUTSIDE - later
    assert missing == set()
    assert {demand.role for demand in facts.demands if demand.role} <= {role.value for role in Role}
    assert {demand.operation for demand in facts.demands if demand.operation} <= set(facts.operations)


def test_demands_follow_the_version() -> None:
    a = {demand.type for demand in KNOWLEDGE.wiring("0.1.83").demands}
    b = {demand.type for demand in KNOWLEDGE.wiring("0.1.84").demands}
    assert {"FinalTableNameGenerator", "ColumnNameMapper"} <= a - b
    assert "TableSchemaMapper" in b - a


def test_a_file_that_does_not_fit_names_its_key() -> None:
    with pytest.raises(KnowledgeError, match=r"wiring\.yaml.*demands"):
        load_wiring(MemoryFiles({"wiring.yaml": "about: x\n"}))
