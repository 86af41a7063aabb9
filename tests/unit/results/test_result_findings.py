"""Failures on the lines where they belong."""
# ruff: noqa: E501 - texts stand as the tools print them

import pytest
from rulebook_data import rules

from destination_writer.connector.load import load_connector
from destination_writer.results.findings import findings_of
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.testruns import Failure, Outcome, TestResult, TestRun

PACKAGE = "io.airbyte.integrations.destination.acme"
FOLDER = PACKAGE.replace(".", "/")
CLIENT = f"src/main/kotlin/{FOLDER}/AcmeClient.kt"
SUITE = f"src/test-integration/kotlin/{FOLDER}/AcmeTest.kt"

TEXTS = {
    "destination-acme/gradle.properties": "cdkVersion=1.0.13\n",
    "destination-acme/build.gradle.kts": 'plugins {\n    id("airbyte-bulk-connector")\n}\n',
    f"destination-acme/{CLIENT}": f'package {PACKAGE}\n\nclass AcmeClient {{\n    fun ping() {{\n        error("x")\n    }}\n}}\n',
    f"destination-acme/{SUITE}": f"""package {PACKAGE}

class AcmeTest : TableOperationsSuite {{
    @Test
    fun `counts rows, and more`() {{
        AcmeClient().ping()
    }}

    @ParameterizedTest
    fun everyType(type: String) = Unit

    @Test
    @DisplayName("a shown name")
    fun hidden() = Unit

    @Nested
    inner class Given {{
        @Test
        fun inside() = Unit
    }}
}}
""",
}


def findings(*tests: TestResult, console: str = "", problems: tuple[str, ...] = (), **kwargs) -> list[Finding]:
    connector = load_connector(MemoryFiles(TEXTS), "destination-acme")
    return findings_of(TestRun("gradle", tests=tests, console=console, problems=problems), connector, rules(), **kwargs)


def failing(name: str, suite: str = f"{PACKAGE}.AcmeTest", detail: str = "java.lang.AssertionError: no") -> TestResult:
    return TestResult(suite, name, Outcome.FAILED, failures=(Failure("java.lang.AssertionError: no", "", detail),))


@pytest.mark.parametrize(
    ("suite", "name", "word"),
    [
        (f"{PACKAGE}.AcmeTest", "counts rows, and more()", "`counts rows, and more`"),
        (f"{PACKAGE}.AcmeTest", "counts rows, and more", "`counts rows, and more`"),
        (f"{PACKAGE}.AcmeTest", "everyType(String)[3]", "everyType"),
        (f"{PACKAGE}.AcmeTest", "a shown name", "hidden"),
        (f"{PACKAGE}.AcmeTest$Given", "inside()", "inside"),
        ("AcmeTest", "counts rows, and more()", "`counts rows, and more`"),
        (f"{PACKAGE}.AcmeTest", "upsert tables()", "AcmeTest"),
        (f"{PACKAGE}.AcmeTest", "[1] a, b", "AcmeTest"),
        (f"{PACKAGE}.AcmeTest", "initializationError", "AcmeTest"),
        (f"{PACKAGE}.AcmeTest$Gone", "inside()", "AcmeTest"),
    ],
)
def test_a_failure_stands_on_the_tests_own_name(suite: str, name: str, word: str) -> None:
    (finding,) = findings(failing(name, suite))
    assert finding.location.path == f"destination-acme/{SUITE}"
    place = finding.location.range
    line = TEXTS[f"destination-acme/{SUITE}"].split("\n")[place.start.line]
    assert line[place.start.column : place.end.column] == word


