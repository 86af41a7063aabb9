"""What is there of a connector, recognised from its code and results alone: for whoever comes back to it.

Nothing here is taken from what the state file says of components or progress: a connector that this tool never touched,
one whose state file was deleted and one that was edited by hand are judged alike, member by member. Pure.
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from destination_writer.checkpoints.components import component_statuses, phase_of_stub, real_components
from destination_writer.checkpoints.gate import Inputs
from destination_writer.checkpoints.skipsection import Told
from destination_writer.checkpoints.status import BlockerKind, ConnectorStatus, PhaseState, PhaseStatus, Progress
from destination_writer.connector.model import Component, DefectKind, Stub
from destination_writer.connector.roles import Role
from destination_writer.connector.state import STATE_PATH
from destination_writer.knowledge.phases import ComponentGoal, Phase

PROGRAM = "destination-writer"
_CODE = frozenset({BlockerKind.OPEN_STUB, BlockerKind.MISSING_COMPONENT})


class Found(StrEnum):
    """How a phase was found."""

    DONE = "done"
    """Complete by every rule of the gate."""
    PROVEN = "proven"
    """Its code is written and its tests pass; an earlier phase is not complete."""
    WRITTEN = "written"
    """Its code is written; no result that speaks of it as it is says whether it works."""
    PARTIAL = "partial"
    """Some of its code is written."""
    OPEN = "open"
    """None of its code is written."""
    FAILING = "failing"
    """Something that ran failed, or cannot be read."""
    SKIPPED = "skipped"


_PROVEN = frozenset({Found.DONE, Found.PROVEN})
_NOT_WRITTEN = frozenset({Found.FAILING, Found.PARTIAL, Found.OPEN})
_RUN_BEFORE = frozenset({BlockerKind.STALE_RESULT, BlockerKind.UNKNOWN_AGE})


@dataclass(frozen=True, slots=True)
class Member:
    """A function that a component must have. `place` is `path:line` of its stub; empty without one."""

    name: str
    progress: Progress
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A component. `class_name` and `path` are those of the class that plays it (the first with a stub), empty without
    one; `stubs` counts the open stubs of the phase in it; `lacks` says what is missing, as the middle of a sentence."""

    name: str
    progress: Progress
    required: bool
    members: tuple[Member, ...] = ()
    class_name: str = ""
    path: str = ""
    stubs: int = 0
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class FoundPhase:
    """`failing` and `unknown` are sentences: what ran and failed, and what nothing tells without a run."""

    number: int
    title: str
    found: Found
    parts: tuple[Part, ...] = ()
    failing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    reason: str = ""
    """Why it is skipped."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, and the exact command; `command` is empty where a person's editor is the tool."""

    sentence: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Resumption:
    """The whole answer. `state_file` says what of the state file could be used; `then` are further steps."""

    name: str
    database: str | None
    cdk_version: str | None
    state_file: str
    phases: tuple[FoundPhase, ...]
    next: Step
    then: tuple[Step, ...] = ()
    problems: tuple[str, ...] = ()

    def of(self, *kinds: Found) -> tuple[FoundPhase, ...]:
        return tuple(phase for phase in self.phases if phase.found in kinds)


def resume(inputs: Inputs, status: ConnectorStatus, told: tuple[Told, ...] = (), path: str = ".") -> Resumption:
    """`status` is the gate's verdict on the same inputs, `told` what the documentation says of skipped phases, `path`
    how a person names the connector: it stands in the commands."""
    phases = found_phases(inputs, status)
    steps = tuple(_steps(inputs, phases, status, told, shlex.quote(path)))
    return Resumption(
        name=status.name,
        database=status.database,
        cdk_version=status.cdk_version,
        state_file=_state_words(inputs),
        phases=phases,
        next=steps[0],
        then=steps[1:],
        problems=status.problems,
    )


def found_phases(inputs: Inputs, status: ConnectorStatus) -> tuple[FoundPhase, ...]:
    """How each phase is found, by number; `status` is the gate's verdict on the same inputs."""
    phases = tuple(_found(inputs, phase, status.phases[phase.number]) for phase in inputs.phases)
    return tuple(_whole_suite(phase, phases) if inputs.phases[phase.number].whole_suite else phase for phase in phases)


