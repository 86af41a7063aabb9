"""A whole connector, made from an empty folder, compiles without a remark in every era."""

import pytest
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, generated, loaded

from destination_writer.generate.api import implement_phase, new_connector

VERSIONS = ["0.1.52", "0.1.76", "0.1.83", "0.1.84", "0.1.100", "0.1.108", "0.2.0", "1.0.13"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_whole_connector_compiles(compile_connector: CompileConnector, version: str) -> None:
    texts = after({}, new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk=version))
    assert loaded(texts).stubs == ()
    assert compile_connector(texts, version) == []


@pytest.mark.parametrize("version", ["0.1.76", "1.0.13"])
def test_a_scaffold_compiles_and_its_phases_can_be_written(compile_connector: CompileConnector, version: str) -> None:
    """Every file with its stubs open, then each phase as the user asks for it."""
    texts = after({}, new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk=version, implement=False))
    assert {stub.phase for stub in loaded(texts).stubs} == set(range(11))
    assert compile_connector(texts, version) == []
    texts = generated(after(texts, implement_phase(loaded(texts), KNOWLEDGE, TEMPLATES, 0)))
    assert compile_connector(texts, version) == []


def test_names_of_its_own_compile(compile_connector: CompileConnector) -> None:
    change = new_connector(
        KNOWLEDGE, TEMPLATES, dialect="postgres", cdk="1.0.13", name="acme-db", package="com.acme.warehouse"
    )
    texts = after({}, change)
    assert compile_connector(texts, "1.0.13") == []
    assert any(path.endswith("com/acme/warehouse/AcmeDbDestination.kt") for path in texts)
