"""The research summary: what is known of the database when the walk ends."""

from collections import Counter

from destination_writer.connector.preflight import Answer, Entry, Preflight
from destination_writer.connector.preflighttext import written
from destination_writer.generate.preflight.limits import FORMS
from destination_writer.knowledge.preflight import Checklist, Question, SectionFile

_WIDTH = 100
FOR_READER = "(for you: nothing is generated from it)"


def research_summary(checklist: Checklist, preflight: Preflight) -> str:
    """The filled template as Markdown: a section each, an answer a line with how it is known."""
    name = preflight.name or preflight.database
    lines = [f"# {name}: research summary", "", _counts(checklist, preflight)]
    if preflight.like:
        lines.append(f"What is not answered is taken from {preflight.like}.")
    for number, section in enumerate(checklist.sections, 1):
        rows = _rows(checklist, section, preflight)
        if rows:
            lines += ["", f"## {number}. {section.title}", *rows]
    still = [question for question in checklist.unanswered(preflight.answers) if question.needed]
    if still:
        lines += ["", "## Not answered", *(f"- {q.id}: {q.phrase(name)} (phase {_phases(q)})" for q in still)]
    return "\n".join(lines) + "\n"


def _counts(checklist: Checklist, preflight: Preflight) -> str:
    asked = checklist.asked(preflight.answers)
    given = [preflight.answer(question.id) for question in asked]
    known = [answer for answer in given if answer]
    kinds = Counter(_how(answer) for answer in known)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return f"{len(known)} of {len(asked)} questions answered" + (f": {told}." if told else ".")


def _rows(checklist: Checklist, section: SectionFile, preflight: Preflight) -> list[str]:
    entries = [(question, preflight.entry(question.id)) for question in section.questions]
    return [
        _row(question, entry)
        for question, entry in entries
        if entry and entry.answer.is_given and checklist.applies(question, preflight.answers)
    ]


def _row(question: Question, entry: Entry) -> str:
    value = written(entry.answer.value)
    value = value if len(value) <= _WIDTH else value[: _WIDTH - 1] + "…"
    note = f" ({entry.answer.note})" if entry.answer.note else ""
    reader = "" if is_used(question, entry.answer.value) else f"  {FOR_READER}"
    return f"- {question.id}: {value}{note}  [{_how(entry.answer)}]{reader}"


def is_used(question: Question, value: object) -> bool:
    """Whether generation follows an answer; one that no fact holds, or in words that it cannot read, it does not."""
    form = FORMS.get(question.derived)
    read = form is None or form(value) is not None
    return bool(question.fact or question.characteristic or question.derived) and read


def _how(answer: Answer) -> str:
    """Who stands for an answer, in a word or two."""
    kind = answer.proof.partition(":")[0] if answer.proof else ""
    source = f"like {answer.like}" if answer.like else "yours" if answer.source == "user" else kind or answer.source
    return source if answer.confirmed else f"{source}, not confirmed"


def _phases(question: Question) -> str:
    return ", ".join(map(str, question.phases))
