"""Lines, wrapped lines, frames and traces."""
# ruff: noqa: E501 - texts stand as the tools print them

import pytest

from destination_writer.results.lines import Line, condense, read_lines
from destination_writer.results.traces import frame_of, is_project_frame, project_frames, read_traces
from destination_writer.results.wrapping import unwrap


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("    indented", "    indented"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("2024-05-02T09:00:01.12Z     at a.B.c(B.kt:1)", "    at a.B.c(B.kt:1)"),
        ("[2024-05-02 09:00:01] x", "x"),
        ("db-1  | FATAL: x", "FATAL: x"),
        ("     [java] at a.B.c(B.kt:1)", "at a.B.c(B.kt:1)"),
        ("[ERROR] x", "x"),
        ("# Caused by: x", "Caused by: x"),
        ("/// HINT: x", "HINT: x"),
        ("> Task :test FAILED", "> Task :test FAILED"),
        ("* What went wrong:", "* What went wrong:"),
        ("e: /p/A.kt: (1, 2): x", "e: /p/A.kt: (1, 2): x"),
    ],
)
def test_what_shippers_add_is_taken_away(raw: str, text: str) -> None:
    assert read_lines(raw) == [Line(1, text)]


def test_lines_end_at_line_feeds_and_carriage_returns_alone() -> None:
    text = "a\u2028b\x0cc\u0085d\re\r\nf\ng"
    assert [(line.number, line.text) for line in read_lines(text)] == [
        (1, "a\u2028b\x0cc\u0085d"),
        (2, "e"),
        (3, "f"),
        (4, "g"),
    ]


def test_a_quoted_text_loses_its_quote_signs() -> None:
    quoted = "> > Task :test FAILED\n> A > b() FAILED\n>     java.lang.AssertionError at A.kt:1"
    assert [line.text for line in read_lines(quoted)][1:] == [
        "A > b() FAILED",
        "    java.lang.AssertionError at A.kt:1",
    ]


def test_escaped_traces_are_taken_apart_on_one_number() -> None:
    text = "first\nx: a.B: boom\\r\\n\\tat a.B.c(B.java:1)\\nCaused by: a.C\\n\\tat a.C.d(C.java:2)"
    assert [(line.number, line.text) for line in read_lines(text)] == [
        (1, "first"),
        (2, "x: a.B: boom"),
        (2, "\tat a.B.c(B.java:1)"),
        (2, "Caused by: a.C"),
        (2, "\tat a.C.d(C.java:2)"),
    ]


def test_windows_paths_are_not_escapes() -> None:
    assert [line.text for line in read_lines("C:\\new\\table\\node.kt")] == ["C:\\new\\table\\node.kt"]


def test_condensing_keeps_what_stands_around_a_failure() -> None:
    lines = [Line(n, "step done") for n in range(1, 50_000)]
    lines[30_000] = Line(30_001, "java.lang.IllegalStateException: x")
    kept = condense(lines)
    assert [kept[0].number, kept[3].number, kept[-1].number] == [29_998, 30_001, 30_060]
    assert condense(lines[:100]) == lines[:100]


WRAPPED = [
    (
        "a position split between its digits",
        ["e: file:///E:/My%20Code/fl", "eet/src/A.kt:125:3", "1 'fun x' is deprecated."],
        "e: file:///E:/My%20Code/fleet/src/A.kt:125:31 'fun x' is deprecated.",
    ),
    (
        "a position split before its colon",
        ["e: file:///C:/p/Repo.kt:71", ":56 Too many arguments"],
        "e: file:///C:/p/Repo.kt:71:56 Too many arguments",
    ),
    (
        "a build file's name",
        ["Build file 'C:\\User", "s\\x\\build.gr", "adle.kts' line: 7"],
        "Build file 'C:\\Users\\x\\build.gradle.kts' line: 7",
    ),
    (
        "javac's path",
        ["C:\\Users\\x\\src\\activ", "ities\\A.java:113: error: cannot find symbol"],
        "C:\\Users\\x\\src\\activities\\A.java:113: error: cannot find symbol",
    ),
]


@pytest.mark.parametrize(("name", "pieces", "whole"), WRAPPED, ids=[case[0] for case in WRAPPED])
def test_broken_places_are_joined(name: str, pieces: list[str], whole: str) -> None:
    lines = unwrap([Line(n, piece) for n, piece in enumerate(pieces, start=5)])
    assert lines == [Line(5, whole)], name


