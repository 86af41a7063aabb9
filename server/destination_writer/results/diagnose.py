"""Any output of the tools, explained: category, place, cause and fix, the root cause first."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from destination_writer.knowledge.failures import Category, Depth, FailureRule, Scope
from destination_writer.results import junit
from destination_writer.results.builtin import (
    BUILD_FAILED,
    BUILD_SCRIPT,
    COMPILER,
    SILENT_TEST,
    UNKNOWN_EXCEPTION,
    UNKNOWN_FAILURE,
)
from destination_writer.results.compilers import CompilerMessage, read_messages, readable_path
from destination_writer.results.console import BuildBlock, Console, TestBlock, named_test, read_console
from destination_writer.results.diagnosis import Diagnosis, arranged, evidence_of, shape, with_steps
from destination_writer.results.lines import Line, condense, read_lines
from destination_writer.results.places import Spot, spot_of
from destination_writer.results.rulebook import SAID, Match, Rulebook
from destination_writer.results.symptoms import Candidate, Reading, loud, read_symptom, sounds_loud
from destination_writer.results.wrapping import unwrap
from destination_writer.text.testruns import Outcome, TestResult

MESSAGE_LENGTH = 1_000
"""Characters of a message that are kept."""
_QUOTABLE = re.compile(r"^(?:=> )?(?:[a-z]\w*\.)+[\w$]+(?:Exception|Error): |^[>\s]+")
TASK_FAILED = "task-failed"
"""The rule for a task that fails without a reason; where Gradle gives one, that is said."""


def diagnose(text: str, rules: Iterable[FailureRule], project_packages: Sequence[str] = ()) -> list[Diagnosis]:
    """Explains console output, a trace, a log or a JUnit report. Never raises for what the text holds.

    Returns one Diagnosis for each cause, root causes first; an empty list when the text states no failure.
    """
    book = Rulebook(rules)
    found: list[Diagnosis] = []
    for first_line, part in _parts(text):
        if junit.looks_like_report(part):
            report = junit.read_report(part)
            found += _shifted(diagnose_report(report, book, project_packages), first_line)
        else:
            found += _shifted(_diagnose_console(part, book, project_packages), first_line)
    return arranged(found, book)


def diagnose_report(report: junit.Report, book: Rulebook, packages: Sequence[str] = ()) -> list[Diagnosis]:
    """Explains the failures of a report that was read before; evidence counts the report's lines.

    Tests that fail with one message and one trace are explained once.
    """
    outputs: dict[tuple[int, int], Reading] = {}
    passed = {(t.suite, t.name) for t in report.tests if t.outcome is Outcome.PASSED}
    groups = _alike(report, passed)
    narrow = book.narrowed(_sample(report.tests[indexes[0]] for indexes in groups))
    found: list[Diagnosis] = []
    for first, *others in groups:
        test, place = report.tests[first], report.places[first]
        key = (place.output, len(test.output))
        if test.output and key not in outputs:
            outputs[key] = read_symptom(_numbered(test.output, place.output), narrow)
        diagnosis = diagnose_test(test, narrow, packages, place, outputs.get(key) if test.output else None)
        if (test.suite, test.name) in passed:
            diagnosis = replace(diagnosis, cause=f"{diagnosis.cause} The same test passed on another try.")
        labels = (test_label(report.tests[i].suite, report.tests[i].name) for i in others)
        found.append(
            replace(
                diagnosis,
                tests=tuple(dict.fromkeys((*diagnosis.tests, *labels))),
                evidence=evidence_of((*diagnosis.evidence, *(report.places[i].test for i in others))),
            )
        )
    return arranged(found, book)


def _alike(report: junit.Report, passed: Container[tuple[str, str]]) -> list[list[int]]:
    """Failing tests by what they say: one message but for its numbers, one trace, one output."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for index, test in enumerate(report.tests):
        if test.outcome.is_bad:
            lines = [line for f in test.failures for line in (f.message, *f.detail.split("\n"))]
            frames = "\n".join(line for line in lines if line.lstrip().startswith("at "))
            said = shape("\n".join(line for line in lines if not line.lstrip().startswith("at ")))
            flaky = (test.suite, test.name) in passed
            trace = hash(frames) if frames else index  # without a trace, like words prove nothing
            groups.setdefault((said, trace, bool(frames), report.places[index].output, flaky), []).append(index)
    return list(groups.values())


def diagnose_test(
    test: TestResult,
    book: Rulebook,
    packages: Sequence[str] = (),
    place: junit.Place | None = None,
    output: Reading | None = None,
) -> Diagnosis:
    """Explains one failing test. Without `output` that was read before, the test's own is read."""
    at = place or junit.Place(0, tuple(0 for _ in test.failures))
    lines = [line for failure in _failure_lines(test, at) for line in failure]
    reading = read_symptom(lines, book)
    if output is None and test.output:
        output = read_symptom(_numbered(test.output, at.output), book)
    candidate = _chosen(reading, output)
    name = test_label(test.suite, test.name)
    if candidate is None:
        message = next((f.message for f in test.failures if f.message), "The report gives no message.")
        candidate = Candidate(Match(SILENT_TEST), message, at.test, 0)
    spot = spot_of(candidate, reading, lines, test.suite, packages)
    found = _diagnosis(candidate, spot, name, (at.test, *reading.echoes(candidate), candidate.number))
    return with_steps(found, book)


