"""A Change, put to every proof that can be had on this machine. What fails one is offered to nobody."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath

from destination_writer.agent.proposals.bounds import refusal
from destination_writer.agent.proposals.comparing import Comparison
from destination_writer.agent.proposals.compiling import Compiling, NoCompiler
from destination_writer.agent.proposals.hidden import hidden_faults
from destination_writer.agent.proposals.signatures import lost_signatures
from destination_writer.agent.proposals.syntax import lexical_fault, unreadable_members
from destination_writer.agent.proposals.testguard import harm_to_tests
from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rule import contract_of
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, StaleChange, apply_change
from destination_writer.text.files import MemoryFiles, OverlayFiles, UnreadableFile
from destination_writer.text.findings import Severity

SHOWN = 12
"""Reasons of one check that a model is told."""
RUN = (".gradle", ".gradle.kts")
"""Files that are code of the build."""


Tell = Callable[[str], None]


def _tell_nobody(words: str) -> None:
    del words


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Check:
    """One proof. `words` say what it found, or what is missing for it to run; empty for one that passed."""

    name: str
    outcome: Outcome
    words: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome.value}" + (f" ({self.words})" if self.words else "")


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a Change. `reasons` are sentences for whoever proposed it; `expectations` are those that the
    person alone may allow; `notes` are what a reader should know although nothing failed."""

    change: Change
    checks: tuple[Check, ...]
    reasons: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        return not self.reasons

    @property
    def told(self) -> tuple[str, ...]:
        """The checks, a line each."""
        return tuple(str(check) for check in self.checks)


@dataclass
class _Court:
    """Gathers the checks of one proof, in order."""

    change: Change
    tell: Tell = _tell_nobody
    checks: list[Check] = field(default_factory=list[Check])
    reasons: list[str] = field(default_factory=list[str])
    expectations: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list[str])

    def judge(self, name: str, faults: Sequence[str]) -> bool:
        """Note a check; whether it passed."""
        shown = [*faults[:SHOWN], *([f"and {len(faults) - SHOWN} more of {name}"] if len(faults) > SHOWN else [])]
        words = f"{len(faults)} reason{'s' if len(faults) > 1 else ''}" if faults else ""
        self.checks.append(Check(name, Outcome.FAILED if faults else Outcome.PASSED, words))
        self.reasons += shown
        return not faults

    def not_run(self, name: str, why: str) -> None:
        self.checks.append(Check(name, Outcome.NOT_RUN, why))

    def proof(self) -> Proof:
        return Proof(
            self.change, tuple(self.checks), tuple(self.reasons), self.expectations, tuple(dict.fromkeys(self.notes))
        )


