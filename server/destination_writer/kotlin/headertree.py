"""Asks tree-sitter what the header of one declaration says. It never sees a body, a string's text or another member.

The header comes masked and in ASCII, so a byte is a character and nothing in it can lead the parser's recovery astray;
what comes back are places, which the caller reads in the real text. Shapes are kept by header text, so an edit of one
member costs one small parse.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tree_sitter import Language, Node, Parser
from tree_sitter_kotlin import language

Place = tuple[int, int]


class AnnotationShape(NamedTuple):
    span: Place
    name: Place
    arguments: Place | None
    """Between the parentheses."""
    target: Place | None


class ParameterShape(NamedTuple):
    span: Place
    name: Place
    type: Place | None
    default: Place | None
    modifiers: tuple[Place, ...]
    annotations: tuple[AnnotationShape, ...]
    is_property: bool


class SupertypeShape(NamedTuple):
    span: Place
    name: Place
    type_arguments: Place | None
    arguments: Place | None
    delegate: Place | None


class HeaderShape(NamedTuple):
    name: Place | None = None
    modifiers: tuple[Place, ...] = ()
    annotations: tuple[AnnotationShape, ...] = ()
    type_parameters: Place | None = None
    receiver: Place | None = None
    type: Place | None = None
    """Return type of a function, type of a property."""
    parameters: tuple[ParameterShape, ...] = ()
    supertypes: tuple[SupertypeShape, ...] = ()


LONGEST_HEADER = 40_000
"""Characters. A longer one (hundreds of parameters) is an accident, and would hold up everything else."""
DEEPEST_HEADER = 100
"""Brackets in each other, likewise."""
_PARSER = Parser(Language(language()))
_DECLARATIONS = frozenset({"function_declaration", "class_declaration", "object_declaration", "property_declaration"})
_OPENERS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = re.compile(r"[()\[\]{}]")


def parse_header(header: str) -> Node:
    """The root of a header's tree. What is left open at its end is closed first: it is being typed."""
    opened: list[str] = []
    for sign in _BRACKET.findall(header):
        if sign in _OPENERS:
            opened.append(_OPENERS[sign])
        elif opened and opened[-1] == sign:
            opened.pop()
        if len(opened) > DEEPEST_HEADER:
            return _PARSER.parse(b"").root_node
    return _PARSER.parse((header + "".join(reversed(opened))).encode("ascii", "replace")).root_node


@lru_cache(maxsize=4096)
def shape_of(header: str) -> HeaderShape:
    """What a masked ASCII header says. Unknown or broken parts are missing from the answer."""
    if len(header) > LONGEST_HEADER:
        return HeaderShape()
    node = _declaration(parse_header(header))
    children = node.children
    constructor = _child(node, "primary_constructor") or node
    list_ = _child(node, "function_value_parameters")
    parameters = _parameters(list_.children) if list_ else _class_parameters(_child(constructor, "class_parameters"))
    declared = _child(node, "variable_declaration")
    modifiers = _child(node, "modifiers")
    return HeaderShape(
        name=_name(node, declared),
        modifiers=_modifiers(modifiers),
        annotations=_annotations(modifiers),
        type_parameters=_place(_child(node, "type_parameters")),
        receiver=_receiver(children),
        type=_type_behind_colon((declared or node).children),
        parameters=parameters,
        supertypes=tuple(_supertypes(_child(node, "delegation_specifiers"))),
    )


def _declaration(root: Node) -> Node:
    """The declaration in a tree; in a tree of broken code, what holds its pieces."""
    for child in root.children:
        if child.type in _DECLARATIONS:
            return child
    return next((child for child in root.children if child.type == "ERROR"), root)


def _place(node: Node | None) -> Place | None:
    return (node.start_byte, node.end_byte) if node is not None else None


def _child(node: Node, type_: str) -> Node | None:
    return next((child for child in node.children if child.type == type_), None)


def _name(node: Node, declared: Node | None) -> Place | None:
    if declared is not None:
        return _place(_child(declared, "identifier"))
    return _place(node.child_by_field_name("name") or _child(node, "identifier"))


def _modifiers(node: Node | None) -> tuple[Place, ...]:
    if node is None:
        return ()
    return tuple((c.start_byte, c.end_byte) for c in node.children if c.type != "annotation" and c.is_named)


def _annotations(node: Node | None) -> tuple[AnnotationShape, ...]:
    found = [] if node is None else [c for c in node.children if c.type == "annotation"]
    return tuple(shape for annotation in found for shape in annotation_shapes(annotation))


