"""What is known of a connector's project: its path and its test tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SOURCE_SETS = {"test": "src/test", "integrationTest": "src/test-integration"}
"""The folder of each source set that tests are asked for in."""
_BY_CONVENTION = {
    "test": ("test",),
    "integrationTest": ("integrationTestNonDocker", "componentTest", "integrationTest"),
}
"""Most wanted first: what Airbyte's plugin registers, then the written guide's names."""
_LAST = ("integrationTestJava",)
"""Builds the connector's image first."""


@dataclass(frozen=True, slots=True)
class TestTask:
    """`source_sets` are those whose classes it runs; `reports` is the folder of its XML, absolute."""

    __test__ = False
    name: str
    source_sets: tuple[str, ...]
    reports: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ProjectModel:
    """`tasks` are all task names of the project; empty when the build could not be asked, and conventions serve.
    `problem` then says why. `folders` are the source folders of each source set, absolute."""

    path: str
    tasks: frozenset[str] = frozenset()
    test_tasks: tuple[TestTask, ...] = ()
    folders: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    gradle_version: str = ""
    problem: str = ""

    @property
    def was_asked(self) -> bool:
        return bool(self.tasks)

    def task(self, name: str) -> str:
        """A task's full path."""
        return f":{name}" if self.path == ":" else f"{self.path}:{name}"

    def test_task(self, source_set: str) -> str | None:
        """The name of the task that runs this source set's tests; None when the build has none."""
        usual = _BY_CONVENTION.get(source_set, (source_set,))
        if not self.was_asked:
            return usual[0]
        sets = {source_set, *self._sets_in(SOURCE_SETS.get(source_set, ""))}
        fitting = [t.name for t in self.test_tasks if t.enabled and sets & set(t.source_sets)]
        others = sorted(set(fitting) - {*usual, *_LAST})
        known = [name for name in (*usual, *others, *_LAST) if name in fitting]
        return next(iter(known or [name for name in usual if name in self.tasks]), None)

    def _sets_in(self, folder: str) -> set[str]:
        """Source sets whose sources lie in that folder of the project, whatever their name is."""
        inside = f"/{folder}/"
        return {
            name
            for name, places in self.folders.items()
            if folder and any(inside in f"{place}/".replace("\\", "/") for place in places)
        }

    def without_tests(self, source_set: str) -> str:
        """A sentence on a build that has no task for a source set."""
        known = ", ".join(sorted(t.name for t in self.test_tasks)) or "none"
        return (
            f"The build of {self.path} has no task that runs the tests of {SOURCE_SETS.get(source_set, source_set)}; "
            f"its test tasks are: {known}. Apply the plugin airbyte-bulk-connector, which registers "
            f"{_BY_CONVENTION.get(source_set, (source_set,))[0]}, or add a task of type Test for that source set."
        )
