"""What is no database is declined with the reason, and no known database is."""

import pytest

from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FILES = DiskFiles(bundled("knowledge"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("S3", "a file system or object store"),
        ("Amazon S3", "a file system or object store"),
        ("destination-gcs", "a file system or object store"),
        ("google_cloud_storage", "a file system or object store"),
        ("Salesforce", "an API"),
        ("my HTTP endpoint", "an API"),
        ("REST", "an API"),
        ("Apache Kafka", "a message queue or stream"),
        ("Pub/Sub", "a message queue or stream"),
        ("Pinecone", "a search index or vector store"),
    ],
)
def test_declined_with_the_reason(name: str, kind: str) -> None:
    reason = declined(FILES, name)
    assert reason is not None
    assert reason.startswith(f"{name} is {kind}, and this tool makes connectors for databases. ")
    assert " Begin from " in reason


@pytest.mark.parametrize(
    "name", ["AcmeDB", "Presto", "restdb", "Apiary", "H2", "Db2", "Firebird", *Knowledge(FILES).dialect_slugs]
)
def test_databases_are_not_declined(name: str) -> None:
    assert declined(FILES, name) is None
