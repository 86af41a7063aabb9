"""The SQL of a file and of its statements, as rules ask for it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from destination_writer.analysis.rule import FileSubject, dialect_of
from destination_writer.analysis.sqlconstructs import lacking_hits
from destination_writer.connector.statements import api
from destination_writer.connector.statements.model import SqlStatement, SqlUse
from destination_writer.knowledge.store import Knowledge
from destination_writer.sql.dialects import load_grammar
from destination_writer.sql.judging import GrammarKey, Problem, problems
from destination_writer.text.files import OverlayFiles, UnreadableFile
from destination_writer.text.places import Span

_GRAMMARS: "WeakKeyDictionary[Knowledge, dict[str, GrammarKey]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class SqlProblem:
    """What a grammar rejects: `problem` in the text of a statement, `edit` the stretch of the file that would mend it
    with what to write there, None where the text is not written in one piece."""

    span: Span
    problem: Problem
    edit: tuple[Span, str] | None
    statement: str
    """What kind of statement it is."""


def sql_uses(subject: FileSubject) -> tuple[SqlUse, ...]:
    """Every expression of the file that is SQL by its use, in the order of the text; none for a document store."""
    if subject.dialect is not None and not subject.dialect.is_sql:
        return ()
    return api.sql_uses(subject.source, grammar_of(subject.knowledge, subject.database).habits)


def sql_problems(subject: FileSubject) -> tuple[SqlProblem, ...]:
    """What the grammar of the connector's database rejects, each at its place, once."""
    grammar = grammar_of(subject.knowledge, subject.database)
    found: dict[Span, SqlProblem] = {}
    for use in subject.shared(sql_uses):
        told = use_problems(use, grammar) or _without_by(use, subject)
        if told and not _lacks_something(use, subject):
            for one in told:
                found.setdefault(one.span, one)
    return tuple(found[span] for span in sorted(found))


_BEGINS_WITH_BY = re.compile(r"\"\s*BY\b", re.IGNORECASE)


def _without_by(use: SqlUse, subject: FileSubject) -> list[SqlProblem]:
    """ORDER and GROUP before a piece that may be anything, in a file where no text begins with BY."""
    if not use.is_finished or not all(one.loose for one in use.variants):
        return []
    found: list[SqlProblem] = []
    for variant in use.variants:
        tokens = variant.tokens
        for at, token in enumerate(tokens[:-1]):
            if token.upper not in ("ORDER", "GROUP") or tokens[at + 1].text not in variant.loose:
                continue
            follows = variant.placeholder_at(tokens[at + 1].start)
            if follows is not None and not follows.type and variant.kind != "block":
                span, message = (
                    variant.span(token.start, token.end),
                    f"{token.upper} needs BY before what is put in here.",
                )
                exact = variant.exact(token.start, token.end)
                edit = (Span(exact.end, exact.end), " BY") if exact else None
                found.append(SqlProblem(span, Problem(token.start, token.end, message), edit, variant.kind))
    return [] if found and _BEGINS_WITH_BY.search(subject.text) else found


def _lacks_something(use: SqlUse, subject: FileSubject) -> bool:
    """Whether the database does not have what the statement uses at all: then that is told, and nothing else."""
    if subject.dialect is None:
        return False
    return any(any(lacking_hits(one, subject.knowledge, subject.dialect)) for one in use.variants)


def use_problems(use: SqlUse, grammar: GrammarKey) -> list[SqlProblem]:
    """What the grammar rejects: only what every variant that has the place is wrong in, and nothing while a string is
    not closed."""
    if not use.is_finished:
        return []
    judged = [[(variant, one) for one in problems(variant.text, variant.loose, grammar)] for variant in use.variants]
    moved = {b for found in judged for variant, one in found if (b := _earlier(variant, one)) is not None}
    places = [{_place(variant, one, moved) for variant, one in found} for found in judged]
    kept: list[SqlProblem] = []
    for found in judged:
        for variant, one in found:
            span = _place(variant, one, moved)
            having = [said for other, said in zip(use.variants, places, strict=True) if other.has(span.start)]
            if all(span in said for said in having):
                kept.append(SqlProblem(span, one, _edit(variant, one, moved), variant.kind))
    return kept


def _earlier(variant: SqlStatement, one: Problem) -> Span | None:
    """What something is missing behind, where that which follows was written before it: the value of a local val."""
    if one.behind is None:
        return None
    before = variant.span(*one.behind)
    return before if variant.span(one.start, one.end).start < before.start else None


def _place(variant: SqlStatement, one: Problem, moved: Collection[Span]) -> Span:
    """`moved` are places that another variant tells instead of what follows there."""
    before = variant.span(*one.behind) if one.behind is not None else None
    return before if before is not None and before in moved else variant.span(one.start, one.end)


def _edit(variant: SqlStatement, one: Problem, moved: Collection[Span]) -> tuple[Span, str] | None:
    if one.edit is None:
        return None
    start, text = one.edit.start, one.edit.text
    if one.behind is not None and variant.span(*one.behind) in moved:
        before = variant.exact(*one.behind) if start == one.edit.end else None
        return (Span(before.end, before.end), f" {text.strip()}") if before is not None else None
    edit = variant.exact(start, one.edit.end)
    return (edit, text) if edit is not None else None


def grammar_of(knowledge: Knowledge, database: str | None) -> GrammarKey:
    """The grammar of a database, kept; the common one for a database that nobody has described."""
    kept = _GRAMMARS.setdefault(knowledge, {})
    slug = database or ""
    if slug not in kept:
        dialect = dialect_of(knowledge, database)
        names = (*reversed(dialect.parents), dialect.slug) if dialect else ()
        kept[slug] = load_grammar(names, lambda name: _text(knowledge, f"sql/{name}.grammar"))
    return kept[slug]


def _text(knowledge: Knowledge, path: str) -> str | None:
    """Grammars are the tool's own: a workspace's files over its knowledge do not change them."""
    files = knowledge.files
    while isinstance(files, OverlayFiles):
        files = files.lower
    try:
        return files.read(path)
    except (FileNotFoundError, UnreadableFile):
        return None
