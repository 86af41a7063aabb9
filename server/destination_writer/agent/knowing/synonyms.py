"""Other words for what knowledge speaks of: `knowledge/retrieval/synonyms.yaml`."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from destination_writer.agent.knowing.words import words
from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.text.files import Files

PATH = "retrieval/synonyms.yaml"
ASKED = "retrieval/asked.yaml"
Terms = tuple[str, ...]


class AskedFile(Strict):
    """How people ask for a passage, by its anchor below `knowledge/`, or by the part of a dialect that it is."""

    about: str
    passages: dict[str, tuple[str, ...]]
    facts: dict[str, tuple[str, ...]]

    def words(self, anchor: str) -> str:
        """Everything that leads to a passage; empty for most."""
        path, _, part = anchor.removeprefix("knowledge/").partition("#")
        found = self.facts.get(part, ()) if path.startswith("dialects/") else ()
        return " ".join((*found, *self.passages.get(anchor.removeprefix("knowledge/"), ())))


class SynonymFile(Strict):
    """`alike`: rows of words that stand for each other. `leads`: what a word also asks for. `symptoms`: words of
    a question about something that went wrong. `databases`: other names of a database, by slug."""

    about: str
    alike: tuple[tuple[str, ...], ...]
    leads: dict[str, tuple[str, ...]]
    symptoms: tuple[str, ...]
    databases: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Synonyms:
    """Words and phrases as stems, each with what it leads to."""

    file: SynonymFile

    @cached_property
    def leads(self) -> dict[Terms, tuple[Terms, ...]]:
        found: dict[Terms, dict[Terms, None]] = defaultdict(dict)
        for row in self.file.alike:
            stems = [tuple(words(text)) for text in row]
            for one in stems:
                found[one] |= {other: None for other in stems if other != one}
        for word, others in self.file.leads.items():
            one = tuple(words(word))
            found[one] |= {other: None for text in others if (other := tuple(words(text))) != one}
        return {one: tuple(others) for one, others in found.items()}

    @cached_property
    def symptoms(self) -> frozenset[str]:
        return frozenset(stem for word in self.file.symptoms for stem in words(word))

    @cached_property
    def longest(self) -> int:
        """Words of the longest phrase that leads somewhere."""
        return max(map(len, self.leads), default=1)

    def names_of(self, slug: str) -> tuple[str, ...]:
        return (slug, *self.file.databases.get(slug, ()))

    @cached_property
    def databases(self) -> dict[Terms, str]:
        """Names of databases as stems -> slug, the longest names first."""
        names = {tuple(words(name)): slug for slug, many in self.file.databases.items() for name in (slug, *many)}
        return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def load_synonyms(files: Files) -> Synonyms:
    """Raises KnowledgeError for a file that does not fit."""
    return Synonyms(load_model(files, PATH, SynonymFile))


def load_asked(files: Files) -> AskedFile:
    """Raises KnowledgeError for a file that does not fit."""
    return load_model(files, ASKED, AskedFile)
