"""The groups of facts that a dialect is made of, and how each fact is known."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.loading import Strict

Words = Annotated[str, Field(min_length=1)]


class AirbyteTypeName(StrEnum):
    """The sixteen subtypes of the CDK's `AirbyteType`."""

    STRING = "StringType"
    BOOLEAN = "BooleanType"
    INTEGER = "IntegerType"
    NUMBER = "NumberType"
    DATE = "DateType"
    TIMESTAMP_TZ = "TimestampTypeWithTimezone"
    TIMESTAMP_NTZ = "TimestampTypeWithoutTimezone"
    TIME_TZ = "TimeTypeWithTimezone"
    TIME_NTZ = "TimeTypeWithoutTimezone"
    ARRAY = "ArrayType"
    ARRAY_SCHEMALESS = "ArrayTypeWithoutSchema"
    OBJECT = "ObjectType"
    OBJECT_EMPTY = "ObjectTypeWithEmptySchema"
    OBJECT_SCHEMALESS = "ObjectTypeWithoutSchema"
    UNION = "UnionType"
    UNKNOWN = "UnknownType"

    @classmethod
    def json_types(cls) -> tuple["AirbyteTypeName", ...]:
        """Those whose values are JSON: arrays, objects, and what may be anything."""
        arrays = (cls.ARRAY, cls.ARRAY_SCHEMALESS)
        return (*arrays, cls.OBJECT, cls.OBJECT_EMPTY, cls.OBJECT_SCHEMALESS, cls.UNION, cls.UNKNOWN)


class ProofKind(StrEnum):
    """How a fact is known, strongest first."""

    EXECUTED = "executed"
    EMULATED = "emulated"
    PARSED = "parsed"
    DOCUMENTED = "documented"


class Proof(Strict):
    """`where` is the engine with its version, or the page of the vendor's manual."""

    kind: ProofKind
    where: Words

    @property
    def label(self) -> str:
        return f"{self.kind.value}: {self.where}"


class Folding(StrEnum):
    """What the database does to the case of a name that is not quoted."""

    LOWER = "lower"
    UPPER = "upper"
    KEEP = "keep"


class Quoting(Strict):
    """`escape` stands inside a quoted name for one `close`; `literal_escape` inside a literal for one single quote."""

    open: Annotated[str, Field(min_length=1, max_length=1)]
    close: Annotated[str, Field(min_length=1, max_length=1)]
    escape: Words
    also_escape: dict[str, str] = Field(default_factory=dict)
    """Further characters that a quoted name escapes: a backslash, where it begins an escape."""
    folding: Folding
    quote_meta: bool
    """True when the Airbyte meta columns are quoted like any other column, hence keep their lower case."""
    literal_escape: Words
    literal_prefix: str = ""
    """What stands before a literal's first quote: `N` where a plain one loses characters."""
    literal_backslash: bool = False
    """True where a backslash inside a literal begins an escape, and is therefore doubled."""
    rules: tuple[str, ...] = ()
    proof: Proof

    def quote(self, name: str) -> str:
        """A name as SQL writes it: `a"b` becomes `"a""b"`."""
        for mark, escape in self.escapes:
            name = name.replace(mark, escape)
        return self.open + name + self.close

    @property
    def escapes(self) -> tuple[tuple[str, str], ...]:
        """Character and escape, in the order in which they are replaced."""
        return (*self.also_escape.items(), (self.close, self.escape))

    def literal(self, text: str) -> str:
        """A string literal. Prefer a bound parameter wherever the statement takes one."""
        plain = text.replace("\\", "\\\\") if self.literal_backslash else text
        return self.literal_prefix + "'" + plain.replace("'", self.literal_escape) + "'"

    def fold(self, name: str) -> str:
        """How the database stores `name` when a statement leaves it unquoted."""
        return {Folding.LOWER: name.lower(), Folding.UPPER: name.upper(), Folding.KEEP: name}[self.folding]


