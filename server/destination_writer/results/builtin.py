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
