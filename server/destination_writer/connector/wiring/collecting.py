"""Beans and the places that ask for one, read from what the connector's files declare."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.connector.wiring import annotations as marked
from destination_writer.connector.wiring.model import Bean, BeanKind, Condition, Place, Point, TestContext
from destination_writer.connector.wiring.points import field_points, parameter_points
from destination_writer.connector.wiring.types import FileScope, TypeRef
from destination_writer.kotlin.declarations import Annotation, Class, Function, Property
from destination_writer.text.places import Span

_CALL = re.compile(r"=\s*([A-Z][\w.]*)\s*(?:<[^()]*>)?\s*\(")
_NOT_MADE = frozenset({"abstract", "sealed", "annotation", "enum", "expect", "external", "inner"})
_INJECTED_CONSTRUCTOR = re.compile(r"@(?:[\w.]+\.)?Inject\s+constructor\b")
_SECOND_CONSTRUCTOR = re.compile(r"constructor(?<!\wconstructor)\b")
"""Begins with a literal, which a search runs to much faster than to `\\b`: the body of a class may be a whole file."""


@dataclass(frozen=True)
class Ancestry:
    """Where the types above a type come from: `above` gives them for a full name, None for one that is not known."""

    own: dict[str, tuple[SourceFile, Class]]
    scopes: dict[str, FileScope]
    """By path of the file."""
    foreign: dict[str, tuple[TypeRef, ...]]
    """Of the CDK's types and of other libraries' as far as they are known."""

    def types(self, start: TypeRef) -> tuple[tuple[TypeRef, ...], tuple[str, ...]]:
        """A type and all above it, nearest first, and those of them above which nothing is known."""
        found: dict[str, TypeRef] = {}
        loose: list[str] = []
        queue = [start]
        while queue:
            current = queue.pop(0)
            if not current.path:
                loose.append(current.name)
            elif current.path not in found:
                found[current.path] = current
                above = self._above(current)
                if above is None:
                    loose.append(current.path)
                queue += above or ()
        return tuple(found.values()), tuple(loose)

    def _above(self, current: TypeRef) -> tuple[TypeRef, ...] | None:
        known = self.own.get(current.path)
        if known is None:
            if current.path.startswith(("kotlin.", "java.lang.", "java.io.")):
                return ()
            return self.foreign.get(current.path)
        source, declared = known
        scope = self.scopes[source.path]
        return tuple(
            scope.type(
                f"{parent.name}<{parent.type_arguments}>" if parent.type_arguments else parent.name, current.path
            )
            for parent in declared.supertypes
        )


class Collector:
    """Reads one file's part of the container."""

    def __init__(self, source: SourceFile, ancestry: Ancestry) -> None:
        self._source, self._ancestry = source, ancestry
        self._scope = ancestry.scopes[source.path]
        self.beans: list[Bean] = []
        self.idle: list[Bean] = []
        self.tests: list[TestContext] = []
        package = source.declared.package
        for declared in source.declared.classes:
            self._class(declared, f"{package}.{declared.name}" if package else declared.name)

    def _class(self, declared: Class, path: str) -> None:
        found = marked.marks(declared.annotations)
        if "MicronautTest" in found and self._source.is_test:
            self._test(declared, path, found["MicronautTest"])
        elif declared.kind in ("class", "object") and not _NOT_MADE & set(declared.modifiers):
            self._bean(declared, path, found)
        self._methods(declared, path, marked.conditions_of(declared.annotations), is_factory="Factory" in found)
        for inner in declared.classes:
            self._class(inner, f"{path}.{inner.name}")

    def _bean(self, declared: Class, path: str, found: dict[str, Annotation]) -> None:
        scope_mark = next((found[name] for name in found if name in marked.CLASS_SCOPES), None)
        qualifier = next((found[name] for name in found if name in marked.QUALIFIERS), None)
        types, loose = self._ancestry.types(TypeRef(declared.name, path))
        is_known = not marked.is_strange(found) and not marked.is_many(found)
        made = replace(
            self._marked(path, types, declared.annotations, declared.span),
            name=declared.name,
            place=self._place(declared.name_span),
            mark=self._place(mark.span) if (mark := scope_mark or qualifier) else None,
            has_scope=scope_mark is not None,
            is_certain=is_known and declared.kind == "class",
            has_stubs=self._is_begun_only(declared),
            loose=loose,
            points=self._constructor(declared, path) + field_points(declared, path, self._scope, self._source.path),
        )
        if made.mark is not None or not is_known or self._asks_by_itself(declared, found):
            self.beans.append(made)
        elif declared.kind == "class" and "data" not in declared.modifiers:
            self.idle.append(made)

    def _is_begun_only(self, declared: Class) -> bool:
        """Most of its functions are stubs; one that an optional phase left open does not count."""
        stubs = sum(self._has_stub(function.span) for function in declared.functions)
        return 2 * stubs > len(declared.functions)

    def _has_stub(self, span: Span) -> bool:
        return "TODO(" in self._source.text[span.start : span.end]

    def _asks_by_itself(self, declared: Class, found: dict[str, Annotation]) -> bool:
        """Micronaut takes a class for a bean, too, that has something injected, or is `@Executable`."""
        members = [*declared.properties, *declared.functions]
        is_given = any(marked.INJECTED & set(marked.marks(member.annotations)) for member in members)
        end = declared.body.start if declared.body else declared.span.end
        header = self._source.text[declared.name_span.end : end]
        return is_given or "Executable" in found or _INJECTED_CONSTRUCTOR.search(header) is not None

    def _constructor(self, declared: Class, path: str) -> tuple[Point, ...]:
        points = parameter_points(declared.constructor, path, path, self._scope, self._source.path)
        body = declared.body or Span(0, 0)
        if _SECOND_CONSTRUCTOR.search(
            self._source.text, body.start, body.end
        ):  # which of them is used is not looked at
            return tuple(replace(point, is_opaque=True) for point in points)
        return points

    def _methods(self, owner: Class, path: str, conditions: tuple[Condition, ...], *, is_factory: bool) -> None:
        """A factory's methods that make beans; idle are those without a scope, and those that have one in vain."""
        for function in owner.functions:
            found = marked.marks(function.annotations)
            scope_mark = next((found[name] for name in found if name in marked.SCOPES), None)
            is_strange = marked.is_strange(found) or marked.is_many(found)
            if "private" in function.modifiers and not is_strange:
                continue  # the container cannot call it
            if is_factory and (scope_mark is not None or is_strange):
                self.beans.append(self._method(owner, path, function, conditions, scope_mark, not is_strange))
            elif not is_strange and is_factory is (scope_mark is None):
                idle = self._method(owner, path, function, conditions, scope_mark, is_certain=True)
                self.idle += () if idle.is_guessed else (idle,)
        for property_ in owner.properties if is_factory else ():
            if marked.SCOPES & set(marked.marks(property_.annotations)):
                self.beans.append(self._property(owner, path, property_))

    def _method(
        self,
        owner: Class,
        path: str,
        function: Function,
        conditions: tuple[Condition, ...],
        scope_mark: Annotation | None,
        is_certain: bool,
    ) -> Bean:
        result = self._result(function, path)
        types, loose = self._ancestry.types(result)
        id_ = f"{path}#{function.name}"
        made = self._marked(id_, types or (result,), function.annotations, function.span)
        return replace(
            made,
            name=f"{owner.name}.{function.name}",
            kind=BeanKind.METHOD,
            place=self._place(function.name_span),
            mark=self._place(scope_mark.span) if scope_mark else None,
            is_certain=is_certain,
            loose=loose,
            is_guessed=not result.path,
            conditions=(*conditions, *made.conditions),
            points=parameter_points(function.parameters, id_, path, self._scope, self._source.path),
        )

    def _property(self, owner: Class, path: str, made: Property) -> Bean:
        result = self._scope.type(made.type, path) if made.type else TypeRef("")
        types, loose = self._ancestry.types(result)
        return replace(
            self._marked(f"{path}#{made.name}", types or (result,), made.annotations, made.span),
            name=f"{owner.name}.{made.name}",
            kind=BeanKind.METHOD,
            place=self._place(made.name_span),
            loose=loose,
            is_guessed=not result.path,
            is_certain=False,
        )

    def _result(self, function: Function, path: str) -> TypeRef:
        if function.return_type is not None:
            return self._scope.type(function.return_type, path)
        body = self._source.text[function.body.span.start : function.body.span.end] if function.body else ""
        call = _CALL.match(body)
        return self._scope.type(call[1], path) if call and _ends_with_call(body) else TypeRef("")

    def _marked(self, id_: str, types: tuple[TypeRef, ...], annotations: tuple[Annotation, ...], span: Span) -> Bean:
        """What annotations say of any bean."""
        found = marked.marks(annotations)
        named, has_read = marked.name_of(found.get("Named"))
        replaced = marked.classes_in(found["Replaces"].arguments) if "Replaces" in found else ()
        return Bean(
            id=id_,
            name=id_,
            kind=BeanKind.CLASS,
            types=types,
            source_set=self._source.source_set,
            named=named,
            is_named_openly=has_read,
            is_primary="Primary" in found,
            is_secondary="Secondary" in found,
            has_stubs=self._has_stub(span),
            conditions=marked.conditions_of(annotations),
            replaces=tuple(self._scope.resolve(name) or name for name in replaced),
        )

    def _test(self, declared: Class, path: str, mark: Annotation) -> None:
        given = marked.arguments_of(mark.arguments)
        environments = marked.words(given.pop("environments", ""))
        others = set(given) - {"resolveParameters", "transactional", "startApplication", "rebuildContext", "packages"}
        types, _ = self._ancestry.types(TypeRef(declared.name, path))
        is_own_property = any(simple_name(a.name) == "Property" for a in declared.annotations)
        points = parameter_points(declared.constructor, path, path, self._scope, self._source.path)
        if given.get("resolveParameters", "true").strip() == "false":
            points = tuple(replace(point, is_opaque=True) for point in points)
        self.tests.append(
            TestContext(
                name=path,
                place=self._place(declared.name_span),
                mark=self._place(mark.span),
                source_set=self._source.source_set,
                environments=environments or (),
                points=points + field_points(declared, path, self._scope, self._source.path),
                supertypes=tuple(ref.path for ref in types[1:]),
                is_opaque=environments is None or bool(others) or is_own_property,
            )
        )
        self.beans += (
            self._mock(declared, path, f) for f in declared.functions if "MockBean" in marked.marks(f.annotations)
        )

    def _mock(self, owner: Class, path: str, function: Function) -> Bean:
        mark = marked.marks(function.annotations)["MockBean"]
        bean = self._method(owner, path, function, (), mark, is_certain=False)
        replaced = tuple(self._scope.resolve(name) or name for name in marked.classes_in(mark.arguments))
        return replace(bean, replaces=replaced or (bean.type.path,), test_class=path)

    def _place(self, span: Span) -> Place:
        return Place(self._source.path, span)


def _ends_with_call(body: str) -> bool:
    """`= Made(...)` and nothing behind it, as far as parentheses tell."""
    depth = 0
    for at, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == ")" and depth == 0:
            return not body[at + 1 :].strip()
    return False


def collect(sources: Iterable[SourceFile], ancestry: Ancestry) -> Iterator[Collector]:
    """One Collector a file that declares a class."""
    return (Collector(source, ancestry) for source in sources if source.declared.classes)
