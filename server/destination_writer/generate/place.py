"""Where a stub stands: in which class and function, and what of the function is the stub."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from destination_writer.connector.model import SourceFile, Stub
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import offset_of
from destination_writer.generate.masking import mask
from destination_writer.kotlin.declarations import Body, BodyKind, Class, Function, Parameter, Property
from destination_writer.text.places import Span

_RETURN = re.compile(r"\breturn\s*$")
_LEFT = re.compile(r"(?:^|[;{}\r\n])\s*(?:return\s+)?(?:kotlin\.)?$")
_RIGHT = re.compile(r"[ \t]*(?:[;}\r\n]|$)")
_LOCAL = re.compile(r"\b(?:val|var|fun)\s+(\w+)")


class Shape(Enum):
    EXPRESSION = auto()
    """The whole expression behind `=`."""
    STATEMENT = auto()
    """A statement of the function's own block."""
    NESTED = auto()
    """Inside something: a branch, a lambda, a string, an argument."""


@dataclass(frozen=True)
class Place:
    """A stub with its surroundings. `todo` is the call, `statement` the statement that it makes up (with `return`)."""

    source: SourceFile
    owner: Class
    function: Function
    body: Body
    shape: Shape
    todo: Span
    statement: Span
    locals: frozenset[str]
    """Names declared in the block before the stub."""
    member: Property | Parameter | None = None
    """The property that the stub is the value or getter of; `function` then stands for it, without parameters."""
    dead: Span | None = None
    """A `return` of nothing behind the stub, which only served the compiler."""
    goes_on: bool = False
    """Other code follows in the block."""
    is_value: bool = False
    """The stub is a value behind `=`, which takes an expression and no block."""

    @property
    def path(self) -> str:
        return self.source.path


def find_place(source: SourceFile, stub: Stub) -> Place:
    """Raises CannotGenerate when the stub stands in no function of a class, or the file cannot be read around it."""
    start = offset_of(source.text, stub.call.range.start.line, stub.call.range.start.column)
    end = offset_of(source.text, stub.call.range.end.line, stub.call.range.end.column)
    todo = Span(start, end)
    owner = _innermost(source, start)
    masked = mask(source.text)
    function = next((f for f in owner.functions if f.body and start in f.body.span), None)
    member = None if function else _member(owner, start)
    if member is not None:
        function = _as_function(masked, member, start)
    if function is None or function.body is None:
        raise CannotGenerate(
            f"the stub stands in no function of {owner.name}: an initializer, or code that cannot be parsed",
            ("a function of the component around the stub",),
        )
    body = function.body
    shape, statement = _shape(masked, body, todo)
    names = (
        frozenset(_LOCAL.findall(masked[body.span.start : start])) if body.kind == BodyKind.BLOCK else frozenset[str]()
    )
    is_value = member is not None and not _GETTER.search(masked, member.span.start, body.span.end)
    dead, goes_on = _behind(masked, body, statement) if shape == Shape.STATEMENT else (None, False)
    return Place(source, owner, function, body, shape, todo, statement, names, member, dead, goes_on, is_value)


def _behind(masked: str, body: Body, statement: Span) -> tuple[Span | None, bool]:
    """A placeholder's `return` behind the stub, and whether other code follows."""
    end = masked.rfind("}", statement.end, body.span.end)
    rest = masked[statement.end : end]
    found = _PLACEHOLDER.fullmatch(rest)
    if found:
        return Span(statement.end + found.start(1), statement.end + found.end(1)), False
    return None, rest.strip(" \t\r\n;") != ""


_PLACEHOLDER = re.compile(
    r"[\s;]*(return(?:[ \t]+(?:null|true|false|-?\d+L?|_+|(?:empty|listOf|setOf|mapOf)\w*(?:<[^>]*>)?\(\)))?)[\s;]*"
)


def name_around(source: SourceFile, stub: Stub) -> tuple[str | None, str | None]:
    """Class and function, or property, that a stub belongs to."""
    if stub.call.function is not None:
        return stub.call.class_name, stub.call.function
    try:
        place = find_place(source, stub)
    except CannotGenerate:
        return stub.call.class_name, None
    return place.owner.name, place.function.name


_GETTER = re.compile(r"\bget\s*\(\s*\)")


def _member(owner: Class, offset: int) -> Property | Parameter | None:
    members: list[Property | Parameter] = [*owner.properties, *owner.constructor]
    return next((m for m in members if offset in m.span), None)


def _as_function(masked: str, member: Property | Parameter, offset: int) -> Function | None:
    """The property as a function: its body is what stands behind `=`, or the block of its getter."""
    name_end = member.name_span.end if isinstance(member, Property) else member.span.start
    name_span = member.name_span if isinstance(member, Property) else member.span
    getter = _GETTER.search(masked, name_end, offset)
    block = masked.find("{", getter.end(), offset) if getter else -1
    if block >= 0:
        body = Body(BodyKind.BLOCK, Span(block, member.span.end))
    else:
        sign = masked.rfind("=", name_end, offset)
        if sign < 0 or (getter and sign < getter.end()):
            return None
        body = Body(BodyKind.EXPRESSION, Span(sign, member.span.end))
    return Function(member.name, member.span, name_span, (), member.type, body, member.modifiers)


def _innermost(source: SourceFile, offset: int) -> Class:
    around = [c for c in source.declared.all_classes() if offset in c.span]
    if not around:
        raise CannotGenerate("the stub stands outside of every class", ("a component class around the stub",))
    return min(around, key=lambda c: c.span.end - c.span.start)


def _shape(masked: str, body: Body, todo: Span) -> tuple[Shape, Span]:
    before, after = masked[body.span.start : todo.start], masked[todo.end : body.span.end]
    if body.kind == BodyKind.EXPRESSION:
        start = todo.start - len("kotlin.") if before.endswith("kotlin.") else todo.start
        alone = masked[body.span.start + 1 : start].strip() == "" and after.strip() == ""
        return (Shape.EXPRESSION if alone else Shape.NESTED), Span(start, todo.end)
    inside = before[1:]
    balanced = all(inside.count(a) == inside.count(b) for a, b in ("()", "{}", "[]"))
    left = _LEFT.search(before)
    if not balanced or left is None or not _RIGHT.match(after):
        return Shape.NESTED, todo
    lead = re.search(r"(?:return\s+)?(?:kotlin\.)?$", before)
    start = todo.start - len(lead[0]) if lead else todo.start
    return Shape.STATEMENT, Span(start, todo.end)
