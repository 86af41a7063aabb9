"""What a database's SQL lacks, and what it does that no error tells of."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import Proof, Words
from destination_writer.knowledge.loading import Strict


class Lack(Strict):
    """`instead` is what to write, `since` the first version that has it, `error` what the database answers."""

    instead: str = ""
    since: str = ""
    error: str = ""
    write: str | None = None
    """What takes the place of the construct's own marked words, where that mends it."""
    lacks: bool = True
    proof: Proof | None = None


class SqlFacts(Strict):
    """What rules over SQL in Kotlin need; all of it is silent where nothing is said."""

    lacks: dict[str, bool | Words | Lack] = Field(default_factory=dict[str, bool | str | Lack])
    """Construct of constructs.yaml -> true, or what to write in its place; false takes back what is inherited."""
    types: dict[str, str] = Field(default_factory=dict)
    """A column type, in capitals, that the database does not have -> the type to write; empty where it has it."""
    also_quotes: tuple[Annotated[str, Field(min_length=1, max_length=1)], ...] = ()
    """Marks besides `quoting.open` that a name may stand in."""
    text_marks: tuple[Annotated[str, Field(min_length=1, max_length=1)], ...] = ("'",)
    """Marks that make a text of what stands between them."""
    no_operand_in_brackets: bool = False
    """True where `[` begins neither a name nor a list."""
    mode: str = ""
    """Words of a setting that changes what a mark means; where the connector has one, quotes are not judged."""
    not_reserved: tuple[Words, ...] = ()
    """Words of `identifiers.reserved` that can be the name of a table or a column without quotes; `*` for all."""
    nulls_first_descending: bool = False
    """True where ORDER BY … DESC puts NULL first."""
    statements: Literal["many", "one", "first"] = "many"
    """How many statements one call takes; `first`: the others are left out without an error."""
    many_setting: str = ""
    """Words of a setting with which one call takes many."""
    proof: Proof | None = None

    def lack(self, slug: str) -> Lack | None:
        """What is said of a construct; None when nothing is."""
        said = self.lacks.get(slug)
        if said is None or isinstance(said, Lack):
            return said
        return Lack(lacks=said) if isinstance(said, bool) else Lack(instead=said)

    @model_validator(mode="after")
    def _known(self) -> "SqlFacts":
        if (self.lacks or self.types) and self.proof is None:
            raise PydanticCustomError("proof", "sql: say in `proof` how this is known")
        lower = next((name for name in self.types if name != name.upper()), None)
        if lower is not None:
            raise PydanticCustomError("types", "sql.types: write {name} in capitals", {"name": lower})
        return self
