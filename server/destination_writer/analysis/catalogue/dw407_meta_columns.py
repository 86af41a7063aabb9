"""DW407: creating, copying or upserting a table leaves out meta columns."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlconnector import reached
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.roles import Role
from destination_writer.text.findings import Finding, Remedy, Severity

_COLUMNS = {
    "_airbyte_raw_id": r"COLUMN_NAME_AB_RAW_ID",
    "_airbyte_extracted_at": r"COLUMN_NAME_AB_EXTRACTED_AT",
    "_airbyte_meta": r"COLUMN_NAME_AB_META",
    "_airbyte_generation_id": r"COLUMN_NAME_AB_GENERATION_ID",
}
_FUNCTIONS = {"createTable": "makes the table", "copyTable": "copies rows", "upsertTable": "writes rows"}
_GIVEN = frozenset({"DestinationStream", "TableName", "ColumnNameMapping", "Boolean"})
"""What the CDK hands to these functions; none of it names the meta columns."""
_ALL = re.compile(
    r"\bCOLUMN_NAMES\b|(?i:meta_?columns|metadata_?columns|meta_?fields|airbyte_?meta_?col|ab_?columns|all_?columns)"
)
"""All of them at once, by the CDK's list or by a name that says so."""
_LEFT_OUT = re.compile(r"(?:\bin|-|minus\()\s*(?:\w+\.)*COLUMN_NAMES")
"""Where they are told from the columns of the stream, and not carried."""
_STAR = re.compile(
    r"SELECT\s+(?:DISTINCT\s+)?(?:\w+\.)?\*|UPDATE SET \*|INSERT \*|\bLIKE\b|CLONE|BY NAME", re.IGNORECASE
)
_UNSEEN = re.compile(r"(?i)\b(?:\w*columns?\w*|\w*schema\w*|\w*fields?)\s*\(")


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Only where all that such a function reaches is seen, and it writes SQL."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    roles = (Role.SQL_GENERATOR, Role.CLIENT)
    for path, file in subject.files.items():
        for one in () if file.source.is_test else file.functions:
            if one.name in _FUNCTIONS and one.role in roles and one.body is not None:
                missing = _missing(subject, file, one)
                if missing and _writes_sql(file, one):
                    yield _finding(subject, path, file, one, missing)


def _is_declared(text: str, name: str) -> bool:
    """Whether what a name stands for is in the text too, so that the name alone proves nothing."""
    return re.search(rf"\b(?:val|var|fun)\s+\w*{re.escape(name)}", text) is not None


def _writes_sql(file: FileSubject, one: FunctionAt) -> bool:
    return any(one.body is not None and use.span.start in one.body for use in file.shared(sql_uses))


def _missing(subject: ConnectorSubject, file: FileSubject, one: FunctionAt) -> list[str]:
    """The columns that nothing mentions; none when something may carry them unseen."""
    given = {parameter.type.removesuffix("?") for parameter in one.function.parameters}
    if given - _GIVEN or not given & {"DestinationStream", "ColumnNameMapping"}:
        return []  # the columns may come from whoever calls it
    parts: list[str] = []
    known: set[str] = set()
    for other, function in reached(subject, file, one):
        if function.body is not None:
            parts.append(_without_comments(other, function))
            known.add(function.name)
    text = "\n".join(parts)
    if _STAR.search(text) or any(not _is_declared(text, match[0]) for match in _ALL.finditer(_LEFT_OUT.sub(" ", text))):
        return []
    for call in _UNSEEN.finditer(text):
        name = call[0].rstrip("( \t")
        if name not in known and name not in _HARMLESS and not name.isupper():
            return []
    return [name for name, constant in _COLUMNS.items() if name not in text.lower() and not re.search(constant, text)]


_HARMLESS = frozenset({"getColumnName", "asColumns", "ColumnSchema", "columnsToAdd"})


def _without_comments(file: FileSubject, one: FunctionAt) -> str:
    assert one.body is not None
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", file.text[one.body.start : one.body.end], flags=re.DOTALL)


def _finding(subject: ConnectorSubject, path: str, file: FileSubject, one: FunctionAt, missing: list[str]) -> Finding:
    names = ", ".join(missing)
    title = f"Let {one.name} carry all meta columns"
    return Finding(
        "DW407",
        Severity.ERROR,
        f"{one.name} {_FUNCTIONS[one.name]} without {names}",
        subject.location(path, one.function.name_span),
        cause="Every table has the four meta columns, and every statement that moves rows has to take them along: "
        "without them the CDK can tell neither a record's age nor its generation.",
        fix="Name the four meta columns first, then those of the stream: Meta.COLUMN_NAMES + mapping.values.",
        evidence=(file.line(one.function.name_span.start),),
        remedies=(Remedy("carry-meta-columns", title, {"file": path}),),
    )


RULE = Rule(
    "DW407",
    "meta-columns",
    Severity.ERROR,
    "Creating, copying or upserting a table leaves out meta columns.",
    check_connector=check,
)
