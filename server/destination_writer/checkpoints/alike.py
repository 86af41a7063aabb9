"""What the compiler rejects for one cause, told once: a missing import makes an error of each use, a type that is gone
one in every file."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    """In the order of each first one. Those that a Change mends stay apart by file and Change."""
    groups: dict[object, list[int]] = {}
    for index, finding in enumerate(findings):
        titles = tuple(mend.title for mend in mends[index]) if index < len(mends) else ()
        groups.setdefault(_key(finding, titles) or index, []).append(index)
    for indexes in groups.values():
        yield _told([findings[index] for index in indexes], indexes[0])


def _key(finding: Finding, titles: tuple[str, ...]) -> object:
    """None for what is told alone: no compiler's error, or one that does not name exactly one thing."""
    if finding.code != ResultCode.COMPILE_ERROR or (said := without_name(finding.message)) is None:
        return None
    return finding.location.path if titles else "", finding.data.get("rule"), said, titles


def _told(group: list[Finding], index: int) -> Alike:
    first = group[0]
    if len(group) == 1:
        return Alike(first, index)
    places = [(one.location.path, name_in(one.message), one.location.range.start.line + 1) for one in group]
    names = list(dict.fromkeys(f"'{name}'" for _, name, _ in places))
    return Alike(replace(first, message=with_names(first.message, names)), index, ". ".join(by_file(places)))


def without_name(message: str) -> str | None:
    """A compiler's message without the one thing that it names; None where it names none, or several."""
    return _NAME.sub("", message) if len(_NAME.findall(message)) == 1 else None


def name_in(message: str) -> str:
    """What a compiler's message names; empty for nothing."""
    found = _NAME.search(message)
    return (found["quoted"] or found["bare"]) if found else ""


def with_names(message: str, names: Sequence[str]) -> str:
    """The message with several names in the place of its one; many are cut short."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return _NAME.sub(lambda _: ", ".join(names[:NAMED]) + more, message)


def by_file(places: Iterable[tuple[str, str, int]]) -> list[str]:
    """For each file its names and their lines, of (path, name, line): `'Foo' in lines 3, 6; 'Bar' in line 5`, behind
    the file's name where there are several files."""
    files: dict[str, dict[str, list[int]]] = {}
    for path, name, line in places:
        lines = files.setdefault(path, {}).setdefault(name, [])
        if line not in lines:
            lines.append(line)
    told = {path: "; ".join(_in_lines(name, at) for name, at in names.items()) for path, names in files.items()}
    return [f"{_called(path, files)}: {said}" if len(files) > 1 else said for path, said in told.items()]


def _called(path: str, paths: Iterable[str]) -> str:
    """The file's name, or its path where another file is called the same."""
    name = path.rpartition("/")[2]
    return path if sum(other.rpartition("/")[2] == name for other in paths) > 1 else name


def _in_lines(name: str, lines: list[int]) -> str:
    return f"'{name}' in line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
