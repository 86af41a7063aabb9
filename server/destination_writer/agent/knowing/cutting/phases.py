"""Phases: what each is for, its steps, what its members owe, its tests and commands, and what goes wrong in it."""

from collections.abc import Iterator

from destination_writer.agent.knowing.cutting.slugs import slug
from destination_writer.agent.knowing.passages import Kind, Piece, lines, listed
from destination_writer.knowledge.phases import ALL_ERAS, Phase
from destination_writer.knowledge.store import Knowledge

PATH = "knowledge/phases.yaml"
SOURCE = "phases of this tool; from the CDK's sources and suites"


def phase_pieces(knowledge: Knowledge) -> Iterator[Piece]:
    for phase in knowledge.phases:
        yield _whole(phase)
        yield from _steps(phase)
        yield from _owed(phase)
        yield from _tests(phase)
        yield from _troubles(phase)


def _whole(phase: Phase) -> Piece:
    skipped = f"It can be skipped; then: {phase.skip_means}" if phase.optional else ""
    text = lines(
        f"Goal: {phase.goal}",
        f"Checkpoint: {phase.checkpoint}",
        f"Work: {phase.hours.low:g} to {phase.hours.high:g} hours.",
        skipped,
        "Steps:",
        listed(step.title for step in phase.steps),
        "Components: " + ", ".join(component.name for component in phase.components),
    )
    return Piece(
        anchor=f"{PATH}#{phase.number}",
        title=f"Phase {phase.number}: {phase.title}",
        text=text,
        kind=Kind.PHASE,
        source=SOURCE,
        keywords=f"{phase.title} phase goal checkpoint estimate hours long duration",
        phases=(phase.number,),
    )


def _steps(phase: Phase) -> Iterator[Piece]:
    for step in phase.steps:
        remarks = " ".join(remark.text for remark in step.remarks)
        yield Piece(
            anchor=f"{PATH}#{phase.number}/step/{slug(step.title)}",
            title=f"Phase {phase.number}, step: {step.title}",
            text=lines(step.text.replace("{ways}", "see the database's strategies"), remarks, f"File: {step.file}"),
            kind=Kind.STEP,
            source=SOURCE,
            role=step.role or "",
            phases=(phase.number,),
            eras=_limited(step.eras),
        )


def _owed(phase: Phase) -> Iterator[Piece]:
    for stub in phase.owns:
        name = "its other members" if stub.function == "*" else stub.function
        yield Piece(
            anchor=f"{PATH}#{phase.number}/owes/{stub.role}.{stub.function}",
            title=f"Phase {phase.number}: what {name} of the {stub.role.replace('_', ' ')} owes",
            text=stub.owes,
            kind=Kind.OWED,
            source=SOURCE,
            role=stub.role,
            phases=(phase.number,),
            eras=_limited(stub.eras),
        )


def _tests(phase: Phase) -> Iterator[Piece]:
    tests = [
        f"`{test.name}` ({group.suite.replace('_', ' ')}): {test.proves}"
        for group in (*phase.tests, *phase.recommended)
        for test in group.tests
    ]
    exempt = [f"`{test.name}` counts against nothing: {test.reason}" for test in phase.exempt]
    yield Piece(
        anchor=f"{PATH}#{phase.number}/tests",
        title=f"Phase {phase.number}, {phase.title}: its tests",
        text=listed((*tests, *exempt)) or "This phase has no tests of its own.",
        kind=Kind.PHASE,
        source=SOURCE,
        keywords=f"{phase.title} test required checkpoint pass",
        phases=(phase.number,),
    )
    commands = [f"{command.title}: `{command.run}`" for command in phase.commands]
    instead = [f"There is no task `{task.name}`; use `{task.instead}`." for task in phase.guide_tasks]
    yield Piece(
        anchor=f"{PATH}#{phase.number}/commands",
        title=f"Phase {phase.number}, {phase.title}: commands",
        text=listed((*commands, *instead)),
        kind=Kind.PHASE,
        source=SOURCE,
        keywords=f"{phase.title} run command gradle task",
        phases=(phase.number,),
    )


def _troubles(phase: Phase) -> Iterator[Piece]:
    for trouble in phase.troubleshooting:
        yield Piece(
            anchor=f"{PATH}#{phase.number}/trouble/{slug(trouble.symptom)}",
            title=trouble.symptom,
            text=lines(f"Cause: {trouble.cause}", f"Fix: {trouble.fix}"),
            kind=Kind.TROUBLE,
            source=SOURCE,
            phases=(phase.number,),
            eras=_limited(trouble.eras),
        )


def _limited(eras: tuple[str, ...]) -> tuple[str, ...]:
    return () if len(eras) == len(ALL_ERAS) else tuple(eras)
