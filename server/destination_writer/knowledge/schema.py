"""JSON Schemas of the knowledge files, made from the models that load them."""

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

from destination_writer.knowledge.bulklevels import BulkLevels
from destination_writer.knowledge.cdkhistory import CdkHistory
from destination_writer.knowledge.checklists import Checklist
from destination_writer.knowledge.conditions import ConditionFile
from destination_writer.knowledge.contracts_model import ContractFile
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.experiments import ExperimentFile, SpeechFile
from destination_writer.knowledge.failures import RuleFile
from destination_writer.knowledge.guides import FrontMatter
from destination_writer.knowledge.models import ModelBook
from destination_writer.knowledge.phases import PhaseFile
from destination_writer.knowledge.preflight import SectionFile
from destination_writer.knowledge.prompts import PromptFile
from destination_writer.knowledge.statekeys import StateKeys
from destination_writer.knowledge.wiring import WiringFile

Json = dict[str, object]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: Mapping[str, tuple[type[BaseModel], str]] = {
    "phases": (PhaseFile, "The twelve phases: knowledge/phases.yaml"),
    "conditions": (ConditionFile, "What a phase's way depends on: knowledge/conditions.yaml"),
    "checklist": (Checklist, "What to see to when a connector works: knowledge/checklists/*.yaml"),
    "bulk-levels": (BulkLevels, "What ways of writing records cost and gain: knowledge/bulk-levels.yaml"),
    "cdk-changes": (CdkHistory, "What CDK releases changed for connectors: knowledge/cdk-changes.yaml"),
    "cdk-contract": (ContractFile, "Types of the CDK by version: knowledge/cdk/*.yaml"),
    "failure-rules": (RuleFile, "Rules that explain failures: knowledge/failures/*.yaml"),
    "preflight": (SectionFile, "A section of the preflight checklist: knowledge/preflight/*.yaml"),
    "experiments": (ExperimentFile, "Experiments of the probe: knowledge/experiments/*.yaml"),
    "speech": (SpeechFile, "How the experiments' tables are written: knowledge/experiments/speech.yaml"),
    "state-keys": (StateKeys, "What the keys of a connector's state file mean: knowledge/state-keys.yaml"),
    "wiring": (WiringFile, "What has to be in a connector's container of beans: knowledge/wiring.yaml"),
    "prompts": (PromptFile, "What an answer bears in mind in each phase: knowledge/prompts/phases.yaml"),
    "models": (ModelBook, "What models read, write and cost: knowledge/models.yaml"),
    "guide": (FrontMatter, "The front matter of a guide: knowledge/guides/*.md"),
}


def json_schemas() -> dict[str, Json]:
    """Name -> schema. A dialect that extends another has a schema of its own, in which nothing else is required."""
    schemas = {name: _schema(model, title) for name, (model, title) in _MODELS.items()}
    whole = _schema(Dialect, "A database: knowledge/dialects/*.yaml")
    cast(Json, whole["properties"]).pop("parents")
    schemas["dialect"] = whole
    schemas["dialect-extension"] = _extension(whole)
    return dict(sorted(schemas.items()))


def _schema(model: type[BaseModel], title: str) -> Json:
    return {"$schema": _DRAFT, **model.model_json_schema(), "title": title}


def _extension(whole: Json) -> Json:
    partial = cast(Json, _without_required(whole))
    parent: Json = {"type": "string", "description": "Slug of the dialect whose values hold where this file has none."}
    properties = {"extends": parent, **cast(Json, partial["properties"])}
    title = "A database that extends another: knowledge/dialects/*.yaml"
    return partial | {"title": title, "properties": properties, "required": ["extends", "slug"]}


def _without_required(value: object) -> object:
    """A copy in which no map must be complete. Entries of lists replace those of the parent, so they stay whole."""
    if isinstance(value, list):
        return [_without_required(item) for item in cast(list[object], value)]
    if isinstance(value, dict):
        return {key: _without_required(item) for key, item in cast(Json, value).items() if not _is_required(key, item)}
    return value


def _is_required(key: str, value: object) -> bool:
    return key == "required" and isinstance(value, list)
