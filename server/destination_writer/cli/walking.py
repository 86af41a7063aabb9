"""The walk through the phases: introduce, write step by step with approval, enable the tests, validate, go on.

Nothing is kept between two calls but what the files say: each run finds its place again from code, results and state.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.atwork import phase_at_work
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.completion import COMPLETE, left_out, next_steps
from destination_writer.checkpoints.introduction import Introduction, introduce, introduction
from destination_writer.checkpoints.status import BlockerKind, ConnectorStatus, PhaseState
from destination_writer.checkpoints.walkstate import characteristics, remember, started
from destination_writer.checkpoints.workspace import Workspace, gate_inputs, open_workspace
from destination_writer.cli.asking import Left, agreed, ask, read
from destination_writer.cli.beginning import run_command
from destination_writer.cli.conditionscreen import ask_conditions
from destination_writer.cli.paint import say
from destination_writer.cli.stepping import PhaseSkipped, StepDesk
from destination_writer.cli.stepscreen import show_change
from destination_writer.cli.validating import Validation
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.stepping import Kit, steps_of
from destination_writer.text.changes import Change
from destination_writer.toolchain.workspace import workspace_templates

_OF_CODE = frozenset(
    {
        BlockerKind.OPEN_STUB,
        BlockerKind.MISSING_COMPONENT,
        BlockerKind.FAILED_TEST,
        BlockerKind.REGRESSION,
        BlockerKind.UNREADABLE,
        BlockerKind.CDK_VERSION,
    }
)
"""Blockers that something has to be written or mended for; the others ask for a run."""
_PASSED = frozenset({PhaseState.DONE, PhaseState.SKIPPED})


@dataclass(frozen=True)
class Options:
    """`yes` answers every question with its default; `phase` is the only one to walk, None for the one at work on."""

    path: str
    runner: str
    gradle: str
    limit: float
    verbose: bool
    yes: bool
    phase: int | None


class Walk:
    """One connector, walked. `exit_code` of a finished walk: 0 when the phase is done, 1 when it is not."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.workspace: Workspace = open_workspace(options.path)
        self.root = self.workspace.only_connector()
        self.base = self.workspace.disk.folder
        self.folder = self.base / self.root
        self._was_asked = False

    def kit(self) -> Kit:
        """The connector as it is now, with knowledge and templates of the workspace."""
        folders = (self.base,) if self.folder == self.base else (self.base, self.folder)
        templates = Templates(workspace_templates(*folders))
        return Kit(self.workspace.connector(self.root), self.workspace.knowledge(self.root), templates)

    def status(self) -> ConnectorStatus:
        return self.workspace.status(self.root)

    def phase_at_work(self, status: ConnectorStatus) -> int:
        connector, knowledge = self.workspace.connector(self.root), self.workspace.knowledge(self.root)
        return phase_at_work(gate_inputs(connector, knowledge, self.workspace.evidence(self.root)), status)

    def texts(self, change: Change) -> dict[str, str]:
        """The present texts of the files that a Change touches."""
        files = self.workspace.disk.files
        return {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}

    def write(self, change: Change, maker: Maker, phase: int, **told: object) -> None:
        """Apply a Change and note it. Raises StaleChange and CannotWrite."""
        stubs, strategies = told.get("stubs", ()), told.get("strategies")
        written, problem = write_and_record(
            self.base,
            change,
            maker=maker,
            phase=phase,
            stubs=stubs if isinstance(stubs, tuple) else (),
            strategies=strategies if isinstance(strategies, Mapping) else None,
            root=self.root,
        )
        for path in written:
            say(f"✓ wrote {path}", fg="green")
        if problem:
            say(problem)

    def run(self) -> int:
        """Walk until the person leaves, a phase stays open, or all are done. Raises Left and CannotGenerate."""
        status = self.status()
        at_work = self.phase_at_work(status)
        number = self.options.phase
        if number is None:
            if status.current_phase is None:
                return self._all_done()
            number = at_work
        elif status.current_phase is not None and number > (written := self._written_up_to(status, at_work)):
            return self._too_early(number, status, written)
        while True:
            if self.options.yes and self.options.phase is None and self._is_optional(number):
                return 0 if status.phases[number - 1].state in _PASSED else 1
            if not self._phase(number):
                return 1
            status = self.status()
            following = self._next(number)
            if following is None:
                return self._all_done() if self.status().current_phase is None else 0
            if self.options.phase is not None:
                say(f"Next: destination-writer implement {self.options.path} --phase {following}")
                return 0
            if not self.options.yes and not self._was_asked and not agreed(f"Ready for Phase {following}?"):
                raise Left
            number = following

    def _written_up_to(self, status: ConnectorStatus, at_work: int) -> int:
        """The first phase from the one at work on whose code is not written or does not pass: one may be asked for.

        Those before it are written and nothing speaks of their tests, as after the state file was deleted: the
        checkpoint of the phase that is walked runs them too, and the gate asks for all of them.
        """
        unwritten = (p.number for p in status.phases if any(b.kind in _OF_CODE for b in p.blockers))
        return max(at_work, next(unwritten, at_work))

    def _next(self, number: int) -> int | None:
        phases = self.status().phases
        return next((p.number for p in phases[number + 1 :] if p.state is not PhaseState.SKIPPED), None)

    def _too_early(self, number: int, status: ConnectorStatus, at_work: int) -> int:
        before = status.phases[at_work]
        say(f"🚫 BLOCKER: Phase {number} waits for Phase {at_work} ({before.title}), which is not complete.", fg="red")
        for blocker in before.blockers[:5]:
            say(f"  {blocker.sentence}")
        say(f"Go on there: destination-writer implement {self.options.path}")
        return 1

    def _all_done(self) -> int:
        say(COMPLETE, fg="green")
        if said := left_out(self.status()):
            say(said)
        for line in next_steps(self.options.path):
            say(line)
        return 0

    def _phase(self, number: int) -> bool:
        """Whether the next phase may begin."""
        status, kit = self.status(), self.kit()
        if status.phases[number].state is PhaseState.SKIPPED:
            say(f"Phase {number} is skipped: {status.phases[number].skip_reason or 'no reason is noted'}.")
            return True
        about = introduce(kit, status, number)
        say()
        for line in introduction(about):
            say(line, bold=line.startswith("📋"))
        try:
            self._begin(about)
            if problem := remember(self.folder, started(number)):
                say(problem)
            self._conditions(number)
            self._steps(number)
        except PhaseSkipped:
            return True
        self._enable(number)
        validation = Validation(self, number)
        may_begin = validation.run()
        self._was_asked = validation.was_asked
        return may_begin

    def _is_optional(self, number: int) -> bool:
        """Whether only a person decides about a phase; then what there is to decide was said."""
        phase = self.workspace.knowledge(self.root).phase(number)
        if not phase.optional or self.status().phases[number].state is PhaseState.SKIPPED:
            return False
        say(f"Phase {number} ({phase.title}) is optional, so only you decide about it:")
        say(f"  destination-writer implement {self.options.path} --phase {number}")
        say(f"  destination-writer skip {self.options.path} {number} --reason TEXT")
        return True

    def _begin(self, about: Introduction) -> None:
        if self.options.yes:
            return
        if not about.optional:
            if ask("Ready to begin?", ("y", "n"), default="y") == "n":
                raise Left
            return
        if ask("Implement it, or skip it?", ("implement", "skip"), default="implement") == "skip":
            if not self.skip(about.number):
                raise Left
            raise PhaseSkipped

    def skip(self, number: int, without: str = "") -> bool:
        """Have the phase skipped for the person's reason; whether it is."""
        reason = read("Why do you skip it? ") or (f"The database has no {without}." if without else "")
        word = () if sys.stdin.isatty() else ("--yes",)  # it was given here; the command asks on a terminal alone
        arguments = ("skip", self.options.path, str(number), *(("--reason", reason) if reason else ()))
        return run_command(*arguments, *word) and self.status().phases[number].state is PhaseState.SKIPPED

    def _conditions(self, number: int) -> None:
        about = introduce(self.kit(), self.status(), number)
        told = ask_conditions(about, asks=not self.options.yes)
        if told and (problem := remember(self.folder, characteristics(told))):
            say(problem)

    def _steps(self, number: int) -> None:
        """Each component once; what is left open is named by the checkpoint."""
        desk = StepDesk(self, number)
        while (step := next((s for s in steps_of(self.kit(), number) if s.key not in desk.seen), None)) is not None:
            desk.take(step)

    def _enable(self, number: int) -> None:
        kit = self.kit()
        made = enable_phase(kit.connector, kit.knowledge, kit.templates, number)
        if not isinstance(made, Change):
            return
        say()
        say(f"📝 {made.title}", bold=True)
        say()
        show_change(made, self.texts(made))
        say(f"• {made.purpose} A test that does not run proves nothing.")
        for note in made.notes:
            say(f"• {note}")
        if self.options.yes or agreed("Should I enable them?"):
            self.write(made, Maker.TESTS, number)


def why_not(error: CannotGenerate) -> str:
    """Why the walk cannot begin, as a sentence with what is missing."""
    missing = f" Missing: {'; '.join(error.missing)}." if error.missing else ""
    return f"{error.reason}.{missing}"
