"""What a phase's code calls is written with it: its tests must not reach a stub of a later phase."""

import re

import pytest

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation
from destination_writer.text.files import MemoryFiles

SLUGS = (
    "mysql",
    "mariadb",
    "snowflake",
    "bigquery",
    "databricks",
    "postgres",
    "clickhouse",
    "sqlserver",
    "oracle",
    "redshift",
    "mongodb",
)


def written(knowledge: Knowledge, templates: Templates, slug: str, phase: int) -> Connector:
    made = new_connector(knowledge, templates, dialect=slug, cdk="1.0.13", until_phase=phase)
    assert isinstance(made, Change)
    return load_connector(MemoryFiles({file.path: file.text for file in made.files if isinstance(file, FileCreation)}))


@pytest.mark.parametrize("phase", [3, 5])
@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_that_is_written_calls_a_later_phase(
    knowledge: Knowledge, templates: Templates, slug: str, phase: int
) -> None:
    connector = written(knowledge, templates, slug, phase)
    open_names = {
        stub.call.function or "" for stub in connector.stubs if stub.role and stub.role.value == "sql_generator"
    }
    assert open_names, "later phases are open"
    calling = re.compile(rf"\b\w*[gG]enerator\.({'|'.join(map(re.escape, open_names))})\(")
    found = {(source.path, call[1]) for source in connector.sources for call in calling.finditer(source.text)}
    assert not found
    own = {source.path: [name for stub in source.stubs if (name := stub.call.function)] for source in connector.sources}
    within = {
        (source.path, name)
        for source in connector.sources
        for name in own[source.path]
        if re.search(rf"(?<!fun )(?<![\w.`]){re.escape(name)}\(", source.text) and not source.is_test
    }
    assert not within
