"""Which finished connector to look at for a database, and why (`references.yaml`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "references.yaml"
Trait = Annotated[str, Field(pattern=r"^(?:database|family|client|can|cannot|level|sql):[a-z0-9_-]+$")]


class Reason(Strict):
    """Counts `weight` when the database has every one of `traits`. `because` is the rest of a sentence."""

    traits: tuple[Trait, ...] = Field(min_length=1)
    weight: int = Field(gt=0)
    because: Annotated[str, Field(min_length=10)]


class ReferenceEntry(Strict):
    """`database` is the slug of its dialect, `connector` the name of its folder."""

    database: str
    connector: str
    shows: str
    reasons: tuple[Reason, ...] = Field(min_length=1)


class Fallback(Strict):
    """What is shown when no reason counts."""

    database: str
    because: str


class ReferencesFile(Strict):
    """The whole of references.yaml."""

    about: str
    references: tuple[ReferenceEntry, ...] = Field(min_length=1)
    fallback: Fallback


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reference with the reasons that count here, the weightiest first, as one sentence."""

    entry: ReferenceEntry
    why: str


def choices(files: Files, traits: frozenset[str]) -> tuple[Chosen, ...]:
    """The references that something speaks for, the best first; never none. Raises KnowledgeError."""
    book = load_model(files, PATH, ReferencesFile)
    weighed = [(sum(r.weight for r in counting), entry, counting) for entry, counting in _counting(book, traits)]
    ranked = sorted((one for one in weighed if one[0]), key=lambda one: -one[0])
    if not ranked:
        entry = next(e for e in book.references if e.database == book.fallback.database)
        return (Chosen(entry, _sentence(entry, (book.fallback.because,))),)
    return tuple(
        Chosen(entry, _sentence(entry, tuple(r.because for r in sorted(counting, key=lambda r: -r.weight))))
        for _, entry, counting in ranked
    )


def _counting(book: ReferencesFile, traits: frozenset[str]) -> Iterator[tuple[ReferenceEntry, tuple[Reason, ...]]]:
    for entry in book.references:
        yield entry, tuple(reason for reason in entry.reasons if traits.issuperset(reason.traits))


def _sentence(entry: ReferenceEntry, because: tuple[str, ...]) -> str:
    return f"{entry.connector}, because {'; '.join(because)}. {entry.shows}"


def traits_of(dialect: Dialect) -> frozenset[str]:
    """What a described database is, as `references.yaml` names it."""
    found = {f"database:{dialect.slug}", f"family:{dialect.family}", f"client:{dialect.connection.client}"}
    found |= {f"sql:{'yes' if dialect.is_sql else 'no'}"}
    known = {"merge", "insert_on_conflict", "on_duplicate_key", *dialect.capabilities}
    found |= {f"{'can' if dialect.can(name) else 'cannot'}:{name}" for name in known}
    loads = dialect.strategies_of(StrategyKind.BULK_LOAD)
    if loads and loads[0].level:
        found.add(f"level:{loads[0].level}")
    return frozenset(found)


def traits_told(database: str | None, characteristics: Mapping[str, object]) -> frozenset[str]:
    """What a person told of a database that nobody has described: `has_merge: true` and the like."""
    found = {f"database:{database}"} if database else set[str]()
    for key, value in characteristics.items():
        if key.startswith("has_") and isinstance(value, bool):
            found.add(f"{'can' if value else 'cannot'}:{key.removeprefix('has_')}")
    if "cannot:insert_on_conflict" in found and "can:on_duplicate_key" not in found:
        found.add("cannot:on_duplicate_key")  # whoever says that INSERT cannot update means every spelling of it
    return frozenset(found)
