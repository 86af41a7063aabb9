"""Random streams for property tests: one number makes one scenario, always the same, with the model's answer in it."""

import random
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from destination_writer.verification.lacks import NameLimits
from destination_writer.verification.model import Types, expected
from destination_writer.verification.playing import with_defaults
from destination_writer.verification.scenario import CDC_DELETED_AT, META_TYPES, Cdc, Operation, Row, Scenario
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.values import canonical

OPERATIONS = (
    *[Operation.UPSERT] * 12,
    *[Operation.INSERT] * 3,
    Operation.OVERWRITE,
    Operation.COPY,
    *[Operation.EVOLVE] * 2,
)
RESERVED = ("select", "table", "order", "group", "user", "where", "from", "index", "key", "values", "primary", "rownum")
NASTY = (
    'quo"te', "it's", "sp ace", " lead", "trail ", "naïve", "😀", "日本", "a.b", "a;b", "--", "/*", "`tick`", "[sq]",
    "{br}", "$d", "${d}", "%s", "?", ":p", "@v", "#h", "back\\slash", "1digit", "tab\tin", "new\nline", "é" * 60,
)  # fmt: skip
TEXTS = (
    "",
    " ",
    "a",
    "A",
    "a ",
    "é",
    "e",
    "it's",
    'say "hi"',
    "back\\slash",
    "\\N",
    "NULL",
    "line\nbreak",
    "😀",
    "x" * 300,
    "0",
    "%",
    "ß",
    "ss",
)
KEY_TYPES = (T.INTEGER, T.INTEGER, T.STRING, T.STRING, T.DATE, T.BOOLEAN, T.TIMESTAMP_TZ)
CURSOR_TYPES = (T.INTEGER, T.TIMESTAMP_TZ, T.DATE, T.NUMBER, T.TIMESTAMP_NTZ, T.TIME_TZ, T.TIME_NTZ)
TIMES = (
    "10:00:00+02:00", "08:00:00Z", "09:00:00Z", "10:00:00Z", "10:00:00.5Z", "10:00:00.500001Z", "05:30:00.5-04:30",
    "23:00:00-05:00", "04:00:00Z", "05:00:00Z", "01:00:00+02:00", "00:30:00Z", "00:00:00+13:00", "23:59:59.999Z",
)  # fmt: skip
"""Cursors whose instants another order than that of their texts has; some are one instant."""
META_ALIKE = ("_AIRBYTE_RAW_ID", "_Airbyte_Meta", "_airbyte_Extracted_At", "_AIRBYTE_GENERATION_ID")
"""Names of the source that are, but for their case, those of Airbyte's own columns."""
CHANGES = ((T.INTEGER, T.STRING), (T.INTEGER, T.NUMBER), (T.STRING, T.UNKNOWN))


@dataclass
class Draw:
    """What one number draws."""

    random: random.Random
    used: set[str] = field(default_factory=set[str])
    names: NameLimits = field(default_factory=NameLimits)

    def name(self) -> str:
        """A column name that the stream does not have yet. Some differ in case alone from one that it has."""
        while True:
            name = self._name()
            own = name.startswith("_airbyte") and name not in META_ALIKE
            if name not in self.used and not own and self.names.takes(name, {*self.used, *META_TYPES}):
                self.used.add(name)
                return name

    def _name(self) -> str:
        choice = self.random.random()
        if choice < 0.03:
            return self.random.choice(META_ALIKE)
        if choice < 0.12 and self.used:
            return self.random.choice(sorted(self.used)).swapcase()
        if choice < 0.3:
            return self.random.choice(NASTY) + self.random.choice(("", "", "2", "X"))
        if choice < 0.45:
            return self.random.choice(RESERVED)
        if choice < 0.52:
            return "".join(self.random.choice(string.ascii_letters) for _ in range(100))
        return "".join(self.random.choice(string.ascii_lowercase) for _ in range(self.random.randint(1, 9)))

    def value(self, kind: T) -> Any:
        """A value that every database of this package holds; what lies outside is the business of `boundaries`."""
        return VALUES[kind](self.random)

    def sometimes(self, probability: float) -> bool:
        return self.random.random() < probability


def _json(draw: random.Random, depth: int = 2) -> Any:
    choice = draw.random()
    if depth == 0 or choice < 0.5:
        return draw.choice((None, True, False, 0, -17, Decimal("1.5"), "text", "", "5", 'q"', "it's", "\\", "😀"))
    if choice < 0.75:
        return [_json(draw, depth - 1) for _ in range(draw.randint(0, 3))]
    return {draw.choice(("a", "B", "", "k y", 'q"', "é")): _json(draw, depth - 1) for _ in range(draw.randint(0, 3))}


