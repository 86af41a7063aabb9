"""Judging SQL by parsers, for databases without an engine and beside engines that forgive too much."""

import atexit
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from destination_writer.toolchain.engines.environments import folders, python_of
from destination_writer.toolchain.engines.model import Missing
from destination_writer.toolchain.engines.worker_process import WorkerProcess

SOURCE = Path(__file__).with_name("parsers.yaml")
ENVIRONMENTS = {"spark": "spark", "duckdb": "duckdb", "clickhouse": "clickhouse"}
"""Parsers with an environment of their own; the others share `parsers`."""


@dataclass(frozen=True)
class ParseProblem:
    """What one parser rejects, at a line and column of the statement, from 1."""

    line: int
    column: int
    message: str
    parser: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message} ({self.parser})"


@dataclass(frozen=True)
class ParseReport:
    """What the parsers said of a statement: `judged` are those whose word counted.

    `excused` are the known false errors by name, `absent` the parsers that this machine lacks. A statement that
    nobody judged is not proven by having no problems.
    """

    problems: tuple[ParseProblem, ...]
    judged: tuple[str, ...]
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FalseError(_Strict):
    """A right statement that a parser rejects."""

    name: str
    parser: str
    database: str
    statement: str

    def fits(self, parser: str, database: str, sql: str) -> bool:
        return (self.parser, self.database) == (parser, database) and bool(
            re.search(self.statement, sql, re.IGNORECASE | re.DOTALL)
        )


class ParserFacts(_Strict):
    """The whole of parsers.yaml."""

    databases: dict[str, dict[str, str]]
    own: dict[str, str]
    """The parser that is the database's own, where there is one."""
    false_errors: tuple[FalseError, ...]


@cache
def facts() -> ParserFacts:
    return ParserFacts.model_validate(yaml.safe_load(SOURCE.read_text("utf-8")))


def find_parsers(slug: str) -> tuple[str, ...] | Missing:
    """The parsers for a database's SQL that this machine has, the strictest first."""
    wanted = facts().databases.get(slug)
    if wanted is None:
        return Missing(slug, f"No parser is known for {slug}", "")
    there = tuple(parser for parser in wanted if python_of(_environment(parser)))
    if there:
        return there
    places = " or ".join(str(folder / "parsers") for folder in folders())
    return Missing(slug, f"The SQL parsers are not on this machine: there is no {places}", "Run `make engines`.")


def parse(slug: str, sql: str) -> list[ParseProblem]:
    """What the parsers reject in a statement; the parsers stay in memory. Raises EngineFailed, LookupError.

    LookupError: no parser for this database is here; `find_parsers` says why.
    """
    return list(judge(slug, sql).problems)


def judge(slug: str, sql: str) -> ParseReport:
    """The same with who judged. A parser that is not here is named; known false errors are left out and named."""
    there = find_parsers(slug)
    if isinstance(there, Missing):
        raise LookupError(str(there))
    dialects = facts().databases[slug]
    problems: list[ParseProblem] = []
    judged: list[str] = []
    excused: list[str] = []
    for parser in there:
        found = _ask(parser, dialects[parser], sql)
        known = [item.name for item in facts().false_errors if item.fits(parser, slug, sql)]
        if found and known:
            excused += known
            continue
        judged.append(parser)
        problems += found
    absent = tuple(parser for parser in dialects if parser not in there)
    return ParseReport(tuple(problems), tuple(judged), tuple(excused), absent)


def find_own_parser(slug: str, parents: Sequence[str] = ()) -> str | Missing:
    """The parser of the database itself, or of the nearest parent that it speaks the language of."""
    own = next((facts().own[name] for name in (slug, *parents) if name in facts().own), None)
    if own is None:
        return Missing(slug, f"No parser of {slug} itself is known", "")
    if python_of(_environment(own)) is None:
        return Missing(slug, f"The parser {own} is not on this machine", "Run `make engines`.")
    return own


def ask_own_parser(parser: str, slug: str, sql: str) -> tuple[ParseProblem, ...]:
    """What the database's own parser rejects, without its known false errors. Raises EngineFailed, LookupError."""
    found = _ask(parser, slug, sql)
    known = any(item.fits(parser, slug, sql) for item in facts().false_errors)
    return () if known else tuple(found)


def label(slug: str) -> str:
    """The parsers of a database in words, as `sqlfluff 4.5.0 (tsql)`; empty when there is none here."""
    there = find_parsers(slug)
    if isinstance(there, Missing):
        return ""
    versions = {
        part.split(" ")[0].split("-")[0].lower(): part for parser in there for part in _worker(parser).via.split(", ")
    }
    named = [(parser, facts().databases[slug][parser]) for parser in there if parser != "tokens"]
    return ", ".join(f"{versions.get(parser, parser)} ({dialect})" for parser, dialect in named)


def _environment(parser: str) -> str:
    return ENVIRONMENTS.get(parser, "parsers")


def _ask(parser: str, dialect: str, sql: str) -> list[ParseProblem]:
    body = {"parser": parser, "dialect": dialect, "sql": sql}
    answer = _worker(parser).request("call", name="parse", body=body)
    return [ParseProblem(item["line"], item["column"], item["message"], parser) for item in answer["problems"]]


_LOCK = threading.Lock()
_WORKERS: dict[str, WorkerProcess] = {}


def _worker(parser: str) -> WorkerProcess:
    """The resident process of a parser; it is started anew when it has ended."""
    environment = _environment(parser)
    with _LOCK:
        worker = _WORKERS.get(environment)
        if worker is None or not worker.alive:
            python = python_of(environment)
            if python is None:
                raise LookupError(f"there is no environment {environment}")
            if not _WORKERS:
                atexit.register(close_parsers)
            worker = WorkerProcess(python, "spark" if parser == "spark" else "parsers", {})
            _WORKERS[environment] = worker
        return worker


def close_parsers() -> None:
    """End the parsers' processes; the next question starts them again."""
    for worker in _WORKERS.values():
        worker.close()
    _WORKERS.clear()
