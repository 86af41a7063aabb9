"""Mode 1 from its beginning: the database, the preflight in talk, then the commands that walk the phases."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import yaml

from destination_writer.agent.knowing.desk import NO_DATABASE, Desk, dialect_named, written
from destination_writer.agent.knowing.dialogue import Answer, Asked, Suggestion, Topic
from destination_writer.agent.knowing.yesno import is_no, is_unsure, is_yes, option
from destination_writer.connector.preflight import Answer as Given
from destination_writer.connector.preflight import Preflight, read_preflight
from destination_writer.generate.preflight.api import known_answers, new_text, research_summary
from destination_writer.generate.preflight.typed import read_typed
from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.dialects import Dialect, ProofKind
from destination_writer.knowledge.preflight import AnswerKind, Question

PREFLIGHT = "preflight"
QUESTION = "preflight:"
READY = "ready"
_DATABASE = re.compile(
    r"(?:implement|build|write|creat\w*|mak\w*|develop|start|new)\s+(?:(?:an|a|the|my|our)\s+)?(?:new\s+)?"
    r"(?P<name>[\w.+#/ -]{1,40}?)\s+(?:destination|connector)\b"
    r"|\b(?:destination|connector) (?:for|to) (?P<after>[\w.+#/-]{1,40})",
    re.IGNORECASE,
)
_HAVE_YOU = ("Yes", "No", "What is that?")
_WHAT = re.compile(r"\bwhat(?:'s|’s| is)\b|\bwhat for\b", re.IGNORECASE)
_LEAVES = re.compile(r"\W*(stop|enough|later|quit|done|exit)\W*", re.IGNORECASE)
_REST = re.compile(r"\b(?:take|confirm|accept) (?:all|everything|the rest|them all|what you know)\b|^\W*all\W*$", re.I)
_HOW = {
    ProofKind.EXECUTED: "run on it",
    ProofKind.EMULATED: "run on an engine in its place",
    ProofKind.PARSED: "checked by its parser",
    ProofKind.DOCUMENTED: "from its manual",
}
_NO_NAMES = frozenset({"a", "an", "the", "my", "our", "new", "this", "database", "destination", ""})


def begin(desk: Desk) -> Answer:
    """`Help me implement a CockroachDB destination connector`."""
    name = _database(desk.text)
    refused = declined(desk.knowledge.files, name) if name else None
    if refused:
        return written(replace(desk.going(), dialect="", database=""), (refused,), desk.passages(_boundary(desk, name)))
    if desk.dialect is None and not name:
        ask = Asked(NO_DATABASE, "Which database are you implementing?", tuple(desk.knowledge.dialect_slugs))
        return written(desk.going(), ("I'll guide you through it, one phase at a time.",), (), (), ask)
    shown = desk.dialect.name if desk.dialect else name
    parts = [
        f"I'll guide you through implementing the connector for {shown}, one phase at a time.",
        _what_is_known(desk, shown),
    ]
    ask = Asked(PREFLIGHT, f"Have you completed the preflight checklist for {shown}?", _HAVE_YOU)
    topic = desk.going(database="" if desk.dialect else name, question="", answers={})
    return written(topic, parts, desk.passages(("knowledge/phases.yaml#0",)), (), ask)


def after_preflight_question(desk: Desk) -> Answer:
    """Yes goes on to phase 0; no, or `what is that`, explains it and begins."""
    if is_yes(desk.text):
        return _phase_zero(desk, ("Good: then what has to be known is known.",))
    listed = ", ".join(section.title.lower() for section in desk.knowledge.checklist.sections)
    known = " What my facts hold is filled in already and waits for your confirmation." if desk.dialect else ""
    parts = [
        f"The preflight checklist makes sure that the key operations of {desk.name} are known before code is "
        f"written: {listed}.\n\n"
        f"It takes 2 to 4 hours for a database that is new here, and saves more than that later.{known}"
    ]
    if _WHAT.search(desk.text) or option(desk.text, _HAVE_YOU) == 2:
        options = ("Yes, guide me", "No, I do it in the terminal")
        return written(
            _kept(desk),
            parts,
            (),
            _walk(desk),
            Asked("preflight-go", "Would you like me to guide you through it?", options),
        )
    return ask_next(desk, parts)


def go(desk: Desk) -> Answer:
    """Whether the checklist is walked here."""
    if is_no(desk.text):
        return written(
            _kept(desk), ("All right. The walk in the terminal keeps every answer in a file.",), (), _walk(desk)
        )
    return ask_next(desk, [])


def answer_question(desk: Desk, identifier: str) -> Answer:
    """One answer to the checklist: taken, or why not; then the next question."""
    question = desk.knowledge.checklist.question(identifier)
    if question is None:
        return ask_next(desk, [])
    if _LEAVES.fullmatch(desk.text):
        return _stopped(desk)
    if _REST.search(desk.text):
        return _rest(desk)
    known = _known(desk).get(identifier)
    if is_unsure(desk.text):
        return _help(desk, question)
    if known and is_yes(desk.text) and question.answer.kind is not AnswerKind.YES_NO:
        return ask_next(_with(desk, identifier, known.value), [f"Good, confirmed: {_shown(known.value)}."])
    typed = read_typed(question, _said(question, desk.text))
    if typed.problem:
        return _asked(desk, question, [f"That is no answer I can take: {typed.problem}."])
    *first, last = map(str, question.phases)
    phases = f"phases {', '.join(first)} and {last}" if first else f"phase {last}"
    lead = [f"Good, that is kept for {phases}."]
    if known and known.value != typed.value:
        lead.append(
            f"Mind: my facts say {_shown(known.value)} ({known.proof or known.source}). Your answer counts; an "
            "experiment on a test database settles it: `destination-writer preflight --probe URL`."
        )
    return ask_next(_with(desk, identifier, typed.value), lead)


def _said(question: Question, text: str) -> str:
    """The options of a yes-or-no question are shown with numbers."""
    number = text.strip().rstrip(".")
    return {"1": "yes", "2": "no"}.get(number, text) if question.answer.kind is AnswerKind.YES_NO else text


def ask_next(desk: Desk, lead: list[str]) -> Answer:
    """The first needed question that is not answered; without any, the summary."""
    answers = desk.topic.answers
    waiting = (q for q in desk.knowledge.checklist.asked(_values(desk)) if q.needed and q.id not in answers)
    question = next(waiting, None)
    return _asked(desk, question, lead) if question else _complete(desk, lead)


def _rest(desk: Desk) -> Answer:
    """Everything that the facts answer, confirmed at once; only what they leave open is still asked."""
    needed = {question.id for question in desk.knowledge.checklist.questions if question.needed}
    taken = {key: one.value for key, one in _known(desk).items() if key in needed and key not in desk.topic.answers}
    topic = replace(desk.topic, answers={**desk.topic.answers, **taken})
    confirmed = replace(desk, situation=replace(desk.situation, topic=topic))
    return ask_next(confirmed, [f"Good: {len(taken)} answers are confirmed as my facts have them."])


def _asked(desk: Desk, question: Question, lead: list[str]) -> Answer:
    checklist = desk.knowledge.checklist
    section = checklist.section_of(question.id)
    order = [one.id for one in checklist.asked(_values(desk)) if one.needed]
    number = order.index(question.id) + 1 if question.id in order else len(order)
    known = _known(desk).get(question.id)
    about = f"**{section.title}**, question {number} of {len(order)}" if section else ""
    facts = (
        f"My facts say: {_shown(known.value)} ({known.proof or known.source}). Confirm it, or write another."
        if known
        else f"To find out: {question.find}"
    )
    legal = question.legal_values()
    options = tuple("Yes" if one == "true" else "No" if one == "false" else one for one in legal)
    rest = '"take the rest" confirms everything that my facts hold; ' if known else ""
    hint = f'({rest}"not sure" helps to find out; "stop" leaves.)' if not desk.topic.answers else ""
    parts = [*lead, about, question.why, facts.replace("{database}", desk.name), hint]
    return written(_kept(desk), parts, (), (), Asked(QUESTION + question.id, question.phrase(desk.name), options))


def _help(desk: Desk, question: Question) -> Answer:
    parts = [f"Let me help you find that. {question.find}", f"Search for: {question.search}"]
    if question.experiment:
        parts.append(f"Or try it on a test database: `{question.experiment.run}`")
        parts.append("\n".join(f"- it {one.when}: {one.means}" for one in question.experiment.outcomes))
    told = [part.replace("{database}", desk.name) for part in parts]
    options = tuple(question.legal_values())
    return written(_kept(desk), told, (), (), Asked(QUESTION + question.id, question.phrase(desk.name), options))


def _complete(desk: Desk, lead: list[str]) -> Answer:
    done = "✓ Preflight complete. Your research summary:"
    return _phase_zero(desk, (*lead, done, _template(desk), _keeping(desk)))


def _stopped(desk: Desk) -> Answer:
    """What was answered, and how much is left."""
    checklist, answers = desk.knowledge.checklist, desk.topic.answers
    waiting = [q.id for q in checklist.asked(_values(desk)) if q.needed and q.id not in answers]
    known = sum(1 for name in waiting if name in _known(desk))
    left = f"{len(waiting)} needed questions are left" + (f", {known} of them answered by my facts." if known else ".")
    return _phase_zero(desk, (f"We stop here. {left}", _keeping(desk)))


def _own(desk: Desk) -> dict[str, object]:
    """What the person answered otherwise than the facts do."""
    known = _known(desk)
    return {key: value for key, value in desk.topic.answers.items() if key not in known or known[key].value != value}


def _keeping(desk: Desk) -> str:
    """How the answers of this conversation come into a file, since nothing is written here."""
    own, path = _own(desk), desk.situation.path
    command = f"destination-writer preflight {path} --database {desk.name}"
    if not desk.topic.answers:
        return ""
    if not own:
        return f"Nothing is written yet. `{command} --yes` keeps the answers that my facts have, confirmed."
    block = yaml.safe_dump({"answers": own}, sort_keys=False, allow_unicode=True, width=1_000)
    return (
        f"Nothing is written yet. To keep your own answers, save this as `answers.yaml`; "
        f"`{command} --from answers.yaml` takes them over and asks what is left:\n\n```yaml\n{block}```"
    )


def _template(desk: Desk) -> str:
    checklist, known = desk.knowledge.checklist, _known(desk)
    given = {
        key: replace(known[key], confirmed=True)
        if key in known and known[key].value == value
        else Given(value, "user", "", True)
        for key, value in desk.topic.answers.items()
    }
    preflight = read_preflight(new_text(checklist, Preflight(database=_slug(desk), name=desk.name), given)).preflight
    return research_summary(checklist, preflight)


def _phase_zero(desk: Desk, parts: tuple[str, ...]) -> Answer:
    phase = desk.knowledge.phase(0)
    steps = "\n".join(f"{n}. {step.title}" for n, step in enumerate(phase.steps, 1))
    intro = f"**Phase 0: {phase.title}.** {phase.goal}\n\nCheckpoint: {phase.checkpoint}\n\n{steps}"
    slug = _slug(desk)
    offers = (
        *_walk(desk),
        Suggestion("Create the module, phase 0 complete", ("scaffold", f"destination-{slug}", "--database", slug)),
        Suggestion("Walk the phases with your approval at each step", ("implement", f"destination-{slug}")),
    )
    later = "The other phases come one by one; phase 1 begins when the checkpoint of phase 0 passes."
    return written(
        desk.going(intent="next"),
        (*parts, intro, later),
        desk.passages(("knowledge/phases.yaml#0", "knowledge/guides/scaffolding.md#files")),
        offers,
    )


def _slug(desk: Desk) -> str:
    return desk.dialect.slug if desk.dialect else re.sub(r"[^a-z0-9]+", "-", desk.name.lower()).strip("-")


def _walk(desk: Desk) -> tuple[Suggestion, ...]:
    return (
        Suggestion("Walk the checklist in the terminal", ("preflight", desk.situation.path, "--database", desk.name)),
    )


def _what_is_known(desk: Desk, shown: str) -> str:
    if desk.dialect is None:
        return (
            f"{shown} is not among the databases that I know, so its facts come from you: the checklist asks for "
            "each, and says how "
            f"to find out. If it resembles one that I know, `--like` fills in that one's facts for you to confirm."
        )
    parents = [known.name for slug in desk.dialect.parents if (known := dialect_named(desk.knowledge, slug))]
    family = f"It is kin to {' and '.join(parents)}, so much of what holds there holds here. " if parents else ""
    return f"I know {shown}. {family}How its groups of facts are known: {_how_known(desk.dialect)}."


def _how_known(dialect: Dialect) -> str:
    """`22 run on an engine in its place, 18 from its manual`; the sources of an answer say where."""
    counts = Counter(proof.kind for proof in dialect.proofs.values())
    return ", ".join(f"{count} {_HOW[kind]}" for kind, count in counts.most_common())


def _shown(value: object) -> str:
    """A known answer as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(f"`{one}`" for one in cast(list[object], value))
    return f"`{value}`"


def _known(desk: Desk) -> Mapping[str, Given]:
    return known_answers(desk.knowledge.checklist, desk.dialect, "knowledge") if desk.dialect else {}


def _values(desk: Desk) -> dict[str, object]:
    return {key: one.value for key, one in _known(desk).items()} | dict(desk.topic.answers)


def _with(desk: Desk, identifier: str, value: object) -> Desk:
    topic = replace(desk.topic, answers={**desk.topic.answers, identifier: value})
    return replace(desk, situation=replace(desk.situation, topic=topic))


def _kept(desk: Desk) -> Topic:
    return desk.going(intent="implement")


def _database(text: str) -> str:
    found = _DATABASE.search(text)
    name = (found["name"] or found["after"] or "").strip() if found else ""
    return "" if name.lower() in _NO_NAMES else name


def _boundary(desk: Desk, name: str) -> tuple[str, ...]:
    found = desk.library.search(f"no connector is made for {name}", None, 3)
    return tuple(one.anchor for one in found if "boundaries.yaml" in one.anchor)[:1]
