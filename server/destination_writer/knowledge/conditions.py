"""What the way of a phase depends on, and what there is to choose where the database lacks it: `conditions.yaml`."""

from typing import Annotated

from pydantic import Field

from destination_writer.knowledge.dialect_facts import StrategyKind, Words
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "conditions.yaml"


class Option(Strict):
    """One way to go without a capability. `slug` is that of a strategy where a dialect has it; `skips` is a phase that
    is left out in its place."""

    slug: Words
    title: Words
    text: Words
    skips: int | None = None


class Without(Strict):
    """What follows where the database lacks it. `kind` is the kind of strategy that decides."""

    says: Words
    kind: StrategyKind | None = None
    options: tuple[Option, ...] = ()


class Condition(Strict):
    """One thing that a database can or cannot do. `{database}` in `question` stands for its name.

    `only_without` names capabilities: the question matters only where the database has none of them.
    """

    capability: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    phase: int = Field(ge=0, le=11)
    label: Words
    question: Words
    why: Words
    find_out: Words
    only_without: tuple[str, ...] = ()
    without: Without

    @property
    def characteristic(self) -> str:
        """Its key under `database_characteristics`."""
        return f"has_{self.capability}"


class ConditionFile(Strict):
    """The whole of `conditions.yaml`."""

    about: str = ""
    conditions: tuple[Condition, ...]


def load_conditions(files: Files) -> tuple[Condition, ...]:
    """Raises KnowledgeError."""
    return load_model(files, PATH, ConditionFile).conditions
