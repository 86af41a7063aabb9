"""What the compiler rejects in one file for one cause, told once: a missing import makes an error of each use."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from destination_writer.checkpoints.mending import Mend
from destination_writer.results.codes import ResultCode
from destination_writer.text.findings import Finding

_NAME = re.compile(r"'(?P<quoted>[^']+)'|(?<=reference: )(?P<bare>[\w$]+(?:\.[\w$]+)*)")
NAMED = 12
"""Names that a title lists; the places are told of all."""


@dataclass(frozen=True, slots=True)
class Alike:
    """`finding` speaks for all; `index` is its place in the list, `also` a line with every name and where it stands,
    empty where there is one finding alone."""

    finding: Finding
    index: int
    also: str = ""


def alike(findings: Sequence[Finding], mends: Sequence[tuple[Mend, ...]] = ()) -> Iterator[Alike]:
    """In the order of each first one. Those that different Changes mend stay apart."""
    groups: dict[object, list[int]] = {}
    for index, finding in enumerate(findings):
        titles = tuple(mend.title for mend in mends[index]) if index < len(mends) else ()
        groups.setdefault(_key(finding, titles) or index, []).append(index)
    for indexes in groups.values():
        yield _told([findings[index] for index in indexes], indexes[0])


def _key(finding: Finding, titles: tuple[str, ...]) -> object:
    """None for what is told alone: no compiler's error, or one that does not name exactly one thing."""
    if finding.code != ResultCode.COMPILE_ERROR or len(_NAME.findall(finding.message)) != 1:
        return None
    return finding.location.path, finding.data.get("rule"), _NAME.sub("", finding.message), titles


def _told(group: list[Finding], index: int) -> Alike:
    first = group[0]
    if len(group) == 1:
        return Alike(first, index)
    places: dict[str, list[int]] = {}
    for finding in group:
        lines = places.setdefault(_name(finding), [])
        if (line := finding.location.range.start.line + 1) not in lines:
            lines.append(line)
    listed = ", ".join(f"'{name}'" for name in list(places)[:NAMED])
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    message = _NAME.sub(lambda _: listed + more, first.message)
    also = "; ".join(f"'{name}' in line{'s' if len(at) > 1 else ''} {_numbers(at)}" for name, at in places.items())
    return Alike(replace(first, message=message), index, also)


def _name(finding: Finding) -> str:
    found = _NAME.search(finding.message)
    return (found["quoted"] or found["bare"]) if found else ""


def _numbers(lines: list[int]) -> str:
    return ", ".join(map(str, lines))
