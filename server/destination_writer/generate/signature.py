"""What the parameters of a function stand for: by their types first, by their names where types leave it open."""

import re
from collections.abc import Callable, Iterable

from destination_writer.generate.errors import CannotGenerate
from destination_writer.kotlin.declarations import Parameter

_QUALIFIER = re.compile(r"\b(?:[a-z_][\w]*\.)+(?=[A-Z])")

_BY_TYPE: dict[str, str] = {
    "DestinationStream": "stream",
    "ColumnNameMapping": "mapping",
    "Map<String,String>": "mapping",
    "StreamTableSchema": "table_schema",
    "ColumnChangeset": "changeset",
    "Map<String,ColumnTypeChange>": "columns_to_change",
    "List<Map<String,AirbyteValue>>": "records",
    "Collection<Map<String,AirbyteValue>>": "records",
    "Map<String,AirbyteValue>": "fields",
    "RecordDTO": "record",
    "AirbyteValue": "value",
    "EnrichedAirbyteValue": "enriched",
    "AirbyteType": "type",
    "FieldType": "field",
    "DestinationStream.Descriptor": "descriptor",
    "Descriptor": "descriptor",
    "StoreKey": "key",
    "DestinationFailure": "failure",
    "TableCatalog": "table_catalog",
    "DestinationCatalog": "catalog",
    "SQLException": "error",
    "Connection": "connection",
    "ResultSet": "rows",
    "OutputConsumer": "output",
}

_IN_WORDS = {
    "stream": "a parameter of type DestinationStream",
    "mapping": "a parameter of type ColumnNameMapping",
    "table": "a parameter of type TableName",
    "source": "two parameters of type TableName, source and target",
    "target": "two parameters of type TableName, source and target",
    "namespace": "a String parameter for the namespace",
    "changeset": "a parameter of type ColumnChangeset",
}


def missing_parameter(function: str, role: str) -> CannotGenerate:
    """What to say when a function lacks a parameter that its body needs."""
    need = _IN_WORDS.get(role, f"a parameter for {role.replace('_', ' ')}")
    return CannotGenerate(f"{function} lacks {need}", (need,))


_SOURCE = re.compile(r"source|src|from|temp|tmp|stag|origin|incoming|delta|scratch", re.IGNORECASE)
_TARGET = re.compile(r"target|tgt|dest|dst|final|real|into|^to|permanent|existing", re.IGNORECASE)
_FITTING = {"namespace": "String", "name": "String"}
"""Role -> type of a parameter that plays it whatever its name, where it is the only one of that type."""


def simple_type(text: str) -> str:
    """A type without packages, spaces and its question mark: `List<kotlin.String>?` is `List<String>`."""
    return _QUALIFIER.sub("", re.sub(r"\s+", "", text)).rstrip("?")


def roles_of(parameters: Iterable[Parameter], needs: Iterable[str] = ()) -> dict[str, str]:
    """Role -> name of the parameter that plays it. A parameter that plays none is left out.

    `needs` are the roles that a body needs, each as `role` or `role|other`: the only parameter of a fitting type plays
    one that no name tells. Roles: `stream`, `mapping`, `table` (the only one), `source`, `target`, `table_schema`,
    `replace`, `namespace`, `changeset`, `columns_to_add`, `columns_to_drop`, `columns_to_change`, `expected`, `actual`,
    `columns`, `raw_ids`, `records`, `fields`, `record`, `type`, `field`, `descriptor`, `name`, `key`, `rows_count`, ...
    as listed in this module.
    """
    known = list(parameters)
    roles = _tables([p for p in known if simple_type(p.type) == "TableName"])
    for parameter in known:
        role = _role(parameter, known)
        if role and role not in roles:
            roles[role] = parameter.name
    wanted = [need.split("|") for need in needs]
    for alternatives in wanted:
        if not any(role in roles for role in alternatives):
            _fill(roles, known, alternatives)
    return roles


def _fill(roles: dict[str, str], known: list[Parameter], alternatives: list[str]) -> None:
    """Give one of these roles to the only parameter of its type, which then plays no other."""
    for role in alternatives:
        fitting = [p.name for p in known if simple_type(p.type) == _FITTING.get(role)]
        if len(fitting) == 1:
            for other in [other for other, name in roles.items() if name == fitting[0]]:
                del roles[other]
            roles[role] = fitting[0]
            return


def told_by_order(parameters: Iterable[Parameter]) -> tuple[str, str] | None:
    """Source and target where only their order tells one from the other, as the CDK declares it: source first."""
    tables = [p.name for p in parameters if simple_type(p.type) == "TableName"]
    if len(tables) != 2:
        return None
    says = any(_is_source(name) != _is_target(name) for name in tables)
    return None if says else (tables[0], tables[1])


def role_by_name(parameters: Iterable[Parameter], needs: Iterable[str] = ()) -> dict[str, str]:
    """Name of a parameter -> its role; the inverse of `roles_of`."""
    return {name: role for role, name in roles_of(parameters, needs).items()}


def _role(parameter: Parameter, all_of_them: list[Parameter]) -> str | None:
    kind = simple_type(parameter.type)
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    by_name = _BY_NAME.get(kind)
    return by_name(parameter.name.lower(), all_of_them) if by_name else None


def _tables(tables: list[Parameter]) -> dict[str, str]:
    """One table is `table`; of two, names decide which is source and target, else the contract's order."""
    if len(tables) == 1:
        return {"table": tables[0].name}
    if len(tables) != 2:
        return {}
    first, second = tables[0].name, tables[1].name
    swapped = (_is_target(first) and not _is_target(second)) or (_is_source(second) and not _is_source(first))
    return {"source": second, "target": first} if swapped else {"source": first, "target": second}


def _is_source(name: str) -> bool:
    return _SOURCE.search(name) is not None and not re.match("target|tgt|final|real|dest|dst", name, re.IGNORECASE)


def _is_target(name: str) -> bool:
    found = _TARGET.search(name) or re.search(r"(?:To|_to)(?![a-z])", name)
    return found is not None and not re.match("source|src|temp|tmp|from|stag", name, re.IGNORECASE)


def _columns_of_types(name: str, _all: list[Parameter]) -> str | None:
    for part, role in (("add", "columns_to_add"), ("drop", "columns_to_drop"), ("remove", "columns_to_drop")):
        if part in name:
            return role
    return "actual" if re.search("actual|current|existing|discovered|old", name) else "expected"


def _text(name: str, all_of_them: list[Parameter]) -> str | None:
    if re.search("namespace|schema|database", name):
        return "namespace"
    if "sql" in name or "query" in name:
        return "sql"
    texts = [p for p in all_of_them if simple_type(p.type) == "String"]
    if len(texts) == 2:
        return "name" if name == texts[0].name.lower() else "other_name"
    return "name"


_BY_NAME: dict[str, Callable[[str, list[Parameter]], str | None]] = {
    "Boolean": lambda name, _: "nullable" if "null" in name else "replace",
    "String": _text,
    "TableColumns": _columns_of_types,
    "Map<String,ColumnType>": _columns_of_types,
    "TableSchema": lambda _name, _all: "schema",
    "Int": lambda _name, _all: "rows_count",
    "List<String>": lambda _name, _all: "columns",
    "Set<String>": lambda _name, _all: "columns",
    "Collection<String>": lambda name, _: "raw_ids" if name.endswith("ids") else "columns",
    "Map<String,FieldType>": lambda _name, _all: "fields_by_name",
    "LinkedHashMap<String,FieldType>": lambda _name, _all: "fields_by_name",
}
