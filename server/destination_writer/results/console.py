"""Console output of Gradle, Maven and JUnit's own launcher: which tests ran, what broke the build."""

import re
from dataclasses import dataclass, field

from destination_writer.results.lines import Line, read_lines
from destination_writer.results.traces import frame_of
from destination_writer.results.wrapping import unwrap
from destination_writer.text.testruns import Failure, Outcome, TestResult, TestRun

_OUTCOMES = {
    "FAILED": Outcome.FAILED,
    "FAILURE!": Outcome.FAILED,
    "ERROR!": Outcome.ERROR,
    "PASSED": Outcome.PASSED,
    "SUCCESSFUL": Outcome.PASSED,
    "SKIPPED": Outcome.SKIPPED,
    "ABORTED": Outcome.SKIPPED,
}
HEADER_LENGTH = 2_000
"""Characters. A test's header is never longer, however long its display name."""
_GRADLE = re.compile(
    r"^\s*(?P<test>(?!> |:|\*)(?!.*> Task :)\S.* > \S.*?)\s+"
    r"(?P<outcome>FAILED|PASSED|SUCCESSFUL|SKIPPED|ABORTED)(?: \([^()]*\))?\s*$"
)
_OUTPUT = re.compile(r"^\s*(?P<test>(?!> |:|\*)\S.*?) (?:STANDARD_OUT|STANDARD_ERROR)\s*$")
_GRADLE_LEAD = re.compile(r"^Gradle Test Run \S+ > Gradle Test Executor \d+ > ")
_SUREFIRE_OLD = re.compile(r"^\s*(?P<name>\S[^()]*)\((?P<class>[\w.$]+)\)\s.*<<< (?P<outcome>FAILURE!|ERROR!)")
_SUREFIRE = re.compile(
    r"^\s*(?P<class>(?:\w+\.)*[A-Z][\w$]*|(?:\w+\.)+[\w$]+)\.(?P<name>[^.\s][^.]*?)\s+(?:-- )?Time elapsed.*"
    r"<<< (?P<outcome>FAILURE!|ERROR!)"
)
_SOURCE = re.compile(
    r"^[\s│|]*(?:source: )?(?:Method|Class)Source \[className = '(?P<class>[\w.$]+)'"
    r"(?:, methodName = '(?P<name>[^']*)')?"
)
_LISTED = re.compile(r"^\s*JUnit (?:Jupiter|Vintage|Platform Suite)(?::.*)?:(?P<name>[^:]+)$")
_TREE = re.compile(
    r"^(?P<bars>[│╷├└─|+`' .-]*)(?P<name>\S.*?) (?P<mark>✔|✘|↷|\[OK\]|\[X\]|\[S\])(?: (?P<message>.*))?$"
)
_STATUS = re.compile(r"^[\s│|]*status: (?P<mark>✔|✘|↷|\[OK\]|\[X\]|\[S\]) \w+\s*$")
_VERBOSE = re.compile(r"^[\s│|]*(?:caught: )?")
_FINISHED = re.compile(
    r"^Finished: +\S[^\n]{0,400}?\[class:(?P<class>[\w.$]+)\]\S*/\[(?:method|test-template):(?P<name>[^(\]]+)"
)
_CAUGHT = re.compile(r"^\s+=> (?:Exception: |Reason: )?")
_END_OF_TEST = re.compile(
    r"^(?:> Task |:\S+|\d+ tests? completed|FAILURE:|BUILD |\* What went wrong|Failures \(\d+\):"
    r"|Test run finished|Tests run:)"
)
_WHERE = re.compile(
    r"^(?:Build file|Settings file|Script|Initialization script) '(?P<file>[^']+)'\s+line:\s*(?P<line>\d+)"
)
_WENT_WRONG = re.compile(r"^\s*\* What went wrong:")
_END_OF_BUILD = re.compile(
    r"^\s*(?:\* (?:Try|Exception is|Get more help|Where|What went wrong)|BUILD FAILED|={10,}|-{10,}$)"
)
_LABEL = re.compile(r"(?:^|[\s*_])(?:Flaky-|Failing )?[Tt]est(?: case)?:[*_\s]*`?(?P<test>(?:[\w$]+\.)+[\w$]+)`?")
_UNUSABLE_CLASS = re.compile(r"Could not initialize class (?P<test>[\w.$]*(?:IT|Test|Tests|Suite|Spec))\b")


