"""A method's body as a template: what belongs to this connector becomes a word that another connector fills."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.catalogue import HelperEntry, MemberEntry, Templates
from destination_writer.generate.helper_kinds import Helper
from destination_writer.generate.helpers import find_helpers
from destination_writer.generate.learning.pieces import Code, Piece
from destination_writer.generate.shadowing import declared_in
from destination_writer.generate.signature import role_by_name
from destination_writer.knowledge.contracts import Contract
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.kotlin.tokens import TokenKind

_LOGGER = re.compile(r"KotlinLogging\.logger")
_NAMES = (".", "?.", "::")


@dataclass(frozen=True)
class Method:
    """A function of a component and what is around it. `entry` is the member that templates write for it."""

    connector: Connector
    source: SourceFile
    component: Component
    owner: Class
    function: Function
    entry: MemberEntry
    templates: Templates
    contract: Contract


@dataclass
class Abstracted:
    """`notes` say what stays as it is, so that another connector must have it too."""

    code: Code
    notes: list[str] = field(default_factory=list[str])
    loggers: frozenset[str] = frozenset()
    """Functions that log SQL and give it back."""


def abstracted(method: Method, body: str, *, calls: bool) -> Abstracted:
    """`body` is statements at column 0. With `calls`, calls of other components follow the other connector's own names
    and order of parameters."""
    code = Code(body)
    made = Abstracted(code)
    names = _Names(method, body, made)
    for index, token in enumerate(code.tokens):
        if token.kind is TokenKind.IDENTIFIER and _is_free(code, index):
            expression = names.expression(code.words[index].strip("`"), is_call=code.word(index + 1) == "(")
            if expression:
                code.put(Piece(token.start, token.end, expression))
        elif token.kind is TokenKind.TEMPLATE_NAME:
            name = code.words[index].lstrip("$")
            expression = names.expression(name.strip("`"), is_call=False)
            if expression:
                code.put(Piece(token.end - len(name), token.end, expression))
    if calls:
        _abstract_calls(method, code, names)
    helpers = _helpers(method)
    made.loggers = frozenset(name for (_, name), (entry, _) in helpers.items() if entry.name == "andLog")
    _abstract_helpers(code, helpers)
    return made


def _is_free(code: Code, index: int) -> bool:
    """Neither a member of something else nor the name of an argument."""
    before = code.word(index - 1)
    if before in _NAMES:
        return before == "." and code.word(index - 2) == "this"
    return not (before in ("(", ",") and code.word(index + 1) == "=")


class _Names:
    """What each name of the body stands for."""

    def __init__(self, method: Method, body: str, made: Abstracted) -> None:
        self._method, self._made = method, made
        self._locals = declared_in(body)
        roles = role_by_name(method.function.parameters, method.entry.needs)
        self._parameters = {
            p.name: f"p.{roles[p.name]}" if p.name in roles else f"parameter({index})"
            for index, p in enumerate(method.function.parameters)
        }
        self._imports = {i.name: i.path for i in method.source.declared.imports if i.name != "*"}
        self._roles = {c.declaration.name: c.role for s in method.connector.sources for c in s.components}
        self.properties = dict(self._held())

    def expression(self, name: str, *, is_call: bool) -> str | None:
        if name in self._locals:
            return None
        if not is_call and name in self._parameters:
            return self._parameters[name]
        if not is_call and name in self.properties:
            known = self.properties[name]
            if known is None:
                self._note(f"the property {name} of its class")
            return known
        if name == self._method.owner.name:
            return "owner.name"
        return self._type(name) or self._own_function(name, is_call=is_call)

    def _held(self) -> Iterator[tuple[str, str | None]]:
        owner, source = self._method.owner, self._method.source
        for prop in source.declared.properties:
            if prop.initializer and _LOGGER.search(prop.initializer):
                yield prop.name, "logger()"
        declared = [(p.name, p.type, None) for p in owner.constructor if p.is_property]
        declared += [(p.name, p.type, p.initializer) for p in owner.properties]
        for name, kind, initializer in declared:
            if initializer and _LOGGER.search(initializer):
                yield name, "logger()"
            else:
                made = re.match(r"([A-Z]\w*)\s*\(", initializer or "")
                yield name, self._property(simple_name(kind) if kind else made[1] if made else "")

    def _property(self, kind: str) -> str | None:
        role = self._roles.get(kind)
        if role is not None:
            return f'role_prop("{role.value}")'
        return f'prop("{kind}")' if kind in self._imports or self._method.contract.type(kind) else None

    def _type(self, name: str) -> str | None:
        """A class, or a function, that the file imports or the connector has."""
        role = self._roles.get(name)
        if role is not None:
            return f'own_class("{role.value}")'
        full = self._imports.get(name)
        if full is None:
            return f"t.{name}" if name[:1].isupper() and self._by_star(name) else None
        package = self._method.connector.package
        if package and full.startswith(f"{package}."):
            self._note(f"{name} of the connector")
            return None
        libraries = self._method.templates.index.libraries
        known = self._method.contract.type(name)
        if libraries.get(name) == full or (known is not None and known.fqn == full):
            return f"t.{name}"
        return f"imported({json.dumps(full)})"

    def _by_star(self, name: str) -> bool:
        known = self._method.contract.type(name)
        stars = {i.path.removesuffix(".*") for i in self._method.source.declared.imports if i.name == "*"}
        return known is not None and known.fqn.rpartition(".")[0] in stars

    def _own_function(self, name: str, *, is_call: bool) -> None:
        """Functions of the class itself are called by the names that this connector gives them."""
        owner = self._method.owner
        if is_call and any(f.name == name and not f.is_override for f in owner.functions):
            self._note(f"the function {name} of its class")

    def _note(self, what: str) -> None:
        note = f"It uses {what}, which another connector must have by that name."
        if note not in self._made.notes:
            self._made.notes.append(note)


def _abstract_calls(method: Method, code: Code, names: _Names) -> None:
    """`sqlGenerator.createTable(stream, table)` follows the parameters of the method that the other connector has."""
    held = {name: expression for name, expression in names.properties.items() if expression}
    for index, word in enumerate(code.words):
        role = re.fullmatch(r'role_prop\("(\w+)"\)', held.get(word, ""))
        if role is None or code.word(index + 1) != "." or code.word(index + 3) != "(":
            continue
        entry = method.templates.member(Role(role[1]), code.word(index + 2))
        end = code.closing(index + 3)
        if entry is not None and "*" not in entry.functions and end is not None:
            start = code.tokens[index].start
            code.put(Piece(start, code.tokens[end].end, f'component_call("{role[1]}", "{entry.kind}")'))


Helpers = dict[tuple[str, str], tuple[HelperEntry, Helper]]


def _helpers(method: Method) -> Helpers:
    """The small functions that this body can call and templates know, by what stands before their name and by it."""
    found: Helpers = {}
    suspends = method.function.is_suspend
    for entry in method.templates.index.helpers:
        # the first is the one that a template which asks for the helper would be given
        for helper in find_helpers(method.connector, method.source, method.owner, entry, suspends=suspends)[:1]:
            if helper.function.name != method.function.name:
                found.setdefault((helper.prefix, helper.function.name), (entry, helper))
    return found


def _abstract_helpers(code: Code, helpers: Helpers) -> None:
    """Calls of helpers, the innermost first, so that the expression of the outer one holds theirs."""
    calls = sorted(_helper_calls(code, helpers), key=lambda call: (call.end - call.start, call.start))
    for call in calls:
        arguments = [code.expression(*part) for part in call.arguments]
        code.put(Piece(call.start, call.end, f"helper({', '.join([json.dumps(call.name), *arguments])})"))


@dataclass(frozen=True)
class _HelperCall:
    name: str
    start: int
    end: int
    arguments: tuple[tuple[int, int], ...]


def _helper_calls(code: Code, helpers: Helpers) -> Iterator[_HelperCall]:
    for index, word in enumerate(code.words):
        if code.tokens[index].kind is not TokenKind.IDENTIFIER:
            continue
        for (prefix, name), (entry, helper) in helpers.items():
            found = _call_at(code, index, prefix, entry, helper) if word == name else None
            if found is not None:
                yield found
                break


def _call_at(code: Code, index: int, prefix: str, entry: HelperEntry, helper: Helper) -> _HelperCall | None:
    name_start, follows = code.tokens[index].start, code.word(index + 1)
    if helper.function.receiver:
        first = code.receiver(index - 1) if code.word(index - 1) == "." else None
        if first is None:
            return None
        chain = _unwrapped(code, first, index - 1)
        start = code.tokens[first].start
        if helper.is_property:
            return _HelperCall(entry.name, start, code.tokens[index].end, (chain,))
        end = code.closing(index + 1) if follows == "(" else None
        if end is None:
            return None
        return _HelperCall(entry.name, start, code.tokens[end].end, (chain, *code.arguments(index + 1, end)))
    if not code.text[:name_start].endswith(prefix) or (not prefix and code.word(index - 1) in _NAMES):
        return None
    start = name_start - len(prefix)
    end = code.closing(index + 1) if follows == "(" else None
    if end is not None:
        return _HelperCall(entry.name, start, code.tokens[end].end, tuple(code.arguments(index + 1, end)))
    return _HelperCall(entry.name, start, code.tokens[index].end, ()) if follows == "{" else None


def _unwrapped(code: Code, first: int, dot: int) -> tuple[int, int]:
    """The offsets of a receiver, without the parentheses that only a call needs."""
    if code.word(first) == "(" and code.closing(first) == dot - 1:
        return code.tokens[first].end, code.tokens[dot - 1].start
    return code.tokens[first].start, code.tokens[dot].start
