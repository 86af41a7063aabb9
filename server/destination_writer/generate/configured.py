"""What the connector's configuration calls things: host, database, schema, deletion mode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate import members
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.lines import indent_at, indent_unit, newline_of
from destination_writer.generate.place import Place
from destination_writer.kotlin.declarations import Class

if TYPE_CHECKING:
    from destination_writer.generate.request import Request
    from destination_writer.generate.writing import Writing

DELETION_NAMES = r"(?:cdc)?_?deletion_?mode|cdc_?mode|cdc_?deletions?|delete_?mode"
"""Names, without case, that the deletion mode goes by."""
_NAMES = {
    "host": r"host(name)?|server|address",
    "address": r"connection_?(string|uri|url)|uri|url",
    "port": r"port",
    "database": r"database(name)?|db(name)?",
    "username": r"user(name)?",
    "password": r"password|passwd|pwd",
    "schema": r"(default|raw)?(schema|namespace|dataset)(name|_?id)?|internal(schema|namespace)",
    "deletion": DELETION_NAMES,
}
"""What a value is for -> names (without case) that configurations give its property."""


def same_setting(one: str, other: str) -> bool:
    """Whether two names stand for the same setting, or `one` is the setting that `other` is a name of."""
    kinds = {w for w, names in _NAMES.items() if re.fullmatch(names, other, re.IGNORECASE)}
    return one in kinds or any(re.fullmatch(_NAMES[kind], one, re.IGNORECASE) for kind in kinds)


def config_property(writing: Writing, holder: str, what: str) -> str:
    """Kotlin for a value of the configuration that `holder` names. Gives up when it has no such property."""
    found = _property(writing, what)
    if found is None:
        need = f"a property for the {what} in the configuration"
        raise CannotGenerate(f"the configuration has no property for the {what}", (need,))
    return f"{holder}.{found}"


def has_property(writing: Writing, what: str) -> bool:
    """Whether the configuration has a property for it."""
    return _property(writing, what) is not None


def default_namespace(writing: Writing) -> str:
    """Kotlin for the namespace of streams that name none: the configuration's schema, or its database where that is the
    namespace, else the database's default."""
    own = [c.declaration.name for c in writing.draft.connector.components(Role.CONFIGURATION)]
    holder = members.held(writing.owner, *own) if writing.owner else None
    found = _property(writing, "schema")
    if found is None and writing.request.dialect.namespaces.kind == "database":
        found = _property(writing, "database")
    if holder and found:
        return f"{holder}.{found}"
    return kotlin_string(writing.request.dialect.namespaces.default)


def configuration_call(writing: Writing, values: dict[str, str]) -> str:
    """A call of the configuration's constructor. Gives up on a parameter that nothing fills and that has no default."""
    declared = _declared(writing)
    if declared is None:
        raise CannotGenerate("the connector has no configuration", ("a class that is the configuration",))
    arguments: list[str] = []
    for parameter in declared.constructor:
        what = next((w for w, names in _NAMES.items() if re.fullmatch(names, parameter.name, re.IGNORECASE)), None)
        value = values.get(what or "")
        if value is None and what == "schema":
            value = kotlin_string(writing.request.dialect.namespaces.default)
        if value is None and parameter.default is None:
            need = f"a test value for {parameter.name} of {declared.name}"
            raise CannotGenerate(f"{need} is not known", (need,))
        if value is not None:
            arguments.append(f"{parameter.name} = {value}")
    inside = "".join(f"    {argument},\n" for argument in arguments)
    return f"{writing.name(declared.name)}(\n{inside})"


def hard_delete(writing: Writing) -> str:
    """The condition under which deleted rows leave the table; empty where they always do.

    The generator's own function for it comes first, then the configuration that the generator holds.
    """
    owner = writing.owner
    if owner is None:
        return ""
    entry = writing.request.templates.kind(Role.SQL_GENERATOR, "hard-delete")
    for function in owner.functions:
        if function.name in entry.functions and not function.parameters:
            return "" if _is_stub(writing, function.name) else f"{function.name}()"
    return hard_delete_mode(writing) or ""


