"""Annotations of dependency injection: one put in front of a declaration, one taken away, one reworded."""

import re
from collections.abc import Iterator

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import simple_name
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.kotlin.declarations import Annotation, Class, Function

_WHY = {
    "Primary": "Several beans fit where {} is meant, and @Primary says that it is.",
    "Singleton": "Without a scope a new {} is made for every place that asks.",
    "Requires": "Without a condition {} takes the place of the CDK's operations in all runs.",
}
_SCOPES = frozenset({"Singleton", "Prototype", "Context", "Bean"})


def annotate(case: Case) -> Mending:
    """`annotation` (full name), with `text` in its parentheses, in front of `name`, a class or `Class.function` of the
    file. Raises CannotGenerate when the declaration is not there, or has it."""
    source, full = case.demand_source(), case.arguments.get("annotation", "")
    declared, short = _declared(source, case.arguments.get("name", "")), full.rpartition(".")[2]
    if any(simple_name(a.name) == short for a in declared.annotations):
        raise CannotGenerate(f"{declared.name} has @{short} already")
    at = declared.span.start
    name, text = importing(source.text, full)
    moved = at + len(text) - len(source.text)
    inside = case.arguments.get("text", "")
    mark = f"@{name}{f'({inside})' if inside else ''}{newline_of(text)}{indent_at(source.text, at)}"
    return Mending(
        title=f"Put @{short} on {declared.name} in {own_file(source)}",
        why=_WHY.get(short, "{} lacks it.").format(declared.name),
        texts={source.path: f"{text[:moved]}{mark}{text[moved:]}"},
    )


def unmark(case: Case) -> Mending:
    """An annotation of the class or method `name` taken away: the one called `annotation`, else its scope. Raises
    CannotGenerate when it has none."""
    source = case.demand_source()
    declared = _declared(source, case.arguments.get("name", ""))
    short = case.arguments.get("annotation", "")
    wanted = frozenset({short}) if short else _SCOPES
    mark = next((a for a in declared.annotations if simple_name(a.name) in wanted), None)
    if mark is None:
        raise CannotGenerate(f"{declared.name} has no @{short or 'Singleton'}")
    behind = re.compile(r"[ \t]*(?:\r\n|\r|\n)?[ \t]*").match(source.text, mark.span.end)
    end = behind.end() if behind else mark.span.end
    return Mending(
        title=f"Take @{simple_name(mark.name)} off {declared.name} in {own_file(source)}",
        why=f"With its condition {declared.name} is there in other containers than the one that needs it."
        if short
        else f"A factory method returns {declared.name} as well: with the annotation there are two beans of it.",
        texts={source.path: source.text[: mark.span.start] + source.text[end:]},
        alternative="" if short else "keep the annotation, and remove the factory's method.",
    )


def reword(case: Case) -> Mending:
    """The one string `old` in an annotation of that name becomes `new`. Raises CannotGenerate unless there is one."""
    source, old, new = case.demand_source(), case.arguments.get("old", ""), case.arguments.get("new", "")
    found = [a for a in _annotations(source) if simple_name(a.name) == case.arguments.get("annotation")]
    spans = {a.span for a in found if f'"{old}"' in source.text[a.span.start : a.span.end]}
    if not spans or not new:
        raise CannotGenerate(f'no annotation of {own_file(source)} says "{old}"')
    text = source.text
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.start : span.end].replace(f'"{old}"', f'"{new}"') + text[span.end :]
    return Mending(
        title=f'Write "{new}" for "{old}" in {own_file(source)}',
        why=f'There is no operation "{old}", so what carries the condition is never there.',
        texts={source.path: text},
    )


def _annotations(source: SourceFile) -> Iterator[Annotation]:
    for declared in source.declared.all_classes():
        yield from declared.annotations
        for function in declared.functions:
            yield from function.annotations


def _declared(source: SourceFile, name: str) -> Class | Function:
    owner, _, member = name.partition(".")
    declared = next((c for c in source.declared.all_classes() if c.name == owner), None)
    function = declared.function(member) if declared and member else None
    found = function if member else declared
    if found is None:
        raise CannotGenerate(f"{own_file(source)} declares no {name or 'such name'}", (name or "the name",))
    return found
