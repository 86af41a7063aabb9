"""From outcomes to the checklist's answers: what is proved, what is new, and what the database denies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from destination_writer.connector.preflight import Answer, Source
from destination_writer.knowledge.preflight import Checklist
from destination_writer.verification.probing.asking import as_answer, told_by
from destination_writer.verification.probing.carryout import Outcome
from destination_writer.verification.probing.probe import Probed


@dataclass(frozen=True)
class Denied:
    """An answer that a person confirmed and that the database denies. It stays; the person decides."""

    question: str
    answer: object
    found: object
    evidence: str


@dataclass
class Verdict:
    """`answers` are to be written: `proved` as they stood, `changed` over an unconfirmed one, `new` where none was."""

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    proved: list[str] = field(default_factory=list[str])
    changed: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])
    new: list[str] = field(default_factory=list[str])
    denied: list[Denied] = field(default_factory=list[Denied])
    undecided: list[Outcome] = field(default_factory=list[Outcome])


def judge(checklist: Checklist, before: Mapping[str, Answer], probed: Probed) -> Verdict:
    """What the outcomes mean for the checklist. `before` are its answers."""
    verdict = Verdict()
    found = {outcome.question: outcome for outcome in (*of_connection(probed, before), *probed.outcomes)}
    alike = _alike(probed)
    values: dict[str, object] = {}
    for identifier, outcome in found.items():
        question = checklist.question(identifier)
        if question is None:
            continue
        text = told_by(outcome, question, alike) if outcome.state or outcome.message else outcome.answer
        value = as_answer(question, text) if text is not None else None
        known = before.get(identifier, Answer())
        if value is None and outcome.refuted and known.is_given:
            verdict.denied.append(Denied(identifier, known.value, "that it is refused", outcome.evidence))
        elif value is None or question.problem_with(value) is not None:
            verdict.undecided.append(outcome)
        else:
            values[identifier] = value
    answers = {key: answer.value for key, answer in before.items() if answer.is_given} | values
    asked = {question.id for question in checklist.asked(answers)}
    for identifier, value in values.items():
        if identifier in asked:
            _settle(verdict, identifier, before.get(identifier, Answer()), value, found[identifier], probed.title)
    return verdict


def _settle(verdict: Verdict, identifier: str, before: Answer, value: object, outcome: Outcome, title: str) -> None:
    same = before.is_given and _plain(before.value) == _plain(value)
    by_person = before.confirmed and before.source in (Source.USER.value, Source.AGENT.value)
    if not same and before.is_given and by_person:
        verdict.denied.append(Denied(identifier, before.value, value, outcome.evidence))
        return
    note = before.note if same else outcome.evidence
    kept = before.value if same else value
    verdict.answers[identifier] = Answer(kept, Source.EXECUTED.value, f"executed: {title}", True, note)
    if same:
        verdict.proved.append(identifier)
    elif before.is_given:
        verdict.changed.append((identifier, before.value))
    else:
        verdict.new.append(identifier)


def of_connection(probed: Probed, before: Mapping[str, Answer]) -> list[Outcome]:
    """What the connection, and making and removing the scratch namespace, showed by themselves."""
    kind = probed.kind
    if kind is None:
        return []
    sql = Outcome("speaks-sql", "connection.sql", "yes", "it takes SQL")
    if not kind.create:
        found = Outcome("namespace-kind", "namespaces.kind", "prefix", "no namespace could be made")
        return [sql, found] if _unknown(before) else [sql]
    made = probed.made[0] if probed.made else ""
    shown = [sql, Outcome("namespace-kind", "namespaces.kind", kind.name, f"works: {made}")]
    if "namespaces.create" not in before:
        shown.append(Outcome("namespace-made", "namespaces.create", kind.create, f"works: {made}"))
    if not probed.left:
        shown.append(Outcome("namespace-dropped", "namespaces.drop", kind.drop[0], "it is gone with its tables"))
    return shown


def _unknown(before: Mapping[str, Answer]) -> bool:
    return "namespaces.kind" not in before or not before["namespaces.kind"].is_given


def _alike(probed: Probed) -> set[str]:
    """SQLSTATEs and numbers that several provoked errors share, so that they tell none from the others."""
    seen: dict[str, set[str]] = {}
    for outcome in probed.outcomes:
        for form in (outcome.state, outcome.vendor, f"#{outcome.vendor}"):
            if outcome.message and form.strip("#"):
                seen.setdefault(form, set()).add(outcome.question)
    return {form for form, questions in seen.items() if len(questions) > 1}


def _plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value
