"""Hover in the preflight file: the question, why it matters, how it is found out, and how the answer is known."""

from destination_writer.connector.preflight import Answer
from destination_writer.connector.preflighttext import written
from destination_writer.generate.preflight.api import starting_answers
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Experiment, Question
from destination_writer.lsp.preflightview import HEADER, PreflightView
from destination_writer.text.places import Position, Range

_KEYS = {
    "database": "The database's slug: one of `destination-writer dialects`, or a new one of your own.",
    "name": "How people write the database's name.",
    "like": "The database that stands in for what is not told here.",
    "finished": "When the preflight was finished. The state file and the dialect were written then.",
    "preflight": "Which database this checklist is about.",
    "answers": "One entry a question. `answer:` alone counts as yours; `confirmed: true` makes another's yours.",
    "source": "Who said it: knowledge, similar:<slug>, user, executed, agent.",
    "proof": "How the answer is known: executed on an engine, emulated, parsed, or documented.",
    "confirmed": "Whether a person has looked at the answer. Only then it stops being marked.",
    "note": "Whatever should be remembered with the answer.",
}


def hover_at(view: PreflightView, position: Position) -> tuple[str, Range] | None:
    """Markdown, and the range that it speaks of. Slow: run it in a thread."""
    line = view.document.line(position.line)
    indent = len(line) - len(line.lstrip())
    key = line.strip().partition(":")[0].strip("\"'\ufeff")
    key_range = Range.of(position.line, indent, position.line, indent + len(line.strip().partition(":")[0]))
    spot = view.spot(Position(position.line, len(line)))
    on_key = position.column <= key_range.end.column
    if key in _KEYS and on_key and (spot.depth != 1 or spot.section == HEADER):
        return _KEYS[key], key_range
    entry = view.entry_at(position)
    question = view.checklist.question(entry.id) if entry else view.checklist.question(spot.entry)
    if question is None or line.strip().startswith("#") or not line.strip():
        return None
    answer = entry.answer if entry else Answer()
    return explain(view, question, answer), key_range


def explain(view: PreflightView, question: Question, answer: Answer) -> str:
    """Everything about one question."""
    name = view.name
    parts = [f"**{question.phrase(name)}**", _standing(answer)]
    parts.append(f"{question.why.replace('{database}', name)}\n\nNeeded in {_phases(view, question)}.")
    legal = [f"- `{value.value}`: {value.means}" for value in question.answer.values]
    parts += ["Legal answers:\n\n" + "\n".join(legal)] if legal else []
    if question.answer.example and not legal:
        parts.append(f"As in `{question.answer.example}`.")
    search = question.search.replace("{database}", name)
    parts.append(f"**How to find out.** {question.find.replace('{database}', name)} Search for: {search}.")
    parts += [_experiment(question.experiment)] if question.experiment else []
    parts += _known(view, question, answer)
    return "\n\n".join(part for part in parts if part)


def _standing(answer: Answer) -> str:
    if not answer.is_given:
        return "Not answered."
    proof = f", {answer.proof}" if answer.proof else ""
    stands = "confirmed" if answer.confirmed else "not confirmed yet"
    return f"Answered from {answer.source}{proof}; {stands}."


def _phases(view: PreflightView, question: Question) -> str:
    known = view.knowledge.phases
    return ", ".join(f"phase {number} ({known[number].title})" for number in question.phases if number < len(known))


def _experiment(told: Experiment) -> str:
    statements = ";\n".join((*told.setup, told.run))
    outcomes = "\n".join(f"- {_when(one.when, one.pattern)}: {one.means}" for one in told.outcomes)
    run = "`destination-writer preflight . --probe URL` runs it against a test database."
    return f"**Experiment.** {told.about} {run}\n\n```sql\n{statements};\n```\n\n{outcomes}"


def _when(when: str, pattern: str) -> str:
    match when:
        case "succeeds":
            return "It works"
        case "fails":
            return "It is refused"
        case _:
            return f"It gives `{pattern}`"


def _known(view: PreflightView, question: Question, answer: Answer) -> list[str]:
    """What the database's dialect, or that of the one it is like, says when the file says something else."""
    try:
        known = starting_answers(view.checklist, view.preflight, view.knowledge).get(question.id)
    except KnowledgeError:
        return []  # a finding of its own
    if known is None or known.value == answer.value:
        return []
    return [f"Known ({known.source}): `{written(known.value)}`" + (f", {known.proof}" if known.proof else "") + "."]
