"""DW410: a temporary table that another connection of the pool is to see."""

import re
from collections.abc import Iterator

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlconnector import LOOP, SqlAt, all_sql, connects, functions_by_name, handed_lists
from destination_writer.connector.roles import Role
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.kotlin.calls import closing
from destination_writer.text.findings import Finding, Related, Severity
from destination_writer.text.places import Span

_TEMPORARY = frozenset({"TEMP", "TEMPORARY"})
_LASTING = frozenset({"GLOBAL"})
"""Before TEMPORARY: the table itself is seen by all sessions, its rows are not."""
_CONNECTS = re.compile(r"\bgetConnection\s*\(|\.connection\b")


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Such a table in createTable, whose rows other calls write, and between calls that connect anew."""
    dialect = subject.dialect
    if dialect is None or not dialect.is_sql:
        return
    making: dict[str, tuple[SqlAt, Span]] = {}
    listed: list[tuple[SqlAt, Span]] = []
    for at in subject.shared(all_sql):
        if at.is_test:
            continue
        for span, _ in at.use.agreed(_temporary):
            if at.use.function == "createTable":
                yield _finding(
                    subject, at, span, "createTable makes a temporary table, which other connections do not see"
                )
            elif at.use.listed is None:
                making.setdefault(at.use.function, (at, span))
            else:
                listed.append((at, span))
    if listed:
        yield from _in_lists(subject, listed)
    for path, file in subject.files.items():
        for one in file.functions if making and not file.source.is_test else ():
            if one.role in (Role.CLIENT, Role.INSERT_BUFFER):
                yield from _across(subject, path, file, one, making)


def _temporary(statement: SqlStatement) -> Iterator[Hit]:
    tokens = statement.tokens
    words = [token.upper for token in tokens[:5]]
    if statement.kind != "create table" or words[0] != "CREATE" or "TABLE" not in words:
        return
    before = words[: words.index("TABLE")]
    name = words.index("TABLE") + 1
    if _TEMPORARY & set(before) and not _LASTING & set(before):
        at = next(number for number, word in enumerate(before) if word in _TEMPORARY)
        yield Hit(tokens[at].start, tokens[at].end)
    elif re.match(r"\[?#(?!#)", statement.text[tokens[name].start :] if name < len(tokens) else ""):
        end = min(name + (tokens[name].text == "#"), len(tokens) - 1)
        yield Hit(tokens[name].start, tokens[end].end)


def _across(
    subject: ConnectorSubject, path: str, file: FileSubject, one: FunctionAt, making: dict[str, tuple[SqlAt, Span]]
) -> Iterator[Finding]:
    """A function that runs what makes the table by one call and something else by another, each with a connection."""
    if one.body is None or _CONNECTS.search(file.bare, one.body.start, one.body.end):
        return
    runs = [
        call
        for name in subject.shared(functions_by_name)
        for call in file.calls(name, within=one.body)
        if call.receiver is None and connects(file, name) and call.arguments
    ]
    runs.sort(key=lambda call: call.name_span)
    for number, call in enumerate(runs[:-1]):
        made = next((name for name in making if any(file.calls(name, within=call.span))), None)
        own = making.get(one.name)
        if own is not None and own[0].path == path and own[0].use.span.start in call.span:
            made = one.name
        if made is not None:
            at, span = making[made]
            there = Related(subject.location(path, runs[number + 1].name_span), "The next call connects anew")
            yield _finding(subject, at, span, "Another connection is to see this temporary table", there)
            return


def _in_lists(subject: ConnectorSubject, listed: list[tuple[SqlAt, Span]]) -> Iterator[Finding]:
    """Lists of statements that are run one by one, each on a connection of its own, wherever lists are run."""
    loops: list[tuple[str, Span, bool]] = []
    for path, file in subject.files.items():
        for one in () if file.source.is_test else file.functions:
            body, given = one.body, handed_lists(one)
            for loop in LOOP.finditer(file.bare, body.start, body.end) if body is not None and given else ():
                if (loop[2] or loop[3]) in given:
                    loops.append((path, Span(loop.start(), loop.end()), _each_connects(file, loop.end())))
    if not loops or not all(anew for _, _, anew in loops):
        return
    path, place, _ = loops[0]
    there = Related(subject.location(path, place), "Each statement takes a connection of its own here")
    for at, span in listed:
        yield _finding(subject, at, span, "Another connection is to see this temporary table", there)


def _each_connects(file: FileSubject, behind: int) -> bool:
    """Whether what is in the braces of a loop takes a connection, by itself or by a function of its file."""
    opening = file.bare.find("{", behind - 1)
    if opening < 0 or file.bare[behind - 1 : opening].strip() not in ("", ")"):
        return False
    body = Span(opening, closing(file.bare, opening))
    if _CONNECTS.search(file.bare, body.start, body.end):
        return True
    called = {call.name for call in file.call_index.all(within=body) if call.receiver is None}
    return any(connects(file, name) for name in called)


def _finding(subject: ConnectorSubject, at: SqlAt, span: Span, message: str, *related: Related) -> Finding:
    return Finding(
        "DW410",
        Severity.ERROR,
        message,
        subject.location(at.path, span),
        cause="A temporary table belongs to the session that made it. A pool gives each call another connection, on "
        "which the table does not exist, or is one of an earlier sync.",
        fix="Make an ordinary table of its own name and drop it at the end, or run all of it on one connection.",
        evidence=(at.file.line(span.start),),
        related=related,
    )


RULE = Rule(
    "DW410",
    "temporary-table",
    Severity.ERROR,
    "A temporary table that another connection of the pool is to see.",
    check_connector=check,
)
