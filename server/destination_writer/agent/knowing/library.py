"""The library: all passages of knowledge, found by a question and by what the connector at hand tells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from destination_writer.agent.knowing.asking import Query, read_query
from destination_writer.agent.knowing.cutting.contracts import contract_pieces
from destination_writer.agent.knowing.cutting.dialects import dialect_pieces
from destination_writer.agent.knowing.cutting.failures import failure_pieces
from destination_writer.agent.knowing.cutting.guides import guide_pieces
from destination_writer.agent.knowing.cutting.others import other_pieces
from destination_writer.agent.knowing.cutting.phases import phase_pieces
from destination_writer.agent.knowing.cutting.rules import rule_pieces
from destination_writer.agent.knowing.index import Part, scores
from destination_writer.agent.knowing.passages import Context, Kind, Piece
from destination_writer.agent.knowing.synonyms import AskedFile, Synonyms, load_asked, load_synonyms
from destination_writer.agent.knowing.words import stem
from destination_writer.agent.values import Passage
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge

VERSIONS = {"A": "0.1.76", "B": "0.1.95", "C": "1.0.13"}
"""The CDK version whose contract stands for an era."""
_NAMED, _AT_HAND, _ANY_DATABASE = 1.5, 1.5, 0.8
_SAME_PHASE, _SAME_ROLE = 1.1, 1.15
_NO_SYMPTOM = 0.4
"""What failures count where the question tells of none."""
_OF_ANOTHER = 0.5
"""What a failure rule of another database counts."""
_PRIOR = {
    Kind.GUIDE: 1.1,
    Kind.STRATEGY: 1.1,
    Kind.OWED: 0.9,
    Kind.CDK_MEMBER: 0.95,
    Kind.ERROR_CODE: 0.85,
    Kind.OTHER: 0.85,
    Kind.CHECKLIST: 0.8,
    Kind.QUESTION: 0.6,
    Kind.EXPERIMENT: 0.6,
}
"""What a kind of passage counts where others say the same."""
_SUITE = re.compile(r"cdk:\w+(?:Suite|Test)\.")
_OF_A_SUITE = 0.85
"""What a test of the CDK counts; its name is a sentence and holds many words."""
_OF_ONE_PAGE, _LOOKED_AT = 0.85, 60
_FEW = 4
"""A passage that belongs to more phases than these belongs to none in particular."""


class Library:
    """Passages over one knowledge. Its index is made when first asked, the part of a database when it is at hand."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._dialects: dict[str, Part] = {}
        self._contracts: dict[str, Part] = {}

    def search(self, query: str, context: Context | None = None, limit: int = 8) -> list[Passage]:
        """The passages that answer best, best first; none when nothing in it fits. Never raises for what is asked."""
        return [piece.passage(round(score, 3)) for piece, score in self.pieces(query, context)[:limit]]

    def passage(self, anchor: str, era: str | None = None) -> Passage | None:
        """A passage by its anchor, whole; None where there is none. Of the CDK it is that of the era, else that of
        another era which has the name."""
        eras = dict.fromkeys((era or "C", "C", "B", "A")) if anchor.startswith("cdk:") else (era,)
        for one in eras:
            for part in self._parts(self._slugs_of(anchor), one):
                for piece in part.pieces:
                    if piece.anchor == anchor:
                        return piece.passage()
        return None

    def anchors(self) -> Iterator[str]:
        """Every anchor but those of databases, in the order of knowledge."""
        return (piece.anchor for part in self._parts((), None) for piece in part.pieces)

    def facts_of(self, slug: str) -> tuple[Piece, ...]:
        """Everything that is known of one database."""
        return self._dialect(slug).pieces

    def covers(self, query: str, anchor: str, context: Context | None = None) -> bool:
        """Whether a passage speaks of at least half of what is asked."""
        at = context or Context()
        concepts = read_query(query, self._synonyms).concepts
        for part in self._parts((*self._slugs_of(anchor),), at.era):
            for number, piece in enumerate(part.pieces):
                if piece.anchor == anchor:
                    return part.holds(number, concepts) * 2 >= len(concepts)
        return False

    def without_database(self, query: str, slug: str) -> str:
        """A question without the words that name a database."""
        names = (" ".join(re.escape(word) for word in name.split()) for name in self._synonyms.names_of(slug))
        for name in sorted(names, key=len, reverse=True):
            query = re.sub(rf"\b(?:(?:for|on|in|with) )?{name}\b", "", query, flags=re.IGNORECASE)
        return " ".join(query.split())

    def databases(self, query: str) -> tuple[str, ...]:
        """Slugs of the databases that a text names, in its order."""
        known = self.knowledge.dialect_slugs
        return tuple(slug for slug in read_query(query, self._synonyms).databases if slug in known)

    def pieces(self, query: str, context: Context | None = None) -> list[tuple[Piece, float]]:
        """Everything that has something of the question, best first, with its score."""
        at = context or Context()
        asked = read_query(query, self._synonyms)
        known = self.knowledge.dialect_slugs
        named = tuple(slug for slug in asked.databases if slug in known)
        focus = named or ((at.dialect,) if at.dialect in known else ())
        found = scores(self._parts(focus or known, at.era), asked.concepts)
        family = self._family(focus)
        weighed = (
            (piece, score * _weight(piece, at, named, focus) * self._own(piece, family, asked.symptom))
            for piece, score in found
            if _fits(piece, at)
        )
        ranked = sorted(weighed, key=lambda item: (-item[1], item[0].anchor))
        return _varied(list(_distinct(ranked)) if not focus else ranked)

    def _family(self, slugs: Iterable[str | None]) -> frozenset[str]:
        """The databases with those that they descend from; empty when none is at hand."""
        known = [one for slug in slugs if slug and (one := self._known(slug))]
        return frozenset(name for one in known for name in (one.slug, *one.parents, one.family))

    def _known(self, slug: str) -> Dialect | None:
        try:
            return self.knowledge.dialect(slug)
        except KnowledgeError:
            return None  # `knowledge_problems` names the file to the person

    def _own(self, piece: Piece, family: frozenset[str], symptom: bool) -> float:
        """Less than 1 for a failure that nobody told of, or that is about another database than those at hand."""
        if piece.kind not in (Kind.FAILURE, Kind.ERROR_CODE):
            return 1.0
        weight = 1.0 if symptom else _NO_SYMPTOM
        first = stem(piece.anchor.partition("#")[2].partition("-")[0])
        slug = self._synonyms.databases.get((first,)) if piece.kind is Kind.FAILURE else None
        return weight * (_OF_ANOTHER if slug is not None and family and slug not in family else 1.0)

    def _parts(self, slugs: Iterable[str | None], era: str | None) -> list[Part]:
        databases = [self._dialect(slug) for slug in slugs if slug]
        return [self._general, self._contract(era), *databases]

    def _slugs_of(self, anchor: str) -> tuple[str, ...]:
        name = anchor.removeprefix("knowledge/dialects/").partition(".yaml")[0]
        return (name,) if name in self.knowledge.dialect_slugs else ()

    @cached_property
    def _synonyms(self) -> Synonyms:
        return load_synonyms(self.knowledge.files)

    @cached_property
    def _asked(self) -> AskedFile:
        return load_asked(self.knowledge.files)

    @cached_property
    def _general(self) -> Part:
        makers = (guide_pieces, phase_pieces, failure_pieces, rule_pieces, other_pieces)
        return Part([piece for make in makers for piece in make(self.knowledge)], self._asked.words)

    def _contract(self, era: str | None) -> Part:
        version = VERSIONS.get(era or "", VERSIONS["C"])
        if version not in self._contracts:
            self._contracts[version] = Part(list(contract_pieces(self.knowledge.contract(version))), self._asked.words)
        return self._contracts[version]

    def _dialect(self, slug: str) -> Part:
        if slug not in self._dialects:
            try:
                pieces = list(dialect_pieces(self.knowledge, slug))
            except KnowledgeError:
                pieces = []  # `knowledge_problems` names the file to the person
            self._dialects[slug] = Part(pieces, self._asked.words)
        return self._dialects[slug]


