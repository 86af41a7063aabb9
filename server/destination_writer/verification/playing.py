"""Playing a scenario on a stage: tables before, the operation, and the table that came out."""

import contextlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from destination_writer.toolchain.subject import SubjectError
from destination_writer.verification.comparing import as_json, difference, readable, same_rows
from destination_writer.verification.scenario import META_TYPES, Cdc, Operation, Row, Scenario, Schema
from destination_writer.verification.stage import OpenStream, Stage, Table
from destination_writer.verification.values import canonical

_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
"""Extraction time of the target's first row where it names none."""
_NEVER_NULL = ("_airbyte_raw_id", "_airbyte_extracted_at", "_airbyte_meta")
_EXTRACTED_AT = "_airbyte_extracted_at"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1000, 9000)
MAX_STATEMENT = 20_000
"""Characters of a statement that are shown."""


@dataclass(frozen=True)
class Outcome:
    """What a scenario or check gave. `problem` is empty when `ok`; `wanted` and `found` are rows as JSON values."""

    name: str
    dialect: str
    engine: str
    proof: str
    ok: bool
    problem: str = ""
    statements: tuple[str, ...] = ()
    wanted: tuple[Mapping[str, Any], ...] = ()
    found: tuple[Mapping[str, Any], ...] = ()
    lacks: str = ""
    """What the emulator lacks for it; then it says nothing about the connector."""

    def to_object(self) -> dict[str, Any]:
        """The shape that scripts read. What the problem was is for people: wanted and found say it to a script."""
        return {
            "name": self.name,
            "dialect": self.dialect,
            "engine": self.engine,
            "proof": self.proof,
            "ok": self.ok,
            "statements": [shown(statement) for statement in self.statements],
            "wanted": [readable(row) for row in self.wanted],
            "found": list(self.found),
        }


@dataclass
class _Play:
    found: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    problems: list[str] = field(default_factory=list[str])


def play(stage: Stage, scenario: Scenario) -> Outcome:
    """The scenario's outcome. What the connector or its database refuses is a failed outcome, no exception."""
    stage.taken_statements()
    run = _Play()
    try:
        _operate(stage, scenario, run)
    except SubjectError as error:
        stage.statements.extend(error.statements)
        run.problems.append(f"{error.type}: {error.message}")
    else:
        if not same_rows(scenario.types, scenario.expect, run.found):
            run.problems.append("the table is not what was wanted")
    return Outcome(
        scenario.name,
        stage.dialect.slug,
        stage.engine,
        stage.proof,
        not run.problems,
        "; ".join(run.problems),
        tuple(stage.taken_statements()),
        tuple(scenario.expect),
        tuple(as_json(scenario.types, row) for row in run.found),
    )


def shown(statement: str) -> str:
    """A statement cut where it gets too long to read."""
    cut = len(statement) - MAX_STATEMENT
    return statement if cut <= 0 else f"{statement[:MAX_STATEMENT]} ... and {cut} characters more"


def stream_of(
    namespace: str, name: str, schema: Schema, primary_key: Sequence[str] = (), cursor: Sequence[str] = ()
) -> dict[str, Any]:
    """A stream as the run-time takes it; with a primary key it is deduplicated."""
    made: dict[str, Any] = {"namespace": namespace, "name": name, "fields": [[c, str(t)] for c, t in schema.items()]}
    return {**made, "primary_key": list(primary_key), "cursor": list(cursor)} if primary_key else made


def with_defaults(rows: Sequence[Row], side: str, others: Sequence[Row] = ()) -> list[Row]:
    """The rows with their meta columns: those that a row leaves out are made, the same for the same place.

    A row that names no time of extraction was extracted a second after all rows above it; the source's rows after all
    of the target's, and the target's before all of the source's (`others` are the rows of the other side). A column
    that cannot be NULL counts as left out when it is null.
    """
    made: list[Row] = []
    latest = _before_first(side, others)
    for index, row in enumerate(rows):
        given = {name: value for name, value in row.items() if value is not None or name not in _NEVER_NULL}
        made.append({**_defaults(index, side, latest + timedelta(seconds=1)), **given})
        latest = max([latest, *_times([made[-1]])])
    return made


def _before_first(side: str, others: Sequence[Row]) -> datetime:
    """After every row of the target for a source; for a target a day before the first row of the source."""
    day, second = timedelta(days=1), timedelta(seconds=1)
    if side == "source":
        return max([_FIRST + day - second, *_times(others)])
    return min([_FIRST - second, *(time - day for time in _times(others))])


def _times(rows: Sequence[Row]) -> Iterator[datetime]:
    """The rows' times of extraction, cut to microseconds. Those far from our time date no other row."""
    for row in rows:
        value = row.get(_EXTRACTED_AT)
        if value is None:
            continue
        with contextlib.suppress(OverflowError):
            time = _EPOCH + timedelta(microseconds=canonical("timestamp_with_timezone", value) // 1000)
            if time.year in _YEARS:
                yield time


def _defaults(index: int, side: str, extracted: datetime) -> Row:
    return {
        "_airbyte_raw_id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{side} {index}")),
        _EXTRACTED_AT: extracted.isoformat().replace("+00:00", "Z"),
        "_airbyte_meta": {},
        "_airbyte_generation_id": 1,
    }


