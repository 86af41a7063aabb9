"""Every code that a finding can have, with its page: the rules about the code, and what is said of results."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from destination_writer.analysis.families import FAMILIES, Family, family_of
from destination_writer.analysis.rules import ADVICE, RULES
from destination_writer.analysis.selection import Codes
from destination_writer.results.codes import CODES
from destination_writer.text.files import Files
from destination_writer.text.findings import Severity

_FENCE = re.compile(r"(?m)^```(\w+)([ \t]+[^\n]*)?\n")
_TITLE = re.compile(r"\btitle=(\"[^\"]*\"|\S+)")
_COMMENTS = {"kotlin": "//", "yaml": "#", "properties": "#"}


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """`summary` is a sentence for lists, `severity` what its findings have unless one says otherwise."""

    code: str
    name: str
    severity: Severity
    summary: str

    @property
    def family(self) -> Family:
        return family_of(self.code)

    @property
    def page(self) -> str:
        """Path of the page inside knowledge."""
        return f"rules/{self.code}.md"


@cache
def all_rules() -> tuple[RuleInfo, ...]:
    """By code."""
    found = [RuleInfo(rule.code, rule.name, rule.severity, rule.summary) for rule in (*RULES, *ADVICE)]
    found += [RuleInfo(info.code.value, info.name, Severity.ERROR, info.summary) for info in CODES]
    return tuple(sorted(found, key=lambda info: info.code))


def rule_info(code: str) -> RuleInfo | None:
    """By code, in any case."""
    return next((info for info in all_rules() if info.code == code.upper()), None)


def codes() -> Codes:
    """What `--select` and `--ignore` may name."""
    return Codes({info.code: info.name for info in all_rules()})


def by_family() -> Iterator[tuple[Family, tuple[RuleInfo, ...]]]:
    """Families that have rules, each with its own."""
    for family in FAMILIES:
        mine = tuple(info for info in all_rules() if family.holds(info.code))
        if mine:
            yield family, mine


def page_text(info: RuleInfo, knowledge: Files) -> str:
    """The page as a person reads it: what only its tests need goes from the info strings of its examples, and the file
    that an example is stands above it as a comment. Raises UnreadableFile."""
    return _FENCE.sub(_opening, knowledge.read(info.page)).rstrip() + "\n"


def _opening(fence: "re.Match[str]") -> str:
    language, rest = fence[1], fence[2] or ""
    title = _TITLE.search(rest)
    comment = _COMMENTS.get(language)
    named = title[1].strip('"') if title else ""
    first = fence.string[fence.end() : fence.string.find("\n", fence.end())]
    shown = f"{comment} {named}\n" if named and comment and named not in first else ""
    return f"```{language}\n{shown}"


def section(page: str, heading: str) -> str:
    """The text below a heading of a page; empty where there is none."""
    found = re.search(rf"(?ms)^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page)
    return found[1].strip() if found else ""
