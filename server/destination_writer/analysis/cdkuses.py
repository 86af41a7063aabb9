"""Where a file uses a value or a type of the CDK by its members, as far as the type is certain.

Certain is a parameter, a property or a local value that is declared with the type, and what follows it in a chain of
members whose results the contract knows. A name that is declared a second time in a function is left alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.analysis.cdkmembers import OPEN
from destination_writer.analysis.cdknames import OWN, Names, contract_type, is_own, names_of
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.rule import FileSubject, FunctionAt
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.kotlin.calls import Call, closing
from destination_writer.kotlin.declarations import Class
from destination_writer.text.places import Span

_HEAD = re.compile(r"(?<![\w.`@])(this\s*\.\s*)?([A-Za-z_]\w*)\s*(?:!!\s*)?\??\.\s*([A-Za-z_]\w*)")
_NEXT = re.compile(r"\s*(?:!!\s*)?\??\.\s*([A-Za-z_]\w*)")
_LOCAL = re.compile(r"\b(?:val|var)\s+(?:\(([^()]*)\)|(\w+)(?:\s*:\s*([A-Za-z_][\w.]*\??)(?=\s*(?:=|$|\n)))?)")
_LOOP = re.compile(r"\bfor\s*\(\s*(?:val\s+)?(?:\(([^()]*)\)|(\w+))")
_LAMBDA = re.compile(r"\{([^{}]*?)->")
_NESTED = re.compile(r"\bfun\b[^({=]*\(([^()]*)\)|\bcatch\s*\(\s*(\w+)")
_WORD = re.compile(r"(?<![.\w])([A-Za-z_]\w*)(?!\s*[.(\w])")
_NAMED_SUBJECT = re.compile(r"val\s+\w+\s*(?::[^=]*)?=\s*")
_MADE = re.compile(r"\s*=\s*([A-Z]\w*)\s*\(")
_PLAIN = re.compile(r"([A-Za-z_]\w*)")
_WITH_RECEIVER = ("apply", "run", "with", "buildList", "buildMap", "buildSet", "buildString")
_CLASSES = frozenset({Kind.CLASS, Kind.OPEN_CLASS, Kind.ABSTRACT_CLASS, Kind.DATA_CLASS, Kind.VALUE_CLASS})


@dataclass(frozen=True)
class Use:
    """`stream.schema`, `Meta.COLUMN_NAMES`, `TableName(...)`.

    `owner` is the type of what stands before the dot; for a constructor's call (`is_construction`) the type that is
    made. `call` is there when parentheses follow. `whole` reaches from the first name of the chain to this one.
    """

    name: str
    span: Span
    owner: ContractType
    whole: Span
    is_static: bool = False
    is_construction: bool = False
    call: Call | None = None
    function: FunctionAt | None = None


def uses(subject: FileSubject) -> tuple[Use, ...]:
    """Every use, in the order of the text. For `FileSubject.shared`."""
    names = subject.shared(names_of)
    if names is None or "io.airbyte.cdk" not in subject.text:
        return ()
    return tuple(sorted((*_chains(subject, names), *_constructions(subject, names)), key=lambda use: use.span.start))


def _constructions(subject: FileSubject, names: Names) -> Iterator[Use]:
    for call in subject.call_index.all():
        if not call.name[0].isupper() or call.receiver is not None:
            continue
        found = names.cdk(call.name)
        if found is not None and found.kind in _CLASSES:
            at = subject.function_around(call.name_span.start)
            yield Use(call.name, call.name_span, found, call.name_span, True, True, call, at)


def _chains(subject: FileSubject, names: Names) -> Iterator[Use]:
    for head in subject.shared(_heads):
        match, found, is_static = head.match, names.contract.at(head.type), False
        if found is None and match[2][0].isupper() and not match[1]:
            found, is_static = names.cdk(match[2]), True
        if found is not None:
            first = Span(match.start(), match.end())
            yield from _chain(subject, names, head.function, found, first, match.start(3), is_static)


@dataclass(frozen=True)
class _Head:
    """`name.member`; `type` is the full name of the value's type, empty where that is not sure."""

    match: "re.Match[str]"
    function: FunctionAt | None
    type: str


