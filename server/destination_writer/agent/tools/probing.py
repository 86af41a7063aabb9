"""`run_probe`: experiments on the one test database that the person named, each statement shown before it runs."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import BaseModel, Field

from destination_writer.agent.tools.blocking import ENDING, run_cancellable
from destination_writer.agent.tools.desk import Desk
from destination_writer.agent.tools.material import material
from destination_writer.agent.tools.output import bounded, count, fault, short
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
from destination_writer.checkpoints.runner import Cancellation
from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Preflight, Source, read_preflight
from destination_writer.generate.preflight.api import answers_change, known_answers
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.experiments import load_experiments, load_speech
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist
from destination_writer.text.changes import Change
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.probing import Address, BadAddress, CannotReach, Link, connect, read_address
from destination_writer.verification.probing import CannotMake, Planned, Prepared, Subject, Verdict, judge, prepare
from destination_writer.verification.probing.asking import as_text, experiments_for

NAME = "run_probe"


class RunProbe(BaseModel):
    questions: list[str] = Field(
        default_factory=list[str],
        max_length=60,
        description="Ids of the preflight questions to find out, such as capabilities.merge, or how ids begin "
        "(capabilities); empty: all that are open.",
    )


def probing_tools(desk: Desk) -> tuple[AnyTool, ...]:
    """The one tool over a desk's connector."""
    probing = _Probing(desk)
    return (
        any_tool(
            Tool(
                NAME,
                "Finds out by experiments what a database does: quoting, types, upsert, errors. It works only on "
                "the test database that the person named in the settings, in a namespace of its own that is removed "
                "again. You cannot choose the database. The person sees every statement before any is run.",
                RunProbe,
                Approval.ALWAYS if desk.settings.probe_address else Approval.FREE,  # without one it only says so
                probing.run,
                request=probing.request,
                title=lambda _: "Probing the test database",
                repeatable=False,
                alone=True,
            )
        ),
    )


@dataclass
class _Ready:
    prepared: Prepared
    known: dict[str, Answer]
    checklist: Checklist
    preflight: Preflight


class _Refused(Exception):
    """The message says why nothing can be probed, and what to do."""


class _Probing:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def request(self, asked: RunProbe) -> ApprovalRequest:
        try:
            shown = self._address().shown
        except _Refused as error:
            return ApprovalRequest(NAME, "Probe a database?", f"It cannot be done: {error}")
        which = f"about {', '.join(asked.questions[:8])}" if asked.questions else "about all open questions"
        words = f"It connects to {shown}, which you named, and prepares experiments {which}. "
        return ApprovalRequest(
            NAME, "Connect to your test database?", words + "You see every statement before it is run."
        )

    def _address(self) -> Address:
        url = self._desk.settings.probe_address
        if not url:
            raise _Refused(
                "The person has named no test database, so none is touched. They name one in the setting for the "
                "probe, or run `destination-writer preflight PATH --probe URL` themselves"
            )
        try:
            return read_address(url, os.environ)
        except BadAddress as error:
            raise _Refused(str(error)) from None

    async def run(self, asked: RunProbe, context: ToolContext) -> ToolResult:
        try:
            ready = await self._ready(asked)
        except (_Refused, CannotReach, KnowledgeError, UnreadableFile) as error:
            return fault(str(error))
        try:
            decision = await context.approver.decide(_statements(ready.prepared))
        except BaseException:
            ready.prepared.close()
            raise
        if not decision.is_yes:
            ready.prepared.close()
            said = f" They say: {short(decision.feedback, 600)}" if decision.feedback else ""
            return fault(f"The person does not let these statements run; nothing was run.{said}")

        def work(tell: Callable[[str], None], cancellation: Cancellation) -> str | Verdict:
            return _carried_out(ready, tell, cancellation)

        verdict = await run_cancellable(work, context.report)
        return fault(verdict) if isinstance(verdict, str) else self._told(ready, verdict)

    async def _ready(self, asked: RunProbe) -> _Ready:
        """Prepared in a thread; an answer that is cancelled meanwhile leaves no connection open."""
        work = asyncio.ensure_future(asyncio.to_thread(self._prepare, asked))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work], timeout=ENDING)
            if work.done() and not work.cancelled() and work.exception() is None:
                work.result().prepared.close()
            raise

    def _prepare(self, asked: RunProbe) -> _Ready:
        desk, address = self._desk, self._address()
        knowledge = desk.knowledge
        preflight = self._preflight()
        slug = preflight.database or desk.connector.database or ""
        dialect = desk.dialect(slug) or desk.dialect(preflight.like)
        preflight = replace(preflight, database=slug, name=preflight.name or (dialect.name if dialect else slug))
        checklist = knowledge.checklist
        coordinates = [artifact.coordinate for artifact in dialect.connection.artifacts] if dialect else []

        def reach() -> Link:
            return connect(address, desk.settings.probe_drivers, coordinates, os.environ)

        known = _known(checklist, preflight, dialect)
        answers = {key: answer.value for key, answer in known.items() if answer.is_given}
        wanted = [q for q in checklist.questions if _is_asked(q.id, asked.questions)]
        experiments = experiments_for(wanted, load_experiments(knowledge.files), answers)
        if not experiments:
            raise _Refused("No experiment answers these questions; name others, or none for all")
        given = {key: text for key, value in answers.items() if (text := as_text(value)) is not None}
        sure = frozenset(key for key, answer in known.items() if answer.source == Source.KNOWLEDGE.value)
        subject = Subject(address, reach, dialect, load_speech(knowledge.files), given, sure)
        link = reach()
        if said := _mistaken(desk, dialect, link.title):
            link.close()
            raise _Refused(said)
        return _Ready(prepare(subject, experiments, link), known, checklist, preflight)

    def _preflight(self) -> Preflight:
        text = self._text()
        if text is None:
            return Preflight()
        read = read_preflight(text)
        if read.is_broken:
            raise _Refused(str(read.problems[0]))
        return read.preflight

    @property
    def _path(self) -> str:
        return f"{self._desk.root}/{PREFLIGHT_PATH}" if self._desk.root else PREFLIGHT_PATH

    def _text(self) -> str | None:
        files = self._desk.workspace.files
        return files.read(self._path) if files.exists(self._path) else None

    def _told(self, ready: _Ready, verdict: Verdict) -> ToolResult:
        lines = [f"{key}: {answer.value!r} {answer.note}".rstrip() for key, answer in verdict.answers.items()]
        lines += [
            f"DENIED {d.question}: you have {d.answer!r}, found {d.found!r}: {d.evidence}" for d in verdict.denied
        ]
        lines += [f"undecided {one.question}: {one.evidence}" for one in verdict.undecided]
        text = material(
            "what the experiments showed", bounded("\n".join(map(short, lines)), "Ask for single questions.")
        )
        made = answers_change(self._path, self._text(), verdict.answers, ready.checklist, ready.preflight)
        if not isinstance(made, Change):
            return ToolResult(text, summary=count(len(verdict.answers), "answer"))
        change = self._desk.made_by(made, Maker.PREFLIGHT)
        return ToolResult(text, proposal=change, checks=(), summary=count(len(verdict.answers), "answer"))


