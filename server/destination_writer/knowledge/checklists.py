"""Checklists for a connector that works: what to see to before it is used, read and reviewed."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from destination_writer.knowledge.loading import KnowledgeError, Strict, load_model
from destination_writer.text.files import Files

FOLDER = "checklists/"
ORDER = ("production", "documentation", "pull-request")
"""In which they are gone through; others follow by name."""

Words = Annotated[str, Field(min_length=1)]


class ChecklistItem(Strict):
    """`seen` names the evidence that ticks it (`checkpoints/checklist.py`); empty for what a person has to answer."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    text: Words
    how: Words
    seen: str = ""


class Checklist(Strict):
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: Words
    items: tuple[ChecklistItem, ...] = Field(min_length=1)

    @field_validator("items")
    @classmethod
    def _once(cls, items: tuple[ChecklistItem, ...]) -> tuple[ChecklistItem, ...]:
        slugs = [item.slug for item in items]
        twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
        if twice:
            raise PydanticCustomError("checklist", "{twice} stands there more than once", {"twice": ", ".join(twice)})
        return items


def checklist_slugs(files: Files) -> tuple[str, ...]:
    """Those there are, in the order in which they are gone through."""
    names = (path for path in files.list() if path.startswith(FOLDER) and path.endswith(".yaml"))
    found = [name.removeprefix(FOLDER).removesuffix(".yaml") for name in names]
    return tuple(sorted(found, key=lambda slug: (ORDER.index(slug) if slug in ORDER else len(ORDER), slug)))


def load_checklist(files: Files, slug: str) -> Checklist:
    """Raises KnowledgeError, which lists those there are, for an unknown one and for a file that is none."""
    known = checklist_slugs(files)
    path = f"{FOLDER}{slug}.yaml"
    if slug not in known:
        raise KnowledgeError(path, None, "", f"no checklist is called {slug!r}; there are: {', '.join(known)}")
    return load_model(files, path, Checklist)
