"""Failures of one cause are one: in a report, in findings, in words."""
# ruff: noqa: E501 - texts stand as the tools print them

import pytest
from rulebook_data import book, rules

from destination_writer.connector.load import load_connector
from destination_writer.results.diagnose import diagnose, diagnose_report
from destination_writer.results.diagnosis import shape
from destination_writer.results.findings import findings_of
from destination_writer.results.junit import SHORT_LIMIT, read_report
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.text.testruns import Failure, Outcome, TestResult, TestRun

PACKAGE = "io.airbyte.integrations.destination.acme"
SUITE = f"{PACKAGE}.AcmeTest"
TEST_FILE = f"src/test-integration/kotlin/{PACKAGE.replace('.', '/')}/AcmeTest.kt"
TEXTS = {
    "destination-acme/gradle.properties": "cdkVersion=1.0.13\n",
    "destination-acme/build.gradle.kts": "plugins { }\n",
    f"destination-acme/{TEST_FILE}": f"package {PACKAGE}\n\nclass AcmeTest {{\n    @Test\n    fun one() = Unit\n\n    @Test\n    fun two() = Unit\n\n    @Test\n    fun three() = Unit\n}}\n",
}


def failing(name: str, said: str, *frames: str) -> TestResult:
    detail = "\n".join([said, *(f"\tat {frame}" for frame in frames)])
    return TestResult(SUITE, name, Outcome.FAILED, failures=(Failure(said, said.split(":")[0], detail),))


def findings(*tests: TestResult, console: str = "", stale: str = "") -> list[Finding]:
    connector = load_connector(MemoryFiles(TEXTS), "destination-acme")
    run = TestRun("gradle", tests=tests, console=console)
    return findings_of(run, connector, rules(), lambda test: test.name == stale)


GONE = 'org.postgresql.util.PSQLException: ERROR: relation "raw.t" does not exist'
ONE, TWO, THREE = (f"{SUITE}.{name}(AcmeTest.kt:{line})" for name, line in (("one", 5), ("two", 8), ("three", 11)))
BUFFER = f"{PACKAGE}.AcmeBuffer.flush(AcmeBuffer.kt:9)"


@pytest.mark.parametrize(
    ("tests", "groups"),
    [
        ([failing("one", GONE, ONE), failing("two", GONE, TWO)], [["one", "two"]]),
        ([failing("one", GONE, ONE), failing("two", GONE.replace("raw.t", "raw.u"), TWO)], [["one"], ["two"]]),
        # Where only the kind of exception is known, the line that threw it decides.
        (
            [
                failing("one", "java.lang.IllegalStateException: row 7", BUFFER, ONE),
                failing("two", "java.lang.IllegalStateException: row 12", BUFFER, TWO),
            ],
            [["one", "two"]],
        ),
        (
            [
                failing("one", "java.lang.IllegalStateException: row 7", ONE),
                failing("two", "java.lang.IllegalStateException: row 7", TWO),
            ],
            [["one"], ["two"]],
        ),
        # Without a trace, like words prove nothing.
        (
            [failing("one", "java.lang.AssertionError: no"), failing("two", "java.lang.AssertionError: no")],
            [["one"], ["two"]],
        ),
        # One result of each state of the sources.
        ([failing("one", GONE, ONE), failing("stale", GONE, TWO)], [["one"], ["stale"]]),
    ],
)
def test_what_is_one_cause(tests: list[TestResult], groups: list[list[str]]) -> None:
    found = findings(*tests, stale="stale")
    told = [
        [f.data["test"], *(label.rpartition(".")[2] for label in f.data["others"].split("\n") if label)] for f in found
    ]
    assert sorted(told) == sorted(groups)


def test_the_other_tests_are_related_on_their_own_lines() -> None:
    (finding,) = findings(failing("one", GONE, ONE), failing("two", GONE, TWO), failing("three", GONE, THREE))
    assert finding.location.range.start.line == 4
    assert [(r.location.range.start.line, r.message) for r in finding.related if "reason" in r.message] == [
        (7, f"{SUITE}.two fails for the same reason"),
        (10, f"{SUITE}.three fails for the same reason"),
    ]
    assert f"2 more tests fail for the same reason: {SUITE}.two, {SUITE}.three." in finding.cause