def _some(draw: random.Random) -> Any:
    """JSON that is not the constant null: that one is a NULL of the column."""
    found = _json(draw)
    return "null" if found is None else found


def _clock(draw: random.Random) -> str:
    return f"{draw.randint(0, 23):02d}:{draw.randint(0, 59):02d}:{draw.randint(0, 59):02d}.{draw.randint(0, 999):03d}"


def _day(draw: random.Random) -> str:
    return f"{draw.randint(1970, 2199)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"


def _zone(draw: random.Random) -> str:
    return draw.choice(("Z", "+00:00", "+05:30", "-08:00", "+13:00"))


VALUES: Mapping[T, Callable[[random.Random], Any]] = {
    T.STRING: lambda draw: draw.choice(TEXTS),
    T.BOOLEAN: lambda draw: draw.random() < 0.5,
    T.INTEGER: lambda draw: draw.choice((0, 1, -1, 2, 3, 7, 2**31, -(2**40), draw.randint(-(2**52), 2**52))),
    T.NUMBER: lambda draw: Decimal(draw.randint(-(10**10), 10**10)).scaleb(-draw.randint(0, 4)),
    T.DATE: _day,
    T.TIME_TZ: lambda draw: _clock(draw) + _zone(draw),
    T.TIME_NTZ: _clock,
    T.TIMESTAMP_TZ: lambda draw: f"{_day(draw)}T{_clock(draw)}{_zone(draw)}",
    T.TIMESTAMP_NTZ: lambda draw: f"{_day(draw)}T{_clock(draw)}",
    T.ARRAY: lambda draw: [_json(draw) for _ in range(draw.randint(0, 3))],
    T.OBJECT: lambda draw: {draw.choice(("a", "b c", 'q"', "")): _json(draw) for _ in range(draw.randint(0, 3))},
    T.UNION: _some,
    T.UNKNOWN: _some,
}


def stream(seed: int, names: NameLimits | None = None) -> Scenario:
    """The stream of a number, with no name that the engine cannot have."""
    draw = Draw(random.Random(seed), names=names or NameLimits())
    operation = draw.random.choice(OPERATIONS)
    upsert = operation is Operation.UPSERT
    keys = (
        {draw.name(): draw.random.choice(KEY_TYPES) for _ in range(draw.random.choice((1, 1, 1, 2, 3)))}
        if upsert
        else {}
    )
    cursor = {draw.name(): draw.random.choice(CURSOR_TYPES)} if upsert and draw.sometimes(0.75) else {}
    width = 200 if draw.sometimes(0.02) else draw.random.randint(0, 8)
    others = {draw.name(): draw.random.choice(tuple(T)) for _ in range(width)}
    cdc = draw.random.choice((Cdc.HARD, Cdc.HARD, Cdc.SOFT, Cdc.NONE)) if upsert else Cdc.NONE
    deletion = {CDC_DELETED_AT: T.TIMESTAMP_TZ} if cdc is not Cdc.NONE else {}
    schema = {**keys, **cursor, **others, **deletion} or {"id": T.INTEGER}
    new_schema = _new_schema(draw, schema) if operation is Operation.EVOLVE else None
    rows = _Rows(draw, schema, new_schema or schema, tuple(keys), tuple(cursor), deleted=bool(deletion))
    target, source = rows.target(), rows.source()
    data: dict[str, Any] = {"name": f"stream {seed}", "operation": operation, "schema": schema, "cdc": cdc}
    data |= {"primary_key": tuple(keys), "cursor": tuple(cursor), "target": target, "source": source}
    if new_schema is not None:
        data["new_schema"] = new_schema
    return answered(data)


def answered(data: Mapping[str, Any]) -> Scenario:
    """A scenario without `expect`, with the model's answer for it."""
    target, source = with_defaults(data["target"], "target"), with_defaults(data["source"], "source")
    types: Types = {**data["schema"], **META_TYPES}
    new_types = {**data["new_schema"], **META_TYPES} if "new_schema" in data else None
    rows = expected(
        Operation(data["operation"]),
        types,
        target,
        source,
        primary_key=data["primary_key"],
        cursor=next(iter(data["cursor"]), None),
        cdc=Cdc(data["cdc"]),
        new_types=new_types,
    )
    final = new_types or types
    whole = [{name: row.get(name) for name in final} for row in rows]
    return Scenario.model_validate({**data, "target": target, "source": source, "expect": whole})


def _plain(name: str) -> str:
    """What is left of a name where case and marks count for nothing."""
    return re.sub(r"\W", "_", name.casefold())


