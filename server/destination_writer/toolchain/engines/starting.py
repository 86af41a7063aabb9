"""Starting an engine for a database in a folder of its own, and stopping it without a trace in the process list."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from destination_writer.toolchain.engines.catalogue import find_engine
from destination_writer.toolchain.engines.engine import Engine
from destination_writer.toolchain.engines.model import Missing
from destination_writer.toolchain.engines.starters import STARTERS
from destination_writer.toolchain.engines.worker_process import WorkerProcess

EITHER = ("sqlite",)
"""Engines that a JVM reaches by a driver of its own or over the bridge."""
DRIVERS = {"timescaledb": "postgres", "mariadb": "mysql"}
"""Which of `workers/` speaks to an engine, where it is not the one of its own name."""


class EngineMissing(Exception):
    """This machine lacks the engine; `missing` says what was looked for and how to get it."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(str(missing))
        self.missing = missing


@contextlib.contextmanager
def start(
    slug: str, folder: Path, parents: Sequence[str] = (), name: str | None = None, *, bridge_only: bool = False
) -> Iterator[Engine]:
    """The engine of a database while the block runs; its data is kept below `folder`, which has to exist.

    `parents` and `name` are those of `find_engine`. With `bridge_only` a JDBC driver is not looked for where a
    Python driver serves as well. Raises EngineMissing, EngineFailed.
    """
    kind = find_engine(slug, parents, name)
    if isinstance(kind, Missing):
        raise EngineMissing(kind)
    with contextlib.ExitStack() as stack:
        options, jdbc = STARTERS[kind.engine](kind, folder.resolve(), stack)
        worker = WorkerProcess(kind.python or Path(sys.executable), DRIVERS.get(kind.engine, kind.engine), options)
        stack.callback(worker.close)
        yield Engine(kind, worker, None if bridge_only and kind.engine in EITHER else jdbc)
