"""Types of the CDK that a file names and that none of its imports reaches, as far as nothing else can be meant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from destination_writer.analysis.cdkmembers import LAST_OF_ERA
from destination_writer.analysis.cdknames import KOTLIN
from destination_writer.analysis.cdkplaces import CDK
from destination_writer.analysis.nearest import nearest
from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.contracts import ContractType
from destination_writer.knowledge.contracts_model import Kind, Part
from destination_writer.text.places import Span

_NAME = re.compile(r"[A-Z](?<![\w.`@$:].)\w++(?!`)(?!\s*=(?!=))")
_TYPE_OF_VALUE = re.compile(r": ([A-Z]\w++)(?=\s*=(?!=))")
"""What `=` follows is the name of an argument, but behind a colon."""
_DECLARES = re.compile(r"\b(?:fun|class|interface|object|typealias|val|var)\s+$")
_LIBRARIES = ("java.", "javax.", "jakarta.", "kotlin.", "kotlinx.", "org.junit.", "com.fasterxml.", "io.micronaut.")
"""Packages that have no type of the names that the CDK has."""
_NO_TYPES = frozenset({Kind.CONSTANT, Kind.FUNCTION, Kind.ANNOTATION})
_PARAMETER = re.compile(r"<\s*(?:in\s+|out\s+|reified\s+)?([A-Z]\w*)\s*(?=[:,>])|,\s*([A-Z]\w*)\s*(?=[:,>])")


@dataclass(frozen=True)
class Unimported:
    """`spans` are the places where the name stands, in the order of the text."""

    type: ContractType
    spans: tuple[Span, ...]


def unimported(subject: FileSubject) -> tuple[Unimported, ...]:
    """For `FileSubject.shared`. Only in a file that imports something: without a single import it is a sketch, or it is
    written out."""
    contract = subject.contract
    if contract is None or not is_closed_to_others(subject):
        return ()
    known = ((contract.type(name), spans) for name, spans in subject.shared(named).items())
    return tuple(
        Unimported(item, spans)
        for item, spans in known
        if item is not None and counts(item) and not _is_reached(subject, item)
    )


def is_closed_to_others(subject: FileSubject) -> bool:
    """Whether the file imports something, and nothing by a star but from the CDK and libraries that have no such
    names."""
    stars = (f"{star}." for star in subject.star_imports)
    return bool(subject.source.declared.imports) and all(star.startswith((CDK, *_LIBRARIES)) for star in stars)


def named(subject: FileSubject) -> Mapping[str, tuple[Span, ...]]:
    """Names with a capital that neither an import by name, the file nor its package explains, with the places where
    they stand. For `FileSubject.shared`."""
    found: dict[str, list[Span]] = {}
    for name, span in _named(subject):
        found.setdefault(name, []).append(span)
    return {name: tuple(spans) for name, spans in found.items()}


def _named(subject: FileSubject) -> Iterator[tuple[str, Span]]:
    known = subject.imported.keys() | subject.own_names | subject.neighbours | _own_entries(subject)
    known |= {name for pair in _PARAMETER.findall(_headers(subject)) for name in pair if name}
    code = subject.bare
    start = max((i.span.end for i in subject.source.declared.imports), default=0)
    found = [match.span() for match in _NAME.finditer(code, start)]
    found += [match.span(1) for match in _TYPE_OF_VALUE.finditer(code, start)]
    for at, end in sorted(found):
        name = code[at:end]
        if name not in known and not _DECLARES.search(code, max(at - 24, 0), at):
            yield name, Span(at, end)


def unexplained(subject: FileSubject) -> frozenset[str]:
    """Names with a capital that neither an import by name, the file, its package, nor Kotlin itself explains. For
    `FileSubject.shared`."""
    return frozenset(subject.shared(named)) - KOTLIN


def _headers(subject: FileSubject) -> str:
    """The type parameters of everything that the file declares."""
    classes = (c.type_parameters for c in subject.source.declared.all_classes())
    return " ".join([*classes, *(one.function.type_parameters for one in subject.functions)])


def _own_entries(subject: FileSubject) -> set[str]:
    """Words of the file's own enumerations: their entries are names as well."""
    found: set[str] = set()
    for declared in subject.source.declared.all_classes():
        if declared.kind == "enum class" and declared.body is not None:
            found |= set(re.findall(r"\w+", subject.bare[declared.body.start : declared.body.end]))
    return found


def counts(item: ContractType) -> bool:
    """A type at the top level that is surely there and where the contract says."""
    if "." in item.name or item.kind in _NO_TYPES or not f"{item.package}.".startswith(CDK):
        return False
    return item.is_sure_of(Part.EXISTENCE) and item.is_sure_of(Part.PACKAGE)


def _is_reached(subject: FileSubject, item: ContractType) -> bool:
    return item.package in subject.star_imports or item.package == subject.source.declared.package


def stray(subject: FileSubject) -> Mapping[str, ContractType]:
    """Imports of names that nobody knows and the file does not use, by their path, with the type of the same package
    that it uses without an import: the one was written for the other. For `FileSubject.shared`."""
    missing = subject.shared(unimported)
    contract = subject.contract
    if contract is None or not missing:
        return {}
    start = max(one.span.end for one in subject.source.declared.imports)
    found: dict[str, ContractType] = {}
    for imported in subject.source.declared.imports:
        package, _, name = imported.path.rpartition(".")
        near = [one.type for one in missing if one.type.package == package and _is_near(name, one.type.name)]
        if len(near) != 1 or imported.alias or contract.at(imported.path) is not None:
            continue
        if not re.search(rf"\b{re.escape(name)}\b", subject.bare[start:]):
            found[imported.path] = near[0]
    return found


def _is_near(name: str, other: str) -> bool:
    return bool(nearest(name, [other])) or other.lower().startswith(name.lower()) or name.startswith(other)


def once_in(subject: FileSubject, package: str, name: str) -> bool:
    """Whether some version has a type in a package."""
    versions = (subject.knowledge.contract(version) for version in LAST_OF_ERA.values())
    return any(contract.at(f"{package}.{name}") is not None for contract in versions)
