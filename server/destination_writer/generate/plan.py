"""Calls of what the connector has: its own methods by their own names, parameter orders and types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from destination_writer.connector.model import Component, Stub
from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import members
from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import written_name
from destination_writer.generate.newfiles import add_empty_class
from destination_writer.generate.signature import role_by_name, simple_type
from destination_writer.kotlin.declarations import BodyKind, Class, Function, Parameter
from destination_writer.kotlin.parse import parse_file

if TYPE_CHECKING:
    from destination_writer.generate.writing import Writing


_LINE = 72
"""Columns that a call may take on one line; it stands behind some indentation."""


@dataclass(frozen=True)
class Planned:
    """A method that a body calls and that its class lacks: to be added, as a stub, and written. Or, when it is there as
    a stub without a type, to be given the type that the call counts on; as a stub of a later phase, to be written."""

    path: str
    class_name: str
    entry: MemberEntry
    name: str


@dataclass(frozen=True)
class Call:
    """Kotlin that calls a method, and whether it gives several statements in place of one."""

    text: str
    many: bool


def call_of(writing: Writing, entry: MemberEntry, role: Role, given: dict[str, str]) -> Call:
    """A call of the method `entry` of the component of a role from inside of `writing.owner`."""
    assert writing.owner is not None
    prefix, component = _receiver(writing, role)
    function = _method(writing, component.declaration, entry, given)
    if function is None or _has_to_change(writing, component, function):
        planned = _planned(component, entry, function)
        if planned not in writing.planned:
            writing.planned.append(planned)
        function = function or _named(declared(entry.signature), planned.name)
    arguments = _arguments(writing, function, entry.needs, given)
    text = called(f"{prefix}{written_name(function.name)}", arguments)
    if not entry.signature or role != Role.SQL_GENERATOR:
        return Call(text, False)
    return _typed(text, given_type(writing, function, entry, component.path))


def _has_to_change(writing: Writing, component: Component, function: Function) -> bool:
    """A stub whose type the call counts on, or one that this phase's tests would reach before its own phase comes."""
    untyped = function.return_type is None and _is_stub(writing, component, function)
    return untyped or later_stub(writing, component.path, component.declaration.name, function.name) is not None


def later_stub(writing: Writing, path: str, class_name: str, name: str) -> Stub | None:
    """The stub that a method is, where it is one of a later phase than what is written now."""
    source, now = writing.draft.connector.source(path), writing.request.phase
    if source is None or now is None:
        return None
    stubs = (s for s in source.stubs if s.call.function == name and s.call.class_name == class_name)
    return next((s for s in stubs if s.phase is not None and s.phase > now), None)


def _planned(component: Component, entry: MemberEntry, function: Function | None) -> Planned:
    owner = component.declaration
    if not entry.signature and function is None:
        need = f"a method {entry.functions[0]} in {owner.name}"
        raise CannotGenerate(f"{owner.name} has no method {entry.functions[0]}", (need,))
    taken = {f.name for f in owner.functions}
    names = (name for name in entry.functions if name not in taken)
    name = function.name if function else next(names, None)
    if name is None:
        need = f"a method of {owner.name} that gives the SQL of {entry.functions[0]}"
        raise CannotGenerate(f"{owner.name} has no method that gives the SQL of {entry.functions[0]}", (need,))
    return Planned(component.path, owner.name, entry, name)


def _named(function: Function, name: str) -> Function:
    return replace(function, name=name)