def annotation_shapes(node: Node) -> Iterator[AnnotationShape]:
    """One annotation, or each of a list in brackets; also of a `file_annotation`."""
    target = _child(node, "use_site_target") or next((c for c in node.children if c.type == "file"), None)
    called = [c for c in node.children if c.type in ("user_type", "constructor_invocation")]
    for child in called:
        type_ = _child(child, "user_type") if child.type == "constructor_invocation" else child
        list_ = _child(child, "value_arguments")
        span = (node.start_byte, node.end_byte) if len(called) == 1 else (child.start_byte, child.end_byte)
        name = _type_name(type_ or child)
        yield AnnotationShape(span, name, _inside(list_), _target(target))


def _target(node: Node | None) -> Place | None:
    if node is None:
        return None
    word = node.children[0] if node.children else node
    return (word.start_byte, word.end_byte)


def _type_name(node: Node) -> Place:
    """A type's name with its qualifiers, without its arguments."""
    names = [c for c in node.children if c.type in ("identifier", ".")]
    return (names[0].start_byte, names[-1].end_byte) if names else (node.start_byte, node.end_byte)


def _inside(list_: Node | None) -> Place | None:
    return (list_.start_byte + 1, list_.end_byte - 1) if list_ is not None else None


def _type_behind_colon(children: list[Node]) -> Place | None:
    colon = next((i for i, c in enumerate(children) if c.type == ":"), None)
    if colon is None:
        return None
    rest = children[colon + 1 :]
    stop = next((i for i, c in enumerate(rest) if c.type in ("=", "type_constraints", "function_body")), len(rest))
    types = [c for c in rest[:stop] if c.end_byte > c.start_byte]
    return (types[0].start_byte, types[-1].end_byte) if types else None


def _receiver(children: list[Node]) -> Place | None:
    """The type before the dot before the name."""
    start = next((i for i, c in enumerate(children) if c.type in ("fun", "val", "var")), None)
    dot = next((i for i, c in enumerate(children) if c.type == "."), None)
    if start is None or dot is None:
        return None
    types = [c for c in children[start + 1 : dot] if c.type != "type_parameters"]
    return (types[0].start_byte, types[-1].end_byte) if types else None


def _parameters(children: list[Node]) -> tuple[ParameterShape, ...]:
    """Of a function: modifiers and default stand beside the parameter in the tree."""
    found: list[ParameterShape] = []
    modifiers: Node | None = None
    for i, node in enumerate(children):
        if node.type == "parameter_modifiers":
            modifiers = node
        elif node.type == "parameter":
            default = _default(children, i + 1)
            shape = _parameter(node, modifiers, default)
            found += [shape] if shape else []
            modifiers = None
    return tuple(found)


def _default(children: list[Node], at: int) -> Place | None:
    if at >= len(children) or children[at].type != "=":
        return None
    values: list[Node] = []
    for node in children[at + 1 :]:
        if node.type in (",", ")"):
            break
        values.append(node)
    return (values[0].start_byte, values[-1].end_byte) if values else None


def _parameter(node: Node, modifiers: Node | None, default: Place | None) -> ParameterShape | None:
    name = _child(node, "identifier")
    if name is None:
        return None
    first = modifiers or node
    return ParameterShape(
        span=(first.start_byte, default[1] if default else node.end_byte),
        name=(name.start_byte, name.end_byte),
        type=_type_behind_colon(node.children),
        default=default,
        modifiers=_modifiers(modifiers),
        annotations=_annotations(modifiers),
        is_property=any(c.type in ("val", "var") for c in node.children),
    )


def _class_parameters(list_: Node | None) -> tuple[ParameterShape, ...]:
    found: list[ParameterShape] = []
    for node in list_.children if list_ is not None else ():
        if node.type == "class_parameter":
            sign = next((i for i, c in enumerate(node.children) if c.type == "="), None)
            default = None if sign is None else _default(node.children, sign)
            shape = _parameter(node, _child(node, "modifiers"), default)
            if shape is not None:
                found.append(shape._replace(span=(node.start_byte, node.end_byte)))
    return tuple(found)


def _supertypes(list_: Node | None) -> Iterator[SupertypeShape]:
    for node in list_.children if list_ is not None else ():
        inner = next((c for c in node.children if c.is_named and c.type != "annotation"), None)
        if node.type != "delegation_specifier" or inner is None:
            continue
        type_ = inner if inner.type == "user_type" else _child(inner, "user_type")
        if type_ is None:
            continue
        by = next((i for i, c in enumerate(inner.children) if c.type == "by"), None)
        value = inner.children[by + 1 :] if by is not None else []
        identifiers = [c for c in type_.children if c.type == "identifier"]
        name = identifiers[-1] if identifiers else type_
        yield SupertypeShape(
            span=(node.start_byte, node.end_byte),
            name=(name.start_byte, name.end_byte),
            type_arguments=_inside(_child(type_, "type_arguments")),
            arguments=_inside(_child(inner, "value_arguments")),
            delegate=(value[0].start_byte, value[-1].end_byte) if value else None,
        )
