"""Values at the edges of each type: they come back equal, or as NULL or cut with a recorded change, never altered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from destination_writer.toolchain.subject import SubjectError
from destination_writer.verification.playing import Outcome, insert, read, stream_of, with_defaults
from destination_writer.verification.scenario import META_TYPES
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.stage import OpenStream, Stage
from destination_writer.verification.values import NotOfType, canonical, found_canonical, frozen_json


class Verdict(StrEnum):
    """The first three are right, `refused` says so loudly, the last two lose data without a word."""

    KEPT = "kept"
    NULLED = "null, recorded"
    CUT = "cut, recorded"
    REFUSED = "refused with an error"
    ALTERED = "altered without a record"
    LOST = "null without a record"


RIGHT = frozenset({Verdict.KEPT, Verdict.NULLED, Verdict.CUT})


@dataclass(frozen=True)
class Boundary:
    """`label` names the value for a person. `everywhere` means that every database has to keep it."""

    label: str
    value: Any
    everywhere: bool = False


@dataclass(frozen=True)
class Judged:
    boundary: Boundary
    verdict: Verdict
    detail: str = ""

    @property
    def ok(self) -> bool:
        return self.verdict is Verdict.KEPT or (self.verdict in RIGHT and not self.boundary.everywhere)


def _plain(*values: Any) -> list[Boundary]:
    return [Boundary(str(value), value, everywhere=True) for value in values]


def _edge(*values: Any) -> list[Boundary]:
    return [Boundary(str(value)[:60], value) for value in values]


def _nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = [value] if level % 2 else {"k": value}
    return value


_JSON = [
    Boundary("nested", {"a": [1, {"b": None}], "c": "text"}, everywhere=True),
    Boundary("empty key", {"": 1, " ": 2}),
    Boundary("names with dot, dollar, quote", {"a.b": 1, "$c": 2, 'q"': 3}),
    Boundary("whole number of 19 digits", {"n": 2**63 - 1}),
    Boundary("whole number of 20 digits", {"n": 2**64}),
    Boundary("whole number of 38 digits", {"n": 10**37 + 1}),
    Boundary("decimal of 38 digits", {"n": Decimal("12345678901234567890123456789.123456789")}),
    Boundary("0.1", {"n": Decimal("0.1")}, everywhere=True),
    Boundary("1E400", {"n": Decimal("1E400")}),
    Boundary("NUL in a text", {"k": "a\0b"}),
    Boundary("NUL in a name", {"a\0b": 1}),
    Boundary("an escape that is text", {"k": "\\u0000 \\n"}, everywhere=True),
    Boundary("150 levels", {"k": _nested(150)}),
    Boundary("a million characters", {"k": "x" * 1_000_000}),
    Boundary("emoji and line ends", {"k": "😀\r\n\u2028"}, everywhere=True),
]

BOUNDARIES: dict[T, list[Boundary]] = {
    T.STRING: [
        *_plain("", " ", "a ", "naïve 😀", "é", "e\u0301", "\ufeff", "\u2028", "'\"\\`", "\\N", "NULL", "a\tb\r\nc"),
        Boundary("NUL", "a\0b"),
        Boundary("half a character", "a\ud800b"),
        Boundary("not a character", "a\uffffb"),
        Boundary("70,000 characters", "é" * 70_000),
        Boundary("16 MB", "x" * 16_000_000),
    ],
    T.BOOLEAN: _plain(True, False),
    T.INTEGER: [
        *_plain(0, -1, 2**31, -(2**31) - 1, 2**53 - 1),
        *_edge(2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**64, 10**18 + 1, 10**37 + 1),
        *_edge(10**38, -(10**38), 10**76, 10**100),
    ],
    T.NUMBER: [
        *_plain(0, Decimal("0.5"), Decimal("-123456.789"), Decimal("0.000000001")),
        *_edge(Decimal("0.1"), Decimal("12345678901234567.89"), Decimal("99999999999999999999999999999999999999")),
        *_edge(Decimal("12345678901234567890123456789.123456789"), Decimal("0.0000000001"), Decimal("1E-20")),
        *_edge(Decimal("1E-38"), Decimal("1.00000000000000000000000000000000000001"), Decimal("1E+38")),
        *_edge(Decimal("1E+308"), Decimal("1E+309"), Decimal("1E-400"), 2**63, "NaN", "Infinity", "-Infinity"),
    ],
    T.DATE: [
        *_plain("1970-01-01", "2024-02-29", "1999-12-31"),
        *_edge("0001-01-01", "0000-01-01", "-0044-03-15", "1000-01-01", "1582-10-10", "1899-12-31", "1900-02-28"),
        *_edge("2038-01-19", "2262-04-12", "9999-12-31", "+10000-01-01", "+294277-01-01", "2025-02-29"),
    ],
    T.TIMESTAMP_TZ: [
        *_plain("1970-01-01T00:00:00Z", "2024-02-29T23:59:59.123Z", "2025-03-09T02:30:00+01:00"),
        *_edge("0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "-0044-03-15T00:00:00Z", "1582-10-10T12:00:00Z"),
        *_edge("1899-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z", "2025-01-01T00:00:00.123456Z"),
        *_edge("2025-01-01T00:00:00.1234567Z", "2025-01-01T00:00:00.123456789Z", "2025-01-01T00:00:00.999999999Z"),
        *_edge("2025-01-01T00:00:00+18:00", "2025-01-01T00:00:00-12:00", "2025-01-01T00:00:00+05:53:28"),
        *_edge("2262-04-12T00:00:00Z", "2300-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "+10000-01-01T00:00:00Z"),
        *_edge("+294277-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2025-01-01T24:00:00Z"),
    ],
    T.TIMESTAMP_NTZ: [
        *_plain("1970-01-01T00:00:00", "2024-02-29T23:59:59.123", "2025-03-09T02:30:00", "2025-11-02T01:30:00"),
        *_edge("0001-01-01T00:00:00", "0000-01-01T00:00:00", "1582-10-10T12:00:00", "1899-12-31T23:59:59"),
        *_edge("2025-01-01T00:00:00.123456", "2025-01-01T00:00:00.1234567", "2025-01-01T00:00:00.999999999"),
        *_edge("2262-04-12T00:00:00", "2300-01-01T00:00:00", "9999-12-31T23:59:59.999999", "+10000-01-01T00:00:00"),
        *_edge("2016-12-31T23:59:60"),
    ],
    T.TIME_TZ: [
        *_plain("00:00:00Z", "23:59:59.123+02:00"),
        *_edge("12:00:00.123456Z", "12:00:00.1234567Z", "23:59:59.999999999Z", "12:00:00+18:00", "12:00:00-18:00"),
        *_edge("12:00:00+05:53:28", "24:00:00Z", "23:59:60Z"),
    ],
    T.TIME_NTZ: [
        *_plain("00:00:00", "23:59:59.123", "02:30:00"),
        *_edge("12:00:00.123456", "12:00:00.1234567", "23:59:59.999999999", "24:00:00", "23:59:60"),
    ],
    T.ARRAY: [*_plain([], [1, "a", None, [True]]), *(Boundary(b.label, [b.value], b.everywhere) for b in _JSON)],
    T.OBJECT: [*_plain({}), *_JSON],
    T.UNION: [*_plain("text", 5, True, "5", "true", "null", ""), *_JSON],
    T.UNKNOWN: [*_plain("text", 5, True, "5", "true", "null", ""), *_JSON],
}  # fmt: skip


def value_outcomes(stage: Stage, counted: Counter[str] | None = None) -> Iterator[Outcome]:
    """One outcome for each type; `counted` gathers how many values got which verdict."""
    for kind, boundaries in BOUNDARIES.items():
        stage.taken_statements()
        try:
            judged = judge_values(stage, kind, boundaries)
            if counted is not None:
                counted.update(str(item.verdict) for item in judged)
            wrong = [f"{item.boundary.label}: {item.verdict}{item.detail}" for item in judged if not item.ok]
        except SubjectError as error:
            wrong = [f"{error.type}: {error.message}"]
        statements = tuple(stage.taken_statements()[:4])
        dialect, engine = stage.dialect.slug, stage.engine
        yield Outcome(f"values: {kind}", dialect, engine, stage.proof, not wrong, "; ".join(wrong), statements)


def judge_values(stage: Stage, kind: T, boundaries: Sequence[Boundary]) -> list[Judged]:
    """What became of each value, written through coercer and buffer one by one."""
    opened = stage.open({"it": stream_of(stage.fresh_name("verify"), "values", {"id": T.INTEGER, "v": kind})})["it"]
    stage.call("create_namespace", namespace=opened.real[0])
    stage.call("create_table", stream="it", table=opened.real)
    told = [_written(stage, opened, number, boundary) for number, boundary in enumerate(boundaries)]
    rows = read(stage, opened, opened.real, {"id": T.INTEGER, "v": kind, **META_TYPES})
    found = {int(row["id"]): row for row in rows}
    return [
        _judge(kind, boundary, result, found.get(number))
        for number, (boundary, result) in enumerate(zip(boundaries, told, strict=True))
    ]


def _written(stage: Stage, opened: OpenStream, number: int, boundary: Boundary) -> list[dict[str, str]] | str:
    """The changes that were recorded, or the error."""
    try:
        rows = with_defaults([{"id": number, "v": boundary.value}], "target")
        return insert(stage, "it", opened.real, rows)[0]
    except SubjectError as error:
        return f"{error.type}: {error.message}"


def _judge(kind: T, boundary: Boundary, told: list[dict[str, str]] | str, row: dict[str, Any] | None) -> Judged:
    if isinstance(told, str):
        if row is None:
            return Judged(boundary, Verdict.REFUSED, f": {told[:200]}")
        return Judged(boundary, Verdict.ALTERED, " (an error, and a row)")
    if row is None:
        return Judged(boundary, Verdict.LOST, " (no row at all)")
    recorded = {change["change"] for change in told if change["field"] == "v"}
    if told and not _noted(row):
        return Judged(boundary, Verdict.LOST, f" (the change is not in _airbyte_meta: {row['_airbyte_meta']})")
    value = row["v"]
    if value is None:
        return Judged(boundary, Verdict.NULLED if "NULLED" in recorded else Verdict.LOST)
    if "TRUNCATED" in recorded:
        return Judged(boundary, Verdict.CUT)
    return Judged(boundary, Verdict.KEPT) if _same(kind, boundary.value, value) else _altered(boundary, value)


def _altered(boundary: Boundary, value: Any) -> Judged:
    return Judged(boundary, Verdict.ALTERED, f" (found {str(value)[:80]!r})")


def _same(kind: T, wanted: Any, found: Any) -> bool:
    try:
        return found_canonical(kind, found) == canonical(kind, wanted)
    except NotOfType:
        return False


def _noted(row: dict[str, Any]) -> bool:
    meta = found_canonical("object", row["_airbyte_meta"])
    return isinstance(meta, tuple) and any(key == "changes" and value != frozen_json([]) for key, value in meta[1])
