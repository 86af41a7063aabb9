"""From the text of one Kotlin file to what a connector knows about it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from destination_writer.connector.model import Component, SourceFile, Stub
from destination_writer.connector.roles import Role, owes_member, role_of, simple_name
from destination_writer.kotlin.buffer import find_todo_calls
from destination_writer.kotlin.declarations import Class, TodoCall
from destination_writer.kotlin.parse import parse_file

_SOURCE_SET = re.compile(r"(?:^|/)src/([^/]+)/")


def source_set_of(path: str) -> str:
    """The folder below `src`: `main`, `test`, `testFixtures`, `test-integration`; `main` for a file outside `src`."""
    match = _SOURCE_SET.search(path)
    return match[1] if match else "main"


def read_source(path: str, text: str) -> SourceFile:
    """One file on its own. Roles that come from a supertype in another file are added by `inherit_roles`."""
    declared = parse_file(text)
    bare = SourceFile(path, text, source_set_of(path), declared)
    return with_roles(bare, {})


def with_roles(source: SourceFile, inherited: Mapping[str, Role]) -> SourceFile:
    """The file with components and stubs; `inherited` gives roles of the connector's own classes by simple name."""
    roles = {c.name: role for c in source.declared.all_classes() if (role := _role(c, source.path, inherited))}
    components = tuple(
        Component(source.path, roles[c.name], c)
        for c in source.declared.all_classes()
        if c.name in roles and "interface" not in c.kind
    )
    stubs = tuple(
        Stub(source.path, call, role)
        for call in find_todo_calls(source.text)
        if _is_open(call, role := _role_of_call(call, source.path, roles))
    )
    return replace(source, components=(*components, *_main_function(source)), stubs=stubs)


def inherit_roles(sources: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Give a class the role of the connector's own base class or interface that it extends, at any depth.

    Starts anew for every such class, so that a role goes when its base class loses it.
    """
    found = list(sources)
    classes = [(c, source.path) for source in found for c in source.declared.all_classes()]
    bases = {simple_name(p.name) for c, _ in classes for p in c.supertypes} & {c.name for c, _ in classes}
    if not bases:
        return tuple(found)
    roles: dict[str, Role] = {}
    while fresh := {
        c.name: role
        for c, path in classes
        if c.name in bases and c.name not in roles and (role := _role(c, path, roles))
    }:
        roles |= fresh
    return tuple(with_roles(s, roles) if _has_heir(s, bases) else s for s in found)


def _role(declared: Class, path: str, inherited: Mapping[str, Role]) -> Role | None:
    parents = [parent.name for parent in declared.supertypes]
    marks = [f"{a.name}({a.arguments})" if a.arguments else a.name for a in declared.annotations]
    own = role_of(declared.name, parents, marks, path)
    if own and own != role_of(declared.name, [], [], path):
        return own
    return next((inherited[name] for parent in parents if (name := simple_name(parent)) in inherited), own)


def _role_of_call(call: TodoCall, path: str, roles: Mapping[str, Role]) -> Role | None:
    if call.class_name and call.class_name in roles:
        return roles[call.class_name]
    return role_of(call.class_name, call.supertypes, call.annotations, path)


def _is_open(call: TodoCall, role: Role | None) -> bool:
    return call.phase is not None or owes_member(role, call.function)


def _has_heir(source: SourceFile, bases: set[str]) -> bool:
    return any(simple_name(p.name) in bases for c in source.declared.all_classes() for p in c.supertypes)


def _main_function(source: SourceFile) -> tuple[Component, ...]:
    main = next((f for f in source.declared.functions if f.name == "main" and not f.receiver), None)
    has_entry = any(c.name.endswith("Destination") for c in source.declared.classes)
    if main is None or has_entry or source.is_test:
        return ()
    name = source.path.rpartition("/")[2].removesuffix(".kt") + "Kt"
    file_class = Class(name, "file", main.span, main.name_span, functions=(main,))
    return (Component(source.path, Role.ENTRY_POINT, file_class),)
