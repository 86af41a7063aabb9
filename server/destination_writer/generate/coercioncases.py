"""Values at the borders of column types, and what the generated coercer makes of them: the data of the coercion suite.

Kotlin here names the CDK's types between braces, `{IntegerValue}(1)`; the file that it goes into imports them.
"""

import re
from dataclasses import dataclass

from destination_writer.knowledge.dialects import Dialect

_TEXT = """-`~!@#$%^&*()_+[]{}|;:',./<>?é漢😀"""


@dataclass(frozen=True)
class Row:
    """`expected` is what the suite reads back; `cut` says that the value was altered, which is recorded."""

    value: str
    expected: str
    cut: bool = False


@dataclass(frozen=True)
class Cases:
    """The rows of one method source, and the suite's tests that take them."""

    source: str
    tests: tuple[str, ...]
    rows: tuple[Row, ...]


_NULL = Row("{NullValue}", "null")
_TIME = Row('{TimeWithoutTimezoneValue}("12:34:56")', '"12:34:56"')
_OBJECT = '{ObjectValue}(linkedMapOf("a" to {StringValue}("b")))'
_ARRAY = '{ArrayValue}(listOf({StringValue}("a")))'


def coercion_cases(dialect: Dialect) -> tuple[Cases, ...]:
    """Every method source of the suite, in the order of its tests.

    JSON comes back as maps and lists: every test client parses the columns that hold it, `_airbyte_meta` among them.
    """
    return (
        Cases("integers", ("handle integer values",), (_NULL, *_integers(dialect))),
        Cases("numbers", ("handle number values",), (_NULL, *_numbers(dialect))),
        Cases("timestampsWithZone", ("handle timestamptz values",), (_NULL, *_timestamps(dialect, zone=True))),
        Cases("timestamps", ("handle timestampntz values",), (_NULL, *_timestamps(dialect, zone=False))),
        Cases("timesWithZone", ("handle timetz values",), (_NULL, *_times(dialect))),
        Cases("times", ("handle timentz values",), (_NULL, _TIME)),
        Cases("dates", ("handle date values",), (_NULL, *_dates(dialect))),
        Cases("booleans", ("handle bool values",), (_NULL, *_booleans(dialect))),
        Cases("strings", ("handle string values",), (_NULL, *_strings(dialect))),
        Cases(
            "objects",
            (
                "handle object values",
                "handle empty object values",
                "handle schemaless object values",
                "handle union values",
                "handle legacy union values",
                "handle unknown values",
            ),
            (_NULL, Row(_OBJECT, 'mapOf("a" to "b")')),
        ),
        Cases(
            "arrays",
            ("handle array values", "handle schemaless array values"),
            (_NULL, Row(_ARRAY, 'listOf("a")')),
        ),
    )


def _integers(dialect: Dialect) -> list[Row]:
    limits = dialect.type_for("IntegerType").limits
    rows = [
        Row("{IntegerValue}(0)", "0L"),
        Row("{IntegerValue}(Long.MAX_VALUE)", "Long.MAX_VALUE"),
        Row("{IntegerValue}(Long.MIN_VALUE)", "Long.MIN_VALUE"),
    ]
    if limits and limits.bits and limits.bits < 64:
        edge = 2 ** (limits.bits - 1) - 1
        rows = [rows[0], Row(f"{{IntegerValue}}({edge})", f"{edge}L"), _lost(f"{{IntegerValue}}({edge + 1}L)")]
    elif limits and limits.bits:
        rows.append(_lost(f"{{IntegerValue}}({{BigInteger}}.TWO.pow({limits.bits - 1}))"))
    elif limits and limits.digits:
        rows.append(_lost(f"{{IntegerValue}}({{BigInteger}}.TEN.pow({limits.digits}))"))
    return rows


