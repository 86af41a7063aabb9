"""DW409: several statements that belong together run without a transaction."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.searching import Marks
from destination_writer.analysis.sqlconnector import (
    LOOP,
    SqlAt,
    all_sql,
    connecting,
    functions_by_name,
    handed_lists,
    reached,
)
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
_TURNS_OFF = re.compile(r"autoCommit\s*=\s*false\b|setAutoCommit\s*\(\s*false\s*\)")
_COMMITS = re.compile(r"(?i)(?<!auto)(?<!auto[_-])commit|autoCommit\s*=(?!\s*false)|setAutoCommit\s*\((?!\s*false)")
"""Also by auto-commit, which is turned on again: that commits what is open."""
_DATA = frozenset({"insert", "update", "delete", "merge"})
_SCHEMA = frozenset({
    "drop table", "alter table", "create table", "rename", "truncate", "alter other", "alter schema", "block",
})  # fmt: skip


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Loops that execute the statements of a list, where lists of several that change data or tables reach them."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql or not _has_transactions(dialect) or _is_set(subject):
        return
    yield from _never_committed(subject)
    lists = list(_lists(subject, dialect))
    if not lists:
        return
    for path, file in subject.files.items():
        for one in () if file.source.is_test else file.functions:
            place = _loop(subject, file, one)
            if place is not None and not _in_transaction(subject, file, one):
                yield _finding(subject, path, file, place, lists)


def _never_committed(subject: ConnectorSubject) -> Iterator[Finding]:
    """A function that turns auto-commit off and rolls back, where no main file of the connector ever commits."""
    main = [(path, file) for path, file in subject.files.items() if not file.source.is_test]
    if not any("rollback" in file.text for _, file in main) or any(_COMMITS.search(file.text) for _, file in main):
        return
    for path, file in main:
        for one in file.functions if "utoCommit" in file.text else ():
            off = _TURNS_OFF.search(file.bare, one.body.start, one.body.end) if one.body else None
            if off is not None and one.body is not None and "rollback" in file.bare[one.body.start : one.body.end]:
                yield _uncommitted(subject, path, file, one, Span(*off.span()))


def _uncommitted(subject: ConnectorSubject, path: str, file: FileSubject, one: FunctionAt, place: Span) -> Finding:
    return Finding(
        "DW409",
        Severity.ERROR,
        f"{one.name} begins a transaction that nothing commits. This is a blocker: no row is kept",
        subject.location(path, place),
        cause="Without auto-commit a connection that is closed, or given back to its pool, rolls back what was done.",
        fix="Call commit() of the connection behind the last statement.",
        evidence=(file.line(place.start),),
    )


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


def _loop(subject: ConnectorSubject, file: FileSubject, one: FunctionAt) -> Span | None:
    """The call that executes one statement after the other of a list that the function was given."""
    if one.body is None:
        return None
    given = handed_lists(one)
    for loop in LOOP.finditer(file.bare, one.body.start, one.body.end):
        if (loop[2] or loop[3]) in given:
            executed = (c for c in file.calls("execute", "executeUpdate", within=one.body) if c.receiver is not None)
            own = (c for name in connecting(subject, file) for c in file.calls(name, within=one.body))
            handed = (c for c in own if c.receiver is None and len(c.arguments) == 1)
            call = next((c for c in (*executed, *handed) if c.name_span.start > loop.start()), None)
            if call is not None:
                return call.name_span
    return None


def _in_transaction(subject: ConnectorSubject, file: FileSubject, one: FunctionAt) -> bool:
    """Whether the function, one that it calls or one that calls it begins a transaction, as far as can be seen."""
    callers = [(other, function) for other, function in _callers(subject, one)]
    around = [pair for start in ((file, one), *callers) for pair in reached(subject, *start)]
    return any(_begins(subject, other, function) for other, function in around)


def _begins(subject: ConnectorSubject, file: FileSubject, one: FunctionAt) -> bool:
    """A BEGIN that goes to a function which takes a connection for itself begins nothing for what comes after it."""
    lost = [c.span for name in connecting(subject, file) for c in file.calls(name, within=one.function.span)]
    found = _BEGINS.finditer(file.text, one.function.span.start, one.function.span.end)
    return any(not (match[0].startswith('"') and any(match.start() in span for span in lost)) for match in found)


def _callers(subject: ConnectorSubject, one: FunctionAt) -> Iterator[tuple[FileSubject, FunctionAt]]:
    for many in subject.shared(functions_by_name).values():
        for other, function in many:
            if function.body is not None and any(other.calls(one.name, within=function.body)):
                yield other, function


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
