"""Whole texts, each as a tool prints it, and what a reader should get out of them."""
# ruff: noqa: E501 - texts stand as the tools print them

import textwrap
from typing import NamedTuple

import pytest
from rulebook_data import rules

from destination_writer.results.diagnose import diagnose


class Case(NamedTuple):
    name: str
    text: str
    category: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    test: str | None = None


COMPILERS = [
    Case(
        "K2 with a percent-encoded Windows path",
        "> Task :compileKotlin FAILED\n"
        "e: file:///C:/Users/user/My%20Code/acme/src/main/kotlin/Client.kt:7:12 Unresolved reference 'TableName'.\n",
        "compilation", "C:/Users/user/My Code/acme/src/main/kotlin/Client.kt", 7, 12,
    ),
    Case(
        "K1 behind a CI time stamp",
        "2024-05-02T09:00:01.1234567Z e: /builds/acme/src/Client.kt: (12, 5): Type mismatch: inferred type is Int "
        "but Long was expected",
        "compilation", "/builds/acme/src/Client.kt", 12, 5,
    ),
    Case(
        "kotlinc's own form with a caret",
        "src/Bad.kt:15:16: error: return type mismatch: expected 'String', actual 'Int'.\n"
        "    fun a(): String = 1\n                      ^\n",
        "compilation", "src/Bad.kt", 15, 16,
    ),
    Case(
        "a message over several lines",
        "Bad.kt:12:1: error: class 'Broken' is not abstract and does not implement abstract member:\n"
        "suspend fun upsert(table: String): List<String>\nclass Broken : SqlGenerator {\n^^^^^^^^^^^^\n",
        "compilation", "Bad.kt", 12, 1,
    ),
    Case(
        "KSP repeats what the compiler says; the compiler counts",
        "e: [ksp] /p/src/A.kt: (9, 3): Expecting member declaration\n"
        "e: Error occurred in KSP, check log for detail\n"
        "e: file:///p/src/A.kt:8:1 Syntax error: Expecting a top level declaration.\n",
        "compilation", "/p/src/A.kt", 8, 1,
    ),
    Case(
        "kapt points into a stub",
        "e: /p/build/tmp/kapt3/stubs/main/AcmeClient.java:21: error: cannot find symbol\n  symbol: class Foo\n",
        "compilation", "/p/build/tmp/kapt3/stubs/main/AcmeClient.java", 21,
    ),
    Case(
        "javac in Chinese: the caret line tells that it is one",
        "src/main/java/A.java:5: 错误: 找不到符号\n        Foo foo;\n        ^\n  符号:   类 Foo\n1 个错误\n",
        "compilation", "src/main/java/A.java", 5,
    ),
    Case(
        "warnings are not failures",
        "w: file:///p/A.kt:1:1 Cast is redundant.\ne: file:///p/B.kt:2:3 Unresolved reference 'x'.\n",
        "compilation", "/p/B.kt", 2, 3,
    ),
    Case(
        "an error in a build script is the build's",
        "e: file:///p/destination-acme/build.gradle.kts:9:1: Unresolved reference 'airbyteBulkConnector'.\n",
        "build-and-dependencies", "/p/destination-acme/build.gradle.kts", 9, 1,
    ),
    Case(
        "a library of a newer Kotlin",
        "e: file:///p/src/A.kt:3:8 Class 'kotlin.Result' was compiled with an incompatible version of Kotlin. "
        "The actual metadata version is 2.2.0, but the compiler version 2.0.0 can read versions up to 2.1.0.\n",
        "build-and-dependencies", "/p/src/A.kt", 3, 8,
    ),
    Case(
        "only the task is named",
        "> Task :destination-acme:compileTestKotlin FAILED\n\nFAILURE: Build failed with an exception.\n\n"
        "* What went wrong:\nExecution failed for task ':destination-acme:compileTestKotlin'.\n"
        "> A failure occurred while executing org.jetbrains.kotlin.compilerRunner.GradleKotlinCompilerWorkAction\n"
        "   > Compilation error. See log for more details\n",
        "compilation",
    ),
]  # fmt: skip

