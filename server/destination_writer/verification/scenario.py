"""A scenario: tables before, one operation, and the table that must come out of it. Read from JSON."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from destination_writer.toolchain.subject import whole
from destination_writer.verification.values import NotOfType, canonical

CDC_DELETED_AT = "_ab_cdc_deleted_at"


class Operation(StrEnum):
    UPSERT = "upsert"
    OVERWRITE = "overwrite"
    COPY = "copy"
    INSERT = "insert"
    EVOLVE = "evolve"


class Cdc(StrEnum):
    """What becomes of a row that the source deleted: it leaves, stays with its time of deletion, or is like any."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


class FieldTypeName(StrEnum):
    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIME_TZ = "time_with_timezone"
    TIME_NTZ = "time_without_timezone"
    TIMESTAMP_TZ = "timestamp_with_timezone"
    TIMESTAMP_NTZ = "timestamp_without_timezone"
    ARRAY = "array"
    OBJECT = "object"
    UNION = "union"
    UNKNOWN = "unknown"


META_TYPES: Mapping[str, FieldTypeName] = {
    "_airbyte_raw_id": FieldTypeName.STRING,
    "_airbyte_extracted_at": FieldTypeName.TIMESTAMP_TZ,
    "_airbyte_meta": FieldTypeName.OBJECT,
    "_airbyte_generation_id": FieldTypeName.INTEGER,
}

Schema = dict[str, FieldTypeName]
Row = dict[str, Any]
"""Column -> JSON value. Numbers with a point are Decimal."""


class UnusableScenario(Exception):
    """A scenario that cannot be read. The message says file, key and reason."""


class Scenario(BaseModel):
    """One scenario, as its file has it. `expect` is the target table at the end."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: Annotated[str, Field(min_length=1)]
    operation: Operation
    schema_: Annotated[Schema, Field(alias="schema")]
    new_schema: Schema | None = None
    primary_key: tuple[str, ...] = ()
    cursor: tuple[str, ...] = ()
    cdc: Cdc = Cdc.NONE
    target: tuple[Row, ...] = ()
    source: tuple[Row, ...] = ()
    expect: tuple[Row, ...]

    @model_validator(mode="before")
    @classmethod
    def _relaxed(cls, data: Any) -> Any:
        """A null counts as a key that is left out, one column as a list of one, a path of one element as its name."""
        if not isinstance(data, dict):
            return data
        given = {key: value for key, value in data.items() if value is not None or key in _NEEDED}
        return {**given, **{key: _columns(given[key]) for key in ("primary_key", "cursor") if key in given}}

    @property
    def types(self) -> Schema:
        """Of the columns at the end, the meta columns included."""
        return {**self.final_schema, **META_TYPES}

    @property
    def initial_schema(self) -> Schema:
        return self._with_deletion(self.schema_)

    @property
    def final_schema(self) -> Schema:
        return self._with_deletion(self.schema_ if self.new_schema is None else self.new_schema)

    def to_data(self) -> dict[str, Any]:
        """As a file has it; `new_schema` only where there is one."""
        schemas = {"schema": self.schema_, **({} if self.new_schema is None else {"new_schema": self.new_schema})}
        texts = {key: {name: str(kind) for name, kind in schema.items()} for key, schema in schemas.items()}
        rows = {"target": list(self.target), "source": list(self.source), "expect": list(self.expect)}
        stream = {"primary_key": list(self.primary_key), "cursor": list(self.cursor), "cdc": str(self.cdc)}
        return {"name": self.name, "operation": str(self.operation), **texts, **stream, **rows}

    def _with_deletion(self, schema: Schema) -> Schema:
        schema = {name: kind for name, kind in schema.items() if name not in META_TYPES}
        named = any(CDC_DELETED_AT in row for row in (*self.target, *self.source))
        if CDC_DELETED_AT in schema or not (named or self.cdc is not Cdc.NONE):
            return schema
        return {**schema, CDC_DELETED_AT: FieldTypeName.TIMESTAMP_TZ}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._check_keys()
        places = [("target", self.target, self.initial_schema)]
        places += [("source", self.source, self.final_schema), ("expect", self.expect, self.final_schema)]
        for key, rows, schema in places:
            for index, row in enumerate(rows):
                _check_row(f"{key}[{index}]", row, {**schema, **META_TYPES})
        return self

    def _check_keys(self) -> None:
        if self.operation is Operation.EVOLVE and self.new_schema is None:
            raise ValueError("`new_schema` is missing: the operation `evolve` needs the schema that the table gets")
        if self.operation is not Operation.EVOLVE and self.new_schema is not None:
            raise ValueError("`new_schema` belongs to the operation `evolve` alone")
        if self.operation is Operation.UPSERT and not self.primary_key:
            raise ValueError("`primary_key` is missing: the operation `upsert` needs at least one column")
        if len(self.cursor) > 1:
            raise ValueError(f"`cursor` has {len(self.cursor)} columns; a stream has one cursor, or none")
        for key, columns in (("primary_key", self.primary_key), ("cursor", self.cursor)):
            for column in columns:
                if column not in self.initial_schema or column not in self.final_schema:
                    raise ValueError(f"`{key}` names {column!r}, which is not in the schema")
        for column, kind in (*self.schema_.items(), *(self.new_schema or {}).items()):
            if kind != META_TYPES.get(column, kind):
                raise ValueError(f"the schema says {column!r} is {kind}; it is {META_TYPES[column]}, in every table")


_NEEDED = frozenset({"name", "operation", "schema", "expect"})
_SHAPES = {"tuple_type": "is no list", "dict_type": "is no object", "string_type": "is no text"}


def _columns(value: Any) -> Any:
    """A catalog of Airbyte writes columns as paths: `[["id"]]` is `["id"]`. What is no list of names stays as it is."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        return value
    return [item[0] if isinstance(item, list) and len(item) == 1 else item for item in value]


