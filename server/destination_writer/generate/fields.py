"""From the fields of the specification to the values of the configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import deletion
from destination_writer.generate.configured import same_setting
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.kotlin.declarations import Class, Parameter, Property

if TYPE_CHECKING:
    from destination_writer.generate.writing import Writing


def made_configuration(writing: Writing) -> str:
    """A call of the configuration's constructor, every value from the parsed specification."""
    configuration = _declared(writing, Role.CONFIGURATION)
    holder = _holder(writing)
    lines: list[str] = []
    for parameter in configuration.constructor:
        if not _is_deletion(parameter) and parameter.default is not None and _field(writing, parameter) is None:
            continue
        lines.append(f"    {parameter.name} = {field_value(writing, holder, parameter)},\n")
    name = writing.name(configuration.name)
    return f"{name}(\n{''.join(lines)})" if lines else f"{name}()"


def value_for(writing: Writing, name: str) -> str:
    """Kotlin for the constructor parameter of that name."""
    for parameter in _declared(writing, Role.CONFIGURATION).constructor:
        if parameter.name == name:
            return field_value(writing, _holder(writing), parameter)
    need = f"a constructor parameter {name} of the configuration"
    raise CannotGenerate(f"the configuration has no parameter {name}", (need,))


def _is_deletion(parameter: Parameter) -> bool:
    return deletion.DELETION.fullmatch(parameter.name) is not None


def field_value(writing: Writing, holder: str, parameter: Parameter) -> str:
    """Kotlin for one value. A field that may be empty for a value that must not be is asked for."""
    if _is_deletion(parameter):
        field = deletion.ensure_field(writing.request, writing.draft)
        return deletion.chosen(writing, holder, field)
    field = _field(writing, parameter)
    if field is None:
        need = f"a field {parameter.name} in the specification"
        raise CannotGenerate(f"the specification has no field for {parameter.name}", (need,))
    value = f"{holder}.{field.name}"
    if not _may_be_null(field) or parameter.type.endswith("?"):
        return value
    if parameter.default is not None and re.fullmatch(r'[\w."]+', parameter.default):
        return f"{value} ?: {parameter.default}"
    if same_setting("schema", parameter.name):
        return f"{value} ?: {kotlin_string(writing.request.dialect.namespaces.default)}"
    return f'requireNotNull({value}) {{ "{parameter.name} is required" }}'


def _field(writing: Writing, parameter: Parameter) -> Property | Parameter | None:
    """The field of the same name, else the one for the same setting."""
    declared = _declared(writing, Role.SPECIFICATION)
    fields: list[Property | Parameter] = [*declared.properties, *(p for p in declared.constructor if p.is_property)]
    named = (f for f in fields if f.name == parameter.name)
    alike = (f for f in fields if same_setting(f.name, parameter.name))
    return next(named, None) or next(alike, None)


def _may_be_null(field: Property | Parameter) -> bool:
    initializer = field.initializer if isinstance(field, Property) else None
    return (field.type or "").endswith("?") or (field.type is None and initializer == "null")


def _holder(writing: Writing) -> str:
    specification = _declared(writing, Role.SPECIFICATION)
    parents = {simple_name(parent.name) for parent in specification.supertypes}
    for parameter in writing.function.parameters if writing.function else ():
        if simple_name(parameter.type) in {specification.name, *parents}:
            return writing.shown(parameter.name)
    need = f"a parameter of type {specification.name}"
    raise CannotGenerate(f"the factory is not given the {specification.name}", (need,))


def deletion_choice(writing: Writing) -> str:
    """The class's property for the choice, as the function's type wants it."""
    assert writing.owner is not None
    is_specification = any(
        c.declaration.name == writing.owner.name for c in writing.draft.connector.components(Role.SPECIFICATION)
    )
    ensure = deletion.ensure_field if is_specification else deletion.ensure_value
    found = ensure(writing.request, writing.draft)
    kind = simple_name(found.type or deletion.DEFAULT_ENUM)
    enum = writing.name(kind)
    hard = f"{enum}.{deletion.hard_constant(writing.draft, kind)}"
    wanted = writing.function.return_type if writing.function else None
    value = found.name
    if (found.type or "").endswith("?") and not (wanted or "").endswith("?"):
        value = f"{value} ?: {hard}"
    if wanted == "Boolean":
        return f"({value}) == {hard}" if " " in value else f"{value} == {hard}"
    return value


def _declared(writing: Writing, role: Role) -> Class:
    found = writing.draft.connector.components(role)
    if not found:
        raise CannotGenerate(f"the connector has no {role.value}", (f"a class that is the {role.value}",))
    return found[0].declaration
