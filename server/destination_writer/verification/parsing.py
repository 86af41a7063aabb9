"""Statements judged by parsers: all there is without an engine, and a second opinion beside emulators."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from destination_writer.knowledge.dialects import Dialect
from destination_writer.toolchain.engines.model import Missing
from destination_writer.toolchain.engines.parsing import ParseReport, find_parsers, judge, label
from destination_writer.toolchain.subject import SubjectError
from destination_writer.verification.playing import Outcome, insert, shown, stream_of, with_defaults
from destination_writer.verification.scenario import Cdc, Operation, Scenario
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.stage import Stage

_NUMBERED = re.compile(r"verify_\d+")
_BLOCK = re.compile(r"((?:, )?\((?:\?(?:, )?)+\)){3,}")
_SAME_ROWS = re.compile(r"(SELECT (?:(?! UNION ALL ).)*)(?: UNION ALL \1){2,}")
"""Rows of one statement that are bound one like the other: one of them is enough for a parser."""


@dataclass(frozen=True)
class Parser:
    """The parsers for a dialect: its own, else its nearest parent's. `title` is empty when there is none here."""

    slug: str
    title: str


def parser_of(dialect: Dialect) -> Parser:
    for slug in (dialect.slug, *dialect.parents):
        if not isinstance(find_parsers(slug), Missing):
            return Parser(slug, label(slug))
    return Parser(dialect.slug, "")


class Judge:
    """Judges statements; each shape of a statement once, as parsing costs up to a fifth of a second."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self._known: dict[str, ParseReport] = {}

    def problems(self, statements: Iterable[str]) -> list[str]:
        """What the parsers reject, and statements that no parser could judge. Raises EngineFailed."""
        found: dict[str, None] = {}
        for statement in statements:
            shape = _SAME_ROWS.sub(r"\1", _BLOCK.sub(" (?)", _NUMBERED.sub("verify_1", statement)))
            if shape not in self._known:
                self._known[shape] = judge(self.parser.slug, shape)
            report = self._known[shape]
            found |= {f"{problem} in: {shown(shape)}": None for problem in report.problems}
            if not report.judged and not report.excused:
                found[f"no parser judged: {shown(shape)}"] = None
        return list(found)


def parse_scenario_statements(stage: Stage, scenario: Scenario, judges: Judge) -> Outcome:
    """The statements that the scenario's operation would send, judged."""
    return _judged(stage, scenario.name, judges, lambda: _operate(stage, scenario))


def parse_table_statements(stage: Stage, judges: Judge) -> Outcome:
    """The statements of everything that no scenario has: looking for things, counting, dropping."""
    return _judged(stage, "namespaces, tables, counts, generation id, columns", judges, lambda: _look(stage))


def second_opinion(stage: Stage, outcomes: Sequence[Outcome], judges: Judge) -> Outcome:
    """What parsers say of statements that an emulator ran: an emulator forgives what the database does not."""
    problems = judges.problems(statement for outcome in outcomes for statement in outcome.statements)
    name = f"every statement parses ({judges.parser.title})"
    return Outcome(name, stage.dialect.slug, stage.engine, stage.proof, not problems, "; ".join(problems[:20]))


def _judged(stage: Stage, name: str, judges: Judge, work: Callable[[], None]) -> Outcome:
    stage.taken_statements()
    problems: list[str] = []
    try:
        work()
    except SubjectError as error:
        stage.statements.extend(error.statements)
        problems.append(f"{error.type}: {error.message}")
    statements = stage.taken_statements()
    problems += judges.problems(statements)
    cut = tuple(shown(statement) for statement in statements)
    return Outcome(name, stage.dialect.slug, judges.parser.title, "parsed", not problems, "; ".join(problems[:20]), cut)


def _operate(stage: Stage, scenario: Scenario) -> None:
    namespace = stage.fresh_name("verify")
    deletion = "hard" if scenario.cdc is Cdc.HARD else "soft"
    key, cursor = scenario.primary_key, scenario.cursor
    streams = {
        "target": stream_of(namespace, "target", scenario.initial_schema, key, cursor),
        "source": stream_of(namespace, "source", scenario.final_schema),
        "evolved": stream_of(namespace, "evolved", scenario.final_schema, key, cursor),
    }
    opened = stage.open(streams, deletion=deletion)
    target, source = opened["target"].real, opened["source"].real
    stage.call("create_namespace", namespace=target[0])
    stage.call("create_table", stream="target", table=target)
    insert(stage, "target", target, with_defaults(scenario.target, "target"))
    match scenario.operation:
        case Operation.EVOLVE:
            stage.call("evolve_from", **{"from": "target", "stream": "evolved", "table": target})
        case Operation.INSERT:
            insert(stage, "target", target, with_defaults(scenario.source, "source"))
        case operation:
            stage.call("create_table", stream="source", table=source, replace=True)
            insert(stage, "source", source, with_defaults(scenario.source, "source"))
            stage.call(operation.value, stream="target", source=source, target=target)


def _look(stage: Stage) -> None:
    opened = stage.open({"it": stream_of(stage.fresh_name("verify"), "it's", {"id": T.INTEGER, "name": T.STRING})})[
        "it"
    ]
    for operation in ("create_namespace", "namespace_exists", "drop_namespace"):
        stage.call(operation, namespace=opened.real[0])
    for operation in ("table_exists", "count", "generation", "read", "drop_table"):
        stage.call(operation, table=opened.real)
    stage.call("schema", stream="it", table=opened.real)
    stage.call("overwrite", source=opened.real, target=(f"{opened.real[0]}_2", "other"))
    rows = with_defaults([{"id": 1, "name": "a"}], "target")
    stage.call("insert", stream="it", table=opened.real, rows=rows, via="test_client")
    stage.call("ping")
