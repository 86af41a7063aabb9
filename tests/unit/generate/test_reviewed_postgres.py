"""What a reviewer of PostgreSQL rejected in the generated connector once, and must not come back."""

import pytest

from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change


def file(knowledge: Knowledge, templates: Templates, name: str, dialect: str = "postgres", **strategies: str) -> str:
    result = new_connector(
        knowledge, templates, dialect=dialect, cdk="1.0.13", prefix="Db", strategies=strategies or None
    )
    assert isinstance(result, Change), result
    texts = apply_change(result, {})
    return next(text for path, text in texts.items() if path.endswith(f"/Db{name}.kt"))


@pytest.mark.parametrize("way", ["merge", "insert-on-conflict", "delete-insert", "cte"])
def test_an_upsert_without_deletions_has_no_clause_that_is_never_met(
    knowledge: Knowledge, templates: Templates, way: str
) -> None:
    """A clause that deletes asks for the right to delete, even where its condition is NOT (TRUE)."""
    generator = file(knowledge, templates, "SqlGenerator", upsert=way)
    upsert = generator[generator.index("fun upsertTable") : generator.index("fun hardDeletes")]
    assert '"TRUE"' not in upsert
    assert "NOT ($" not in upsert


def test_a_row_of_the_target_is_found_by_its_unique_index(knowledge: Knowledge, templates: Templates) -> None:
    """An anti-join over arrays reads the whole target, which this strategy promises not to do."""
    generator = file(knowledge, templates, "SqlGenerator", upsert="insert-on-conflict")
    upsert = generator[generator.index("fun upsertTable") : generator.index("fun hardDeletes")]
    assert "ON CONFLICT ($keys) DO UPDATE SET $assignments WHERE $isNewer" in upsert
    assert "NOT EXISTS (SELECT 1 FROM $target" not in upsert
    assert "ARRAY[t." not in upsert


@pytest.mark.parametrize("dialect", ["postgres", "sqlserver", "oracle", "mysql"])
def test_the_user_reads_the_error_that_the_pool_has_wrapped(
    knowledge: Knowledge, templates: Templates, dialect: str
) -> None:
    """Not `Connection is not available`, where the server says that the password is wrong."""
    client = file(knowledge, templates, "AirbyteClient", dialect)
    assert "val told = errors.mapNotNull { it.message }.lastOrNull()" in client
    assert "${error.message" not in client


def test_codes_that_a_user_can_mend_and_those_that_time_does_not(knowledge: Knowledge, templates: Templates) -> None:
    client = file(knowledge, templates, "AirbyteClient")
    error = client[client.index("fun connectorError") : client.index("fun sqlText")]
    config = error[: error.index("ConfigErrorException(")]
    for state in ("0A000", "2BP01", "3D000", "42501", "42809", "42939", "54000", "54011", "55000"):
        assert f'"{state}"' in config, state
    # More than 65535 parameters, or a proxy: class 08 is tried again, this one is not.
    assert error.index('state == "08P01" -> SystemErrorException') < error.index("TransientErrorException(")


def test_a_schema_that_another_session_makes_at_the_same_moment_is_no_error(
    knowledge: Knowledge, templates: Templates
) -> None:
    client = file(knowledge, templates, "AirbyteClient")
    created = client[client.index("fun createNamespace") : client.index("fun namespaceExists")]
    assert created.index("catch (e: SystemErrorException)") < created.index("if (!exists()) throw e")


def test_only_a_change_of_type_sets_the_time_zone(knowledge: Knowledge, templates: Templates) -> None:
    generator = file(knowledge, templates, "SqlGenerator")
    assert "if (changed.isEmpty()) emptyList() else listOf(\"SET LOCAL TIME ZONE 'UTC'\")" in generator