class Statement(Strict):
    """`sql` takes `{namespace}`, `{table}`, ... already quoted; `parameters` are bound in order as `?`."""

    sql: Words
    parameters: tuple[str, ...] = ()
    returns: str = ""
    why: str = ""


class Namespaces(Strict):
    """`prefix`: the database has none, so the name of a table begins with that of its namespace."""

    kind: Literal["schema", "database", "dataset", "user", "file", "prefix"]
    default: Words
    create: Statement
    drop: Statement
    exists: Statement
    rules: tuple[str, ...] = ()
    proof: Proof


class Identifiers(Strict):
    """`too_long` says what the database does to a longer name; `truncated` ones may collide without an error."""

    max_bytes: int = Field(gt=0)
    """In `unit`s; a large number where the database sets no limit of its own."""
    unit: Literal["bytes", "characters"] = "bytes"
    too_long: Literal["truncated", "error"]
    case_insensitive: bool = False
    """True where two quoted names that differ in case alone are one name."""
    reserved: tuple[str, ...] = Field(min_length=1)
    reserved_proof: Proof
    rules: tuple[str, ...] = ()
    proof: Proof

    def is_reserved(self, name: str) -> bool:
        return name.upper() in self.reserved


class TypeLimits(Strict):
    """What a column of a type holds. The generated coercer nullifies, or cuts and records, what is outside."""

    bits: int | None = Field(None, gt=0)
    """Of a signed integer: 64 for -2^63 to 2^63 - 1."""
    digits: int | None = Field(None, gt=0)
    """Significant digits of an exact number, `scale` of them behind the point."""
    scale: int | None = Field(None, ge=0)
    significant: int | None = Field(None, gt=0)
    """Significant digits of a decimal number whose point may be anywhere, in place of `digits` and `scale`."""
    exponent: int | None = Field(None, gt=0)
    """Its greatest power of ten."""
    binary: Literal[32, 64] | None = None
    """The number is kept in binary floating point of this width."""
    first_year: int | None = None
    last_year: int | None = None
    """Years by the ISO calendar, in UTC: 0 is 1 BC."""
    fraction: int | None = Field(None, ge=0, le=9)
    """Digits of a second."""
    offset_seconds: int | None = Field(None, ge=0)
    """The greatest offset from UTC, either way."""
    max_bytes: int | None = Field(None, gt=0)
    """Of a text, or of JSON as text, in UTF-8."""
    max_characters: int | None = Field(None, gt=0)
    nul: bool = True
    """Whether the character U+0000 can be stored."""
    surrogates: bool = True
    """Whether half a character (a surrogate without its other half) can be stored; UTF-8 has no form for it."""
    depth: int | None = Field(None, gt=0)
    """Of JSON: levels of arrays and objects. `binary` then says how its numbers beyond 64 bits are kept."""
    empty: bool = True
    """Whether an empty text is kept apart from NULL."""


class TypeFact(Strict):
    """`ddl` is what CREATE TABLE writes, `catalogue` what the dialect's own column query reports for it."""

    ddl: Words
    catalogue: Words
    lossless: bool
    limits: TypeLimits | None = None
    """None where the column takes whatever the CDK's type can be."""
    note: str = ""
    """Precision, range, and what happens to a value outside of it."""


class TypeMap(Strict):
    """Every Airbyte type. `aliases` are other spellings of the catalogue names, `information_schema`'s among them."""

    types: dict[AirbyteTypeName, TypeFact]
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    json_names: tuple[str, ...] = ("json", "jsonb")
    """What the driver's metadata calls the columns that hold JSON; where that is a text type, its DDL says nothing."""
    rules: tuple[str, ...] = ()
    proof: Proof

    @model_validator(mode="after")
    def _complete(self) -> "TypeMap":
        missing = [name.value for name in AirbyteTypeName if name not in self.types]
        if missing:
            raise PydanticCustomError("types", "no column type for {missing}", {"missing": ", ".join(missing)})
        return self

    def canonical(self, spelling: str) -> str:
        """The catalogue's spelling of a column type, whatever the case or alias it is written in."""
        plain = " ".join(spelling.lower().split())
        return next((name for name, others in self.aliases.items() if plain == name or plain in others), plain)


