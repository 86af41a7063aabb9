"""Stack traces: exceptions, how they nest, and which frames belong to the project."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from destination_writer.results.libraries import is_library
from destination_writer.results.lines import Line
from destination_writer.results.tracebacks import Traceback

_WHERE = (
    r"(?P<where>[\w$.-]+\.(?:kts?|java|scala|groovy|clj)(?::-?\d+)?"
    r"|Unknown Source|Native Method|SourceFile(?::\d+)?|<[\w ]+>)"
)
_AT = r"[^()\s]*|Unknown Source|Native Method|<[^()<>]*>|[\w.$]+: *\d+"
"""Looser than `_WHERE`, since `at` leads the line, but never a phrase: prose has parentheses too."""
_LOADER = r"(?:[\w.$@+-]*/)*"
_FRAME = re.compile(rf"^\s*(?:at\s+)?{_LOADER}(?P<call>[\w$.<>-]+(?:\$[^().:\t]*)?\.[^\s().][^().]*?)\s?\({_WHERE}\)")
_AT_FRAME = re.compile(rf"(?:^|\s)at\s+{_LOADER}(?P<call>(?=[^()\s]*[.#])[^()\s][^()]*?)\s?\((?P<where>{_AT})\)")
_ODD_FRAME = re.compile(
    rf"^\s*at\s+{_LOADER}(?P<call>[\w$][^\t]*)\((?P<where>[\w$.-]+\.\w+:\d+|Native Method|Unknown Source)\)\s*$"
)
"""A name in backticks may hold parentheses of its own."""
_INLINE_FRAME = re.compile(r"\b(?P<call>(?:[\w$]+\.){2,}[\w$<>]+)\((?P<where>[\w$]+\.(?:kt|java|scala):\d+)\)")
_ELIDED = re.compile(r"^\s*\.\.\. (?:\d+ )?(?:common frames omitted|more|filtered|\(omitted\))|^\s*\.\.\.\s*$")
_PROJECT_FILE = re.compile(r"^(?P<file>[\w$.-]+\.(?:kts?|java|scala|groovy)):(?P<line>\d+)$")

_CLASS = r"(?:[a-zA-Z_][\w$]*\.)+[A-Z][\w$]*"
_SIMPLE = r"[A-Z]\w*(?:\$[A-Z]\w*)*(?:Exception|Error|Throwable|Failure|Failed|Timeout)(?:\$\w+)?"
_THROWABLE = rf"(?:[a-zA-Z_][\w$]*\.)*{_SIMPLE}"
_KIND = r"(?P<kind>Caused by|Suppressed|Wrapped by|Nested exception|Cause)"
_CHAINED = re.compile(rf"^(?P<indent>\s*)(?:#+ )?{_KIND}:\s*(?:\[CIRCULAR REFERENCE:\s*)?(?P<rest>.*)$")
_SHORT = re.compile(
    rf"^(?P<indent>\s*)(?:Caused by: )?(?P<class>{_THROWABLE}|{_CLASS}) at (?P<file>[\w$.-]+\.\w+):(?P<line>-?\d+)\s*$"
)
_HEADER = re.compile(rf"^(?P<class>{_THROWABLE})(?::\s?(?P<message>.*)|\s*)$")
_MENTION = re.compile(
    rf"(?<![\w.$/@])(?P<class>(?:[a-z_][\w$]*\.)+{_SIMPLE}|[A-Z]\w*(?:Exception|Error))(?::\s+(?P<message>.*)|:?\s*$)"
)
_WRAPPED = re.compile(
    r"(?:^|nested exception is:? |; ?(?:caused by|cause):? )"
    rf"(?P<class>(?:[a-z_][\w$]*\.){{2,}}{_SIMPLE})(?::\s(?P<message>.*)|\s*$)"
)
"""An exception that a wrapper repeats in its own message."""
FRAME_LENGTH = 2_000
"""Characters. No frame is longer; a long line is a message or data."""

_WRAPPERS = 5
"""Exceptions in one message that are read."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`class_name` is the JVM name (`a.b.C$Inner`); `file` and `position` are None where the trace does not say."""

    number: int
    class_name: str
    method: str
    file: str | None = None
    position: int | None = None

    @property
    def outer_class(self) -> str:
        return self.class_name.partition("$")[0]


@dataclass(slots=True)
class Thrown:
    """One exception of a trace. `lines` are its header and message, `depth` counts causes from 0."""

    class_name: str
    lines: list[Line]
    depth: int = 0
    suppressed: bool = False
    frames: list[Frame] = field(default_factory=list[Frame])
    below: bool = False
    """The frames stand above it, so that its message goes on after them."""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def message(self) -> str:
        """Class and message as printed, on one line."""
        return " ".join(self.text.split())


@dataclass(slots=True)
class Trace:
    """An exception with its causes, outermost first."""

    thrown: list[Thrown]

    @property
    def frames(self) -> list[Frame]:
        return [frame for thrown in self.thrown for frame in thrown.frames]


def frame_of(line: Line) -> Frame | None:
    """The frame that a line states, with or without `at`, class loader and module in front of it."""
    text = line.text
    if "(" not in text or len(text) > FRAME_LENGTH:
        return None
    match = _FRAME.match(text) or _AT_FRAME.search(text) or _ODD_FRAME.match(text) or _INLINE_FRAME.search(text)
    if match is None or "." not in match["call"]:
        return None
    class_name, _, method = match["call"].rpartition(".")
    place = _PROJECT_FILE.match(match["where"])
    if place is None:
        return Frame(line.number, class_name, method)
    return Frame(line.number, class_name, method, place["file"], int(place["line"]))


