"""The index: BM25 over weighted fields, in which words that mean alike count as one."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.agent.knowing.passages import Piece
from destination_writer.agent.knowing.words import words

_SATURATION, _LENGTH = 1.2, 0.6
"""BM25's k1 and b; a little below the customary 0.75, for tables and lists are long and good answers."""
_TITLE, _KEYWORDS, _ASKED, _HIDDEN = 3.0, 1.6, 1.6, 0.35
"""What a word counts there, against once in the text."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that stand for something asked; all of them must be there. `weight` is 1 for the question's own."""

    terms: tuple[str, ...]
    weight: float = 1.0


Concept = tuple[Alternative, ...]
"""One thing that is asked for, with all the ways to say it."""


class Part:
    """Pieces with their postings: term -> piece -> how much it is there. `asked` gives more words by anchor."""

    def __init__(self, pieces: Sequence[Piece], asked: Callable[[str], str]) -> None:
        self.pieces = tuple(pieces)
        bodies = [Counter(words(piece.text)) for piece in self.pieces]
        lengths = [body.total() for body in bodies]
        self.mean = (sum(lengths) / len(lengths)) if lengths else 1.0
        self.postings: dict[str, dict[int, float]] = defaultdict(dict)
        for number, (piece, body, length) in enumerate(zip(self.pieces, bodies, lengths, strict=True)):
            for term, count in _weights(piece, asked(piece.anchor), body, length / (self.mean or 1.0)).items():
                self.postings[term][number] = count

    def holds(self, number: int, concepts: Iterable[Concept]) -> int:
        """How many of the things that are asked a piece speaks of."""
        return sum(
            any(all(number in self.postings.get(term, ()) for term in one.terms) for one in concept)
            for concept in concepts
        )


def _weights(piece: Piece, asked: str, body: Counter[str], relative: float) -> Mapping[str, float]:
    scale = 1 - _LENGTH + _LENGTH * relative
    found: dict[str, float] = {term: count / scale for term, count in body.items()}
    fields = ((piece.title, _TITLE), (piece.keywords, _KEYWORDS), (asked, _ASKED), (piece.hidden, _HIDDEN))
    for text, weight in fields:
        for term in _terms(text):
            found[term] = found.get(term, 0.0) + weight
    return found


@lru_cache(maxsize=8_192)
def _terms(text: str) -> frozenset[str]:
    """Kept, for the databases share their titles' words and keywords."""
    return frozenset(words(text))


def scores(parts: Sequence[Part], concepts: Iterable[Concept]) -> list[tuple[Piece, float]]:
    """Every piece that has something of the question, with its score."""
    size = sum(len(part.pieces) for part in parts)
    rarity: dict[str, float] = {}

    def rare(term: str) -> float:
        if term not in rarity:
            holding = sum(len(part.postings.get(term, ())) for part in parts)
            rarity[term] = math.log(1 + (size - holding + 0.5) / (holding + 0.5))
        return rarity[term]

    asked = list(concepts)
    found: list[tuple[Piece, float]] = []
    for part in parts:
        totals: dict[int, float] = defaultdict(float)
        for concept in asked:
            best: dict[int, float] = {}
            for alternative in concept:
                for number, score in _all_of(part, alternative, rare).items():
                    best[number] = max(best.get(number, 0.0), score)
            for number, score in best.items():
                totals[number] += score
        found += [(part.pieces[number], score) for number, score in totals.items()]
    return found


def _all_of(part: Part, alternative: Alternative, rare: Callable[[str], float]) -> dict[int, float]:
    """Pieces that hold every term of it, with what the least of them counts."""
    kept: dict[int, float] | None = None
    for term in alternative.terms:
        here = {
            number: alternative.weight * rare(term) * count / (_SATURATION + count)
            for number, count in part.postings.get(term, {}).items()
        }
        kept = here if kept is None else {n: min(kept[n], s) for n, s in here.items() if n in kept}
    return kept or {}
