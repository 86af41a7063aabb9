"""Console output as a TestRun."""

from destination_writer.results.console import test_run as run_of
from destination_writer.text.testruns import Outcome

CONSOLE = """> Task :destination-acme:test

AcmeTest > connect to database() PASSED

AcmeTest > Nested > counts rows() FAILED
    org.opentest4j.AssertionFailedError: expected: <1> but was: <0>
        at io.acme.AcmeTest$Nested.counts rows(AcmeTest.kt:20)

AcmeTest > later() SKIPPED

AcmeTest > insert(String)[2] STANDARD_OUT
    INSERT INTO raw.orders

3 tests completed, 1 failed, 1 skipped

> Task :destination-acme:test FAILED
"""


def test_tests_outcomes_and_failures() -> None:
    run = run_of(CONSOLE)
    assert [(t.suite, t.name, t.outcome) for t in run.tests] == [
        ("AcmeTest", "connect to database()", Outcome.PASSED),
        ("AcmeTest$Nested", "counts rows()", Outcome.FAILED),
        ("AcmeTest", "later()", Outcome.SKIPPED),
    ]
    failure = run.tests[1].failures[0]
    assert failure.type == "org.opentest4j.AssertionFailedError"
    assert failure.message == "org.opentest4j.AssertionFailedError: expected: <1> but was: <0>"
    assert "AcmeTest.kt:20" in failure.detail
    assert run.console == CONSOLE


def test_what_a_test_prints_is_its_output() -> None:
    text = (
        "A > b() FAILED\n    x.YException at A.kt:1\n\nA > b() STANDARD_ERROR\n    the reason\n\nBUILD FAILED in 1s\n"
    )
    (test,) = run_of(text).tests
    assert test.output.strip() == "the reason"


def test_the_launcher_prints_a_failing_test_twice() -> None:
    text = """io.acme.GenTest > throws() FAILED

Failures (1):
  JUnit Jupiter:GenTest:throws()
    MethodSource [className = 'io.acme.GenTest', methodName = 'throws', methodParameterTypes = '']
    => java.lang.IllegalStateException: boom
       io.acme.GenTest.throws(GenTest.kt:8)
"""
    (test,) = run_of(text).tests
    assert (test.suite, test.name, test.outcome) == ("io.acme.GenTest", "throws()", Outcome.FAILED)
    assert "GenTest.kt:8" in test.failures[0].detail
