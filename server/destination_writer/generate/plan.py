"""Calls of what the connector has: its own methods by their own names, parameter orders and types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import members
from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.signature import role_by_name, simple_type
from destination_writer.kotlin.declarations import Class, Function, Parameter
from destination_writer.kotlin.parse import parse_file

if TYPE_CHECKING:
    from destination_writer.generate.writing import Writing


_LINE = 72
"""Columns that a call may take on one line; it stands behind some indentation."""


@dataclass(frozen=True)
class Planned:
    """A method that a body calls and that its class lacks: to be added, as a stub, and written."""

    path: str
    class_name: str
    entry: MemberEntry


@dataclass(frozen=True)
class Call:
    """Kotlin that calls a method, and whether it gives several statements in place of one."""

    text: str
    many: bool


def call_of(writing: Writing, entry: MemberEntry, role: Role, given: dict[str, str]) -> Call:
    """A call of the method `entry` of the component of a role from inside of `writing.owner`."""
    assert writing.owner is not None
    prefix, component = _receiver(writing, role)
    function = _method(component.declaration, entry, given)
    if function is None:
        if not entry.signature:
            need = f"a method {entry.functions[0]} in {component.declaration.name}"
            raise CannotGenerate(f"{component.declaration.name} has no method {entry.functions[0]}", (need,))
        function = declared(entry.signature)
        planned = Planned(component.path, component.declaration.name, entry)
        if planned not in writing.planned:
            writing.planned.append(planned)
    arguments = _arguments(writing, function, entry.needs, given)
    many = _gives_many(writing, function, entry, component.path)
    return Call(called(f"{prefix}{function.name}", arguments), many)


def called(name: str, arguments: Sequence[str]) -> str:
    """A call on one line where it is short, else with each argument on a line of its own."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= _LINE and "\n" not in line:
        return line
    inside = "".join("    " + argument.replace("\n", "\n    ") + ",\n" for argument in arguments)
    return f"{name}(\n{inside})"


def _gives_many(writing: Writing, function: Function, entry: MemberEntry, path: str) -> bool:
    if function.return_type is not None:
        return not simple_type(function.return_type).startswith("String")
    source = writing.draft.connector.source(path)
    body = source.text[function.body.span.start : function.body.span.end] if source and function.body else ""
    if "TODO(" in body:
        return bool(entry.signature) and not simple_type(declared(entry.signature).return_type or "String").startswith(
            "String"
        )
    return re.search(r"\b(?:listOf|setOf|buildList|mutableListOf|toList|map)\b", body) is not None


@dataclass(frozen=True)
class _Component:
    path: str
    declaration: Class


def _receiver(writing: Writing, role: Role) -> tuple[str, _Component]:
    owner = writing.owner
    assert owner is not None
    components = writing.draft.connector.components(role)
    for component in components:
        if component.declaration.name == owner.name and component.path == writing.source.path:
            return "", _Component(component.path, component.declaration)
    for component in components:
        name = members.held(owner, component.declaration.name)
        if name:
            writing.leans_on_class = True
            return f"{name}.", _Component(component.path, component.declaration)
    label = role.value.replace("_", " ")
    if not components:
        raise CannotGenerate(f"the connector has no {label}", (f"a class that is the {label}",))
    need = f"a constructor property of type {components[0].declaration.name} in {owner.name}"
    raise CannotGenerate(f"{owner.name} does not hold the {label}", (need,))


def _method(owner: Class, entry: MemberEntry, given: dict[str, str]) -> Function | None:
    """The method by one of its names, the contract's first; of overloads the one with the fewest parameters to fill."""
    for name in entry.functions:
        found = [f for f in owner.functions if f.name == name and "private" not in f.modifiers]
        if found:
            return min(found, key=lambda f: len([p for p in f.parameters if p.default is None and p.name not in given]))
    return None


@lru_cache(maxsize=256)
def declared(signature: str) -> Function:
    """The function that a declaration of the index stands for."""
    return parse_file(f"class Declared {{\n{signature} = TODO()\n}}").classes[0].functions[0]


