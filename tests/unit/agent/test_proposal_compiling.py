"""What a compiler says against a proposal is what it did not say before."""

import threading
from collections.abc import Mapping

import pytest

from destination_writer.agent.proposals.compiling import Compiling, NoCompiler
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerMessage

CONTRACT = Knowledge(DiskFiles(bundled("knowledge"))).contract("1.0.13")
MAIN = "src/main/kotlin/A.kt"
TEST = "src/test-integration/kotlin/ATest.kt"


class Host:
    stopped = 0
    closed = 0

    def stop(self) -> None:
        self.stopped += 1

    def close(self) -> None:
        self.closed += 1


class FakeCompiler:
    """Says an error for each line `error: …` of a text. With one in main, tests are not looked at, as in truth."""

    def __init__(self) -> None:
        self.host = Host()
        self.asked = 0

    def compile(self, sources: Mapping[str, str], contract: object) -> list[CompilerMessage]:
        del contract
        self.asked += 1
        if any("broken" in text for text in sources.values()):
            raise CompilerFailed("the process ended: out of memory")
        main = [m for path, text in sources.items() if path == MAIN for m in _messages(path, text)]
        return main or [m for path, text in sources.items() for m in _messages(path, text)]


def _messages(path: str, text: str) -> list[CompilerMessage]:
    said = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.startswith(("error: ", "warning: "))]
    return [CompilerMessage(path, n, 1, n, 2, line.split(":")[0], line) for n, line in said]


def new_errors(before: dict[str, str], after: dict[str, str]) -> list[str]:
    compiling = Compiling(FakeCompiler())  # pyright: ignore[reportArgumentType]  # as much of one as is used
    return compiling.new_errors(before, after, CONTRACT, lambda path: f"connector/{path}")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({MAIN: "ok"}, {MAIN: "fine"}, []),
        ({MAIN: "ok"}, {MAIN: "warning: unused"}, []),
        ({MAIN: "ok"}, {MAIN: "x\nerror: type"}, [f"connector/{MAIN}:2:1: error: type"]),
        ({MAIN: "error: old"}, {MAIN: "x\n\nerror: old"}, []),
        ({MAIN: "error: old"}, {MAIN: "error: old\nerror: old"}, [f"connector/{MAIN}:2:1: error: old"]),
        ({MAIN: "error: old", TEST: "error: test"}, {MAIN: "mended", TEST: "error: test"}, []),
        (
            {MAIN: "error: old", TEST: "ok"},
            {MAIN: "mended", TEST: "error: test"},
            [f"connector/{TEST}:1:1: error: test"],
        ),
    ],
    ids=["right", "a warning", "an error", "moved down", "once more", "seen for the first time", "changed test"],
)
def test_only_what_is_new_counts(before: dict[str, str], after: dict[str, str], told: list[str]) -> None:
    assert new_errors(before, after) == told


def test_a_compiler_that_breaks_down_has_not_judged() -> None:
    with pytest.raises(NoCompiler, match="broke down: the process ended: out of memory"):
        new_errors({MAIN: "ok"}, {MAIN: "broken"})


def test_what_was_compiled_is_not_compiled_again() -> None:
    compiler = FakeCompiler()
    compiling = Compiling(compiler)  # pyright: ignore[reportArgumentType]  # as much of one as is used
    for _ in range(3):
        compiling.new_errors({MAIN: "ok"}, {MAIN: "error: type"}, CONTRACT)
    assert compiler.asked == 2


def test_only_the_compilation_of_ones_own_thread_is_stopped() -> None:
    compiler, here = FakeCompiler(), threading.get_ident()
    compiling = Compiling(compiler)  # pyright: ignore[reportArgumentType]  # as much of one as is used
    compile_as_it_is = compiler.compile

    def compile_and_look(sources: Mapping[str, str], contract: object) -> list[CompilerMessage]:
        compiling.stop(here + 1)
        assert compiler.host.stopped == 0
        compiling.stop(here)
        assert compiler.host.stopped == 1
        return compile_as_it_is(sources, contract)

    compiler.compile = compile_and_look  # type: ignore[method-assign]  # what happens meanwhile
    compiling.new_errors({MAIN: "ok"}, {MAIN: "fine"}, CONTRACT)
    compiling.stop(here)
    assert compiler.host.stopped == 1
    compiling.close()
    assert compiler.host.closed == 1
