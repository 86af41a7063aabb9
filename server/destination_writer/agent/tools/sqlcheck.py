"""`check_sql`: a statement before the grammar of its database, what that database lacks, and its own parser."""

from collections.abc import Iterator

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.output import count, fault, short
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.analysis.sqlconstructs import Lacked, lacking_hits
from destination_writer.analysis.sqlsubject import grammar_of
from destination_writer.connector.statements.model import SqlStatement, SqlText
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.store import Knowledge
from destination_writer.sql.judging import problems
from destination_writer.toolchain.engines.model import EngineFailed, Missing
from destination_writer.toolchain.engines.parsing import ask_own_parser, find_own_parser

LONGEST = 20_000


class CheckSql(BaseModel):
    statement: str = Field(
        min_length=1, max_length=LONGEST, description="One or more statements, with real names in place of templates."
    )
    database: str = Field(
        "", max_length=60, description="The database's slug (postgres); left out: the connector's own."
    )


def sql_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over what a desk's workspace knows."""

    def check(asked: CheckSql) -> ToolResult:
        dialect = desk.dialect(asked.database or None)
        if dialect is None:
            known = ", ".join(desk.knowledge.dialect_slugs)
            return fault(f"{asked.database or 'The database'} is not described here; name one of: {known}")
        if not dialect.is_sql:
            return fault(f"{dialect.name} speaks no SQL; its commands are pipelines, which this tool does not read")
        found = [
            *_by_grammar(asked.statement, desk.knowledge, dialect),
            *_lacked(asked.statement, desk.knowledge, dialect),
        ]
        said, judge = _by_parser(asked.statement, dialect)
        lines = [*found, *said]
        if lines:
            return ToolResult(
                "\n".join([f"{dialect.name} rejects this:", *lines, judge]), summary=count(len(lines), "problem")
            )
        return ToolResult(f"Nothing is found against it for {dialect.name}. {judge}", summary="nothing found")

    return (
        any_tool(
            Tool(
                "check_sql",
                "Says what a database rejects in an SQL statement: grammar, constructs that it lacks, and what its own "
                "parser says where that is on this machine. Nothing is executed.",
                CheckSql,
                Approval.FREE,
                in_thread(check),
                title=lambda asked: f"Checking {short(asked.statement, 60)}",
            )
        ),
    )


def _by_grammar(sql: str, knowledge: Knowledge, dialect: Dialect) -> Iterator[str]:
    for one in problems(sql, frozenset(), grammar_of(knowledge, dialect.slug)):
        instead = f" Write `{one.edit.text.strip()}` there." if one.edit and one.edit.text.strip() else ""
        yield f"- {_place(sql, one.start)}: {one.message}{instead}"


def _lacked(sql: str, knowledge: Knowledge, dialect: Dialect) -> Iterator[str]:
    places = range(len(sql)), range(1, len(sql) + 1)
    statement = SqlStatement(SqlText(sql, (), (places,), grammar_of(knowledge, dialect.slug).habits))
    for hit in lacking_hits(statement, knowledge, dialect):
        lacked: Lacked = hit.data
        since = f" (since {lacked.since})" if lacked.since else ""
        what = "has no type" if lacked.is_type else "does not have"
        instead = f" Instead: {lacked.instead}" if lacked.instead else ""
        place, marked = _place(sql, hit.start), short(lacked.marked, 80)
        yield f"- {place}: {dialect.name} {what} {lacked.name}{since}: `{marked}`.{instead}"


def _by_parser(sql: str, dialect: Dialect) -> tuple[list[str], str]:
    """What the parser says, and a sentence on who judged."""
    parser = find_own_parser(dialect.slug, dialect.parents)
    if isinstance(parser, Missing):
        return [], f"Judged by our grammar and facts alone: {parser}"
    try:
        found = ask_own_parser(parser, dialect.slug, sql)
    except (EngineFailed, LookupError) as error:
        return [], f"Judged by our grammar and facts alone: {error}"
    return [
        f"- {one.line}:{one.column}: {short(one.message)} ({parser})" for one in found
    ], f"Judged by {parser} as well."


def _place(sql: str, at: int) -> str:
    line = sql.count("\n", 0, at)
    return f"{line + 1}:{at - (sql.rfind(chr(10), 0, at) + 1) + 1}"
