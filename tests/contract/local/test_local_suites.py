"""The suites with their bodies: every test of every version has one, and they compile against the contract."""

import pytest
from contract_support import contract_of

from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.localrun.suites import SUITES, rendered_suites, suite_classes
from destination_writer.toolchain.subject import runtime_classes

VERSIONS = ("0.1.60", "0.1.78", "0.1.83", "0.1.84", "0.1.86", "0.1.95", "1.0.13")
"""The first versions that differ in what suites there are, or in their members."""


@pytest.mark.parametrize("version", VERSIONS)
def test_every_suites_test_has_a_body(version: str) -> None:
    contract = contract_of(version)
    rendered = rendered_suites(contract)
    assert not [path for path, text in rendered.items() if "declaration only" in text]
    for item in filter(None, map(contract.type, SUITES)):
        text = rendered[f"rendered/{item.fqn.replace('.', '/')}.kt"]
        for test in item.tests:
            assert f'Running.reach("{test.name}")' in text


@pytest.mark.parametrize("version", VERSIONS)
def test_bodies_compile(version: str, compiler: ConnectorCompiler) -> None:
    contract = contract_of(version)
    made = suite_classes(compiler, contract, runtime_classes(compiler, contract))
    for item in filter(None, map(contract.type, SUITES)):
        assert (made.suites / f"{item.fqn.replace('.', '/')}.class").is_file()
