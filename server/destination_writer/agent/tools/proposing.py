"""`propose_change`: a model's edits, proven before the person sees them."""

import asyncio
import re
from typing import Literal

from pydantic import BaseModel, Field

from destination_writer.agent.proposals.bounds import refusal as may_not_change
from destination_writer.agent.proposals.edits import Draft, NoPlace, ProposedEdit, draft_of
from destination_writer.agent.proposals.proving import Proof
from destination_writer.agent.tone import load_tone
from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.offering import offered, proof_of, rejected
from destination_writer.agent.tools.output import short
from destination_writer.agent.tools.sight import refusal as may_not_be_seen
from destination_writer.agent.values import (
    AnyTool,
    Approval,
    ApprovalRequest,
    Tool,
    ToolContext,
    ToolResult,
    any_tool,
)
from destination_writer.checkpoints.changelog import Maker
from destination_writer.text.files import UnreadableFile

NAME = "propose_change"
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
MOST_EDITS = 40


class Edit(BaseModel):
    kind: Literal["replace", "member", "create"] = Field(
        description="replace: exact text becomes other text. member: a function or property becomes a new declaration. "
        "create: a new file."
    )
    path: str = Field(max_length=1000, description="Path of the file relative to the workspace, with `/`.")
    old: str = Field(
        "", max_length=100_000, description="For replace: the exact text as the file has it; it must occur only once."
    )
    new: str = Field(
        max_length=400_000,
        description="The new text: for replace what takes the place of `old`, for member the whole declaration "
        "with its annotations, for create the whole file.",
    )
    member: str = Field("", max_length=300, description="For member: Class.function or Class.property.")


class ProposeChange(BaseModel):
    title: str = Field(
        min_length=3, max_length=120, description="What the change does, as a person reads it in a list."
    )
    purpose: str = Field(min_length=3, max_length=1000, description="Why, in a sentence or two.")
    edits: list[Edit] = Field(min_length=1, max_length=MOST_EDITS, description="All edits that belong together.")
    why_tests_change: str = Field(
        "",
        max_length=1000,
        description="Only when a test itself is wrong and its expectation has to change: why. The person is then "
        "asked. Leave it empty in every other case: a failing test is mended in the code that it tests.",
    )


def proposing_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""
    proposer = _Proposer(desk)
    return (
        any_tool(
            Tool(
                NAME,
                "Proposes a change of the connector's own files. It is proven first: it must apply to the files as "
                "they are, read as Kotlin, keep signatures and tests, bring no new error of the rules, and compile "
                "where a compiler is there. What fails is returned to you with the reasons. What holds is shown to "
                "the person, who decides. Nothing else writes files.",
                ProposeChange,
                Approval.FREE,
                proposer.run,
                title=proposer.title,
                repeatable=False,
                alone=True,
            )
        ),
    )


class _Proposer:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def title(self, asked: ProposeChange) -> str:
        """Shown while it is proven, so words that may not be shown are left out."""
        return "Proving a change" if self._softened(asked.title) else f"Proving: {short(asked.title, 100)}"

    def _softened(self, *texts: str) -> str:
        """Why one of these may not be shown; empty where all of them may."""
        tone = load_tone(self._desk.knowledge.files)
        found = next((found for text in texts if (found := tone.softened(text))), None)
        return found.for_the_model if found else ""

    def _new_comments(self, edit: Edit) -> list[str]:
        """Comments that the file does not have yet."""
        files = self._desk.workspace.files
        try:
            present = files.read(edit.path) if files.exists(edit.path) else ""
        except UnreadableFile:
            present = ""
        return [comment for comment in _COMMENT.findall(edit.new) if comment not in present]

    async def run(self, asked: ProposeChange, context: ToolContext) -> ToolResult:
        edits = [ProposedEdit(e.kind, e.path, e.new, e.old, e.member) for e in asked.edits]
        out_of_reach = [said for edit in edits if (said := self._refusal(edit.path))]
        if out_of_reach:
            return rejected(out_of_reach)
        if softened := self._softened(asked.title, asked.purpose, asked.why_tests_change):
            return rejected([softened])
        if softened := self._softened(*(comment for edit in asked.edits for comment in self._new_comments(edit))):
            return rejected([f"In a comment: {softened}"])
        title, purpose = short(asked.title, 120), short(asked.purpose, 1000)
        try:
            draft = await asyncio.to_thread(draft_of, title, purpose, edits, self._desk.workspace.files)
        except NoPlace as error:
            return rejected(error.reasons)
        proof = await proof_of(self._desk, draft.change, context)
        if not proof.is_proven and proof.expectations and asked.why_tests_change.strip():
            proof = await self._with_word(draft, proof, asked.why_tests_change, context)
        if not proof.is_proven:
            return rejected(proof.reasons, proof.told)
        return offered(self._desk, proof, Maker.AGENT)

    def _refusal(self, path: str) -> str:
        """Before a file is looked at: a reason that quotes it must not tell what it holds."""
        desk = self._desk
        return may_not_change(path, desk.root) or may_not_be_seen(desk.folder, path)

    async def _with_word(self, draft: Draft, proof: Proof, why: str, context: ToolContext) -> Proof:
        """The proof with the person's word that what a test expects may change. They are asked only when everything
        else about the change holds."""
        allowed = await proof_of(self._desk, draft.change, context, may_change_expectations=True)
        if not allowed.is_proven:
            return allowed
        request = ApprovalRequest(
            NAME,
            "Let a test expect something else?",
            "This changes what a test expects, and with it what counts as right: "
            + "; ".join(proof.expectations)
            + f". The reason given: {short(why, 400)}",
            change=draft.change,
        )
        decision = await context.approver.decide(request)
        return allowed if decision.is_yes else proof
