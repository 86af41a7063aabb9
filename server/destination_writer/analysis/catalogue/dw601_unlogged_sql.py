"""DW601: a statement that the log does not tell of."""

import re
from collections.abc import Iterator

from destination_writer.analysis.logs import log_calls
from destination_writer.analysis.placing import Edits, import_edits
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlconnector import SqlAt, all_sql
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.roles import Role
from destination_writer.connector.statements.model import SqlStatement
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_STATEMENTS = frozenset({
    "create table", "create schema", "create view", "create index", "create other", "drop table",
    "drop schema", "drop other", "alter table", "alter other", "update", "delete", "merge", "select",
    "truncate", "copy", "rename", "exchange", "block", "analyze", "optimize", "vacuum", "grant", "revoke", "comment",
})  # fmt: skip
"""Not single inserts of records, which would fill the log with one line a batch."""
_EXECUTES = re.compile(r"^(?:execute\w*|prepareStatement|prepareCall|query\w*|update|runSql)$")
_SECRETS = re.compile(r"(?i)password|credential|secret|token|identified by")
_PLAIN = re.compile(r"(?s)^(?:\"(?:.*\")|\"\"\".*\"\"\"(?:\s*\.trimIndent\(\))?|\(\s*\".*\"\s*\))$")
"""One string, or a sum of some."""
_WHY = "Whoever looks into a failed sync sees which statement ran last."


def check(subject: ConnectorSubject) -> Iterator[Finding]:
    """Only where the connector has a function that logs a statement, and none that executes them logs them all."""
    helper = subject.shared(_helper)
    if helper is None:
        return
    central = subject.shared(_logs_centrally)
    for at in subject.shared(all_sql):
        if not at.is_test and _is_unlogged(at, helper[0]) and not (central and "executed" not in at.use.sinks):
            yield _finding(subject, at, *helper)


def _helper(subject: ConnectorSubject) -> tuple[str, str] | None:
    """Name and full name of the function that logs a statement and gives it back."""
    for file in subject.files.values():
        for one in () if file.source.is_test else file.source.declared.functions:
            if one.receiver != "String" or one.body is None or one.return_type not in ("String", None):
                continue
            if any(call.span.start in one.body.span for call in file.shared(log_calls)):
                return one.name, f"{file.source.declared.package}.{one.name}"
    return None


def _logs_centrally(subject: ConnectorSubject) -> bool:
    """Whether a function that executes what it is given logs it."""
    for file in subject.files.values():
        for one in () if file.source.is_test else file.functions:
            if one.body is not None and _logs_its_parameter(file, one, one.body):
                return True
    return False


def _logs_its_parameter(file: FileSubject, one: FunctionAt, body: Span) -> bool:
    names = {p.name for p in one.function.parameters if "String" in p.type}
    if not names or not any(_EXECUTES.match(call.name) for call in file.call_index.all(within=body)):
        return False
    told = [file.text[c.span.start : c.span.end] for c in file.shared(log_calls) if c.span.start in body]
    told += [
        call.words(call.receiver) for call in file.call_index.all(within=body) if call.name.lower().endswith("log")
    ]
    return any(re.search(rf"\b{name}\b|\bit\b", words) for name in names for words in told)


def _is_unlogged(at: SqlAt, helper: str) -> bool:
    use, one = at.use, at.function
    if "logged" in use.sinks or not use.is_finished or one is None or one.body is None:
        return False
    if not use.variants or not all(_is_told(v) and _is_statement(v.text) for v in use.variants):
        return False
    if "executed" not in use.sinks and "prepared" not in use.sinks:
        if one.role is not Role.SQL_GENERATOR or {"private", "internal", "protected"} & set(one.function.modifiers):
            return False
        if "String" not in (one.function.return_type or "String"):
            return False
    if _SECRETS.search(at.file.text[use.span.start : use.span.end]):
        return False
    return not _is_logged_around(at, one.body, helper)


def _is_told(statement: SqlStatement) -> bool:
    """Whether a statement is one that the log wants: also an insert of what another table holds."""
    if statement.kind != "insert":
        return statement.kind in _STATEMENTS
    words = {token.upper for token in statement.tokens}
    return {"SELECT", "FROM"} <= words and "VALUES" not in words


def _is_statement(text: str) -> bool:
    """Whether it begins as a statement that does something, and no part of one in parentheses."""
    return text[:1].isalpha() and not re.fullmatch(r"(?is)select\s+[^\s]+;?", text.strip())


def _is_logged_around(at: SqlAt, body: Span, helper: str) -> bool:
    """Whether something in the function may log it: a log call, or the helper outside of other statements."""
    if any(call.span.start in body for call in at.file.shared(log_calls)):
        return True
    others = [use.span for use in at.file.shared(sql_uses) if use.span != at.use.span and "logged" in use.sinks]
    for found in re.finditer(rf"\b{re.escape(helper)}\b", at.file.bare[body.start : body.end]):
        place = body.start + found.start()
        if not any(other.start <= place <= other.end + len(helper) + 12 for other in others):
            return True
    return False


def _finding(subject: ConnectorSubject, at: SqlAt, helper: str, name: str) -> Finding:
    span = _expression(at)
    kind = at.use.variants[0].kind
    return Finding(
        RULE.code,
        RULE.severity,
        f"This {kind} statement is not logged: {helper}() is missing",
        subject.location(at.path, span),
        cause=f"{_WHY} All others go through {helper}().",
        fix=f"Write .{helper}() behind the text of the statement.",
        evidence=(at.file.line(span.start),),
        remedies=tuple(_remedies(at, helper, name)),
        data={"helper": helper, "function": at.use.function},
    )


def _expression(at: SqlAt) -> Span:
    """The whole expression that gives the statement: of one in a list, the list's element."""
    span = at.use.span
    if at.use.listed is None:
        return span
    around = [
        argument.span
        for call in at.file.call_index.all(within=at.function.body if at.function else None)
        if call.name.endswith(("Of", "OfNotNull"))
        for argument in call.arguments
        if span.start in argument.span
    ]
    return min(around, key=lambda one: one.end - one.start, default=span)


def _remedies(at: SqlAt, helper: str, name: str) -> Iterator[Remedy]:
    file, span = at.file, _expression(at)
    imported = import_edits(file, name)
    if imported is None:
        return
    edits: Edits = list(imported)
    words, code = file.text[span.start : span.end], file.bare[span.start : span.end]
    is_sum = words.startswith('"') and "+" in code
    if not (is_sum or _PLAIN.match(words)) or "?" in code:
        return
    if re.search(r"(?<!\w)\+|\?:", code) and not words.startswith("("):
        edits += [(Span(span.start, span.start), "("), (Span(span.end, span.end), f").{helper}()")]
    else:
        edits.append((Span(span.end, span.end), f".{helper}()"))
    yield edit_remedy(file, f"Log it with {helper}()", _WHY, edits)


RULE = Rule(
    "DW601",
    "unlogged-sql",
    Severity.WARNING,
    "A statement is not logged, although the connector has a function for it.",
    check_connector=check,
)