_DELETED_AT = re.compile(r"(?P<column>[\w.]+\[CDC_DELETED_AT_COLUMN\])\?\.let\b")


def ask_hook(draft: Draft, place: Place) -> None:
    """Let an upsert that was written before its hook ask it."""
    source = draft.source(place.path)
    owner = next(c for c in source.declared.all_classes() if c.name == place.owner.name)
    asked = place.function.name if place.member else f"{place.function.name}()"
    if not place.member and asked in source.text[owner.span.start : owner.span.end].replace(f"fun {asked}", ""):
        return
    if not _ask(draft, place.path, owner, asked):
        draft.note(f"upsertTable does not ask {asked} yet: deletions are handled as before.")


def ask_setting(request: Request, draft: Draft) -> None:
    """Let upserts that were written before the setting ask it."""
    from destination_writer.generate.writing import Writing

    for component in draft.connector.components(Role.SQL_GENERATOR):
        source = draft.source(component.path)
        owner = next(c for c in source.declared.all_classes() if c.name == component.declaration.name)
        if not _DELETED_AT.search(source.text, owner.span.start, owner.span.end):
            continue
        writing = Writing(request, draft, source, owner)
        asked = hard_delete_mode(writing)
        if asked is None:
            draft.note(f"{owner.name} holds no configuration: its upsert removes deleted rows whatever the user chose.")
            continue
        _ask(draft, component.path, owner, asked)
        writing.finish()


def _ask(draft: Draft, path: str, owner: Class, asked: str) -> bool:
    source = draft.source(path)
    found = _DELETED_AT.search(source.text, owner.span.start, owner.span.end)
    if found is None:
        return False
    newline, indent = newline_of(source.text), indent_at(source.text, found.start()) + indent_unit(source.text)
    chain = f"{found['column']}{newline}{indent}.takeIf {{ {asked} }}{newline}{indent}?.let"
    draft.write(path, source.text[: found.start()] + chain + source.text[found.end() :])
    return True


def hard_delete_mode(writing: Writing, *, add: bool = False) -> str | None:
    """`config.cdcDeletionMode == CdcDeletionMode.HARD_DELETE`, where the owner holds such a configuration; with `add`
    one that holds the configuration gets the setting."""
    from destination_writer.generate import deletion

    own = [c.declaration.name for c in writing.draft.connector.components(Role.CONFIGURATION)]
    holder = members.held(writing.owner, *own) if writing.owner else None
    declared = _declared(writing)
    if not holder or declared is None:
        return None
    found = deletion.ensure_value(writing.request, writing.draft) if add else deletion.setting_of(declared)
    if found is None:
        return None
    kind = simple_name(found.type or deletion.DEFAULT_ENUM)
    if deletion.deletion_enum(writing.draft, kind) is None:
        if not add:
            return None
        kind = deletion.ensure_enum(writing.request, writing.draft, kind)
    enum, hard = writing.name(kind), deletion.hard_constant(writing.draft, kind)
    if (found.type or "").endswith("?"):
        return f"({holder}.{found.name} ?: {enum}.{hard}) == {enum}.{hard}"
    return f"{holder}.{found.name} == {enum}.{hard}"


def _is_stub(writing: Writing, function: str) -> bool:
    assert writing.owner is not None
    return any(
        s.call.function == function and s.call.class_name == writing.owner.name for s in writing.draft.connector.stubs
    )


def _declared(writing: Writing) -> Class | None:
    found = writing.draft.connector.components(Role.CONFIGURATION)
    return found[0].declaration if found else None


def _property(writing: Writing, what: str) -> str | None:
    declared = _declared(writing)
    if declared is None:
        return None
    names = [p.name for p in declared.constructor if p.is_property] + [p.name for p in declared.properties]
    wanted = _NAMES.get(what, re.escape(what))
    return next((name for name in names if re.fullmatch(wanted, name, re.IGNORECASE)), None)
