"""A connector in memory, and what the makers of it need."""

from collections.abc import Callable
from pathlib import Path

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "destination-postgres"

MakeConnector = Callable[..., Connector]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge(DiskFiles(bundled("knowledge")))


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates(DiskFiles(bundled("templates")))


@pytest.fixture(scope="session")
def example() -> Connector:
    return load_connector(DiskFiles(EXAMPLE), name="destination-postgres")


@pytest.fixture
def make_connector() -> MakeConnector:
    """A connector for PostgreSQL from the texts of its files, below `src/main/kotlin`."""

    def make(cdk: str = "1.0.13", **files: str) -> Connector:
        texts = {f"src/main/kotlin/{name}.kt": text for name, text in files.items()}
        texts["gradle.properties"] = f"cdkVersion={cdk}\n"
        texts[".destination-writer/state.yaml"] = 'state:\n  database: "postgres"\n'
        return load_connector(MemoryFiles(texts), name="destination-acme")

    return make