def _new_schema(draw: Draw, schema: Types) -> dict[str, T]:
    # Where names that differ in case or marks are one, a column's name depends on what else there is: they all stay.
    alike = Counter(_plain(name) for name in schema)
    kept = {name: kind for name, kind in schema.items() if draw.sometimes(0.8) or alike[_plain(name)] > 1}
    for name, kind in kept.items():
        changes = [new for old, new in CHANGES if old is kind]
        if changes and draw.sometimes(0.5):
            kept[name] = draw.random.choice(changes)
    added = {draw.name(): draw.random.choice(tuple(T)) for _ in range(draw.random.randint(0, 3))}
    new = {name: kind for name, kind in added.items() if _plain(name) not in alike or name in kept}
    return {**kept, **new} or {"id": T.INTEGER}


@dataclass
class _Rows:
    draw: Draw
    schema: Types
    new_schema: Types
    key: Sequence[str]
    cursor: Sequence[str]
    deleted: bool
    pool: list[Row] = field(default_factory=list[Row])
    ages: list[Any] = field(default_factory=list[Any])
    seconds: list[int] = field(default_factory=list[int])

    def __post_init__(self) -> None:
        draw = self.draw
        size = draw.random.randint(1, 6)
        for _ in range(size if self.key else 0):
            row = {name: None if draw.sometimes(0.08) else draw.value(self.schema[name]) for name in self.key}
            if row not in self.pool:
                self.pool.append(row)
        self.ages = [None, *(self._age(self.schema[name]) for name in self.cursor for _ in range(3))]
        self.seconds = draw.random.sample(range(100_000), 60)

    def _age(self, kind: T) -> Any:
        return self.draw.random.choice(TIMES) if kind is T.TIME_TZ else self.draw.value(kind)

    def target(self) -> list[Row]:
        """Rows of a table that holds each key once, as deduplicated tables do."""
        if not self.key:
            return [self._row(self.schema) for _ in range(self._count(6))]
        held = [row for row in self.pool if self.draw.sometimes(0.6)]
        unique = {self._same(row): row for row in held}
        return [{**self._row(self.schema, deletions=False), **row} for row in unique.values()]

    def source(self) -> list[Row]:
        rows = [self._row(self.new_schema) for _ in range(self._count(10))]
        return [{**row, **self.draw.random.choice(self.pool)} for row in rows] if self.key else rows

    def _same(self, row: Row) -> str:
        return repr([canonical(self.schema[name], value) for name, value in row.items()])

    def _count(self, most: int) -> int:
        return 0 if self.draw.sometimes(0.1) else self.draw.random.randint(1, most)

    def _row(self, schema: Types, deletions: bool = True) -> Row:
        draw = self.draw
        row = {n: draw.value(kind) for n, kind in schema.items() if n != CDC_DELETED_AT and not draw.sometimes(0.15)}
        row |= {name: draw.random.choice(self.ages) for name in self.cursor}
        if deletions and self.deleted and draw.sometimes(0.25):
            row[CDC_DELETED_AT] = draw.value(T.TIMESTAMP_TZ)
        at = self.seconds.pop()
        extracted = f"2025-01-0{1 + at % 9}T{at % 24:02d}:{at % 60:02d}:{at // 60 % 60:02d}.{at % 1000:03d}Z"
        return {**row, "_airbyte_extracted_at": extracted, "_airbyte_generation_id": draw.random.randint(0, 9)}


def smaller(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario with less, answered by the model: without some rows, or some columns that are no key or cursor.

    Half of them at first, then fewer, and each alone at last.
    """
    data = scenario.to_data()
    used = {*data["primary_key"], *data["cursor"], CDC_DELETED_AT}
    columns = sorted({*data["schema"], *data.get("new_schema", {})} - used)
    for cut in _parts(columns):
        less = {**data, **{side: [_without(row, cut) for row in data[side]] for side in ("source", "target")}}
        less |= {key: _without(data[key], cut) for key in ("schema", "new_schema") if key in data}
        if less["schema"] and less.get("new_schema", True):
            yield answered(less)
    for side in ("source", "target"):
        for gone in _parts(range(len(data[side]))):
            yield answered({**data, side: [row for i, row in enumerate(data[side]) if i not in gone]})


def _parts(of: Sequence[Any]) -> Iterator[Sequence[Any]]:
    size = len(of)
    while size > 0:
        size = (size + 1) // 2 if size > 1 else 0
        step = max(size, 1)
        yield from (of[start : start + step] for start in range(0, len(of), step))
        if step == 1:
            return


def _without(mapping: Mapping[str, Any], keys: Sequence[Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name not in keys}


def shrunk(scenario: Scenario, fails: Callable[[Scenario], bool], tries: int = 80) -> Scenario:
    """A small scenario that fails as well. `fails` is asked at most `tries` times."""
    left = tries
    found = True
    while found and left > 0:
        found = False
        for candidate in smaller(scenario):
            if left <= 0:
                break
            left -= 1
            if fails(candidate):
                scenario, found = candidate, True
                break
    return scenario