def _state_words(inputs: Inputs) -> str:
    connector = inputs.connector
    broken = next((d for d in connector.defects if d.kind is DefectKind.STATE), None)
    if broken is not None:
        return f"The state file is not used: {broken}."
    if STATE_PATH in connector.texts:
        return f"Decisions are taken from {STATE_PATH}; everything else is read from the code and the results."
    return (
        f"There is no {STATE_PATH}: the code and the results alone were looked at. Decisions that it held, such as "
        "strategies, are taken anew when they matter."
    )


def _found(inputs: Inputs, phase: Phase, status: PhaseStatus) -> FoundPhase:
    own = [blocker for blocker in status.blockers if blocker.kind is not BlockerKind.EARLIER_PHASE]
    parts = tuple(_parts(inputs, phase))
    failing = tuple(b.sentence for b in own if b.kind.is_failure)
    unknown = tuple(b.sentence for b in own if not b.kind.is_failure and b.kind not in _CODE)
    if status.state is PhaseState.SKIPPED:
        return FoundPhase(phase.number, phase.title, Found.SKIPPED, reason=status.skip_reason)
    is_open = any(blocker.kind in _CODE for blocker in own)
    if failing:
        found = Found.FAILING
    elif is_open:
        begun = any(part.progress is not Progress.NOT_STARTED for part in parts if part.required)
        found = Found.PARTIAL if begun else Found.OPEN
    elif own:
        found = Found.WRITTEN
    else:
        found = Found.DONE if status.state is PhaseState.DONE else Found.PROVEN
    return FoundPhase(phase.number, phase.title, found, parts, failing, unknown)


def _whole_suite(phase: FoundPhase, phases: tuple[FoundPhase, ...]) -> FoundPhase:
    """The phase that asks for every test has not begun while others are open, and no absence of results proves it."""
    if phase.found not in (Found.PROVEN, Found.WRITTEN):
        return phase
    if any(p.found in (Found.PARTIAL, Found.OPEN) for p in phases):
        return replace(phase, found=Found.OPEN, unknown=())
    return replace(
        phase, found=Found.WRITTEN, unknown=("The whole suite must pass. This is a blocker.", *phase.unknown)
    )


def _parts(inputs: Inputs, phase: Phase) -> Iterator[Part]:
    stubs = [s for s in inputs.connector.stubs if phase_of_stub(s, inputs.phases, inputs.era) == phase.number]
    statuses = component_statuses(phase, inputs.connector, stubs, inputs.era)
    for goal, status in zip(phase.components_for(inputs.era), statuses, strict=True):
        if not status.required and status.progress is Progress.NOT_STARTED:
            continue
        classes = [c for name in goal.roles for c in real_components(inputs.connector, Role(name))]
        own = [s for s in stubs if s.role in {Role(name) for name in goal.roles}]
        first = _first_with_stub(classes, own)
        yield Part(
            name=goal.name,
            progress=status.progress,
            required=status.required,
            members=tuple(_members(inputs, goal, own)),
            class_name=first.declaration.name if first else "",
            path=first.path if first else "",
            stubs=len(own),
            lacks=status.lacks,
        )


def _first_with_stub(classes: list[Component], stubs: list[Stub]) -> Component | None:
    """The class with a stub left; without one, the first that there is."""
    open_ones = {(stub.path, stub.call.class_name) for stub in stubs}
    with_stub = (c for c in classes if (c.path, c.declaration.name) in open_ones)
    return next(with_stub, classes[0] if classes else None)


def _members(inputs: Inputs, goal: ComponentGoal, stubs: list[Stub]) -> Iterator[Member]:
    declared = {
        member.name
        for role in goal.roles
        for component in real_components(inputs.connector, Role(role))
        for member in (*component.declaration.functions, *component.declaration.properties)
    }
    places = {s.call.function: f"{s.path}:{s.call.range.start.line + 1}" for s in reversed(stubs)}
    for name in goal.functions:
        if name in places:
            yield Member(name, Progress.IN_PROGRESS, places[name])
        elif name in declared:
            yield Member(name, Progress.DONE)
        elif goal.required:
            yield Member(name, Progress.NOT_STARTED)
    if not goal.functions:
        yield from (Member(name or "a property", Progress.IN_PROGRESS, place) for name, place in places.items())


