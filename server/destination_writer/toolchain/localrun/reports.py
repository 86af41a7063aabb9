"""Test reports as Gradle writes them: `TEST-<class>.xml`, one a class, each replaced by one rename."""

import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from destination_writer.text.testruns import Outcome, TestResult

NAME_LENGTH = 180
"""Characters of a class name in a file's name; some file systems take no more than 255 bytes."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE = re.compile(r"[^\w.$ -]")


def report_text(suite: str, results: Sequence[TestResult], at: float | None = None) -> str:
    """The report of one class; `at` is when it ended, in seconds since the epoch."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() if at is None else at))
    counts = {outcome: sum(result.outcome is outcome for result in results) for outcome in Outcome}
    head = (
        f'<testsuite name={_value(suite)} tests="{len(results)}" skipped="{counts[Outcome.SKIPPED]}" '
        f'failures="{counts[Outcome.FAILED]}" errors="{counts[Outcome.ERROR]}" timestamp="{stamp}" '
        f'hostname="local" time="{sum(result.seconds for result in results):.3f}">'
    )
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', head, "  <properties/>"]
    for result in results:
        parts.extend(_case(result))
    return "\n".join([*parts, "</testsuite>", ""])


def write_report(folder: Path, suite: str, results: Sequence[TestResult], at: float | None = None) -> Path:
    """Write a class's report below `folder`, which is made when it is missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"TEST-{_UNSAFE.sub('-', suite)[:NAME_LENGTH]}.xml"
    number, name = tempfile.mkstemp(prefix=".report-", dir=folder)
    work = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(report_text(suite, results, at))
        work.chmod(0o644)
        work.replace(final)
    except BaseException:
        work.unlink(missing_ok=True)
        raise
    return final


def _case(result: TestResult) -> list[str]:
    head = f'  <testcase name={_value(result.name)} classname={_value(result.suite)} time="{result.seconds:.3f}"'
    inner: list[str] = []
    if result.outcome is Outcome.SKIPPED:
        inner.append(f"    <skipped message={_value(result.output)}/>" if result.output else "    <skipped/>")
    if result.outcome.is_bad:
        for failure in result.failures:  # Gradle makes no difference between a failed assertion and another exception
            shown = f"message={_value(failure.message)} type={_value(failure.type)}"
            inner.append(f"    <failure {shown}>{_text(failure.detail)}</failure>")
        if result.output:
            inner.append(f"    <system-out>{_text(result.output)}</system-out>")
    return [f"{head}>", *inner, "  </testcase>"] if inner else [f"{head}/>"]


def _value(text: str) -> str:
    return quoteattr(_allowed(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _text(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