def test_what_the_console_repeats_of_a_test_is_not_told_again() -> None:
    console = "> Task :test\n\n* What went wrong:\nExecution failed for task ':test'.\n> ERROR: relation \"raw.t\" does not exist\n\n* Try:\n"
    assert [f.code for f in findings(console=console)] == ["DW220"]
    assert [f.code for f in findings(failing("one", GONE, ONE), console=console)] == ["DW201"]


def test_tests_that_the_console_alone_names_are_findings() -> None:
    console = f"{SUITE} > two FAILED\n    {GONE}\n        at {TWO}\n\n3 tests completed, 1 failed\n"
    (finding,) = findings(console=console)
    assert (finding.code, finding.category, finding.location.range.start.line) == ("DW201", "missing-object", 7)


def test_a_report_of_like_failures_is_one_cause_with_every_test() -> None:
    case = '<testcase name="t{0}" classname="C"><failure message="x.RowError: row {0}">x.RowError: row {0}\n\tat io.acme.A.b(A.kt:4)</failure></testcase>\n'
    report = read_report("<testsuite>\n" + "".join(case.format(n) for n in range(40)) + "</testsuite>")
    (diagnosis,) = diagnose_report(report, book())
    assert diagnosis.tests == tuple(f"C.t{n}" for n in range(40))
    assert "39 more tests fail for the same reason: C.t1, C.t2, C.t3, C.t4, C.t5, ..." in diagnosis.cause
    assert set(range(2, 80, 2)) <= set(diagnosis.evidence)


def test_a_flaky_test_is_told_apart() -> None:
    bad = '<testcase name="{0}" classname="C"><failure message="x.E: no">x.E: no\n\tat io.acme.A.b(A.kt:4)</failure></testcase>\n'
    text = f'<testsuite>\n{bad.format("a")}{bad.format("b")}<testcase name="b" classname="C"/>\n</testsuite>'
    (diagnosis,) = diagnose(text, rules())
    assert diagnosis.test == "C.a" and "C.b" in diagnosis.tests


def test_behind_the_total_only_beginnings_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destination_writer.results.junit.TOTAL_LIMIT", 5_000)
    case = '<testcase name="t{}" classname="C"><failure message="m">{}</failure></testcase>\n'
    report = read_report("<testsuite>\n" + "".join(case.format(n, "x" * 4_000) for n in range(6)) + "</testsuite>")
    sizes = [len(test.failures[0].detail) for test in report.tests]
    assert sizes[:2] == [4_000, 4_000] and all(size <= SHORT_LIMIT + 10 for size in sizes[2:]) and len(sizes) == 6


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("row 7 of 12", "row 9 of 14", True),
        ('relation "test20240101abcde.t" is gone', 'relation "test20251231vwxyz.t" is gone', True),
        ("id 8f14e45f-ceea-467f-a0e6-2f0d1c9f8e11", "id 00000000-0000-0000-0000-000000000000", True),
        ("com.acme.Row@1b2c3d", "com.acme.Row@99ff00aa", True),
        ('relation "raw.t" is gone', 'relation "raw.u" is gone', False),
    ],
)
def test_shape(one: str, other: str, same: bool) -> None:
    assert (shape(one) == shape(other)) is same


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Connection to db:5432 refused", "Is the database running?"),
        ('ERROR: syntax error at or near "FRM"', "Show the generated SQL"),
        ("e: /a/B.kt: (1, 2): Unresolved reference: X", "Open the first error"),
        ("ERROR: odd", "Open the topmost line"),
        ("org.opentest4j.AssertionFailedError: expected: <1> but was: <0>", "Identify which expectation failed"),
    ],
)
def test_next_steps_in_the_order_of_the_specification(text: str, first: str) -> None:
    steps = diagnose(text, rules())[0].next_steps
    assert len(steps) >= 3 and steps[0].startswith(first)


def test_connection_steps_tell_localhost_apart() -> None:
    steps = " ".join(diagnose("Connection to localhost:5432 refused", rules())[0].next_steps)
    assert steps.index("docker ps") < steps.index("Connect by hand") < steps.index("127.0.0.1 in place of localhost")