def read_traces(lines: Iterable[Line]) -> tuple[list[Trace], list[Line]]:
    """The traces of a text in order, and the lines that belong to none."""
    reader = _Reader()
    for line in lines:
        reader.feed(line)
    return reader.traces, reader.loose


class _Reader:
    """Message lines are those between a header and its first frame, at most `MESSAGE_LINES` of them."""

    MESSAGE_LINES = 30

    def __init__(self) -> None:
        self.traces: list[Trace] = []
        self.loose: list[Line] = []
        self._open: Thrown | None = None
        self._python = Traceback()

    def feed(self, line: Line) -> None:
        if _ELIDED.match(line.text) or self._python.takes(line):
            return
        if self._ends_traceback(line):
            return
        if self._short(line) or self._chained(line):
            return
        frame = frame_of(line)
        if frame is not None:
            self._frame(frame, line)
        elif not self._header(line):
            self._continue(line)

    def _ends_traceback(self, line: Line) -> bool:
        class_name = self._python.thrown(line.text)
        if class_name is None:
            return False
        thrown = self._new(class_name, line, nested=False)
        thrown.below = True
        told = self._python.project()
        thrown.frames += [Frame(number, file, name, file, position) for number, name, file, position in told]
        return True

    def _short(self, line: Line) -> bool:
        match = _SHORT.match(line.text)
        if match is None:
            return False
        nested = "Caused by: " in line.text
        thrown = self._new(match["class"], line, nested)
        thrown.frames.append(Frame(line.number, "", "", match["file"], int(match["line"])))
        return True

    def _chained(self, line: Line) -> bool:
        match = _CHAINED.match(line.text)
        if match is None:
            return False
        header = _HEADER.match(match["rest"]) or _MENTION.search(match["rest"])
        class_name = header["class"] if header else ""
        suppressed = match["kind"] == "Suppressed"
        self._new(class_name, Line(line.number, match["rest"]), nested=True, suppressed=suppressed)
        self._wrapped(line.number, header["message"] if header else None)
        return True

    def _header(self, line: Line) -> bool:
        text = line.text.strip()
        match = _HEADER.match(text) or _MENTION.search(text)
        if match is None:
            return False
        again = self._open is not None and not self._open.frames and match["class"] == self._open.class_name
        if again and self._open is not None:
            self._open.lines.append(line)
        else:
            self._new(match["class"], line, nested=False)
            self._wrapped(line.number, match["message"])
        return True

    def _wrapped(self, number: int, message: str | None) -> None:
        """The exceptions that a message repeats, as causes of the one that it belongs to."""
        for _ in range(_WRAPPERS):
            inner = _WRAPPED.search(message) if message else None
            if inner is None:
                return
            self._new(inner["class"], Line(number, inner[0][inner.start("class") - inner.start() :]), nested=True)
            message = inner["message"]

    def _frame(self, frame: Frame, line: Line) -> None:
        if self._open is None:
            self._new("", None, nested=False)
        if self._open is not None:
            self._open.frames.append(frame)
        if not _FRAME.match(line.text) and not _AT_FRAME.search(line.text):
            self.loose.append(line)

    def _continue(self, line: Line) -> None:
        current = self._open
        speaking = current is not None and (current.below or not current.frames) and bool(current.lines)
        if current is not None and speaking and len(current.lines) < self.MESSAGE_LINES:
            current.lines.append(line)
            return
        if line.text.strip():
            self._open = None
            self.loose.append(line)

    def _new(self, class_name: str, line: Line | None, nested: bool, suppressed: bool = False) -> Thrown:
        lines = [line] if line is not None else []
        if nested and self.traces:
            thrown = Thrown(class_name, lines, self.traces[-1].thrown[-1].depth + 1, suppressed)
            self.traces[-1].thrown.append(thrown)
        else:
            thrown = Thrown(class_name, lines, int(nested), suppressed)
            self.traces.append(Trace([thrown]))
        self._open = thrown
        return thrown


_CUT_CLASS = re.compile(r"^[a-z]\w*$")
"""What is left of a class name when an excerpt begins in the middle of a frame."""


def is_project_frame(frame: Frame, packages: Sequence[str] = ()) -> bool:
    """True for a frame with a source line in one of `packages`, or, when none are given, in no known library."""
    if not frame.file or not frame.position or frame.position < 1 or not frame.class_name:
        return False
    if _CUT_CLASS.match(frame.class_name):
        return False
    if packages:
        return any(frame.class_name == package or frame.class_name.startswith(f"{package}.") for package in packages)
    return not is_library(frame.class_name)


def project_frames(trace: Trace, packages: Sequence[str] = (), start: int | None = None) -> list[Frame]:
    """The project's frames, those nearest to the exception at index `start` first, then outwards, then the rest.

    Where no frame lies in `packages`, frames outside the known libraries are taken.
    """
    chosen = len(trace.thrown) - 1 if start is None else start
    order = [*range(chosen, -1, -1), *range(chosen + 1, len(trace.thrown))]
    frames = [frame for index in order for frame in trace.thrown[index].frames]
    inside = [frame for frame in frames if is_project_frame(frame, packages)]
    return inside or [frame for frame in frames if is_project_frame(frame)]