def test_messages_that_are_whole_stay_apart() -> None:
    texts = [
        "e: file:///p/A.kt:1:2 x",
        "e: file:///p/A.kt:3:4 y",
        "/p/some/path",
        "BUILD FAILED in 1s",
        "e: file:///p/B.kt:5:6",
        "",
    ]
    lines = [Line(n, text) for n, text in enumerate(texts, start=1)]
    assert unwrap(lines) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\tat a.b.C.d(C.kt:5)", ("a.b.C", "d", "C.kt", 5)),
        ("at app//a.b.C.d(C.kt:5) ~[x.jar:1]", ("a.b.C", "d", "C.kt", 5)),
        ("  at java.base@17.0.9/java.util.ArrayList.forEach(ArrayList.java:1511)", ("java.util.ArrayList", "forEach", "ArrayList.java", 1511)),
        ("       a.b.C$Inner.creates a table, quoted(C.kt:5)", ("a.b.C$Inner", "creates a table, quoted", "C.kt", 5)),
        ("\tat a.b.C$Inner.creates a table, quoted(C.kt:5)", ("a.b.C$Inner", "creates a table, quoted", "C.kt", 5)),
        ("\tat a.b.C$만들기$1.호출(C.kt:5)", ("a.b.C$만들기$1", "호출", "C.kt", 5)),
        ("    at a.b.C.d (C.java:5)", ("a.b.C", "d", "C.java", 5)),
        ("\tat a.b.C.<init>(C.kt)", ("a.b.C", "<init>", None, None)),
        ("\tat a.b.C.d(Native Method)", ("a.b.C", "d", None, None)),
        ("       java.sql@17.0.9/java.sql.DriverManager.get(DriverManager.java:681)", ("java.sql.DriverManager", "get", "DriverManager.java", 681)),
        ("08:32 [a.b.C.save(C.java:75)]", ("a.b.C", "save", "C.java", 75)),
        ("select count(x) from t", None),
        ("no parentheses at all", None),
    ],
)  # fmt: skip
def test_frames(text: str, expected: tuple[str, str, str | None, int | None] | None) -> None:
    frame = frame_of(Line(1, text))
    got = frame and (frame.class_name, frame.method, frame.file, frame.position)
    assert got == expected


def test_a_chain_of_causes() -> None:
    text = """Exception in thread "main" a.b.OuterException: first line
  second line
	at org.postgresql.A.b(A.java:1)
	at io.acme.C.d(C.kt:2)
	Suppressed: java.io.IOException: s
		at io.acme.S.t(S.kt:9)
Caused by: java.sql.SQLException: deep
	at io.acme.C.e(C.kt:3)
	... 12 more
an ordinary line
"""
    traces, loose = read_traces(read_lines(text))
    (trace,) = traces
    assert [(t.class_name, t.suppressed, [f.position for f in t.frames]) for t in trace.thrown] == [
        ("a.b.OuterException", False, [1, 2]),
        ("java.io.IOException", True, [9]),
        ("java.sql.SQLException", False, [3]),
    ]
    assert trace.thrown[0].message.endswith("a.b.OuterException: first line second line")
    assert [line.text for line in loose] == ["an ordinary line"]
    assert [f.position for f in project_frames(trace)] == [3, 9, 2]
    assert [f.position for f in project_frames(trace, start=0)] == [2, 9, 3]


@pytest.mark.parametrize(
    ("call", "is_project"),
    [
        ("io.airbyte.integrations.destination.acme.AcmeClient.a(AcmeClient.kt:1)", True),
        ("MainTest.a(MainTest.kt:1)", True),
        ("io.airbyte.cdk.load.component.TableOperationsSuite.a(TableOperationsSuite.kt:1)", False),
        ("kotlinx.coroutines.BuildersKt.runBlocking(Builders.kt:1)", False),
        ("org.junit.jupiter.api.Assertions.fail(Assertions.java:1)", False),
        ("org.testcontainers.containers.GenericContainer.start(GenericContainer.java:1)", False),
        ("com.sun.proxy.$Proxy12.a(A.java:1)", False),
        ("io.mockk.impl.MockK.a(MockK.kt:1)", False),
        ("io.acme.A.a(Unknown Source)", False),
        ("java.lang.ClassLoader.define(ClassLoader.java:-2)", False),
    ],
)
def test_what_belongs_to_the_project(call: str, is_project: bool) -> None:
    frame = frame_of(Line(1, f"\tat {call}"))
    assert frame is not None and is_project_frame(frame) == is_project
