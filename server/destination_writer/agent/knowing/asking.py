"""A question as the index takes it: what is asked for, each thing in all its words, and which databases it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from destination_writer.agent.knowing.index import Alternative, Concept
from destination_writer.agent.knowing.synonyms import Synonyms, Terms
from destination_writer.agent.knowing.words import STOPWORDS, raw_words, stem

_OTHER_WORD, _OTHER_PHRASE, _JOINED, _DATABASE, _IN_PHRASE = 0.7, 1.0, 0.9, 0.4, 0.5
MOST_WORDS = 400
"""Of a question that are read; a pasted log is not searched word by word."""


@dataclass(frozen=True, slots=True)
class Query:
    """`databases` are slugs that the question names, in its order; `symptom` says that something went wrong."""

    concepts: tuple[Concept, ...]
    databases: tuple[str, ...]
    symptom: bool


def read_query(text: str, synonyms: Synonyms) -> Query:
    raw = list(raw_words(text))[:MOST_WORDS]
    stems = [stem(word) for word in raw]
    named, taken = _databases(stems, synonyms)
    phrases, inside = _phrases(stems, synonyms)
    concepts: dict[Terms, Concept] = {}
    for number, (word, term) in enumerate(zip(raw, stems, strict=True)):
        if (word in STOPWORDS and (term,) not in synonyms.leads) or (len(word) < 2 and not word.isdigit()):
            continue
        weight = _DATABASE if number in taken else _IN_PHRASE if number in inside else 1.0
        others = () if number in taken else synonyms.leads.get((term,), ())
        own = () if word in STOPWORDS else (Alternative((term,), weight),)
        concepts.setdefault((term,), (*own, *(Alternative(other, _OTHER_WORD) for other in others)))
    concepts |= phrases
    concepts |= _joined(raw)
    return Query(tuple(concepts.values()), named, not synonyms.symptoms.isdisjoint(stems))


def _databases(stems: Sequence[str], synonyms: Synonyms) -> tuple[tuple[str, ...], set[int]]:
    """Slugs of the databases that are named, and which words name them."""
    found: dict[int, str] = {}
    taken: set[int] = set()
    for name, slug in synonyms.databases.items():
        for start in range(len(stems) - len(name) + 1):
            span = range(start, start + len(name))
            if tuple(stems[start : start + len(name)]) == name and taken.isdisjoint(span):
                found[start] = slug
                taken.update(span)
    return tuple(dict.fromkeys(found[start] for start in sorted(found))), taken


def _phrases(stems: Sequence[str], synonyms: Synonyms) -> tuple[dict[Terms, Concept], set[int]]:
    """Phrases that lead somewhere, and the places of their words, which say less by themselves."""
    found: dict[Terms, Concept] = {}
    inside: set[int] = set()
    for length in range(2, synonyms.longest + 1):
        for start in range(len(stems) - length + 1):
            phrase = tuple(stems[start : start + length])
            others = synonyms.leads.get(phrase, ())
            if others:
                found[phrase] = tuple(Alternative(other, _OTHER_PHRASE) for other in others)
                inside.update(range(start, start + length))
    return found, inside


def _joined(raw: Sequence[str]) -> dict[Terms, Concept]:
    """`click house` is also asked for as `clickhouse`, `name space` as `namespace`: no match costs nothing."""
    pairs = pairwise(raw)
    joined = {stem(one + two) for one, two in pairs if one not in STOPWORDS and two not in STOPWORDS}
    return {(term,): (Alternative((term,), _JOINED),) for term in joined}
