"""The door of the preflight: a new file, answers into it, what it says, and what it makes when it is finished."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Preflight, read_preflight
from destination_writer.connector.preflighttext import InvalidPreflight, set_answers, set_header
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, edit_state, read_state, set_keys
from destination_writer.generate.edits import edits_between
from destination_writer.generate.preflight.dialectfile import (
    KNOWLEDGE_FOLDER,
    MadeDialect,
    is_made,
    make_dialect,
)
from destination_writer.generate.preflight.newfile import heading, ids, new_text
from destination_writer.generate.preflight.reading import known_answers
from destination_writer.generate.preflight.standing import (
    Standing,
    base_of,
    illegal_answers,
    legal_more,
    open_questions,
    standing_of,
)
from destination_writer.generate.preflight.summary import research_summary
from destination_writer.knowledge.dialect_facts import StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist, Question, load_checklist
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, fingerprint

__all__ = [
    "Finished",
    "Standing",
    "answers_change",
    "base_of",
    "confirmed",
    "create_change",
    "finishing_change",
    "heading",
    "ids",
    "illegal_answers",
    "known_answers",
    "legal_more",
    "load_checklist",
    "make_dialect",
    "new_text",
    "open_questions",
    "research_summary",
    "standing_of",
    "starting_answers",
    "text_with",
]


def starting_answers(checklist: Checklist, preflight: Preflight, knowledge: Knowledge) -> dict[str, Answer]:
    """What is known before anybody is asked, unconfirmed; empty for a database that resembles none."""
    dialect, source = base_of(preflight, knowledge)
    return known_answers(checklist, dialect, source) if dialect else {}


def text_with(text: str, answers: Mapping[str, Answer], checklist: Checklist, name: str) -> str:
    """The file's text with these answers, each at its place. Raises InvalidPreflight."""
    return set_answers(text, answers, ids(checklist), heading(checklist, name))


def create_change(path: str, checklist: Checklist, preflight: Preflight, answers: Mapping[str, Answer]) -> Change:
    """A new preflight file. `path` is where the workspace sees it; `preflight` says database, name and like."""
    text = new_text(checklist, preflight, answers)
    name = preflight.name or preflight.database
    given = sum(answer.is_given for answer in answers.values())
    return Change(
        f"Create the preflight checklist of {name}",
        (FileCreation(path, text),),
        f"Holds what has to be known of {name} before the connector is written.",
        (f"{given} answers are filled in and wait for your confirmation.",) if given else (),
        needs_confirmation=True,
    )


def answers_change(
    path: str, before: str | None, answers: Mapping[str, Answer], checklist: Checklist, preflight: Preflight
) -> Change | NoChange:
    """Answers into the file, which is made where it is missing; nothing when the file says so already."""
    if before is None:
        return create_change(path, checklist, preflight, answers)
    try:
        after = text_with(before, answers, checklist, preflight.name or preflight.database)
    except InvalidPreflight as error:
        return NoChange(str(error), ("a preflight file that can be read",))
    if after == before:
        return NoChange("the file says so already")
    named = ", ".join(list(answers)[:3]) + (" …" if len(answers) > 3 else "")
    edit = FileEdit(path, fingerprint(before), edits_between(before, after))
    return Change(f"Answer {named}", (edit,), "Records answers of the preflight checklist.")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a finished preflight writes: its own end, the state, and the dialect where one is needed.

    `blockers` keep it from being finished; then there is no change.
    """

    change: Change | None
    made: MadeDialect | None
    blockers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def finishing_change(
    texts: Mapping[str, str], checklist: Checklist, knowledge: Knowledge, when: str, root: str = ""
) -> Finished:
    """Everything that a finished preflight writes, as one Change.

    `texts` are the files below the connector that may be touched, by path relative to it: the preflight, the state and
    the dialect file where they exist. `when` is ISO 8601. Illegal answers, contradictions and needed questions that are
    open are blockers.
    """
    text = texts.get(PREFLIGHT_PATH, "")
    found = read_preflight(text)
    preflight = found.preflight
    named = [] if preflight.database else ["preflight.database: the file names no database"]
    blockers = [*map(str, found.problems), *named, *standing_of(checklist, preflight, knowledge).blockers]
    if blockers:
        return Finished(None, None, tuple(blockers))
    try:
        made = make_dialect(checklist, preflight, knowledge)
        state = _state(texts.get(STATE_PATH, ""), checklist, preflight)
        finished = set_header(text, {"finished": preflight.finished or when})
    except KnowledgeError as error:
        return Finished(None, None, (f"the answers make no dialect: {error.key}: {error.reason}",))
    except (InvalidState, InvalidPreflight) as error:
        return Finished(None, None, (str(error),))
    new = {PREFLIGHT_PATH: finished, STATE_PATH: state}
    path = f"{KNOWLEDGE_FOLDER}/{made.path}"
    notes: tuple[str, ...] = ()
    if made.text and path in texts and not is_made(texts[path]):
        lacking = _few(made.changed)
        notes = (f"{path} was edited by hand and stays as it is; it lacks what was answered for {lacking}.",)
    elif made.text:
        new[path] = made.text
    files = _files(texts, new, root)
    name = preflight.name or preflight.database
    purpose = f"Records the answers about {name}, which generation uses."
    return Finished(Change(f"Finish the preflight of {name}", files, purpose, notes), made, (), notes)


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _files(texts: Mapping[str, str], new: Mapping[str, str], root: str) -> tuple[FileEdit | FileCreation, ...]:
    made: list[FileEdit | FileCreation] = []
    for path, text in new.items():
        place = f"{root}/{path}" if root else path
        before = texts.get(path)
        if before is None:
            made.append(FileCreation(place, text))
        elif before != text:
            made.append(FileEdit(place, fingerprint(before), edits_between(before, text)))
    return tuple(made)


def _state(text: str, checklist: Checklist, preflight: Preflight) -> str:
    """The state's text with the database, what is characteristic of it, and what was decided."""
    before = read_state(text).state
    told = {
        question.characteristic: preflight.answers[question.id]
        for question in checklist.questions
        if question.characteristic and question.id in preflight.answers
    }
    changes: dict[str, object] = {
        "database": preflight.database,
        "database_characteristics": {**before.database_characteristics, **told},
    }
    decided = {
        question.derived.removeprefix("strategy:"): str(entry.answer.value)
        for entry in preflight.entries
        if (question := checklist.question(entry.id))
        and question.derived.startswith("strategy:")
        and _is_decided(question, entry.answer)
        and entry.answer.is_given
    }
    if decided:
        changes["strategies"] = {**before.strategies, **decided}
    where = preflight.answers.get("test.database")
    if where is not None and before.test_configuration is None:
        changes["test_configuration"] = {"database": str(where)}
    return edit_state(text, set_keys(changes))


def _is_decided(question: Question, answer: Answer) -> bool:
    """Confirmed, from wherever it was filled in. Only how to load in bulk is filled in with the fastest way there is,
    which phase 11 comes to: before that it takes a person's own answer."""
    if question.derived == f"strategy:{StrategyKind.BULK_LOAD.value}":
        return answer.source == "user"
    return answer.confirmed or answer.source == "user"


def confirmed(answer: Answer) -> Answer:
    """The answer as a person's own word for it."""
    return replace(answer, confirmed=True)
