"""What a run does with tests that hang, exit or are not written, with code that does not compile, and when stopped."""

import threading
from pathlib import Path

import pytest
from local_support import PACKAGE, Ran, Told, children, run, written

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Cancellation, Ended, RunEvent, TestStarted
from destination_writer.text.testruns import Outcome

MAIN = """package io.airbyte.integrations.destination.tiny

import jakarta.inject.Singleton

@Singleton
class Sums {
    fun add(a: Int, b: Int): Int = a + b

    fun later(): Int = TODO("Phase 3")
}
"""

HEAD = """package io.airbyte.integrations.destination.tiny

import io.micronaut.test.extensions.junit5.annotation.MicronautTest
import jakarta.inject.Inject
import java.sql.DriverManager
import kotlin.system.exitProcess
import kotlin.test.assertEquals
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.*
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.*
"""

UNIT = (
    HEAD
    + """
class SumsTest {
    private var ready = 0

    @BeforeEach
    fun prepare() { ready++ }

    @Test
    fun `adds`() { check(before == 1); assertEquals(3, Sums().add(1, ready + 1)) }

    @Test
    fun `adds wrongly`() { println("about to fail"); Assertions.assertEquals(4, Sums().add(1, 2), "a sum") }

    @Test
    fun `is not written yet`() { Sums().later() }

    @Test
    fun `ends the process`() { exitProcess(3) }

    @Test
    fun `never ends`() { while (true) Thread.sleep(50) }

    @Test
    fun `throws as it should`() { assertThrows<IllegalStateException> { error("x") } }

    @Test
    fun `runs a coroutine`() = runTest { assertEquals(3, Sums().add(1, 2)) }

    @Test
    suspend fun `is a suspend function`() { }

    @Test
    fun `gives a value`(): Int = 5

    @Disabled("not now")
    @Test
    fun `is disabled`() { error("never") }

    @Test
    fun `assumes too much`() { Assumptions.assumeTrue(false, "no network") }

    @ParameterizedTest
    @MethodSource("sums")
    fun `adds many`(a: Int, b: Int, sum: Int) { assertEquals(sum, Sums().add(a, b)) }

    @ParameterizedTest
    @ValueSource(ints = [1, 2])
    fun `takes ints`(a: Int) { assertEquals(a, Sums().add(a, 0)) }

    @ParameterizedTest
    @MethodSource("nowhere")
    fun `has no source`(a: Int) { }

    @Test
    fun `opens a database elsewhere`() {
        DriverManager.getConnection("jdbc:sqlite:/no/such/folder/x.db").use { it.createStatement().execute("SELECT 1") }
    }

    @Test
    fun `opens another kind of database`() { DriverManager.getConnection("jdbc:nosuch://localhost/x").close() }

    @Nested
    inner class Inside { @Test fun `is nested`() { error("never run") } }

    companion object {
        var before = 0

        @JvmStatic @BeforeAll fun once() { before++ }

        @JvmStatic fun sums() = listOf(Arguments.of(1, 2, 3), Arguments.of(0, 0, 1))
    }
}

@MicronautTest(environments = ["component"])
class InjectedTest {
    @Inject lateinit var sums: Sums

    @Test
    fun `is injected`() { assertEquals(3, sums.add(1, 2)) }
}

class NotInjectedTest(private val sums: Sums) {
    @Test
    fun `is not injected`() { assertEquals(3, sums.add(1, 2)) }
}
"""
)

TINY = {
    "gradle.properties": "cdkVersion=1.0.13\n",
    "build.gradle.kts": 'plugins { id("airbyte-bulk-connector") }\n',
    "src/main/kotlin/io/airbyte/integrations/destination/tiny/Sums.kt": MAIN,
    "src/test/kotlin/io/airbyte/integrations/destination/tiny/SumsTest.kt": UNIT,
}


