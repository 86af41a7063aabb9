"""`propose_known`: Changes that the tool makes by itself, offered without a model writing them anew."""

import asyncio
from typing import Literal

from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.locating import NotThere, failure_named, finding_at
from destination_writer.agent.tools.offering import offered, proof_of, rejected
from destination_writer.agent.tools.output import count, fault, short
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolContext, ToolResult, any_tool
from destination_writer.checkpoints.changelog import Maker
from destination_writer.generate.api import implement_phase, implement_stub_named
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.remedies.api import offered as ready_changes
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, NoChange
from destination_writer.text.findings import Finding

NAME = "propose_known"


class ProposeKnown(BaseModel):
    what: Literal["stub", "stubs_of_phase", "tests_of_phase", "failure", "finding"] = Field(
        description="stub: the body of one stub from the tool's template. stubs_of_phase: all that templates write for "
        "a phase. tests_of_phase: turn on the tests that the gate asks for in a phase. failure: the ready change for a "
        "failing test. finding: the ready change for what a rule found."
    )
    name: str = Field(
        "", max_length=400, description="For stub: Class.function. For failure: the test's name or a part of it."
    )
    strategy: str = Field(
        "", max_length=100, description="For stub: the way to do it, by its slug, as open_stubs lists them."
    )
    phase: int | None = Field(None, ge=0, le=11, description="For stubs_of_phase and tests_of_phase: the phase.")
    path: str = Field("", max_length=1000, description="For finding: the file, relative to the workspace.")
    line: int = Field(1, ge=1, description="For finding: the line, counted from 1.")
    code: str = Field("", max_length=10, description="For finding: the rule's code, such as DW401.")
    number: int = Field(1, ge=1, le=20, description="For failure and finding: which of the ready changes, the first 1.")


def known_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""
    known = _Known(desk)
    return (
        any_tool(
            Tool(
                NAME,
                "Proposes a change that the tool makes by itself: a stub's body, all stubs or the tests of a phase, "
                "the ready change for a failing test or a finding. Prefer it to writing the same yourself. It is "
                "proven like every proposal and shown to the person, who decides.",
                ProposeKnown,
                Approval.FREE,
                known.run,
                title=_title,
                repeatable=False,
                alone=True,
            )
        ),
    )


def _title(asked: ProposeKnown) -> str:
    which = asked.name or asked.code or (str(asked.phase) if asked.phase is not None else "")
    return f"Preparing the {asked.what.replace('_', ' ')} {short(which, 80)}".rstrip()


class _Known:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def run(self, asked: ProposeKnown, context: ToolContext) -> ToolResult:
        try:
            made = await asyncio.to_thread(self._made, asked)
        except KnowledgeError as error:
            return fault(f"A file of the knowledge cannot be used, and has to be mended first: {error}")
        except LookupError as error:
            return fault(str(error.args[0]) if error.args else "There is no such thing")
        if isinstance(made, NoChange):
            missing = f" Missing: {'; '.join(made.missing)}. Write it with propose_change." if made.missing else ""
            return fault(f"No change is made: {made.reason}.{missing}")
        change, maker = made
        proof = await proof_of(self._desk, change, context)
        return offered(self._desk, proof, maker) if proof.is_proven else rejected(proof.reasons, proof.told)

    def _made(self, asked: ProposeKnown) -> tuple[Change, Maker] | NoChange:
        """Raises LookupError for what is not there, KnowledgeError."""
        desk = self._desk
        connector, knowledge, templates = desk.connector, desk.knowledge, desk.templates
        if asked.what in ("stubs_of_phase", "tests_of_phase") and asked.phase is None:
            raise NotThere("Say which phase in `phase`")
        phase = asked.phase or 0
        match asked.what:
            case "stub":
                way = asked.strategy or None
                made = implement_stub_named(connector, knowledge, templates, asked.name, strategy=way)
                return made if isinstance(made, NoChange) else (made, Maker.GENERATE)
            case "stubs_of_phase":
                made = implement_phase(connector, knowledge, templates, phase)
                return made if isinstance(made, NoChange) else (made, Maker.GENERATE)
            case "tests_of_phase":
                made = enable_phase(connector, knowledge, templates, phase)
                return made if isinstance(made, NoChange) else (made, Maker.TESTS)
            case "failure":
                return self._ready(failure_named(desk, asked.name), asked.number)
            case "finding":
                return self._ready(finding_at(desk, asked.path, asked.line - 1, asked.code), asked.number)

    def _ready(self, finding: Finding, number: int) -> tuple[Change, Maker] | NoChange:
        desk = self._desk
        found = ready_changes(desk.connector, desk.knowledge, desk.templates, finding.remedies)
        if not found:
            return NoChange(f"nothing ready mends {finding.test or finding.code} here", ("a ready change",))
        if number > len(found):
            what = f"{finding.test or finding.code} has {count(len(found), 'ready change')}"
            raise NotThere(f"{what}; {number} is none of them")
        return found[number - 1].change, Maker.REMEDY
