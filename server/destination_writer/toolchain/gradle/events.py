"""What the listening init script tells while tests run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from destination_writer.text.testruns import Failure, Outcome, TestResult

SCRIPT = Path(__file__).with_name("scripts") / "listen.init.gradle"
_OUTCOMES = {"SUCCESS": Outcome.PASSED, "FAILURE": Outcome.FAILED, "SKIPPED": Outcome.SKIPPED}


@dataclass(frozen=True, slots=True)
class TestEvent:
    """A test began, or with a `result` ended, in the task of that path."""

    __test__ = False
    task: str
    suite: str
    name: str
    result: TestResult | None = None


@dataclass(frozen=True, slots=True)
class WatchedTask:
    """`must_run`: whatever Gradle holds to be up to date. `patterns` select tests where the command line does not."""

    path: str
    must_run: bool = False
    patterns: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return "\t".join(["run" if self.must_run else "watch", self.path, *self.patterns])


class Events:
    """The folder that is handed to Gradle. `script` is for `--init-script`."""

    def __init__(self, folder: Path, watched: Iterable[WatchedTask]) -> None:
        self.script = folder / SCRIPT.name
        self.script.write_bytes(SCRIPT.read_bytes())
        (folder / "tasks.txt").write_text("".join(f"{task.line}\n" for task in watched), "utf-8")
        self._file = folder / "events.jsonl"
        self._offset = 0

    def new(self) -> list[TestEvent]:
        """What was told since the last call; a line that is still being written comes with the next."""
        try:
            with self._file.open("rb") as stream:
                stream.seek(self._offset)
                data = stream.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [event for line in whole.splitlines() if (event := read_event(line)) is not None]


def read_event(line: bytes) -> TestEvent | None:
    """None for what is no event."""
    try:
        told: dict[str, Any] = json.loads(line)
        suite, name = str(told["suite"] or ""), str(told["name"])
        if told["kind"] == "started":
            return TestEvent(str(told["task"]), suite, name)
        failures = tuple(Failure(str(f["message"]), str(f["type"]), str(f["detail"])) for f in told["failures"])
        outcome = _OUTCOMES[told["outcome"]]
        result = TestResult(suite, name, outcome, max(float(told["millis"]), 0) / 1000, failures)
        return TestEvent(str(told["task"]), suite, name, result)
    except (ValueError, KeyError, TypeError):
        return None
