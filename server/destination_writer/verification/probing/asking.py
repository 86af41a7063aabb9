"""From the checklist's questions to experiments that can be run, and from their outcomes to answers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from destination_writer.knowledge.experiments import Expected, Experiment, Way
from destination_writer.knowledge.preflight import AnswerKind, Question
from destination_writer.knowledge.preflight import Experiment as Told
from destination_writer.knowledge.preflight import Outcome as ToldOutcome
from destination_writer.verification.probing.carryout import Outcome

_OWN = {"{table}": "{t:a}", "{namespace}": "{ns}", "{name}": "{plain:a}"}
_DROPS = re.compile(r"(?i)\bDROP\s+(?:SCHEMA|DATABASE|USER|DATASET)\b")
"""What would take the scratch namespace away from the experiments that come later."""


def experiments_for(
    questions: Iterable[Question], known: Sequence[Experiment], answers: Mapping[str, object]
) -> tuple[Experiment, ...]:
    """An experiment for each question that has one: that of `knowledge/experiments/`, else the question's own."""
    by_question: dict[str, list[Experiment]] = {}
    for one in known:
        by_question.setdefault(one.question, []).append(one)
    found: list[Experiment] = []
    for question in questions:
        own = by_question.get(question.id)
        if own:
            found += own
        elif question.experiment is not None and (made := adapted(question, question.experiment, answers)):
            found.append(made)
    return tuple(found)


def adapted(question: Question, told: Told, answers: Mapping[str, object]) -> Experiment | None:
    """A question's own experiment as one that can be run; None for one that needs an answer which is not there."""
    texts = (*told.setup, told.run)
    needs_answer = any("{answer}" in text for text in texts)
    written = as_text(answers.get(question.id)) if needs_answer else ""
    if written is None or any(_DROPS.search(text) for text in (*texts, written)):
        return None
    ways = tuple(way for outcome in told.outcomes if (way := _way(told, outcome, needs_answer)) is not None)
    if not ways:
        return None
    slug = "question-" + question.id.replace(".", "-").replace("_", "-")
    return Experiment(
        slug=slug,
        question=question.id,
        tells=told.about,
        setup=tuple(_own_words(text) for text in told.setup),
        ways=ways,
        otherwise=None,
        needs=("namespaces",) if any("{namespace}" in text for text in (*texts, written)) else (),
    )


def _way(told: Told, outcome: ToldOutcome, given: bool) -> Way | None:
    """One outcome as a way; None for one that proves nothing."""
    if outcome.answer is None:
        return None
    written = as_text(outcome.answer)
    answer = None if written == "{answer}" else written
    run = _own_words(told.run)
    if outcome.when == "fails":
        return Way(answer=answer, run=(), refused=run, given=given)
    binds = cast(tuple[str, ...], told.parameters)
    check = {"sql": run, "gives": outcome.pattern, "binds": binds, "table": "a"}
    return Way(answer=answer, run=(), expect=Expected.model_validate(check), given=given)


def _own_words(sql: str) -> str:
    for theirs, ours in _OWN.items():
        sql = sql.replace(theirs, ours)
    return sql


def told_by(outcome: Outcome, question: Question, alike: set[str]) -> str | None:
    """How the error of an outcome is told: as the checklist has it when that fits, else its SQLSTATE, its vendor's
    number or its message, the first that is no other error's (`alike`) and that the question takes."""
    message = message_pattern(outcome.message)
    forms = [outcome.state, f"#{outcome.vendor}" if outcome.vendor else "", outcome.vendor, f"/{message}/"]
    if outcome.given and (outcome.given in forms or _matches(outcome.given, outcome.message)):
        return outcome.given
    fitting = [form for form in forms if form and form not in alike and question.problem_with(form) is None]
    return fitting[0] if fitting else None


def message_pattern(message: str) -> str:
    """A regular expression for an error's first line: the names that this probe made up fit any name."""
    first = message.strip().split("\n")[0].strip().rstrip(".!")[:160]
    quoted = re.sub(r"([\"'`]).*?\1", "\0", first)
    named = re.sub(r"(?:dw_probe_[0-9a-f]+(?:_\w+)?|\be\d+\w*|\bSELEKT\b)[.]?", "\0", quoted)
    plain = re.escape(named).replace(r"\ ", " ").replace("/", ".")
    return re.sub(r"(?:\\?\0)+", ".*", plain)


def _matches(pattern: str, message: str) -> bool:
    if len(pattern) < 3 or not (pattern[0] == pattern[-1] == "/"):
        return False
    try:
        return re.search(pattern[1:-1], message) is not None
    except re.error:
        return False


def as_text(value: object) -> str | None:
    """An answer as experiments write it: `yes` and `no`, numbers by their digits; None for lists, maps and nothing."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | str():
            return str(value)
        case _:
            return None


def as_answer(question: Question, text: str) -> object | None:
    """What an experiment found, as the checklist writes it; None where the question wants another kind of answer."""
    match question.answer.kind:
        case AnswerKind.YES_NO:
            return {"yes": True, "no": False}.get(text)
        case AnswerKind.NUMBER:
            return int(text) if re.fullmatch(r"-?\d+", text) else None
        case AnswerKind.LIST | AnswerKind.MAP:
            return None
        case _:
            return text
