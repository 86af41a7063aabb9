"""The CDK's component suites with bodies: rendered from the contract, so names and signatures are the version's.

A suite's function hands on to the function of the same name in `destinationwriter.suites.<Suite>Bodies`
(`runtime/suites/checks/`), made with the suite's own properties as arguments; a fixture's members to those of
`destinationwriter.suites.<Fixture>Bodies`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract, ContractMember, ContractType
from destination_writer.knowledge.contracts_kotlin import render_file
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.toolchain.kotlinc import CompilerFailed
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.subject import RUNTIME, RuntimeClasses, cached, program_texts

SUITES = (
    "TableOperationsSuite",
    "TableSchemaEvolutionSuite",
    "DataCoercionSuite",
    "SchemaMapperSuite",
    "ConnectorWiringSuite",
)
FIXTURES = (
    "TableOperationsFixtures",
    "DataCoercionIntegerFixtures",
    "DataCoercionNumberFixtures",
    "DefaultComponentTestCatalog",
    "TestConfigLoader",
)
_NEED_THE_SUITE = frozenset({"ConnectorWiringSuite"})
"""Suites with functions that a connector overrides and that the tests call."""
_FOLDER = RUNTIME / "suites"
_TEST_JARS = ("kotlin-test", "kotlin-test-junit5")
_PLAIN = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class SuiteClasses:
    """What has to stand before the contract's declarations on a class path, newest layer first."""

    suites: Path
    runtime: RuntimeClasses
    jars: tuple[Path, ...]

    @property
    def classpath(self) -> tuple[Path, ...]:
        return (self.suites, *self.runtime.classpath, *self.jars)


def suite_classes(compiler: ConnectorCompiler, contract: Contract, runtime: RuntimeClasses) -> SuiteClasses:
    """The suites of a contract, compiled now if the cache lacks them. Raises CompilerFailed."""
    host, ready = compiler.host, compiler.declarations(contract)
    texts = {**_program(contract), **rendered_suites(contract)}
    jars = host.compiler.jars(*_TEST_JARS)
    below = [*runtime.classpath, ready.main, ready.test, *jars]

    def compile_suites(out: Path) -> None:
        result = host.compile(texts, out, below, friends=[runtime.program, ready.main, ready.test], module="suites")
        if not result.ok:
            quoted = "\n".join(map(str, result.errors[:20]))
            raise CompilerFailed(f"the suites do not compile ({len(result.errors)} errors):\n{quoted}")

    key = {"below": " ".join([runtime.program.name, ready.main.parent.name])}
    return SuiteClasses(cached(host, "suites", [texts, key], compile_suites), runtime, jars)


def rendered_suites(contract: Contract) -> dict[str, str]:
    """Path -> Kotlin text of every suite and fixture that the version has."""
    found: dict[str, str] = {}
    for name in (*SUITES, *FIXTURES):
        item = contract.type(name)
        if item is not None:
            found[f"rendered/{item.fqn.replace('.', '/')}.kt"] = render_file(contract, with_bodies(item))
    return found


def with_bodies(item: ContractType) -> ContractType:
    """The type with a body for each member that the contract leaves to the CDK."""
    target = f"destinationwriter.suites.{item.simple_name}Bodies"
    if item.kind is not Kind.OBJECT:
        own = ["suite = this"] if item.simple_name in _NEED_THE_SUITE else []
        target += f"({', '.join([*own, *(f'{name} = this.{name}' for name in _properties(item))])})"
    return replace(item, members=tuple(_member(member, target) for member in item.members))


def _properties(item: ContractType) -> Iterator[str]:
    return (member.name for member in item.members if member.kind != "fun")


def _member(member: ContractMember, target: str) -> ContractMember:
    if member.abstract or member.body is not None:
        return member
    name = member.name if _PLAIN.fullmatch(member.name) else f"`{member.name}`"
    if member.kind != "fun":
        return replace(member, body=f"get() = {target}.{name}")
    arguments = ", ".join(parameter.name for parameter in member.parameters)
    call = f"{target}.{name}({arguments})"
    if member.return_type != "Unit":
        return replace(member, body=f"= {call}")
    return replace(member, body=f'{{ destinationwriter.localrun.Running.reach("{member.name}"); {call} }}')


def _program(contract: Contract) -> Mapping[str, str]:
    era = "named" if contract.era is Era.A else "mapped"
    folders: Sequence[Path] = [_FOLDER / name for name in ("standins", "checks", "program", era)]
    return program_texts(contract, folders, partial=True)