@pytest.fixture(scope="module")
def unit(runner: LocalRunner, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run(runner, written(tmp_path_factory.mktemp("tiny"), TINY), "sqlite")


@pytest.mark.parametrize(
    "name",
    [
        "adds()",
        "throws as it should()",
        "runs a coroutine()",
        "adds many(int, int, int)[1]",
        "takes ints(int)[2]",
        "is injected()",
        "opens a database elsewhere()",
    ],
)
def test_plain_tests_pass(unit: Ran, name: str) -> None:
    assert unit.result(name).outcome is Outcome.PASSED


@pytest.mark.parametrize("name", ["is disabled()", "assumes too much()"])
def test_disabled_tests_and_broken_assumptions_are_skipped(unit: Ran, name: str) -> None:
    assert unit.result(name).outcome is Outcome.SKIPPED


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("adds wrongly()", "org.opentest4j.AssertionFailedError: a sum ==> expected: <4> but was: <3>"),
        ("adds many(int, int, int)[2]", "org.opentest4j.AssertionFailedError: expected: <1> but was: <0>"),
        ("is not written yet()", "kotlin.NotImplementedError: An operation is not implemented: Phase 3"),
        ("ends the process()", "The test ended the process that runs it (exitProcess or System.exit)"),
        ("never ends()", "java.util.concurrent.TimeoutException: The test did not end within 5 seconds"),
        ("is a suspend function()", "JUnit 5 cannot run a suspend function: wrap its body in runTest { }"),
        ("gives a value()", "JUnit takes no function for a test that returns int"),
        ("opens another kind of database()", "No suitable driver found for jdbc:nosuch://localhost/x"),
        ("has no source()", f"Could not find factory method [nowhere] in class [{PACKAGE}.tiny.SumsTest]"),
        ("is not injected()", f"No ParameterResolver registered for parameter [{PACKAGE}.tiny.Sums"),
    ],
)
def test_failures_say_what_was_wrong(unit: Ran, name: str, message: str) -> None:
    result = unit.result(name)
    assert result.outcome is Outcome.FAILED
    assert message in result.failures[0].message


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("adds wrongly()", "SumsTest.adds wrongly(SumsTest.kt:"),
        ("is not written yet()", "Sums.later(Sums.kt:9)"),
        ("ends the process()", "SumsTest.ends the process(SumsTest.kt:"),
        ("never ends()", "SumsTest.never ends(SumsTest.kt:"),
    ],
)
def test_traces_lead_to_the_connectors_own_line(unit: Ran, name: str, frame: str) -> None:
    detail = unit.result(name).failures[0].detail
    assert f"\tat {PACKAGE}.tiny.{frame}" in detail
    assert "destinationwriter.localrun" not in detail


def test_what_a_test_prints_is_kept_with_it_and_told_at_once(unit: Ran) -> None:
    assert unit.result("adds wrongly()").output == "about to fail\n"
    assert "about to fail" in unit.told.output


def test_a_test_that_hangs_or_exits_costs_no_other_test_its_result(unit: Ran) -> None:
    own = [test for test in unit.outcome.run.tests if test.suite.endswith(".SumsTest")]
    assert len(own) == 18
    assert unit.outcome.ended is Ended.FINISHED


def test_nested_classes_are_named_as_not_run(unit: Ran) -> None:
    assert any(caveat.startswith("SumsTest.Inside was not run") for caveat in unit.outcome.caveats)


def test_no_report_is_half_written(unit: Ran) -> None:
    folder = unit.folder / ".destination-writer/results/local"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"TEST-{PACKAGE}.tiny.{name}.xml" for name in ("InjectedTest", "NotInjectedTest", "SumsTest")
    ]


def test_a_compiler_error_is_told_as_gradle_tells_it(runner: LocalRunner, tmp_path: Path) -> None:
    path = "src/main/kotlin/io/airbyte/integrations/destination/tiny/Sums.kt"
    folder = written(tmp_path, {**TINY, path: MAIN.replace("a + b", "a + c")})
    ran = run(runner, folder, "sqlite")
    assert (ran.outcome.ended, ran.outcome.run.tests) == (Ended.FINISHED, ())
    assert [(step.slug, step.exit_code) for step in ran.outcome.steps] == [("compile", 1)]
    line = f"e: {(folder / path).as_uri()}:7:40 Unresolved reference 'c'."
    assert line in ran.outcome.run.console.splitlines()
    assert line in ran.told.output


