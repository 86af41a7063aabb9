"""Where a failure belongs in the project, as far as its text says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from destination_writer.knowledge.failures import Category, PlaceHint
from destination_writer.results.compilers import readable_path
from destination_writer.results.libraries import is_library
from destination_writer.results.lines import Line
from destination_writer.results.symptoms import Candidate, Reading
from destination_writer.results.traces import Frame, Trace, project_frames

_MAPPER = re.compile(
    r"The error may exist in (?:(?:URL|file|class path resource|resource|jar) ?\[(?P<file>[^\]]+)\]"
    r"|(?P<plain>[^\s\[\]()]+\.(?:xml|java|kt|groovy)))"
)
_SCRIPT = re.compile(r"^\s*Location\s*:\s*(?P<file>[^()\s]+)")
_SCRIPT_LINE = re.compile(r"^\s*Line\s*:\s*(?P<line>\d+)")
_LOGGED = re.compile(r"\b(?:[a-z]\.|[a-z]\w*\.)+(?P<file>[A-Z]\w+)\(\w+\):(?P<line>\d+)\b")
_INJECTED = re.compile(
    r"Failed to inject value for (?:parameter|field|property|method) \[\w+\](?: of method \[\w+\])? (?:of|in) class:? "
    r"(?P<class>[\w.$]+)"
)
_INSTANTIATED = re.compile(r"Error instantiating bean of type\s+\[(?P<class>[\w.$]+)\]")
_RESOLVED = re.compile(
    r"No ParameterResolver registered for parameter \[[^\]]*\] in (?:constructor|method) \["
    r"(?:[\w.$<>?]+ )*(?P<class>(?:[a-z_]\w*\.)+[A-Z][\w$]*)[.(]"
)
_SUMMED_UP = re.compile(r"^\W*(?:\[\w+\]\s+)?(?P<class>[A-Z]\w*)\.(?P<method>\w+):(?P<line>\d+)(?:->|\s|»|$)")
"""What Maven's summary says of a failing test: `AcmeTest.writes:41 expected`."""
_ENDING = re.compile(r"\bat (?P<file>[A-Z]\w*\.(?:kt|java)):(?P<line>\d+)\W*$")
_TEST_CLASS = re.compile(r"(?:Test|Tests|IT|Suite|Spec|Specification)(?:\$|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """`file` as the text states it, with `/`, or a class name where only that is stated; all counts start at 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    numbers: tuple[int, ...] = ()
    frames: tuple[Frame, ...] = ()


def spot_of(
    candidate: Candidate, reading: Reading, lines: Sequence[Line], test_class: str = "", packages: Sequence[str] = ()
) -> Spot:
    """The place of a failure: what the rule found, what a tool says, the project's frame, the class that is named."""
    stated = _from_rule(candidate) or _from_tools(lines)
    if stated:
        return stated
    if candidate.match.rule.place is PlaceHint.NONE:
        return Spot()
    frames = _frames(candidate, reading, packages)
    if frames:
        chosen = frames[0]
        if candidate.match.rule.place is PlaceHint.TEST:
            chosen = next((f for f in frames if _is_test(f, test_class)), chosen)
        others = tuple(frame for frame in frames if frame != chosen)
        return Spot(chosen.file, chosen.position, None, (chosen.number,), (chosen, *others))
    return _short_form(reading, test_class) or _named(candidate, reading, lines, test_class)


def _from_rule(candidate: Candidate) -> Spot | None:
    found = candidate.match.found
    if "file" not in found:
        return None
    line = found.get("line", "")
    return Spot(readable_path(found["file"]), int(line) if line.isdigit() else None, None, (candidate.number,))


def _from_tools(lines: Sequence[Line]) -> Spot | None:
    """MyBatis names the mapper, Flyway the migration and its line."""
    file: str | None = None
    at: int | None = None
    numbers: list[int] = []
    for line in lines:
        stated = _MAPPER.search(line.text) if "The error may exist" in line.text else _SCRIPT.match(line.text)
        if file is None and stated is not None:
            named = stated.groupdict()
            file = readable_path(str(named["file"] or named.get("plain")).rpartition("!/")[2])
            numbers.append(line.number)
        line_of = _SCRIPT_LINE.match(line.text) if file else None
        if line_of and at is None:
            at = int(line_of["line"])
            numbers.append(line.number)
    return Spot(file, at, None, tuple(numbers)) if file else None


def _frames(candidate: Candidate, reading: Reading, packages: Sequence[str]) -> list[Frame]:
    """The frames of the failure's own trace first; when it has none, those of any other trace of the text."""
    own = [candidate.trace] if candidate.trace is not None else []
    traces: list[Trace] = [*own, *(trace for trace in reading.traces if trace is not candidate.trace)]
    for trace in traces:
        frames = project_frames(trace, packages, candidate.index if trace is candidate.trace else None)
        if frames:
            return frames
    return []


def _is_test(frame: Frame, test_class: str) -> bool:
    if test_class:
        return frame.outer_class == test_class.partition("$")[0]
    return bool(_TEST_CLASS.search(frame.class_name))


def _short_form(reading: Reading, test_class: str) -> Spot | None:
    """`X at FooTest.kt:12`: trusted when the file is that of the test, else it may be any library's."""
    simple = re.split(r" > |\$", test_class)[0].rpartition(".")[2]
    for trace in reading.traces:
        for frame in trace.frames:
            stem = (frame.file or "").rpartition(".")[0]
            if not frame.class_name and simple and stem == simple and (frame.position or 0) > 0:
                return Spot(frame.file, frame.position, None, (frame.number,))
    return None


def _named(candidate: Candidate, reading: Reading, lines: Sequence[Line], test_class: str) -> Spot:
    texts = [candidate.message, *(t.text for trace in reading.traces for t in trace.thrown), *(i.text for i in lines)]
    wiring = candidate.match.rule.category in (Category.INJECTION, Category.CONFIGURATION)
    for form in (_INJECTED, _RESOLVED, _INSTANTIATED) if wiring else (_INJECTED,):
        for text in texts:
            named = form.search(text)
            if named and "." in named["class"] and not is_library(named["class"]):
                return Spot(named["class"].rpartition(".")[2].lstrip("$").partition("$")[0])
    ending = _ENDING.search(candidate.message)
    if ending and not test_class:
        return Spot(ending["file"], int(ending["line"]), None, (candidate.number,))
    simple = re.split(r" > |\$", test_class)[0].rpartition(".")[2]
    for line in lines:
        summed = _SUMMED_UP.match(line.text) if simple else None
        if summed and summed["class"] == simple:
            return Spot(test_class, int(summed["line"]), None, (line.number,))
        logged = _LOGGED.search(line.text)
        if logged:
            return Spot(logged["file"], int(logged["line"]), None, (line.number,))
    qualified = re.split(r" > |\$", test_class)[0]
    return Spot(qualified) if "." in qualified else Spot()
