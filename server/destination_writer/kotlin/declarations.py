"""What a Kotlin file declares, as values. All spans are offsets into the file's text."""

from dataclasses import dataclass, field
from enum import StrEnum

from destination_writer.text.places import Range, Span


@dataclass(frozen=True, slots=True)
class Import:
    """`import a.b.C as D`; a star import has the path `a.b.*`."""

    path: str
    span: Span
    alias: str | None = None

    @property
    def name(self) -> str:
        """The simple name that the import brings into the file (`*` for a star import)."""
        return self.alias or self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Annotation:
    """`@Requires(property = X)`: `name` is `Requires` (as written, maybe qualified), `arguments` the text between
    the parentheses, empty when there are none. `target` is the use-site target (`get`, `field`, ...)."""

    name: str
    span: Span
    arguments: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A function's or constructor's parameter. `type` is the source text, single-spaced; `default` likewise."""

    name: str
    type: str
    span: Span
    default: str | None = None
    modifiers: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    is_property: bool = False
    """Declared with `val` or `var` (constructors only)."""


class BodyKind(StrEnum):
    BLOCK = "block"
    """`{ ... }`; the span includes the braces."""
    EXPRESSION = "expression"
    """`= ...`; the span starts at the `=`."""


@dataclass(frozen=True, slots=True)
class Body:
    kind: BodyKind
    span: Span


@dataclass(frozen=True, slots=True)
class Function:
    """`span` starts at the first annotation, modifier or KDoc-less token and ends behind the body."""

    name: str
    """Without backticks."""
    span: Span
    name_span: Span
    parameters: tuple[Parameter, ...] = ()
    return_type: str | None = None
    """As written; None when nothing is written (Unit for a block body, inferred for an expression)."""
    body: Body | None = None
    modifiers: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    type_parameters: str = ""
    receiver: str | None = None

    @property
    def is_suspend(self) -> bool:
        return "suspend" in self.modifiers

    @property
    def is_override(self) -> bool:
        return "override" in self.modifiers


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    span: Span
    name_span: Span
    type: str | None = None
    modifiers: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    is_var: bool = False
    initializer: str | None = None
    """The text behind `=`, as written."""
    delegate: str | None = None
    """The text behind `by`, as written."""


@dataclass(frozen=True, slots=True)
class Supertype:
    """`DirectLoader<X>(a, b)`: `name` is `DirectLoader`, `type_arguments` `X`; `arguments` None when not called."""

    name: str
    span: Span
    type_arguments: str = ""
    arguments: str | None = None
    delegate: str | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class, interface, object, enum or companion. `kind` is the Kotlin keyword phrase (`class`, `interface`,
    `fun interface`, `object`, `companion object`, `enum class`, `annotation class`)."""

    name: str
    kind: str
    span: Span
    name_span: Span
    body: Span | None = None
    """With its braces; None for a class without a body."""
    modifiers: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    type_parameters: str = ""
    constructor: tuple[Parameter, ...] = ()
    supertypes: tuple[Supertype, ...] = ()
    functions: tuple[Function, ...] = ()
    properties: tuple[Property, ...] = ()
    classes: tuple["Class", ...] = ()

    def function(self, name: str) -> Function | None:
        return next((f for f in self.functions if f.name == name), None)


@dataclass(frozen=True, slots=True)
class KotlinFile:
    package: str = ""
    package_span: Span | None = None
    imports: tuple[Import, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    classes: tuple[Class, ...] = ()
    functions: tuple[Function, ...] = ()
    properties: tuple[Property, ...] = ()

    def all_classes(self) -> tuple[Class, ...]:
        """Every class at any depth, outer before inner."""
        found: list[Class] = []
        queue = list(self.classes)
        while queue:
            current = queue.pop(0)
            found.append(current)
            queue = [*current.classes, *queue]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class TodoCall:
    """A call of `TODO(...)`, from the `T` to the closing parenthesis.

    `phase` is the number in `Phase N` of its text, None for a call without one; `reason` is the text of its string,
    None for a plain `TODO()`. `class_name` and `function` are the innermost enclosing ones by the lexer's braces
    (an object expression or lambda does not count as a class), `supertypes` the simple names behind that class's
    colon, `annotations` those of that class.
    """

    range: Range
    text: str
    phase: int | None
    reason: str | None
    class_name: str | None = None
    function: str | None = None
    supertypes: tuple[str, ...] = field(default=())
    annotations: tuple[str, ...] = field(default=())