class MetaColumn(Strict):
    name: Words
    ddl: Words
    catalogue: Words
    nullable: bool
    why: Words


class MetaColumns(Strict):
    columns: tuple[MetaColumn, ...] = Field(min_length=4)
    proof: Proof


class Capability(Strict):
    """`since` is the first version that has it; empty when every version still served has it."""

    supported: bool
    since: str = ""
    note: str = ""
    proof: Proof


class Expressions(Strict):
    """Fragments of SQL; `{a}` and `{b}` stand for columns or values, `{type}` for a column type."""

    same: Words
    """NULL counts as equal to NULL: `{a} IS NOT DISTINCT FROM {b}`."""
    key: Words = "{a}"
    """What PARTITION BY lists for a key's column, where the column alone takes different values for equal."""
    newest_first: Words
    """An item of ORDER BY, the greatest first and NULL last: `{a} DESC NULLS LAST`."""
    instant_of_time: Words = "{a}"
    """What a time of day with an offset is ordered by: its instant, all times on one day; NULL for what is no time.

    A text is ordered by its characters, and PostgreSQL's TIMETZ tells two times of one instant apart.
    """
    cast: Words = "CAST({a} AS {type})"
    true: Words = "TRUE"
    as_alias: bool = True
    """Whether AS may stand before the alias of a table."""
    rules: tuple[str, ...] = ()
    proof: Proof


class ColumnChanges(Strict):
    """The actions of ALTER TABLE; `{column}` is quoted. An absent action is one the database does not have."""

    table: Words = "ALTER TABLE {table} "
    """What stands before an action."""
    add: Words
    drop: Words = "DROP COLUMN {column}"
    change: str = ""
    """Takes `{type}`, and `{converted}` where the database lets a change name the conversion."""
    relax: str = ""
    """Makes a column nullable; takes `{type}` where the statement repeats it."""
    rename: str = ""
    """Takes `{to}`."""
    combined: bool = False
    """Whether one ALTER TABLE takes several actions, with commas between them."""
    rules: tuple[str, ...] = ()
    proof: Proof


class StrategyKind(StrEnum):
    CREATE = "create"
    UPSERT = "upsert"
    OVERWRITE = "overwrite"
    SCHEMA_CHANGE = "schema_change"
    BULK_LOAD = "bulk_load"


BulkLevelName = Literal["single", "prepared", "multi-row", "stream", "staging"]


class Strategy(Strict):
    """One way to do it. `slug` names the template; `requires` names capabilities; the first fitting one is default."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    level: BulkLevelName | None = None
    """Of a bulk load: how rows travel. `knowledge/bulk-levels.yaml` says what each level costs and gains."""
    title: Words
    trade_off: Words
    requires: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    """The shape of its SQL, in order; `{…}` stand for quoted names."""
    transaction: bool = False
    """Its statements belong on one connection, in one transaction."""
    ahead_because: str = ""
    """Why it is offered before a way that comes earlier in the specification's decision tree."""
    proof: Proof


class BulkLimits(Strict):
    """`max_parameters` is what one statement may bind; None where the protocol sets no limit."""

    max_parameters: int | None = None
    max_rows: int = Field(1000, gt=0)
    """Rows of one multi-row INSERT."""
    max_statement: int | None = Field(None, gt=0)
    """Bytes of one statement's text; None where it is no question."""
    placeholders: dict[str, str] = Field(default_factory=dict)
    """Column type as the driver names it -> what stands for a bound text of that type, `?` for all others."""
    escapes: dict[str, str] = Field(default_factory=dict)
    null_marker: str = ""
    rules: tuple[str, ...] = ()
    proof: Proof


class DocPage(Strict):
    title: Words
    url: Annotated[str, Field(pattern=r"^https://")]
