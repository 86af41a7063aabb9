"""SQL of a connector before its database's own parser: what the grammar takes and the database does not.

Only statements that are known whole are asked about, with sample values for what Kotlin puts in. A process is started
for it, so it happens only when somebody has asked.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from destination_writer.analysis.rule import FileSubject, subjects
from destination_writer.analysis.sqlsubject import grammar_of, sql_uses, use_problems
from destination_writer.connector.model import Connector
from destination_writer.connector.statements.model import SqlStatement, SqlUse
from destination_writer.connector.statements.samples import filled
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.store import Knowledge
from destination_writer.sql.kinds import BLOCK, FRAGMENT, UNKNOWN
from destination_writer.sql.tokens import sql_tokens
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span
from destination_writer.toolchain.engines.model import EngineFailed, Missing
from destination_writer.toolchain.engines.parsing import ParseProblem, ask_own_parser, find_own_parser

Ask = Callable[[str, str, str], Sequence[ParseProblem]]
"""Parser, database, statement -> what it rejects."""
CODE = "DW401"
BY_PARSER = "parser"
"""In a finding's `data["by"]`."""
LIMIT = 20.0
"""Seconds for one look at a connector; the rest is asked at the next."""


@dataclass
class SqlParsers:
    """Answers are kept by statement: nothing is asked twice."""

    ask: Ask = ask_own_parser
    answers: dict[tuple[str, str], tuple[ParseProblem, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[ParseProblem, ...]]
    )

    def findings(
        self, connector: Connector, knowledge: Knowledge, known: Mapping[str, FileSubject] | None = None
    ) -> tuple[list[Finding], str]:
        """What the parser rejects, with paths as the workspace sees them, and why nobody judged (empty when somebody
        did). A parser that breaks off judges nothing."""
        slug = connector.database
        if slug is None or slug not in knowledge.dialect_slugs:
            return [], "the connector's database is not known"
        dialect = knowledge.dialect(slug)
        parser = find_own_parser(slug, dialect.parents)
        if isinstance(parser, Missing):
            return [], str(parser)
        found: list[Finding] = []
        end = time.monotonic() + LIMIT
        try:
            for path, subject in (known or subjects(connector, knowledge)).items():
                for use in subject.shared(sql_uses):
                    if time.monotonic() > end:
                        return found, f"{parser} took longer than {LIMIT:.0f} seconds; the rest is asked next time"
                    if not use_problems(use, grammar_of(knowledge, slug)):
                        found += self._of_use(use, subject, connector.workspace_path(path), dialect, parser)
        except (EngineFailed, LookupError) as error:
            return found, str(error)
        return found, ""

    def _of_use(self, use: SqlUse, subject: FileSubject, path: str, dialect: Dialect, parser: str) -> Iterator[Finding]:
        if not use.is_finished or any(one.partial for one in use.variants):
            return
        told: list[tuple[Span, ParseProblem]] = []
        for one in use.variants:
            if one.kind in (FRAGMENT, UNKNOWN, BLOCK):
                return
            problem = self._problem(one, dialect, parser)
            if problem is None:
                return  # one of the texts is right
            told.append(problem)
        for span in {place for place, _ in told}:
            yield _finding(subject, path, span, next(p for place, p in told if place == span), dialect)

    def _problem(self, statement: SqlStatement, dialect: Dialect, parser: str) -> tuple[Span, ParseProblem] | None:
        made = filled(statement, dialect)
        key = parser, made.sql
        if key not in self.answers:
            self.answers[key] = tuple(self.ask(parser, dialect.slug, made.sql))
        if not self.answers[key]:
            return None
        problem = self.answers[key][0]
        at = made.origin(_offset(made.sql, problem.line, problem.column))
        token = next((one for one in sql_tokens(statement.text, statement.habits) if one.end > at), None)
        start, end = (token.start, token.end) if token else (at, at + 1)
        return statement.span(start, end), problem


def _offset(sql: str, line: int, column: int) -> int:
    lines = sql.splitlines(keepends=True)
    return min(sum(len(text) for text in lines[: line - 1]) + column - 1, max(len(sql) - 1, 0))


def _finding(subject: FileSubject, path: str, span: Span, problem: ParseProblem, dialect: Dialect) -> Finding:
    place = subject.location(span)
    return Finding(
        code=CODE,
        severity=Severity.ERROR,
        message=f"{problem.message} (says {problem.parser}, with sample values put in).",
        location=type(place)(path, place.range),
        cause=f"{dialect.name}'s own parser rejects this statement.",
        evidence=(subject.line(span.start),),
        data={"by": BY_PARSER},
    )
