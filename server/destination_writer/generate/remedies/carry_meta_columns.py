"""A meta column that CREATE TABLE does not make, or that copying and upserting leave behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import line_start
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.knowledge.dialect_facts import MetaColumn
from destination_writer.knowledge.dialects import Dialect
from destination_writer.kotlin.declarations import Function

_CONSTANTS = {
    "_airbyte_raw_id": "COLUMN_NAME_AB_RAW_ID",
    "_airbyte_extracted_at": "COLUMN_NAME_AB_EXTRACTED_AT",
    "_airbyte_meta": "COLUMN_NAME_AB_META",
    "_airbyte_generation_id": "COLUMN_NAME_AB_GENERATION_ID",
}
META = "io.airbyte.cdk.load.message.Meta"
_MAPPED = re.compile(r"(?<![\w.])(?P<mapping>\w*[mM]apping)\.values(?!\w)")
_FUNCTIONS = {"createTable": "create", "copyTable": "copy", "upsertTable": "upsert"}


def make(case: Case) -> Mending:
    """Raises CannotGenerate when creating, copying and upserting carry all four columns, or do so in a way that is not
    understood."""
    dialect = case.dialect()
    for source, function in _functions(case):
        body = _body(source, function)
        if function.name == "createTable":
            text = _created(source, function, dialect)
        elif "COLUMN_NAMES" in body or all(_mentions(body, name) for name in _CONSTANTS):
            continue
        else:
            text = _carried(source, function)
        if text is not None:
            return _mending(source, function, text, dialect)
    raise CannotGenerate("creating, copying and upserting carry all four meta columns here")


def _mending(source: SourceFile, function: Function, text: str, dialect: Dialect) -> Mending:
    made = function.name == "createTable"
    what, do = ("makes", "make") if made else ("carries", "carry")
    return Mending(
        title=f"Let {function.name} in {own_file(source)} {do} all meta columns",
        why=f"{function.name} {what} not all of {', '.join(_CONSTANTS)}. Every table has them, and every statement "
        "that moves rows has to take them along, or the CDK can tell neither a record's age nor its generation.",
        texts={source.path: text},
        alternative="name all columns of the table by hand, the four meta columns first.",
        provenance=dialect.meta.proof.label if made else "",
    )


def _functions(case: Case) -> Iterator[tuple[SourceFile, Function]]:
    for name in _FUNCTIONS:
        for component in case.connector.components(Role.SQL_GENERATOR) or case.connector.components(Role.CLIENT):
            source = case.connector.source(component.path)
            function = component.declaration.function(name)
            if source is not None and function is not None and function.body is not None:
                yield source, function


def _body(source: SourceFile, function: Function) -> str:
    assert function.body is not None
    return source.text[function.body.span.start : function.body.span.end]


def _mentions(code: str, column: str) -> bool:
    return column in code or re.search(rf"\b{_CONSTANTS[column]}\b", code) is not None


def _created(source: SourceFile, function: Function, dialect: Dialect) -> str | None:
    """The missing columns, each written as a line for another one is; None when none is missing or there is no line."""
    body = _body(source, function)
    missing = [column for column in dialect.meta.columns if not _mentions(body, column.name)]
    if not missing:
        return None
    text = source.text
    for column in missing:
        written = _neighbour(text, function, column, [c for c in dialect.meta.columns if _mentions(body, c.name)])
        line = _like(text[written.start : written.end], written.column, column) if written else None
        if written is None or line is None:
            return None
        at = written.end if written.is_before else written.start
        text, body = text[:at] + line + text[at:], body + column.name
    return text


@dataclass(frozen=True)
class _Line:
    """A whole line that declares a meta column, and whether that column comes before the missing one."""

    start: int
    end: int
    column: MetaColumn
    is_before: bool


def _neighbour(text: str, function: Function, missing: MetaColumn, present: list[MetaColumn]) -> _Line | None:
    """The line of the column that comes before the missing one, else of the one behind it."""
    order = list(_CONSTANTS)
    at = order.index(missing.name)
    before = sorted((c for c in present if order.index(c.name) < at), key=lambda c: -order.index(c.name))
    behind = sorted((c for c in present if order.index(c.name) > at), key=lambda c: order.index(c.name))
    for column in (*before, *behind):
        found = _written_line(text, function, column)
        if found is not None and (column not in before or text[slice(*found)].rstrip().endswith(",")):
            return _Line(*found, column, column in before)
    return None


def _written_line(text: str, function: Function, column: MetaColumn) -> tuple[int, int] | None:
    """A line of the function that declares a column with its type, from its start to behind its end."""
    assert function.body is not None
    name = rf"(?:{column.name}|{_CONSTANTS[column.name]})"
    line = re.compile(rf"[^\r\n]*\b{name}\b[^\r\n]*(?:\r\n|\r|\n)")
    found = (m for m in line.finditer(text, function.body.span.start) if _type_in(m[0], column))
    match = next(found, None)
    if match is None or match.start() >= function.body.span.end + len(_CONSTANTS) * 200:
        return None
    return line_start(text, match.start()), match.end()


def _type_in(line: str, column: MetaColumn) -> re.Match[str] | None:
    """The type and what of NULL follows it, behind the column's name."""
    types = "|".join(re.escape(t) for t in sorted({column.ddl, column.catalogue}, key=len, reverse=True))
    return re.search(rf"(?i)(?<=[\s`\"\]}}])(?:{types})(?P<null>\s+(?:NOT\s+)?NULL)?(?=[\",\s]|\\n|$)", line)


def _like(line: str, known: MetaColumn, wanted: MetaColumn) -> str | None:
    found = _type_in(line, known)
    if found is None:
        return None
    constraint = "" if wanted.nullable else " NOT NULL"
    new = line[: found.start()] + wanted.catalogue + constraint + line[found.end() :]
    new = new.replace(known.name, wanted.name)
    new = re.sub(rf"\b{_CONSTANTS[known.name]}\b", _CONSTANTS[wanted.name], new)
    return new if new.rstrip().endswith(",") or "," in new[found.start() :] else None


def _carried(source: SourceFile, function: Function) -> str | None:
    """`mapping.values` becomes the meta columns and those; once, where the column list is built."""
    assert function.body is not None
    start, end = function.body.span.start, function.body.span.end
    found = list(_MAPPED.finditer(source.text, start, end))
    if not found:
        return None
    name, text = importing(source.text, META)
    moved = len(text) - len(source.text)
    for match in reversed(found):
        at, to = match.start() + moved, match.end() + moved
        text = f"{text[:at]}({name}.COLUMN_NAMES + {match[0]}){text[to:]}"
    return text