@dataclass(slots=True)
class TestBlock:
    """One test's header and what is printed below it."""

    class_name: str
    name: str
    outcome: Outcome
    header: Line
    lines: list[Line] = field(default_factory=list[Line])
    output: list[Line] = field(default_factory=list[Line])
    printed: str = ""
    """The test as the console prints it."""

    @property
    def simple_class(self) -> str:
        """The outermost class without its package."""
        return self.class_name.split(" > ")[0].rpartition(".")[2].partition("$")[0]

    @property
    def key(self) -> tuple[str, str]:
        name = self.name.removesuffix("()")
        return (self.simple_class, name) if self.class_name and name else ("", self.simple_class or name)


@dataclass(slots=True)
class BuildBlock:
    """A `What went wrong` of Gradle, with its place where Gradle states one."""

    lines: list[Line] = field(default_factory=list[Line])
    file: str | None = None
    line: int | None = None
    place_number: int | None = None


@dataclass(slots=True)
class Console:
    tests: list[TestBlock]
    builds: list[BuildBlock]
    loose: list[Line]


def read_console(lines: list[Line]) -> Console:
    """Tests, build failures and the remaining lines, each in the order of the text."""
    reader = _Reader()
    for line in lines:
        reader.feed(line)
    return Console(_merged(reader.tests), reader.builds, reader.loose)


def test_run(text: str) -> TestRun:
    """What a console text says about tests. Classes and names are as printed."""
    console = read_console(unwrap(read_lines(text)))
    tests = tuple(
        TestResult(
            suite=block.class_name.replace(" > ", "$"),
            name=block.name,
            outcome=block.outcome,
            failures=(_failure(block),) if block.outcome.is_bad else (),
            output="\n".join(line.text for line in block.output),
        )
        for block in console.tests
    )
    return TestRun(tool="console", tests=tests, console=text)


def named_test(lines: list[Line]) -> tuple[str, int] | None:
    """A test that a report or an issue names in prose, and the line that does."""
    for line in lines:
        match = _LABEL.search(line.text) or _UNUSABLE_CLASS.search(line.text)
        if match:
            return match["test"], line.number
    return None


def _failure(block: TestBlock) -> Failure:
    first = next((line.text.strip() for line in block.lines if line.text.strip()), "")
    return Failure(
        message=first, type=first.split(":")[0].split(" at ")[0], detail="\n".join(i.text for i in block.lines)
    )


