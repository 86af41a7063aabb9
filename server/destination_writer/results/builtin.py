"""Rules of last resort: what can be said when no rule of the knowledge base matches."""

from destination_writer.knowledge.failures import Category, Depth, Example, FailureRule, PlaceHint

UNKNOWN_EXCEPTION = FailureRule(
    id="unknown-exception",
    category=Category.RUNTIME,
    depth=Depth.GENERIC,
    cause="The code under test threw {exception|an exception}: {said|the text gives no message}.",
    fix=(
        "Open the topmost line of your own code in the trace and make sure that what it uses is there and valid. "
        "Run the build with --stacktrace when the trace is cut."
    ),
    examples=(Example(text="com.acme.OddException: odd"),),
)
_GRADLE = FailureRule(
    id="build-tool-exception",
    category=Category.BUILD,
    depth=Depth.GUESS,
    place=PlaceHint.NONE,
    cause="Gradle or one of its plugins stopped with {exception|an exception}: {said|the text gives no message}.",
    fix="Read the innermost cause of the same build with --stacktrace; it names the plugin, file or version to change.",
    examples=(Example(text="org.gradle.api.GradleException: odd"),),
)
_CONTAINER = FailureRule(
    id="container-exception",
    category=Category.CONTAINER,
    depth=Depth.GUESS,
    cause="Docker or the test container refused: {said|the text gives no message}.",
    fix="Run docker info and start the same image by hand; mend what it complains about, then run the test again.",
    examples=(Example(text="com.github.dockerjava.api.exception.ConflictException: Status 409"),),
)
_WIRING = FailureRule(
    id="wiring-exception",
    category=Category.INJECTION,
    depth=Depth.GUESS,
    cause="The container of beans stopped with {exception|an exception}: {said|the text gives no message}.",
    fix="Follow the path of beans in the message, and mend the innermost one.",
    examples=(Example(text="io.micronaut.context.exceptions.DisabledBeanException: Bean is disabled"),),
)
_NETWORK = FailureRule(
    id="network-exception",
    category=Category.CONNECTION,
    depth=Depth.GUESS,
    cause="The network connection failed with {exception|an exception}: {said|the text gives no message}.",
    fix="Check that the server runs, and that host, port and TLS settings of the test configuration are its own.",
    examples=(Example(text="java.net.ProtocolException: odd"),),
)
OTHER_CASE = FailureRule(
    id="stored-with-other-case",
    category=Category.CASE,
    cause='The statement asks for "{asked}", and what there is is called "{stored}": the letter case differs.',
    fix=(
        'Use one spelling for creating and for reading: quote "{stored}" exactly so everywhere, or let one helper fold '
        "every name before it is quoted."
    ),
    examples=(Example(text='ERROR: column "orderid" does not exist. Available columns: orderId'),),
)
_STATEMENT = FailureRule(
    id="statement-refused",
    category=Category.SQL_SYNTAX,
    depth=Depth.GUESS,
    cause="The database refuses the statement: {said|the text gives no message}.",
    fix="Run the logged statement in the database's own client, and correct the method that built it.",
    examples=(Example(text="com.microsoft.sqlserver.jdbc.SQLServerException: odd"),),
)
REFUSED: dict[str, FailureRule] = dict.fromkeys(
    (
        "PSQLException",
        "SQLServerException",
        "MongoCommandException",
        "SnowflakeSQLException",
        "OracleDatabaseException",
        "SqlSyntaxErrorException",
        "DatabricksSQLException",
        "HiveSQLException",
        "AnalysisException",
        "ParseException",
        "ProgrammingError",
        "OperationFailure",
        "SQLiteException",
        "DatabaseQueryException",
    ),
    _STATEMENT,
)
"""Exceptions that a server's answer to a statement is thrown as, whatever it says."""
BY_PACKAGE = {
    "org.gradle.": _GRADLE,
    "org.jetbrains.kotlin.gradle.": _GRADLE,
    "com.github.dockerjava.": _CONTAINER,
    "org.testcontainers.": _CONTAINER,
    "io.micronaut.context.exceptions.": _WIRING,
    "org.springframework.beans.factory.": _WIRING,
    "java.net.Http": _NETWORK,
    "java.net.Socket": _NETWORK,
    "java.net.Protocol": _NETWORK,
    "javax.net.ssl.": _NETWORK,
    "java.nio.channels.": _NETWORK,
}
"""What the package of an exception says of it when its words say nothing."""
UNKNOWN_FAILURE = FailureRule(
    id="unknown-failure",
    category=Category.RUNTIME,
    depth=Depth.WORDS,
    place=PlaceHint.NONE,
    cause="The text reports an error that no rule knows: {said}",
    fix="Read the lines before it for the first thing that went wrong; when there are none, run the same step with "
    "more logging.",
    examples=(Example(text="ERROR: odd"),),
)
COMPILER = FailureRule(
    id="compiler-rejects",
    category=Category.COMPILATION,
    cause="The compiler rejects this place: {said|it gives no reason}.",
    fix="Correct the source at this line; later messages in the same file often follow from the first.",
    examples=(Example(text="Modifier 'open' is not applicable to 'local variable'."),),
)
BUILD_SCRIPT = FailureRule(
    id="build-script-rejected",
    category=Category.BUILD,
    cause="The build script does not compile: {said|it gives no reason}.",
    fix=(
        "Correct the script at this line. A block that is not known belongs to a plugin that is not applied, or to "
        "another version of it."
    ),
    examples=(Example(text="Unresolved reference 'airbyteBulkConnector'."),),
)
BUILD_FAILED = FailureRule(
    id="build-failed",
    category=Category.BUILD,
    depth=Depth.GENERIC,
    place=PlaceHint.NONE,
    cause="The build failed: {said|it gives no reason}.",
    fix="Run the same task with --stacktrace and read the innermost cause.",
    examples=(Example(text="> Something new"),),
)
SILENT_TEST = FailureRule(
    id="silent-test",
    category=Category.ASSERTION,
    depth=Depth.GENERIC,
    cause="The test failed, and this output does not say why.",
    fix="Open build/test-results/<task>/TEST-*.xml, or run the test with --info and exceptionFormat FULL.",
    examples=(Example(text="FooTest > bar() FAILED"),),
)
