"""The longest step of the rules in which no other thread can run, while a connector with one large file is reviewed.

    rules_hold.py [--kb 1000]

Python passes the processor on between two steps of its own; one call into C (the search of a pattern) is one step,
however long it takes, and the event loop of the server waits for it. Measured in processor time, so that a busy
machine does not count; three texts: a good one, one with a brace too many, one with quotes that do not close.
Exit 1 when a step takes more than 30 ms, which leaves the loop 20 of the 50 that it may be held.
"""

import argparse
import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from lsp_loop import EXAMPLE, big_text

from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rules import Kept
from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

GOAL = 0.030


class Steps:
    """The longest call into C that calls nothing of Python's, with the place of its caller."""

    def __init__(self) -> None:
        self.worst, self.place = 0.0, ""
        self._open: list[tuple[float, int]] = []
        self._calls = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        gc.collect()
        gc.disable()  # the server's collector is tuned apart, see lsp/garbage.py
        sys.setprofile(self._seen)
        try:
            yield
        finally:
            sys.setprofile(None)
            gc.enable()

    def _seen(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            self._calls += 1
        elif event == "c_call":
            self._open.append((time.thread_time(), self._calls))
        elif event in ("c_return", "c_exception") and self._open:
            begin, calls = self._open.pop()
            seconds = time.thread_time() - begin
            if calls == self._calls and seconds > self.worst:
                file = frame.f_code.co_filename.rpartition("destination_writer/")[2]
                self.worst, self.place = seconds, f"{file}:{frame.f_lineno}"


def texts(kilobytes: int) -> Iterator[tuple[str, str]]:
    text = big_text(kilobytes)
    stub, middle = text.index("TODO("), len(text) // 2
    yield "as it is", text
    yield "one brace too many", f"{text[:stub]}{{{text[stub:]}"
    yield "open quotes", f'{text[:middle]}"""{text[middle:]}'


def measured(folder: Path, text: str, knowledge: Knowledge, cache: SourceCache) -> tuple[Steps, float]:
    """The steps of reading and reviewing, and the seconds of the review alone (watching it slows it down)."""
    file = next(folder.rglob("PostgresAirbyteClient.kt")).with_name("Big.kt")
    file.write_text(text, encoding="utf-8")
    steps, begin = Steps(), time.thread_time()
    with steps.watched():
        connector = _read(folder, cache)
        review(connector, knowledge, Kept())
    return steps, time.thread_time() - begin


def _read(folder: Path, cache: SourceCache) -> Connector:
    return load_connector(DiskFiles(folder), name="destination-postgres", cache=cache)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=int, default=1000)
    options = parser.parse_args()
    knowledge, cache, worst = Knowledge(DiskFiles(bundled("knowledge"))), SourceCache(), 0.0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "destination-postgres")
        shutil.copytree(EXAMPLE, folder)
        review(_read(folder, cache), knowledge, Kept())  # what is loaded once
        for name, text in texts(options.kb):
            steps, seconds = measured(folder, text, knowledge, cache)
            worst = max(worst, steps.worst)
            mark = "" if steps.worst <= GOAL else "   over the goal"
            print(f"{name:20} {steps.worst * 1000:6.1f} ms  {steps.place}  (all: {seconds:.1f} s watched){mark}")
    return 0 if worst <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
