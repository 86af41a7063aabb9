"""All databases side by side: what each can do, and how that is known."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from destination_writer.knowledge.dialects import Dialect, Proof, ProofKind, StrategyKind

COMPARED = {
    "merge": "MERGE",
    "insert_on_conflict": "ON CONFLICT",
    "window_functions": "window functions",
    "transactional_ddl": "DDL in transactions",
    "alter_type": "change of type",
    "create_or_replace_table": "CREATE OR REPLACE",
    "rename_table": "RENAME",
}
"""Capability -> its column. Every dialect has them; what only some have is on its own page."""

LETTERS = {ProofKind.EXECUTED: "x", ProofKind.EMULATED: "e", ProofKind.PARSED: "p", ProofKind.DOCUMENTED: "d"}
LEGEND = "; ".join(f"{letter} {kind.value}" for kind, letter in LETTERS.items())


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a database has something, and how that is known."""

    supported: bool
    proof: Proof
    since: str = ""

    @property
    def short(self) -> str:
        """`yes x`: supported, and executed."""
        return f"{'yes' if self.supported else 'no'} {LETTERS[self.proof.kind]}"


@dataclass(frozen=True, slots=True)
class Row:
    """One database. `proofs` counts its groups of facts by how they are known, strongest first."""

    slug: str
    name: str
    extends: str
    client: str
    capabilities: dict[str, Known]
    strategies: dict[str, tuple[str, ...]]
    proofs: dict[ProofKind, int]
    engines: tuple[str, ...]
    """What ran or parsed it, in words, strongest first; empty where everything is documented alone."""

    @property
    def proof(self) -> str:
        """`executed 37, documented 4`."""
        return ", ".join(f"{kind.value} {count}" for kind, count in self.proofs.items())


def rows_of(dialects: Iterable[Dialect]) -> list[Row]:
    return [_row(dialect) for dialect in dialects]


def _row(dialect: Dialect) -> Row:
    proofs = list(dialect.proofs.values())
    counted = Counter(proof.kind for proof in proofs)
    places = Counter((proof.kind, proof.where) for proof in proofs if proof.kind != ProofKind.DOCUMENTED)
    order = list(ProofKind)
    engines = sorted(places, key=lambda place: (order.index(place[0]), -places[place]))
    return Row(
        dialect.slug,
        dialect.name,
        dialect.parents[0] if dialect.parents else "",
        dialect.connection.client,
        {
            name: Known(known.supported, known.proof, known.since)
            for name in COMPARED
            if (known := dialect.capabilities.get(name))
        },
        {kind.value: tuple(way.slug for way in dialect.strategies_of(kind)) for kind in StrategyKind},
        {kind: counted[kind] for kind in ProofKind if counted[kind]},
        tuple(f"{kind.value}: {where}" for kind, where in engines),
    )


HEADINGS = ("database", "proof of its facts", *COMPARED.values(), "upsert", "bulk load")


def cells(row: Row) -> tuple[str, ...]:
    """The texts of a row, one for each heading; the default strategy stands first."""
    known = (row.capabilities[name].short if name in row.capabilities else "-" for name in COMPARED)
    ways = (", ".join(row.strategies[kind.value]) for kind in (StrategyKind.UPSERT, StrategyKind.BULK_LOAD))
    return (f"{row.name} ({row.slug})", row.proof, *known, *ways)


def as_text(rows: Sequence[Row]) -> str:
    """The table for a terminal. Columns are as wide as their widest text."""
    table = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[index]) for line in table) for index in range(len(HEADINGS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in table]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def as_markdown(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(HEADINGS)} |", "|" + " --- |" * len(HEADINGS)]
    lines += [f"| {' | '.join(cells(row))} |" for row in rows]
    return "\n".join(lines)
