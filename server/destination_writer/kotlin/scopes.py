"""What surrounds a place, from words and braces alone.

A `Scope` is a chain of values from the inside out: comparing two is cheap, and equal ones mean equal surroundings, so
an edit is done with when the scope behind it is the old one. The *pending* ones are not braces yet (or never): a header
whose body has not begun, an expression body, annotations that wait for their class. `kotlin/headers.py` reads those.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, Optional, cast

if TYPE_CHECKING:
    from destination_writer.kotlin.headers import Header


class Kind(IntEnum):
    TOP = 0
    BLOCK = 1
    """Braces of anything else: lambda, `when`, `init`, control flow, enum entry."""
    OBJECT = 2
    """Body of an object expression."""
    CLASS = 3
    FUNCTION = 4
    PENDING = 5
    EXPRESSION = 6
    """Pending as well: the body behind `=`."""


class Scope(NamedTuple):
    kind: Kind
    parent: Optional["Scope"] = None
    name: str = ""
    supertypes: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()
    header: Optional["Header"] = None
    """What a pending scope has read so far. Never changed once it is in a scope."""

    def __eq__(self, other: object) -> bool:
        """Step by step outwards: nesting may be deeper than Python recurses."""
        mine: Scope | None = self
        its = other
        while mine is not its:
            if mine is None or not isinstance(its, Scope) or mine.kind != its.kind or mine[2:] != its[2:]:
                return False
            mine, its = mine.parent, its.parent
        return True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.kind, self.name))


ROOT = Scope(Kind.TOP)


_new_tuple = cast("Callable[[type[Scope], tuple[object, ...]], Scope]", tuple.__new__)  # pyright: ignore[reportUnknownMemberType] - partly untyped in typeshed


def block(parent: Scope) -> Scope:
    """Braces inside `parent`. Written out, because a large file has tens of thousands of them."""
    return _new_tuple(Scope, (Kind.BLOCK, parent, "", (), (), None))


class Enclosing(NamedTuple):
    """The innermost class and function; an object expression and a lambda are neither."""

    class_name: str | None = None
    function: str | None = None
    supertypes: tuple[str, ...] = ()
    annotations: tuple[str, ...] = ()


def enclosing(scope: Scope) -> Enclosing:
    """What a place with this scope is enclosed by. A class ends the search: it hides the function around it."""
    function: str | None = None
    at: Scope | None = scope
    while at is not None:
        if at.kind is Kind.CLASS:
            return Enclosing(at.name, function, at.supertypes, at.annotations)
        if function is None and at.kind in (Kind.FUNCTION, Kind.EXPRESSION):
            function = at.name
        at = at.parent
    return Enclosing(function=function)