def _fits(piece: Piece, context: Context) -> bool:
    return not piece.eras or context.era is None or context.era in piece.eras


def _weight(piece: Piece, at: Context, named: Sequence[str], focus: Sequence[str | None]) -> float:
    weight = _PRIOR.get(piece.kind, 1.0)
    if piece.kind is Kind.CDK_MEMBER and _SUITE.match(piece.anchor):
        weight *= _OF_A_SUITE
    if piece.dialect:
        weight *= _NAMED if named else _AT_HAND if focus else _ANY_DATABASE
    if at.phase is not None and at.phase in piece.phases and len(piece.phases) <= _FEW:
        weight *= _SAME_PHASE
    return weight * _SAME_ROLE if at.role and at.role == piece.role else weight


def _distinct(ranked: Iterable[tuple[Piece, float]]) -> Iterator[tuple[Piece, float]]:
    """Without a database at hand, of the same part of many databases the best alone."""
    seen: set[str] = set()
    for piece, score in ranked:
        part = piece.anchor.partition("#")[2] if piece.dialect else piece.anchor
        if part not in seen:
            seen.add(part)
            yield piece, score


def _varied(ranked: Sequence[tuple[Piece, float]]) -> list[tuple[Piece, float]]:
    """The same passages: each further one of a page counts less, and of equal texts the first alone is left."""
    heard: dict[str, int] = {}
    texts: set[str] = set()
    found: list[tuple[Piece, float]] = []
    for piece, score in ranked[:_LOOKED_AT]:
        if piece.text in texts:
            continue
        texts.add(piece.text)
        page = _page(piece)
        found.append((piece, score * _OF_ONE_PAGE ** heard.get(page, 0)))
        heard[page] = heard.get(page, 0) + 1
    return sorted(found, key=lambda item: (-item[1], item[0].anchor))


def _page(piece: Piece) -> str:
    """What passages share that say much the same: a guide, a kind of strategy of a database, a phase's troubles."""
    path, _, part = piece.anchor.partition("#")
    if piece.kind in (Kind.GUIDE, Kind.CDK, Kind.CDK_MEMBER):
        return path.partition(".")[0] if piece.kind is not Kind.GUIDE else path
    return f"{path}#{part.rpartition('/')[0] or part}"


__all__ = ["VERSIONS", "Library", "Query"]
