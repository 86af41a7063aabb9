"""What no connector is made for: APIs, file systems, queues (`boundaries.yaml`)."""

import re
from typing import Annotated

from pydantic import Field

from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "boundaries.yaml"


class Boundary(Strict):
    """`names` are whole words, in lower case."""

    kind: str
    reason: str
    remedy: str
    names: tuple[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9 ./-]*$")], ...] = Field(min_length=1)


class BoundariesFile(Strict):
    about: str
    kinds: tuple[Boundary, ...]


def declined(files: Files, name: str) -> str | None:
    """Why no connector is made for what somebody calls `name`, and where to begin instead; None for a database.

    `files` is a knowledge folder (`Knowledge.files`). Raises KnowledgeError for a data file that does not fit.
    """
    said = " ".join(re.split(r"[\s_-]+", name.strip().lower().removeprefix("destination-")))
    for boundary in load_model(files, PATH, BoundariesFile).kinds:
        for known in boundary.names:
            if re.search(rf"(?<![a-z0-9]){re.escape(known)}(?![a-z0-9])", said):
                return (
                    f"{name} is {boundary.kind}, and this tool makes connectors for databases. "
                    f"{boundary.reason} {boundary.remedy}"
                )
    return None
