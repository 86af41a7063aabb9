"""What a reviewer of PostgreSQL rejected in the generated connector once, and must not come back."""

import pytest
from made_connectors import made


def file(name: str, dialect: str = "postgres", **strategies: str) -> str:
    texts = made(dialect, "1.0.13", prefix="Db", strategies=strategies or None)
    return next(text for path, text in texts.items() if path.endswith(f"/Db{name}.kt"))


@pytest.mark.parametrize("way", ["merge", "insert-on-conflict", "delete-insert", "cte"])
def test_an_upsert_without_deletions_has_no_clause_that_is_never_met(way: str) -> None:
    """A clause that deletes asks for the right to delete, even where its condition is NOT (TRUE)."""
    generator = file("SqlGenerator", upsert=way)
    upsert = generator[generator.index("fun upsertTable") : generator.index("fun hardDeletes")]
    assert '"TRUE"' not in upsert
    assert "NOT ($" not in upsert


def test_a_row_of_the_target_is_found_by_its_unique_index() -> None:
    """An anti-join over arrays reads the whole target, which this strategy promises not to do."""
    generator = file("SqlGenerator", upsert="insert-on-conflict")
    upsert = generator[generator.index("fun upsertTable") : generator.index("fun hardDeletes")]
    assert "ON CONFLICT ($keys) DO UPDATE SET $assignments WHERE $isNewer" in upsert
    assert "NOT EXISTS (SELECT 1 FROM $target" not in upsert
    assert "ARRAY[t." not in upsert


@pytest.mark.parametrize("dialect", ["postgres", "sqlserver", "oracle", "mysql"])
def test_the_user_reads_the_error_that_the_pool_has_wrapped(dialect: str) -> None:
    """Not `Connection is not available`, where the server says that the password is wrong."""
    client = file("AirbyteClient", dialect)
    assert "val told = errors.mapNotNull { it.message }.lastOrNull()" in client
    assert "${error.message" not in client


def test_codes_that_a_user_can_mend_and_those_that_time_does_not() -> None:
    client = file("AirbyteClient")
    error = client[client.index("fun connectorError") : client.index("fun sqlText")]
    config = error[: error.index("ConfigErrorException(")]
    for state in ("0A000", "2BP01", "3D000", "42501", "42809", "42939", "54000", "54011", "55000"):
        assert f'"{state}"' in config, state
    # More than 65535 parameters, or a proxy: class 08 is tried again, this one is not.
    assert error.index('state == "08P01" -> SystemErrorException') < error.index("TransientErrorException(")


def test_a_schema_that_another_session_makes_at_the_same_moment_is_no_error() -> None:
    client = file("AirbyteClient")
    created = client[client.index("fun createNamespace") : client.index("fun namespaceExists")]
    assert created.index("catch (e: SystemErrorException)") < created.index("if (!exists()) throw e")


def test_only_a_change_of_type_sets_the_time_zone() -> None:
    generator = file("SqlGenerator")
    assert "if (changed.isEmpty()) emptyList() else listOf(\"SET LOCAL TIME ZONE 'UTC'\")" in generator
