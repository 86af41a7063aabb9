"""What is said to greetings, thanks and wishes that this tool does not fulfil: `knowledge/answers/limits.yaml`."""

import re
from functools import lru_cache

from pydantic import Field, field_validator

from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "answers/limits.yaml"


class Offer(Strict):
    """`run` are the words of a command, `{path}` the connector's folder."""

    title: str
    run: tuple[str, ...] = Field(min_length=1)


class Reply(Strict):
    id: str
    patterns: tuple[str, ...] = Field(min_length=1)
    says: str
    commands: tuple[Offer, ...] = ()
    passages: tuple[str, ...] = ()

    @field_validator("patterns")
    @classmethod
    def _compiles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                _compiled(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
        return value

    def fits(self, plain: str) -> bool:
        """Whether a text, in lower case with single spaces, is such a wish."""
        return any(_compiled(pattern).search(plain) for pattern in self.patterns)


class LimitsFile(Strict):
    about: str
    replies: tuple[Reply, ...]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def load_limits(files: Files) -> LimitsFile:
    """Raises KnowledgeError for a file that does not fit."""
    return load_model(files, PATH, LimitsFile)
