"""`run_checkpoint`: a phase's tests, by the person's word alone, every single time."""

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, Field

from destination_writer.agent.tools.blocking import run_cancellable
from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, fault
from destination_writer.agent.values import (
    AnyTool,
    Approval,
    ApprovalRequest,
    Tool,
    ToolContext,
    ToolResult,
    any_tool,
)
from destination_writer.checkpoints.checkpoint import Checkpoint, Verdict
from destination_writer.checkpoints.runner import (
    DEFAULT_LIMIT,
    Cancellation,
    OutputLine,
    RunEvent,
    StepStarted,
    TestFinished,
    TestStarted,
)
from destination_writer.checkpoints.runners import runner_named
from destination_writer.checkpoints.validation import validation
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.workspace import UnusablePath

NAME = "run_checkpoint"
_WHAT = {
    "gradle": "The real build runs: Gradle compiles the connector and runs its tests, which may start containers and "
    "use the database of the test configuration.",
    "local": "The connector is compiled here and its component tests run on an embedded engine; no Gradle, no "
    "container and no database of yours is used.",
}


class RunCheckpoint(BaseModel):
    phase: int | None = Field(None, ge=0, le=11, description="The phase; left out: the one that is worked on.")
    runner: Literal["local", "gradle"] = Field(
        "local",
        description="local: component tests on an embedded engine, in seconds. gradle: the real build, in "
        "minutes; only it proves what runs through the CDK's own pipeline.",
    )


def running_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""
    running = _Running(desk)
    return (
        any_tool(
            Tool(
                NAME,
                "Runs the tests of a phase and again those of earlier phases, and judges by the gate. The person is "
                "asked before every run. Every failing test is a blocker, with cause and fix.",
                RunCheckpoint,
                Approval.ALWAYS,
                running.run,
                request=running.request,
                title=lambda asked: f"Running the checkpoint with the {asked.runner} runner",
                repeatable=False,
                alone=True,
            )
        ),
    )


class _Running:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _checkpoint(self, runner: str) -> Checkpoint:
        desk = self._desk
        return Checkpoint(desk.workspace, desk.root, runner_named(runner, desk.settings.gradle))

    def request(self, asked: RunCheckpoint) -> ApprovalRequest:
        """What would run, and the command that does the same."""
        try:
            plan = self._checkpoint(asked.runner).plan(asked.phase)
        except (UnusablePath, KnowledgeError) as error:
            return ApprovalRequest(NAME, "Run a checkpoint?", f"It cannot be planned: {error}")
        folder = str(self._desk.folder / self._desk.root)
        command = ("destination-writer", "checkpoint", folder, "--phase", str(plan.phase), "--runner", asked.runner)
        words = f"{plan.in_words[:1].upper()}{plan.in_words[1:]}. {_WHAT[asked.runner]}"
        return ApprovalRequest(NAME, f"Run the checkpoint of phase {plan.phase}?", words, command=command)

    async def run(self, asked: RunCheckpoint, context: ToolContext) -> ToolResult:
        def work(tell: Callable[[str], None], cancellation: Cancellation) -> Verdict:
            checkpoint = self._checkpoint(asked.runner)
            plan = checkpoint.plan(asked.phase)
            return checkpoint.run(plan, _listener(tell), cancellation, limit=DEFAULT_LIMIT)

        try:
            verdict = await run_cancellable(work, context.report)
        except (UnusablePath, KnowledgeError) as error:
            return fault(str(error))
        lines = list(validation(verdict))
        for line in lines:  # the person sees the verdict itself, not only what a model makes of it
            context.report(line)
        text = bounded("\n".join(lines), "The tool `results` has every failure with its cause.")
        done = "is complete" if verdict.is_done else "is not complete"
        summary = f"{'' if verdict.is_done else '🚫 '}phase {verdict.plan.phase} {done}"
        return ToolResult(material("the checkpoint's verdict", text), is_error=False, summary=summary)


def _listener(tell: Callable[[str], None]) -> Callable[[RunEvent], None]:
    def hear(event: RunEvent) -> None:
        match event:
            case StepStarted(title=title):
                tell(title)
            case TestFinished(result=result):
                tell(f"{result.name}: {result.outcome.value}")
            case OutputLine() | TestStarted():
                pass

    return hear
