"""The places that ask: parameters of constructors and factory methods, and what carries `@Inject`."""

from collections.abc import Iterable

from destination_writer.connector.wiring import annotations as marked
from destination_writer.connector.wiring.model import Place, Point, Wrapper
from destination_writer.connector.wiring.types import FileScope, TypeRef
from destination_writer.kotlin.declarations import Annotation, Class, Parameter
from destination_writer.text.places import Span

_PROVIDERS = frozenset({"Provider", "BeanProvider", "ObjectProvider"})
_COLLECTIONS = frozenset(
    {"List", "Set", "Collection", "Iterable", "Array", "MutableList", "MutableSet", "Stream", "Map"}
)


def parameter_points(
    parameters: Iterable[Parameter], owner: str, inside: str, scope: FileScope, path: str
) -> tuple[Point, ...]:
    """One a parameter. `inside` is the full name of the class around them."""
    return tuple(
        _point(
            owner,
            parameter.name,
            scope.type(parameter.type, inside),
            Place(path, parameter.span),
            parameter.annotations,
            has_default=parameter.default is not None,
        )
        for parameter in parameters
    )


def field_points(declared: Class, owner: str, scope: FileScope, path: str) -> tuple[Point, ...]:
    """Properties and functions of a class that carry `@Inject`, and properties that read a setting."""
    found: list[Point] = []
    for property_ in declared.properties:
        names = set(marked.marks(property_.annotations))
        if names & {"Inject", "Value", "Property"} and property_.type:
            wanted = scope.type(property_.type, owner)
            place = Place(path, property_.name_span)
            has_default = property_.initializer is not None
            found.append(_point(owner, property_.name, wanted, place, property_.annotations, has_default=has_default))
    for function in declared.functions:
        if "Inject" in marked.marks(function.annotations):
            found += parameter_points(function.parameters, owner, owner, scope, path)
    return tuple(found)


def _point(
    owner: str, name: str, wanted: TypeRef, place: Place, annotations: tuple[Annotation, ...], *, has_default: bool
) -> Point:
    names = marked.marks(annotations)
    inner, wrapper = unwrapped(wanted)
    named, has_read = marked.name_of(names.get("Named"))
    setting, span = _setting(names)
    return Point(
        owner=owner,
        name=name,
        type=inner,
        place=place,
        wrapper=wrapper,
        named=named,
        setting=setting,
        setting_span=span,
        is_spared=has_default or wanted.is_nullable or "Nullable" in names,
        is_opaque=not has_read or marked.is_strange(names) or bool({"Parameter", "Any", "Primary"} & set(names)),
    )


def unwrapped(wanted: TypeRef) -> tuple[TypeRef, Wrapper]:
    """What is really asked for: `Provider<X>` asks for X, later."""
    if wanted.is_function:
        return wanted, Wrapper.NONE
    simple, inner = wanted.name.rpartition(".")[2], wanted.arguments
    if simple in _PROVIDERS:
        return (inner[0] if inner else wanted), Wrapper.PROVIDER
    if simple == "Optional":
        return (inner[0] if inner else wanted), Wrapper.OPTIONAL
    if simple in _COLLECTIONS:
        return (inner[-1] if inner else wanted), Wrapper.COLLECTION
    return wanted, Wrapper.NONE


def _setting(names: dict[str, Annotation]) -> tuple[str | None, Span | None]:
    """What `@Value("\\${a.b}")` or `@Property(name = "a.b")` reads; `""` where it cannot be read."""
    for name in ("Value", "Property"):
        if name in names:
            given = marked.arguments_of(names[name].arguments)
            text = marked.literal(given.get("name", "") if name == "Property" else given.get("value", ""))
            if text is None:
                return "", names[name].span
            default = given.get("defaultValue")
            if name == "Property":
                text = f"${{{text}:}}" if default is not None else f"${{{text}}}"
            return text, names[name].span
    return None, None
