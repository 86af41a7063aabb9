"""JUnit XML reports, read as a stream: Gradle's, Surefire's and those of JUnit's own launcher."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from destination_writer.results.xmlrepair import repaired
from destination_writer.text.testruns import Failure, Outcome, TestResult

BLOCK = 1 << 20
"""Bytes handed to the parser at once."""
DETAIL_LIMIT = 200_000
"""Characters kept of one failure's text."""
OUTPUT_LIMIT = 64_000
"""Characters kept of what a test or a class printed: the first half and the last."""
TOTAL_LIMIT = 40_000_000
"""Characters kept of all failures and outputs of one report; behind that, only beginnings are kept."""
SHORT_LIMIT = 1_000
"""Characters kept of one failure's text behind `TOTAL_LIMIT`; of output nothing."""
TEST_LIMIT = 200_000
"""Tests read from one report."""
REPLACED = "it was replaced by U+FFFD"
"""Ends the problem of a report that was read to its end all the same."""
DEPTH_LIMIT = 64
"""Nested elements; a report needs six."""

_BAD = {"failure": Outcome.FAILED, "error": Outcome.ERROR, "rerunFailure": Outcome.FAILED, "rerunError": Outcome.ERROR}
_FLAKY = frozenset({"flakyFailure", "flakyError"})
_KEPT = frozenset({*_BAD, *_FLAKY, "system-out", "system-err", "stackTrace"})
CLASS_LEVEL = frozenset({"initializationError", "executionError", "classMethod", "beforeAll", "afterAll"})
"""Names under which runners report a failure of the class itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """One-based lines of the report: of the test's element, of each failure's first line, of the test's own output."""

    test: int
    failures: tuple[int, ...] = ()
    output: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What could be read of one report. `places` runs parallel to `tests`; `problems` are sentences for the user."""

    tests: tuple[TestResult, ...]
    places: tuple[Place, ...]
    problems: tuple[str, ...] = ()


def looks_like_report(start: str | bytes) -> bool:
    """True for the first characters of a JUnit report, also one cut out of its file."""
    head = start if isinstance(start, str) else start.decode("utf-8", "replace")
    return bool(re.search(r"<(?:testsuites?|testcase)[\s>]", head[:20_000]))


def read_report(content: str | bytes | Iterable[bytes], name: str = "report") -> Report:
    """Reads a whole report, or as much of it as is well-formed. Never raises for what the report holds.

    `name` is the file's path, used in `TestResult.report` and in problems.
    """
    blocks, offset = _blocks(content)
    reader = _Reader(name, offset)
    problem = reader.read(blocks)
    if problem != _RETRY:
        return reader.report(problem)
    stopped = f"{name}: holds text that XML forbids; only what stands before was read. Run the tests again"
    if not isinstance(content, str | bytes):
        return reader.report(stopped)
    again = _Reader(name, offset)
    problem = again.read(iter([repaired(content)])) or f"{name}: holds text that XML forbids; {REPLACED}"
    better = again if len(again.cases) >= len(reader.cases) else reader
    return better.report(stopped if problem == _RETRY else problem)


def _blocks(content: str | bytes | Iterable[bytes]) -> tuple[Iterator[str | bytes], int]:
    """The content in pieces from its first `<` on, and the number of lines before that."""
    if isinstance(content, str):
        start = max(content.find("<"), 0)
        pieces: Iterator[str | bytes] = (content[i : i + BLOCK] for i in range(start, len(content), BLOCK))
        return pieces, content.count("\n", 0, start)
    if isinstance(content, bytes):
        start = _start_of(content)
        return (content[i : i + BLOCK] for i in range(start, len(content), BLOCK)), content.count(b"\n", 0, start)
    return _streamed(content)


def _streamed(blocks: Iterable[bytes]) -> tuple[Iterator[str | bytes], int]:
    rest = iter(blocks)
    first = next(rest, b"")
    start = _start_of(first)

    def pieces() -> Iterator[bytes]:
        yield first[start:]
        yield from rest

    return pieces(), first.count(b"\n", 0, start)


def _start_of(content: bytes) -> int:
    """Blanks before the declaration are not XML; a byte order mark of UTF-16 must stay."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 0
    return max(content[:4096].find(b"<"), 0)


