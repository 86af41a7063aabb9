"""Whole syncs, in the framework's order: the writer's set-up, its loaders, the records, the end of each stream."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from destination_writer.knowledge.cdkversions import CdkVersion
from destination_writer.verification.checks import Check
from destination_writer.verification.comparing import difference
from destination_writer.verification.playing import few, read, stream_of, with_defaults
from destination_writer.verification.scenario import META_TYPES, Row, Schema
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.stage import OpenStream, Stage

_SCHEMA: Schema = {"id": T.INTEGER, "at": T.INTEGER, "name": T.STRING}
_WIDER: Schema = {"id": T.INTEGER, "at": T.INTEGER, "name": T.STRING, "more": T.BOOLEAN}


@dataclass(frozen=True)
class Sync:
    """One sync of the one stream. `minimum` equal to `generation` truncates; one that fails is not `completed`."""

    rows: Sequence[Row]
    generation: int = 1
    minimum: int = 0
    completed: bool = True
    schema: tuple[tuple[str, T], ...] = tuple(_SCHEMA.items())


DROPS_TEMP_TABLES = CdkVersion.parse("1.0.6")
"""The CDK version from which its loaders drop the temporary table after an upsert."""


def _row(number: int, at: int, name: str, **more: Any) -> Row:
    return {"id": number, "at": at, "name": name, **more}


def _run(stage: Stage, key: Sequence[str], syncs: Sequence[Sync], wanted: Sequence[Row]) -> list[str]:
    namespace = stage.fresh_name("verify")
    opened: OpenStream | None = None
    for number, sync in enumerate(syncs):
        stream = stream_of(namespace, "stream", dict(sync.schema), key, ["at"] if key else [])
        options = {"generation": sync.generation, "minimum_generation": sync.minimum, "sync": number + 1}
        opened = stage.open({"it": {**stream, **options}})["it"]
        rows = [{**row, "_airbyte_generation_id": sync.generation} for row in with_defaults(sync.rows, "target")]
        stage.call("sync", rows={"it": rows}, completed=sync.completed)
    assert opened is not None
    types = {**dict(syncs[-1].schema), **META_TYPES}
    missing, unexpected = difference(types, wanted, read(stage, opened, opened.real, types))
    problems = [f"the table lacks {few(missing)}, and holds {few(unexpected)}"] if missing or unexpected else []
    drops_temp = CdkVersion.parse(stage.version) >= DROPS_TEMP_TABLES
    is_due = drops_temp and syncs[-1].completed and opened.temp != opened.real
    if is_due and stage.call("table_exists", table=opened.temp):
        problems.append(f"the temporary table {'.'.join(opened.temp)} is still there")
    return problems


_A, _B, _C = _row(1, 1, "a"), _row(2, 1, "b"), _row(3, 1, "c")
_WIDE = tuple(_WIDER.items())


def _check(name: str, key: Sequence[str], syncs: Sequence[Sync], wanted: Sequence[Row]) -> Check:
    return Check(f"sync: {name}", lambda stage: _run(stage, key, syncs, wanted))


SYNCS: tuple[Check, ...] = (
    _check("append, twice", [], [Sync([_A, _B]), Sync([_A, _C])], [_A, _B, _A, _C]),
    _check(
        "append with a column more",
        [],
        [Sync([_A]), Sync([_row(2, 1, "b", more=True)], schema=_WIDE)],
        [_row(1, 1, "a", more=None), _row(2, 1, "b", more=True)],
    ),
    _check("append without a record", [], [Sync([]), Sync([])], []),
    _check("refresh replaces old rows", [], [Sync([_A, _B]), Sync([_C], 2, 2)], [_C]),
    _check("refresh that fails keeps old rows", [], [Sync([_A, _B]), Sync([_C], 2, 2, completed=False)], [_A, _B]),
    _check(
        "refresh that is taken up again",
        [],
        [Sync([_A]), Sync([_B], 2, 2, completed=False), Sync([_C], 2, 2)],
        [_B, _C],
    ),
    _check("refresh without a record empties the table", [], [Sync([_A]), Sync([], 2, 2)], []),
    _check(
        "dedupe, twice",
        ["id"],
        [Sync([_A, _B, _row(1, 3, "newest"), _row(1, 2, "newer")]), Sync([_C, _row(2, 2, "new"), _row(1, 2, "late")])],
        [_row(1, 3, "newest"), _row(2, 2, "new"), _C],
    ),
    _check(
        "dedupe with a column more",
        ["id"],
        [Sync([_A, _B]), Sync([_row(2, 2, "new", more=True)], schema=_WIDE)],
        [_row(1, 1, "a", more=None), _row(2, 2, "new", more=True)],
    ),
    _check(
        "dedupe refresh replaces old rows",
        ["id"],
        [Sync([_A, _B]), Sync([_C, _row(3, 2, "c")], 2, 2)],
        [_row(3, 2, "c")],
    ),
    _check(
        "dedupe refresh that fails keeps old rows",
        ["id"],
        [Sync([_A, _B]), Sync([_C], 2, 2, completed=False)],
        [_A, _B],
    ),
)
