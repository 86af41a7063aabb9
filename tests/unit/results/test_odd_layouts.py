"""One failure in the surroundings that a person copies it from: a build server's log, Python's order, a single line."""

import json

import pytest
from rulebook_data import rules

from destination_writer.results.diagnose import Diagnosis, diagnose
from destination_writer.results.prefixes import shared_prefix

FAILED = """io.acme.StoneTest > digs() FAILED
    java.net.ConnectException: Connection refused
        at java.base/sun.nio.ch.Net.connect0(Native Method)
        at io.acme.Quarry.open(Quarry.kt:12)
        at io.acme.StoneTest.digs(StoneTest.kt:7)
"""


def first(text: str) -> Diagnosis:
    found = diagnose(text, rules())
    assert found
    return found[0]


def told(diagnosis: Diagnosis) -> tuple[str, str | None, int | None]:
    return diagnosis.category, diagnosis.file, diagnosis.line


@pytest.mark.parametrize(
    "prefix",
    [
        "2024-11-05T10:00:01.1234567Z ##[error]",
        "::error::",
        "2024-11-05T10:11:00.123456Z 01O ",
        "2024-11-05T10:11:00.123456Z 00E ",
        "_bk;t=1700000000000\x07",
        "[10:11:00]W:\t [:test] ",
        "db-1  | ",
    ],
)
def test_what_a_build_server_puts_in_front_is_no_part_of_the_test(prefix: str) -> None:
    found = first("".join(f"{prefix}{line}\n" for line in FAILED.splitlines()))
    assert told(found) == ("connection", "Quarry.kt", 12)
    assert found.test == "io.acme.StoneTest > digs()"


@pytest.mark.parametrize(
    "prefix",
    [
        "Nov 23 05:00:0{n} host java[123]: ",
        "#13 {n}1.2{n} ",
        "12:00:0{n}.123 [main] ERROR c.a.Runner - ",
        "destination-7f9 main ",
        "- ",
        "build\tRun tests\t2024-11-05T10:11:0{n}.1234567Z ",
    ],
)
def test_a_beginning_that_all_lines_share_is_learned_from_the_log(prefix: str) -> None:
    found = first("".join(prefix.replace("{n}", str(n)) + line + "\n" for n, line in enumerate(FAILED.splitlines())))
    assert told(found) == ("connection", "Quarry.kt", 12)
    assert found.test == "io.acme.StoneTest > digs()"


@pytest.mark.parametrize(
    "lines",
    [
        [f"e: file:///w/src/A.kt:{n}:5 Unresolved reference 'x{n}'." for n in range(1, 6)],
        [f"ORA-0000{n}: something" for n in range(1, 6)],
        [f"\tat io.acme.Quarry.dig{n}(Quarry.kt:{n})" for n in range(1, 6)],
    ],
)
def test_what_the_lines_say_alike_is_no_prefix(lines: list[str]) -> None:
    assert shared_prefix(lines) is None


def test_the_log_that_docker_keeps_of_a_container() -> None:
    records = [{"log": f"{line}\n", "stream": "stderr", "time": "2024-01-01T00:00:00Z"} for line in FAILED.splitlines()]
    assert told(first("".join(f"{json.dumps(record)}\n" for record in records))) == ("connection", "Quarry.kt", 12)


def test_a_text_shown_as_a_string() -> None:
    assert told(first(f"{FAILED!r}\n")) == ("connection", "Quarry.kt", 12)


def test_lines_that_a_shell_broke_inside_of_words() -> None:
    width = 60
    said = FAILED.replace("io.acme.", f"io.acme.{'deep.' * 30}").splitlines()
    pieces = [line[at : at + width] for line in said for at in range(0, len(line), width)]
    shell = ["At line:1 char:1", "+ gradle test", "+ ~~~~", "    + CategoryInfo          : NotSpecified: (x:String) []"]
    text = "\n".join([*shell, "    + FullyQualifiedErrorId : NativeCommandError", " ", *pieces, ""])
    assert told(first(text)) == ("connection", "Quarry.kt", 12)


TRACEBACK = """Traceback (most recent call last):
  File "/app/dig/main.py", line 9, in <module>
    run(sys.argv)
  File "/app/dig/load.py", line 41, in run
    cursor.execute(sql)
    ~~~~~~~~~~~~~~^^^^^
  File "/usr/lib/python3.12/site-packages/acme/cursor.py", line 77, in execute
    raise error
psycopg2.errors.UndefinedTable: relation "raw.stones" does not exist
LINE 1: SELECT * FROM raw.stones
                      ^
"""


