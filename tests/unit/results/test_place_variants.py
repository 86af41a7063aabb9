"""One failure in every wrapping that it comes in: the place stays that of the project's topmost frame."""

import json

import pytest
from rulebook_data import rules

from destination_writer.results.diagnose import diagnose

HEAD = 'org.postgresql.util.PSQLException: ERROR: relation "raw.orders" does not exist'
FRAMES = (
    "org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:301)",
    "java.base/java.util.ArrayList.forEach(ArrayList.java:1511)",
    "io.airbyte.integrations.destination.acme.client.AcmeClient.execute(AcmeClient.kt:88)",
    "io.airbyte.integrations.destination.acme.AcmeTest.insert(AcmeTest.kt:41)",
)
TRACE = "\n".join((HEAD, *(f"\tat {frame}" for frame in FRAMES))) + "\n"
OUTER = "java.lang.RuntimeException: failed\n\tat io.airbyte.integrations.destination.acme.Outer.run(Outer.kt:12)\n"
STAMP = "2024-05-02T09:00:01.1234567Z "


def prefixed(prefix: str, text: str = TRACE) -> str:
    return "".join(f"{prefix}{line}\n" for line in text.splitlines())


TRACES = {
    "plain": TRACE,
    "of a thread": f'Exception in thread "main" {TRACE}',
    "container": prefixed("db-1  | "),
    "CI time stamp": prefixed(STAMP),
    "sbt": prefixed("[error] "),
    "Maven": prefixed("[ERROR] "),
    "Azure": prefixed("##[error]"),
    "Kubernetes": prefixed("2024-05-02T09:00:01.000Z stderr F "),
    "quoted": prefixed("> "),
    "JSON": json.dumps({"stack_trace": TRACE}),
    "protocol message": json.dumps({"type": "TRACE", "trace": {"error": {"stack_trace": TRACE}}}),
    "escaped": TRACE.replace("\n", "\\n").replace("\t", "\\t"),
    "without indentation": TRACE.replace("\t", ""),
    "indented by spaces": TRACE.replace("\t", "        "),
    "indented twice": prefixed("\t\t"),
    "CRLF": TRACE.replace("\n", "\r\n"),
    "class loader": TRACE.replace("at ", "at app//"),
    "module": TRACE.replace("at io", "at my.module@1.0/io"),
    "jar": TRACE.replace(")\n", ") ~[acme-1.0.jar:?]\n"),
    "coroutine": TRACE.replace("AcmeClient.execute(", "AcmeClient$execute$2$1.invokeSuspend("),
    "Gradle's test block": f"AcmeTest > insert() FAILED\n{prefixed('    ')}",
    "Gradle at debug": prefixed("2024-05-02T09:00:01.123+0000 [DEBUG] [TestEventLogger] "),
    "markdown": f"```\n{TRACE}```\n",
    "HTML": TRACE.replace('"', "&quot;"),
    "coloured": prefixed("\x1b[31m", TRACE.replace("\n", "\x1b[0m\n")),
    "caused": f"{OUTER}Caused by: {TRACE}\t... 3 more\n",
    "caused, in CI": prefixed(STAMP, f"{OUTER}Caused by: {TRACE}\t... 3 more\n"),
}
K2 = "e: file:///p/src/A.kt:7:12 Unresolved reference 'x'.\n"
K1 = "e: /p/src/A.kt: (7, 12): Unresolved reference: x\n"
COMPILED = {
    "K2": K2,
    "K1": K1,
    "percent-encoded": K2.replace("/p/", "/my%20p/"),
    "CI time stamp": STAMP + K2,
    "container": f"build-1 | {K1}",
    "Windows": K1.replace("/p/src/", "C:\\p\\src\\"),
    "Windows URI": K2.replace("/p/", "/C:/p/"),
    "Maven, Kotlin": f"[ERROR] {K1[3:].replace('):', ')')}",
    "Maven, Java": "[ERROR] /p/src/A.kt:[7,12] Unresolved reference: x\n",
    "GitHub": f"##[error]{K1}",
    "the first of two": K1 + K1.replace("7", "9"),
    "behind a warning": f"w: /p/src/B.kt: (1, 1): unused\n{K1}",
    "coloured": f"\x1b[31m{K2.strip()}\x1b[0m\n",
    "CRLF": K2.replace("\n", "\r\n"),
    "quoted": f"> {K1}",
    "kotlinc": "src/A.kt:7:12: error: unresolved reference 'x'.\n    x\n    ^\n",
}


@pytest.mark.parametrize("name", TRACES)
def test_a_trace_belongs_on_the_topmost_frame_of_the_project(name: str) -> None:
    found = diagnose(TRACES[name], rules())[0]
    assert (found.category, found.file, found.line) == ("missing-object", "AcmeClient.kt", 88)


@pytest.mark.parametrize("name", COMPILED)
def test_a_compile_error_belongs_where_the_compiler_says(name: str) -> None:
    found = diagnose(COMPILED[name], rules())[0]
    assert (found.category, (found.file or "").endswith("A.kt"), found.line, found.column) == (
        "compilation",
        True,
        7,
        12,
    )


@pytest.mark.parametrize(("before", "file"), [("", None), (K1, "/p/src/A.kt")])
def test_the_only_error_is_that_warnings_count(before: str, file: str | None) -> None:
    found = diagnose(f"{before}e: warnings found and -Werror specified\n", rules())[0]
    assert (found.category, found.file) == ("compilation", file)