def test_message_cause_fix_and_frames() -> None:
    detail = (
        'org.postgresql.util.PSQLException: ERROR: relation "raw.t" does not exist\n'
        f"\tat {PACKAGE}.AcmeClient.ping(AcmeClient.kt:5)\n\tat {PACKAGE}.AcmeTest.counts rows, and more(AcmeTest.kt:6)"
    )
    result = TestResult(
        f"{PACKAGE}.AcmeTest", "counts rows, and more()", Outcome.ERROR,
        failures=(Failure(detail.split("\n")[0], "org.postgresql.util.PSQLException", detail),),
        report="destination-acme/build/test-results/test/TEST-a.xml",
    )  # fmt: skip
    (finding,) = findings(result)
    assert (finding.code, finding.severity, finding.category) == ("DW201", Severity.ERROR, "missing-object")
    assert finding.message.startswith("Test counts rows, and more failed: ")
    assert finding.message.endswith(" This is a blocker.")
    assert "raw.t" in finding.cause and finding.fix
    assert finding.test == f"{PACKAGE}.AcmeTest.counts rows, and more()"
    assert [(r.location.path, r.location.range.start.line) for r in finding.related] == [
        (f"destination-acme/{CLIENT}", 4),
        (f"destination-acme/{SUITE}", 5),
    ]
    assert not finding.stale and finding.evidence[0] == detail.split("\n")[0]


SYNTAX = 'org.postgresql.util.PSQLException: ERROR: syntax error at or near "UPDATE"'


def test_cause_names_the_method_and_the_one_that_writes_its_sql() -> None:
    generator = f"src/main/kotlin/{FOLDER}/AcmeSqlGenerator.kt"
    sql = f'package {PACKAGE}\n\nclass AcmeSqlGenerator {{\n    fun ping() = "SELECT 1"\n}}\n'
    connector = load_connector(MemoryFiles({**TEXTS, f"destination-acme/{generator}": sql}), "destination-acme")
    detail = (
        f"{SYNTAX}\n\tat {PACKAGE}.AcmeClient.ping(AcmeClient.kt:5)\n\tat {PACKAGE}.AcmeTest.hidden(AcmeTest.kt:13)"
    )
    test = TestResult(f"{PACKAGE}.AcmeTest", "hidden()", Outcome.ERROR, failures=(Failure(SYNTAX, "", detail),))
    (finding,) = findings_of(TestRun("gradle", tests=(test,)), connector, rules())
    where = "It happens in `AcmeClient.ping` (AcmeClient.kt:5); `AcmeSqlGenerator.ping` (AcmeSqlGenerator.kt:4) writes its SQL."
    assert where in finding.cause
    assert (finding.data["suite"], finding.data["test"]) == (f"{PACKAGE}.AcmeTest", "hidden()")


@pytest.mark.parametrize(
    ("said", "confidence"),
    [
        (SYNTAX, "high"),
        ("com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: x", "medium"),
        ("org.opentest4j.AssertionFailedError: expected: <1> but was: <0>", "low"),
    ],
)
def test_confidence_follows_the_depth_of_the_evidence(said: str, confidence: str) -> None:
    (finding,) = findings(
        TestResult(f"{PACKAGE}.AcmeTest", "hidden()", Outcome.FAILED, failures=(Failure(said, "", said),))
    )
    assert finding.data["confidence"] == confidence


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (SYNTAX, ["mend-type", "mend-quotes", "complete-merge"]),
        ('org.postgresql.util.PSQLException: ERROR: syntax error at or near "MERGE"', ["write-without-merge"]),
        ("io.micronaut.context.exceptions.NoSuchBeanException: No bean of type [a.B] exists.", ["declare-bean"]),
        ("java.net.ConnectException: Connection refused", []),
        ('org.postgresql.util.PSQLException: ERROR: relation "x" already exists', []),
    ],
)
def test_a_failure_carries_the_names_of_what_could_mend_it(said: str, names: list[str]) -> None:
    (finding,) = findings(
        TestResult(f"{PACKAGE}.AcmeTest", "hidden()", Outcome.FAILED, failures=(Failure(said, "", said),))
    )
    found = [remedy.name for remedy in finding.remedies]
    assert set(names) <= set(found) if names else found == []
    assert all(said in remedy.arguments["said"] for remedy in finding.remedies)


