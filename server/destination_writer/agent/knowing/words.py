"""Words of a text as the index compares them: lower case, without endings, names of code whole and in parts."""

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*", re.UNICODE)
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_KEPT = frozenset({"connector", "airbyte", "series", "process", "access", "always", "this", "kotlin", "during"})
STOPWORDS = frozenset(
    _WORD.findall(
        "a about all also am an and any are as at be been before being but by can could did do does doing for "
        "from get gets "
        "had has have having he her here hers his how i if in into is it its just let like may me might mine "
        "must my need no "
        "not of on one or other our ours out shall she should so some such than that the their them then there "
        "these they "
        "this those to up us use used using very was way we were what when where which while who whom whose why "
        "will with "
        "would yet you your again anything best good great lot lots many more really right several something "
        "somehow thing "
        "things someone somebody try please want know tell explain mean help okay ok"
    )
)


def words(text: str) -> list[str]:
    """Every word of `text`, stemmed, in order: `createTable` gives `createtabl`, `creat`, `tabl`."""
    found: list[str] = []
    for whole in _WORD.findall(text):
        found += _terms(whole)
    return found


def raw_words(text: str) -> Iterator[str]:
    """The same before endings are cut, in lower case."""
    for whole in _WORD.findall(text):
        yield whole.lower()
        yield from _parts(whole)


@lru_cache(maxsize=50_000)
def _terms(whole: str) -> tuple[str, ...]:
    return (stem(whole.lower()), *map(stem, _parts(whole)))


@lru_cache(maxsize=20_000)
def _parts(whole: str) -> tuple[str, ...]:
    if whole.islower() and "_" not in whole:
        return ()
    humps = tuple(hump.lower() for hump in _HUMP.findall(whole))
    return humps if len(humps) > 1 and sum(map(len, humps)) > 3 else ()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its English ending, enough that `inserted`, `inserts` and `inserting` are one."""
    if len(word) <= 3 or word in _KEPT or not word.isascii() or any(mark.isdigit() for mark in word):
        return word
    plain = _singular(word)
    plain = _verb(plain)
    plain = _noun(plain)
    if len(plain) > 3 and plain.endswith("e"):
        plain = plain[:-1]
    return plain[:-1] + "i" if len(plain) > 3 and plain.endswith("y") else plain


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _verb(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 3 and _VOWEL.search(base):
            return base[:-1] if _DOUBLED.search(base) else base
    return word


def _noun(word: str) -> str:
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    for ending in ("ation", "ator", "ating", "ate", "ion", "ment", "ness"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= 4:
            return base
    return word[:-2] if word.endswith("at") and len(word) > 6 else word
