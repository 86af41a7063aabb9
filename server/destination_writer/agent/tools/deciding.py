"""`remember` and `skip_phase`: what is decided or learned, made into a Change that the person accepts or not."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, Field

from destination_writer.agent.tools.desk import Desk, in_thread
from destination_writer.agent.tools.output import fault, short
from destination_writer.agent.values import AnyTool, Approval, Tool, ToolResult, any_tool
from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.leavingout import inputs_of
from destination_writer.checkpoints.mended import NoneMended, mended_failures, mended_of
from destination_writer.checkpoints.skipping import refusal, skip_change
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.generate.learning.answered import answered_too
from destination_writer.generate.learning.facts import Answer, fact_path, learn_fact
from destination_writer.generate.learning.fixes import LEARNED_PATH, MendedFailure, learn_fix
from destination_writer.generate.learning.methods import learn_method, template_path
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, FileChange, FileCreation, FileDeletion, FileEdit, NoChange
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.machine import private_names


class Remember(BaseModel):
    what: Literal["fix", "fact", "method"] = Field(
        description="fix: a failure that was mended becomes a failure rule. fact: a confirmed fact of the database. "
        "method: a method of the connector becomes a template."
    )
    name: str = Field(
        max_length=300,
        description="For fix: part of the name of the test that failed and passes now. For fact: the fact's key, "
        "such as identifiers.max_bytes. For method: Class.function.",
    )
    value: str = Field("", max_length=4000, description="For fact: the value as YAML.")
    where: str = Field(
        "", max_length=600, description="For fact: how it is known: a manual's page, a query and its result."
    )
    cause: str = Field("", max_length=1000, description="For fix: why it failed, in a sentence.")
    fix: str = Field("", max_length=1000, description="For fix: what mended it, in a sentence.")


class SkipPhase(BaseModel):
    phase: int = Field(ge=0, le=11, description="The phase. Only optional ones can be left out; the gate decides.")
    reason: str = Field(
        min_length=3, max_length=500, description="The person's own reason, as they gave it; it is kept and published."
    )


def deciding_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """Both tools over a desk's connector."""
    deciding = _Deciding(desk)
    return (
        any_tool(
            Tool(
                "remember",
                "Turns something confirmed into knowledge of this workspace: a fix that a passing test confirmed, a "
                "fact of the database, a method as a template. It is shown to the person as a change, who decides.",
                Remember,
                Approval.FREE,
                in_thread(deciding.remember),
                title=lambda asked: f"Preparing to remember {short(asked.name, 80)}",
                repeatable=False,
                alone=True,
            )
        ),
        any_tool(
            Tool(
                "skip_phase",
                "Prepares leaving out an optional phase, for the person's reason. Use it only when the person said "
                "that they want to; it is shown to them as a change, and they decide. Tests are never skipped.",
                SkipPhase,
                Approval.FREE,
                in_thread(deciding.skip),
                title=lambda asked: f"Preparing to leave out phase {asked.phase}",
                repeatable=False,
                alone=True,
            )
        ),
    )


class _Deciding:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def _folder(self) -> Path:
        return self._desk.folder / self._desk.root

    def skip(self, asked: SkipPhase) -> ToolResult:
        desk = self._desk
        inputs = inputs_of(desk.workspace, desk.root)
        if refused := refusal(inputs, asked.phase):
            return fault(refused)
        made = skip_change(inputs, desk.workspace.files, asked.phase, asked.reason, datetime.now(UTC))
        if isinstance(made, NoChange):
            return fault(f"There is nothing to write: {made.reason}")
        text = f"{made.title} is shown to the person, who decides. What it means: {' '.join(made.notes)}"
        return ToolResult(text, proposal=desk.made_by(made, Maker.SKIP), summary=made.title)

    def remember(self, asked: Remember) -> ToolResult:
        makers = {"fix": self._fix, "fact": self._fact, "method": self._method}
        try:
            made = makers[asked.what](asked)
        except (KnowledgeError, NoneMended) as error:
            return fault(f"Not remembered: {error}")
        except LookupError as error:
            return fault(f"Not remembered: {error.args[0] if error.args else error}")
        if isinstance(made, NoChange):
            return fault(f"Not remembered: {made.reason}")
        change = self._desk.made_by(_below(made, self._desk.root), Maker.LEARNING)
        return ToolResult(f"{change.title}: shown to the person, who decides.", proposal=change, summary=change.title)

    def _present(self, path: str) -> str | None:
        files = DiskFiles(self._folder)
        return files.read(path) if files.exists(path) else None

    def _fix(self, asked: Remember) -> Change | NoChange:
        desk = self._desk
        known = mended_failures(desk.workspace.history(desk.root), changes_of(self._folder))
        mended = mended_of(known, asked.name or None)
        failure = MendedFailure(mended.said, fix=asked.fix, cause=asked.cause, mended_by=mended.changes)
        learned = learn_fix(failure, desk.knowledge.failure_rules, self._present(LEARNED_PATH), private_names())
        return learned if isinstance(learned, NoChange) else learned.change

    def _fact(self, asked: Remember) -> Change | NoChange:
        desk = self._desk
        slug = desk.connector.database
        if not slug:
            return NoChange("the connector does not say which database it writes to")
        if not asked.where.strip():
            return NoChange("say in `where` how the fact is known: a manual's page, a query and what it gave")
        try:
            value = yaml.safe_load(asked.value)
        except yaml.YAMLError:
            return NoChange(f"{asked.value!r} is not YAML; put text into quotes")
        answer = Answer(asked.name, value, asked.where)
        present = self._present(fact_path(slug))
        learned = learn_fact(desk.knowledge.files, slug, answer, present)
        if isinstance(learned, NoChange):
            return learned
        return answered_too(learned, answer, slug, desk.knowledge, self._present(PREFLIGHT_PATH), present).change

    def _method(self, asked: Remember) -> Change | NoChange:
        desk = self._desk
        connector, knowledge, templates = desk.connector, desk.knowledge, desk.templates
        where = template_path(connector, knowledge, templates, asked.name)
        present = self._present(where) if where else None
        learned = learn_method(connector, knowledge, templates, asked.name, present=present)
        return learned if isinstance(learned, NoChange) else learned.change


def _below(change: Change, root: str) -> Change:
    """The Change with paths of the workspace in place of the connector's."""
    return Change(
        change.title,
        tuple(_moved(file, root) for file in change.files),
        change.purpose,
        change.notes,
        change.provenance,
        needs_confirmation=True,
    )


def _moved(file: FileChange, root: str) -> FileChange:
    path = f"{root}/{file.path}" if root else file.path
    if isinstance(file, FileEdit):
        return FileEdit(path, file.base, file.edits)
    return FileCreation(path, file.text) if isinstance(file, FileCreation) else FileDeletion(path, file.base)
