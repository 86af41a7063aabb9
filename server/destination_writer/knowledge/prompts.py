"""What an answer has to bear in mind in each phase: `knowledge/prompts/phases.yaml`."""

from collections.abc import Callable
from typing import Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.dialect_facts import StrategyKind, Words
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.knowledge.phases import ALL_ERAS, COUNT, EraName
from destination_writer.text.files import Files

PATH = "prompts/phases.yaml"


FactGroup = Literal["connection", "quoting", "namespaces", "identifiers"]


class Watch(Strict):
    """A trap. `has` and `lacks` limit it to databases with all, or without every one, of these capabilities;
    `jdbc` and `sql` are two more, of being reached by JDBC and of speaking SQL."""

    text: Words
    eras: tuple[EraName, ...] = ALL_ERAS
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def holds(self, era: str | None, can: Callable[[str], bool] | None) -> bool:
        """Whether it belongs to this era and database; what is not known leaves nothing out."""
        if era is not None and era not in self.eras:
            return False
        return can is None or (all(map(can, self.has)) and not any(map(can, self.lacks)))


class PhasePrompt(Strict):
    """One phase. `focus` is a sentence or two, `generate` what is written here, `decide` what the person chooses,
    `ways` the kind of strategies that there is a choice of, `facts` the groups of the dialect that are quoted."""

    phase: int = Field(ge=0, lt=COUNT)
    focus: Words
    generate: tuple[Words, ...] = Field(min_length=1)
    decide: tuple[Words | Watch, ...] = ()
    facts: tuple[FactGroup, ...] = ()
    ways: StrategyKind | None = None
    watch: tuple[Watch, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_trap_once(self) -> "PhasePrompt":
        texts = [watch.text for watch in self.watch]
        if len(set(texts)) != len(texts):
            raise PydanticCustomError("watch", "watch has one text twice")
        return self


class PromptFile(Strict):
    """The whole of `prompts/phases.yaml`."""

    phases: tuple[PhasePrompt, ...]

    @field_validator("phases")
    @classmethod
    def _complete(cls, phases: tuple[PhasePrompt, ...]) -> tuple[PhasePrompt, ...]:
        numbers = [entry.phase for entry in phases]
        if numbers != list(range(COUNT)):
            found = ", ".join(map(str, numbers)) or "none"
            text = "phases must be 0 to {last} in order, found {found}"
            raise PydanticCustomError("phases", text, {"last": COUNT - 1, "found": found})
        return phases


def load_prompts(files: Files) -> tuple[PhasePrompt, ...]:
    """By number. Raises KnowledgeError with file, line and key."""
    return load_model(files, PATH, PromptFile).phases
