"""The SQL of an open document: its colours, and what a hover says of a statement."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from destination_writer.analysis.sqlsubject import grammar_of, use_problems
from destination_writer.connector.statements.api import uses_of
from destination_writer.connector.statements.model import SqlStatement, SqlUse
from destination_writer.connector.statements.samples import filled
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.kotlin.parse import parse_file
from destination_writer.sql.layout import laid_out
from destination_writer.sql.painting import Paint, painted
from destination_writer.text.places import Span

if TYPE_CHECKING:
    from destination_writer.lsp.views import View

PAINTS = tuple(paint.value for paint in Paint)
"""The legend: a token's type is its place in this list."""
MOST_SAMPLES = 8


def database_of(view: "View") -> str | None:
    known = view.home.known if view.home else None
    return (known.database if known else None) or view.session.settings.connector.dialect or None


def dialect_of(view: "View") -> Dialect | None:
    slug = database_of(view)
    if not slug or slug not in view.knowledge.dialect_slugs:
        return None
    try:
        return view.knowledge.dialect(slug)
    except KnowledgeError:
        return None  # the broken file is a finding of its own


def document_uses(view: "View") -> tuple[SqlUse, ...]:
    """Slow on a text that was not looked at yet: run it in a thread."""
    dialect = dialect_of(view)
    if dialect is not None and not dialect.is_sql:
        return ()
    text = view.document.text
    return uses_of(text, parse_file(text), view.path, grammar_of(view.knowledge, database_of(view)).habits)


def paints(view: "View") -> list[tuple[Span, int]]:
    """Stretches of the document with the number of their paint, in order; none overlaps another."""
    keywords = grammar_of(view.knowledge, database_of(view)).grammar.keywords
    found: dict[Span, int] = {}
    for use in document_uses(view):
        for statement in use.variants:
            for token, paint in painted(statement.tokens, keywords):
                for span in _pieces(statement, token.start, token.end):
                    found.setdefault(span, PAINTS.index(paint.value))
    return list(_apart(found))


def _pieces(statement: SqlStatement, start: int, end: int) -> Iterator[Span]:
    """A token as the stretches of literals that it is written in; what Kotlin puts in between is left out."""
    holes = {one.start for one in statement.placeholders}
    first: int | None = None
    for at in range(start, end + 1):
        if at < end and at not in holes and (first is None or statement.pieces[at] == statement.pieces[first]):
            first = at if first is None else first
            continue
        if first is not None:
            yield statement.span(first, at)
        first = at if at < end and at not in holes else None


def _apart(found: dict[Span, int]) -> Iterator[tuple[Span, int]]:
    end = -1
    for span in sorted(found):
        if span.start >= end and span.end > span.start:
            yield span, found[span]
            end = span.end


def statement_at(view: "View", offset: int) -> tuple[SqlUse, SqlStatement, Span] | None:
    """The SQL that a cursor is in, with the stretch of its string."""
    for use in document_uses(view):
        for start, end in sorted(use.literals):
            if start <= offset <= end:
                fitting = (one for one in use.variants if any(one.has(at) for at in (offset, offset - 1)))
                return use, next(fitting, use.variants[0]), Span(start, end)
    return None


def explain_sql(view: "View", offset: int) -> tuple[str, Span] | None:
    """Markdown about the statement at an offset, and the stretch that it is about."""
    found = statement_at(view, offset)
    if found is None:
        return None
    use, statement, span = found
    dialect = dialect_of(view)
    made = filled(statement, dialect)
    heading = f"**SQL for {dialect.name}**" if dialect else "**SQL**"
    if len(use.variants) > 1:
        heading += f" · one of {len(use.variants)} texts that this can be"
    parts = [heading, f"```sql\n{laid_out(made.sql, statement.habits)}\n```"]
    samples = {one.placeholder.written: one.value for one in made.samples if not one.placeholder.is_loose}
    if samples:
        shown = [f"- `{_short(written)}` → `{value}`" for written, value in list(samples.items())[:MOST_SAMPLES]]
        more = len(samples) - len(shown)
        parts.append("Sample values:\n\n" + "\n".join(shown) + (f"\n- and {more} more" if more > 0 else ""))
    parts.append(_judged(view, use, statement, dialect))
    return "\n\n".join(parts), span


def _short(text: str) -> str:
    plain = " ".join(text.split()).replace("`", "'")
    return plain if len(plain) <= 50 else f"{plain[:49]}…"


def _judged(view: "View", use: SqlUse, statement: SqlStatement, dialect: Dialect | None) -> str:
    """Who judged the statement, and what they said."""
    judge = f"Destination Writer's grammar for {dialect.name}" if dialect else "Destination Writer's common grammar"
    told = use_problems(use, grammar_of(view.knowledge, database_of(view)))
    if told:
        return "\n".join(f"{one.problem.message} (Judged by {judge}.)" for one in told)
    if not use.is_finished:
        return "Not judged: a string of it is not closed."
    unknown = [one.written for one in statement.placeholders if one.is_loose]
    if unknown:
        names = ", ".join(f"`{_short(name)}`" for name in dict.fromkeys(unknown[:3]))
        return f"{judge} has no objection; what stands beside {names} cannot be judged."
    return f"{judge} has no objection."