BUILDS = [
    Case(
        "a dependency that is not there",
        "FAILURE: Build failed with an exception.\n\n* What went wrong:\n"
        "Execution failed for task ':destination-acme:compileKotlin'.\n"
        "> Could not resolve all files for configuration ':destination-acme:compileClasspath'.\n"
        "   > Could not find io.airbyte.bulk-cdk:bulk-cdk-toolkit-load-db:1.0.2.\n     Required by:\n"
        "         project :destination-acme\n\n* Try:\n> Run with --scan\n\nBUILD FAILED in 3s\n",
        "build-and-dependencies",
    ),
    Case(
        "a place in a build file",
        "FAILURE: Build failed with an exception.\n\n* Where:\nBuild file '/p/destination-acme/build.gradle' line: 14\n\n"
        "* What went wrong:\nA problem occurred evaluating project ':destination-acme'.\n"
        "> Could not find method airbyteConnector() for arguments [x] on project ':destination-acme'.\n\n* Try:\n",
        "build-and-dependencies", "/p/destination-acme/build.gradle", 14,
    ),
    Case(
        "a failure nobody knows keeps Gradle's deepest words",
        "* What went wrong:\nExecution failed for task ':destination-acme:bundle'.\n> Something quite new happened\n",
        "build-and-dependencies",
    ),
    Case(
        "no JDK of the wanted version",
        "* What went wrong:\nCould not determine the dependencies of task ':compileJava'.\n"
        "> No matching toolchains found for requested specification: {languageVersion=21, vendor=any}.\n",
        "build-and-dependencies",
    ),
    Case(
        "the test process was killed",
        "> Task :test\nExecution failed for task ':test'.\n"
        "> Process 'Gradle Test Executor 2' finished with non-zero exit value 137\n",
        "out-of-memory",
    ),
    Case(
        "a filter that matches nothing",
        "* What went wrong:\nExecution failed for task ':test'.\n"
        "> No tests found for given includes: [AcmeTest.pingg](--tests filter)\n",
        "build-and-dependencies",
    ),
    Case(
        "nothing failed",
        "> Task :compileKotlin UP-TO-DATE\n> Task :test\n\nBUILD SUCCESSFUL in 3s\n4 actionable tasks: 4 up-to-date\n",
        "",
    ),
]  # fmt: skip

