"""Era A's catalog of tables: from era B on each stream carries its own table schema.

A class that was given the catalog is given the DestinationCatalog. Bodies that still use the old name keep it: it
becomes a property that holds each stream's schema, and what a schema lacks is added as a private extension.
"""

import re
from dataclasses import dataclass

from destination_writer.connector.roles import simple_name
from destination_writer.generate.members import with_property, with_top_level
from destination_writer.generate.upgrade.code import calls, code_of, is_used, mentions, replaced
from destination_writer.generate.upgrade.work import Work
from destination_writer.kotlin.declarations import Class, Parameter
from destination_writer.kotlin.parse import parse_file

CATALOG, INFO = "TableCatalog", "TableNameInfo"
NEW, SCHEMA = "DestinationCatalog", "StreamTableSchema"
MAPPING = "columnNameMapping"


@dataclass(frozen=True)
class Held:
    """A class that held the catalog by the name `old` and holds the new one by the name `new`."""

    path: str
    class_name: str
    old: str
    new: str


def take_streams(work: Work) -> list[Held]:
    """Give every class that was given the catalog of tables the catalog of streams."""
    gone = work.diff.gone_type(CATALOG)
    if gone is None:
        return []
    found: list[Held] = []
    for path, name in work.classes():
        owner = work.owner(path, name)
        parameter = next((p for p in owner.constructor if _is_catalog(p)), None) if owner else None
        imports = {i.path for i in work.source(path).declared.imports}
        if not imports & {gone.before.fqn, f"{gone.before.package}.*"}:
            continue
        if owner is not None and parameter is not None:
            found.append(_take(work, path, owner, parameter, gone.version))
    return found


def _is_catalog(parameter: Parameter) -> bool:
    return simple_name(parameter.type) == CATALOG


def _take(work: Work, path: str, owner: Class, parameter: Parameter, version: str) -> Held:
    own = next((p for p in owner.constructor if simple_name(p.type) == NEW), None)
    taken = {p.name for p in owner.constructor} | {p.name for p in owner.properties}
    new = own.name if own else next(n for n in ("catalog", "destinationCatalog", "streamCatalog") if n not in taken)
    type_name = work.cdk(path, NEW)
    present = work.owner(path, owner.name)
    assert present is not None
    text = work.text(path)
    old = next(p for p in present.constructor if p.name == parameter.name)
    start, end = old.span.start, old.span.end
    written = text[start:end]
    if own is None:
        kept = written.replace(CATALOG, type_name)
        head, _, tail = kept.partition(old.name)
        work.write(path, f"{text[:start]}{head}{new}{tail}{text[end:]}")
    else:
        rest = text[end:]
        end += len(rest) - len(rest.lstrip(", \t\r\n"))
        work.write(path, text[:start] + text[end:])
    work.note(path, f"{owner.name} takes the {NEW}, since {CATALOG} is gone", version)
    return Held(path, owner.name, old.name, new)


def bridge(work: Work, held: list[Held]) -> None:
    """For bodies that still use the old name: a property of that name, with what a schema lacks."""
    gone = work.diff.gone_type(CATALOG)
    if gone is None:
        return
    for item in held:
        owner = work.owner(item.path, item.class_name)
        if owner is None or owner.body is None or item.old == item.new:
            continue
        _read_schemas(work, item)
        owner = work.owner(item.path, item.class_name)
        if owner is not None and owner.body and is_used(work.text(item.path), item.old, owner.body):
            declared = f"private val {item.old} = {item.new}.streams.associateWith {{ it.tableSchema }}"
            work.write(item.path, with_property(work.text(item.path), owner, declared))
            _extend(work, item.path)
            what = f"{item.old} holds each stream's table schema, so that what is written by hand goes on"
            work.note(item.path, what, gone.version)
    for path in work.paths:
        _rename_types(work, path, gone.version)


def _read_schemas(work: Work, held: Held) -> None:
    """`names[stream]!!` for a parameter `stream` is what the stream carries itself, also when no catalog has it."""
    look_up = re.compile(
        rf"(?<![\w.`]){re.escape(held.old)}\s*(?:\[\s*(\w+)\s*\]\s*!!|\.\s*getValue\s*\(\s*(\w+)\s*\))"
    )
    text = work.text(held.path)
    code, owner = code_of(text), work.owner(held.path, held.class_name)
    for match in reversed(list(look_up.finditer(code))):
        name = match[1] or match[2]
        around = [f for f in owner.functions if match.start() in f.span] if owner else []
        streams = {p.name for f in around for p in f.parameters if simple_name(p.type) == "DestinationStream"}
        if name in streams:
            text = f"{text[: match.start()]}{name}.tableSchema{text[match.end() :]}"
    work.write(held.path, text)


def _rename_types(work: Work, path: str, version: str) -> None:
    """Types of parameters and locals; what builds such a value by hand is left to a person."""
    text = work.text(path)
    names = {i.name for i in parse_file(text).imports if i.path.startswith("io.airbyte.cdk.")}
    for old in (CATALOG, INFO):
        if old not in names or not is_used(text, old):
            continue
        built = calls(text, old)
        if built:
            instead = "StreamTableSchema" if old == INFO else "a DestinationCatalog of streams with their tableSchema"
            work.decide(path, built[0].start, f"{old} is gone: build {instead} here", version)
            return
        stream, schema = work.cdk(path, "DestinationStream"), work.cdk(path, SCHEMA)
        new = f"Map<{stream}, {schema}>" if old == CATALOG else schema
        work.write(path, replaced(work.text(path), old, new))
        work.note(path, f"{old} is {new} now", version)
        _extend(work, path)
        text = work.text(path)


def _extend(work: Work, path: str) -> None:
    code = code_of(work.text(path))
    blocks: list[str] = []
    if f".{MAPPING}" in code and f"{SCHEMA}.{MAPPING}" not in code:
        mapping, schema = work.cdk(path, "ColumnNameMapping"), work.cdk(path, SCHEMA)
        blocks.append(
            f"private val {schema}.{MAPPING}: {mapping}\n    get() = {mapping}(columnSchema.inputToFinalColumnNames)"
        )
    if ".getMappedColumnName(" in code and "fun Map<" not in code:
        stream, schema = work.cdk(path, "DestinationStream"), work.cdk(path, SCHEMA)
        blocks.append(
            f"private fun Map<{stream}, {schema}>.getMappedColumnName(\n"
            f"    stream: {stream},\n"
            f"    colName: String,\n"
            f"): String? = this[stream]?.columnSchema?.inputToFinalColumnNames?.get(colName)"
        )
    if blocks:
        text = work.text(path)
        work.write(path, with_top_level(text, parse_file(text), "\n\n".join(blocks)))
    _ask_about_parts(work, path)


def _ask_about_parts(work: Work, path: str) -> None:
    """`val (tables, columns) = info`: the second part was the mapping, and is the whole column schema now."""
    gone = work.diff.gone_type(INFO)
    for at in mentions(work.text(path), MAPPING):
        line = code_of(work.text(path))[:at]
        if gone is not None and line.rstrip().endswith(",") and line.rpartition("(")[2].count("\n") == 0:
            inside = line.rpartition("(")[2]
            if inside.replace("_", "a").replace(",", "").replace(" ", "").isalnum() and "=" not in inside:
                ask = (
                    "the second part is the column schema now: make the mapping of its inputToFinalColumnNames, "
                    f"as in ColumnNameMapping({MAPPING}.inputToFinalColumnNames)"
                )
                work.decide(path, at, ask, gone.version)
                return
