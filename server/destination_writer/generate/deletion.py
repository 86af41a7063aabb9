"""The setting that says what happens to rows that the source deleted: its enum, the user's field, the configuration's
value, and the way from one to the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.configured import DELETION_NAMES, ask_setting
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.edits import with_argument
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, indent_unit, newline_of
from destination_writer.generate.members import with_property
from destination_writer.generate.writing import Writing
from destination_writer.kotlin.declarations import Class, Parameter, Property

if TYPE_CHECKING:
    from destination_writer.connector.model import Component
    from destination_writer.generate.draft import Draft
    from destination_writer.generate.request import Request

DELETION = re.compile(DELETION_NAMES, re.IGNORECASE)
DEFAULT_NAME, DEFAULT_ENUM = "cdcDeletionMode", "CdcDeletionMode"
_HARD = re.compile(r"\b([A-Z]\w*HARD\w*|HARD\w*|Hard\w*)\b")


def deletion_enum(draft: Draft, wanted: str = "") -> Class | None:
    """The connector's enum for the setting: the one of that name, else one whose name says so."""
    known = [c for s in draft.connector.sources if not s.is_test for c in s.declared.all_classes()]
    enums = [c for c in known if c.kind == "enum class"]
    named = [c for c in enums if c.name == wanted] or [c for c in enums if not wanted and DELETION.search(c.name)]
    return next(iter(named), None)


def hard_constant(draft: Draft, enum: str) -> str:
    """The enum's constant for removing rows. Gives up where none is called so."""
    for source in draft.connector.sources:
        for declared in source.declared.all_classes():
            if declared.name == enum and declared.body:
                found = _HARD.search(source.text, declared.body.start, declared.body.end)
                if found:
                    return found[1]
    raise CannotGenerate(f"{enum} has no constant for hard deletion", (f"HARD_DELETE in {enum}",))


def setting_of(declared: Class) -> Property | Parameter | None:
    """The class's property for the setting."""
    held: list[Property | Parameter] = [p for p in declared.constructor if p.is_property]
    return next((p for p in (*held, *declared.properties) if DELETION.fullmatch(p.name)), None)


def ensure_enum(request: Request, draft: Draft, wanted: str = "") -> str:
    """The name of the enum, which is declared beside the specification when the connector has none."""
    found = deletion_enum(draft, wanted)
    if found is not None:
        return found.name
    name = wanted or DEFAULT_ENUM
    component = _component(draft, Role.SPECIFICATION)
    writing = Writing(request, draft, draft.source(component.path), None)
    json_value = writing.name("JsonValue")
    text = draft.source(component.path).text
    lines = (
        "/** What happens to rows that the source has deleted. */",
        f"enum class {name}(@get:{json_value} val value: String) {{",
        f'{indent_unit(text)}HARD_DELETE("Hard delete"),',
        f'{indent_unit(text)}SOFT_DELETE("Soft delete"),',
        "}",
    )
    newline = newline_of(text)
    draft.write(component.path, text.rstrip() + newline * 2 + newline.join(lines) + newline)
    writing.finish()
    return name


def ensure_field(request: Request, draft: Draft) -> Property | Parameter:
    """The specification's field, which is added when it is missing."""
    component = _component(draft, Role.SPECIFICATION)
    found = setting_of(component.declaration)
    if found is not None:
        return found
    enum = ensure_enum(request, draft)
    component = _component(draft, Role.SPECIFICATION)
    writing = Writing(request, draft, draft.source(component.path), component.declaration)
    lines = [*_annotations(writing, component.declaration, ()), f"val {DEFAULT_NAME}: {writing.name(enum)}? = null"]
    text = draft.source(component.path).text
    draft.write(component.path, with_property(text, component.declaration, "\n" + "\n".join(lines)))
    writing.finish()
    draft.note(f"{component.declaration.name} now asks the user for the deletion mode: its expected-spec files change.")
    found = setting_of(_component(draft, Role.SPECIFICATION).declaration)
    assert found is not None
    return found


def write_field(request: Request, draft: Draft, path: str, owner: Class, prop: Property) -> None:
    """The specification's field in place of a stub: its annotations, and a value for users who set none."""
    kind, nullable = _kind(prop)
    enum = ensure_enum(request, draft, kind)
    source = draft.source(path)
    owner = next(c for c in source.declared.all_classes() if c.name == owner.name)
    prop = next(p for p in owner.properties if p.name == prop.name)
    writing = Writing(request, draft, source, owner)
    name = writing.name(enum)
    value = "null" if nullable else f"{name}.{hard_constant(draft, enum)}"
    declared = prop.type or f"{name}?"
    text, start = source.text, prop.span.start
    head = text[start : prop.name_span.end]
    present = tuple(a.name.rpartition(".")[2] for a in prop.annotations)
    indent, newline = indent_at(text, start), newline_of(text)
    marks = "".join(f"{mark}{newline}{indent}" for mark in _annotations(writing, owner, present))
    draft.write(path, f"{text[:start]}{marks}{head}: {declared} = {value}{text[prop.span.end :]}")
    writing.finish()


