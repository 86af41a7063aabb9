"""Stubs that are properties: the deletion mode of specification and configuration, the beans that a suite hands out."""

from destination_writer.connector.model import Stub
from destination_writer.connector.roles import SUITE_ROLES, Role, simple_name
from destination_writer.generate import deletion
from destination_writer.generate.configured import ask_setting
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import line_start
from destination_writer.generate.place import Place, Shape
from destination_writer.generate.request import Request
from destination_writer.generate.writing import Writing
from destination_writer.kotlin.declarations import Parameter, Property


def write_setting(request: Request, draft: Draft, stub: Stub, place: Place) -> str | None:
    """Write a stub that is a property as a whole, and say what it is for. None for one that a template may know."""
    member = place.member
    if member is None or place.shape == Shape.NESTED:
        return None
    if stub.role in SUITE_ROLES and isinstance(member, Property):
        return _bean(request, draft, place, member)
    if stub.role not in (Role.SPECIFICATION, Role.CONFIGURATION) or not deletion.DELETION.fullmatch(member.name):
        return None
    if isinstance(member, Parameter):
        _default(request, draft, place, member)
    elif stub.role == Role.SPECIFICATION:
        deletion.write_field(request, draft, place.path, place.owner, member)
        return "Lets the user choose between hard and soft deletion."
    else:
        _into_constructor(draft, place, member)
        modifiers = "".join(f"{m} " for m in member.modifiers if m in ("override", "open", "private", "internal"))
        deletion.add_value(request, draft, place.path, place.owner, member.name, member.type or "", modifiers)
    return "Carries the user's choice between hard and soft deletion."


def _default(request: Request, draft: Draft, place: Place, member: Parameter) -> None:
    """A constructor's default: hard deletion, and the factory hands on what the user chose."""
    enum = deletion.ensure_enum(request, draft, simple_name(member.type))
    source = draft.source(place.path)
    writing = Writing(request, draft, source, place.owner)
    value = f"{writing.name(enum)}.{deletion.hard_constant(draft, enum)}"
    owner = next(c for c in source.declared.all_classes() if c.name == place.owner.name)
    span = next(p.span for p in owner.constructor if p.name == member.name)
    declared, _, _ = source.text[span.start : span.end].rpartition("=")
    draft.write(place.path, f"{source.text[: span.start]}{declared}= {value}{source.text[span.end :]}")
    writing.finish()
    deletion.pass_on(request, draft, place.owner.name, member.name)
    ask_setting(request, draft)


def _into_constructor(draft: Draft, place: Place, member: Property) -> None:
    """Take the property out of the body; its constructor parameter takes its place."""
    text, span = place.source.text, member.span
    start, end = line_start(text, span.start), span.end
    while end < len(text) and text[end] in " \t;":
        end += 1
    if text[start : span.start].strip():
        start = span.start
    elif text[end : end + 2] == "\r\n":
        end += 2
    elif text[end : end + 1] in ("\n", "\r"):
        end += 1
    draft.write(place.path, text[:start] + text[end:])


def _bean(request: Request, draft: Draft, place: Place, member: Property) -> str:
    """A suite's bean, injected through the constructor of the test."""
    kind = member.type or _type_of(request, place, member)
    if kind is None or place.owner.kind != "class":
        need = f"a type for {member.name}"
        raise CannotGenerate(f"the type of {place.owner.name}.{member.name} is not known", (need,))
    _into_constructor(draft, place, member)
    source = draft.source(place.path)
    owner = next(c for c in source.declared.all_classes() if c.name == place.owner.name)
    writing = Writing(request, draft, source, owner)
    if member.type is None:
        kind = writing.name(kind)
    modifiers = "".join(f"{m} " for m in member.modifiers if m != "lateinit")
    draft.write(place.path, with_parameter(source.text, owner, f"{modifiers}val {member.name}: {kind}"))
    writing.finish()
    return "Hands out the bean that the test is given."


def _type_of(request: Request, place: Place, member: Property) -> str | None:
    for parent in place.owner.supertypes:
        found = request.contract.type(simple_name(parent.name))
        for known in found.member(member.name) if found else ():
            return known.parsed.return_type
    return None
