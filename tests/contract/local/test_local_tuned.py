"""A connector that wrote single rows by hand is tuned: it compiles, and its tests pass on an engine."""

from pathlib import Path

import pytest
from local_support import run, written

from destination_writer.analysis.rules import advise
from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Ended
from destination_writer.connector.load import load_connector
from destination_writer.generate.tuning.api import tune
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.verification.generated import Workshop

BY_HAND = """{
        dataSource.connection.use { connection ->
            for (record in records) {
                val names = record.keys.joinToString(", ") { it.quote() }
                val marks = record.keys.joinToString(", ") { "?" }
                connection
                    .prepareStatement("INSERT INTO ${tableName.fullyQualified()} ($names) VALUES ($marks)")
                    .use { statement -> statement.executeUpdate() }
            }
        }
    }"""


def by_hand(texts: dict[str, str]) -> dict[str, str]:
    """The connector with a body of insertRecords that runs one statement a row."""
    path = next(path for path in texts if path.endswith("AirbyteClient.kt"))
    client = texts[path]
    brace = client.index("{", client.index("fun insertRecords("))
    depth, end = 0, brace
    while end == brace or depth:
        depth += (client[end] == "{") - (client[end] == "}")
        end += 1
    return {**texts, path: client[:brace] + BY_HAND + client[end:]}


@pytest.mark.parametrize(
    ("database", "way"),
    [("postgres", "copy"), ("sqlite", "prepared-insert")],
)
def test_single_rows_by_hand_become_a_bulk_load_that_runs(
    database: str, way: str, runner: LocalRunner, workshop: Workshop, tmp_path: Path
) -> None:
    texts = by_hand(dict(workshop.generate(database, "1.0.13").texts))
    connector = load_connector(MemoryFiles(texts), name=f"destination-{database}")
    if database == "postgres":
        assert {finding.code for finding in advise(connector, workshop.knowledge)} == {"DW801", "DW804"}
    change = tune(connector, workshop.knowledge, workshop.templates, way)
    assert isinstance(change, Change), change
    folder = written(tmp_path, {**texts, **apply_change(change, texts)})
    suite = f"{workshop.knowledge.dialect(database).class_prefix}TableOperationsTest"
    ran = run(runner, folder, database, f"{suite}.insert records", f"{suite}.upsert tables")
    assert (ran.outcome.ended, ran.outcome.problem, ran.failed) == (Ended.FINISHED, "", {})
    assert {test.name.partition("(")[0] for test in ran.outcome.run.tests} == {"insert records", "upsert tables"}
