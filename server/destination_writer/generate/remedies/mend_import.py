"""A name that the compiler does not know: its import is missing, or names a package of another CDK version."""

import re

from destination_writer.connector.model import SourceFile
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.imports import with_import
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.kotlin.declarations import Import

_JAKARTA = "jakarta.inject."
_MOVED_TO_JAKARTA = ("javax.inject.", "com.google.inject.", "io.micronaut.context.annotation.")
_INJECT = frozenset({"Singleton", "Inject", "Named", "Provider", "Qualifier", "Scope"})
_FORMER_NAMES = {"MigratingConfigurationSpecificationSupplier": "ConfigurationSpecificationSupplier"}
"""Names that the written guide uses and no version has, with what is meant."""


def make(case: Case) -> Mending:
    """Raises CannotGenerate when the line neither imports nor uses a type whose package is known."""
    source = case.demand_source()
    name = case.arguments.get("name", "").rpartition(".")[2]
    imported = _import_at(source, case.line)
    if imported is not None and (not name or name in imported.path.split(".")):
        return _moved(case, source, imported)
    for present in source.declared.imports:
        if name and present.name == name:
            return _moved(case, source, present)
    full = case.arguments.get("full") or _home_of(case, name)
    if full is None:
        raise CannotGenerate(f"it is not known which type {name or 'the compiler'} means", ("the type's package",))
    return Mending(
        title=f"Import {full}",
        why=f"{own_file(source)} uses {name}, which {_owner(case)} has as {full}, and does not import it.",
        texts={source.path: with_import(source.text, source.declared, full)},
        alternative=f"write {full} in full where it is used.",
    )


def _import_at(source: SourceFile, line: int) -> Import | None:
    if line < 1:
        return None
    return next((i for i in source.declared.imports if source.text.count("\n", 0, i.span.start) + 1 == line), None)


def _moved(case: Case, source: SourceFile, imported: Import) -> Mending:
    name = imported.path.rpartition(".")[2]
    full = case.arguments.get("full") or _home_of(case, name)
    if full is None or full == imported.path:
        raise CannotGenerate(f"it is not known where {imported.path} is in CDK {case.contract().version}")
    start, end = imported.span.start, imported.span.end
    there = any((other.path, other.alias) == (full, imported.alias) for other in source.declared.imports)
    written = f"import {full} as {imported.alias}" if imported.alias else f"import {full}"
    text = _without_line(source.text, start, end) if there else f"{source.text[:start]}{written}{source.text[end:]}"
    renamed = full.rpartition(".")[2]
    if renamed != name and not imported.alias:
        text = re.sub(rf"\b{re.escape(name)}\b", renamed, text)
    return Mending(
        title=f"Import {full}",
        why=f"{imported.path} is not there: {_owner(case)} has {renamed} as {full}.",
        texts={source.path: text},
        alternative=_alternative(full),
        restructures=renamed != name and not imported.alias,
    )


def _alternative(full: str) -> str:
    if full.startswith("io.airbyte.cdk."):
        return "pin in gradle.properties the cdkVersion that has the old package."
    return ""


def _without_line(text: str, start: int, end: int) -> str:
    rest = re.compile(r"[ \t;]*(?:\r\n|\r|\n)?").match(text, end)
    return text[:start] + text[rest.end() if rest else end :]


def _owner(case: Case) -> str:
    return f"a connector on CDK {case.contract().version}"


def _home_of(case: Case, name: str) -> str | None:
    """Where a type lives for the pinned version."""
    if name in _INJECT:
        return _JAKARTA + name
    return case.library(_FORMER_NAMES.get(name, name)) if name else None
