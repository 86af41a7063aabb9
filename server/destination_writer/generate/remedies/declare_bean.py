"""`No bean of type [X] exists`: the class or the factory method that would give it lacks its annotation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.index import ConnectorIndex, DeclaredClass
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.kotlin.declarations import Annotation, Class, Function

SINGLETON = "jakarta.inject.Singleton"
FACTORY = "io.micronaut.context.annotation.Factory"
_SCOPES = frozenset(
    {"Singleton", "Prototype", "Context", "Bean", "Factory", "ConfigurationProperties", "EachBean", "EachProperty"}
)
_ABSTRACT = frozenset({"abstract", "sealed", "annotation", "enum", "data"})

_ALTERNATIVE = "return the {} from a @Singleton method of the bean factory, in place of the annotation."


@dataclass(frozen=True)
class _Lack:
    """An annotation that is missing in front of a declaration at `offset`."""

    source: SourceFile
    offset: int
    annotation: str
    what: str


def make(case: Case) -> Mending:
    """Raises CannotGenerate unless exactly one declaration of the connector would give the bean with one annotation."""
    wanted = bean_of(case)
    lacks = list(_lacks(case.connector, wanted))
    if len(lacks) != 1:
        found = "several declarations" if lacks else "no declaration"
        raise CannotGenerate(f"{found} of this connector would give {wanted} with one annotation more")
    return _mending(lacks[0], wanted)


def bean_of(case: Case) -> str:
    """The simple name of the type that is asked for. Raises CannotGenerate when the failure names none."""
    wanted = re.split(r"[.$]", case.arguments.get("bean", ""))[-1]
    if not wanted:
        raise CannotGenerate("the failure does not say which bean is missing", ("the type of the bean",))
    return wanted


def _lacks(connector: Connector, wanted: str) -> Iterator[_Lack]:
    """Factory methods first: where one returns the type, its class is no bean of its own."""
    methods = [(s, c, f) for s, c, f in _methods(connector) if f.return_type and simple_name(f.return_type) == wanted]
    beans = [(s, c, f) for s, c, f in methods if _is_bean(f.annotations) or _is_factory(c)]
    for source, owner, function in beans:
        yield from _of_method(source, owner, function)
    if not beans:
        yield from (_of_class(entry) for entry in _candidates(connector, wanted) if not _is_made(connector, entry))


def _of_method(source: SourceFile, owner: Class, function: Function) -> Iterator[_Lack]:
    if not _is_factory(owner):
        what = f"the class {owner.name}, whose {function.name} returns it,"
        yield _Lack(source, owner.span.start, FACTORY, what)
    elif not _is_bean(function.annotations):
        yield _Lack(source, function.span.start, SINGLETON, f"{owner.name}.{function.name}, which returns it,")


def _of_class(entry: DeclaredClass) -> _Lack:
    return _Lack(entry.source, entry.declaration.span.start, SINGLETON, f"the class {entry.declaration.name}")


def _candidates(connector: Connector, wanted: str) -> list[DeclaredClass]:
    """Concrete classes of that type; the deepest where they extend one another."""
    index = ConnectorIndex(connector)
    entries = [e for e in (*index.classes(wanted), *index.subclasses(wanted)) if _could_be_bean(e.declaration)]
    parents = {simple_name(p.name) for e in entries for p in e.declaration.supertypes}
    fitting = [e for e in entries if e.declaration.name not in parents]
    main = [e for e in fitting if not e.source.is_test]
    return main or fitting


def _could_be_bean(declared: Class) -> bool:
    plain = declared.kind == "class" and not _ABSTRACT & set(declared.modifiers)
    return plain and not _is_bean(declared.annotations)


def _is_made(connector: Connector, entry: DeclaredClass) -> bool:
    """A factory returns the class, so that an annotation would make a second bean of it."""
    name = entry.declaration.name
    return any(
        f.return_type and simple_name(f.return_type) == name for _, c, f in _methods(connector) if _is_factory(c)
    )


def _methods(connector: Connector) -> Iterator[tuple[SourceFile, Class, Function]]:
    for source in connector.sources:
        for owner in source.declared.all_classes():
            yield from ((source, owner, f) for f in owner.functions if "private" not in f.modifiers)


def _is_bean(annotations: tuple[Annotation, ...]) -> bool:
    return any(simple_name(a.name) in _SCOPES for a in annotations)


def _is_factory(owner: Class) -> bool:
    return any(simple_name(a.name) == "Factory" for a in owner.annotations)


def _mending(lack: _Lack, wanted: str) -> Mending:
    text = lack.source.text
    short = lack.annotation.rpartition(".")[2]
    indent, newline = indent_at(text, lack.offset), newline_of(text)
    name, with_it = importing(text, lack.annotation)
    moved = lack.offset + len(with_it) - len(text)
    return Mending(
        title=f"Put @{short} on {lack.what.partition(',')[0].removeprefix('the class ')} in {own_file(lack.source)}",
        why=f"Nothing gives {wanted}: {lack.what} has no @{short}, so the container of beans does not see it.",
        texts={lack.source.path: f"{with_it[:moved]}@{name}{newline}{indent}{with_it[moved:]}"},
        alternative=_ALTERNATIVE.format(wanted) if lack.annotation == SINGLETON and "," not in lack.what else "",
    )
