"""One local runner for all tests of this folder: its compiler stays resident. Its absence is a failure."""

from collections.abc import Iterator

import pytest

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.verification.generated import Workshop


@pytest.fixture(scope="session")
def runner() -> Iterator[LocalRunner]:
    with LocalRunner(test_limit=5) as runner:
        yield runner


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    with Workshop(DiskFiles(bundled("knowledge")), DiskFiles(bundled("templates"))) as workshop:
        yield workshop
