"""DW607: a thread is blocked where the code could suspend, or where the CDK wants no waiting."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.placing import Edits, import_edits
from destination_writer.analysis.rule import FileSubject, FunctionAt, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.connector.roles import Role
from destination_writer.kotlin.calls import Call
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_NAME = "kotlinx.coroutines.runBlocking"
_CALLBACKS = {
    (Role.AGGREGATE, "accept"): "collect the record, and write in flush, which suspends",
    (Role.INSERT_BUFFER, "accumulate"): "collect the record, and write in flush, which suspends",
    (
        Role.AGGREGATE_FACTORY,
        "create",
    ): "make the aggregate alone; what needs the database belongs into the loader's start",
    (Role.WRITER, "createStreamLoader"): "read what the loaders need in setup, which suspends",
    (Role.VALUE_COERCER, "map"): "the coercer runs for each value and has nothing to wait for",
    (Role.VALUE_COERCER, "validate"): "the coercer runs for each value and has nothing to wait for",
}
_INLINE = frozenset({
    "let", "also", "run", "apply", "with", "use", "forEach", "forEachIndexed", "map", "mapNotNull",
    "mapIndexed", "filter", "flatMap", "repeat", "runCatching", "buildList", "buildMap", "buildSet", "onEach",
    "any", "all", "none", "first", "firstOrNull", "associate", "associateWith", "associateBy", "takeIf",
    "takeUnless", "withLock", "coroutineScope", "supervisorScope", "withContext", "launch", "async",
    "withTimeout", "onFailure", "onSuccess", "getOrElse", "fold",
})  # fmt: skip
_STARTS = re.compile(r"\b(?:launch|async|this|coroutineContext|isActive|cancel|ensureActive)\b")
_BLOCK = re.compile(r"(?:\b(?:else|try|finally|do)|->)\s*$")
_CONTROL = re.compile(r"\b(?:if|for|while|when|catch)\s*$")


def _check(subject: FileSubject) -> Iterable[Finding]:
    if "runBlocking" not in subject.text:
        return
    is_known = subject.means("runBlocking", _NAME)
    for call in subject.calls("runBlocking"):
        one = subject.function_around(call.name_span.start)
        is_whole = call.words(call.receiver) == "kotlinx.coroutines"
        if one is None or one.body is None or not (is_whole or (is_known and call.receiver is None)):
            continue
        if one.function.is_suspend:
            if _may_suspend(subject, one.body, call.name_span.start):
                yield _finding(subject, one, call, "", tuple(_remedies(subject, call)))
        elif not subject.source.is_test and (instead := _CALLBACKS.get((one.role, one.name)) if one.role else None):
            yield _finding(subject, one, call, instead, ())


def _may_suspend(subject: FileSubject, body: Span, at: int) -> bool:
    """Whether nothing is around the place but blocks, and lambdas that are known to run where they stand."""
    code, opened = subject.bare, list[int]()
    for place in range(body.start, at):
        if code[place] == "{":
            opened.append(place)
        elif code[place] == "}" and opened:
            opened.pop()
    around = opened[1:] if code[body.start] == "{" else opened
    return all(_runs_here(code, brace) for brace in around) and not re.search(r"\bobject\b", code[body.start : at])


def _runs_here(code: str, brace: int) -> bool:
    before = code[:brace].rstrip()
    if _BLOCK.search(before[-12:]):
        return True
    if before.endswith(")"):
        depth = 0
        for at in range(len(before) - 1, -1, -1):
            depth += (before[at] == ")") - (before[at] == "(")
            if depth == 0:
                before = before[:at]
                break
        if _CONTROL.search(before[-12:]):
            return True
    name = re.search(r"(\w+)\s*(?:<[^<>]*>)?\s*$", before[-80:])
    return name is not None and name[1] in _INLINE


def _finding(subject: FileSubject, one: FunctionAt, call: Call, instead: str, remedies: tuple[Remedy, ...]) -> Finding:
    where = f"the suspend function {one.name}" if not instead else f"{one.owner.name if one.owner else ''}.{one.name}"
    return Finding(
        RULE.code,
        RULE.severity,
        f"runBlocking holds a thread inside of {where}",
        subject.location(call.name_span),
        cause="The CDK runs streams and aggregates on few threads. One that waits inside of runBlocking does nothing "
        "else; when all of them wait, the sync stands still.",
        fix=f"In its place: {instead}."
        if instead
        else "Call the suspend functions directly: the function suspends itself.",
        evidence=(subject.line(call.name_span.start),),
        remedies=remedies,
        data={"function": one.name},
    )


def _remedies(subject: FileSubject, call: Call) -> Iterator[Remedy]:
    """`withContext` for one with a dispatcher, the call itself where there is but one, else `coroutineScope`."""
    if call.body is None:
        return
    why = "Both wait for what they hold; this one gives the thread back meanwhile."
    inside = subject.text[call.body.start + 1 : call.body.end - 1]
    if call.arguments:
        name = "kotlinx.coroutines.withContext"
    elif "\n" not in inside and ";" not in inside and not _STARTS.search(inside) and "@" not in inside:
        edits: Edits = [(_written(call), inside.strip())]
        yield edit_remedy(subject, "Call it without runBlocking", why, edits)
        return
    else:
        name = "kotlinx.coroutines.coroutineScope"
    imported = import_edits(subject, name)
    simple = name.rpartition(".")[2]
    if imported is not None and "@runBlocking" not in inside:
        place = Span(_written(call).start, call.name_span.end)
        yield edit_remedy(subject, f"Write {simple}", why, [*imported, (place, simple)])


def _written(call: Call) -> Span:
    """With the package in front, where it is written."""
    return Span((call.receiver or call.name_span).start, call.span.end)


RULE = Rule(
    "DW607",
    "run-blocking",
    Severity.WARNING,
    "runBlocking stands in a suspend function, or in a callback of the CDK that must not wait.",
    check_file=_check,
)