def test_a_missing_test_is_named(runner: LocalRunner, tmp_path: Path) -> None:
    ran = run(runner, written(tmp_path, TINY), "sqlite", "SumsTest.subtracts", "SumsTest.adds")
    assert [test.name for test in ran.outcome.run.tests] == ["adds()"]
    assert "`subtracts` of SumsTest" in ran.outcome.problem
    assert "This is a blocker." in ran.outcome.problem


class _StopsAt(Told):
    """Cancels when a test begins."""

    def __init__(self, test: str, cancellation: Cancellation) -> None:
        super().__init__()
        self._test, self._cancellation = test, cancellation

    def __call__(self, event: RunEvent) -> None:
        super().__call__(event)
        if isinstance(event, TestStarted) and event.name == self._test:
            self._cancellation.cancel()


def test_cancelling_keeps_what_is_known_and_leaves_no_process(runner: LocalRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, TINY)
    run(runner, folder, "sqlite", "InjectedTest")
    before, cancellation = children(), Cancellation()
    told = _StopsAt("never ends()", cancellation)
    ran = run(runner, folder, "sqlite", "SumsTest.adds", "SumsTest.never ends", told=told, cancellation=cancellation)
    assert ran.outcome.ended is Ended.CANCELLED
    assert [test.name for test in ran.outcome.run.tests] == ["adds()"]
    assert children() <= before
    assert [path.name for path in ran.outcome.reports] == [f"TEST-{PACKAGE}.tiny.SumsTest.xml"]


def test_the_whole_limit_ends_a_run(runner: LocalRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, TINY)
    run(runner, folder, "sqlite", "InjectedTest")
    before = children()
    with_hanging = ("SumsTest.adds", *["SumsTest.never ends"])
    ran = run(runner, folder, "sqlite", *with_hanging, limit=4)
    assert ran.outcome.ended is Ended.TIMED_OUT
    assert "limit of 4 seconds while `never ends` of SumsTest was running" in ran.outcome.problem
    assert children() <= before


def test_runs_of_one_connector_wait_for_each_other(runner: LocalRunner, tmp_path: Path) -> None:
    folder = written(tmp_path, TINY)
    told = [Told(), Told()]
    threads = [
        threading.Thread(target=run, args=(runner, folder, "sqlite", "InjectedTest"), kwargs={"told": each})
        for each in told
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[result.name for result in each.finished] for each in told] == [["is injected()"], ["is injected()"]]


@pytest.mark.parametrize(
    ("dialect", "version", "sentence"),
    [
        ("oracle", "1.0.13", "Oracle Database cannot run on this machine"),
        ("nosuch", "1.0.13", "nosuch is no known database"),
        ("sqlite", "", "The connector names no CDK version"),
        ("sqlite", "0.1.55", "use the Gradle runner"),
    ],
)
def test_what_a_run_needs_and_lacks_is_named(
    runner: LocalRunner, tmp_path: Path, dialect: str, version: str, sentence: str
) -> None:
    folder = written(tmp_path, {**TINY, "gradle.properties": f"cdkVersion={version}\n" if version else "x=1\n"})
    ran = run(runner, folder, dialect)
    assert ran.outcome.ended is Ended.NOT_STARTED
    assert sentence in ran.outcome.problem
    assert ran.outcome.run.tests == ()


def test_without_a_compiler_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESTINATION_WRITER_KOTLIN", str(tmp_path))
    with LocalRunner() as runner:
        ran = run(runner, written(tmp_path / "tiny", TINY), "sqlite")
    assert ran.outcome.ended is Ended.NOT_STARTED
    assert "no Kotlin compiler" in ran.outcome.problem
    assert "Give the folder whose `lib` holds kotlin-compiler.jar" in ran.outcome.problem
