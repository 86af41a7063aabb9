"""Random streams: the same number gives the same stream, and all together hold what the engines must not trip over."""

from functools import cache

from destination_writer.verification.properties import scenario_text
from destination_writer.verification.scenario import META_TYPES, Cdc, Operation, Scenario, parse_scenario
from destination_writer.verification.streams import shrunk, smaller, stream


@cache
def some() -> tuple[Scenario, ...]:
    return tuple(stream(seed) for seed in range(300))


def test_a_number_gives_one_stream() -> None:
    assert stream(17) == stream(17)
    assert stream(17) != stream(18)


def test_streams_hold_what_engines_trip_over() -> None:
    upserts = [one for one in some() if one.operation is Operation.UPSERT]
    names = [name for one in some() for name in one.schema_]
    assert {one.operation for one in some()} == set(Operation)
    assert {one.cdc for one in some()} == set(Cdc)
    assert any(len(name) == 100 for name in names)
    assert (
        any('"' in name for name in names)
        and any(" " in name for name in names)
        and any("😀" in name for name in names)
    )
    assert "select" in names
    assert any(len({name.lower() for name in one.schema_}) < len(one.schema_) for one in some())
    assert any(len(one.schema_) > 200 for one in some())
    assert any(len(one.primary_key) > 1 for one in upserts) and any(not one.cursor for one in upserts)
    assert any(row.get(one.cursor[0]) is None for one in upserts if one.cursor for row in one.source)
    assert any(row.get(one.primary_key[0]) is None for one in upserts for row in one.source)
    assert any(not one.source for one in upserts)
    assert any("_ab_cdc_deleted_at" in row for one in upserts for row in one.source)
    assert any(repeats(one) for one in upserts)


def repeats(scenario: Scenario) -> bool:
    keys = [tuple(str(row.get(name)) for name in scenario.primary_key) for row in scenario.source]
    return len(set(keys)) < len(keys)


def test_a_stream_is_a_scenario_file() -> None:
    for one in some()[:60]:
        assert parse_scenario(scenario_text(one), "s") == one


def test_a_failing_stream_is_made_small() -> None:
    def fails(scenario: Scenario) -> bool:
        return any(row.get("_airbyte_generation_id") == 3 for row in scenario.source)

    big = next(one for one in some() if fails(one) and len(one.source) > 4 and len(one.schema_) > 4)
    small = shrunk(big, fails, tries=200)
    assert fails(small)
    assert len(small.source) == 1
    assert not small.target
    assert len(small.schema_) <= max(1, len(big.primary_key) + len(big.cursor) + 1)


def test_what_is_smaller_is_answered_by_the_model() -> None:
    one = next(one for one in some() if one.operation is Operation.COPY and len(one.source) > 2)
    assert all(len(less.expect) == len(less.target) + len(less.source) for less in smaller(one))


def test_some_streams_have_what_engines_stumble_over() -> None:
    """Times of one instant in several zones as cursors, and names that are Airbyte's own but for their case."""
    cursors = [one for one in some() if any(one.schema_[name] == "time_with_timezone" for name in one.cursor)]
    assert len(cursors) >= 5
    names = {name for one in some() for name in one.schema_ if name.lower() in META_TYPES}
    assert len(names) >= 3 and not names & set(META_TYPES)
