"""What Gradle is started with, on both kinds of system."""

from pathlib import Path

import pytest

from destination_writer.toolchain.gradle.commandline import gradle_arguments, pattern_of, typed_line, windows_line
from destination_writer.toolchain.gradle.locating import Build

UNIX = Build(Path("/a b"), Path("/a b/x"), ("/a b/gradlew",), "./gradlew")
WINDOWS = Build(Path("C:/a b"), Path("C:/a b/x"), ("C:\\a b\\gradlew.bat",), "gradlew.bat", is_windows=True)
TEST = [":x:test", "--tests", "p.T.create and drop"]


def test_a_list_of_arguments_needs_no_quotes() -> None:
    arguments = gradle_arguments(UNIX, TEST, Path("/tmp/i.gradle"))
    assert arguments[0] == "/a b/gradlew" and list(arguments[-3:]) == TEST
    assert {"--console=plain", "--no-daemon"} <= set(arguments)
    assert arguments[list(arguments).index("--init-script") + 1] == "/tmp/i.gradle"


def test_switches_that_gradle_4_does_not_know_are_not_used() -> None:
    """`--no-configuration-cache` (6.6) and `--warning-mode` (4.5) end an older Gradle; a property does not."""
    switches = {word for word in gradle_arguments(UNIX, [], None) if word.startswith("--")}
    assert switches == {"--console=plain", "--no-daemon"}


def test_the_daemon_may_stay() -> None:
    assert "--daemon" in gradle_arguments(UNIX, [], None, keeps_daemon=True)


def test_a_batch_file_is_run_by_cmd() -> None:
    line = gradle_arguments(WINDOWS, TEST, None)
    assert isinstance(line, str)
    assert line.startswith('cmd.exe /d /s /c ""C:\\a b\\gradlew.bat" "--console=plain"')
    assert line.endswith('":x:test" "--tests" "p.T.create and drop""')


@pytest.mark.parametrize(
    ("argument", "quoted"),
    [
        ("plain", '"plain"'),
        ("two words", '"two words"'),
        ("a & b | c > d ^ e", '"a & b | c > d ^ e"'),
        ("C:\\folder\\", '"C:\\folder\\\\"'),
        ('say "x"', '"say \\"x\\""'),
        ('\\"', '"\\\\\\""'),
        ("*", '"*"'),
        ("", '""'),
    ],
)
def test_quoting_for_windows(argument: str, quoted: str) -> None:
    assert windows_line([argument]) == f'cmd.exe /d /s /c "{quoted}"'


def test_what_a_person_types() -> None:
    assert typed_line(UNIX, TEST) == "./gradlew :x:test --tests 'p.T.create and drop'"
    assert typed_line(WINDOWS, TEST) == 'gradlew.bat :x:test --tests "p.T.create and drop"'


@pytest.mark.parametrize(
    ("suite", "name", "windows", "pattern"),
    [
        ("p.T", "create and drop", False, "p.T.create and drop"),
        ("p.T", "", False, "p.T"),
        ("p.T$Inner", "x", False, "p.T$Inner.x"),
        ("p.T", "a * b", False, "p.T.a * b"),
        ("p.T", '100 % "sure"', False, 'p.T.100 % "sure"'),
        ("p.T", '100 % "sure"', True, "p.T.100 * *sure*"),
    ],
)
def test_patterns(suite: str, name: str, windows: bool, pattern: str) -> None:
    assert pattern_of(suite, name, windows) == pattern
