"""Where a stub stands: in which class and function, and what of the function is the stub."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from destination_writer.connector.model import SourceFile, Stub
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import offset_of
from destination_writer.generate.masking import mask
from destination_writer.kotlin.declarations import Body, BodyKind, Class, Function
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

    @property
    def path(self) -> str:
        return self.source.path


def find_place(source: SourceFile, stub: Stub) -> Place:
    """Raises CannotGenerate when the stub stands in no function of a class, or the file cannot be read around it."""
    start = offset_of(source.text, stub.call.range.start.line, stub.call.range.start.column)
    end = offset_of(source.text, stub.call.range.end.line, stub.call.range.end.column)
    todo = Span(start, end)
    owner = _innermost(source, start)
    function = next((f for f in owner.functions if f.body and start in f.body.span), None)
    if function is None or function.body is None:
        raise CannotGenerate(
            f"the stub stands in no function of {owner.name}: an initializer, a getter or code that cannot be parsed",
            ("a function of the component around the stub",),
        )
    body = function.body
    masked = mask(source.text)
    shape, statement = _shape(masked, body, todo)
    names = (
        frozenset(_LOCAL.findall(masked[body.span.start : start])) if body.kind == BodyKind.BLOCK else frozenset[str]()
    )
    return Place(source, owner, function, body, shape, todo, statement, names)


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
