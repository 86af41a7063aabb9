"""The declarations of every era compile, and the compiler's process behaves."""

from pathlib import Path

import pytest
from contract_support import CompileConnector, contract_of

from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler

VERSIONS = [
    "0.1.52",
    "0.1.60",
    "0.1.76",
    "0.1.83",
    "0.1.84",
    "0.1.88",
    "0.1.100",
    "0.1.108",
    "0.2.0",
    "1.0.13",
    "local",
]


@pytest.mark.parametrize("version", VERSIONS)
def test_declarations_compile(compiler: ConnectorCompiler, version: str) -> None:
    ready = compiler.declarations(contract_of(version))

    assert (ready.main / "io/airbyte/cdk/load/component/TableOperationsClient.class").is_file()
    assert (ready.test / "io/airbyte/cdk/load/component/TableOperationsSuite.class").is_file()


def test_main_does_not_see_the_test_fixtures(compile_connector: CompileConnector) -> None:
    text = "import io.airbyte.cdk.load.component.TestTableOperationsClient\n\nclass A : TestTableOperationsClient\n"

    assert compile_connector({"src/test-integration/kotlin/A.kt": text}, "1.0.13") == []
    [first, *_] = compile_connector({"src/main/kotlin/A.kt": text}, "1.0.13")
    assert (first.path, first.line, first.severity) == ("src/main/kotlin/A.kt", 1, "error")


def test_tests_see_internal_declarations_of_main(compile_connector: CompileConnector) -> None:
    sources = {
        "src/main/kotlin/A.kt": "internal fun answer() = 42\n",
        "src/test/kotlin/ATest.kt": "import kotlin.test.assertEquals\n\nfun check() = assertEquals(42, answer())\n",
    }

    assert compile_connector(sources, "1.0.13") == []


def test_places_count_from_one_and_end_behind_the_last_character(compile_connector: CompileConnector) -> None:
    text = 'val before = "é😀"; val wrong: Int = "text"\n'

    [message] = compile_connector({"src/main/kotlin/A.kt": text}, "1.0.13")

    # UTF-16 units: é is one, the emoji two; the compiler points at the `=`.
    assert (message.line, message.column, message.end_line, message.end_column) == (1, 36, 1, 37)


def test_the_process_ends_with_the_block_and_a_new_one_starts_when_asked(tmp_path: Path) -> None:
    host = CompilerHost()
    with host:
        assert host.compile({"a.kt": "val a = 1\n"}, tmp_path / "one").ok
        first = host.process_id
    assert first is not None
    assert host.process_id is None
    assert host.compile({"a.kt": "val a = 1\n"}, tmp_path / "two").ok
    assert host.process_id not in (None, first)
    host.close()
    assert not Path(f"/proc/{first}").exists()


def test_a_compilation_without_an_answer_in_time_ends_the_process(tmp_path: Path) -> None:
    with CompilerHost() as host:
        host.compile({"a.kt": "val a = 1\n"}, tmp_path / "one")
        with pytest.raises(CompilerFailed, match="gave no answer within 0 seconds"):
            host.compile({"a.kt": "val a = 1\n" * 2000}, tmp_path / "two", timeout=0)
        assert host.process_id is None


def test_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    with CompilerHost() as host, pytest.raises(ValueError, match="leads out"):
        host.compile({"../a.kt": "val a = 1\n"}, tmp_path / "out")