def test_label(suite: str, name: str) -> str:
    """How a test is named to a person; a failure of the class itself is named by its class."""
    if not name or name in junit.CLASS_LEVEL or name == suite:
        return f"{suite} (class initialisation)"
    return f"{suite}.{name}" if suite else name


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """A text that joins several reports, or console output and a report, in pieces with the lines before each."""
    starts = [match.start() for match in re.finditer(r"<\?xml[\s>]", text)]
    starts = [start for start in starts if junit.looks_like_report(text[start : start + 4000])]
    if not starts or (starts == [0]) or (len(starts) == 1 and not text[: starts[0]].strip()):
        yield 0, text
        return
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if text[start:end].strip():
            yield text.count("\n", 0, start), text[start:end]


def _shifted(found: list[Diagnosis], lines: int) -> list[Diagnosis]:
    return [replace(d, evidence=tuple(n + lines for n in d.evidence)) for d in found] if lines else found


def _diagnose_console(text: str, book: Rulebook, packages: Sequence[str]) -> list[Diagnosis]:
    lines = unwrap(condense(read_lines(text)))
    narrow = book.narrowed("\n".join(line.text for line in lines))
    messages, taken = read_messages(lines)
    console = read_console([line for index, line in enumerate(lines) if index not in taken])
    stated = {(block.file, block.line) for block in console.builds if block.file}
    found = [_from_compiler(message, narrow, (message.file, message.line) in stated) for message in messages]
    failing = [block for block in console.tests if block.outcome.is_bad]
    loose = read_symptom(console.loose, narrow)
    found += [_from_block(block, narrow, loose, packages) for block in failing]
    found += _without_memory(loose, packages, console.loose)
    found += _from_builds(console.builds, narrow, explained=bool(found))
    if not found or all(d.depth in (Depth.GENERIC, Depth.WORDS) and not d.file and not d.test for d in found):
        prose = _from_prose(console, loose, lines, packages)
        prose = prose or ([] if found else _from_loud(console.loose))
        found = prose if prose and (not found or prose[0].depth is not Depth.WORDS) else found
    return found


def _without_memory(loose: Reading, packages: Sequence[str], lines: list[Line]) -> list[Diagnosis]:
    """A process that ran out of memory takes whatever follows with it, what Gradle then says went wrong too."""
    spent = [c for c in loose.causes() if c.match.is_cause and c.match.rule.category is Category.MEMORY]
    return [
        _diagnosis(c, spot_of(c, loose, lines, packages=packages), None, (c.number, *loose.echoes(c))) for c in spent
    ]


def _from_compiler(message: CompilerMessage, book: Rulebook, confirmed: bool) -> Diagnosis:
    """`confirmed` when Gradle names the same place, so that a message which a shell repeats counts in full."""
    match = book.explain(message.message, scope=Scope.COMPILER)
    if message.in_build_script and (match is None or match.rule.category is Category.COMPILATION):
        match = Match(BUILD_SCRIPT, {"said": message.message})
    match = match or Match(COMPILER, {"said": message.message})
    cause, fix = _explained(match, message.message)
    return Diagnosis(
        category=match.rule.category.value,
        message=message.message or "The compiler rejects this place.",
        cause=cause,
        fix=fix,
        file=message.file,
        line=message.line,
        column=message.column,
        evidence=message.numbers,
        rule=match.rule.id,
        next_steps=match.rule.next_steps,
        depth=Depth.CAUSE if confirmed or message.rank == 0 else Depth.WRAPPER,
        key=("compiler", message.file, message.line, message.column, message.message[:40]),
    )


def _from_block(block: TestBlock, book: Rulebook, loose: Reading, packages: Sequence[str]) -> Diagnosis:
    reading = read_symptom(block.lines, book)
    output = read_symptom(block.output, book) if block.output else loose
    candidate = _chosen(reading, output)
    if candidate is None:
        message = f"{block.printed} failed; the console does not say why."
        candidate = Candidate(Match(SILENT_TEST), message, block.header.number, 0)
    spot = spot_of(candidate, reading, block.lines, block.class_name, packages)
    numbers = (block.header.number, *reading.echoes(candidate), candidate.number)
    name = block.printed
    if block.name in junit.CLASS_LEVEL or not block.name:
        name = f"{block.class_name} (class initialisation)"
    return _diagnosis(candidate, spot, name, numbers)