class Prover:
    """Proofs for one connector. What was computed of the connector as it is stays until it changes."""

    def __init__(self, workspace: Workspace, root: str, compiling: Compiling | None = None) -> None:
        self._workspace, self._root = workspace, root
        self._compiling = compiling
        self._cache = SourceCache()

    def prove(self, change: Change, *, may_change_expectations: bool = False, tell: Tell = _tell_nobody) -> Proof:
        """Every check, the cheap ones first; a Change that does not reach or apply is not looked at further. Blocks
        while a compiler works; `tell` hears what takes its time."""
        court = _Court(change, tell)
        reach = [said for file in change.files if (said := refusal(file.path, self._root))]
        reach += [f"{path} would be removed; a proposal removes no file" for path in change.deleted]
        reach += [f"{file.path} leads elsewhere by a link" for file in change.files if self._is_led_away(file.path)]
        if not court.judge("touches the connector alone", reach):
            return court.proof()
        try:
            before, after = self._texts(change)
        except (StaleChange, UnreadableFile) as error:
            court.judge("applies", [str(error)])
            return court.proof()
        if not court.judge("applies", list(self._in_the_way(change))):
            return court.proof()
        court.judge("hides nothing", list(hidden_faults(before, after)))
        self._tests(court, before, after, may_change_expectations)
        if not court.judge("reads as Kotlin", list(_lexical(after))) or court.reasons:
            return court.proof()
        self._whole(court, before, after)
        return court.proof()

    def _is_led_away(self, path: str) -> bool:
        folder = self._workspace.disk.folder.resolve()
        try:
            return (folder / path).resolve() != folder / path
        except (OSError, RuntimeError, ValueError):
            return True

    def _in_the_way(self, change: Change) -> Iterator[str]:
        """New files for which there is no room: a file where they need a folder, or the other way round."""
        created = {file.path for file in change.files if isinstance(file, FileCreation)}
        folder = self._workspace.disk.folder
        for path in sorted(created):
            above = [str(one) for one in PurePosixPath(path).parents]
            blocked = next((one for one in above if one in created or (folder / one).is_file()), None)
            if blocked is not None:
                yield f"{path} needs a folder {blocked}, and that is a file; choose another path"
            elif (folder / path).is_dir():
                yield f"{path} is a folder; choose another path for the new file"

    def _texts(self, change: Change) -> tuple[dict[str, str], dict[str, str]]:
        files = self._workspace.files
        before = {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}
        return before, apply_change(change, before)

    def _tests(self, court: _Court, before: Mapping[str, str], after: Mapping[str, str], allowed: bool) -> None:
        harm = harm_to_tests(before, after)
        asked = [
            f"{one}. Nobody asked for another expectation: mend the code that is tested, or say why the test is wrong "
            "and ask the person"
            for one in harm.expectations
        ]
        court.expectations = harm.expectations
        court.judge("keeps every test and what it expects", [*harm.refused, *(() if allowed else asked)])
        if allowed:
            court.notes += harm.expectations

    def _whole(self, court: _Court, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """What takes the whole connector: signatures, stubs, suppressions, rules, the compiler."""
        court.tell("Checking the rules over the connector with the change")
        now = self._workspace.connector(self._root)
        then = self._with(after, now)
        knowledge = self._workspace.knowledge(self._root)
        both = Comparison(now, then, self._workspace.review(self._root), review(then, knowledge))
        court.judge("keeps the signatures", list(lost_signatures(before, after, both.was.findings)))
        court.judge("leaves no new stub", list(both.new_stubs()))
        court.judge("adds no suppression", list(both.suppressed(before, after)))
        court.judge("brings no new error of the rules", list(both.new(Severity.ERROR)))
        court.notes += list(both.new(Severity.WARNING))[:SHOWN]
        court.notes += [f"{path} is run by the build: read what it would do" for path in after if path.endswith(RUN)]
        if not self._compiles(court, now, then, knowledge):
            court.judge("changed members can be parsed", list(_unparsed(before, after)))

    def _with(self, after: Mapping[str, str], now: Connector) -> Connector:
        files = OverlayFiles(MemoryFiles(after), self._workspace.files)
        made = load_connector(files, self._root, name=now.name, cache=self._cache)
        return replace(made, cdk=now.cdk)

    def _compiles(self, court: _Court, now: Connector, then: Connector, knowledge: Knowledge) -> bool:
        """Whether a compiler has judged."""
        name = "compiles"
        if self._compiling is None:
            court.not_run(name, "compiling was not asked for")
            return False
        try:
            contract = contract_of(knowledge, then.cdk_version, then.cdk) if then.cdk_version else None
            if contract is None:
                court.not_run(name, "the CDK version is not known, so there is nothing to compile against")
                return False
            court.tell("Compiling the connector with the change")
            errors = self._compiling.new_errors(_kotlin(now), _kotlin(then), contract, then.workspace_path)
        except (NoCompiler, UnknownCdkVersion, KnowledgeError) as error:
            court.not_run(name, str(error))
            return False
        court.judge(name, errors)
        return True


def prove(workspace: Workspace, root: str, change: Change, compiling: Compiling | None = None) -> Proof:
    """One proof, for whoever needs no second."""
    return Prover(workspace, root, compiling).prove(change)


def _lexical(after: Mapping[str, str]) -> list[str]:
    kotlin = {path: text for path, text in after.items() if path.endswith((".kt", ".kts"))}
    return [f"{path}: {fault}" for path, text in kotlin.items() if (fault := lexical_fault(text))]


def _unparsed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    kotlin = {path: text for path, text in after.items() if path.endswith(".kt")}
    return [
        f"{path}: {said}" for path, text in kotlin.items() for said in unreadable_members(before.get(path, ""), text)
    ]


def _kotlin(connector: Connector) -> dict[str, str]:
    return {source.path: source.text for source in connector.sources}
