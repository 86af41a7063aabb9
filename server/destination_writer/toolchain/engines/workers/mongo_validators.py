"""Validators of collections, which mongomock does not know: kept, and applied to what is inserted or merged."""

import datetime
from typing import Any

import pymongo.errors  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # in the engine's own environment
from bson.decimal128 import Decimal128  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above
from bson.int64 import Int64  # pyright: ignore[reportMissingImports, reportMissingModuleSource]  # as above

Document = dict[str, Any]
DOCUMENT_VALIDATION_FAILURE = 121
_CLASSES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "bool": bool,
    "long": Int64,
    "decimal": Decimal128,
    "date": datetime.datetime,
    "object": dict,
    "array": list,
    "null": type(None),
}


class Validators:
    """By database and collection. They follow a collection that is renamed."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Document] = {}
        self._off: set[tuple[str, str]] = set()

    def keep(self, key: tuple[str, str], command: Document) -> None:
        """What `create` and `collMod` say: `validator` and `validationLevel`, each where it stands there."""
        if command.get("validator"):
            self._known[key] = command["validator"]
        if "validationLevel" in command:
            (self._off.add if command["validationLevel"] == "off" else self._off.discard)(key)

    def of(self, key: tuple[str, str]) -> Document | None:
        return self._known.get(key)

    def forget(self, key: tuple[str, str]) -> None:
        self._known.pop(key, None)
        self._off.discard(key)

    def forget_all(self, database: str) -> None:
        for key in [key for key in self._known if key[0] == database]:
            self.forget(key)

    def move(self, source: tuple[str, str], target: tuple[str, str]) -> None:
        self.forget(target)
        if source in self._known:
            self._known[target] = self._known[source]
        self.forget(source)

    def check(self, collection: Any, document: Document) -> None:
        """Raises WriteError 121 for a document that the collection's validator refuses."""
        key = (collection.database.name, collection.name)
        schema = (self._known.get(key) or {}).get("$jsonSchema")
        wrong = _refused(schema, document) if schema and key not in self._off else []
        if wrong:
            text = f"Document failed validation: {', '.join(wrong)} of {key[0]}.{key[1]}"
            raise pymongo.errors.WriteError(text, DOCUMENT_VALIDATION_FAILURE)


def _refused(schema: Document, document: Document) -> list[str]:
    """The fields that are missing or of another type."""
    missing = [name for name in schema.get("required", []) if name not in document]
    properties: Document = schema.get("properties", {})
    return missing + [
        name for name, value in document.items() if name in properties and not _fits(properties[name], value)
    ]


def _fits(field: Document, value: Any) -> bool:
    if "bsonType" not in field:
        return True
    types = [field["bsonType"]] if isinstance(field["bsonType"], str) else field["bsonType"]
    return any(isinstance(value, _CLASSES[one]) for one in types)