def _heads(subject: FileSubject) -> tuple[_Head, ...]:
    """For `FileSubject.shared`."""
    names = subject.shared(names_of)
    if names is None:
        return ()
    bodies = [one for one in subject.functions if one.body is not None]
    starts = [one.body.start for one in bodies if one.body is not None]
    after = max((i.span.end for i in subject.source.declared.imports), default=0)
    found: list[_Head] = []
    for match in _HEAD.finditer(subject.bare, after):
        number = bisect_right(starts, match.start()) - 1
        one = bodies[number] if number >= 0 else None
        if one is not None and (one.body is None or match.start() >= one.body.end):
            one = None
        found.append(_Head(match, one, _type_of(subject, names, one, match) if one is not None else ""))
    return tuple(found)


def _type_of(subject: FileSubject, names: Names, one: FunctionAt, match: "re.Match[str]") -> str:
    """The type of the value in front of the dot; none where `this` or another receiver may mean something else."""
    if not _may_be_value(subject, one, match[2]):
        return ""
    found, is_property = _values(subject, names, one).get(match[2], ("", False))
    if match[1]:
        return found if is_property else ""
    return "" if found and is_property and has_other_receiver(subject, match.start()) else found


@dataclass(frozen=True)
class OwnUse:
    """`client.dropTable(...)` on a value of one of the connector's own types, whose full name is `type`."""

    name: str
    span: Span
    type: str
    function: FunctionAt


def own_uses(subject: FileSubject) -> tuple[OwnUse, ...]:
    """Every call of a member behind the plain name of such a value. For `FileSubject.shared`."""
    found: list[OwnUse] = []
    for head in subject.shared(_heads):
        end = head.match.end()
        if head.function is None or not is_own(head.type) or subject.bare[end : end + 1] not in ("(", "<"):
            continue
        path = head.type.removeprefix(OWN)
        full = path if "." in path else f"{subject.source.declared.package}.{path}"
        found.append(OwnUse(head.match[3], Span(head.match.start(3), end), full, head.function))
    return tuple(found)


def _chain(
    subject: FileSubject,
    names: Names,
    function: FunctionAt | None,
    owner: ContractType,
    first: Span,
    at: int,
    is_static: bool,
) -> Iterator[Use]:
    code, end = subject.bare, first.end
    current: ContractType | None = owner
    while current is not None:
        name = code[at:end]
        call = Call(subject.text, code, name, Span(at, end), end) if code[end : end + 1] == "(" else None
        nested = next((item for item in current.nested if is_static and item.simple_name == name), None)
        whole = Span(first.start, end)
        if nested is not None:
            if call is not None and nested.kind in _CLASSES:
                yield Use(name, Span(at, end), nested, whole, True, True, call, function)
            current = nested if call is None else None
        else:
            yield Use(name, Span(at, end), current, whole, is_static, False, call, function)
            current, is_static = _result(names.contract, current, name, is_static), False
        behind = closing(code, end) + 1 if call is not None else end
        following = _NEXT.match(code, behind)
        if following is None or code[behind : behind + 2] == "..":
            return
        at, end = following.span(1)


def _result(contract: Contract, owner: ContractType, name: str, is_static: bool) -> ContractType | None:
    """The type of a member's value, where it is one of the CDK's own."""
    if is_static and name in {entry.partition("(")[0].strip() for entry in owner.entry.entries}:
        return owner
    texts: set[str] = set()
    generic: frozenset[str] = frozenset()
    for item in contract.ancestors(owner.name):
        members = [m for m in item.member(name) if m.verified]
        texts |= {m.return_type for m in members}
        texts |= {p.type for p in item.constructor or () if p.keyword and p.name == name}
        generic |= type_parameters(item.entry.type_parameters)
        if texts:
            break
    if len(texts) != 1:
        return None
    return contract.at(contract_type(contract, texts.pop(), generic).name)


def _may_be_value(subject: FileSubject, one: FunctionAt, name: str) -> bool:
    """Whether a name is that of a parameter, a property, or of something declared with a type: a quick look first."""
    if any(p.name == name for p in one.function.parameters):
        return True
    if one.owner is not None and any(name == known for known, _ in _properties(one.owner)):
        return True
    body = one.body
    if body is None:
        return False
    return any(subject.bare.find(sign, body.start, body.end) >= 0 for sign in (f"{name}:", f"val {name} ="))


Values = Mapping[str, tuple[str, bool]]
"""The values with a certain type, by name: its full name, and whether each is a property of its class."""


def _kept(subject: FileSubject) -> dict[Span, Values]:
    """The values of each function that was asked for, by its span. For `FileSubject.shared`."""
    del subject
    return {}