def _from_builds(blocks: list[BuildBlock], book: Rulebook, explained: bool) -> list[Diagnosis]:
    """What went wrong, unless it only repeats that a task failed whose failures are known."""
    found: list[Diagnosis] = []
    for block in blocks:
        reading = read_symptom(block.lines, book)
        causes = [c for c in reading.causes() if c.match.is_cause or not explained]
        if any(line.text.lstrip().startswith(">") for line in block.lines):
            causes = [c for c in causes if c.match.rule.id != TASK_FAILED]
        known = [c for c in causes if c.match.rule.id not in (TASK_FAILED, UNKNOWN_EXCEPTION.id)]
        causes = known if not explained else causes  # an exception of Gradle's own says less than its sentence
        if not causes and not explained:
            said, number = _innermost(block)
            causes = [Candidate(Match(BUILD_FAILED, {"said": said}), said, number, 0)]
        inner, _ = _innermost(block)
        for candidate in causes:
            if candidate.trace is None and inner not in candidate.message:
                candidate = replace(candidate, message=f"{candidate.message} {inner}")
            where = Spot(block.file, block.line, None, (block.place_number or 0,)) if block.file else None
            spot = where or spot_of(candidate, reading, block.lines)
            spot = replace(spot, file=readable_path(spot.file)) if spot.file else spot
            found.append(_diagnosis(candidate, spot, None, (candidate.number, *reading.echoes(candidate))))
    return found


def _innermost(block: BuildBlock) -> tuple[str, int]:
    """Gradle indents causes with `>`; the deepest says most."""
    quoted = [line for line in block.lines if line.text.lstrip().startswith(">")]
    line = (quoted or [i for i in block.lines if i.text.strip()] or [Line(0, "the build failed without a reason")])[-1]
    return line.text.strip().lstrip("> "), line.number


def _from_prose(console: Console, loose: Reading, lines: list[Line], packages: Sequence[str]) -> list[Diagnosis]:
    test = named_test(lines)
    found: list[Diagnosis] = []
    for candidate in loose.causes():
        spot = spot_of(candidate, loose, console.loose, packages=packages)
        numbers = (candidate.number, *loose.echoes(candidate), *((test[1],) if test else ()))
        found.append(_diagnosis(candidate, spot, test[0] if test else None, numbers))
    return found


def _from_loud(lines: list[Line]) -> list[Diagnosis]:
    """An error that no rule and no word explains is still an error."""
    line = next((line for line in lines if sounds_loud(line.text)), None)
    if line is None:
        return []
    said = " ".join(line.text.split())[:MESSAGE_LENGTH]
    return [_diagnosis(Candidate(Match(UNKNOWN_FAILURE, {"said": said}), said, line.number, 0), Spot(), None, ())]


def _chosen(reading: Reading, output: Reading | None) -> Candidate | None:
    """The failure's own best statement; what was printed decides only where that one explains nothing.

    A broken expectation speaks for itself, for a test may well print errors that it provokes.
    """
    best = reading.best
    if output is None or (best is not None and (best.match.is_cause or best.is_assertion)):
        return best
    return loud(output) or best


def _diagnosis(candidate: Candidate, spot: Spot, test: str | None, numbers: Iterable[int]) -> Diagnosis:
    rule = candidate.match.rule
    cause, fix = _explained(candidate.match, candidate.message)
    certain = rule.depth in (Depth.CAUSE, Depth.WRAPPER)
    return Diagnosis(
        category=rule.category.value,
        message=candidate.message,
        cause=cause,
        fix=fix,
        file=spot.file,
        line=spot.line,
        column=spot.column,
        test=test,
        evidence=evidence_of((*numbers, *spot.numbers)),
        rule=rule.id,
        found=tuple(sorted(candidate.match.found.items())),
        next_steps=rule.next_steps,
        frames=spot.frames,
        depth=rule.depth,
        key=candidate.key if certain else (rule.id, spot.file, spot.line, test),
        tests=(test,) if test else (),
    )


def _explained(match: Match, message: str) -> tuple[str, str]:
    """Cause and fix; a cause that names nothing of this failure is followed by what the text itself says."""
    cause, fix = match.rule.explain(match.found)
    said = _QUOTABLE.sub("", " ".join(message.split()), count=1)
    said = said if len(said) <= SAID else said[:SAID].rstrip() + "…"
    if match.rule.names(match.found) or not said or said.rstrip(".") in cause:
        return cause, fix
    return f"{cause} The text says: {said if said.endswith(('.', '!', '?', '…')) else said + '.'}", fix


def _failure_lines(test: TestResult, place: junit.Place) -> Iterator[list[Line]]:
    for failure, start in zip(test.failures, place.failures, strict=True):
        lines = _numbered(failure.detail, start)
        heading = [Line(place.test, text) for text in failure.message.split("\n")]
        yield lines if failure.message.split("\n")[0].strip() in failure.detail else [*heading, *lines]


def _numbered(text: str, first: int) -> list[Line]:
    return [Line(line.number + first - 1 if first else 0, line.text) for line in read_lines(text)]


def _sample(tests: Iterable[TestResult]) -> str:
    """Enough of all failures to tell which rules can match at all."""
    parts: dict[str, None] = {}
    for test in tests:
        parts |= dict.fromkeys(part for f in test.failures for part in (f.type, f.message, f.detail))
        parts[test.output] = None
    return "\n".join(parts)
