"""How long a run still takes, by how long its parts took before."""

from collections.abc import Iterable, Mapping

from destination_writer.checkpoints.invocations import name_of, simple_class
from destination_writer.checkpoints.runner import WantedTest
from destination_writer.text.testruns import TestResult


class TimeLeft:
    """`before` is what `expected_seconds` gives. A test that was never timed counts as the mean of those that were."""

    def __init__(self, wanted: Iterable[WantedTest], before: Mapping[str, float]) -> None:
        self._before = before
        self._open = {f"{test.suite.rpartition('.')[2]}.{test.name}" for test in wanted}
        self.total = len(self._open)

    def done(self, result: TestResult) -> None:
        self._open.discard(f"{simple_class(result.suite)}.{name_of(result)}")

    @property
    def finished(self) -> int:
        """Wanted tests that have ended."""
        return self.total - len(self._open)

    @property
    def percent(self) -> int:
        return 100 * self.finished // self.total if self.total else 0

    def seconds(self, elapsed: float) -> float | None:
        """Seconds left after `elapsed`; None when nothing is known of earlier runs."""
        known = {key: at for key, at in self._before.items() if key}
        if not known:
            return None
        mean = sum(known.values()) / len(known)
        tests = sum(known.get(key, mean) for key in self._open)
        begun = self.finished > 0
        around = 0.0 if begun else max(0.0, self._before.get("", 0.0) - elapsed)
        return tests + around

    def words(self, elapsed: float) -> str:
        """`3/9 tests, about 40 s left`."""
        left = self.seconds(elapsed)
        counted = f"{self.finished}/{self.total} tests"
        if left is None:
            return counted
        return f"{counted}, about {_span(left)} left"


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"
