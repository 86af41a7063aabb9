"""What results say about the sources as they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from destination_writer.checkpoints.history import TestStory
from destination_writer.results.junit import REPLACED
from destination_writer.text.testruns import TestResult, TestRun

LOCAL_RESULTS = "/.destination-writer/results/"
AHEAD = 86_400.0
"""Seconds that a report's time may be ahead of the clock: mixed-up time zones of a shared folder stay below a day."""


class Freshness(StrEnum):
    FRESH = "fresh"
    """The result speaks of the sources as they are."""
    STALE = "stale"
    """The sources changed after it."""
    UNKNOWN = "unknown"
    """Nothing tells; this is not done."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A connector's newest results, with what is needed to tell their age. All times are seconds since the epoch.

    `report_times` has the time of each report file by its path as `TestResult.report` gives it. `sources_changed_at` is
    the time of the newest source, None when it is not known. `digest` is the digest of the sources as they are.
    `of_commit` says what a person told by `--commit`: results are of a commit that the sources equal (True) or differ
    from (False); None when nothing was told.
    """

    run: TestRun | None = None
    report_times: Mapping[str, float] = field(default_factory=dict[str, float])
    sources_changed_at: float | None = None
    digest: str = ""
    of_commit: bool | None = None
    report_sources: Mapping[str, str] = field(default_factory=dict[str, str])
    """The digest of the sources that a report speaks of, by its path, where an own run wrote it and nothing has changed
    it since."""
    stories: Mapping[str, TestStory] = field(default_factory=dict[str, TestStory])
    """What own runs tell of each test, by `ClassName.test name`."""
    now: float | None = None
    """The machine's time; a report from later than that tells nothing by its time."""

    @property
    def tests(self) -> tuple[TestResult, ...]:
        return self.run.tests if self.run else ()

    def freshness(self, result: TestResult) -> Freshness:
        """Digests that a runner recorded decide first, then the user's word about the commit, then file times."""
        recorded = self.report_sources.get(result.report)
        if recorded and self.digest:
            return Freshness.FRESH if recorded == self.digest else Freshness.STALE
        if self.run and self.run.sources and self.digest:
            return Freshness.FRESH if self.run.sources == self.digest else Freshness.STALE
        if self.of_commit is not None:
            return Freshness.FRESH if self.of_commit else Freshness.STALE
        ran_at = self.report_times.get(result.report)
        if ran_at is None and self.run and not result.report:
            ran_at = self.run.finished_at
        if ran_at is None or self.sources_changed_at is None:
            return Freshness.UNKNOWN
        if self.now is not None and ran_at > self.now + AHEAD:
            return Freshness.UNKNOWN
        return Freshness.FRESH if ran_at >= self.sources_changed_at else Freshness.STALE

    @property
    def lost_reports(self) -> tuple[str, ...]:
        """What is said of reports that were not read to their end and are not older than the sources."""
        changed = self.sources_changed_at or 0.0
        old = [f"{path}:" for path, at in self.report_times.items() if at < changed]
        problems = self.run.problems if self.run else ()
        return tuple(p for p in problems if not p.endswith(REPLACED) and not p.startswith(tuple(old)))

    def any_fresh(self) -> bool:
        """True when the real build ran some test on the sources as they are, which compiled and resolved their
        dependencies."""
        return any(self.freshness(r) == Freshness.FRESH for r in self.tests if not is_local(r))


def is_local(result: TestResult) -> bool:
    """True for a result of the local runner, which proves nothing about Gradle, Micronaut and the CDK's pipeline."""
    return LOCAL_RESULTS in f"/{result.report}"
