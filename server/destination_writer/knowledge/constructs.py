"""What one database's SQL has and another's lacks: `constructs.yaml`."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Proof, Words
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.text.files import Files, OverlayFiles

PATH = "constructs.yaml"


class Pattern(Strict):
    """A row of words; the file's head says how it is written. `write` takes the place of what stands between braces."""

    match: Words
    write: str | None = None
    behind: str = ""
    """What mends it when it is put behind the marked words."""

    @field_validator("match")
    @classmethod
    def _marked(cls, value: str) -> str:
        if value.count("{") != 1 or value.count("}") != 1 or value.index("{") > value.index("}"):
            raise PydanticCustomError("mark", "a pattern marks what is told of between { and }, once")
        return value


class Construct(Strict):
    """`name` is what a person calls it, `instead` what to write where the database says nothing of its own."""

    name: Words
    instead: Words
    capability: str = ""
    """The capability of a dialect that says whether the database has it."""
    patterns: tuple[Pattern, ...] = Field(min_length=1)
    not_after: tuple[str, ...] = ()
    """What does not stand before the marked words."""
    without: tuple[str, ...] = ()
    """Words that the statement does not have, at any place."""

    @field_validator("patterns", mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        """A pattern that writes nothing may be its text alone."""
        if isinstance(value, list | tuple):
            return [{"match": item} if isinstance(item, str) else item for item in value]  # pyright: ignore[reportUnknownVariableType]  (pydantic judges the items)
        return value


class ConstructFile(Strict):
    """The whole of constructs.yaml."""

    constructs: dict[Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")], Construct]

    @model_validator(mode="after")
    def _named(self) -> "ConstructFile":
        if not self.constructs:
            raise PydanticCustomError("constructs", "there is no construct")
        return self


@dataclass(frozen=True)
class Lacking:
    """That a database does not have a construct. `since` names the version that has it; empty when none has."""

    slug: str
    construct: Construct
    instead: str
    since: str = ""
    error: str = ""
    write: str | None = None
    """What takes the place of what a pattern marks, where the database says so itself."""
    proof: Proof | None = None


def load_constructs(files: Files) -> dict[str, Construct]:
    """By slug; a workspace's own file adds to the bundled one and replaces what has its name. Raises KnowledgeError."""
    found = load_model(files, PATH, ConstructFile).constructs
    if isinstance(files, OverlayFiles) and files.upper.exists(PATH) and files.lower.exists(PATH):
        return load_constructs(files.lower) | found
    return found


def lacking(constructs: dict[str, Construct], dialect: Dialect) -> tuple[Lacking, ...]:
    """What the database does not have: what its own file says, else what follows from its capabilities.

    Raises KnowledgeError for a construct that `sql.lacks` names and that does not exist.
    """
    unknown = sorted(set(dialect.sql.lacks) - set(constructs))
    if unknown:
        reason = f"no construct is called {unknown[0]!r}; {PATH} lists them"
        raise KnowledgeError(f"dialects/{dialect.slug}.yaml", None, f"sql.lacks.{unknown[0]}", reason)
    found = (_lacking(slug, construct, dialect) for slug, construct in constructs.items())
    return tuple(item for item in found if item is not None)


def _lacking(slug: str, construct: Construct, dialect: Dialect) -> Lacking | None:
    said = dialect.sql.lack(slug)
    if said is not None:
        if not said.lacks:
            return None
        proof = said.proof or dialect.sql.proof
        return Lacking(
            slug=slug,
            construct=construct,
            instead=said.instead or construct.instead,
            since=said.since,
            error=said.error,
            write=said.write,
            proof=proof,
        )
    known = dialect.capabilities.get(construct.capability)
    if known is None or known.supported:
        return None
    return Lacking(slug=slug, construct=construct, instead=construct.instead, since=known.since, proof=known.proof)
