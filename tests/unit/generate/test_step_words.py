"""What the steps of a phase say fits what the connector's database can do."""

from dataclasses import replace

import pytest
from made_connectors import made

from destination_writer.connector.load import load_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.stepping import Kit, steps_of
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
ACMEDB = {"has_merge": False, "has_insert_on_conflict": False, "has_window_functions": False}
"""SQLite restricted to what AcmeDB has, by its user's answers."""


def words(slug: str, number: int, characteristics: dict[str, object] | None = None) -> str:
    """The texts of all steps of a phase that nobody has begun."""
    connector = load_connector(MemoryFiles(made(slug, "1.0.13", implement=False)), name=f"destination-{slug}")
    state = replace(connector.state, database=slug, database_characteristics=characteristics or {})
    kit = Kit(replace(connector, state=state), KNOWLEDGE, TEMPLATES, dialect=slug)
    return " ".join(step.text for step in steps_of(kit, number))


@pytest.mark.parametrize(
    ("slug", "characteristics", "told", "untold"),
    [
        ("duckdb", {}, ["MERGE; or: Delete what is out of date", "ROW_NUMBER in that order", "ON CONFLICT needs"], []),
        ("duckdb", {"has_merge": False}, ["can go: Delete what is out of date", "ROW_NUMBER"], ["MERGE"]),
        ("sqlite", {}, ["ROW_NUMBER", "or: INSERT … ON CONFLICT"], ["MERGE"]),
        ("sqlite", ACMEDB, ["Without window functions"], ["MERGE", "ROW_NUMBER", "ON CONFLICT"]),
        ("clickhouse", {}, ["Lightweight DELETE", "EXCHANGE TABLES"], ["MERGE", "ON CONFLICT", "in one transaction"]),
    ],
)
def test_the_dedupe_phase_names_only_what_the_database_has(
    slug: str, characteristics: dict[str, object], told: list[str], untold: list[str]
) -> None:
    text = words(slug, 9, characteristics)
    assert [part for part in told if part not in text] == []
    assert [part for part in untold if part in text] == []
    assert "by cursor descending with NULLs last" in text
    assert "{ways}" not in text
