"""DW609: a field of the specification holds a secret and is not marked as one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from destination_writer.analysis.placing import Edits, import_edits, indent_of, line_start, newline_of
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.secrets import is_secret_name
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.connector.roles import Role
from destination_writer.kotlin.declarations import Annotation, Class
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_INJECT = "com.kjetland.jackson.jsonSchema.annotations.JsonSchemaInject"
_NAMED = re.compile(r"(?:value\s*=\s*)?\"([\w.-]+)\"")
_JSON = re.compile(r"\bjson\s*=\s*(\"\"\"|\")")
_FALSE = re.compile(r"\\?\"airbyte_secret\\?\"\s*:\s*false")
_WHY = "The platform keeps the values of marked fields in its secret store and hides them in the form."


@dataclass(frozen=True)
class _Field:
    """A property of a specification, or of an object in one."""

    name: str
    key: str
    type: str
    span: Span
    annotations: tuple[Annotation, ...]
    is_parameter: bool


def _check(subject: FileSubject) -> Iterable[Finding]:
    if subject.source.is_test or not any(subject.classes(Role.SPECIFICATION)):
        return
    for declared in subject.source.declared.all_classes():
        for field in _fields(declared):
            if is_secret_name(field.key) and field.type.rstrip("?") in ("String", "") and _is_told(field):
                place = _place(subject, field)
                yield Finding(
                    RULE.code,
                    RULE.severity,
                    f"{field.key} is not marked as a secret. This is a blocker: it is stored and shown as plain text",
                    subject.location(place),
                    cause=_WHY,
                    fix='Mark it: @get:JsonSchemaInject(json = """{"airbyte_secret": true}""").',
                    evidence=(subject.line(place.start),),
                    remedies=tuple(_remedies(subject, field)),
                    data={"property": field.name},
                )


def _fields(declared: Class) -> Iterator[_Field]:
    for one in declared.properties:
        kind = one.type or ("String" if (one.initializer or "").startswith('"') else "?")
        yield _Field(one.name, _key(one.name, one.annotations), kind, one.span, one.annotations, False)
    for one in declared.constructor:
        if one.is_property:
            yield _Field(one.name, _key(one.name, one.annotations), one.type, one.span, one.annotations, True)


def _key(name: str, annotations: tuple[Annotation, ...]) -> str:
    """The name in the JSON."""
    named = next((a for a in annotations if a.name.rpartition(".")[2] == "JsonProperty"), None)
    found = _NAMED.match(named.arguments.strip()) if named else None
    return found[1] if found else name


def _is_told(field: _Field) -> bool:
    """Whether all that is written about the field can be read, and marks no secret."""
    names = {a.name.rpartition(".")[2] for a in field.annotations}
    if "JsonProperty" not in names or "JsonIgnore" in names:
        return False
    for each in field.annotations:
        if "airbyte_secret" in each.arguments and _FALSE.search(each.arguments) is None:
            return False
        if each.name.endswith("JsonSchemaInject") and _JSON.search(each.arguments) is None:
            return False
    return not names - _KNOWN


_KNOWN = frozenset({
    "JsonProperty", "JsonPropertyDescription", "JsonSchemaInject", "JsonSchemaTitle", "JsonSchemaDescription",
    "JsonSchemaDefault", "JsonSchemaExamples", "JsonSchemaFormat", "JsonAlias", "JsonInclude", "Suppress",
    "JsonSetter", "JsonGetter", "NotNull", "NotBlank", "Nullable", "Deprecated",
})  # fmt: skip
"""Annotations of which none marks a secret; one of the connector's own may."""


def _place(subject: FileSubject, field: _Field) -> Span:
    start = max((a.span.end for a in field.annotations), default=field.span.start)
    at = re.compile(rf"\b{re.escape(field.name)}\b").search(subject.bare, start, field.span.end + 1)
    return Span(*at.span()) if at else field.span


def _remedies(subject: FileSubject, field: _Field) -> Iterator[Remedy]:
    title = f"Mark {field.key} as a secret"
    for each in field.annotations:
        found = _FALSE.search(subject.text, each.span.start, each.span.end)
        if found is not None:
            at = found.end() - len("false")
            yield edit_remedy(subject, title, _WHY, [(Span(at, found.end()), "true")])
            return
    inject = next((a for a in field.annotations if a.name.endswith("JsonSchemaInject")), None)
    edits = _new(subject, field) if inject is None else _added(subject, inject)
    if edits:
        yield edit_remedy(subject, title, _WHY, edits)


def _added(subject: FileSubject, inject: Annotation) -> Edits | None:
    """The mark behind the last entry of the JSON that is there."""
    text, found = subject.text, _JSON.search(subject.text, inject.span.start, inject.span.end)
    if found is None:
        return None
    closing = text.find(found[1], found.end(), inject.span.end)
    if found[1] == '"':
        ends = [m.start() for m in re.finditer(r'(?<!\\)"', text[found.end() : inject.span.end])]
        closing = found.end() + ends[0] if ends else -1
    brace = text.rfind("}", found.end(), closing)
    if closing < 0 or brace < 0:
        return None
    kept = text[found.end() : brace].rstrip()
    mark = '"airbyte_secret": true' if found[1] == '"""' else '\\"airbyte_secret\\": true'
    at = found.end() + len(kept)
    return [(Span(at, at), mark if kept.endswith("{") else f", {mark}")]


def _new(subject: FileSubject, field: _Field) -> Edits | None:
    imported = import_edits(subject, _INJECT)
    first = min((a.span.start for a in field.annotations), default=-1)
    if imported is None or first < 0:
        return None
    target = next((a.target for a in field.annotations if a.name.endswith("JsonProperty")), "")
    mark = f'@{target + ":" if target else ""}JsonSchemaInject(json = """{{"airbyte_secret": true}}""")'
    alone = not subject.text[line_start(subject, first) : first].strip()
    gap = newline_of(subject) + indent_of(subject, first) if alone else " "
    return [*imported, (Span(first, first), mark + gap)]


RULE = Rule(
    "DW609",
    "secret-not-marked",
    Severity.ERROR,
    "A field of the specification that holds a secret is not marked with airbyte_secret.",
    check_file=_check,
)
