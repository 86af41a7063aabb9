"""Facts of dialects/mongodb.yaml that are labelled `emulated`, run again on the emulator."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, EngineMissing, start

MONGODB = Knowledge(DiskFiles(bundled("knowledge"))).dialect("mongodb")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("mongodb")
    try:
        with start("mongodb", folder) as running:
            yield running
    except EngineMissing as missing:
        pytest.skip(f"MongoDB's emulator is missing: {missing}")


def command(engine: Engine, body: Document, database: str = "facts") -> Document:
    return engine.call("command", {"database": database, "command": body})


def documents(engine: Engine, name: str, *stages: Document) -> list[Document]:
    """What a pipeline over a collection gives, `_id` left out."""
    answer = command(engine, {"aggregate": name, "pipeline": list(stages), "cursor": {}})
    return [{key: value for key, value in one.items() if key != "_id"} for one in answer["cursor"]["firstBatch"]]


def filled(engine: Engine, name: str, *rows: Document) -> str:
    command(engine, {"drop": name})
    command(engine, {"insert": name, "documents": list(rows)})
    return name


def code(engine: Engine, body: Document) -> str:
    with pytest.raises(EngineError) as caught:
        command(engine, body)
    return str(caught.value.vendor)


def names(engine: Engine, database: str = "facts") -> set[str]:
    listed = command(engine, {"listCollections": 1}, database)["cursor"]["firstBatch"]
    return {one["name"] for one in listed}


def test_a_database_is_there_while_it_holds_a_collection(engine: Engine) -> None:
    def exists() -> bool:
        found = command(engine, {"listDatabases": 1, "nameOnly": True}, "admin")["databases"]
        return "space" in {one["name"] for one in found}

    assert not exists()
    command(engine, json.loads(MONGODB.namespaces.create.sql.replace("create:", '"create":')), "space")
    assert exists()
    for _ in range(2):
        command(engine, {"dropDatabase": 1}, "space")
        assert not exists()


def test_creating_twice_is_the_error_that_the_page_names(engine: Engine) -> None:
    filled(engine, "there", {"a": 1})
    told = MONGODB.errors.find("", code(engine, {"create": "there"}))
    assert told is not None and told.name == "NamespaceExists"


def test_renaming_what_is_not_there_says_that_a_table_is_missing(engine: Engine) -> None:
    told = MONGODB.errors.find("", code(engine, {"renameCollection": "facts.nope", "to": "facts.other"}))
    assert told is not None and told.missing == "table"


def test_a_missing_collection_has_no_documents_and_no_error(engine: Engine) -> None:
    assert documents(engine, "nowhere", {"$match": {}}) == []
    command(engine, {"drop": "nowhere"})
    assert "nowhere" not in names(engine)


def test_missing_and_null_are_equal_with_ifnull_alone(engine: Engine) -> None:
    filled(engine, "holes", {"k": 1, "a": None}, {"k": 2}, {"k": 3, "a": 5})
    both = {"$eq": [{"$ifNull": ["$a", None]}, None]}
    found = documents(engine, "holes", {"$match": {"$expr": both}}, {"$project": {"k": 1}})
    assert [one["k"]["$numberInt"] for one in found] == ["1", "2"]


def test_null_sorts_below_every_value(engine: Engine) -> None:
    filled(engine, "sorted", {"a": None}, {"a": 2}, {}, {"a": 7})
    found = documents(engine, "sorted", {"$sort": {"a": -1}}, {"$match": {"a": {"$ne": None}}})
    assert [one["a"]["$numberInt"] for one in found] == ["7", "2"]
    last = documents(engine, "sorted", {"$sort": {"a": -1}})[-1]
    assert last.get("a") is None


def test_bounds_that_take_null_take_a_missing_field_too_and_nothing_else(engine: Engine) -> None:
    filled(engine, "bounded", {"k": 1, "a": None}, {"k": 2}, {"k": 3, "a": 5}, {"k": 4, "a": ""}, {"k": 5, "a": False})
    rows = {"null": [{"$minKey": 1}, None], "five": [5, 5], "empty": ["", ""], "false": [False, False]}
    found = {
        what: [
            one["k"]["$numberInt"]
            for one in documents(
                engine,
                "bounded",
                {"$match": {"$expr": {"$and": [{"$gte": ["$a", least]}, {"$lte": ["$a", greatest]}]}}},
                {"$sort": {"k": 1}},
            )
        ]
        for what, (least, greatest) in rows.items()
    }
    assert found == {"null": ["1", "2"], "five": ["3"], "empty": ["4"], "false": ["5"]}


def test_a_validator_refuses_documents_of_other_types_until_it_is_off(engine: Engine) -> None:
    schema = {"required": ["n"], "properties": {"n": {"bsonType": ["long", "null"]}}}
    command(engine, {"drop": "typed"})
    command(engine, {"create": "typed", "validator": {"$jsonSchema": schema}})

    def refused(document: Document) -> list[str]:
        answer = command(engine, {"insert": "typed", "documents": [document]})
        told = [MONGODB.errors.find("", one["code"]["$numberInt"]) for one in answer.get("writeErrors", [])]
        return [one.name if one else "unknown" for one in told]

    assert refused({"n": {"$numberLong": "1"}, "more": 1}) == []
    assert refused({"n": None}) == []
    assert refused({"n": "1"}) == ["DocumentValidationFailure"]
    assert refused({"m": 1}) == ["DocumentValidationFailure"]
    filled(engine, "untyped", {"n": "1"})
    merge = {"$merge": {"into": {"db": "facts", "coll": "typed"}, "on": "_id"}}
    assert code(engine, {"aggregate": "untyped", "pipeline": [merge], "cursor": {}}) == "121"
    command(engine, {"collMod": "typed", "validationLevel": "off"})
    assert refused({"n": "1"}) == []


def test_not_takes_its_operand_in_a_list(engine: Engine) -> None:
    filled(engine, "negated", {"k": 1, "a": 5}, {"k": 2, "a": 7})
    found = documents(engine, "negated", {"$match": {"$expr": {"$not": [{"$gt": ["$a", 6]}]}}})
    assert [one["k"]["$numberInt"] for one in found] == ["1"]


def test_not_null_leaves_out_arrays_that_hold_a_null(engine: Engine) -> None:
    filled(engine, "arrays", {"a": [1, None]}, {"a": [1]}, {"a": None})
    assert documents(engine, "arrays", {"$match": {"a": {"$ne": None}}}) == [{"a": [{"$numberInt": "1"}]}]


def test_out_replaces_a_collection(engine: Engine) -> None:
    filled(engine, "before", {"a": 1})
    filled(engine, "after", {"a": 2}, {"a": 3})
    command(engine, {"aggregate": "before", "pipeline": [{"$out": {"db": "facts", "coll": "after"}}], "cursor": {}})
    assert documents(engine, "after") == [{"a": {"$numberInt": "1"}}]


def test_a_rename_takes_the_place_of_the_target_also_in_another_database(engine: Engine) -> None:
    filled(engine, "new", {"a": 1})
    filled(engine, "old", {"a": 2})
    assert code(engine, {"renameCollection": "facts.new", "to": "facts.old"}) == "48"
    for target in ("facts.old", "elsewhere.moved"):
        source = "facts.new" if target == "facts.old" else "facts.old"
        command(engine, {"renameCollection": source, "to": target, "dropTarget": True}, "admin")
    assert not {"new", "old"} & names(engine)
    assert names(engine, "elsewhere") == {"moved"}


def test_one_unset_takes_all_dropped_fields(engine: Engine) -> None:
    filled(engine, "wide", {"a": 1, "b": 2, "c": 3})
    command(engine, {"update": "wide", "updates": [{"q": {}, "u": {"$unset": {"a": "", "b": ""}}, "multi": True}]})
    assert documents(engine, "wide") == [{"c": {"$numberInt": "3"}}]


def test_no_airbyte_type_is_left_without_a_bson_type() -> None:
    words = {MONGODB.type_for(name).catalogue for name in AirbyteTypeName}
    assert words == {"string", "bool", "long", "decimal", "date", "timestamp", "datetime", "array", "object", "mixed"}
