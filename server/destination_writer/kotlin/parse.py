"""`parse_file`: what a Kotlin file declares.

The outline (lexer, braces) says where each declaration is; tree-sitter reads the headers, one at a time. So one-line
bodies, guards, multi-dollar strings and half-typed members cost nothing but, at worst, their own header.
"""

import re
from functools import lru_cache

from destination_writer.kotlin.declarations import (
    Annotation,
    Class,
    Function,
    Import,
    KotlinFile,
    Parameter,
    Property,
    Supertype,
)
from destination_writer.kotlin.headertree import (
    AnnotationShape,
    HeaderShape,
    ParameterShape,
    Place,
    SupertypeShape,
    annotation_shapes,
    parse_header,
    shape_of,
)
from destination_writer.kotlin.outline import Outliner, Part
from destination_writer.kotlin.tokens import mask_literals
from destination_writer.text.places import Span

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"\S+")
_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([^\s;]+)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(import[ \t]+[^\r\n;]*[^\s;])", re.MULTILINE)
_FILE_ANNOTATION = re.compile(r"@file[ \t]*:")
_COMPANION = re.compile(r"companion(\s+)object")


@lru_cache(maxsize=256)
def parse_file(text: str) -> KotlinFile:
    """The declarations of a text. Never fails: what cannot be read is missing. Asking again for a text is free."""
    return _Reader(text).file()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.masked = mask_literals(text)
        self.ascii = self.masked if text.isascii() else _NON_ASCII.sub("x", self.masked)
        self.outliner = Outliner(self.masked)

    def file(self) -> KotlinFile:
        parts = self.outliner.parts(0, len(self.text))
        head = parts[0].start if parts else len(self.text)
        package = _PACKAGE.search(self.masked, 0, head)
        return KotlinFile(
            package=self.text[slice(*package.span(1))].replace("`", "") if package else "",
            package_span=Span(package.start(), package.end()) if package else None,
            imports=tuple(self._import(*found.span(1)) for found in _IMPORT.finditer(self.masked, 0, head)),
            annotations=self._file_annotations(head),
            classes=self._classes(parts),
            functions=self._functions(parts),
            properties=self._properties(parts),
        )

    def _import(self, start: int, end: int) -> Import:
        words = self.masked[start:end].split()
        path = "".join(words[1:])
        alias = None
        if len(words) > 3 and words[-2] == "as":
            path, alias = "".join(words[1:-2]), words[-1].strip("`")
        return Import(path.replace("`", ""), Span(start, end), alias)

    def _file_annotations(self, head: int) -> tuple[Annotation, ...]:
        found: list[Annotation] = []
        for match in _FILE_ANNOTATION.finditer(self.masked, 0, head):
            end = self.outliner.annotation_end(match.start())
            root = parse_header(self.ascii[match.start() : end])
            for node in root.children:
                shapes = annotation_shapes(node) if node.type == "file_annotation" else ()
                found += [self._annotation(shape, match.start()) for shape in shapes]
        return tuple(found)

    def _classes(self, parts: list[Part]) -> tuple[Class, ...]:
        return tuple(self._class(p) for p in parts if p.keyword not in ("fun", "val", "var"))

    def _functions(self, parts: list[Part]) -> tuple[Function, ...]:
        return tuple(self._function(p) for p in parts if p.keyword == "fun")

    def _properties(self, parts: list[Part]) -> tuple[Property, ...]:
        found = [self._property(p) for p in parts if p.keyword in ("val", "var")]
        return tuple(property_ for property_ in found if property_ is not None)

    def _shape(self, part: Part) -> HeaderShape:
        header = self.ascii[part.header_start : part.header_end]
        if part.keyword == "companion object":
            header = _named_companion(header, part.name)
        return shape_of(_without_blocks(header))

    def _class(self, part: Part) -> Class:
        shape, at = self._shape(part), part.header_start
        modifiers = self._words(shape.modifiers, at)
        special = next((word for word in ("enum", "annotation") if word in modifiers), "")
        return Class(
            name=part.name,
            kind=f"{special} {part.keyword}".strip(),
            span=Span(part.start, part.end),
            name_span=self._name_span(part, shape),
            body=part.body.span if part.body else None,
            modifiers=modifiers,
            annotations=self._annotations(shape.annotations, at),
            type_parameters=self._flat(shape.type_parameters, at) or "",
            constructor=self._parameters(shape.parameters, at),
            supertypes=tuple(self._supertype(s, at) for s in shape.supertypes),
            functions=self._functions(part.members),
            properties=self._properties(part.members),
            classes=self._classes(part.members),
        )

    def _function(self, part: Part) -> Function:
        shape, at = self._shape(part), part.header_start
        return Function(
            name=part.name,
            span=Span(part.start, part.end),
            name_span=self._name_span(part, shape),
            parameters=self._parameters(shape.parameters, at),
            return_type=self._flat(shape.type, at),
            body=part.body,
            modifiers=self._words(shape.modifiers, at),
            annotations=self._annotations(shape.annotations, at),
            type_parameters=self._flat(shape.type_parameters, at) or "",
            receiver=self._flat(shape.receiver, at),
        )

    def _property(self, part: Part) -> Property | None:
        shape, at = self._shape(part), part.header_start
        if shape.name is None:
            return None
        value = part.initializer
        delegate = part.delegate
        return Property(
            name=self._name(shape.name, at),
            span=Span(part.start, part.end),
            name_span=Span(at + shape.name[0], at + shape.name[1]),
            type=self._flat(shape.type, at),
            modifiers=self._words(shape.modifiers, at),
            annotations=self._annotations(shape.annotations, at),
            is_var=part.keyword == "var",
            initializer=self.text[value.start : value.end] if value else None,
            delegate=self.text[delegate.start : delegate.end] if delegate else None,
        )

    def _name_span(self, part: Part, shape: HeaderShape) -> Span:
        """The name; of an unnamed companion its first word; where the tree found none, where the text has it."""
        at, name = part.header_start, part.name
        if shape.name is not None and self.text[at + shape.name[0] : at + shape.name[1]].strip("`") == name:
            return Span(at + shape.name[0], at + shape.name[1])
        found = self.text.find(name, at, part.header_end)
        if found < 0 and part.keyword == "companion object":
            found, name = self.text.find("companion", at, part.header_end), "companion"
        return Span(found, found + len(name)) if found >= 0 else Span(at, at)

    def _parameters(self, shapes: tuple[ParameterShape, ...], at: int) -> tuple[Parameter, ...]:
        return tuple(
            Parameter(
                name=self._name(shape.name, at),
                type=self._flat(shape.type, at) or "",
                span=Span(at + shape.span[0], at + shape.span[1]),
                default=self._flat(shape.default, at),
                modifiers=self._words(shape.modifiers, at),
                annotations=self._annotations(shape.annotations, at),
                is_property=shape.is_property,
            )
            for shape in shapes
        )

    def _supertype(self, shape: SupertypeShape, at: int) -> Supertype:
        return Supertype(
            name=self._name(shape.name, at),
            span=Span(at + shape.span[0], at + shape.span[1]),
            type_arguments=self._flat(shape.type_arguments, at) or "",
            arguments=self._flat(shape.arguments, at),
            delegate=self._flat(shape.delegate, at),
        )

    def _annotations(self, shapes: tuple[AnnotationShape, ...], at: int) -> tuple[Annotation, ...]:
        return tuple(self._annotation(shape, at) for shape in shapes)

    def _annotation(self, shape: AnnotationShape, at: int) -> Annotation:
        return Annotation(
            name=self._flat(shape.name, at) or "",
            span=Span(at + shape.span[0], at + shape.span[1]),
            arguments=self._flat(shape.arguments, at) or "",
            target=self._flat(shape.target, at) or "",
        )

    def _words(self, places: tuple[Place, ...], at: int) -> tuple[str, ...]:
        return tuple(self.text[at + start : at + end] for start, end in places)

    def _flat(self, place: Place | None, at: int) -> str | None:
        """The source text of a place, comments out, white space outside strings single."""
        if place is None:
            return None
        words = _WORD.finditer(self.masked, at + place[0], at + place[1])
        return " ".join(self.text[word.start() : word.end()] for word in words)

    def _name(self, place: Place, at: int) -> str:
        return (self._flat(place, at) or "").strip("`")


def _named_companion(header: str, name: str) -> str:
    """`companion object` as an `object`, which parses outside a class; the length stays."""
    named = f"object {name}" if name == "Companion" and not re.search(r"object\s+Companion\b", header) else "object"
    return _COMPANION.sub(lambda m: named.rjust(len(m[0])), header, count=1)


def _without_blocks(header: str) -> str:
    """The header with what is between braces (lambdas as defaults) spaced out."""
    if "{" not in header:
        return header
    result: list[str] = []
    depth = 0
    for character in header:
        depth -= character == "}" and depth > 0
        result.append(character if depth == 0 else " ")
        depth += character == "{"
    return "".join(result)
