"""The fields of the form that a user fills in: as the specification declares them, and as its JSON schema has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.knowledge.dialects import Dialect, Setting

_KOTLIN = {"text": "String", "secret": "String", "integer": "Int", "boolean": "Boolean"}
_SCHEMA = {"text": "string", "secret": "string", "integer": "integer", "boolean": "boolean"}
_EMPTY = {"String": '""', "Int": "0", "Boolean": "false"}
CONNECTION, SYNC = "connection", "sync"
"""The groups of the form."""


@dataclass(frozen=True)
class UserField:
    """One field. `kind` is the Kotlin type without `?`; `injected` what the annotation adds to the JSON schema."""

    name: str
    json_name: str
    title: str
    description: str
    kind: str
    required: bool
    value: str
    """Kotlin for what the specification holds before anything is entered."""
    injected: Mapping[str, object]
    schema_type: str
    choices: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        return self.kind if self.required else f"{self.kind}?"

    @property
    def schema(self) -> dict[str, object]:
        """What the JSON schema says of it, its keys in the order in which the CDK prints them."""
        told: dict[str, object] = {"type": self.schema_type}
        if self.choices:
            told["enum"] = list(self.choices)
        return {**told, "description": self.description, "title": self.title, **self.injected}


def user_fields(dialect: Dialect) -> tuple[UserField, ...]:
    """The fields of a database's form, those of its connection first, the deletion mode last."""
    settings = dialect.connection.settings or usual_settings(dialect)
    fields = [_field(setting, order) for order, setting in enumerate(settings)]
    return (*fields, _deletion_mode(len(fields)))


def usual_settings(dialect: Dialect) -> tuple[Setting, ...]:
    """What a database server is reached by."""
    space = dialect.namespaces.kind
    port, schema = dialect.connection.default_port, dialect.namespaces.default
    rows: tuple[dict[str, object], ...] = (
        {"name": "host", "title": "Host", "description": "Name or address of the database server."},
        {
            "name": "port",
            "title": "Port",
            "description": "Port that the database server listens on.",
            "kind": "integer",
            "default": port,
            "examples": (str(port),),
        },
        {
            "name": "database",
            "title": "Database",
            "description": "Database that the connector logs in to.",
            "examples": (dialect.connection.default_database,),
        },
        {
            "name": "schema",
            "title": f"Default {space}",
            "description": f"The {space} for streams that name none.",
            "default": schema,
            "examples": (schema,),
        },
        {"name": "username", "title": "User", "description": "Name that the connector logs in with."},
        {"name": "password", "title": "Password", "description": "Password of the user.", "kind": "secret"},
    )
    return tuple(Setting.model_validate({"json": row["name"], **row}) for row in rows)


def _field(setting: Setting, order: int) -> UserField:
    kind = _KOTLIN[setting.kind]
    injected: dict[str, object] = {"group": CONNECTION, "order": order}
    if setting.default is not None:
        injected["default"] = setting.default
    if setting.examples:
        injected["examples"] = list(setting.examples)
    if setting.kind == "secret":
        injected["airbyte_secret"] = True
    value = "null" if setting.default is None and not setting.required else kotlin_value(setting.default, kind)
    return UserField(
        setting.name,
        setting.json_name,
        setting.title,
        setting.description,
        kind,
        setting.required,
        value,
        injected,
        _SCHEMA[setting.kind],
    )


def kotlin_type(setting: Setting) -> str:
    """The type of a setting's property, without `?`."""
    return _KOTLIN[setting.kind]


def kotlin_value(value: str | int | bool | None, kind: str) -> str:
    """Kotlin for a value of a field; the type's own empty value for None."""
    if value is None:
        return _EMPTY[kind]
    if isinstance(value, bool):
        return str(value).lower()
    return kotlin_string(value) if isinstance(value, str) else str(value)


def _deletion_mode(order: int) -> UserField:
    return UserField(
        "cdcDeletionMode",
        "cdc_deletion_mode",
        "Deletion mode",
        "Whether rows that the source has deleted leave the table or stay in it.",
        "CdcDeletionMode",
        required=False,
        value="null",
        injected={"group": SYNC, "order": order, "default": "Hard delete"},
        schema_type="string",
        choices=("Hard delete", "Soft delete"),
    )


def spec_title(dialect: Dialect) -> str:
    """The title of the form."""
    return f"{dialect.name} destination"


def expected_spec(dialect: Dialect, documentation: str) -> str:
    """What the connector prints for `spec`, as the CDK's spec test compares it: text, without a line end behind it."""
    fields = user_fields(dialect)
    connection: dict[str, object] = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": spec_title(dialect),
        "type": "object",
        "additionalProperties": True,
        "properties": {field.json_name: field.schema for field in fields},
        "required": [field.json_name for field in fields if field.required],
        "groups": [{"id": CONNECTION, "title": "Connection"}, {"id": SYNC, "title": "Sync"}],
    }
    return jackson_text(
        {
            "documentationUrl": documentation,
            "connectionSpecification": connection,
            "supportsIncremental": True,
            "supportsNormalization": False,
            "supportsDBT": False,
            "supported_destination_sync_modes": ["overwrite", "append", "append_dedup"],
        }
    )


def jackson_text(value: object, indent: str = "") -> str:
    """JSON as Jackson's default pretty printer writes it: a space before each colon, lists on one line."""
    inner = indent + "  "
    if isinstance(value, dict):
        told = cast(dict[str, object], value)
        members = [f"{inner}{json.dumps(key)} : {jackson_text(item, inner)}" for key, item in told.items()]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}" if members else "{ }"
    if isinstance(value, list):
        items = cast(list[object], value)
        return "[ " + ", ".join(jackson_text(item, indent) for item in items) + " ]" if items else "[ ]"
    return json.dumps(value, ensure_ascii=False)
