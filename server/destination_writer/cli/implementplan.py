"""`implement --json`: what a phase would write, as values."""

from destination_writer.checkpoints.introduction import introduce
from destination_writer.cli.walking import Walk
from destination_writer.generate.enabling import enable_phase
from destination_writer.generate.stepping import Kit, Step, make_step, steps_of, ways_of
from destination_writer.text.changes import Change, NoChange
from destination_writer.text.udiff import unified


def plan_of(walk: Walk) -> dict[str, object]:
    """The phase that is asked for, or at work. `steps` are each made against the connector as it is now."""
    kit, status = walk.kit(), walk.status()
    number = walk.options.phase
    number = walk.phase_at_work(status) if number is None else number
    about = introduce(kit, status, number)
    enabling = enable_phase(kit.connector, kit.knowledge, kit.templates, number)
    return {
        "phase": number,
        "title": about.title,
        "goal": about.goal,
        "checkpoint": about.checkpoint,
        "state": status.phases[number].state.value,
        "components": [{"name": name, "done": done} for name, done in about.components],
        "conditions": [
            {
                "key": standing.condition.characteristic,
                "question": standing.condition.question.replace("{database}", about.dialect.name),
                "known": standing.known,
                "told": standing.told,
                "proof": standing.proof,
            }
            for standing in about.conditions
        ],
        "steps": [_step(walk, kit, step, number) for step in steps_of(kit, number)],
        "tests": list(about.tests),
        "waiting_tests": list(about.waiting),
        "enabling": _diff(walk, enabling) if isinstance(enabling, Change) else None,
        "types": [{"airbyte": row.airbyte, "column": row.ddl, "gap": row.gap, "note": row.note} for row in about.types],
        "command": f"destination-writer checkpoint {walk.options.path} --phase {number} --runner {walk.options.runner}",
    }


def _step(walk: Walk, kit: Kit, step: Step, number: int) -> dict[str, object]:
    made = make_step(kit, step, number)
    told: dict[str, object] = {
        "number": step.number,
        "title": step.title,
        "path": step.path,
        "members": list(step.members),
        "creates": step.creates,
        "ways": [
            {
                "kind": known.kind.value,
                "decided": known.decided,
                "strategies": [
                    {"slug": way.slug, "title": way.title, "trade_off": way.trade_off, "proof": way.proof.label}
                    for way in known.ways
                ],
            }
            for known in ways_of(kit, step, number)
        ],
    }
    if isinstance(made, NoChange):
        return told | {"reason": made.reason, "missing": list(made.missing)}
    return told | {
        "diff": _diff(walk, made.change),
        "pieces": [{"member": p.name, "purpose": p.purpose, "notes": list(p.notes)} for p in made.pieces],
        "notes": list(made.change.notes),
        "provenance": made.change.provenance,
        "stays_open": list(made.stays_open),
    }


def _diff(walk: Walk, change: Change) -> str:
    return unified(change, walk.texts(change))
