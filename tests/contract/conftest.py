"""A real Kotlin compiler for the tests that need one. Its absence is a failure: `make tools` installs it."""

from collections.abc import Iterator, Mapping

import pytest
from contract_support import CompileConnector, KeptMessages, contract_of

from destination_writer.toolchain.kotlinc import CompilerHost, CompilerMessage
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.kotlinc_find import MissingTool


@pytest.fixture(scope="session")
def compiler() -> Iterator[ConnectorCompiler]:
    """The compiler, resident for the whole run."""
    try:
        host = CompilerHost()
    except MissingTool as error:
        pytest.fail(f"{error}. These tests compile Kotlin for real: run `make tools` first", pytrace=False)
    with host:
        yield ConnectorCompiler(host)


@pytest.fixture(scope="session")
def compile_connector(compiler: ConnectorCompiler) -> CompileConnector:
    """`compile_connector(sources, version)`: a connector's files by path, `src/main/…` first, then tests that see main.

    Gives errors and warnings, sorted by place; an empty list means that everything compiled without a remark.
    What the compiler said of the same texts before is not asked again.
    """
    kept = KeptMessages(compiler)

    def compile_sources(sources: Mapping[str, str], version: str) -> list[CompilerMessage]:
        return kept.messages(sources, contract_of(version))

    return compile_sources
