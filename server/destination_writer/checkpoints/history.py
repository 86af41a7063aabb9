"""What own runs said: one line a run in `.destination-writer/history/runs.jsonl`, and what the lines tell of a test.

A record never softens a failure: a test that passes and fails on the same sources is told as that, and blocks.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from destination_writer.checkpoints.invocations import name_of, simple_class
from destination_writer.checkpoints.runner import RunOutcome
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.results.compilers import read_messages
from destination_writer.results.lines import read_lines
from destination_writer.text.testruns import Outcome, TestResult

HISTORY_PATH = ".destination-writer/history/runs.jsonl"
SOURCES_PATH = ".destination-writer/history/sources.json"
"""Digests of the last run's sources, by path: what changed before the next run."""
CONSOLE_PATH = ".destination-writer/history/console.txt"
"""What the last run printed, when it failed without a report for every failure; empty after one that did not."""
RUNS_KEPT = 300
BYTES_KEPT = 4_000_000
MESSAGE_LENGTH = 300
CHANGES_KEPT = 40
_CAUSE = re.compile(r"^\s*Caused by: ([^\n]+)", re.MULTILINE)
ERRORS_KEPT = 20
CONSOLE_READ = 200_000
"""Characters of what was printed that compilers' messages are looked for in, from the end."""


@dataclass(frozen=True, slots=True)
class TestRecord:
    """`suite` is the simple class name, `name` the plain test name; `seconds` is how long the test took; `cause` the
    innermost exception of a failure's trace, empty where the message says it."""

    __test__ = False

    suite: str
    name: str
    outcome: str
    seconds: float = 0.0
    message: str = ""
    cause: str = ""

    @property
    def key(self) -> str:
        """`ClassName.test name`, as the state file writes it."""
        return f"{self.suite}.{self.name}"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. `at` is when it ended, seconds since the epoch; `seconds` how long it took; `sources` the digest of what
    ran; `changed` the sources that changed since the run before; `reports` the times of the report files it wrote, by
    path relative to the connector; `phase` the checkpoint it was for, None for single tests; `failed_steps` the builds
    and tasks that failed; `errors` what compilers said, a message each.
    """

    at: float
    runner: str
    sources: str
    ended: str
    seconds: float = 0.0
    phase: int | None = None
    tests: tuple[TestRecord, ...] = ()
    changed: tuple[str, ...] = ()
    reports: Mapping[str, float] = field(default_factory=dict[str, float])
    failed_steps: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def moment(self) -> str:
        return moment_text(self.at)


def moment_text(at: float) -> str:
    """ISO 8601 in UTC, to the minute."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def record_of(
    outcome: RunOutcome,
    *,
    runner: str,
    began: float,
    ended: float,
    sources: str,
    phase: int | None,
    changed: Iterable[str],
    reports: Mapping[str, float],
) -> RunRecord:
    """A run's record; the worst of several tries of a test is what counts."""
    tests: dict[tuple[str, str], TestResult] = {}
    for result in outcome.run.tests:
        key = (simple_class(result.suite), name_of(result))
        known = tests.get(key)
        if known is None or _badness(result) > _badness(known):
            tests[key] = result
    return RunRecord(
        at=ended,
        runner=runner,
        sources=sources,
        ended=outcome.ended.value,
        seconds=round(ended - began, 3),
        phase=phase,
        tests=tuple(_record(suite, name, result) for (suite, name), result in tests.items()),
        changed=tuple(sorted(changed))[:CHANGES_KEPT],
        reports=dict(reports),
        failed_steps=tuple(dict.fromkeys(step.slug for step in outcome.steps if step.exit_code)),
        errors=_compiler_errors(outcome),
    )


def _compiler_errors(outcome: RunOutcome) -> tuple[str, ...]:
    """Messages without their places, which speak of this machine."""
    if not any(step.exit_code for step in outcome.steps):
        return ()
    messages, _ = read_messages(read_lines(outcome.run.console[-CONSOLE_READ:]))
    said = dict.fromkeys(message.message[:MESSAGE_LENGTH] for message in messages if message.message)
    return tuple(said)[:ERRORS_KEPT]


def _badness(result: TestResult) -> int:
    return 2 if result.outcome.is_bad else 1 if result.outcome is Outcome.SKIPPED else 0


def _record(suite: str, name: str, result: TestResult) -> TestRecord:
    message = next((failure.message for failure in result.failures if failure.message), "")
    causes = [line for failure in result.failures for line in _CAUSE.findall(failure.detail)]
    cause = causes[-1].strip() if causes and causes[-1].strip() != message.strip() else ""
    seconds = round(result.seconds, 3)
    return TestRecord(suite, name, result.outcome.value, seconds, message[:MESSAGE_LENGTH], cause[:MESSAGE_LENGTH])


