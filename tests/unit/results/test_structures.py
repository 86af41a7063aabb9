"""Shapes that failures arrive in: quoted in sources, wrapped, cut off, in several blocks, in every verbosity of Gradle."""
# ruff: noqa: E501 - texts stand as the tools print them

import textwrap
from typing import NamedTuple

import pytest
from rulebook_data import rules

from destination_writer.results.diagnose import diagnose
from destination_writer.results.lines import read_lines


class Case(NamedTuple):
    name: str
    text: str
    category: str
    file: str | None = None
    line: int | None = None


CASES = [
    Case(
        "lines of a list of strings",
        """
        'Caused by: java.sql.SQLException: ORA-01788:',
        'CONNECT BY clause required',
        '  at oracle.jdbc.driver.T4C.error(T4C.java:5)',
        """,
        "sql-syntax",
    ),
    Case(
        "a string that is put together over lines",
        r"""
        String said = "\r\n" +
            "### Error querying database.  Cause: java.sql.SQLException: Unknown column 'b' in 'SELECT'\r\n" +
            "### The error may exist in maps/orders.xml\r\n";
        """,
        "missing-object", "maps/orders.xml",
    ),
    Case(
        "a comment in a source",
        "    // com.microsoft.sqlserver.jdbc.SQLServerException: Invalid object name 'raw.orders'.\n",
        "missing-object",
    ),
    Case(
        "the middle of a block comment",
        "     * Caused by: java.net.ConnectException: Connection refused\n     * and so on\n",
        "connection",
    ),
    Case(
        "quotes that a source escapes",
        'check("org.postgresql.util.PSQLException: FATAL: database \\"dw\\" does not exist", error.message)\n',
        "missing-object",
    ),
    Case(
        "a message that is wrapped in the middle of a sentence",
        "com.microsoft.sqlserver.jdbc.SQLServerException: Could not find stored\nprocedure 'raw.merge_rows'.\n",
        "missing-object",
    ),
    Case(
        "a frame whose beginning is lost is no frame of the project",
        "r.write(RowWriter.java:40)\n\tat org.quartz.core.JobRunShell.run(JobRunShell.java:2)\nCaused by: java.sql.SQLException: ORA-00060: deadlock detected\n",
        "constraint-violation",
    ),
    Case(
        "a bean that cannot be made names the class",
        "io.micronaut.context.exceptions.BeanInstantiationException: Error instantiating bean of type  [io.acme.OrderWriter]\n\nMessage: no way\n",
        "dependency-injection", "OrderWriter",
    ),
    Case(
        "a place behind the message",
        "kotlin.UninitializedPropertyAccessException: lateinit property rows has not been initialized at OrderBuffer.kt:45\n",
        "dependency-injection", "OrderBuffer.kt", 45,
    ),
    Case(
        "a driver's general exception, known words",
        "com.acme.jdbc.AcmeSQLException: unsupported window frame for LAG\n",
        "sql-syntax",
    ),
    Case(
        "a general exception about the world outside",
        "java.lang.IllegalStateException: the upload gave up: timed out\n\tat io.acme.Upload.run(Upload.kt:7)\n",
        "timeout", "Upload.kt", 7,
    ),
    Case(
        "a general exception about the code's own matters",
        "java.lang.IllegalStateException: the parameter rows must be positive\n\tat io.acme.Upload.run(Upload.kt:7)\n",
        "runtime-exception", "Upload.kt", 7,
    ),
    Case(
        "a compiler's message without its beginning",
        "OrderWriter.kt:78:65 Unresolved reference 'rows'.\n\nFAILURE: Build failed with an exception.\n",
        "compilation", "OrderWriter.kt", 78,
    ),
    Case("a path with a placeholder", "e: [ksp] <TMP>/run<N>/src/Order.kt:14: @Key is used twice.\n", "compilation", "<TMP>/run<N>/src/Order.kt", 14),
    Case("the compiler broke", "> Task :compileKotlin FAILED\ne: java.lang.StackOverflowError\n    at org.jetbrains.kotlin.fir.A.b(A.kt)\n", "build-and-dependencies"),
    Case("a processor broke", "e: [ksp] java.lang.IllegalArgumentException: 26.0.1\n", "build-and-dependencies"),
    Case("the compiler's daemon broke", "e: Daemon compilation failed: null\njava.lang.Exception\n", "build-and-dependencies"),
    Case("the compiler ran out of memory", "e: java.lang.OutOfMemoryError: Java heap space\n", "out-of-memory"),
    Case(
        "what a narrow Windows shell adds to the first line of an error",
        "./gradlew : warning: old\nAt \nline:1 char:1\n+ ./gradlew \nbuild\n+ ~~~~~~\n    + CategoryInfo    \n          : NotSpeci  \n  fied: (x:Str    \n"
        "  ing) [], Remot\n eException\n    + FullyQualifiedE \n   rrorId : NativeCo  \n  mmandError\n \nFAILURE: Build failed \nwith an exception.\n\n"
        "* What went wrong:\nExecution failed for \ntask ':a:check'.\n> Duplicate class a.B \nfound in modules x \n-> and y\n\n* Try:\n",
        "build-and-dependencies",
    ),
    Case(
        "the same in another language",
        "./gradlew : aviso\nNo linha:1 \ncaractere:30\n+ ./gradlew build\n+ ~~~~\n    + CategoryInfo : NotSpecified: (x:String) [], RemoteException\n"
        "    + FullyQualifiedErrorId : NativeCommandError\n \n* What went wrong:\nExecution failed for task ':a:check'.\n> Quite new\n\n* Try:\n",
        "build-and-dependencies",
    ),
    Case(
        "what an earlier step of the build wrote is gone",
        "* What went wrong:\nExecution failed for task ':a:package'.\n> java.nio.file.NoSuchFileException: C:\\w\\a\\build\\tmp\\merged\n\n* Try:\n",
        "build-and-dependencies",
    ),
    Case(
        "an HTML page",
        "&gt; x<br />\nOrderTest > counts FAILED<br />\n&nbsp;&nbsp;&nbsp; java.lang.AssertionError: no rows<br />\n",
        "assertion",
    ),
    Case("quiet Gradle", "\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':compileKotlin'.\n> Could not find io.acme:db:9.\n", "build-and-dependencies"),
    Case(
        "left-overs of a rich console",
        "\x1b[2A\x1b[1m<===----------> 25% EXECUTING [3s]\x1b[m\x1b[0K\x1b[2D\x1b[1B\n\x1b[31;1m> Task :compileKotlin\x1b[0;39m\x1b[31m FAILED\x1b[39m\n\x1b[31me: file:///w/A.kt:3:5 Unresolved reference 'x'.\x1b[39m\n",
        "compilation", "/w/A.kt", 3,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_structure(case: Case) -> None:
    found = diagnose(textwrap.dedent(case.text), rules())
    assert found, "the text states a failure"
    assert (found[0].category, found[0].file, found[0].line) == (case.category, case.file, case.line)


def test_several_failures_of_one_build_are_several_causes() -> None:
    text = """
    FAILURE: Build completed with 2 failures.

    1: Task failed with an exception.
    -----------
    * What went wrong:
    Execution failed for task ':a:compileJava'.
    > Could not find io.acme:db:9.

    * Try:
    Run with --info.
    ==============================================================================

    2: Task failed with an exception.
    -----------
    * Where:
    Build file '/w/b/build.gradle.kts' line: 7

    * What went wrong:
    A problem occurred evaluating project ':b'.
    > Could not get unknown property 'rows' for project ':b'.

    * Try:
    Run with --info.
    ==============================================================================
    """
    found = diagnose(textwrap.dedent(text), rules())
    assert [(d.file, d.line) for d in found] == [(None, None), ("/w/b/build.gradle.kts", 7)]
    assert "io.acme:db:9" in found[0].cause and "rows" in found[1].cause


def test_a_script_error_quotes_what_gradle_says_innermost() -> None:
    text = "* What went wrong:\nA problem occurred evaluating root project 'w'.\n> Could not find method rows() for arguments [] on root project 'w'.\n"
    (found,) = diagnose(text, rules())
    assert found.message.endswith("Could not find method rows() for arguments [] on root project 'w'.")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('    "java.sql.SQLException: no rows\\n" +', "java.sql.SQLException: no rows"),
        ("  'Caused by: a.BException: x',", "Caused by: a.BException: x"),
        ("val name = \"orders\"", "val name = \"orders\""),
        ('{"level": "error", "code": 7}', "level: error"),
        ("rows = 'a' + 'b'", "rows = 'a' + 'b'"),
    ],
)  # fmt: skip
def test_string_literals_that_speak_of_a_failure_lose_their_quotes(raw: str, text: str) -> None:
    assert read_lines(raw)[0].text == text
