"""DW409: several statements that belong together run without a transaction."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.searching import Marks
from destination_writer.analysis.sqlconnector import SqlAt, all_sql, functions_by_name, reached
from destination_writer.knowledge.dialects import Dialect
from destination_writer.text.findings import Finding, Related, Severity
from destination_writer.text.places import Span

_BEGINS = re.compile(
    r"(?i)auto_?commit\s*=(?![\s=]*true)|setAutoCommit\s*\(\s*(?!true)"
    r"|\"\s*BEGIN(?:\s+(?:TRANSACTION|WORK|TRAN))?\s*;?\s*\"|START TRANSACTION|@Transactional"
    r"|\b(?:transactionTemplate|TransactionManager|TransactionOperations)\b"
    r"|\.(?:transaction|executeWrite|withTransaction)\s*[({]"
)
_ANYWHERE = Marks(
    words=('"autocommit"', "auto-commit", "defaultautocommit"),
    patterns={
        "isautocommit": re.compile(r"(?i)\bisAutoCommit\s*=(?!\s*true)"),
        "autocommit=": re.compile(r"(?i)autocommit=(?!\s*true)(?=\w)"),
    },
)
"""Settings of a pool or a driver, which hold for every connection."""
_LOOP = re.compile(r"\bfor\s*\(\s*(\w+)\s+in\s+(\w+)\s*\)|\b(\w+)\s*\??\.\s*forEach\s*\{")
_LISTS = re.compile(r"^(?:(?:Mutable)?(?:List|Collection|Iterable|Sequence)<String>|Array<String>|String)$")
_DATA = frozenset({"insert", "update", "delete", "merge"})
_SCHEMA = frozenset({
    "drop table", "alter table", "create table", "rename", "truncate", "alter other", "alter schema", "block",
})  # fmt: skip


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Loops that execute the statements of a list, where lists of several that change data or tables reach them."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or not _has_transactions(dialect) or _is_set(subject):
        return
    lists = list(_lists(subject, dialect))
    if not lists:
        return
    for path, file in subject.files.items():
        for one in () if file.source.is_test else file.functions:
            place = _loop(file, one)
            if place is not None and not _in_transaction(subject, file, one):
                yield _finding(subject, path, file, place, lists)


def _has_transactions(dialect: Dialect) -> bool:
    return dialect.can("transactional_ddl") or any(s.transaction for many in dialect.strategies.values() for s in many)


def _is_set(subject: ConnectorSubject) -> bool:
    if any(file.shared(_sets) for file in subject.files.values()):
        return True
    return any(_ANYWHERE.is_in(text) for text in subject.connector.texts.values())


def _sets(file: FileSubject) -> bool:
    return _ANYWHERE.is_in(file.text)


def _lists(subject: ConnectorSubject, dialect: Dialect) -> Iterator[SqlAt]:
    """The first statement of each list in which two or more belong together."""
    kinds = _DATA | _SCHEMA if dialect.can("transactional_ddl") else _DATA
    found: dict[tuple[str, int], list[SqlAt]] = {}
    for at in subject.shared(all_sql):
        if at.use.listed is not None and not at.is_test and any(v.kind in kinds for v in at.use.variants):
            found.setdefault((at.path, at.use.listed[0]), []).append(at)
    for many in found.values():
        if len(many) > 1 and many[0].use.function in ("upsertTable", "overwriteTable", "copyTable", "createTable"):
            yield min(many, key=lambda at: at.use.listed or (0, 0, 0))


def _loop(file: FileSubject, one: FunctionAt) -> Span | None:
    """The call that executes one statement after the other of a list that the function was given."""
    if one.body is None:
        return None
    given = {p.name for p in one.function.parameters if _LISTS.match(p.type) or "vararg" in p.modifiers}
    for loop in _LOOP.finditer(file.bare, one.body.start, one.body.end):
        if (loop[2] or loop[3]) in given:
            call = next(
                (
                    c
                    for c in file.calls("execute", "executeUpdate", within=one.body)
                    if c.name_span.start > loop.start()
                ),
                None,
            )
            if call is not None and call.receiver is not None:
                return call.name_span
    return None


def _in_transaction(subject: ConnectorSubject, file: FileSubject, one: FunctionAt) -> bool:
    """Whether the function, one that it calls or one that calls it begins a transaction, as far as can be seen."""
    callers = [(other, function) for other, function in _callers(subject, one)]
    around = [pair for start in ((file, one), *callers) for pair in reached(subject, *start)]
    return any(_BEGINS.search(_text(other, function)) for other, function in around)


def _callers(subject: ConnectorSubject, one: FunctionAt) -> Iterator[tuple[FileSubject, FunctionAt]]:
    for many in subject.shared(functions_by_name).values():
        for other, function in many:
            if function.body is not None and any(other.calls(one.name, within=function.body)):
                yield other, function


def _text(file: FileSubject, one: FunctionAt) -> str:
    return file.text[one.function.span.start : one.function.span.end]


def _finding(subject: ConnectorSubject, path: str, file: FileSubject, place: Span, lists: list[SqlAt]) -> Finding:
    related = tuple(
        Related(
            subject.location(at.path, at.use.span), f"{at.use.function} gives several statements that belong together"
        )
        for at in lists
    )
    names = ", ".join(dict.fromkeys(at.use.function for at in lists))
    return Finding(
        "DW409",
        Severity.WARNING,
        f"The statements of {names} run one by one, without a transaction",
        subject.location(path, place),
        cause="When the connection breaks between two of them, the first has taken effect and the second has not: rows "
        "are deleted and not written, or the old table is gone and the new one not yet there.",
        fix="Set autoCommit of the connection to false, execute all of them, then commit; roll back in a catch.",
        evidence=(file.line(place.start),),
        related=related,
    )


RULE = Rule(
    "DW409",
    "no-transaction",
    Severity.WARNING,
    "Several statements that belong together run without a transaction.",
    check_connector=check,
)
