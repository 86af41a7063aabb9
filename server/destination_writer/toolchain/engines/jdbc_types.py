"""What a database's own JDBC driver says of a column's type, from jdbc-types.yaml."""

import re
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

SOURCE = Path(__file__).with_name("jdbc-types.yaml")

# The constants of java.sql.Types that the table uses.
JAVA_SQL_TYPES = {
    "ARRAY": 2003,
    "BIGINT": -5,
    "BINARY": -2,
    "BLOB": 2004,
    "BOOLEAN": 16,
    "DATE": 91,
    "DECIMAL": 3,
    "DOUBLE": 8,
    "FLOAT": 6,
    "INTEGER": 4,
    "LONGVARCHAR": -1,
    "NUMERIC": 2,
    "OTHER": 1111,
    "REAL": 7,
    "SMALLINT": 5,
    "STRUCT": 2002,
    "TIME": 92,
    "TIMESTAMP": 93,
    "TIMESTAMP_WITH_TIMEZONE": 2014,
    "TIME_WITH_TIMEZONE": 2013,
    "TINYINT": -6,
    "VARBINARY": -3,
    "VARCHAR": 12,
}


# ClickHouse wraps a type in these; the answer is that of the type within.
_WRAPPER = re.compile(r"^(?:Nullable|LowCardinality)\((.*)\)$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Strict):
    """The class of `getObject` without its package, and a constant of java.sql.Types by name."""

    java: str
    sql: str


class NamedAnswer(Answer):
    """The answer for types whose name starts with the words `name`; `[]` stands for every list."""

    name: str


class DriverTypes(_Strict):
    """One driver's table. `source` says where it is seen."""

    source: str
    rest: Answer
    types: tuple[NamedAnswer, ...]


@cache
def tables() -> dict[str, DriverTypes]:
    """By engine."""
    raw = yaml.safe_load(SOURCE.read_text("utf-8"))
    return {engine: DriverTypes.model_validate(table) for engine, table in raw.items()}


@cache
def described(engine: str, type_name: str) -> tuple[str, int]:
    """The Java class and the number of java.sql.Types for a column's type."""
    table = tables().get(engine)
    if table is None:
        return "Object", JAVA_SQL_TYPES["OTHER"]
    inner = _WRAPPER.sub(r"\1", _WRAPPER.sub(r"\1", type_name))
    fitting = (item for item in table.types if _fits(item.name, inner))
    answer: Answer = next(fitting, table.rest)
    return answer.java, JAVA_SQL_TYPES[answer.sql]


def _fits(name: str, type_name: str) -> bool:
    if name == "[]":
        return type_name.endswith("]")
    return re.match(rf"{re.escape(name)}(?![A-Za-z0-9_])", type_name) is not None
