"""Where the work stands and how it goes on: next, resume, skip, and the wish to go on past a failure."""

import re
from collections.abc import Iterator

from destination_writer.agent.knowing.desk import NO_DATABASE, Desk, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion
from destination_writer.agent.knowing.replies.looking import look
from destination_writer.agent.knowing.yesno import is_no
from destination_writer.checkpoints.status import ConnectorStatus, PhaseState, PhaseStatus
from destination_writer.knowledge.conditions import load_conditions
from destination_writer.knowledge.phases import Phase

_SKIPPED_BY = {"cdc": 10, "dedupe": 9, "deduplication": 9, "optimisation": 11, "optimization": 11}
_MARKS = {PhaseState.DONE: "✓", PhaseState.SKIPPED: "–", PhaseState.CURRENT: "→", PhaseState.BLOCKED: "🚫"}
_PHASE = re.compile(r"\bphase (\d{1,2})\b", re.IGNORECASE)
GO_ON = "go-on"
_MOST = 4
"""Blockers that are named."""


def proceed(desk: Desk) -> Answer:
    """`What next?`: the phase at work, what keeps it from being done, and the command."""
    if desk.topic.pending == GO_ON and is_no(desk.text):
        return written(desk.going(intent="next"), ('All right, nothing is run. Say "what next" when you go on.',))
    status = desk.situation.status
    if status is None:
        number = desk.context.phase
        if number is None:
            return _without_connector(desk)
        return written(
            desk.going(intent="next"),
            (_phase_text(desk.knowledge.phase(number)),),
            _cited(desk, number),
            _commands(desk, number),
        )
    at = _current(status)
    if at is None:
        done = "All phases are complete: every test that the gate asks for passes."
        offers = (Suggestion("What to see to before it is used and reviewed", ("checklist", desk.situation.path)),)
        return written(
            desk.going(intent="next"), (done,), desk.passages(("knowledge/checklists/production.yaml",)), offers
        )
    parts = (_standing(status), _blocked(at), _phase_text(desk.knowledge.phase(at.number)))
    return written(desk.going(intent="next"), parts, _cited(desk, at.number), _commands(desk, at.number))


def resume(desk: Desk) -> Answer:
    """`I'm back`: what is there, seen in code and results."""
    back = "Welcome back!" if desk.wish.intent == "resume" else f"The connector for {desk.name} is here already."
    lead = f"{back} What counts is what your code and your results say, so I look at these alone."
    offer = Suggestion("See where each phase stands, member by member", ("resume", desk.situation.path))
    status = desk.situation.status
    if status is None:
        return written(
            desk.going(intent="next"), (lead, "I have no connector at hand here; name its folder."), (), (offer,)
        )
    at = _current(status)
    parts = [lead, _otherwise(desk, at), _standing(status)]
    if at is None:
        parts.append("All phases are complete.")
        return written(desk.going(intent="next"), parts, (), (offer,))
    parts += [_blocked(at), _components(at)]
    ask = Asked(GO_ON, f"Shall we go on with phase {at.number}: {at.title}?", ("Yes", "No"))
    return written(desk.going(intent="next"), parts, _cited(desk, at.number), (offer, *_commands(desk, at.number)), ask)


def _otherwise(desk: Desk, at: PhaseStatus | None) -> str:
    """Where the person remembers another phase than the evidence shows."""
    said = _PHASE.search(desk.text)
    if said is None or at is None or int(said[1]) == at.number:
        return ""
    return (
        f"You remember phase {said[1]}. By code and results, phase {at.number} ({at.title}) is the first one not done."
    )


def skip(desk: Desk) -> Answer:
    """`I don't need CDC, skip phase 10`: what that means, and the command; the person decides."""
    said = desk.wish.parts
    number = int(said["phase"]) if "phase" in said else _SKIPPED_BY.get(said.get("what", ""), -1)
    if not 0 <= number < len(desk.knowledge.phases):
        return look(desk)
    phase = desk.knowledge.phase(number)
    gate = desk.passages(("knowledge/guides/gate.md#what-can-be-skipped",))
    can = desk.dialect.can if desk.dialect else (lambda _: True)
    if not phase.may_skip(can):
        parts = [f"Phase {number} ({phase.title}) cannot be skipped: every sync needs what it builds. {phase.goal}"]
        if phase.skip_without:
            parts = [_needed(desk, phase)]
        return written(desk.going(intent="skip"), parts, gate, _commands(desk, number))
    parts = (
        f"Understood: phase {number} ({phase.title}) can be left out, and that is your decision.",
        f"What it means: {phase.skip_means}",
        "You can add it later; the command with `--undo` takes the decision back.",
    )
    offer = Suggestion(
        f"Leave phase {number} out",
        ("skip", desk.situation.path, str(number), "--reason", f"{phase.title} is not needed"),
    )
    return written(desk.going(intent="skip"), parts, gate, (offer,))


