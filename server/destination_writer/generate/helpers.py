"""Small functions that bodies call (`quote`, `andLog`...): the connector's own, whatever their name and shape."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.catalogue import HelperEntry
from destination_writer.generate.helper_kinds import Helper, does, is_careless
from destination_writer.kotlin.declarations import Body, BodyKind, Class, Function, Property
from destination_writer.text.places import Span


def find_helpers(
    connector: Connector, source: SourceFile, owner: Class | None, entry: HelperEntry, *, suspends: bool = False
) -> list[Helper]:
    """The connector's own functions that do what `entry` does and that can be called from `owner` in `source`, by code
    that may suspend or not; the best first."""
    found = [helper for helper in _reachable(connector, source, owner) if does(entry, helper, suspends)]
    found = [helper for helper in found if not is_careless(entry, helper, source.path)]
    return sorted(found, key=lambda helper: helper.function.name != entry.function)


def find_hidden(connector: Connector, source: SourceFile, entry: HelperEntry) -> Helper | None:
    """A function that does what `entry` does but is private to another class or file, and could be made visible: it
    uses nothing of its class."""
    for other in connector.sources:
        if other.is_test != source.is_test:
            continue
        top = [(None, f) for f in other.declared.functions if "private" in f.modifiers]
        inner = [(c, f) for c in other.declared.all_classes() for f in c.functions if "private" in f.modifiers]
        for owner, function in (*top, *inner):
            helper = _helper(other, function, wanted=_import_of(other, source, function))
            if does(entry, helper) and (owner is None or _is_free(owner, helper)):
                return helper
    return None


def _import_of(other: SourceFile, source: SourceFile, function: Function) -> str | None:
    package = other.declared.package
    return None if package == source.declared.package else f"{package}.{function.name}"


def _is_free(owner: Class, helper: Helper) -> bool:
    """Whether a member mentions nothing of its class."""
    own = {p.name for p in (*owner.constructor, *owner.properties)} | {f.name for f in owner.functions}
    own -= {helper.function.name, *(p.name for p in helper.function.parameters)}
    return not own & set(re.findall(r"\w+", helper.body))


def _reachable(connector: Connector, source: SourceFile, owner: Class | None) -> Iterator[Helper]:
    """From near to far: the class itself, its companion and base classes, the file, objects and files of the connector,
    properties."""
    if owner is not None:
        yield from (replace(helper, of_class=True) for helper in _of_class(connector, source, owner))
    yield from (_helper(source, f) for f in source.declared.functions)
    yield from _extensions(source, source.declared.properties)
    yield from _of_objects(source, source)
    for other in connector.sources:
        if other.path != source.path and other.is_test <= source.is_test:
            yield from _of_file(other, source)
    if owner is not None:
        yield from _of_properties(connector, owner)


def _of_class(connector: Connector, source: SourceFile, owner: Class) -> Iterator[Helper]:
    companions = [nested for nested in owner.classes if nested.kind == "companion object"]
    for part in (owner, *companions):
        yield from (_helper(source, f) for f in part.functions)
        yield from _extensions(source, part.properties)
    for base, parent in bases_of(connector, owner):
        yield from (_helper(base, f) for f in parent.functions if "private" not in f.modifiers)


def bases_of(connector: Connector, owner: Class) -> Iterator[tuple[SourceFile, Class]]:
    """The connector's own classes that a class extends, the nearest first."""
    known = {c.name: (other, c) for other in connector.sources for c in other.declared.all_classes()}
    at: Class | None = owner
    seen = {owner.name}
    while at is not None:
        names = [simple_name(parent.name) for parent in at.supertypes]
        found = next((known[name] for name in names if name in known and name not in seen), None)
        if found is not None:
            seen.add(found[1].name)
            yield found
        at = found[1] if found else None


def _of_file(other: SourceFile, source: SourceFile) -> Iterator[Helper]:
    package = other.declared.package
    same = package == source.declared.package
    for function in other.declared.functions:
        if _visible(function.modifiers, other, source):
            yield _helper(other, function, wanted=None if same else f"{package}.{function.name}")
    visible = [p for p in other.declared.properties if _visible(p.modifiers, other, source)]
    for helper in _extensions(other, visible):
        yield replace(helper, wanted=None if same else f"{package}.{helper.function.name}")
    yield from _of_objects(other, source)


def _of_objects(other: SourceFile, source: SourceFile) -> Iterator[Helper]:
    """Functions of objects, and of the companions of classes: `SqlUtils.quote(x)`."""
    same = other.declared.package == source.declared.package
    for declared in other.declared.classes:
        if "private" in declared.modifiers and other.path != source.path:
            continue
        companions = [nested for nested in declared.classes if nested.kind == "companion object"]
        for holder in (declared,) if declared.kind == "object" else companions:
            full = f"{other.declared.package}.{declared.name}".lstrip(".")
            inside = full if holder is declared else f"{full}.{holder.name or 'Companion'}"
            for function in holder.functions:
                if not _visible(function.modifiers, other, source):
                    continue
                if function.receiver:
                    yield _helper(other, function, wanted=f"{inside}.{function.name}")
                else:
                    yield _helper(other, function, f"{declared.name}.", None if same else full)


_RECEIVER = re.compile(r"\b(?:val|var)\s+(?:<[^>]*>\s*)?([\w.]+)\s*\.\s*$")


def _extensions(source: SourceFile, properties: Iterable[Property]) -> Iterator[Helper]:
    """Extension properties, as if they were functions of their receiver."""
    for prop in properties:
        found = _RECEIVER.search(source.text, prop.span.start, prop.name_span.start)
        if found is None:
            continue
        getter = re.compile(r"(?=\{)|(?==)").search(source.text, prop.name_span.end, prop.span.end)
        body = Body(BodyKind.EXPRESSION, Span(getter.end() if getter else prop.name_span.end, prop.span.end))
        function = Function(
            prop.name, prop.span, prop.name_span, (), prop.type or "String", body, prop.modifiers, receiver=found[1]
        )
        yield replace(_helper(source, function), is_property=True)


def _of_properties(connector: Connector, owner: Class) -> Iterator[Helper]:
    """Members of the connector's own classes that `owner` holds an instance of; an extension needs more than that."""
    held = {simple_name(p.type): p.name for p in owner.constructor if p.is_property}
    for other in connector.sources:
        for declared in other.declared.all_classes():
            if declared.name in held and declared.name != owner.name:
                for function in declared.functions:
                    if not function.receiver and "private" not in function.modifiers:
                        yield _helper(other, function, f"{held[declared.name]}.")


def _helper(source: SourceFile, function: Function, prefix: str = "", wanted: str | None = None) -> Helper:
    body = source.text[function.body.span.start : function.body.span.end] if function.body else ""
    return Helper(function, prefix, wanted, body, source.path)


def _visible(modifiers: tuple[str, ...], other: SourceFile, source: SourceFile) -> bool:
    if "private" in modifiers:
        return False
    return other.is_test == source.is_test or "internal" not in modifiers