def _numbers(dialect: Dialect) -> list[Row]:
    fact = dialect.type_for("NumberType")
    fixed = re.search(r"\(\s*\d+\s*,\s*(\d+)\s*\)", fact.ddl)
    if fact.limits and fact.limits.binary:
        expected = "0.5" if fact.limits.binary == 64 else "0.5f"
    else:
        expected = '{BigDecimal}("0.5")' + (f".setScale({fixed[1]})" if fixed else "")
    rows = [Row('{NumberValue}({BigDecimal}("0.5"))', expected)]
    if fixed and fact.limits and fact.limits.digits:
        rows.append(_lost(f"{{NumberValue}}({{BigDecimal}}.TEN.pow({fact.limits.digits - int(fixed[1])}))"))
    return rows


def _timestamps(dialect: Dialect, *, zone: bool) -> list[Row]:
    name = "Timestamp" + ("With" if zone else "Without")
    limits = dialect.type_for(f"{name[:9]}Type{name[9:]}Timezone").limits
    end = "Z" if zone else ""
    seen = end if _tells_instants(dialect) else ""
    kind = f"{{{name}TimezoneValue}}"
    rows = [Row(f'{kind}("2025-01-23T01:02:03{end}")', f'"2025-01-23T01:02:03{seen}"')]
    if limits and limits.last_year:
        rows.append(_lost(f'{kind}("{_year(limits.last_year + 1)}-01-01T00:00:00{end}")'))
    return rows


def _tells_instants(dialect: Dialect) -> bool:
    """Whether an instant is read back as one: not where its column has the type of those for wall-clock times."""
    instants, clocks = (dialect.type_for(f"TimestampType{zone}Timezone").ddl for zone in ("With", "Without"))
    return instants != clocks


def _times(dialect: Dialect) -> list[Row]:
    limits = dialect.type_for("TimeTypeWithTimezone").limits
    rows = [Row('{TimeWithTimezoneValue}("12:34:56Z")', '"12:34:56Z"')]
    if limits and limits.offset_seconds is not None and limits.offset_seconds < 18 * 3600:
        rows.append(_lost('{TimeWithTimezoneValue}("12:34:56+18:00")'))
    return rows


def _dates(dialect: Dialect) -> list[Row]:
    limits = dialect.type_for("DateType").limits
    rows = [Row('{DateValue}("2025-01-23")', '"2025-01-23"')]
    if limits and limits.last_year:
        rows.append(_lost(f'{{DateValue}}("{_year(limits.last_year + 1)}-01-01")'))
    return rows


def _year(year: int) -> str:
    """A year as ISO 8601 has it: with a sign from five digits on."""
    return f"{year:04d}" if year <= 9999 else f"+{year}"


def _booleans(dialect: Dialect) -> list[Row]:
    if not dialect.type_for("BooleanType").ddl.lower().startswith(("bool", "bit")):
        return []
    return [Row("{BooleanValue}(true)", "true"), Row("{BooleanValue}(false)", "false")]


def _strings(dialect: Dialect) -> list[Row]:
    limits = dialect.type_for("StringType").limits
    escaped = _TEXT.replace("$", "\\$")
    rows = [Row('{StringValue}("text")', '"text"'), Row(f'{{StringValue}}("{escaped}")', f'"{escaped}"')]
    if limits and not limits.nul:
        rows.append(_lost('{StringValue}("a\\u0000b")'))
    most = (limits.max_characters or limits.max_bytes) if limits else None
    if most and most <= 2**25:
        rows.append(_lost(f'{{StringValue}}("a".repeat({most + 1}))'))
    return rows


def _lost(value: str) -> Row:
    return Row(value, "null", cut=True)


ALL_TYPES = (
    ("string", "StringType"),
    ("boolean", "BooleanType"),
    ("integer", "IntegerType"),
    ("number", "NumberType"),
    ("date", "DateType"),
    ("timestamp_tz", "TimestampTypeWithTimezone"),
    ("timestamp_ntz", "TimestampTypeWithoutTimezone"),
    ("time_tz", "TimeTypeWithTimezone"),
    ("time_ntz", "TimeTypeWithoutTimezone"),
    ("array", "ArrayType"),
    ("object", "ObjectType"),
    ("unknown", "UnknownType"),
)
"""The columns of the suites' schema of all types."""
