"""DW415: a condition compares with NULL by a sign, which is never true."""

from collections.abc import Iterator, Sequence

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import Hit, SqlStatement
from destination_writer.sql.tokens import SqlToken
from destination_writer.text.findings import Finding, Severity

_MEANT = {"=": "IS NULL", "==": "IS NULL", "<>": "IS NOT NULL", "!=": "IS NOT NULL"}
_CONDITIONS = frozenset({"WHERE", "ON", "AND", "OR", "WHEN", "HAVING", "QUALIFY", "NOT"})
_OTHERS = frozenset({"SET", "SELECT", "VALUES", "BY", "THEN", "ELSE", "RETURNING", "DEFAULT", ",", ";", "BETWEEN"})
"""Behind these `=` assigns, or gives a value; so it does behind a bracket that is not closed."""
_WHY = "A comparison with NULL gives NULL, and no row is found by that."


def check(subject: FileSubject) -> Iterator[Finding]:
    """Told where the sign surely stands in a condition."""
    if subject.dialect is not None and not subject.dialect.is_sql:
        return
    for use in subject.shared(sql_uses) if "NULL" in subject.text else ():
        for span, meant in use.agreed(_hits):
            exact = [v.exact(hit.start, hit.end) for v in use.variants for hit in _hits(v) if hit.data == meant]
            edit = next((one for one in exact if one is not None and one.start == span.start), None)
            title = f"Write {meant}"
            yield Finding(
                RULE.code,
                RULE.severity,
                f"This comparison is never true: it compares with NULL, and {meant} is meant",
                subject.location(span),
                cause=_WHY,
                fix=f"Write {meant}.",
                evidence=(subject.line(span.start),),
                remedies=(edit_remedy(subject, title, _WHY, [(edit, meant)]),) if edit else (),
            )


def _hits(statement: SqlStatement) -> Iterator[Hit]:
    tokens = statement.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.text in _MEANT and tokens[at + 1].upper == "NULL" and _is_condition(tokens, at):
            yield Hit(token.start, tokens[at + 1].end, _MEANT[token.text])


def _is_condition(tokens: Sequence[SqlToken], at: int) -> bool:
    """By the nearest word before the sign, outside of brackets that are closed in between."""
    depth = 0
    for token in reversed(tokens[:at]):
        depth += (token.text in (")", "]")) - (token.text in ("(", "["))
        word = token.upper or token.text
        if depth == 0 and word in _CONDITIONS:
            return True
        if depth < 0 or (depth == 0 and word in _OTHERS):
            return False
    return False


RULE = Rule(
    "DW415",
    "null-comparison",
    Severity.ERROR,
    "A condition compares with NULL by = or <>.",
    check_file=check,
)
