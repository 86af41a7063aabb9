#!/usr/bin/env python3
"""What an edit costs inside the process, from the changed text to the list of stubs.

    python tests/bench/stubs_edits.py FILE.kt...

Prints the median and the 95th percentile of 200 edits of each kind. No goal is checked here: the server's latency is
measured against its peers by the LSP benchmark.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from destination_writer.kotlin.buffer import KotlinBuffer
from destination_writer.text.places import Range

EDITS = 200


def measure(name: str, buffer: KotlinBuffer, there: Callable[[], None], back: Callable[[], None]) -> None:
    times: list[float] = []
    for number in range(EDITS):
        start = time.perf_counter()
        (back if number % 2 else there)()
        buffer.todo_calls()
        times.append(1000 * (time.perf_counter() - start))
    ordered = sorted(times)
    print(f"  {name:<28} p50 {statistics.median(ordered):8.3f} ms   p95 {ordered[int(0.95 * EDITS)]:8.3f} ms")


def typed(buffer: KotlinBuffer, line: int, column: int, text: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """Type some text, and take it back."""
    end = (line + 1, 0) if text == "\n" else (line, column + len(text))
    return (
        lambda: buffer.apply(Range.of(line, column, line, column), text),
        lambda: buffer.apply(Range.of(line, column, *end), ""),
    )


def bench(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    start = time.perf_counter()
    buffer = KotlinBuffer(text)
    calls = buffer.todo_calls()
    first = 1000 * (time.perf_counter() - start)
    print(f"{path.name}: {len(text) // 1024} KB, {len(calls)} stubs, first read {first:.1f} ms")
    middle = calls[len(calls) // 2].range.start
    measure("stub toggled", buffer, *typed(buffer, middle.line, middle.column + 4, "X"))
    measure("a character beside a stub", buffer, *typed(buffer, middle.line + 1, 0, " "))
    measure("a line above all", buffer, *typed(buffer, 0, 0, "\n"))
    measure("a brace in the middle", buffer, *typed(buffer, middle.line, middle.column, "{"))
    measure("a comment in the middle", buffer, *typed(buffer, middle.line, middle.column, "/*"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} FILE.kt...")
    for argument in sys.argv[1:]:
        bench(Path(argument))