def _check_row(place: str, row: Row, schema: Mapping[str, FieldTypeName]) -> None:
    for column, value in row.items():
        if column not in schema:
            raise ValueError(f"{place} has the column {column!r}, which is not in the schema")
        try:
            canonical(schema[column], value)
        except NotOfType as error:
            raise ValueError(f"{place}.{column}: {error}") from None


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises UnusableScenario, which says file, key and reason."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UnusableScenario(f"{path}: cannot be read: {error.strerror or error}; check the path") from None
    except UnicodeDecodeError as error:
        raise UnusableScenario(f"{path}: is not UTF-8 text at byte {error.start}; save it as UTF-8") from None
    return parse_scenario(text, str(path))


def parse_scenario(text: str, name: str) -> Scenario:
    """The scenario of a JSON text; `name` stands in messages. Raises UnusableScenario."""
    try:
        data = json.loads(
            text, parse_float=Decimal, parse_int=whole, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except RecursionError:
        raise UnusableScenario(f"{name}: is nested too deep to be read") from None
    except json.JSONDecodeError as error:
        raise UnusableScenario(f"{name}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from None
    except ValueError as error:
        raise UnusableScenario(f"{name}: {error}") from None
    if not isinstance(data, dict):
        raise UnusableScenario(f"{name}: holds {_kind(data)}; a scenario is one JSON object")
    if _HALF.search(json.dumps(data, ensure_ascii=False, default=str)):
        raise UnusableScenario(f"{name}: holds half of a surrogate pair, which no text can have; write both halves")
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        reasons = "; ".join(_reason(item["loc"], item["msg"], item["type"]) for item in error.errors()[:10])
        raise UnusableScenario(f"{name}: {reasons}") from None


_HALF = re.compile("[\ud800-\udfff]")


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no JSON value; write a number, or null")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object; keep one")
    return found


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number or truth value")


def _reason(place: tuple[int | str, ...], message: str, kind: str) -> str:
    key = ".".join(str(part) for part in place)
    if kind == "missing":
        return f"the key `{key}` is missing"
    if kind == "extra_forbidden":
        known = ", ".join(field.alias or name for name, field in Scenario.model_fields.items())
        return f"the key `{key}` is unknown; there are {known}"
    text = message.removeprefix("Value error, ")
    if kind in _SHAPES:
        return f"`{key}` {_SHAPES[kind]}"
    return f"`{key}`: {text}" if key else text