@pytest.mark.parametrize("dropped", [0, 1, 3, 5])
def test_a_python_trace_has_its_place_whole_or_cut_at_its_head(dropped: int) -> None:
    text = "\n".join(TRACEBACK.splitlines()[dropped:])
    place = ("/app/dig/load.py", 41) if dropped < 4 else (None, None)
    assert told(first(text)) == ("missing-object", *place)


def test_of_two_python_traces_the_first_is_the_cause() -> None:
    second = TRACEBACK.replace("load.py", "again.py").replace(
        'psycopg2.errors.UndefinedTable: relation "raw.stones" does not exist',
        "RuntimeError: the load did not come to its end",
    )
    text = f"{TRACEBACK}\nDuring handling of the above exception, another exception occurred:\n\n{second}"
    assert told(first(text)) == ("missing-object", "/app/dig/load.py", 41)


def test_a_windows_path_of_python_is_told_with_slashes() -> None:
    text = "Traceback (most recent call last):\n  File \"C:\\dig\\load.py\", line 4, in run\nKeyError: 'price'\n"
    assert told(first(text)) == ("runtime-exception", "C:/dig/load.py", 4)


def test_an_exception_inside_of_a_message_is_a_cause() -> None:
    text = (
        "com.acme.WrappedException: io.acme.OuterException: java.net.UnknownHostException: warehouse\n"
        "\tat io.acme.Quarry.open(Quarry.kt:12)\n"
    )
    assert told(first(text)) == ("connection", "Quarry.kt", 12)


@pytest.mark.parametrize("gap", [" ", "\t", " \t"])
def test_an_exception_and_its_only_frame_on_one_line(gap: str) -> None:
    text = f"java.lang.OutOfMemoryError: Java heap space{gap}at io.acme.Quarry.dig(Quarry.kt:142)\n"
    assert told(first(text)) == ("out-of-memory", "Quarry.kt", 142)


def test_memory_that_ran_out_explains_what_gradle_says_afterwards() -> None:
    text = (
        "> Task :app:merge FAILED\nERROR: D8: java.lang.OutOfMemoryError: Java heap space\n\n"
        "FAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':app:merge'.\n"
        "> Could not resolve all files for configuration ':app:runtimeClasspath'.\n"
    )
    assert first(text).category == "out-of-memory"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("error: /w/A.kt:3:10 Cannot infer type for this parameter.", ("/w/A.kt", 3, 10)),
        (":docs:compileKotlin: /w/b.c.kt: (60, 119): Unresolved reference.", ("/w/b.c.kt", 60, 119)),
        ('"Main.kt: (2, 30) Expecting \'\\"\'"', ("Main.kt", 2, 30)),
    ],
)
def test_a_compilers_line_with_another_beginning(line: str, place: tuple[str, int, int]) -> None:
    found = first(line + "\n")
    assert (found.category, found.file, found.line, found.column) == ("compilation", *place)


def test_mavens_summary_gives_the_line_of_a_class_without_a_package() -> None:
    text = (
        "[ERROR] StoneTest.digs -- Time elapsed: 0.006 s <<< FAILURE!\n"
        "org.opentest4j.AssertionFailedError: expected: <4> but was: <5>\n"
        "[ERROR] Failures: \n[ERROR]   StoneTest.digs:7 expected: <4> but was: <5>\n"
    )
    found = first(text)
    assert (found.test, found.file, found.line) == ("StoneTest.digs", "StoneTest", 7)


def test_a_parameter_that_nobody_resolves_belongs_to_the_class_that_asks() -> None:
    text = (
        "org.junit.jupiter.api.extension.ParameterResolutionException: No ParameterResolver registered for parameter "
        "[io.acme.Quarry quarry] in constructor [public io.acme.StoneTest(io.acme.Quarry)].\n"
    )
    assert told(first(text)) == ("dependency-injection", "StoneTest", None)


def test_the_machines_own_words_are_not_taken_for_the_worlds() -> None:
    text = 'java.lang.NullPointerException: Cannot invoke "Connection.close()" because "<local1>" is null\n'
    assert first(text).category == "runtime-exception"


def test_both_spellings_stand_in_the_cause() -> None:
    found = first('ORA-00904: "foundOn": invalid identifier; columns of RAW.STONES are FOUNDON, NAME\n')
    assert found.category == "case-sensitivity"
    assert '"foundOn"' in found.cause and '"FOUNDON"' in found.cause and '"FOUNDON"' in found.fix