TESTS = [
    Case(
        "short form, the file of the test",
        "AcmeTableOperationsTest > connect to database() FAILED\n"
        "    org.opentest4j.AssertionFailedError at AcmeTableOperationsTest.kt:41\n\n1 test completed, 1 failed\n",
        "assertion", "AcmeTableOperationsTest.kt", 41, None, "AcmeTableOperationsTest > connect to database()",
    ),
    Case(
        "short form, a foreign file says nothing about the project",
        "AcmeTest > ping() FAILED\n    java.lang.IllegalStateException at GenericThing.java:41\n",
        "runtime-exception", None, None, None, "AcmeTest > ping()",
    ),
    Case(
        "short form, the last cause decides",
        "AcmeTest > ping() FAILED\n    java.lang.RuntimeException at AcmeTest.kt:20\n"
        "        Caused by: java.sql.SQLException at HikariPool.java:600\n"
        "            Caused by: java.net.ConnectException at Net.java:-2\n",
        "connection", "AcmeTest.kt", 20, None, "AcmeTest > ping()",
    ),
    Case(
        "long form with a nested class and a backticked name",
        "io.acme.AcmeTest > Given an empty table > counts, with comma, zero rows() FAILED\n"
        "    org.postgresql.util.PSQLException: ERROR: relation \"raw.orders\" does not exist\n"
        "        at app//org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:297)\n"
        "        at app//io.acme.AcmeClient.countTable(AcmeClient.kt:88)\n"
        "        at app//io.acme.AcmeTest$Given.counts, with comma, zero rows(AcmeTest.kt:33)\n",
        "missing-object", "AcmeClient.kt", 88, None,
        "io.acme.AcmeTest > Given an empty table > counts, with comma, zero rows()",
    ),
    Case(
        "a failure of the class itself",
        "io.acme.AcmeTest > initializationError FAILED\n"
        "    java.lang.IllegalStateException: Could not find a valid Docker environment. Please see logs\n"
        "        at org.testcontainers.dockerclient.DockerClientProviderStrategy.x(DockerClientProviderStrategy.java:277)\n"
        "        at io.acme.AcmeTest.<clinit>(AcmeTest.kt:12)\n",
        "container-environment", "AcmeTest.kt", 12, None, "io.acme.AcmeTest (class initialisation)",
    ),
    Case(
        "a rich console with colours",
        "\x1b[1mAcmeTest > \x1b[22m\x1b[1mping()\x1b[22m\x1b[31m FAILED\x1b[39m\n"
        "    java.lang.AssertionError at AcmeTest.kt:9\n",
        "assertion", "AcmeTest.kt", 9, None, "AcmeTest > ping()",
    ),
    Case(
        "Gradle at info level",
        "Gradle Test Run :test > Gradle Test Executor 4 > AcmeTest > ping() FAILED\n"
        "    java.lang.AssertionError: expected:<3> but was:<4>\n        at io.acme.AcmeTest.ping(AcmeTest.kt:9)\n",
        "assertion", "AcmeTest.kt", 9, None, "AcmeTest > ping()",
    ),
    Case(
        "a test that timed out",
        "AcmeTest > upsert tables() FAILED\n"
        "    java.util.concurrent.TimeoutException: upsert tables() timed out after 2 minutes\n"
        "        at io.acme.AcmeTest.upsert tables(AcmeTest.kt:70)\n",
        "timeout", "AcmeTest.kt", 70, None, "AcmeTest > upsert tables()",
    ),
    Case(
        "a stub that was reached",
        "AcmeTest > copy tables() FAILED\n"
        "    kotlin.NotImplementedError: An operation is not implemented: Implement in Phase 7\n"
        "        at io.acme.AcmeSqlGenerator.copyTable(AcmeSqlGenerator.kt:55)\n",
        "runtime-exception", "AcmeSqlGenerator.kt", 55, None, "AcmeTest > copy tables()",
    ),
    Case(
        "Surefire's console",
        "[ERROR] io.acme.AcmeTest.ping -- Time elapsed: 0.1 s <<< ERROR!\n"
        "java.net.UnknownHostException: db1\n\tat io.acme.AcmeTest.ping(AcmeTest.java:5)\n",
        "connection", "AcmeTest.java", 5, None, "io.acme.AcmeTest.ping",
    ),
    Case(
        "the tree of JUnit's launcher alone",
        "╷\n├─ JUnit Jupiter ✔\n│  ├─ GenTest ✔\n│  │  ├─ works() ✔\n│  │  ├─ throws() ✘ expected: <1> but was: <2>\n",
        "assertion", None, None, None, "GenTest > throws()",
    ),
    Case(
        "failing tests without their names",
        "> Task :test FAILED\n\nFAILURE: Build failed with an exception.\n\n* What went wrong:\n"
        "Execution failed for task ':test'.\n> There were failing tests. See the report at: file:///p/index.html\n",
        "assertion",
    ),
]  # fmt: skip

