"""Which build a connector belongs to, and with what that build is started."""

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SETTINGS_FILES = ("settings.gradle.kts", "settings.gradle")
BUILD_FILES = ("build.gradle.kts", "build.gradle")
_JAR = "gradle/wrapper/gradle-wrapper.jar"


class GradleMissing(Exception):
    """Something that starting Gradle needs is not there. The message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Build:
    """`root` holds the settings. `program` starts Gradle: an argument list. `typed` is what a person types for it,
    standing in `root`. `folder` is the connector's. `settings` is None for a build of a single project."""

    root: Path
    folder: Path
    program: tuple[str, ...]
    typed: str
    settings: Path | None = None
    is_windows: bool = False


def find_build(
    folder: Path,
    *,
    gradle_command: str = "",
    environ: Mapping[str, str] | None = None,
    is_windows: bool = sys.platform == "win32",
) -> Build:
    """The build around a connector's folder.

    Gradle itself is, in order: `gradle_command` (a program's path or name, no command line); the wrapper in the build's
    root; `gradle` on PATH. Raises GradleMissing.
    """
    values = os.environ if environ is None else environ
    folder = folder.resolve()
    settings = _settings_above(folder)
    if settings is None and not any((folder / name).is_file() for name in BUILD_FILES):
        raise GradleMissing(
            f"no settings.gradle.kts or settings.gradle in {folder} or above it, and no build file in it: this is no "
            "part of a Gradle build. Work in a checkout of the connector's repository, or write build.gradle.kts"
        )
    root = settings.parent if settings else folder
    program, typed = _program(root, gradle_command, values, is_windows)
    _check_java(values, is_windows)
    return Build(root, folder, program, typed, settings, is_windows)


def _settings_above(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        for name in SETTINGS_FILES:
            if (place / name).is_file():
                return place / name
    return None


def _program(root: Path, command: str, environ: Mapping[str, str], is_windows: bool) -> tuple[tuple[str, ...], str]:
    if command:
        found = shutil.which(str(Path(command).expanduser()), path=environ.get("PATH"))
        if found is None:
            raise GradleMissing(
                f"the setting for Gradle names {command}, and there is no such program; give the path of a gradle or "
                "gradlew program, or leave the setting out"
            )
        return (found,), command if is_windows else shlex.quote(command)
    wrapper = root / ("gradlew.bat" if is_windows else "gradlew")
    if wrapper.is_file():
        return _wrapper(wrapper, is_windows)
    found = shutil.which("gradle", path=environ.get("PATH"))
    if found is None:
        raise GradleMissing(
            f"there is no {wrapper.name} in {root} and no gradle on PATH. Restore the wrapper from version control, or "
            "install Gradle, or name one in the setting for Gradle"
        )
    return (found,), "gradle"


def _wrapper(wrapper: Path, is_windows: bool) -> tuple[tuple[str, ...], str]:
    try:
        script = wrapper.read_bytes()
    except OSError as error:
        raise GradleMissing(f"{wrapper} cannot be read ({error.strerror}); give yourself the permission to") from None
    if b"gradle-wrapper.jar" in script and not (wrapper.parent / _JAR).is_file():
        raise GradleMissing(
            f"{wrapper} needs {_JAR}, which is not there. Restore it from version control, or run `gradle wrapper` in "
            f"{wrapper.parent}"
        )
    if is_windows:
        return (str(wrapper),), "gradlew.bat"
    if b"\r\n" in script[:4096]:
        raise GradleMissing(
            f"{wrapper} has the line ends of Windows, which the shell cannot read. Check it out again with "
            "`*gradlew text eol=lf` in .gitattributes, or run `dos2unix gradlew`"
        )
    if os.access(wrapper, os.X_OK):
        return (str(wrapper),), "./gradlew"
    return ("/bin/sh", str(wrapper)), "sh gradlew"


def _check_java(environ: Mapping[str, str], is_windows: bool) -> None:
    name = "java.exe" if is_windows else "java"
    if home := environ.get("JAVA_HOME"):
        if not (Path(home) / "bin" / name).is_file():
            raise GradleMissing(
                f"JAVA_HOME is {home}, and there is no bin/{name} in it. Set it to the folder of a JDK, or unset it so "
                "that the java on PATH is used"
            )
    elif shutil.which("java", path=environ.get("PATH")) is None:
        raise GradleMissing(
            "there is no Java: JAVA_HOME is not set and PATH has no java. Install a JDK (Airbyte's connectors use 21) "
            "or set JAVA_HOME"
        )
