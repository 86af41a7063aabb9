"""`status`, `open_stubs`, `results`, `check`: where the connector stands, by its code and its results alone."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, count, listed, short
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.checkpoints.mending import Mend, mends
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState
from destination_writer.connector.model import Connector, Stub
from destination_writer.generate.api import can_implement, strategies_for
from destination_writer.results.findings import findings_of
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.testruns import Outcome, TestRun

PAGE = 40
FAILURES = 12
"""Failures of one answer, each with its cause, fix and evidence."""
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2, Severity.HINT: 3}


class Status(BaseModel):
    phase: int | None = Field(None, ge=0, le=11, description="One phase in full; left out: all of them in short.")


class OpenStubs(BaseModel):
    phase: int | None = Field(None, ge=0, le=11, description="Only stubs of this phase; left out: of every phase.")
    offset: int = Field(0, ge=0, description="How many stubs to pass over, to go on where an earlier answer ended.")


class Results(BaseModel):
    test: str = Field(
        "", max_length=300, description="Part of a test's name, to see its failures alone; empty for all."
    )
    offset: int = Field(0, ge=0, description="How many failures to pass over, to go on where an earlier answer ended.")


class CheckRules(BaseModel):
    path: str = Field(
        "", max_length=1000, description="Part of a path, for the findings of those files; empty for all."
    )
    rules: str = Field("", max_length=100, description="A rule's code or how codes begin, such as DW4; empty for all.")
    worst_only: bool = Field(False, description="Only errors and warnings, without information and hints.")
    offset: int = Field(0, ge=0, description="How many findings to pass over, to go on where an earlier answer ended.")


def looking_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The four tools over a desk's connector."""
    look = _Look(desk)
    return (
        any_tool(
            Tool(
                "status",
                "Where the connector stands: which phases are done, what blocks the current one. It is judged from "
                "code and results, by the same gate that the person sees. A phase with a blocker is not done.",
                Status,
                Approval.FREE,
                in_thread(look.status),
                title=lambda _: "Looking where the connector stands",
            )
        ),
        any_tool(
            Tool(
                "open_stubs",
                "The connector's open stubs (TODO calls that a phase owes): place, signature, what it owes, and "
                "whether the tool's own templates can write it for this database.",
                OpenStubs,
                Approval.FREE,
                in_thread(look.stubs),
                title=lambda asked: (
                    "Listing open stubs" + (f" of phase {asked.phase}" if asked.phase is not None else "")
                ),
            )
        ),
        any_tool(
            Tool(
                "results",
                "The newest test results with the diagnosis of each failure: cause, fix, evidence, place, and the "
                "ready changes that would mend it. Every failure is a blocker.",
                Results,
                Approval.FREE,
                in_thread(look.results),
                title=lambda _: "Reading the latest results",
            )
        ),
        any_tool(
            Tool(
                "check",
                "Runs the rules over the connector: wiring, SQL in Kotlin, CDK contract, standards, state files. Gives "
                "each finding with its place, code and fix.",
                CheckRules,
                Approval.FREE,
                in_thread(look.check),
                title=lambda _: "Checking the rules",
            )
        ),
    )


class _Look:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def status(self, asked: Status) -> ToolResult:
        status = self._desk.workspace.status(self._desk.root)
        lines = list(_of_phase(status, asked.phase) if asked.phase is not None else _of_all(status))
        done = sum(phase.state is PhaseState.DONE for phase in status.phases)
        return ToolResult(bounded("\n".join(lines), "Ask for one phase."), summary=f"{done} phases done")

    def stubs(self, asked: OpenStubs) -> ToolResult:
        connector = self._desk.connector
        wanted = [s for s in connector.stubs if asked.phase is None or s.phase == asked.phase]
        templates, knowledge = self._desk.templates, self._desk.knowledge
        told: list[str] = []
        for stub in wanted[asked.offset : asked.offset + PAGE]:
            owed = knowledge.owed(stub.phase, stub.role.value, stub.call.function) if _is_known(stub) else None  # pyright: ignore[reportArgumentType, reportOptionalMemberAccess]  # _is_known says that both are there
            ways = strategies_for(connector, knowledge, templates, stub)
            named = f" Ways: {', '.join(way.slug for way in ways)}." if ways else ""
            template = "a template writes it." if can_implement(templates, stub) else "no template of ours writes it."
            told.append(f"{_place(connector, stub)} {owed.owes if owed else ''} {template}{named}".replace("  ", " "))
        head = listed(told, 0, PAGE, "open stubs")
        more = len(wanted) - asked.offset - len(told)
        tail = f"\n[{more} more: ask again with offset={asked.offset + len(told)}]" if more > 0 else ""
        text = material("stubs of the connector", bounded(head + tail, "Ask for one phase."))
        return ToolResult(text, summary=count(len(wanted), "stub"))

    def results(self, asked: Results) -> ToolResult:
        evidence = self._desk.workspace.evidence(self._desk.root)
        if evidence.run is None:
            return ToolResult(
                "There are no results yet: no test of this connector has run here. run_checkpoint runs them, when the "
                "person agrees.",
                summary="none yet",
            )
        connector, knowledge = self._desk.connector, self._desk.knowledge
        found = findings_of(
            evidence.run, connector, knowledge.failure_rules, lambda r: evidence.freshness(r).value != "fresh"
        )
        wanted = [f for f in found if asked.test.lower() in f"{f.test} {f.data.get('others', '')}".lower()]
        page = wanted[asked.offset : asked.offset + FAILURES]
        made = mends(connector, knowledge, self._desk.templates, page)
        parts = [_failure(number, f, m) for number, (f, m) in enumerate(zip(page, made, strict=True), asked.offset + 1)]
        left = len(wanted) - asked.offset - len(page)
        tail = f"\n[{left} more failures: ask again with offset={asked.offset + len(page)}]" if left > 0 else ""
        text = bounded("\n\n".join([_summary(evidence.run, len(found)), *parts]), "Ask for one test.") + tail
        return ToolResult(
            material("test results", text),
            anchors=tuple(f.location.path for f in page),
            summary=count(len(found), "failure"),
        )

    def check(self, asked: CheckRules) -> ToolResult:
        review = self._desk.workspace.review(self._desk.root)
        found = [f for f in review.findings if asked.path in f.location.path and f.code.startswith(asked.rules.upper())]
        if asked.worst_only:
            found = [f for f in found if _RANK[f.severity] < 2]
        found.sort(key=lambda f: _RANK[f.severity])
        lines = listed([line_of(f) for f in found], asked.offset, PAGE, "findings" + ", the worst first" * bool(found))
        hidden = f"\n{len(review.suppressed)} more are suppressed by comments." if review.suppressed else ""
        text = bounded(lines, "Ask for one path or one family of rules.") + hidden
        return ToolResult(material("findings of the rules", text), summary=count(len(found), "finding"))