def behind_results(phases: tuple[FoundPhase, ...], status: ConnectorStatus) -> int | None:
    """The first phase after the last one whose tests have run, never beyond what fails or is not written; None where
    nothing has run, or nothing is left.

    A result of older sources proves nothing, but shows that the work has come so far.
    """
    counted = [phase for phase in phases if phase.found is not Found.SKIPPED]
    end = next((phase.number for phase in counted if phase.found in _NOT_WRITTEN), len(phases))
    reached = [p.number for p in counted if p.number < end and (p.found in _PROVEN or _has_run(status, p.number))]
    return next((p.number for p in counted if p.number > reached[-1]), None) if reached else None


def _has_run(status: ConnectorStatus, number: int) -> bool:
    return any(blocker.kind in _RUN_BEFORE for blocker in status.phases[number].blockers)


def _steps(
    inputs: Inputs, phases: tuple[FoundPhase, ...], status: ConnectorStatus, told: tuple[Told, ...], path: str
) -> Iterator[Step]:
    """What to do, the next thing first; never empty. A phase that is written behind tested ones is run before the next
    is begun, as everywhere; where nothing has ever run, what is to be written comes first."""
    connector = inputs.connector
    broken = next((d for d in connector.defects if d.kind is DefectKind.STATE), None)
    if broken is not None:
        yield Step(f"Mend the state file: {broken}. Nothing is recorded before. This is a blocker.")
    counted = [phase for phase in phases if phase.found is not Found.SKIPPED]
    failing = next((phase for phase in counted if phase.found is Found.FAILING), None)
    unfinished = next((phase for phase in counted if phase.found in (Found.PARTIAL, Found.OPEN)), None)
    written = [p for p in counted if p.found is Found.WRITTEN and (unfinished is None or p.number < unfinished.number)]
    if failing is not None:
        sentence = f"Mend what fails in phase {failing.number} ({failing.title}): {failing.failing[0]}"
        yield Step(sentence, f"{PROGRAM} diagnose {path}")
    steps = [_continue(unfinished, path)] if failing is None and unfinished is not None else []
    if written:
        at = behind_results(phases, status)
        tested_first = failing is None and unfinished is not None and at is not None and at < unfinished.number
        steps.insert(0 if tested_first else len(steps), _run(written, path))
    yield from steps
    if failing is None and unfinished is None and not written:
        yield Step("All phases are complete: go through what a release needs.", f"{PROGRAM} checklist {path}")
    known = {skipped.phase for skipped in connector.state.skipped_phases}
    for one in told:
        if one.phase not in known and one.phase < len(phases):
            command = f"{PROGRAM} skip {path} {one.phase} --reason {shlex.quote(one.reason or 'left out earlier')}"
            yield Step(f"The documentation calls phase {one.phase} left out; record that again.", command)


def _run(written: list[FoundPhase], path: str) -> Step:
    which = f"Phase {written[-1].number} is" if len(written) == 1 else f"Phases {_numbers(written)} are"
    sentence = f"{which} written, and no result speaks of the sources as they are: run the tests."
    return Step(sentence, f"{PROGRAM} checkpoint {path} --phase {written[-1].number}")


def _numbers(phases: list[FoundPhase]) -> str:
    listed = [str(phase.number) for phase in phases]
    if len(listed) > 2 and phases[-1].number - phases[0].number == len(phases) - 1:
        return f"{listed[0]} to {listed[-1]}"
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def _continue(phase: FoundPhase, path: str) -> Step:
    command = f"{PROGRAM} implement {path} --phase {phase.number}"
    name = f"phase {phase.number} ({phase.title})"
    part = next((p for p in phase.parts if p.stubs or (p.required and p.progress is not Progress.DONE)), None)
    if part is None:
        return Step(f"Continue with {name}.", command)
    if part.stubs:
        count = "1 stub" if part.stubs == 1 else f"{part.stubs} stubs"
        open_ones = [member.name for member in part.members if member.place]
        which = f" ({', '.join(open_ones)})" if open_ones else ""
        return Step(f"Continue with {part.class_name or part.name}: {count}{which}, {name}.", command)
    what = f"{part.lacks}" if part.lacks else "it is not written"
    return Step(f"Continue with the {part.name} of {name}: {what}.", command)