def _operate(stage: Stage, scenario: Scenario, run: _Play) -> None:
    streams = _open(stage, scenario, scenario.initial_schema, stage.fresh_name("verify"))
    target, source = streams["target"], streams["source"]
    for namespace in dict.fromkeys((target.real[0], source.real[0])):
        stage.call("create_namespace", namespace=namespace)
    stage.call("create_table", stream="target", table=target.real)
    insert(stage, "target", target.real, with_defaults(scenario.target, "target", scenario.source))
    end = _operation(stage, scenario, target, source, run)
    run.found = read(stage, end, target.real, scenario.types)
    run.problems += generated_reading(stage, end, target.real, scenario.types, run.found)


def _open(stage: Stage, scenario: Scenario, schema: Schema, namespace: str) -> dict[str, OpenStream]:
    streams = {
        "target": stream_of(namespace, "target", schema, scenario.primary_key, scenario.cursor),
        "source": stream_of(namespace, "source", schema),
    }
    return stage.open(streams, deletion="hard" if scenario.cdc is Cdc.HARD else "soft")


def _operation(stage: Stage, scenario: Scenario, target: OpenStream, source: OpenStream, run: _Play) -> OpenStream:
    """Carries it out; gives the target stream as it is at the end."""
    rows = with_defaults(scenario.source, "source", with_defaults(scenario.target, "target", scenario.source))
    match scenario.operation:
        case Operation.INSERT:
            insert(stage, "target", target.real, rows)
            return target
        case Operation.EVOLVE:
            return _evolve(stage, scenario, target, rows, run)
        case operation:
            stage.call("create_table", stream="source", table=source.real)
            insert(stage, "source", source.real, rows)
            stage.call(operation.value, stream="target", source=source.real, target=target.real)
            if operation is Operation.OVERWRITE and stage.call("table_exists", table=source.real):
                run.problems.append("the source table is still there after the overwrite")
            return target


def _evolve(stage: Stage, scenario: Scenario, target: OpenStream, rows: Sequence[Row], run: _Play) -> OpenStream:
    namespace = target.real[0]
    evolved = _open(stage, scenario, scenario.final_schema, namespace)["target"]
    stage.call("evolve", stream="target", table=target.real)
    schema = stage.call("schema", stream="target", table=target.real)
    if not schema["noop"]:
        run.problems.append(f"the schema still differs afterwards: {schema['actual']} is not {schema['expected']}")
    insert(stage, "target", target.real, rows)
    return evolved


def insert(stage: Stage, stream: str, table: Table, rows: Sequence[Row]) -> list[list[dict[str, str]]]:
    """Through coercer, aggregate and insert buffer; gives the changes of each row."""
    return stage.call("insert", stream=stream, table=table, rows=list(rows)) if rows else []


def read(stage: Stage, stream: OpenStream, table: Table, types: Mapping[str, str]) -> list[dict[str, Any]]:
    """The table's rows by the source's column names, read without the connector's help."""
    columns = {name: stream.columns.get(name, name) for name in types}
    rows = stage.rows(table, {column: str(types[name]) for name, column in columns.items()})
    return [{name: row[column] for name, column in columns.items()} for row in rows]


def generated_reading(
    stage: Stage, stream: OpenStream, table: Table, types: Mapping[str, str], found: Sequence[Mapping[str, Any]]
) -> list[str]:
    """What the connector's own test client reads differently: it leaves a NULL out, and gives plain values."""
    told: list[dict[str, Any]] = stage.call("read", table=table)
    names = {stream.columns.get(name, name): name for name in types}
    rows = [{names.get(column, column): value for column, value in row.items()} for row in told]
    unknown = sorted({name for row in rows for name in row} - set(types))
    if unknown:
        return [f"the generated test client reads columns that the table should not have: {', '.join(unknown)}"]
    whole = [{name: row.get(name) for name in types} for row in rows]
    try:
        told_alone, found_alone = difference(types, whole, found)
    except ValueError as error:
        return [f"the generated test client reads what no column of its type holds: {error}"]
    if not told_alone and not found_alone:
        return []
    return [f"the generated test client reads {few(told_alone)} where the table holds {few(found_alone)}"]


def few(rows: Sequence[Mapping[str, Any]]) -> str:
    """Some rows as JSON, for a message."""
    listed = "; ".join(json.dumps(readable(row), ensure_ascii=False, default=str) for row in rows[:3])
    return (listed or "no row") + (f"; and {len(rows) - 3} more" if len(rows) > 3 else "")


__all__ = ["META_TYPES", "Outcome", "generated_reading", "insert", "play", "read", "stream_of", "with_defaults"]