class _Reader:
    def __init__(self) -> None:
        self.tests: list[TestBlock] = []
        self.builds: list[BuildBlock] = []
        self.loose: list[Line] = []
        self._into: list[Line] = self.loose
        self._indented = False
        self._where: tuple[str, int, int] | None = None
        self._path: list[tuple[int, str]] = []
        self._ended: tuple[str, str, Line] | None = None

    def feed(self, line: Line) -> None:
        for read in (self._test, self._source, self._status, self._flat, self._tree, self._build):
            if read(line):
                return
        if self._leaves(line):
            self._into = self.loose
        self._into.append(line)

    def _leaves(self, line: Line) -> bool:
        if self._into is self.loose:
            return False
        if self.builds and self._into is self.builds[-1].lines:
            return bool(_END_OF_BUILD.match(line.text))
        if _END_OF_TEST.match(line.text):
            return True
        indented = line.text[:1] in (" ", "\t")
        if not any(i.text.strip() for i in self._into):
            self._indented = indented
        return self._indented and bool(line.text.strip()) and not indented

    def _test(self, line: Line) -> bool:
        match = _GRADLE.match(line.text) if len(line.text) < HEADER_LENGTH else None
        if match:
            printed = _GRADLE_LEAD.sub("", match["test"])
            class_name, _, name = printed.rpartition(" > ")
            self._start(class_name, name, match["outcome"], line, printed)
            return True
        output = _OUTPUT.match(line.text)
        if output:
            printed = _GRADLE_LEAD.sub("", output["test"])
            self._into = next((t.output for t in self.tests if t.printed == printed), self.loose)
            return True
        match = _SUREFIRE.match(line.text) or _SUREFIRE_OLD.match(line.text)
        if match:
            name = match["name"].strip()
            self._start(match["class"], name, match["outcome"], line, f"{match['class']}.{name}")
        return bool(match)

    def _source(self, line: Line) -> bool:
        """The details of JUnit's launcher: a listed name, then its source, then `=>` and the trace."""
        match = _SOURCE.match(line.text)
        if match is None:
            return False
        listed = _LISTED.match(self._into[-1].text) if self._into else None
        name = listed["name"] if listed and match["name"] is not None else match["name"] or ""
        printed = f"{match['class']}.{name}" if name else match["class"]
        self._start(match["class"], name, "FAILED", line, printed)
        return True

    def _status(self, line: Line) -> bool:
        """The launcher's verbose tree: the outcome stands last, below the source and what was caught."""
        match = _STATUS.match(line.text)
        if match is None or not self.tests:
            return False
        if match["mark"] in ("✘", "[X]"):
            self.tests[-1].lines = [Line(i.number, _VERBOSE.sub("", i.text)) for i in self.tests[-1].lines]
        else:
            self.tests.pop()
        self._into = self.loose
        return True

    def _flat(self, line: Line) -> bool:
        """The launcher's flat list: `Finished:` names a test, and a failing one is followed by `=>`."""
        match = _FINISHED.match(line.text)
        if match:
            self._ended = (match["class"], match["name"], line)
            return True
        ended, self._ended = self._ended, None
        if ended is None or not _CAUGHT.match(line.text):
            return False
        self._start(ended[0], ended[1], "FAILED", ended[2], f"{ended[0]}.{ended[1]}")
        self._into.append(Line(line.number, _CAUGHT.sub("", line.text)))
        return True

    def _tree(self, line: Line) -> bool:
        match = _TREE.match(line.text) if len(line.text) < HEADER_LENGTH else None
        if match is None or not (set(match["bars"]) & set("│├└╷+`'")):
            return False
        depth = len(match["bars"])
        self._path = [*(step for step in self._path if step[0] < depth), (depth, match["name"])]
        if match["mark"] in ("✘", "[X]"):
            steps = [name for _, name in self._path if not name.startswith("JUnit ")]
            class_name, name = " > ".join(steps[:-1]), steps[-1] if steps else ""
            self._start(class_name, name, "FAILED", line, " > ".join(steps))
            if match["message"]:
                self.tests[-1].lines.append(Line(line.number, match["message"]))
        return True

    def _build(self, line: Line) -> bool:
        where = _WHERE.match(line.text.strip())
        if where:
            self._where = (where["file"], int(where["line"]), line.number)
            return True
        if not _WENT_WRONG.match(line.text):
            return False
        file, at, number = self._where or (None, None, None)
        self.builds.append(BuildBlock([], file.replace("\\", "/") if file else None, at, number))
        self._where = None
        self._into = self.builds[-1].lines
        return True

    def _start(self, class_name: str, name: str, outcome: str, header: Line, printed: str) -> None:
        block = TestBlock(class_name, name, _OUTCOMES[outcome], header, printed=printed)
        self.tests.append(block)
        self._into = block.lines


def _merged(tests: list[TestBlock]) -> list[TestBlock]:
    """The launcher prints a failing test in its tree and again with details: the fuller block wins."""
    result: list[TestBlock] = []
    seen: dict[tuple[tuple[str, str], Outcome], int] = {}
    for block in tests:
        at = seen.get((block.key, block.outcome))
        if at is None or any(frame_of(line) for line in result[at].lines):
            seen[block.key, block.outcome] = len(result)
            result.append(block)
        elif any(line.text.strip() for line in block.lines):
            same = result[at]
            block.header = same.header
            block.printed = block.printed if block.class_name.count(".") else same.printed
            result[at] = block
    return result
