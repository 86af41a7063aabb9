"""How records travel into a database: what each level costs and gains."""

from typing import Annotated, Literal

from pydantic import Field

from destination_writer.knowledge.dialect_facts import BulkLevelName, Strategy
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "bulk-levels.yaml"
Words = Annotated[str, Field(min_length=1)]


class BulkLevel(Strict):
    """`gain` is an order of magnitude against one row a statement over a network; empty for that itself."""

    slug: BulkLevelName
    title: Words
    effort: Literal["none", "easy", "medium", "complex"]
    gain: str
    why: Words


class BulkLevels(Strict):
    """The slowest first."""

    levels: tuple[BulkLevel, ...] = Field(min_length=1)

    def of(self, way: Strategy) -> BulkLevel | None:
        """The level that a strategy names; None for one that names none."""
        return next((level for level in self.levels if level.slug == way.level), None)

    def words(self, way: Strategy) -> str:
        """`Multi-row INSERT with bound parameters (easy; 5 to 10 times faster than single rows)`."""
        level = self.of(way)
        return f"{way.title} ({level.effort}; {level.gain})" if level else way.title

    def rank(self, way: Strategy) -> int:
        """Its place among the levels; that of the slowest for a strategy without one."""
        level = self.of(way)
        return self.levels.index(level) if level else 0


def load_bulk_levels(files: Files) -> BulkLevels:
    """Raises KnowledgeError for a file that does not fit."""
    return load_model(files, PATH, BulkLevels)