TRACES = [
    Case(
        "the innermost cause, in the project's innermost frame",
        """
        java.lang.RuntimeException: flush failed
        \tat io.acme.AcmeInsertBuffer.flush(AcmeInsertBuffer.kt:60)
        \tat io.acme.AcmeAggregate.flush(AcmeAggregate.kt:20)
        Caused by: org.postgresql.util.PSQLException: ERROR: value too long for type character varying(10)
        \tat org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:300)
        \tat io.acme.AcmeInsertBuffer.write(AcmeInsertBuffer.kt:91)
        \t... 2 more
        """,
        "type-mismatch", "AcmeInsertBuffer.kt", 91,
    ),
    Case(
        "the project stands only in a suppressed exception",
        """
        java.sql.SQLException: Lock wait timeout exceeded; try restarting transaction
        \tat com.mysql.cj.jdbc.exceptions.SQLError.createSQLException(SQLError.java:129)
        \tSuppressed: java.lang.IllegalStateException: rollback failed
        \t\tat io.acme.AcmeClient.close(AcmeClient.kt:18)
        """,
        "timeout", "AcmeClient.kt", 18,
    ),
    Case(
        "a circular reference ends",
        """
        java.lang.IllegalStateException: outer
        \tat io.acme.A.a(A.kt:1)
        Caused by: java.lang.IllegalArgumentException: inner
        \tat io.acme.B.b(B.kt:2)
        Caused by: [CIRCULAR REFERENCE: java.lang.IllegalStateException: outer]
        """,
        "runtime-exception", "B.kt", 2,
    ),
    Case(
        "the pool's timeout hides a rejected password",
        """
        java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.
        \tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)
        \tat io.acme.AcmeBeanFactory.dataSource(AcmeBeanFactory.kt:31)
        Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "etl"
        \tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:693)
        """,
        "authentication", "AcmeBeanFactory.kt", 31,
    ),
    Case(
        "a bean error hides a refused connection",
        """
        io.micronaut.context.exceptions.BeanInstantiationException: Error instantiating bean of type [io.acme.AcmeClient]

        Message: Failed to initialize pool: Connection to localhost:5432 refused.
        Path Taken: new AcmeWriter([AcmeClient client])
        \tat io.micronaut.context.DefaultBeanContext.resolve(DefaultBeanContext.java:2367)
        """,
        "connection",
    ),
    Case(
        "the class that Micronaut names stands for its file",
        """
        io.micronaut.context.exceptions.DependencyInjectionException: Failed to inject value for parameter [catalog] of class: io.acme.write.AcmeWriter

        Message: No bean of type [io.airbyte.cdk.load.write.WriteOperationV2] exists.
        Path Taken: new AcmeWriter(TableCatalog catalog)
        \tat io.micronaut.context.AbstractInitializableBeanDefinition.getBean(AbstractInitializableBeanDefinition.java:1189)
        """,
        "dependency-injection", "AcmeWriter",
    ),
    Case(
        "a trace on one line",
        "Caused by: java.sql.SQLException: No suitable driver found for jdbc:acme://x "
        "at java.sql/java.sql.DriverManager.getConnection(DriverManager.java:702) "
        "at io.acme.AcmeBeanFactory.open(AcmeBeanFactory.kt:12) at io.acme.Main.main(Main.kt:3)",
        "configuration", "AcmeBeanFactory.kt", 12,
    ),
    Case(
        "a JSON log record",
        '{"level":"ERROR","stack":"java.sql.SQLException: ORA-00942: table or view does not exist\\n\\tat '
        'oracle.jdbc.driver.T4CTTIoer11.processError(T4CTTIoer11.java:509)\\n\\tat io.acme.AcmeClient.count'
        '(AcmeClient.kt:77)\\n"}',
        "missing-object", "AcmeClient.kt", 77,
    ),
    Case(
        "a MyBatis mapper",
        "### Error updating database.  Cause: java.sql.SQLIntegrityConstraintViolationException: Duplicate entry '7' for "
        "key 'PRIMARY'\n### The error may exist in class path resource [mapper/OrderMapper.xml]\n",
        "constraint-violation", "mapper/OrderMapper.xml",
    ),
    Case(
        "a log line that names class, method and line",
        " ERROR i.a.i.d.a.AcmeChecker(check):44 Could not connect: Connection refused\n",
        "connection", "AcmeChecker", 44,
    ),
    Case(
        "a report in prose names the test",
        "### Failure 2\n**Test:** `AcmeTest.overwriteTables`\norg.postgresql.util.PSQLException: ERROR: must be owner of "
        "table orders\n",
        "permission", None, None, None, "AcmeTest.overwriteTables",
    ),
    Case(
        "another language, known words",
        "org.postgresql.util.PSQLException: ERREUR: la relation « commandes » n'existe pas\n  Position : 15\n"
        "\tat io.acme.AcmeClient.count(AcmeClient.kt:9)\n",
        "missing-object", "AcmeClient.kt", 9,
    ),
    Case(
        "another language, only the code is readable",
        "SQL Error: 0, SQLState: 23505\nFEHLER: irgendetwas mit dem Schlüssel\n",
        "constraint-violation",
    ),
    Case(
        "a hint that differs by letter case",
        'ERROR: column "userid" does not exist\nHINT: Perhaps you meant to reference the column "users.userId".\n',
        "case-sensitivity",
    ),
    Case(
        "a hint that differs by more",
        'ERROR: column "userid" does not exist\nHINT: Perhaps you meant to reference the column "users.user_id".\n',
        "missing-object",
    ),
    Case("a text without a tool's structure", "sync stopped: the broker could not be reached, host is down: connection lost\n", "connection"),
    Case("no failure at all", "all 12 rows were written\nbye\n", ""),
]  # fmt: skip


