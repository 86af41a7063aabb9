"""What the tests of this folder share beside their fixtures."""

from collections.abc import Callable, Mapping
from functools import cache

from destination_writer.knowledge.contracts import Contract, load_contract
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.kotlinc import CompilerMessage

CompileConnector = Callable[[Mapping[str, str], str], list[CompilerMessage]]
"""The type of the `compile_connector` fixture."""


@cache
def contract_of(version: str) -> Contract:
    return load_contract(DiskFiles(bundled("knowledge")), version)
