"""What a database is, as far as generation, checks and diagnosis need to know it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_connection import Connection, Setting
from destination_writer.knowledge.dialect_errors import ErrorClass, ErrorCode, Errors, Retries
from destination_writer.knowledge.dialect_facts import (
    AirbyteTypeName,
    BulkLimits,
    Capability,
    ColumnChanges,
    DocPage,
    Expressions,
    Folding,
    Identifiers,
    MetaColumns,
    Namespaces,
    Proof,
    ProofKind,
    Quoting,
    Statement,
    Strategy,
    StrategyKind,
    TypeFact,
    TypeLimits,
    TypeMap,
    Words,
)
from destination_writer.knowledge.dialect_sql import Lack, SqlFacts
from destination_writer.knowledge.loading import Strict

__all__ = [
    "AirbyteTypeName",
    "BulkLimits",
    "Capability",
    "ColumnChanges",
    "Connection",
    "Dialect",
    "DocPage",
    "ErrorClass",
    "ErrorCode",
    "Errors",
    "Expressions",
    "Folding",
    "Identifiers",
    "Lack",
    "MetaColumns",
    "Namespaces",
    "Proof",
    "ProofKind",
    "Quoting",
    "Retries",
    "Setting",
    "SqlFacts",
    "Statement",
    "Strategy",
    "StrategyKind",
    "TypeFact",
    "TypeLimits",
    "TypeMap",
]


class Dialect(Strict):
    """One database. `family` groups those that share templates; `parents` is filled in from `extends`."""

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: Words
    class_prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
    """What class names of a connector start with: `Postgres` in `PostgresSqlGenerator`."""
    family: Words
    is_sql: bool = True
    """False for a document store, which has pipelines in place of SQL."""
    parents: tuple[str, ...] = ()
    versions: Words
    """Which versions this page speaks of."""
    connection: Connection
    quoting: Quoting
    namespaces: Namespaces
    identifiers: Identifiers
    type_map: TypeMap
    meta: MetaColumns
    expressions: Expressions
    alter: ColumnChanges
    capabilities: dict[str, Capability]
    strategies: dict[StrategyKind, tuple[Strategy, ...]]
    catalogue: dict[str, Statement]
    catalogue_proof: Proof
    errors: Errors
    retries: Retries
    bulk: BulkLimits
    sql: SqlFacts = SqlFacts()
    docs: dict[str, DocPage] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> "Dialect":
        for kind, strategies in self.strategies.items():
            slugs = [strategy.slug for strategy in strategies]
            if not slugs or len(set(slugs)) != len(slugs):
                text = "strategies.{kind} needs at least one strategy, and each slug once"
                raise PydanticCustomError("strategies", text, {"kind": kind.value})
            unknown = sorted({need for s in strategies for need in s.requires} - set(self.capabilities))
            if unknown:
                text = "strategies.{kind} requires unknown capabilities: {unknown}"
                raise PydanticCustomError("strategies", text, {"kind": kind.value, "unknown": ", ".join(unknown)})
        return self

    def type_for(self, airbyte: str) -> TypeFact:
        """The column type of `StringType`, `UnionType`, ... Raises ValueError for a name that is no AirbyteType."""
        return self.type_map.types[AirbyteTypeName(airbyte)]

    def table(self, namespace: str, name: str) -> str:
        """A table as SQL names it: two quoted names, or one where namespaces are prefixes.

        A prefix ends at the first point, and in the default namespace a name without one needs none.
        """
        if self.namespaces.kind != "prefix":
            return f"{self.quoting.quote(namespace)}.{self.quoting.quote(name)}"
        if namespace == self.namespaces.default and "." not in name and not name.lower().startswith("sqlite_"):
            return self.quoting.quote(name)
        prefix = namespace.replace("%", "%25").replace(".", "%2E")
        return self.quoting.quote(f"{prefix}.{name}")

    def can(self, capability: str) -> bool:
        known = self.capabilities.get(capability)
        return known is not None and known.supported

    def strategies_of(self, kind: StrategyKind) -> tuple[Strategy, ...]:
        """Those this database can do, the default first."""
        return tuple(s for s in self.strategies.get(kind, ()) if all(self.can(need) for need in s.requires))

    def strategy(self, kind: StrategyKind, slug: str | None = None) -> Strategy | None:
        """The strategy of that slug, or the default; None when there is none or the database cannot do it."""
        return next((s for s in self.strategies_of(kind) if slug in (None, s.slug)), None)

    @property
    def proofs(self) -> Mapping[str, Proof]:
        """Fact group -> how it is known."""
        groups: dict[str, Proof] = {
            "connection": self.connection.proof,
            "quoting": self.quoting.proof,
            "namespaces": self.namespaces.proof,
            "identifiers": self.identifiers.proof,
            "reserved words": self.identifiers.reserved_proof,
            "types": self.type_map.proof,
            "meta columns": self.meta.proof,
            "expressions": self.expressions.proof,
            "column changes": self.alter.proof,
            "catalogue": self.catalogue_proof,
            "errors": self.errors.proof,
            "retries": self.retries.proof,
            "bulk load": self.bulk.proof,
        }
        if self.sql.proof is not None:
            groups["what SQL lacks"] = self.sql.proof
        groups |= {f"capability {name}": known.proof for name, known in self.capabilities.items()}
        groups |= {f"{k.value} {s.slug}": s.proof for k, many in self.strategies.items() for s in many}
        return groups

    @property
    def proof_label(self) -> str:
        """One line for a person: `executed: PostgreSQL 18.6 (31 facts); documented: ... (6 facts)`."""
        counts: dict[str, int] = {}
        for proof in sorted(self.proofs.values(), key=lambda p: (list(ProofKind).index(p.kind), p.where)):
            counts[proof.label] = counts.get(proof.label, 0) + 1
        return "; ".join(f"{label} ({n} fact group{'s' if n > 1 else ''})" for label, n in counts.items())
