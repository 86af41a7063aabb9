"""Guides: short pages that hover, docs and answers quote. Markdown with a small front matter."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import yaml
from pydantic import Field

from destination_writer.knowledge.loading import KnowledgeError, Strict, validate

_WORD = re.compile(r"[A-Za-z0-9_]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75
"""BM25's k1 and b, at their customary values."""
_LENT = 0.8
"""The part of a term's weight that the page's own words lend to its sections."""
_STOPWORDS = frozenset(
    _WORD.findall("a an and are as at be by do doe for from how i in is it my of on or the to what when which why with")
)


class FrontMatter(Strict):
    """`types` are CDK names that lead here from a hover; `evidence` says how the page's facts are known."""

    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    keywords: tuple[str, ...] = Field(min_length=1)
    phases: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    eras: tuple[str, ...] = ("A", "B", "C")
    evidence: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading. The part before the first has the title's heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    slug: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    phases: tuple[int, ...]
    types: tuple[str, ...]
    eras: tuple[str, ...]
    evidence: str
    body: str
    """The Markdown without its front matter."""
    sections: tuple[Section, ...]

    def section(self, anchor: str) -> Section | None:
        return next((section for section in self.sections if section.anchor == anchor), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that answers a query; a higher score fits better, scores of different queries do not compare."""

    guide: Guide
    section: Section
    score: float


def parse_guide(path: str, text: str) -> Guide:
    """One page. Raises KnowledgeError when the front matter is missing, not YAML, or lacks a key."""
    head, body = _split(path, text)
    try:
        value: object = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise KnowledgeError(path, line, "", f"the front matter is not YAML: {error}") from None
    front = validate(path, "\n" + head, value, FrontMatter)
    sections = tuple(_sections(front.title, body))
    if len({section.anchor for section in sections}) != len(sections):
        raise KnowledgeError(path, None, "", "two headings have the same anchor; reword one")
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    return Guide(slug=slug, body=body, sections=sections, **front.model_dump())


def anchor_of(heading: str) -> str:
    """The anchor a Markdown viewer gives a heading: lower case, words joined by hyphens."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


def search(guides: Iterable[Guide], query: str, limit: int = 5) -> list[Hit]:
    """The sections that fit `query` best (BM25 over words and the parts of camel-case names), best first.

    A page whose title, keywords or types hold a term lends each of its sections a part of that term's weight.
    """
    pairs = [(guide, section) for guide in guides for section in guide.sections]
    bags = [_bag(section) for _, section in pairs]
    weights = {term: _rarity(term, bags) for term in set(_terms(query)) - _STOPWORDS}
    mean = sum(bag.total() for bag in bags) / len(bags) if bags else 1.0
    hits = [
        Hit(guide, section, _score(bag, weights, mean) + _lent(guide, weights))
        for (guide, section), bag in zip(pairs, bags, strict=True)
    ]
    found = [hit for hit in hits if hit.score > 0]
    return sorted(found, key=lambda hit: (-hit.score, hit.guide.slug, hit.section.anchor))[:limit]


def _split(path: str, text: str) -> tuple[str, str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        raise KnowledgeError(path, 1, "", "a guide starts with a front matter between two lines of `---`")
    end = lines.index("---", 1)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]).strip() + "\n"


def _sections(title: str, body: str) -> Iterable[Section]:
    heading, lines, fenced = title, list[str](), False
    for line in body.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.match(line)
        if found:
            if _worth(lines) or heading != title:
                yield _section(heading, lines)
            heading, lines = found[2], []
        else:
            lines.append(line)
    yield _section(heading, lines)


def _worth(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)


def _section(heading: str, lines: Sequence[str]) -> Section:
    return Section(anchor_of(heading), heading, "\n".join(lines).strip())


def _bag(section: Section) -> Counter[str]:
    """Words of the section; those of its heading count three times."""
    terms = Counter(_terms(section.text))
    for term in _terms(section.heading):
        terms[term] += 3
    return terms


def _lent(guide: Guide, weights: dict[str, float]) -> float:
    head = set(_terms(" ".join((guide.title, *guide.keywords, *guide.types))))
    return _LENT * sum(weight for term, weight in weights.items() if term in head)


def _terms(text: str) -> Iterable[str]:
    for word in _WORD.findall(text):
        yield _stem(word.lower())
        humps = _HUMP.findall(word)
        if len(humps) > 1:
            yield from (_stem(hump.lower()) for hump in humps)


def _stem(word: str) -> str:
    """Enough of a stemmer for English plurals and the tests' names."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _rarity(term: str, bags: Sequence[Counter[str]]) -> float:
    holding = sum(1 for bag in bags if term in bag)
    return math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))


def _score(bag: Counter[str], weights: dict[str, float], mean: float) -> float:
    length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * bag.total() / mean
    return sum(
        weight * bag[term] * (_SATURATION + 1) / (bag[term] + _SATURATION * length)
        for term, weight in weights.items()
        if bag[term]
    )