def _mistaken(desk: Desk, dialect: Dialect | None, title: str) -> str:
    """What to say when the server calls itself another database than the connector's."""
    known = (desk.dialect(slug) for slug in desk.knowledge.dialect_slugs)
    found = next((one for one in known if one and title.lower().startswith(f"{one.name.lower()} ")), None)
    if dialect is None or found is None:
        return ""
    if found.slug in (dialect.slug, *dialect.parents) or dialect.slug in found.parents:
        return ""
    return f"The connector is for {dialect.name}, and the database that was named is {title}; nothing was run"


def _is_asked(question: str, wanted: list[str]) -> bool:
    return not wanted or any(question == one or question.startswith(f"{one}.") for one in wanted)


def _known(checklist: Checklist, preflight: Preflight, dialect: Dialect | None) -> dict[str, Answer]:
    """The checklist's answers, and those of the dialect where it has none yet."""
    known = known_answers(checklist, dialect, "knowledge") if dialect else {}
    return known | {entry.id: entry.answer for entry in preflight.entries if entry.answer.is_given}


def _statements(prepared: Prepared) -> ApprovalRequest:
    """Everything that would be sent, in order."""
    listed = [*prepared.creating()]
    listed += [sql for planned in prepared.plans for sql in planned.statements]
    listed += prepared.removing() or (f"DROP TABLE of every table that begins with {prepared.scratch.name}_",)
    shown = prepared.link.address.shown
    words = (
        f"Is {shown} ({prepared.link.title}) a test database, and may these {len(listed)} statements run in it? They "
        f"work in a namespace of their own, {prepared.scratch.name}, which is removed at the end, also after a "
        "failure."
    )
    return ApprovalRequest(NAME, "Run these statements in your test database?", words, statements=tuple(listed))


def _carried_out(ready: _Ready, tell: Callable[[str], None], cancellation: Cancellation) -> str | Verdict:
    """The verdict, or why nothing could be run."""

    def hear(planned: Planned) -> None:
        if cancellation.is_cancelled:
            raise KeyboardInterrupt  # what ends the experiments and leaves the removal to be done
        tell(planned.experiment.question)

    try:
        probed = ready.prepared.run(hear, lambda: None)
    except CannotMake as error:
        return f"{ready.prepared.link.title} does not let us make a namespace, so nothing was run: {error}"
    verdict = judge(ready.checklist, ready.known, probed)
    if probed.left:
        tell(f"Left behind: {', '.join(probed.left)}. Remove it with: {'; '.join(probed.by_hand)}")
    return verdict
