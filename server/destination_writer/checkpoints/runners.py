"""The runners by name; each is imported when it is first used."""

from typing import Literal, get_args

from destination_writer.checkpoints.runner import Runner

RunnerName = Literal["gradle", "local"]
RUNNERS: tuple[RunnerName, ...] = get_args(RunnerName)


def runner_named(name: str) -> Runner:
    """Raises LookupError for an unknown name."""
    if name == "gradle":
        from destination_writer.checkpoints.gradle_runner import GradleRunner

        return GradleRunner()
    if name == "local":
        from destination_writer.checkpoints.local_runner import LocalRunner

        return LocalRunner()
    raise LookupError(f"{name} is no runner; there are {', '.join(RUNNERS)}")