def line_of(finding: Finding) -> str:
    """One finding as a line: place, severity, code, message and fix."""
    start = finding.location.range.start
    place = f"{finding.location.path}:{start.line + 1}:{start.column + 1}"
    return f"{place}: {finding.severity.value} {finding.code}: {short(finding.told(), 900)}"


def _is_known(stub: Stub) -> bool:
    return stub.phase is not None and stub.role is not None


def _place(connector: Connector, stub: Stub) -> str:
    name = ".".join(part for part in (stub.call.class_name, stub.call.function) if part) or "the file"
    phase = f"phase {stub.phase}" if stub.phase is not None else "no phase"
    line = stub.call.range.start.line + 1
    return f"{connector.workspace_path(stub.path)}:{line}: {name} ({phase}):"


def _of_all(status: ConnectorStatus) -> Iterator[str]:
    yield f"{status.name}: database {status.database or 'not known'}, CDK {status.cdk_version or 'not known'}"
    for phase in status.phases:
        reason = f" ({phase.skip_reason})" if phase.skip_reason else ""
        yield f"Phase {phase.number} {phase.title}: {phase.state.value}{reason}, {len(phase.blockers)} blockers"
    current = status.current
    if current:
        yield ""
        yield from _of_phase(status, current.number)
    yield from (f"Problem: {problem}" for problem in status.problems)


def _of_phase(status: ConnectorStatus, number: int) -> Iterator[str]:
    phase = status.phases[number]
    yield f"Phase {number} {phase.title}: {phase.state.value}"
    yield from (
        f"- {one.name}: {one.progress.value}{f' ({one.lacks})' if one.lacks else ''}" for one in phase.components
    )
    yield from (f"BLOCKER: {blocker.sentence}" for blocker in phase.blockers)
    yield from (f"Not counted: {line}" for line in phase.exempt)


def _summary(run: TestRun, failures: int) -> str:
    bad = sum(test.outcome.is_bad for test in run.tests)
    cause = f"{failures} {'cause' if failures == 1 else 'causes'}"
    skipped = sum(test.outcome is Outcome.SKIPPED for test in run.tests)
    said = f"{len(run.tests)} tests have a result ({run.tool}); {bad} of them failed"
    told = f"{said}, for {cause}. Failures are blockers." if failures else f"{said}."
    return f"{told} {skipped} were skipped, which proves nothing and is a blocker as well." if skipped else told


def _failure(number: int, finding: Finding, made: Sequence[Mend]) -> str:
    return "\n".join(_failure_lines(number, finding, made))


def _failure_lines(number: int, finding: Finding, made: Iterable[Mend]) -> Iterator[str]:
    place = f"{finding.location.path}:{finding.location.range.start.line + 1}"
    stale = " [older than the sources: run it again]" if finding.stale else ""
    yield f"{number}. {finding.test or 'the build'} at {place}{stale}: {short(finding.message, 600)}"
    yield from (f"   {label}: {short(text, 900)}" for label, text in _told(finding) if text)
    yield from (f"   | {short(line, 300)}" for line in finding.evidence[:8])
    for mend in made:
        yield f"   Ready change: {mend.title}. {mend.purpose}"
        yield from (f"   {line}" for line in mend.diff.splitlines()[:60])


def _told(finding: Finding) -> Iterator[tuple[str, str]]:
    yield "Category", finding.category
    yield "Cause", finding.cause
    yield "Fix", finding.fix