_RETRY = "retry"
_REPAIRABLE = ("invalid token", "character number", "encoding", "partial character", "junk after", "undefined entity")
_DOCTYPE = (
    "declares a document type, which a test report never needs and which can be used to attack the reader; "
    "nothing behind it was read. Remove the declaration, or have the build write the report again"
)


class _Refused(Exception):
    """Stops the parser; the message becomes a problem."""


@dataclass(slots=True)
class _Text:
    """Text of one element. Keeps the first and the last part when there is too much."""

    limit: int
    line: int
    parts: list[str] = field(default_factory=list[str])
    tail: list[str] = field(default_factory=list[str])
    size: int = 0
    tail_size: int = 0

    def add(self, data: str) -> None:
        room = self.limit // 2 - self.size
        if room > 0:
            self.parts.append(data[:room])
            data = data[room:]
            self.size += min(room, len(data) + room)
        if data:
            self.tail.append(data)
            self.tail_size += len(data)
            if self.tail_size > 4 * self.limit:
                self._trim()

    def _trim(self) -> None:
        kept = "".join(self.tail)[-self.limit // 2 :]
        self.tail, self.tail_size = [kept], len(kept)

    @property
    def text(self) -> str:
        tail = "".join(self.tail)
        if len(tail) > self.limit // 2:
            tail = "\n...\n" + tail[-(self.limit // 2) :]
        return "".join(self.parts) + tail


@dataclass(slots=True)
class _Case:
    suite: str
    name: str
    seconds: float
    line: int
    outcome: Outcome = Outcome.PASSED
    failures: list[Failure] = field(default_factory=list[Failure])
    lines: list[int] = field(default_factory=list[int])
    output: str = ""
    output_line: int = 0
    reason: str = ""


class _Reader:
    def __init__(self, name: str, offset: int) -> None:
        self.name, self.offset = name, offset
        self.cases: list[_Case] = []
        self._stack: list[str] = []
        self._suites: list[str] = []
        self._first_of_suite: list[int] = []
        self._case: _Case | None = None
        self._text: _Text | None = None
        self._text_tag = ""
        self._attributes: dict[str, str] = {}
        self._seen_report = False
        self._kept = 0

    def read(self, blocks: Iterator[str | bytes]) -> str:
        """Feeds the parser; returns a problem sentence, `_RETRY`, or an empty string."""
        parser = self._parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EntityDeclHandler = _refuse_entity
        try:
            self._feed(parser.Parse, blocks)
        except _Refused as refused:
            self._close_open()
            return f"{self.name}:{self._line}: {refused}"
        except expat.ExpatError as error:
            return self._broken(error)
        except (ValueError, LookupError, UnicodeError) as error:
            return f"{self.name}: {error}; have the build write the report again as UTF-8"
        return "" if self._seen_report else f"{self.name}: is XML but no test report; it holds no <testsuite>"

    def _feed(self, parse: Callable[[str | bytes, bool], int], blocks: Iterator[str | bytes]) -> None:
        for block in blocks:
            parse(block, False)
        parse(b"", True)

    def _broken(self, error: expat.ExpatError) -> str:
        reason = expat.errors.messages.get(error.code, str(error.code))
        line = error.lineno + self.offset
        self._close_open()
        if any(words in reason for words in _REPAIRABLE):
            return _RETRY
        if not self._seen_report:
            return f"{self.name}:{line}: is not a test report ({reason}); have the build write it again"
        return (
            f"{self.name}:{line}: the report ends or breaks here ({reason}); what stands before was read. "
            "Run the tests again"
        )

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self.offset

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._stack.append(tag)
        if len(self._stack) > DEPTH_LIMIT:
            raise _Refused(f"elements are nested deeper than {DEPTH_LIMIT}; no build tool writes such a report")
        if tag in ("testsuite", "testsuites"):
            self._seen_report = True
            self._suites.append(attributes.get("name", "") if tag == "testsuite" else "")
            self._first_of_suite.append(len(self.cases))
        elif tag == "testcase":
            self._seen_report = True
            self._open_case(attributes)
        elif tag == "skipped" and self._case is not None:
            self._case.outcome = Outcome.SKIPPED if not self._case.outcome.is_bad else self._case.outcome
            self._text_tag, self._attributes = tag, attributes
            self._text = _Text(SHORT_LIMIT, self._line)
        elif tag in _KEPT and (tag != "stackTrace" or self._text is not None):
            limit = OUTPUT_LIMIT if tag.startswith("system") else DETAIL_LIMIT
            limit = limit if self._kept < TOTAL_LIMIT else SHORT_LIMIT
            if tag != "stackTrace":
                self._text_tag, self._attributes = tag, attributes
            self._text = _Text(limit, self._line)

    def _open_case(self, attributes: dict[str, str]) -> None:
        if len(self.cases) >= TEST_LIMIT:
            raise _Refused(f"holds more than {TEST_LIMIT:,} tests; the rest was not read")
        suite = attributes.get("classname") or (self._suites[-1] if self._suites else "")
        self._case = _Case(suite, attributes.get("name", ""), _seconds(attributes.get("time", "")), self._line)

    def _data(self, data: str) -> None:
        if self._text is not None:
            self._text.add(data)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._stack.pop()
        if tag == self._text_tag and self._text is not None:
            self._keep_text()
        elif tag == "testcase":
            self._close_case()
        elif tag in ("testsuite", "testsuites") and self._suites:
            self._suites.pop()
            self._first_of_suite.pop()

    def _keep_text(self) -> None:
        text, tag, attributes = self._text, self._text_tag, self._attributes
        self._text, self._text_tag = None, ""
        if text is None:
            return
        if tag.startswith("system"):
            self._keep_output(text)
        elif tag == "skipped" and self._case is not None:
            self._case.reason = (attributes.get("message") or text.text).strip()[:SHORT_LIMIT]
        elif tag in _BAD and self._case is not None:
            detail = text.text.strip("\r\n")
            self._kept += len(detail)
            skipped = len(text.text) - len(text.text.lstrip("\r\n"))
            message = attributes.get("message") or next((i.strip() for i in detail.split("\n") if i.strip()), "")
            kind = attributes.get("type") or message.split(":")[0]
            self._case.failures.append(Failure(message, kind, detail))
            self._case.lines.append(text.line + text.text[:skipped].count("\n"))
            if not self._case.outcome.is_bad:
                self._case.outcome = _BAD[tag]

    def _keep_output(self, text: _Text) -> None:
        """Output of a class belongs to every failure in it, for the true cause may stand only there."""
        content = text.text
        if not content.strip():
            return
        if self._case is not None:
            owners = [self._case]
        else:
            first = self._first_of_suite[-1] if self._first_of_suite else 0
            owners = [case for case in self.cases[first:] if case.outcome.is_bad]
        self._kept += len(content) if any(case.outcome.is_bad for case in owners) else 0
        for case in owners:
            if self._kept >= TOTAL_LIMIT:
                return
            if not case.output:
                case.output, case.output_line = content, text.line
            elif len(case.output) < OUTPUT_LIMIT:
                case.output += "\n" + content

    def _close_case(self) -> None:
        if self._case is not None:
            if not self._case.outcome.is_bad:
                # Nobody asks what a passing test printed, and it may be most of the report.
                self._case.output = self._case.reason if self._case.outcome is Outcome.SKIPPED else ""
            self.cases.append(self._case)
        self._case = None

    def _close_open(self) -> None:
        """A report that was cut: what was open counts as far as it goes. A test that has not failed yet may have failed
        in the part that is lost, so it is no pass; it is left out."""
        if self._text is not None and (self._text.text.strip() or self._text_tag in _BAD):
            self._keep_text()
        if self._case is not None and self._case.outcome is Outcome.PASSED:
            self._case = None
        self._close_case()

    def report(self, problem: str) -> Report:
        tests = tuple(
            TestResult(c.suite, c.name, c.outcome, c.seconds, tuple(c.failures), c.output, self.name)
            for c in self.cases
        )
        places = tuple(Place(c.line, tuple(c.lines), c.output_line) for c in self.cases)
        return Report(tests, places, (problem,) if problem else ())


def _refuse_doctype(*_: object) -> None:
    raise _Refused(_DOCTYPE)


def _refuse_entity(*_: object) -> None:
    raise _Refused(_DOCTYPE)


def _seconds(text: str) -> float:
    try:
        return max(float(text.replace(",", "")), 0.0)
    except ValueError:
        return 0.0
