"""The runners by name; each is imported when it is first used."""

from dataclasses import dataclass
from typing import Literal, get_args

from destination_writer.checkpoints.runner import Runner

RunnerName = Literal["gradle", "local"]
RUNNERS: tuple[RunnerName, ...] = get_args(RunnerName)


@dataclass(frozen=True, slots=True)
class GradleOptions:
    """`command` is the program to use in place of the wrapper, `java_home` a JDK in place of JAVA_HOME; both empty for
    what is found. `keeps_daemon` lets Gradle's daemon stay between runs."""

    command: str = ""
    java_home: str = ""
    keeps_daemon: bool = False


FOUND = GradleOptions()


def runner_named(name: str, gradle: GradleOptions = FOUND) -> Runner:
    """Raises LookupError for an unknown name."""
    if name == "gradle":
        from destination_writer.checkpoints.gradle_runner import GradleRunner

        return GradleRunner(gradle.command, gradle.java_home, keeps_daemon=gradle.keeps_daemon)
    if name == "local":
        from destination_writer.checkpoints.local_runner import LocalRunner

        return LocalRunner()
    raise LookupError(f"{name} is no runner; there are {', '.join(RUNNERS)}")
