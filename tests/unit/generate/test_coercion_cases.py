"""What the generated coercion suite expects to read back: as the generated test clients give it, on every database."""

import pytest

from destination_writer.generate.coercioncases import Cases, coercion_cases
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
ONE_TYPE_FOR_BOTH = {"mysql", "mariadb"}
"""DATETIME holds instants and wall-clock times; the type does not tell which."""


def cases(slug: str, source: str) -> Cases:
    return next(found for found in coercion_cases(KNOWLEDGE.dialect(slug)) if found.source == source)


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_json_is_read_as_maps_and_lists(slug: str) -> None:
    assert [row.expected for row in cases(slug, "objects").rows] == ["null", 'mapOf("a" to "b")']
    assert [row.expected for row in cases(slug, "arrays").rows] == ["null", 'listOf("a")']


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_an_instant_is_read_as_one_where_its_column_says_so(slug: str) -> None:
    instant, clock = cases(slug, "timestampsWithZone").rows[1], cases(slug, "timestamps").rows[1]
    assert instant.value == '{TimestampWithTimezoneValue}("2025-01-23T01:02:03Z")'
    assert instant.expected == f'"2025-01-23T01:02:03{"" if slug in ONE_TYPE_FOR_BOTH else "Z"}"'
    assert clock.expected == '"2025-01-23T01:02:03"'
