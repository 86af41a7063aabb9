"""Reading scenario files: what they mean, and what is said of one that cannot be used."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from destination_writer.verification.bundle import bundled_scenarios
from destination_writer.verification.scenario import (
    Cdc,
    Operation,
    UnusableScenario,
    parse_scenario,
    read_scenario,
)

GOOD: dict[str, Any] = {
    "name": "n",
    "operation": "upsert",
    "schema": {"id": "integer", "at": "timestamp_with_timezone"},
    "primary_key": ["id"],
    "cursor": ["at"],
    "cdc": "none",
    "target": [],
    "source": [{"id": 1}],
    "expect": [{"id": 1}],
}


def changed(**values: Any) -> str:
    return json.dumps({key: value for key, value in {**GOOD, **values}.items() if value is not ...})


def test_what_may_be_left_out() -> None:
    left_out = {"primary_key": ..., "cursor": ..., "cdc": ..., "target": ..., "source": ...}
    scenario = parse_scenario(changed(operation="insert", **left_out), "s")
    assert (scenario.operation, scenario.cdc, scenario.target, scenario.cursor) == (Operation.INSERT, Cdc.NONE, (), ())


def test_numbers_keep_their_digits() -> None:
    text = changed(schema={"id": "integer", "at": "timestamp_with_timezone", "n": "number"}, source=[], expect=[])
    text = text.replace('"source": []', '"source": [{"n": 12345678901234567890.123456789}]')
    assert parse_scenario(text, "s").source[0]["n"] == Decimal("12345678901234567890.123456789")


@pytest.mark.parametrize("cdc", ["hard", "soft"])
def test_the_deletion_column_is_there_where_deletions_count(cdc: str) -> None:
    scenario = parse_scenario(changed(cdc=cdc), "s")
    assert scenario.final_schema["_ab_cdc_deleted_at"] == "timestamp_with_timezone"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "s.json:1:2: is not JSON: Expecting property name enclosed in double quotes"),
        ("[]", "s.json: holds a list; a scenario is one JSON object"),
        ('{"name": "a", "name": "b"}', "s.json: the key 'name' stands twice in one object; keep one"),
        ('{"name": NaN}', "s.json: NaN is no JSON value; write a number, or null"),
        (changed(expect=...), "s.json: the key `expect` is missing"),
        (changed(expected=[]), "s.json: the key `expected` is unknown; there are name, operation, schema, new_schema"),
        (changed(operation="merge"), "s.json: `operation`: Input should be 'upsert', 'overwrite', 'copy', 'insert'"),
        (changed(schema={"id": "int"}), "s.json: `schema.id`: Input should be 'string', 'boolean', 'integer'"),
        (changed(primary_key=[]), "`primary_key` is missing: the operation `upsert` needs at least one column"),
        (changed(primary_key=["x"]), "`primary_key` names 'x', which is not in the schema"),
        (changed(cursor=["id", "at"]), "`cursor` has 2 columns; a stream has one cursor, or none"),
        (changed(operation="evolve"), "`new_schema` is missing: the operation `evolve` needs the schema"),
        (changed(new_schema={"id": "integer"}), "`new_schema` belongs to the operation `evolve` alone"),
        (changed(source=[{"x": 1}]), "source[0] has the column 'x', which is not in the schema"),
        (changed(target=[{}, {"at": "soon"}]), 'target[1].at: "soon" is no value of type timestamp_with_timezone'),
        (changed(expect=[{"id": "one"}]), 'expect[0].id: "one" is no value of type integer'),
        (
            changed(schema={**GOOD["schema"], "_airbyte_meta": "string"}),
            "the schema says '_airbyte_meta' is string; it is object, in every table",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_file_key_and_reason(text: str, message: str) -> None:
    with pytest.raises(UnusableScenario) as caught:
        parse_scenario(text, "s.json")
    assert message in str(caught.value)
    assert str(caught.value).startswith("s.json")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnusableScenario, match="No such file or directory; check the path"):
        read_scenario(tmp_path / "missing.json")
    binary = tmp_path / "binary.json"
    binary.write_bytes(b'{"name": "\xff"}')
    with pytest.raises(UnusableScenario, match="is not UTF-8 text at byte 10; save it as UTF-8"):
        read_scenario(binary)
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    with pytest.raises(UnusableScenario, match="is nested too deep to be read"):
        read_scenario(deep)


def test_bundled_scenarios_cover_every_operation_and_every_type() -> None:
    scenarios = bundled_scenarios()
    assert {scenario.operation for scenario in scenarios} == set(Operation)
    assert {scenario.cdc for scenario in scenarios} == set(Cdc)
    assert len({kind for scenario in scenarios for kind in scenario.schema_.values()}) == 13
    assert len({scenario.name for scenario in scenarios}) == len(scenarios)


def test_null_says_nothing() -> None:
    nothing = {"new_schema": None, "primary_key": None, "cursor": None, "cdc": None, "target": None}
    scenario = parse_scenario(changed(operation="insert", **nothing), "s")
    assert (scenario.cdc, scenario.target, scenario.primary_key, scenario.new_schema) == (Cdc.NONE, (), (), None)


@pytest.mark.parametrize("key", ["id", ["id"], [["id"]]])
def test_columns_as_names_and_as_paths(key: Any) -> None:
    assert parse_scenario(changed(primary_key=key), "s").primary_key == ("id",)


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(GOOD), "utf-8-sig")
    assert read_scenario(path).name == "n"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"primary_key": [["id", "x"]]}, "s: `primary_key.0` is no text"),
        ({"source": {"id": 1}}, "s: `source` is no list"),
        ({"source": [[1]]}, "s: `source.0` is no object"),
        ({"name": "\ud83d"}, "s: holds half of a surrogate pair, which no text can have; write both halves"),
    ],
)
def test_shapes_that_are_none(values: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableScenario) as caught:
        parse_scenario(changed(**values), "s")
    assert str(caught.value).startswith(message)
