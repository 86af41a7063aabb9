"""What other documents say and the facts contradict (`contradictions.yaml`)."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "contradictions.yaml"


class Contradiction(Strict):
    """`says`, `path` and `unless` are regular expressions, tried with case ignored: on the passage, on the document's
    path, on the passage again. `see` is an anchor of knowledge."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    says: str = ""
    path: str = ""
    unless: str = ""
    eras: tuple[Era, ...] = ()
    """Of the connectors that it holds for; empty: of all."""
    unless_can: str = ""
    """A capability: a database that has it is not contradicted."""
    fact: Annotated[str, Field(min_length=20)]
    see: str

    @field_validator("says", "path", "unless")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            _compiled(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from None
        return value

    @model_validator(mode="after")
    def _looks_for_something(self) -> "Contradiction":
        if not self.says and not self.path:
            raise ValueError(f"{self.slug} needs `says` or `path`")
        return self

    def is_in(self, text: str, path: str = "") -> bool:
        """Whether a passage, of a document at that path, says it."""
        found = bool(_compiled(self.says).search(text)) and bool(_compiled(self.path).search(path))
        return found and not (self.unless and _compiled(self.unless).search(text))


class ContradictionsFile(Strict):
    """The whole of contradictions.yaml."""

    about: str
    contradictions: tuple[Contradiction, ...]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def load_contradictions(files: Files) -> tuple[Contradiction, ...]:
    """All of them. Raises KnowledgeError for a file that does not fit."""
    return load_model(files, PATH, ContradictionsFile).contradictions


def contradicted(
    files: Files,
    text: str,
    *,
    path: str = "",
    era: Era | None = None,
    can: Callable[[str], bool] = lambda _: False,
) -> Iterator[Contradiction]:
    """What the facts contradict in a passage, in the order of the file: for a connector of that era (None: of any) and
    a database that can do what `can` says. Raises KnowledgeError for a file that does not fit."""
    for one in load_contradictions(files):
        if one.eras and era is not None and era not in one.eras:
            continue
        if one.unless_can and can(one.unless_can):
            continue
        if one.is_in(text, path):
            yield one