def to_line(record: RunRecord) -> str:
    return json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


def with_record(text: str, record: RunRecord) -> str:
    """The history's text with one run more, the oldest dropped above RUNS_KEPT runs or BYTES_KEPT bytes."""
    lines = [line for line in text.split("\n") if line.strip()][-(RUNS_KEPT - 1) :]
    lines.append(to_line(record))
    size = sum(len(line.encode()) + 1 for line in lines)
    while size > BYTES_KEPT and len(lines) > 1:
        size -= len(lines.pop(0).encode()) + 1
    return "\n".join(lines) + "\n"


def read_history(text: str) -> tuple[RunRecord, ...]:
    """The runs, oldest first. A line that is cut off or of another shape is passed over: a history proves nothing that
    a new run could not."""
    return tuple(record for line in text.split("\n") if (record := _read(line)) is not None)


def _read(line: str) -> RunRecord | None:
    try:
        value: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    entry = cast(dict[str, Any], value)
    try:
        tests = tuple(TestRecord(**test) for test in entry.get("tests", ()))
        return RunRecord(
            at=float(entry["at"]),
            runner=str(entry["runner"]),
            sources=str(entry["sources"]),
            ended=str(entry["ended"]),
            seconds=float(entry.get("seconds", 0)),
            phase=entry.get("phase") if isinstance(entry.get("phase"), int) else None,
            tests=tests,
            changed=tuple(map(str, entry.get("changed", ()))),
            reports={str(path): float(at) for path, at in entry.get("reports", {}).items()},
            failed_steps=tuple(map(str, entry.get("failed_steps", ()))),
            errors=tuple(map(str, entry.get("errors", ()))),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class TestStory:
    """What the runs say of one test. `failing_since` is the start of the present row of failures, `failed_runs` its
    length; `mended_by` are the files that changed before the first pass after the last failure; `both_ways` is true
    when it passed and failed on the same sources."""

    __test__ = False

    key: str
    failing_since: float | None = None
    failed_runs: int = 0
    passed_at: float | None = None
    mended_by: tuple[str, ...] = ()
    both_ways: bool = False

    @property
    def sentence(self) -> str:
        """For a person; empty when there is nothing to tell."""
        parts: list[str] = []
        if self.failing_since is not None:
            times = "once" if self.failed_runs == 1 else f"in {self.failed_runs} runs in a row"
            before = f"; it last passed {moment_text(self.passed_at)}" if self.passed_at else "; it never passed before"
            parts.append(f"Failed {times} since {moment_text(self.failing_since)}{before}.")
        elif self.mended_by:
            parts.append(f"Failed before; passes since a change of {', '.join(self.mended_by[:3])}.")
        if self.both_ways:
            parts.append("It passed and failed on the same sources, so something outside them decides: find it.")
        return " ".join(parts)


def stories(history: Iterable[RunRecord]) -> dict[str, TestStory]:
    """By `ClassName.test name`, from runs in order of time."""
    found: dict[str, TestStory] = {}
    seen: dict[tuple[str, str], set[bool]] = {}
    for run in history:
        for test in run.tests:
            if test.outcome == Outcome.SKIPPED.value:
                continue
            passed = test.outcome == Outcome.PASSED.value
            ways = seen.setdefault((test.key, run.sources), set())
            ways.add(passed)
            story = found.get(test.key, TestStory(test.key))
            found[test.key] = _next(story, run, passed, both_ways=story.both_ways or (len(ways) == 2))
    return found


def _next(story: TestStory, run: RunRecord, passed: bool, *, both_ways: bool) -> TestStory:
    if not passed:
        since = story.failing_since if story.failing_since is not None else run.at
        return TestStory(story.key, since, story.failed_runs + 1, story.passed_at, (), both_ways)
    mended = run.changed if story.failing_since is not None else story.mended_by
    return TestStory(story.key, None, 0, run.at, mended, both_ways)


def key_of_label(label: str) -> str:
    """The key of a test that a Finding names by its full label: `a.b.C$Inner.test name()`."""
    suite, _, name = label.rpartition(".")
    return f"{simple_class(suite)}.{plain_test_name(name)}"


def expected_seconds(history: Iterable[RunRecord], runner: str) -> dict[str, float]:
    """How long each test took when it last ran with this runner, by key; `""` is a run's time beside its tests."""
    found: dict[str, float] = {}
    for run in history:
        if run.runner != runner or run.ended != "finished":
            continue
        found.update({test.key: test.seconds for test in run.tests})
        found[""] = max(0.0, run.seconds - sum(test.seconds for test in run.tests))
    return found
