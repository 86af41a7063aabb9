"""Gradle's command line: the arguments that all versions from 4.4 to 9 take, and how a person would type them."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from destination_writer.toolchain.gradle.locating import Build

_PROPERTIES = (
    "-Dorg.gradle.configuration-cache=false",
    "-Dorg.gradle.unsafe.configuration-cache=false",
    "-Dorg.gradle.unsafe.isolated-projects=false",
)
"""Init scripts that listen do not fit a stored configuration. As properties these are unknown to no version."""
LONGEST_ON_WINDOWS = 7000
"""Characters; cmd.exe takes 8191."""


def gradle_arguments(
    build: Build, wanted: Sequence[str], init_script: Path | None, keeps_daemon: bool = False
) -> Sequence[str] | str:
    """What to start: an argument list, or for a batch file a line that cmd.exe takes apart as it should."""
    daemon = "--daemon" if keeps_daemon else "--no-daemon"
    script = ("--init-script", str(init_script)) if init_script else ()
    arguments = (*build.program, "--console=plain", daemon, *_PROPERTIES, *script, *wanted)
    if build.is_windows and Path(build.program[-1]).suffix.lower() in (".bat", ".cmd"):
        return windows_line(arguments)
    return arguments


def windows_line(arguments: Sequence[str]) -> str:
    """With /s the outermost quotes alone are removed, and what stands in quotes is nothing special to cmd.exe."""
    return f'cmd.exe /d /s /c "{" ".join(_windows_quoted(a) for a in arguments)}"'


def _windows_quoted(argument: str) -> str:
    """By the rules of Microsoft's C runtime: backslashes count double before a quote."""
    escaped = re.sub(r'(\\*)"', r'\1\1\\"', argument)
    return '"' + re.sub(r"(\\+)$", r"\1\1", escaped) + '"'


def typed_line(build: Build, wanted: Sequence[str]) -> str:
    """The command as a person would type it in the build's root."""
    if build.is_windows:
        return " ".join([build.typed, *(a if _PLAIN.fullmatch(a) else _windows_quoted(a) for a in wanted)])
    return " ".join([build.typed, *map(shlex.quote, wanted)])


_PLAIN = re.compile(r"[\w:.=\-/\\]+")


def pattern_of(suite: str, name: str, is_windows: bool = False) -> str:
    """The argument of `--tests` for one test, or with an empty name for a class.

    Gradle knows one wildcard, `*`; a name that holds one is matched by it. A quote or percent sign does not survive a
    batch file, so there the wildcard stands for it.
    """
    pattern = f"{suite}.{name}" if name else suite
    return re.sub(r'["%]', "*", pattern) if is_windows else pattern
