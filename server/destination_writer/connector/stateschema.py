"""The JSON Schema of `.destination-writer/state.yaml`, for editors that know YAML and do not ask the server."""

from collections.abc import Mapping
from typing import cast

from pydantic import TypeAdapter

from destination_writer.connector.roles import Role
from destination_writer.connector.state import LAST_PHASE, State
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.statekeys import ANY, StateKeys
from destination_writer.knowledge.store import Knowledge

Json = dict[str, object]
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NUMBER: Json = {"type": "integer", "minimum": 0, "maximum": LAST_PHASE}


def state_schema(knowledge: Knowledge) -> Json:
    """The schema: every key with what it means. Keys of other versions are no error, as for the reader."""
    made = cast(Json, TypeAdapter(State).json_schema())
    definitions = cast(Json, made.pop("$defs"))
    state = _described(made, knowledge.state_keys, ("state",))
    properties = cast("dict[str, Json]", state["properties"])
    _describe_items(definitions, knowledge.state_keys)
    properties["current_phase"] = {"anyOf": [_NUMBER, {"type": "null"}], **_words(properties["current_phase"])}
    names = [phase.checkpoint_name for phase in knowledge.phases]
    properties["completed_checkpoints"]["items"] = {"anyOf": [{"enum": names}, {"type": "string"}]}
    skipped = cast(Json, properties["skipped_phases"]["items"])
    properties["skipped_phases"]["items"] = {"anyOf": [skipped, _NUMBER]}
    _name_keys(properties, knowledge)
    key = knowledge.state_keys.of(("state",))
    about = {"description": key.means} if key else {}
    return {
        "$schema": _DRAFT,
        "title": "Decisions about a connector: .destination-writer/state.yaml",
        "type": "object",
        "properties": {"state": {**state, **about}},
        "$defs": definitions,
    }


def _described(schema: Json, keys: StateKeys, path: tuple[str, ...]) -> Json:
    """A schema of a map whose properties say what they mean, and no defaults, which editors would write."""
    properties = cast("Mapping[str, Json]", schema.get("properties", {}))
    told = {name: _told(part, keys, (*path, name)) for name, part in properties.items()}
    return {key: value for key, value in schema.items() if key not in ("title", "description")} | {"properties": told}


def _told(part: Json, keys: StateKeys, path: tuple[str, ...]) -> Json:
    key = keys.of(path)
    plain = {name: value for name, value in part.items() if name not in ("default", "title", "description")}
    return plain | ({"description": f"{key.means} Written by {key.written}."} if key else {})


def _describe_items(definitions: Json, keys: StateKeys) -> None:
    for name, above in (("SkippedPhase", "skipped_phases"), ("HistoryEntry", "history")):
        definitions[name] = _described(cast(Json, definitions[name]), keys, ("state", above, ANY))


def _name_keys(properties: "dict[str, Json]", knowledge: Knowledge) -> None:
    """Maps whose keys are the connector's own still have names that mean something."""
    told = {q.characteristic: q for q in knowledge.checklist.questions if q.characteristic}
    properties["database_characteristics"]["properties"] = {
        name: {"description": q.phrase("the database")} | _values(q.legal_values()) for name, q in told.items()
    }
    properties["strategies"]["properties"] = {kind.value: {"type": "string"} for kind in StrategyKind}
    properties["components_implemented"]["properties"] = {role.value: {} for role in Role}
    fields = knowledge.state_keys.below(("state", "test_configuration"))
    known = {key.path[-1]: {"description": key.means} for key in fields}
    properties["test_configuration"]["properties"] = known


def _values(legal: tuple[str, ...]) -> Json:
    if legal == ("true", "false"):
        return {"type": "boolean"}
    return {"anyOf": [{"enum": list(legal)}, {"type": "string"}]} if legal else {}


def _words(part: Json) -> Json:
    return {"description": part["description"]} if "description" in part else {}
