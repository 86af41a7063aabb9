"""DW610: a test that passes whatever the connector does."""

import re
from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, FunctionAt, Rule
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Severity

_TESTS = {
    "Test": ("org.junit.jupiter.api.Test", "kotlin.test.Test", "org.junit.Test"),
    "ParameterizedTest": ("org.junit.jupiter.params.ParameterizedTest",),
    "RepeatedTest": ("org.junit.jupiter.api.RepeatedTest",),
}
_ASSERTS = re.compile(
    r"(?i)^(?:co)?(?:assert|verify|expect|should|fail|check|require|ensure|confirm|validate|test|must|is[A-Z]|ping|await|run[A-Z])"
    r"|(?:Matches|Equals|Equal|Throws|Exactly)$"
)
_FAILS = re.compile(r"\b(?:throw|super|assert|TODO)\b|!!|\bshould\w*\b|\berror\s*\(")
_ASSERTS_TRUE = re.compile(r"\bassert\s*\(\s*true\s*\)")
_HARMLESS = frozenset({
    "runBlocking", "runTest", "println", "print", "listOf", "mapOf", "setOf", "emptyList", "emptyMap",
    "mutableListOf", "mutableMapOf", "let", "also", "apply", "run", "use", "with", "repeat", "forEach", "map",
    "filter", "toString", "to", "info", "debug", "warn", "trace", "linkedMapOf", "buildList", "buildMap",
    "arrayOf", "setup", "teardown",
})  # fmt: skip
_CALL_LEFT_OUT = re.compile(r"(?://|/\*)\s*super\.[^\n]*")
_TRUISM = re.compile(r"^(?:true|1|\"[^\"]*\"|-?\d+)$")


def _check(subject: FileSubject) -> Iterable[Finding]:
    if not subject.source.is_test:
        return
    for one in subject.functions:
        if one.body is None or not _is_test(subject, one):
            continue
        said = _judged(subject, one, set())
        if said:
            yield Finding(
                RULE.code,
                RULE.severity,
                f"{_shown(one.name)} {said}: it passes whatever the connector does",
                subject.location(one.function.name_span),
                cause="A checkpoint counts tests that pass. One that cannot fail proves nothing; its phase looks done.",
                fix="Compare what is there afterwards, read from the database, with what must be there.",
                evidence=(subject.line(one.function.name_span.start),),
                data={"test": one.name},
            )


def _shown(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _is_test(subject: FileSubject, one: FunctionAt) -> bool:
    names = {a.name.rpartition(".")[2] for a in one.function.annotations}
    if "Disabled" in names or (one.function.is_override and not _is_emptied(subject, one)):
        return False
    return any(any(subject.means(name, fqn) for fqn in _TESTS[name]) for name in names & set(_TESTS))


def _is_emptied(subject: FileSubject, one: FunctionAt) -> bool:
    """Whether a test of a suite is replaced by nothing, without a word that tells why: its call alone is none."""
    if one.body is None:
        return False
    inside = subject.text[one.body.start : one.body.end].strip("{} \t\r\n")
    return not inside or _CALL_LEFT_OUT.fullmatch(inside) is not None


def _judged(subject: FileSubject, one: FunctionAt, seen: set[str]) -> str:
    """Why it cannot fail; empty when it can, or when that cannot be seen."""
    if one.body is None:
        return ""
    code = subject.bare[one.body.start : one.body.end]
    if (
        _FAILS.search(_ASSERTS_TRUE.sub("", code)) or "`" in code
    ):  # a name in backticks is a test of the suite, which asserts
        return ""
    calls = list(subject.call_index.all(within=one.body))
    if not code.strip("{} \t\r\n="):
        return "is empty"
    truisms = [call for call in calls if _is_truism(call)]
    for call in calls:
        if call not in truisms and not _is_silent(subject, call, seen | {one.name}):
            return ""
    return "compares a constant with itself" if truisms else "asserts nothing"


def _is_truism(call: Call) -> bool:
    """`assertTrue(true)`, `assertFalse(false)`, `assertEquals(1, 1)`."""
    words = [call.words(argument.span).strip() for argument in call.arguments]
    if call.name in ("assertTrue", "assert"):
        return words[:1] == ["true"]
    if call.name == "assertFalse":
        return words[:1] == ["false"]
    if call.name in ("assertEquals", "assertSame") and len(words) > 1:
        return words[0] == words[1] and re.fullmatch(r"[\w.\"]+", words[0]) is not None
    return call.name == "assertNotNull" and bool(words) and _TRUISM.match(words[0]) is not None


def _is_silent(subject: FileSubject, call: Call, seen: set[str]) -> bool:
    """Whether a call surely asserts nothing: known for it, a constructor, or a function of this file that does not.

    A call on a value only acts, unless its name says that it looks; what a function of another file does is unknown.
    """
    own = [one for one in subject.functions if one.name == call.name]
    if own and call.receiver is None:
        return all(one.name in seen or _judged(subject, one, seen) != "" for one in own)
    if call.name in _HARMLESS:
        return True
    if _ASSERTS.search(call.name):
        return False
    return call.receiver is not None or call.name[:1].isupper()


RULE = Rule(
    "DW610",
    "asserts-nothing",
    Severity.WARNING,
    "A test has no assertion that could fail.",
    check_file=_check,
)
