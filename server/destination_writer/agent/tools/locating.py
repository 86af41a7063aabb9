"""From a place in the editor or a name in a report to what the connector knows of it: the stub, the finding, the
member."""

from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.agent.tools.desk import Desk
from destination_writer.connector.model import SourceFile, Stub
from destination_writer.kotlin.declarations import Class, Function, Property
from destination_writer.results.findings import findings_of
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span

LONGEST = 6_000
"""Characters of a member that are shown whole."""
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.HINT: 3}


class NotThere(LookupError):
    """Nothing of that kind is there. The message says so to the person, with what to do."""


@dataclass(frozen=True, slots=True)
class Around:
    """The innermost declaration around a line: its class, its name and its text; the text is empty where it is long."""

    owner: Class | None
    member: str
    text: str


def stub_at(desk: Desk, path: str, line: int) -> Stub:
    """The stub of the member around a line (zero-based) of a file (relative to the workspace), else the only one that
    begins on it. Raises NotThere."""
    connector = desk.connector
    stubs = [s for s in connector.stubs if connector.workspace_path(s.path) == path]
    source = next((s for s in connector.sources if connector.workspace_path(s.path) == path), None)
    exact = [s for s in stubs if s.call.range.start.line <= line <= s.call.range.end.line]
    if not exact and source is not None:
        inner = _innermost(source, line)
        first, last = _lines(source.text, inner.span) if inner is not None else (line, line)
        exact = [s for s in stubs if first <= s.call.range.start.line <= last]
    if not exact:
        raise NotThere(f"There is no open stub at {path}:{line + 1}; {_where(stubs)}")
    return exact[0]


def finding_at(desk: Desk, path: str, line: int, code: str = "") -> Finding:
    """What the newest results or the rules say of a line (zero-based), failures first, then the worst; with `code` only
    that. Raises NotThere."""
    found = [f for f in failures(desk) if _speaks_of(f, path, line)] + findings_at(desk, path, line)
    found = [f for f in found if not code or f.code == code]
    if not found:
        what = f"{code} is no longer found" if code else "Nothing is found"
        raise NotThere(f"{what} at {path}:{line + 1}")
    return found[0]


def _speaks_of(finding: Finding, path: str, line: int) -> bool:
    """On its own line, or on a line that the failure went through."""
    places = (finding.location, *(related.location for related in finding.related))
    return any(at.path == path and at.range.start.line <= line <= at.range.end.line for at in places)


def findings_at(desk: Desk, path: str, line: int | None) -> list[Finding]:
    """What the rules say of a file, or of one of its lines, the worst first."""
    found = [f for f in desk.workspace.review(desk.root).findings if f.location.path == path]
    if line is not None:
        found = [f for f in found if f.location.range.start.line <= line <= f.location.range.end.line]
    return sorted(found, key=lambda f: _RANK[f.severity])


def failures(desk: Desk) -> list[Finding]:
    """The failures of the newest results, each with its diagnosis."""
    evidence = desk.workspace.evidence(desk.root)
    if evidence.run is None:
        return []
    rules = desk.knowledge.failure_rules
    return findings_of(evidence.run, desk.connector, rules, lambda one: evidence.freshness(one).value != "fresh")


def failure_named(desk: Desk, test: str) -> Finding:
    """The failure whose test has that name, or of which it is a part. Raises NotThere."""
    found = failures(desk)
    wanted = test.strip().lower()
    exact = [f for f in found if wanted in (f.test.lower(), f.test.rpartition(".")[2].lower())]
    near = [f for f in found if wanted in f"{f.test} {f.data.get('others', '')}".lower()]
    if not exact and not near:
        names = ", ".join(f.test or f.code for f in found[:12])
        raise NotThere(
            f"No failing test is called {test!r}. " + (f"These fail: {names}" if names else "No failure is on record")
        )
    return (exact or near)[0]


def stub_name(stub: Stub) -> str:
    """`Class.function`, as far as it has them."""
    return ".".join(part for part in (stub.call.class_name, stub.call.function) if part) or "the stub"


def around(desk: Desk, path: str, line: int | None) -> Around | None:
    """The declaration around a line (zero-based) of a Kotlin file; None elsewhere."""
    connector = desk.connector
    source = next((s for s in connector.sources if connector.workspace_path(s.path) == path), None)
    if source is None or line is None:
        return None
    member = _innermost(source, line)
    owner = _owner(source, line)
    if member is not None:
        return Around(owner, member.name, _whole_lines(source.text, member.span))
    return Around(owner, "", "") if owner is not None else None


def _innermost(source: SourceFile, line: int) -> Function | Property | None:
    held = [m for m in _members(source) if _lines(source.text, m.span)[0] <= line <= _lines(source.text, m.span)[1]]
    return min(held, key=lambda m: m.span.end - m.span.start, default=None)


def _owner(source: SourceFile, line: int) -> Class | None:
    held = [c for c in source.declared.all_classes() if _lines(source.text, c.span)[0] <= line]
    held = [c for c in held if line <= _lines(source.text, c.span)[1]]
    return min(held, key=lambda c: c.span.end - c.span.start, default=None)


def _members(source: SourceFile) -> Iterator[Function | Property]:
    yield from (*source.declared.functions, *source.declared.properties)
    for owner in source.declared.all_classes():
        yield from (*owner.functions, *owner.properties)


def _lines(text: str, span: Span) -> tuple[int, int]:
    return text.count("\n", 0, span.start), text.count("\n", 0, span.end)


def _whole_lines(text: str, span: Span) -> str:
    start = text.rfind("\n", 0, span.start) + 1
    return text[start : span.end] if span.end - start <= LONGEST else ""


def _where(stubs: list[Stub]) -> str:
    if not stubs:
        return "this file has none"
    return "this file has them at lines " + ", ".join(str(s.call.range.start.line + 1) for s in stubs[:20])