def _arguments(writing: Writing, function: Function, needs: tuple[str, ...], given: dict[str, str]) -> list[str]:
    by_name = role_by_name(function.parameters, needs)
    known = {**writing.roles, **given}
    arguments: list[str] = []
    named = False
    for parameter in function.parameters:
        value = _value(writing, parameter, by_name.get(parameter.name), known)
        if value is None and parameter.default is not None:
            named = True
            continue
        if value is None:
            need = f"a value of type {parameter.type} for {parameter.name} of {function.name}"
            raise CannotGenerate(f"{need} is not at hand", (need,))
        arguments.append(f"{parameter.name} = {value}" if named else value)
    return arguments


def _value(writing: Writing, parameter: Parameter, role: str | None, known: dict[str, str]) -> str | None:
    if role in known:
        return known[role]
    kind = simple_type(parameter.type)
    converted = _converted(writing, kind, role, known)
    if converted is not None:
        return converted
    return members.held(writing.owner, simple_name(kind)) if writing.owner else None


def _converted(writing: Writing, kind: str, role: str | None, known: dict[str, str]) -> str | None:
    """What a parameter of one role can be made from others."""
    stream, mapping, changeset = known.get("stream"), known.get("mapping"), known.get("changeset")
    has_schema = stream is not None and writing.request.era != "A"
    if role == "table_schema" and has_schema:
        return f"{stream}.tableSchema"
    if role == "mapping" and has_schema and kind == "ColumnNameMapping":
        return f"{writing.name('ColumnNameMapping')}({stream}.tableSchema.columnSchema.inputToFinalColumnNames)"
    if role == "columns" and mapping is not None:
        return f"{mapping}.values.{'toSet' if kind.startswith('Set') else 'toList'}()"
    by_change = {
        "columns_to_add": "columnsToAdd",
        "columns_to_drop": "columnsToDrop",
        "columns_to_change": "columnsToChange",
    }
    if role in by_change and changeset is not None:
        return f"{changeset}.{by_change[role]}"
    if role == "fields_by_name" and stream is not None:
        return f"{stream}.schema.asColumns()"
    if role == "schema" and "expected" in known:
        return f"{writing.name('TableSchema')}({known['expected']})"
    return None


def construct(writing: Writing, role: Role, given: dict[str, str]) -> str:
    """A constructor call of the connector's class of a role. Gives up when a parameter can be filled by nothing."""
    found = writing.draft.connector.components(role)
    label = role.value.replace("_", " ")
    if not found:
        raise CannotGenerate(f"the connector has no {label}", (f"a class that is the {label}",))
    made = found[0].declaration
    arguments: list[str] = []
    for parameter in made.constructor:
        value = _constructor_value(writing, parameter, given)
        if value is None and parameter.default is not None:
            continue
        if value is None:
            need = f"a value of type {parameter.type} for {parameter.name} of {made.name}"
            raise CannotGenerate(f"{need} is not at hand", (need,))
        arguments.append(f"{parameter.name} = {value}")
    return called(writing.name(made.name), arguments)


def _constructor_value(writing: Writing, parameter: Parameter, given: dict[str, str]) -> str | None:
    role = role_by_name([parameter]).get(parameter.name)
    if role in given:
        return given[role]
    kind = simple_type(parameter.type)
    if kind in given:
        return given[kind]
    if writing.owner is None:
        return None
    held = members.held(writing.owner, kind if "<" in kind else simple_name(kind))
    if held:
        writing.leans_on_class = True
        return held
    return _built(writing, simple_name(kind), given)


def _built(writing: Writing, type_name: str, given: dict[str, str]) -> str | None:
    """An instance of the connector's own insert buffer, which an aggregate is made around."""
    buffers = [c.declaration.name for c in writing.draft.connector.components(Role.INSERT_BUFFER)]
    return construct(writing, Role.INSERT_BUFFER, given) if type_name in buffers else None
