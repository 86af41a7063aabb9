"""What other documents say and the facts contradict (`contradictions.yaml`)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import Field, field_validator

from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "contradictions.yaml"


class Contradiction(Strict):
    """`says` and `unless` are regular expressions, tried with case ignored; `see` is an anchor of knowledge."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    says: str
    unless: str = ""
    fact: Annotated[str, Field(min_length=20)]
    see: str

    @field_validator("says", "unless")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            _compiled(value)
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from None
        return value


class ContradictionsFile(Strict):
    """The whole of contradictions.yaml."""

    about: str
    contradictions: tuple[Contradiction, ...]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def contradicted(files: Files, text: str) -> Iterator[Contradiction]:
    """What in a text the facts contradict, in the order of the file. Raises KnowledgeError for a file that does not
    fit."""
    for one in load_model(files, PATH, ContradictionsFile).contradictions:
        if _compiled(one.says).search(text) and not (one.unless and _compiled(one.unless).search(text)):
            yield one