def _annotations(writing: Writing, owner: Class, present: tuple[str, ...]) -> list[str]:
    """The annotations of the field, behind the fields that are there: in the last one's group, with the next order."""
    injected = [a.arguments for p in owner.properties for a in p.annotations if a.name.endswith("JsonSchemaInject")]
    groups = [group for text in injected for group in re.findall(r'"group"\s*:\s*"([^"]*)"', text)]
    orders = [int(order) for text in injected for order in re.findall(r'"order"\s*:\s*(\d+)', text)]
    keys = [f'"group": "{groups[-1]}"'] if groups else []
    keys += [f'"order": {max(orders, default=len(owner.properties)) + 1}', '"default": "Hard delete"']
    wanted = {
        "JsonSchemaTitle": '("Deletion mode")',
        "JsonPropertyDescription": '("Whether rows that the source has deleted leave the table or stay in it.")',
        "JsonProperty": '("cdc_deletion_mode")',
        "JsonSchemaInject": f'(json = """{{{", ".join(keys)}}}""")',
    }
    return [f"@get:{writing.name(name)}{text}" for name, text in wanted.items() if name not in present]


def ensure_value(request: Request, draft: Draft) -> Property | Parameter:
    """The configuration's value, which is added, and passed on from the user's field, when it is missing."""
    component = _component(draft, Role.CONFIGURATION)
    found = setting_of(component.declaration)
    if found is not None:
        return found
    add_value(request, draft, component.path, component.declaration, DEFAULT_NAME, "", "")
    found = setting_of(_component(draft, Role.CONFIGURATION).declaration)
    assert found is not None
    return found


def add_value(request: Request, draft: Draft, path: str, owner: Class, name: str, kind: str, modifiers: str) -> None:
    """Add the value to the configuration's constructor and let the factory fill it."""
    enum = ensure_enum(request, draft, simple_name(kind) if kind else "")
    source = draft.source(path)
    owner = next(c for c in source.declared.all_classes() if c.name == owner.name)
    writing = Writing(request, draft, source, owner)
    short = writing.name(enum)
    value = f"{short}.{hard_constant(draft, enum)}"
    parameter = f"{modifiers}val {name}: {kind or short} = {value}"
    draft.write(path, with_parameter(source.text, owner, parameter))
    writing.finish()
    pass_on(request, draft, owner.name, name)
    ask_setting(request, draft)


def pass_on(request: Request, draft: Draft, configuration: str, name: str) -> None:
    """Let the factory hand the user's choice to the configuration, unless it does or is a stub."""
    for component in draft.connector.components(Role.CONFIGURATION_FACTORY):
        source = draft.source(component.path)
        make = component.declaration.function("makeWithoutExceptionHandling")
        if make is None or make.body is None or not make.parameters:
            continue
        body = source.text[make.body.span.start : make.body.span.end]
        call = re.search(rf"\b{re.escape(configuration)}\s*\(", body)
        if call is None or re.search(rf"\b{re.escape(name)}\s*=", body) or "TODO(" in body:
            continue
        field = ensure_field(request, draft)
        source = draft.source(component.path)
        declared = next(c for c in source.declared.all_classes() if c.name == component.declaration.name)
        writing = Writing(request, draft, source, declared)
        value = chosen(writing, make.parameters[0].name, field)
        make = declared.function("makeWithoutExceptionHandling")
        assert make is not None and make.body is not None
        at = re.compile(rf"\b{re.escape(configuration)}\s*\(").search(source.text, make.body.span.start)
        assert at is not None
        draft.write(component.path, with_argument(source.text, at.end(), f"{name} = {value}"))
        writing.finish()
        return


def chosen(writing: Writing, holder: str, field: Property | Parameter) -> str:
    """Kotlin for the user's choice, hard deletion when there is none."""
    kind = simple_name(field.type or DEFAULT_ENUM)
    value = f"{holder}.{field.name}"
    if not (field.type or "").endswith("?"):
        return value
    return f"{value} ?: {writing.name(kind)}.{hard_constant(writing.draft, kind)}"


def _kind(prop: Property) -> tuple[str, bool]:
    kind = prop.type or ""
    name = simple_name(kind)
    if name in ("String", "Boolean", "Int", "Any"):
        raise CannotGenerate(
            f"{prop.name} is declared as {kind}", (f"a type {DEFAULT_ENUM} for {prop.name}, or no type at all",)
        )
    return name, kind.endswith("?") or not kind


def _component(draft: Draft, role: Role) -> Component:
    found = draft.connector.components(role)
    if not found:
        label = role.value
        raise CannotGenerate(f"the connector has no {label}", (f"a class that is the {label}",))
    return found[0]
