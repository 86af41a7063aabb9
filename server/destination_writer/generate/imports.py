"""Imports: each added once, in its sorted place; aliases and star imports that are there are used."""

from collections.abc import Iterable
from dataclasses import dataclass

from destination_writer.generate.lines import newline_of
from destination_writer.kotlin.declarations import KotlinFile
from destination_writer.kotlin.parse import parse_file

_DEFAULT = (
    "kotlin",
    "kotlin.collections",
    "kotlin.text",
    "kotlin.io",
    "kotlin.ranges",
    "kotlin.sequences",
    "java.lang",
)
"""Packages that Kotlin on the JVM imports by itself."""


@dataclass(frozen=True)
class Name:
    """How a file writes a name, and the import that it needs for that (None when it needs none)."""

    text: str
    wanted: str | None


def name_in(declared: KotlinFile, full_name: str) -> Name:
    """How a file can mention `full_name` (`a.b.C`, of a nested class `a.b.C.D`): by an import of its own, by one to
    add, or in full where the short name means something else there."""
    package, _, short = full_name.rpartition(".")
    exact = next((i for i in declared.imports if i.path == full_name), None)
    if exact:
        return Name(exact.name, None)
    taken = {i.name for i in declared.imports} | {c.name for c in declared.classes}
    if short in taken and not _same_cdk_type(declared, full_name, short):
        return Name(short if package == declared.package else full_name, None)
    if short in taken or package in (declared.package, *_DEFAULT) or _star(declared, package):
        return Name(short, None)
    return Name(short, full_name)


def _same_cdk_type(declared: KotlinFile, full_name: str, short: str) -> bool:
    """The file imports the type from a package of another CDK version: its mistake to mend, but the same type."""
    cdk = "io.airbyte.cdk."
    return full_name.startswith(cdk) and any(i.name == short and i.path.startswith(cdk) for i in declared.imports)


def _star(declared: KotlinFile, package: str) -> bool:
    return any(i.path == f"{package}.*" for i in declared.imports)


def with_imports(text: str, declared: KotlinFile, full_names: Iterable[str]) -> str:
    """The text with every one of these imports that it lacks. `declared` is what it declares now.

    Only what stands above the first declaration is read again after each import.
    """
    known = {found.path for found in declared.imports}
    spans = [found.span for found in declared.imports] or [span for span in [declared.package_span] if span]
    end = _statement_end(text, spans[-1].end) if spans else 0
    head, newline = text[:end], newline_of(text)
    for name in sorted(set(full_names) - known):
        head = with_import(head, parse_file(head), name, newline)
    return head + text[end:]


def with_import(text: str, declared: KotlinFile, full_name: str, newline: str = "") -> str:
    """The text with one more import: before the first that sorts behind it, else behind the last.

    `newline` is the line end to use; the text's own without one.
    """
    newline = newline or newline_of(text)
    line = f"import {full_name}"
    imports = declared.imports
    if imports:
        paths = [i.path for i in imports]
        behind = next((i for i in imports if i.path > full_name), None) if paths == sorted(paths) else None
        if behind:
            return text[: behind.span.start] + line + newline + text[behind.span.start :]
        end = _statement_end(text, imports[-1].span.end)
        return text[:end] + newline + line + text[end:]
    if declared.package_span:
        end = _statement_end(text, declared.package_span.end)
        return text[:end] + newline + newline + line + text[end:]
    return line + newline + newline + text


def _statement_end(text: str, offset: int) -> int:
    """Behind the rest of the line, where only a semicolon or a comment can stand."""
    while offset < len(text) and text[offset] not in "\r\n":
        offset += 1
    return offset