def test_a_class_that_could_not_be_set_up() -> None:
    (finding,) = findings(failing("initializationError"))
    assert finding.code == "DW202" and "none of its tests ran" in finding.message


def test_a_test_of_no_known_class_stands_on_the_frame_or_its_report() -> None:
    with_frame = failing(
        "x()", "a.Other", f"java.lang.AssertionError: no\n\tat {PACKAGE}.AcmeClient.ping(AcmeClient.kt:5)"
    )
    without = TestResult("a.Other", "y()", Outcome.FAILED, failures=(Failure("no"),), report="destination-acme/b.xml")
    found = findings(with_frame, without)
    assert [(f.location.path, f.location.range.start.line) for f in found] == [
        ("destination-acme/b.xml", 0),
        (f"destination-acme/{CLIENT}", 4),
    ]


def test_staleness_is_the_callers_word() -> None:
    found = findings(failing("counts rows, and more()"), failing("hidden()"), is_stale=lambda t: t.name == "hidden()")
    assert {f.test.rpartition(".")[2]: f.stale for f in found} == {"counts rows, and more()": False, "hidden()": True}


def test_passed_and_skipped_tests_are_no_findings_and_retries_are_one() -> None:
    passed = TestResult(f"{PACKAGE}.AcmeTest", "hidden()", Outcome.PASSED)
    skipped = TestResult(f"{PACKAGE}.AcmeTest", "hidden()", Outcome.SKIPPED)
    assert findings(passed, skipped) == []
    assert len(findings(failing("hidden()"), failing("hidden()"), passed)) == 1


def test_compiler_errors_of_the_build() -> None:
    console = f"> Task :compileKotlin FAILED\ne: file:///srv/airbyte/destination-acme/{CLIENT}:5:9 Unresolved reference 'error'.\n"
    (finding,) = findings(console=console)
    assert (finding.code, finding.category, finding.location.path) == (
        "DW210",
        "compilation",
        f"destination-acme/{CLIENT}",
    )
    assert finding.location.range.start.line == 4
    assert finding.message == "The compiler rejects this: Unresolved reference 'error'. This is a blocker."


@pytest.mark.parametrize(
    ("stub", "line"), [(f"{FOLDER}/AcmeClient.java", 2), (f"{FOLDER}/AcmeClientKt.java", 0), ("b/Gone.java", None)]
)
def test_what_kapt_says_of_a_stub_stands_on_the_kotlin_class(stub: str, line: int | None) -> None:
    path = f"/srv/airbyte/destination-acme/build/tmp/kapt3/stubs/main/{stub}"
    console = f"> Task :kaptKotlin FAILED\ne: {path}:7: error: incompatible types: NonExistentClass cannot be converted to Annotation\n"
    (finding,) = findings(console=console)
    assert finding.category == "compilation"
    if line is None:
        assert finding.location.path == "destination-acme/build.gradle.kts"
    else:
        assert (finding.location.path, finding.location.range.start.line) == (f"destination-acme/{CLIENT}", line)


def test_a_failed_build_stands_on_its_script() -> None:
    console = "* What went wrong:\n> Could not find io.airbyte.cdk:bulk:9.9.9.\n\n* Try:\n"
    (finding,) = findings(console=console)
    assert (finding.code, finding.location.path) == ("DW220", "destination-acme/build.gradle.kts")


def test_failing_tests_of_the_console_are_not_told_twice() -> None:
    console = "AcmeTest > hidden() FAILED\n    java.lang.AssertionError at AcmeTest.kt:14\n\n* What went wrong:\n> There were failing tests.\n"
    assert [f.code for f in findings(failing("hidden()"), console=console)] == ["DW201"]


def test_an_unreadable_report_is_a_blocker() -> None:
    (finding,) = findings(problems=("destination-acme/build/TEST-a.xml:7: the report ends here; run again",))
    assert (finding.code, finding.location.path, finding.location.range.start.line) == (
        "DW204",
        "destination-acme/build/TEST-a.xml",
        6,
    )
    assert "This is a blocker" in finding.message
