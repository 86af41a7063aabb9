"""Small functions that bodies call (`quote`, `andLog`...): the connector's own, whatever their name and shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.catalogue import HelperEntry
from destination_writer.generate.masking import string_end
from destination_writer.generate.signature import simple_type
from destination_writer.kotlin.declarations import BodyKind, Class, Function


@dataclass(frozen=True)
class Helper:
    """A function found: `prefix` is what stands before its name in a call (`SqlUtils.`, `columnUtils.`)."""

    function: Function
    prefix: str = ""
    wanted: str | None = None
    """The import that a call needs."""
    body: str = ""
    path: str = ""

    def call(self, *arguments: str) -> str:
        """Kotlin that calls it; the first argument becomes the receiver of an extension. Without arguments, one that
        takes a lambda is named alone, for the lambda to follow."""
        name = self.function.name
        if not arguments and self.function.parameters:
            return f"{self.prefix}{name}"
        if not self.function.receiver:
            line = f"{self.prefix}{name}({', '.join(arguments)})"
            if "\n" not in line:
                return line
            inside = "".join("    " + argument.replace("\n", "\n    ") + ",\n" for argument in arguments)
            return f"{self.prefix}{name}(\n{inside})"
        receiver, *rest = arguments
        if not _is_chain(receiver):
            receiver = f"({receiver})"
        return f"{receiver}.{name}({', '.join(rest)})"


def _is_chain(text: str) -> bool:
    """Whether a call can be appended as it is: nothing but names, calls and literals joined by dots."""
    depth, at = 0, 0
    while at < len(text):
        char = text[at]
        if char == '"':
            at = string_end(text, at)
            continue
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and (char.isspace() or char in "+-*/?:<>=!&|"):
            return False
        at += 1
    return True


def find_helper(connector: Connector, source: SourceFile, owner: Class | None, entry: HelperEntry) -> Helper | None:
    """The connector's own function that does what `entry` does and that can be called from `owner` in `source`."""
    found = [helper for helper in _reachable(connector, source, owner) if _does(entry, helper)]
    named = [helper for helper in found if helper.function.name == entry.function]
    return next(iter(named or found), None)


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
            if _does(entry, helper) and (owner is None or _is_free(owner, helper)):
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
    """From near to far: the class itself, its companion, the file, objects and files of the connector, properties."""
    if owner is not None:
        for function in owner.functions:
            yield _helper(source, function)
        for nested in owner.classes:
            if nested.kind == "companion object":
                yield from (_helper(source, f) for f in nested.functions)
    yield from (_helper(source, f) for f in source.declared.functions)
    yield from _of_objects(source, source)
    for other in connector.sources:
        if other.path != source.path and other.is_test <= source.is_test:
            yield from _of_file(other, source)
    if owner is not None:
        yield from _of_properties(connector, owner)


def _of_file(other: SourceFile, source: SourceFile) -> Iterator[Helper]:
    same = other.declared.package == source.declared.package
    for function in other.declared.functions:
        if _visible(function, other, source):
            yield _helper(other, function, wanted=None if same else f"{other.declared.package}.{function.name}")
    yield from _of_objects(other, source)


def _of_objects(other: SourceFile, source: SourceFile) -> Iterator[Helper]:
    same = other.declared.package == source.declared.package
    for declared in other.declared.classes:
        if declared.kind == "object" and "private" not in declared.modifiers:
            full = f"{other.declared.package}.{declared.name}"
            for function in declared.functions:
                if not _visible(function, other, source):
                    continue
                if function.receiver:
                    yield _helper(other, function, wanted=f"{full}.{function.name}")
                else:
                    yield _helper(other, function, f"{declared.name}.", None if same else full)


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


def _visible(function: Function, other: SourceFile, source: SourceFile) -> bool:
    if "private" in function.modifiers:
        return False
    return other.is_test == source.is_test or "internal" not in function.modifiers


def _does(entry: HelperEntry, helper: Helper) -> bool:
    function = helper.function
    if function.is_suspend or not re.search(entry.names, function.name) or not _returns(function, entry.returns):
        return False
    taken = [_plain(p.type, function) for p in function.parameters if p.default is None]
    if function.receiver:
        taken.insert(0, _plain(function.receiver, function))
    wanted = [part for part in (entry.receiver, *entry.parameters) if part]
    return taken == wanted and (not entry.body or re.search(entry.body, helper.body) is not None)


def _plain(type_text: str, function: Function) -> str:
    """A type as the index writes it: the function's own type parameter is called T."""
    own = re.search(r"\w+", function.type_parameters)
    return re.sub(rf"\b{own[0]}\b", "T", simple_type(type_text)) if own else simple_type(type_text)


def _returns(function: Function, wanted: str) -> bool:
    if function.return_type is not None:
        return _plain(function.return_type, function) == wanted
    is_block = function.body is not None and function.body.kind == BodyKind.BLOCK
    return wanted == "Unit" if is_block else wanted != "Unit"