def called(name: str, arguments: Sequence[str]) -> str:
    """A call on one line where it is short, else with each argument on a line of its own."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= _LINE and "\n" not in line:
        return line
    inside = "".join("    " + argument.replace("\n", "\n    ") + ",\n" for argument in arguments)
    return f"{name}(\n{inside})"


def given_type(writing: Writing, function: Function, entry: MemberEntry, path: str) -> str:
    """The type that a method gives: declared, or read from its body."""
    if function.return_type is not None:
        return re.sub(r"\s+", "", function.return_type)
    source = writing.draft.connector.source(path)
    body = source.text[function.body.span.start : function.body.span.end] if source and function.body else ""
    if "TODO(" in body and entry.signature:
        return declared(entry.signature).return_type or "String"
    several = re.search(r"\b(?:listOf|setOf|buildList|mutableListOf|toList|map)\b", body)
    return "List<String>" if several else "String"


def _typed(text: str, kind: str) -> Call:
    """The call as one `String`, or as a `Collection<String>`."""
    plain, nullable = simple_type(kind), kind.endswith("?")
    if plain == "String":
        return Call(f"listOfNotNull({text})", True) if nullable else Call(text, False)
    if nullable:
        text += "?.toList().orEmpty()"
    elif not re.match(r"(?:Mutable)?(?:List|Set|Collection)<|(?:Linked)?Hash(?:Set)<|ArrayList<", plain):
        text += ".toList()"
    return Call(text, True)


SQL_TYPES = re.compile(
    r"(?:String|(?:(?:Mutable)?(?:List|Set|Collection|Iterable)|Sequence|Array|ArrayList|(?:Linked)?HashSet)"
    r"<(?:out)?String>)\??"
)
"""Types that hold SQL: one statement or several."""


def _is_stub(writing: Writing, component: Component, function: Function) -> bool:
    source = writing.draft.connector.source(component.path)
    if source is None or function.body is None or function.body.kind == BodyKind.BLOCK:
        return False
    return "TODO(" in source.text[function.body.span.start : function.body.span.end]


def _gives_sql(function: Function) -> bool:
    if function.return_type is None:
        return function.body is not None and function.body.kind == BodyKind.EXPRESSION
    return SQL_TYPES.fullmatch(simple_type(function.return_type)) is not None


def _receiver(writing: Writing, role: Role) -> tuple[str, Component]:
    owner = writing.owner
    assert owner is not None
    components = writing.draft.connector.components(role)
    if not components and role == Role.SQL_GENERATOR and _is_client(writing):
        add_empty_class(writing.request, writing.draft, role, "The SQL of the connector, as text.")
        components = writing.draft.connector.components(role)
    for component in components:
        if component.declaration.name == owner.name and component.path == writing.source.path:
            return "", component
    for component in components:
        name = members.held(owner, *names_of(writing, component))
        if name:
            writing.leans_on_class = True
            return f"{name}.", component
        if component.declaration.kind == "object":
            return f"{writing.name(component.declaration.name)}.", component
        if not component.declaration.constructor and _is_client(writing) and _is_new(component):
            made = f"private val sqlGenerator = {writing.name(component.declaration.name)}()"
            return f"{writing.keep('sqlGenerator', made)}.", component
    label = role.value.replace("_", " ")
    if not components:
        raise CannotGenerate(f"the connector has no {label}", (f"a class that is the {label}",))
    need = f"a constructor property of type {components[0].declaration.name} in {owner.name}"
    raise CannotGenerate(f"{owner.name} does not hold the {label}", (need,))


def _is_client(writing: Writing) -> bool:
    names = {c.declaration.name for c in writing.draft.connector.components(Role.CLIENT)}
    return writing.owner is not None and writing.owner.name in names


def _is_new(component: Component) -> bool:
    """The draft has made it, or an earlier one did: nothing is injected into it and nothing injects it."""
    return not component.declaration.annotations


def names_of(writing: Writing, component: Component) -> tuple[str, ...]:
    """The class's name, and those of the connector's own interfaces and base classes that it is used as."""
    own = {c.name for source in writing.draft.connector.sources for c in source.declared.all_classes()}
    parents = (simple_name(parent.name) for parent in component.declaration.supertypes)
    return (component.declaration.name, *(name for name in parents if name in own))


_IN_LAMBDA = frozenset({"insert-rows", "copy-rows", "empty-select", "delete-rows", "take-rows"})
"""Kinds that are called from inside of lambdas, which cannot suspend."""


def _method(writing: Writing, owner: Class, entry: MemberEntry, given: dict[str, str]) -> Function | None:
    """The method by one of its names, the contract's first; of overloads the one with the fewest parameters to fill.

    Of the SQL generator only those that give SQL and that can be called from here.
    """
    is_sql = entry.role == Role.SQL_GENERATOR and entry.returns in ("sql", "String")
    suspends = writing.function is not None and writing.function.is_suspend and entry.kind not in _IN_LAMBDA
    for name in entry.functions:
        found = [f for f in owner.functions if f.name == name and not f.receiver]
        if owner.name != (writing.owner.name if writing.owner else ""):
            found = [f for f in found if "private" not in f.modifiers]
        if is_sql:
            found = [f for f in found if _gives_sql(f) and (suspends or not f.is_suspend)]
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