def _values(subject: FileSubject, names: Names, one: FunctionAt) -> Values:
    kept = subject.shared(_kept)
    if one.function.span not in kept:
        kept[one.function.span] = _values_of(subject, names, one)
    return kept[one.function.span]


def _values_of(subject: FileSubject, names: Names, one: FunctionAt) -> Values:
    found: dict[str, tuple[str, bool]] = {}
    generic = type_parameters(one.function.type_parameters)
    if one.owner is not None:
        generic |= type_parameters(one.owner.type_parameters)
        for name, written in _properties(one.owner):
            _add(found, names, name, written, generic, True)
    for parameter in one.function.parameters:
        found.pop(parameter.name, None)
        if "vararg" not in parameter.modifiers:
            _add(found, names, parameter.name, parameter.type, generic, False)
    assert one.body is not None
    for name, written in _declared(subject.bare[one.body.start : one.body.end]):
        there = found.pop(name, None)
        if there is None and written:
            _add(found, names, name, written, generic, False)
    return found


def _add(
    found: dict[str, tuple[str, bool]],
    names: Names,
    name: str,
    written: str,
    generic: frozenset[str],
    is_property: bool,
) -> None:
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
    for pattern in (_LOOP, _NESTED, _LAMBDA):
        for match in pattern.finditer(code):
            for group in match.groups():
                for name in re.findall(r"\w+", group or "") if pattern is _NESTED else _WORD.findall(group or ""):
                    add(name)
    return tuple(found.items())


def _made(code: str, at: int, end: int) -> str:
    """The class that a value is made of, where that is all of it: `= TableName(a, b)`."""
    found = _MADE.match(code, at, end)
    if found is None:
        return ""
    behind = code[closing(code, found.end() - 1) + 1 : end].lstrip(" \t")
    return found[1] if behind[:1] in ("\n", "\r", ";", "}", "") and not _NEXT.match(behind) else ""


def value_at(subject: FileSubject, names: Names, span: Span) -> ContractType | None:
    """The type of an expression, where it is a value of a certain type or a chain of members behind one."""
    text = subject.bare[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    if (declared := _NAMED_SUBJECT.match(subject.bare, start, span.end)) is not None:
        start = declared.end()
    head = _PLAIN.match(subject.bare, start, span.end)
    found = _values_at(subject, names, start).get(head[1]) if head else None
    if head is None or found is None:
        return None
    current = names.contract.at(found[0])
    at = head.end()
    while current is not None and (following := _NEXT.match(subject.bare, at, span.end)) is not None:
        current, at = _result(names.contract, current, following[1], False), following.end()
    return current if not subject.bare[at : span.end].strip() else None


def _values_at(subject: FileSubject, names: Names, at: int) -> Values:
    """The values with a certain type that a place sees: in a body, or in the header of a class."""
    one = subject.function_around(at)
    if one is not None:
        return _values(subject, names, one) if one.body is not None and at in one.body else {}
    owner = subject.class_around(at)
    found: dict[str, tuple[str, bool]] = {}
    if owner is not None and (owner.body is None or at < owner.body.start):
        generic = type_parameters(owner.type_parameters)
        for parameter in owner.constructor:
            _add(found, names, parameter.name, parameter.type, generic, False)
    return found


def has_other_receiver(subject: FileSubject, at: int) -> bool:
    """Whether a name may be that of another object here: inside of `apply { ... }` and its like."""
    return any(at in span for span in subject.shared(_other_receivers))


def _other_receivers(subject: FileSubject) -> tuple[Span, ...]:
    """For `FileSubject.shared`. A plain `run { ... }` brings no receiver of its own."""
    calls = (call for call in subject.calls(*_WITH_RECEIVER) if call.name != "run" or call.receiver is not None)
    return tuple(call.body for call in calls if call.body)


def may_be_cast(subject: FileSubject, use: Use) -> bool:
    """Whether the value before the dot may have been cast to a type below its own."""
    if use.is_static or use.owner.kind not in OPEN or use.function is None or use.function.body is None:
        return False
    chain = subject.bare[use.whole.start : use.span.start].rstrip(" \t\r\n.?!")
    last = re.findall(r"\w+", chain)[-1:]
    body = subject.bare[use.function.body.start : use.function.body.end]
    name = re.escape(last[0]) if last else ""
    return re.search(rf"\b{name}\s*(?:!?is\b|as\b)|\bwhen\s*\([^{{}}]*\b{name}\b", body) is not None