@pytest.mark.parametrize("case", [*COMPILERS, *BUILDS, *TESTS, *TRACES], ids=lambda case: case.name)
def test_text(case: Case) -> None:
    found = diagnose(textwrap.dedent(case.text), rules())
    if not case.category:
        assert found == []
        return
    first = found[0]
    assert (first.category, first.file, first.line, first.column, first.test) == case[2:]
    assert first.cause and first.fix and first.message


def test_evidence_are_lines_of_the_text() -> None:
    text = "noise\r\nAcmeTest > ping() FAILED\r\n    java.lang.AssertionError: nope\r\n        at a.AcmeTest.ping(AcmeTest.kt:4)\r\n"
    assert diagnose(text, rules())[0].evidence == (2, 3, 4)


def test_one_cause_of_several_tests_is_told_once() -> None:
    block = "AcmeTest > {}() FAILED\n    java.net.ConnectException: Connection refused\n        at a.AcmeTest.x(AcmeTest.kt:{})\n\n"
    found = diagnose("".join(block.format(name, line) for name, line in [("a", 3), ("b", 9), ("c", 12)]), rules())
    assert [d.test for d in found] == ["AcmeTest > a()"]
    assert found[0].tests == ("AcmeTest > a()", "AcmeTest > b()", "AcmeTest > c()")
    assert "2 more tests fail for the same reason: AcmeTest > b(), AcmeTest > c()." in found[0].cause
    assert found[0].evidence == (1, 2, 3, 5, 6, 7, 9, 10, 11)


def test_different_expectations_are_told_apart() -> None:
    text = (
        "AcmeTest > a() FAILED\n    java.lang.AssertionError at AcmeTest.kt:3\n\n"
        "AcmeTest > b() FAILED\n    java.lang.AssertionError at AcmeTest.kt:9\n"
    )
    assert [(d.test, d.line) for d in diagnose(text, rules())] == [("AcmeTest > a()", 3), ("AcmeTest > b()", 9)]


def test_a_lower_level_cause_comes_before_a_broken_expectation() -> None:
    text = (
        "AcmeTest > a() FAILED\n    java.lang.AssertionError at AcmeTest.kt:3\n\n"
        "AcmeTest > b() FAILED\n    java.net.ConnectException: Connection refused\n"
        "        at a.AcmeTest.b(AcmeTest.kt:9)\n"
    )
    assert [d.category for d in diagnose(text, rules())] == ["connection", "assertion"]


def test_gradle_prints_a_compiler_error_twice() -> None:
    error = "/p/src/A.java:87: error: cannot find symbol\n    a.b();\n     ^\n  symbol: method b()\n"
    text = (
        f"> Task :compileJava FAILED\n{error}1 error\n\n* What went wrong:\nCompilation failed; see below.\n"
        + "".join(f"  {line}\n" for line in error.splitlines())
    )
    found = diagnose(text, rules())
    assert [(d.file, d.line) for d in found] == [("/p/src/A.java", 87)]
    assert {2, 10} <= set(found[0].evidence)


def test_own_packages_win_over_other_projects() -> None:
    text = (
        "java.lang.IllegalStateException: x\n\tat com.other.Lib.call(Lib.java:5)\n"
        "\tat io.airbyte.integrations.destination.acme.AcmeClient.a(AcmeClient.kt:7)\n"
    )
    assert diagnose(text, rules())[0].file == "Lib.java"
    packages = ["io.airbyte.integrations.destination.acme"]
    assert diagnose(text, rules(), packages)[0].file == "AcmeClient.kt"