def _needed(desk: Desk, phase: Phase) -> str:
    """Why a phase stays that only a database without certain abilities leaves out."""
    labels = {c.capability: c.label for c in load_conditions(desk.knowledge.files)}
    *first, last = (labels.get(name, name.replace("_", " ")) for name in phase.skip_without)
    none = f"neither {', '.join(first)} nor {last}" if first else f"no {last}"
    has = [labels.get(n, n) for n in phase.skip_without if desk.dialect and desk.dialect.can(n)]
    here = f" {desk.name} has {', '.join(has)}." if has else ""
    why = f"is skipped only where the database cannot do it, that is, where it has {none}.{here}"
    return f"Phase {phase.number} ({phase.title}) {why}"


def stay(desk: Desk) -> Answer:
    """`Can I go on although a test fails?`: no, and why."""
    parts = (
        "No. This is a blocker: all tests must pass, those of earlier phases too, before the next phase begins. "
        "A failing test "
        "indicates broken functionality, and each later phase stands on it.",
        "Let's debug it now: paste the whole output of the test.",
    )
    passages = desk.passages(("knowledge/guides/gate.md#why-so-strict", "knowledge/guides/gate.md#when-a-test-fails"))
    return written(desk.going(intent="debug"), parts, passages, (), Asked("output", "What does the output say?"))


def _without_connector(desk: Desk) -> Answer:
    parts = ("I see no connector here, so the beginning is next: the preflight, then phase 0.",)
    offers = (
        Suggestion("What has to be known of the database", ("preflight", desk.situation.path)),
        Suggestion("Create the module", ("scaffold", "destination-NAME", "--database", "NAME")),
    )
    ask = Asked(NO_DATABASE, "Which database are you implementing?", tuple(desk.knowledge.dialect_slugs))
    return written(desk.going(intent="implement"), parts, desk.passages(("knowledge/phases.yaml#0",)), offers, ask)


def _current(status: ConnectorStatus) -> PhaseStatus | None:
    number = status.current_phase
    return next((phase for phase in status.phases if phase.number == number), None)


def _standing(status: ConnectorStatus) -> str:
    lines = [f"{_MARKS[p.state]} phase {p.number}: {p.title}" for p in status.phases if p.state in _MARKS]
    later = sum(1 for phase in status.phases if phase.state not in _MARKS)
    return "\n".join((*(f"- {line}" for line in lines), f"- {later} phases follow" if later else ""))


def _blocked(at: PhaseStatus) -> str:
    if not at.blockers:
        return ""
    named = "\n".join(f"- {blocker.sentence}" for blocker in at.blockers[:_MOST])
    more = f"\n- and {len(at.blockers) - _MOST} more" if len(at.blockers) > _MOST else ""
    return f"🚫 What keeps phase {at.number} from being done:\n{named}{more}"


def _components(at: PhaseStatus) -> str:
    lines = (
        f"- {one.name}: "
        f"{one.progress.value.replace('-', ' ').replace('_', ' ')}{f' ({one.lacks})' if one.lacks else ''}"
        for one in at.components
    )
    return "\n".join(lines)


def _phase_text(phase: Phase) -> str:
    steps = "\n".join(f"{n}. {step.title}" for n, step in enumerate(phase.steps, 1))
    return f"**Phase {phase.number}: {phase.title}.** {phase.goal}\n\nCheckpoint: {phase.checkpoint}\n\n{steps}"


def _cited(desk: Desk, number: int):
    guides = (f"knowledge/guides/{slug}.md" for slug in desk.knowledge.phase(number).guides[:2])
    anchors = [next((a for a in desk.library.anchors() if a.startswith(f"{path}#")), "") for path in guides]
    return desk.passages((f"knowledge/phases.yaml#{number}", *anchors))


def _commands(desk: Desk, number: int) -> Iterator[Suggestion]:
    path = desk.situation.path
    yield Suggestion(
        f"Walk phase {number}, step by step with your approval", ("implement", path, "--phase", str(number))
    )
    yield Suggestion(f"Run the tests of phase {number}", ("checkpoint", path, "--phase", str(number)))
