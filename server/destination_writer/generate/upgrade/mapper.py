"""The schema mapper that era B asks for: it calls the connector's own name generators, whose bodies stay."""

from dataclasses import dataclass

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.draft import OURS
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.making import make
from destination_writer.generate.newfiles import header, place_of, prefix_of
from destination_writer.generate.upgrade.work import Work
from destination_writer.kotlin.declarations import Class

MAPPER = "TableSchemaMapper"
SINGLETON = "jakarta.inject.Singleton"
PRIMARY = "io.micronaut.context.annotation.Primary"
VERSION = "0.1.84"
"""The release that asks for a mapper."""
_STUB = 'TODO("Phase 5")'


@dataclass(frozen=True)
class _Own:
    """A class of the connector that names something, as it was before the upgrade."""

    path: str
    name: str


def write_mapper(work: Work) -> None:
    """Write the mapper where the connector names tables and has none, and let its own temporary names come first."""
    known, new = work.diff.before.type(MAPPER), work.diff.after.type(MAPPER)
    if known is not None or new is None:
        return
    tables, columns = _own(work, "FinalTableNameGenerator"), _own(work, "ColumnNameGenerator")
    temporary = _own(work, "TempTableNameGenerator")
    if temporary is not None:
        _put_first(work, temporary)
    has_some = tables or columns or work.connector.components(Role.WRITER)
    if not has_some or work.draft.connector.components(Role.SCHEMA_MAPPER):
        return
    _write(work, tables, columns, temporary)


def _own(work: Work, type_name: str) -> _Own | None:
    """The one class that had a type as its supertype; None for none and for several."""
    found = [
        _Own(source.path, declared.name)
        for source in work.connector.sources
        if not source.is_test
        for declared in source.declared.classes
        if any(simple_name(parent.name) == type_name for parent in declared.supertypes)
    ]
    return found[0] if len(found) == 1 else None


def _put_first(work: Work, own: _Own) -> None:
    """The CDK's own generator is a bean from era B on: a second bean needs @Primary to be the one that is taken."""
    owner = work.owner(own.path, own.name)
    marks = {simple_name(a.name) for a in owner.annotations} if owner else set[str]()
    if owner is None or "Singleton" not in marks or "Primary" in marks:
        return
    primary = work.name(own.path, PRIMARY)
    owner = work.owner(own.path, own.name)
    assert owner is not None
    text = work.text(own.path)
    mark = f"@{primary}{newline_of(text)}{indent_at(text, owner.span.start)}"
    work.write(own.path, text[: owner.span.start] + mark + text[owner.span.start :])
    work.note(own.path, f"{own.name} is @Primary, since the CDK's own generator is a bean too", VERSION)


def _write(work: Work, tables: _Own | None, columns: _Own | None, temporary: _Own | None) -> None:
    package, path, class_name = _place(work)
    if work.draft.connector.source(path) is not None:
        raise CannotGenerate(f"{path} exists already and holds no schema mapper", ("a free place for it",))
    work.draft.write(path, f"{_head(work)}package {package}\n")
    utils = next((c for c in work.draft.connector.components(Role.COLUMN_UTILS)), None)
    own_utils = _Own(utils.path, utils.declaration.name) if utils and _is_bean(utils.declaration) else None
    held = {"tableNames": tables, "columnNames": columns, "tempTableNames": temporary, "columnUtils": own_utils}
    parameters = "".join(
        f"    private val {name}: {_named(work, path, own)},\n" for name, own in held.items() if own is not None
    )
    constructor = f"(\n{parameters})" if parameters else ""
    functions = _functions(work, path, tables, columns, temporary)
    body = (
        f"/** What streams and fields are called in the database, and how fields are stored. */\n"
        f"@{work.name(path, SINGLETON)}\n"
        f"class {class_name}{constructor} : {work.cdk(path, MAPPER)} {{\n{functions}}}\n"
    )
    work.draft.write(path, f"{work.text(path).rstrip()}\n\n{body}")
    work.note(
        path, f"{class_name} gives the names and types that the name generators and the column utilities gave", VERSION
    )
    _fill(work, path, class_name)


def _functions(work: Work, path: str, tables: _Own | None, columns: _Own | None, temporary: _Own | None) -> str:
    """The mapper's functions: calls of the connector's own classes, stubs where it has none."""
    t = {n: work.cdk(path, n) for n in ("DestinationStream", "TableName", "FieldType", "ColumnType")}
    temp = "tempTableNames.generate(tableName)" if temporary else _generated(work, path)
    table = "tableNames.getTableName(desc)" if tables else _STUB
    column = "columnNames.getColumnName(name).displayName" if columns else _STUB
    conflict = (
        "\n    override fun colsConflict(a: String, b: String): Boolean =\n"
        "        columnNames.getColumnName(a).canonicalName == columnNames.getColumnName(b).canonicalName\n"
        if columns
        else ""
    )
    return (
        f"    override fun toFinalTableName(desc: {t['DestinationStream']}.Descriptor): {t['TableName']} =\n"
        f"        {table}\n\n"
        f"    override fun toTempTableName(tableName: {t['TableName']}): {t['TableName']} =\n"
        f"        {temp}\n\n"
        f"    override fun toColumnName(name: String): String = {column}\n\n"
        f"    override fun toColumnType(fieldType: {t['FieldType']}): {t['ColumnType']} = {_STUB}\n{conflict}"
    )


def _place(work: Work) -> tuple[str, str, str]:
    request = work.after
    if request is not None:
        entry = request.templates.file(Role.SCHEMA_MAPPER, request.era.value, request.dialect.is_sql)
        if entry is not None:
            return place_of(work.draft.connector, entry, prefix_of(work.connector, request))
    writer = next(iter(work.connector.components(Role.WRITER)), None)
    prefix = writer.declaration.name.removesuffix("Writer") if writer else ""
    package = f"{work.connector.package}.schema"
    return package, f"src/main/kotlin/{package.replace('.', '/')}/{prefix}{MAPPER}.kt", f"{prefix}{MAPPER}"


def _head(work: Work) -> str:
    """Generated files begin with a comment; so does this one where the others do."""
    request = work.after
    ours = any(s.text.startswith(OURS) for s in work.connector.sources)
    entry = request.templates.file(Role.SCHEMA_MAPPER, request.era.value, True) if request else None
    return f"{header(request, entry)}\n" if request and entry and ours else ""


def _is_bean(declared: Class) -> bool:
    marks = {simple_name(a.name) for a in declared.annotations}
    return "Singleton" in marks


def _named(work: Work, path: str, own: _Own) -> str:
    package = work.source(own.path).declared.package
    return work.name(path, f"{package}.{own.name}" if package else own.name)


def _generated(work: Work, path: str) -> str:
    return f"{work.cdk(path, 'DefaultTempTableNameGenerator')}().generate(tableName)"


def _fill(work: Work, path: str, class_name: str) -> None:
    """Write what is open by templates; a stub that none fits is a person's to write."""
    left: set[str | None] = set()
    while work.after is not None:
        stub = next((s for s in work.source(path).stubs if s.call.function not in left), None)
        if stub is None:
            return
        before, notes = work.draft.connector, list(work.draft.notes)
        try:
            make(work.after, work.draft, stub)
        except CannotGenerate:
            work.draft.connector, work.draft.notes = before, notes
            left.add(stub.call.function)
    for function in sorted({s.call.function or "" for s in work.source(path).stubs}):
        owner = work.owner(path, class_name)
        found = owner.function(function) if owner else None
        if found is not None:
            work.decide(path, found.span.start, f"write {function}; no template knows this database's way", VERSION)
