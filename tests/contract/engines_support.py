"""Engines for the tests of this folder: started once for each database, skipped with what is missing."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from destination_writer.toolchain.engines import Engine, EngineMissing, start

DATABASES = ("postgres", "timescaledb", "mariadb", "duckdb", "sqlite", "clickhouse", "snowflake", "bigquery")
STAND_INS = {"cockroachdb": "PostgreSQL", "redshift": "PostgreSQL", "mysql": "MariaDB"}
ALWAYS = ("postgres", "duckdb", "sqlite")
"""What `make setup` installs: these are never skipped."""


@contextlib.contextmanager
def engine(slug: str, *, bridge_only: bool = False) -> Iterator[Engine]:
    """The running engine; the test is skipped, naming what is missing, when it is no part of `make setup`."""
    with tempfile.TemporaryDirectory(prefix="engine-") as folder, contextlib.ExitStack() as stack:
        Path(folder).chmod(0o755)
        try:
            running = stack.enter_context(start(slug, Path(folder), bridge_only=bridge_only))
        except EngineMissing as error:
            if slug in ALWAYS:
                pytest.fail(str(error), pytrace=False)
            pytest.skip(str(error))
        yield running
