"""Where a file uses a value or a type of the CDK by its members, as far as the type is certain.

Certain is a parameter, a property or a local value that is declared with the type, and what follows it in a chain of
members whose results the contract knows. A name that is declared a second time in a function is left alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

from destination_writer.analysis.cdkmembers import OPEN
from destination_writer.analysis.cdknames import OWN, Names, contract_type, is_own, names_of
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.cdkvalues import NEXT, Values, add_value, may_be_value, values_of
from destination_writer.analysis.rule import FileSubject, FunctionAt
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.kotlin.calls import Call, closing
from destination_writer.text.places import Span

_DOT = r"\s*+(?:!!\s*+)?\??\.\s*+"
_HEAD = re.compile(
    rf"(?:\W++|(?![A-Za-z_])\w++|\w++(?!{_DOT}[A-Za-z_]))*+"
    rf"(?:(this\s*\.\s*)?([A-Za-z_]\w*+){_DOT}([A-Za-z_]\w*+)|\Z)"
)
"""The next name with a member behind its dot; what stands in front of both is passed over at once."""
_NAMED_SUBJECT = re.compile(r"val\s+\w+\s*(?::[^=]*)?=\s*")
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
    for name in subject.call_index.names:
        found = names.cdk(name) if name[0].isupper() else None
        if found is None or found.kind not in _CLASSES:
            continue
        for call in (call for call in subject.calls(name) if call.receiver is None):
            at = subject.function_around(call.name_span.start)
            yield Use(call.name, call.name_span, found, call.name_span, True, True, call, at)


def _chains(subject: FileSubject, names: Names) -> Iterator[Use]:
    for head in subject.shared(_heads):
        found, is_static = names.contract.at(head.type), False
        if found is None and head.name[0].isupper() and not head.of_this:
            found, is_static = names.cdk(head.name), True
        if found is not None:
            first = Span(head.start, head.member.end)
            yield from _chain(subject, names, head.function, found, first, head.member.start, is_static)


class _Head(NamedTuple):
    """`name.member`, maybe with `this.` in front, where it then starts; `type` is the full name of the value's type,
    empty where that is not sure and the name can be that of a type."""

    name: str
    start: int
    member: Span
    of_this: bool
    function: FunctionAt | None
    type: str


def _heads(subject: FileSubject) -> tuple[_Head, ...]:
    """Those that may be a value of a type that is sure, or a type. For `FileSubject.shared`."""
    names = subject.shared(names_of)
    if names is None:
        return ()
    bodies = [(one, one.body) for one in subject.functions if one.body is not None]
    starts = [body.start for _, body in bodies]
    code, after = subject.bare, max((i.span.end for i in subject.source.declared.imports), default=0)
    types: dict[tuple[int, str], tuple[str, bool]] = {}
    found: list[_Head] = []
    for match in _HEAD.finditer(code, after):
        name, of_this = match[2], match[1] is not None
        at = match.start(1) if of_this else match.start(2)
        if name is None or (at and code[at - 1] in ".`@"):
            continue
        number = bisect_right(starts, at) - 1
        one: FunctionAt | None = None
        type_, is_property = "", False
        if number >= 0 and at < bodies[number][1].end:
            one = bodies[number][0]
            if (number, name) not in types:
                types[number, name] = _type_of(subject, names, one, name)
            type_, is_property = types[number, name]
        if (of_this and not is_property) or (is_property and not of_this and has_other_receiver(subject, at)):
            type_ = ""
        if type_ or (name[0].isupper() and not of_this):
            found.append(_Head(name, at, Span(match.start(3), match.end()), of_this, one, type_))
    return tuple(found)


def _type_of(subject: FileSubject, names: Names, one: FunctionAt, name: str) -> tuple[str, bool]:
    """The type of a value of a function, and whether it is a property: `this` means no other, and another receiver's
    may be meant."""
    return values_of(subject, names, one).get(name, ("", False)) if may_be_value(subject, one, name) else ("", False)


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
        end = head.member.end
        if head.function is None or not is_own(head.type) or subject.bare[end : end + 1] not in ("(", "<"):
            continue
        path = head.type.removeprefix(OWN)
        full = path if "." in path else f"{subject.source.declared.package}.{path}"
        found.append(OwnUse(subject.bare[head.member.start : end], head.member, full, head.function))
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
        following = NEXT.match(code, behind)
        if following is None or code[behind : behind + 2] == "..":
            return
        at, end = following.span(1)


def _result(contract: Contract, owner: ContractType, name: str, is_static: bool) -> ContractType | None:
    """The type of a member's value, where it is one of the CDK's own."""
    key = ("result", owner.name, name, is_static)
    if key not in contract.derived:
        contract.derived[key] = _result_of(contract, owner, name, is_static)
    return cast("ContractType | None", contract.derived[key])


def _result_of(contract: Contract, owner: ContractType, name: str, is_static: bool) -> ContractType | None:
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


def value_at(subject: FileSubject, names: Names, span: Span) -> ContractType | None:
    """The type of an expression, where it is a value of a certain type or a chain of members behind one."""
    text = subject.bare[span.start : span.end]
    start = span.start + len(text) - len(text.lstrip())
    if (declared := _NAMED_SUBJECT.match(subject.bare, start, span.end)) is not None:
        start = declared.end()
    head = _PLAIN.match(subject.bare, start, span.end)
    found = values_at(subject, names, start).get(head[1]) if head else None
    if head is None or found is None:
        return None
    current = names.contract.at(found[0])
    at = head.end()
    while current is not None and (following := NEXT.match(subject.bare, at, span.end)) is not None:
        current, at = _result(names.contract, current, following[1], False), following.end()
    return current if not subject.bare[at : span.end].strip() else None


def values_at(subject: FileSubject, names: Names, at: int) -> Values:
    """The values with a certain type that a place sees: in a body, or in the header of a class."""
    one = subject.function_around(at)
    if one is not None:
        return values_of(subject, names, one) if one.body is not None and at in one.body else {}
    owner = subject.class_around(at)
    found: dict[str, tuple[str, bool]] = {}
    if owner is not None and (owner.body is None or at < owner.body.start):
        generic = type_parameters(owner.type_parameters)
        for parameter in owner.constructor:
            add_value(found, names, parameter.name, parameter.type, generic, False)
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
