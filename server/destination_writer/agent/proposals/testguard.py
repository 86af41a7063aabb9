"""What a proposal may not do to tests: take one away, turn it off, or change what it expects without the person's word.

A failing test is mended in the code that it tests. Whoever changes the test instead has mended nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from destination_writer.agent.proposals.testclasses import lost_runs, other_suites
from destination_writer.connector.roles import is_test_path
from destination_writer.kotlin.declarations import Annotation, Class, Function, KotlinFile
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import TokenKind, blank_comments, blank_non_code, code_tokens
from destination_writer.text.places import Span

_TEST = re.compile(r"(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)")
_OFF = re.compile(r"(?:\w+\.)*(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*)")
_ASSUMED = re.compile(
    r"\b(?:assume\w*|Assumptions?|TestAbortedException|ExecutionCondition|InvocationInterceptor"
    r"|TestExecutionExceptionHandler|PostDiscoveryFilter)\b"
)
_ASSERTION = re.compile(r"\b(?:assert\w*|expect\w*|fail|shouldBe|should\w+|verify)\b")
_EXPECTED_NAME = re.compile(r"(?i)expect")
_BUILD = re.compile(r"build\.gradle(?:\.kts)?$")
_BUILD_OFF = re.compile(
    r"\bignoreFailures\s*(?:=\s*true|\.set\(\s*true)|\benabled\s*=\s*false|\bonlyIf\b|\bexclude(?:TestsMatching|Tags|s)?\b"
    r"|\bisFailOnNoMatchingTests\b|\bexcludeEngines\b|\bfilter\s*\{|\bsetOnlyIf\b|\bmaxFailures\b"
)


@dataclass(frozen=True, slots=True)
class TestHarm:
    """`refused` are sentences on what is never allowed, `expectations` on what only the person may allow."""

    __test__ = False
    refused: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()


def harm_to_tests(before: Mapping[str, str], after: Mapping[str, str]) -> TestHarm:
    """What the step from `before` to `after` (texts of changed files by path; a missing path is no file) does to
    tests."""
    refused: list[str] = []
    expectations: list[str] = []
    for path in sorted({*before, *after}):
        old, new = before.get(path, ""), after.get(path)
        if _BUILD.search(path):
            refused += _build(path, old, new or "")
        if path.endswith(".kt"):
            refused += _kotlin(path, old, new or "")
            if is_test_path(path):
                expectations += _expectations(path, old, new or "")
        elif is_test_path(path) and path in before and _EXPECTED_NAME.search(path.rpartition("/")[2]) and new != old:
            expectations.append(f"{path} holds what a test expects")
    return TestHarm(tuple(refused), tuple(expectations))


def _build(path: str, old: str, new: str) -> Iterator[str]:
    was, now = (Counter(m[0] for m in _BUILD_OFF.finditer(blank_comments(text))) for text in (old, new))
    for words in sorted((now - was).elements()):
        yield f"{path}: `{words.strip(' {(')}` lets a build pass without its tests; tests are never left out. Remove it"


def _kotlin(path: str, old: str, new: str) -> Iterator[str]:
    was, now = parse_file(old), parse_file(new)
    there = {key for key, _ in _tests(now)}
    for key, _ in _tests(was):
        if key not in there:
            yield f"{path}: the test {key} is gone or no longer marked as one; a test is never taken away"
    turned_off = Counter(_off(now)) - Counter(_off(was))
    for name in sorted(turned_off.elements()):
        yield f"{path}: @{name} turns a test off; it must pass, not be left out"
    if is_test_path(path):
        yield from lost_runs(path, was, now, new)
        assumed = Counter(_ASSUMED.findall(blank_non_code(new))) - Counter(_ASSUMED.findall(blank_non_code(old)))
        for name in sorted(assumed.elements()):
            yield f"{path}: {name} lets a test end without a verdict; it must pass, not be left out"


def _tests(declared: KotlinFile) -> Iterator[tuple[str, Function]]:
    for owner in declared.all_classes():
        for function in owner.functions:
            if any(_TEST.fullmatch(a.name) for a in function.annotations):
                yield f"{owner.name}.{function.name}", function


def _off(declared: KotlinFile) -> Iterator[str]:
    classes = declared.all_classes()
    marks: list[Annotation] = [a for c in classes for a in c.annotations]
    marks += [a for c in classes for f in c.functions for a in f.annotations]
    yield from (a.name for a in (*marks, *declared.annotations) if _OFF.fullmatch(a.name))


def _expectations(path: str, old: str, new: str) -> Iterator[str]:
    was, now = parse_file(old), parse_file(new)
    tests = dict(_tests(now))
    told: set[str] = set()
    for key, function in _tests(was):
        other = tests.get(key)
        if other is not None and not _is_open(old, function) and _tested(old, function) != _tested(new, other):
            told.add(key)
            yield f"{path}: {key} is a test that is there, and its body would be another"
    lost = Counter(_assertions(old)) - Counter(_assertions(new))
    if lost and not told:
        yield f"{path}: `{next(iter(lost))[:120]}` would be gone or another"
    yield from other_suites(path, was, now)
    for owner in was.all_classes():
        yield from _values(path, owner, old, now, new)


def _tested(text: str, function: Function) -> str:
    """What a test does, whether it is turned off or not: turning one on changes nothing that it expects."""
    off = [a.span for a in function.annotations if _OFF.fullmatch(a.name)]
    return " ".join(_code(text, span) for span in _without(function.span, off))


def _without(span: Span, holes: list[Span]) -> Iterator[Span]:
    start = span.start
    for hole in sorted(holes):
        yield Span(start, hole.start)
        start = hole.end
    yield Span(start, span.end)


def _is_open(text: str, function: Function) -> bool:
    """Whether it waits to be written."""
    return function.body is not None and "TODO(" in text[function.body.span.start : function.body.span.end]


def _values(path: str, owner: Class, old: str, now: KotlinFile, new: str) -> Iterator[str]:
    """Expected values kept in properties, and the values that a suite's class hands to the CDK's suite."""
    other = next((c for c in now.all_classes() if c.name == owner.name), None)
    if other is None:
        return
    for prop in owner.properties:
        same = next((p for p in other.properties if p.name == prop.name), None)
        is_waiting = "TODO(" in old[prop.span.start : prop.span.end]
        is_same = same is not None and _code(old, prop.span) == _code(new, same.span)
        if _EXPECTED_NAME.search(prop.name) and not is_waiting and not is_same:
            yield f"{path}: {owner.name}.{prop.name} holds what a test expects"
    handed, handing = _handed(old, owner), _handed(new, other)
    if handed and handed != handing and "TODO(" not in handed:
        yield f"{path}: {owner.name} would hand other values to the suite that it extends, which decide what is tested"


def _handed(text: str, owner: Class) -> str:
    return " ".join(_code(text, s.span) for s in owner.supertypes if s.arguments)


def _assertions(text: str) -> Iterator[str]:
    """Lines of code that assert something, without comments, single-spaced."""
    for line in blank_comments(text).splitlines():
        if _ASSERTION.search(line) and not line.lstrip().startswith("import "):
            yield " ".join(line.split())


def _code(text: str, span: Span) -> str:
    """The tokens of a stretch, so that layout and comments do not count."""
    tokens = code_tokens(text, span.start, span.end)
    return " ".join(text[t.start : t.end] for t in tokens if t.kind is not TokenKind.COMMENT)
