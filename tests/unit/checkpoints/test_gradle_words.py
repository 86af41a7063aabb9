"""Gradle's reasons, told apart from failing tests. Texts of Gradle 4.4.1; samples of newer versions are marked."""

import pytest

from destination_writer.checkpoints.gradle_words import in_seconds, listed, reasons_beside_tests, went_wrong

COMPILING = """* What went wrong:
Execution failed for task ':x:compileKotlin'.
> Process 'command 'java'' finished with non-zero exit value 1

* Try:
Run with --stacktrace option to get the stack trace."""
TESTS = """* What went wrong:
Execution failed for task ':x:test'.
> There were failing tests. See the report at: file:///x/index.html

* Try:"""
NONE_FOUND = """* What went wrong:
Execution failed for task ':x:test'.
> No tests found for given includes: [x.T](--tests filter)
"""
SEVERAL = f"""FAILURE: Build completed with 2 failures.

1: Task failed with an exception.
-----------
{TESTS}
==============================================================================

2: Task failed with an exception.
-----------
{COMPILING}
"""
COMPILE_REASON = (
    "Execution failed for task ':x:compileKotlin'. > Process 'command 'java'' finished with non-zero exit value 1."
)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        pytest.param(COMPILING, [COMPILE_REASON], id="compilation"),
        pytest.param(TESTS, [], id="failing tests"),
        pytest.param(NONE_FOUND, [], id="no tests found"),
        pytest.param(SEVERAL, [COMPILE_REASON], id="both"),
        pytest.param(
            "* What went wrong:\nExecution failed for task ':x:test'.\n> There is a failing test. See the report at: x",
            [],
            id="one failing test, newer Gradle",
        ),
        pytest.param("Could not find GradleWrapperMain\n\n", ["Could not find GradleWrapperMain."], id="the last line"),
        pytest.param("", ["Gradle printed nothing."], id="nothing"),
    ],
)
def test_reasons_beside_tests(text: str, reasons: list[str]) -> None:
    assert reasons_beside_tests(text.splitlines()) == reasons


def test_the_first_reason() -> None:
    assert went_wrong(SEVERAL.splitlines()).startswith(
        "Execution failed for task ':x:test'. > There were failing tests."
    )


@pytest.mark.parametrize(
    ("names", "text"),
    [(["a"], "a"), (["a", "b", "c", "d", "e"], "a, b, c, d, e"), (list("abcdefg"), "a, b, c, d, e and 2 more")],
)
def test_listed(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_in_seconds() -> None:
    assert [in_seconds(number) for number in (1, 2.5, 1800)] == ["1 second", "2.5 seconds", "1800 seconds"]
