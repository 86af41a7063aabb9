"""What the names of a function's values are declared to be: parameters, properties, local values with a type.

A name that is declared a second time in a function has no type.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from destination_writer.analysis.cdknames import Names
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.rule import FileSubject, FunctionAt
from destination_writer.kotlin.calls import closing
from destination_writer.kotlin.declarations import Class
from destination_writer.text.places import Span

NEXT = re.compile(r"\s*(?:!!\s*)?\??\.\s*([A-Za-z_]\w*)")
"""A further member of a chain."""
_LOCAL = re.compile(r"va[lr](?<!\w...)\s+(?:\(([^()]*)\)|(\w+)(?:\s*:\s*([A-Za-z_][\w.]*\??)(?=\s*(?:=|$|\n)))?)")
_LOOP = re.compile(r"for(?<!\w...)\s*\(\s*(?:val\s+)?(?:\(([^()]*)\)|(\w+))")
_LAMBDA = re.compile(r"\{([^{}]*?)->")
_NESTED = re.compile(r"fun(?<!\w...)\b[^({=]*\(([^()]*)\)")
_CAUGHT = re.compile(r"catch(?<!\w.....)\s*\(\s*(\w+)")
_WORD = re.compile(r"(?<![.\w])([A-Za-z_]\w*)(?!\s*[.(\w])")
_ANY = re.compile(r"\w+")
_MADE = re.compile(r"\s*=\s*([A-Z]\w*)\s*\(")


def may_be_value(subject: FileSubject, one: FunctionAt, name: str) -> bool:
    """Whether a name is that of a parameter, a property, or of something declared with a type: a quick look first."""
    kept = subject.shared(_named)
    known = kept.get(one.function.span.start)
    if known is None:
        properties = () if one.owner is None else _properties(one.owner)
        known = frozenset([*(p.name for p in one.function.parameters), *(n for n, _ in properties)])
        kept[one.function.span.start] = known
    if name in known:
        return True
    body = one.body
    if body is None:
        return False
    return any(subject.bare.find(sign, body.start, body.end) >= 0 for sign in (f"{name}:", f"val {name} ="))


def _named(subject: FileSubject) -> dict[int, frozenset[str]]:
    """The parameters of each function that was asked for, with its class's properties, by where it starts. For
    `FileSubject.shared`."""
    del subject
    return {}


Values = Mapping[str, tuple[str, bool]]
"""The values with a certain type, by name: its full name, and whether each is a property of its class."""


def _kept(subject: FileSubject) -> dict[int, Values]:
    """The values of each function that was asked for, by where it starts. For `FileSubject.shared`."""
    del subject
    return {}


def values_of(subject: FileSubject, names: Names, one: FunctionAt) -> Values:
    """The values that a function with a body sees, worked out once."""
    kept = subject.shared(_kept)
    start = one.function.span.start
    if start not in kept:
        kept[start] = _gathered(subject, names, one)
    return kept[start]


def _gathered(subject: FileSubject, names: Names, one: FunctionAt) -> Values:
    generic = type_parameters(one.function.type_parameters)
    found: dict[str, tuple[str, bool]] = {}
    if one.owner is not None:
        generic |= type_parameters(one.owner.type_parameters)
        found |= _values_of_class(subject, names, one.owner, generic)
    for parameter in one.function.parameters:
        found.pop(parameter.name, None)
        if "vararg" not in parameter.modifiers:
            add_value(found, names, parameter.name, parameter.type, generic, False)
    assert one.body is not None
    for name, written in _declared(subject.bare[one.body.start : one.body.end]):
        there = found.pop(name, None)
        if there is None and written:
            add_value(found, names, name, written, generic, False)
    return found


def _values_of_class(subject: FileSubject, names: Names, owner: Class, generic: frozenset[str]) -> Values:
    kept = subject.shared(_kept_of_classes)
    key = owner.span, generic
    if key not in kept:
        found: dict[str, tuple[str, bool]] = {}
        for name, written in _properties(owner):
            add_value(found, names, name, written, generic, True)
        kept[key] = found
    return kept[key]


def _kept_of_classes(subject: FileSubject) -> dict[tuple[Span, frozenset[str]], Values]:
    """The values of each class for functions of these type parameters. For `FileSubject.shared`."""
    del subject
    return {}


def add_value(
    found: dict[str, tuple[str, bool]],
    names: Names,
    name: str,
    written: str,
    generic: frozenset[str],
    is_property: bool,
) -> None:
    """Puts a name into `found` where the type that is written for it is certain."""
    plain = names.resolved(written, generic)
    if plain.name:
        found[name] = plain.name, is_property


def _properties(owner: Class) -> Iterator[tuple[str, str]]:
    yield from ((p.name, p.type) for p in owner.constructor if p.is_property)
    yield from ((p.name, p.type) for p in owner.properties if p.type)


@lru_cache(maxsize=1024)
def _declared(code: str) -> tuple[tuple[str, str], ...]:
    """Every name that is declared inside of a body, with its type where that is written; twice declared, no type."""
    found: dict[str, str] = {}

    def add(name: str, written: str = "") -> None:
        found[name] = written if name not in found else ""

    for match in _LOCAL.finditer(code):
        for name in _WORD.findall(match[1] or ""):
            add(name)
        if match[2]:
            add(match[2], match[3] or _made(code, match.end(), len(code)))
    for pattern in (_LOOP, _NESTED, _CAUGHT, _LAMBDA):
        words = _ANY if pattern is _NESTED else _WORD
        for match in pattern.finditer(code):
            for group in match.groups():
                for name in words.findall(group or ""):
                    add(name)
    return tuple(found.items())


def _made(code: str, at: int, end: int) -> str:
    """The class that a value is made of, where that is all of it: `= TableName(a, b)`."""
    found = _MADE.match(code, at, end)
    if found is None:
        return ""
    behind = code[closing(code, found.end() - 1) + 1 : end].lstrip(" \t")
    return found[1] if behind[:1] in ("\n", "\r", ";", "}", "") and not NEXT.match(behind) else ""
