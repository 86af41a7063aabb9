"""Which rules somebody means: by code (`DW601`), by the beginning of one (`DW6`) or by name (`unlogged-sql`)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from destination_writer.analysis.families import RESULTS
from destination_writer.text.findings import Finding

_CODE = re.compile(r"DW\d{1,3}", re.IGNORECASE)


class BadSelector(Exception):
    """A word that means no rule. The message says which, and what it may have been meant to be."""


@dataclass(frozen=True)
class Codes:
    """All rules there are, name by code."""

    names: Mapping[str, str]

    def resolve(self, word: str) -> str:
        """The code, or the beginning of codes, that a word means. Raises BadSelector for one that means no rule."""
        if _CODE.fullmatch(word):
            code = word.upper()
            if any(known.startswith(code) for known in self.names):
                return code
            raise BadSelector(f"there is no rule {code}{self._nearest(code)}")
        for code, name in self.names.items():
            if name == word.lower():
                return code
        raise BadSelector(f"{word!r} is no rule{self._nearest(word)}")

    def means_a_rule(self, word: str) -> bool:
        """Whether a word names a rule; one that looks like a code and names none does not."""
        try:
            self.resolve(word)
        except BadSelector:
            return False
        return True

    def _nearest(self, word: str) -> str:
        pool = self.names if _CODE.fullmatch(word) else self.names.values()
        near = get_close_matches(word.lower(), [one.lower() for one in pool], n=1, cutoff=0.6)
        if not near:
            return "; `destination-writer explain` lists them all"
        return f"; did you mean {near[0].upper() if _CODE.fullmatch(word) else near[0]}?"


@dataclass(frozen=True)
class Selection:
    """`select` empty is all. What tests and builds said is in every selection: the gate is judged by it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def __contains__(self, finding: object) -> bool:
        if not isinstance(finding, Finding):
            return False
        code = str(finding.code)
        if code.startswith(RESULTS):
            return True
        chosen = not self.select or code.startswith(self.select)
        return chosen and not code.startswith(self.ignore or ("-",))


def selection_of(codes: Codes, select: Iterable[str], ignore: Iterable[str]) -> Selection:
    """From words as somebody gives them, several in one separated by commas.

    Raises BadSelector, also for an attempt to leave out what tests and builds said.
    """
    wanted = tuple(codes.resolve(word) for word in _words(select))
    left_out = tuple(codes.resolve(word) for word in _words(ignore))
    for code in left_out:
        if code.startswith(RESULTS):
            raise BadSelector(
                f"{code} speaks of test results, which cannot be ignored: they are what a phase is judged by"
            )
    return Selection(wanted, left_out)


def _words(given: Iterable[str]) -> list[str]:
    return [word for one in given for word in re.split(r"[,\s]+", one.strip()) if word]
