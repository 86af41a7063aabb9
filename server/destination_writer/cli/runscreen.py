"""A run on the terminal: each test as it ends, and on a terminal what remains in the last line."""

import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType

import click

from destination_writer.checkpoints.history import RunRecord, expected_seconds
from destination_writer.checkpoints.plan import Plan
from destination_writer.checkpoints.runner import OutputLine, RunEvent, StepStarted, TestFinished
from destination_writer.checkpoints.timing import TimeLeft
from destination_writer.text.testruns import Outcome, TestResult

_COLOURS = {"✓": "green", "✗": "red", "🚫": "red", "🎉": "green", "📊": "cyan", "$": "blue"}
_SIGNS = {Outcome.PASSED: "✓", Outcome.SKIPPED: "-"}


def coloured(line: str) -> str:
    """The line with the colour of its sign, which click drops where nobody sees it."""
    sign = line.lstrip().partition(" ")[0]
    return click.style(line, fg=_COLOURS[sign]) if sign in _COLOURS else line


class RunScreen:
    """Everything goes to stderr, so that stdout holds the verdict alone."""

    def __init__(self, plan: Plan, history: Iterable[RunRecord], runner: str, *, verbose: bool) -> None:
        self._left = TimeLeft((*plan.tests, *plan.regressions), expected_seconds(history, runner))
        self._verbose = verbose
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._is_terminal = sys.stderr.isatty()

    def __enter__(self) -> "RunScreen":
        self._began = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()

    def tell(self, event: RunEvent) -> None:
        """Called from the runner's threads."""
        with self._lock:
            match event:
                case StepStarted(title, command):
                    self._print(coloured(f"$ {command}") if command else title)
                case OutputLine(text):
                    if self._verbose:
                        self._print(text)
                case TestFinished(result):
                    self._left.done(result)
                    self._print(_result_line(result))
                case _:
                    pass
            self._show_left()

    def _print(self, line: str) -> None:
        self._wipe()
        click.echo(line, err=True)

    def _wipe(self) -> None:
        if self._is_terminal:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _show_left(self) -> None:
        if self._is_terminal:
            click.echo(f"\r\x1b[K{self._left.words(time.monotonic() - self._began)}", err=True, nl=False)


def _result_line(result: TestResult) -> str:
    sign = _SIGNS.get(result.outcome, "✗")
    message = next((f.message.strip().split("\n")[0] for f in result.failures if f.message.strip()), "")
    said = f": {message[:200]}" if result.outcome.is_bad and message else ""
    return coloured(f"{sign} {result.name.removesuffix('()')} ({result.seconds:.1f} s){said}")
