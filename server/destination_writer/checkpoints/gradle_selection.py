"""What of a request each Gradle task runs, and in which order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from destination_writer.checkpoints.invocations import is_nameless
from destination_writer.checkpoints.runner import RunRequest, WantedBuild, WantedTest
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.text.testruns import TestResult
from destination_writer.toolchain.gradle.commandline import pattern_of
from destination_writer.toolchain.gradle.model import SOURCE_SETS, ProjectModel

_EXCLUDE = ("-x", "--exclude-task")


@dataclass(frozen=True, slots=True)
class Selection:
    """A task's name in the connector's project, and the patterns for `--tests`; without any all its tests run."""

    task: str
    patterns: tuple[str, ...] = ()


class NoTask(Exception):
    """The build has no task for tests that were asked for. The message is a sentence with a remedy."""


def selections(request: RunRequest, model: ProjectModel, is_windows: bool = False) -> tuple[Selection, ...]:
    """The tasks to run: those of the checkpoint's own tests first. Raises NoTask."""
    if request.whole_suite:
        found = [model.test_task(source_set) for source_set in SOURCE_SETS]
        if not any(found):
            raise NoTask(model.without_tests("integrationTest"))
        return tuple(Selection(task) for task in found if task)
    patterns: dict[str, dict[str, None]] = {}
    for test in (*request.tests, *request.regressions):
        task = model.test_task(test.source_set)
        if task is None:
            raise NoTask(model.without_tests(test.source_set))
        patterns.setdefault(task, {})[pattern_of(test.suite, test.name, is_windows)] = None
    return tuple(Selection(task, tuple(wanted)) for task, wanted in patterns.items())


def task_arguments(found: Sequence[Selection], model: ProjectModel, with_patterns: bool = True) -> list[str]:
    """The part of the command line that names tasks and tests; `--tests` belongs to the task before it."""
    arguments: list[str] = []
    for selection in found:
        arguments.append(model.task(selection.task))
        if with_patterns:
            arguments += [word for pattern in selection.patterns for word in ("--tests", pattern)]
    return arguments


def build_arguments(build: WantedBuild, model: ProjectModel) -> list[str]:
    """A recorded build step's tasks with their full paths. An excluded task that the build does not have is left out,
    for Gradle refuses to exclude what it does not know."""
    arguments = [model.task(task) for task in build.tasks]
    words = iter(build.arguments)
    for word in words:
        if word not in _EXCLUDE:
            arguments.append(word)
            continue
        name = next(words, "")
        if not name or name.startswith(":") or not model.was_asked:
            arguments += [word, name]
        elif name in model.tasks:
            arguments += [word, model.task(name)]
    return arguments


def is_wanted(result: TestResult, tests: Iterable[WantedTest]) -> bool:
    """True when one of these asked for the result."""
    return any(_in_suite(result, test) and (not test.name or is_named(result, test.name)) for test in tests)


def is_named(result: TestResult, name: str) -> bool:
    """True for the name as reports write it: with parameters, with the number of an invocation."""
    return name in (result.name, result.name.removesuffix("()"), plain_test_name(result.name))


def without_result(tests: Iterable[WantedTest], results: Sequence[TestResult]) -> list[WantedTest]:
    """The tests that were asked for and did not run. Where a class's report names arguments alone, it cannot be told
    which of its tests they are of, and none counts as missing."""
    nameless = {result.suite for result in results if is_nameless(result)}
    return [
        test
        for test in dict.fromkeys(tests)
        if test.suite not in nameless and not any(is_wanted(result, [test]) for result in results)
    ]


def _in_suite(result: TestResult, test: WantedTest) -> bool:
    return result.suite == test.suite or result.suite.startswith(f"{test.suite}$")
