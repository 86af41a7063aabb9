"""The text of a state file: read into values, edited in place. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from destination_writer.connector.state import LAST_PHASE, STATE_PATH, State
from destination_writer.connector.yamlwords import plain_words
from destination_writer.knowledge.loading import KnowledgeError, line_of, load_yaml
from destination_writer.text.files import MemoryFiles

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

REMEDY = "mend that line, or remove the file to start with an empty state"

_PLAINER = {
    "string_type": "the value must be text; put it in quotes",
    "dataclass_type": "the value must be a mapping of keys",
    "tuple_type": "the value must be a list",
    "dict_type": "the value must be a mapping of keys",
    "int_from_float": "the value must be a whole number",
    "int_parsing": "the value must be a whole number",
    "int_type": "the value must be a whole number",
    "bool": "the value must be true or false",
    "date": "the value must be a time, as in 2026-04-01T12:00:00+00:00",
    "timezone": "the value must be a time, as in 2026-04-01T12:00:00+00:00",
}
"""What to say of errors, by how the validator's own words for them begin."""

_KINDS = frozenset({"bool", "str", "int", "float", "none"})
"""How the validator names the members of a choice, which are no keys of the file."""


@dataclass(frozen=True, slots=True)
class StateProblem:
    """Why a state file is not used. `line` counts from 1; `reason` names the key.

    `keys` lead to the value, empty where it is the whole text; `kind` is the validator's word for what is wrong.
    """

    line: int | None
    reason: str
    keys: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ReadState:
    """What a state file holds. With a problem, `state` is the default one."""

    state: State = field(default_factory=State)
    problem: StateProblem | None = None


class InvalidState(Exception):
    """A state file that must not be edited because it cannot be read. The message names file, line, key and remedy."""


_CONFLICT = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?:[ \t].*)?\r?$", re.MULTILINE)


def conflict_line(text: str) -> int | None:
    """The line, from 1, of the first mark that version control leaves in a file it could not merge."""
    found = _CONFLICT.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    return text.count("\n", 0, found.start()) + 1 if found else None


def read_state(text: str) -> ReadState:
    """The state in the text of a state file. An empty file is a valid one."""
    conflict = conflict_line(text)
    if conflict is not None:
        return _unusable(conflict, "this is a merge conflict: keep one side and remove its marks")
    try:
        value = load_yaml(MemoryFiles({STATE_PATH: text}), STATE_PATH)
    except KnowledgeError as error:
        lines = text.splitlines()
        line = lines[error.line - 1] if error.line and error.line <= len(lines) else ""
        return _unusable(error.line, f"this is not YAML: {plain_words(error.reason.splitlines()[0], line)}")
    except RecursionError:
        return _unusable(1, "this is nested too deep to be read")
    if value is None:
        return ReadState()
    if not isinstance(value, dict):
        return _unusable(1, "the file must be a mapping with the key `state`")
    return _validated(text, cast(dict[str, object], value).get("state"))


def _validated(text: str, value: object) -> ReadState:
    # pydantic costs tens of milliseconds to import; a connector without a state file never needs it
    from pydantic import TypeAdapter, ValidationError

    if value is None:
        return ReadState()
    try:
        state = TypeAdapter(State).validate_python(_plain(value))
    except ValidationError as error:
        return _refused(text, error.errors()[0])
    for keys, number in _phase_numbers(state):
        if not 0 <= number <= LAST_PHASE:
            reason = f"{number} is no phase; phases are numbered 0 to {LAST_PHASE}"
            return _at(text, ["state", *keys], reason, "phase")
    return ReadState(state)


def _plain(value: object) -> object:
    """With a phase that is skipped by its bare number, or without a reason, written out."""
    if not isinstance(value, dict):
        return value
    state = cast(dict[str, object], value)
    skipped = state.get("skipped_phases")
    if not isinstance(skipped, list):
        return state
    return {**state, "skipped_phases": [_skipped(item) for item in cast(list[object], skipped)]}


def _skipped(item: object) -> object:
    if isinstance(item, int):
        return {"phase": item}
    if not isinstance(item, dict):
        return item
    known = cast(dict[str, object], item)
    return {**known, "reason": ""} if known.get("reason", "") is None else known


def _phase_numbers(state: State) -> Iterator[tuple[list[str], int]]:
    if state.current_phase is not None:
        yield ["current_phase"], state.current_phase
    for index, skipped in enumerate(state.skipped_phases):
        yield ["skipped_phases", str(index), "phase"], skipped.phase
    for index, entry in enumerate(state.history):
        yield ["history", str(index), "phase"], entry.phase


def _refused(text: str, error: "ErrorDetails") -> ReadState:
    kind, keys = error["type"], ["state", *(str(part) for part in error["loc"])]
    if kind == "missing":
        return _at(text, keys[:-1], f"`{keys[-1]}` is missing", kind)
    if keys[-1] in _KINDS or "[" in keys[-1]:
        return _at(text, keys[:-1], "this key takes another kind of value", kind)
    if kind == "literal_error":
        legal = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
        return _at(text, keys, f"the value must be {legal}", kind)
    if kind == "string_type" and isinstance(error["input"], (list, dict, tuple)):
        return _at(text, keys, "the value must be one text", "text")
    plainer = next((words for start, words in _PLAINER.items() if kind.startswith(start)), error["msg"])
    return _at(text, keys, plainer, kind)


def _at(text: str, keys: list[str], reason: str, kind: str) -> ReadState:
    said = f"{'.'.join(keys)}: {reason}"
    return ReadState(problem=StateProblem(line_of(text, keys), said, tuple(keys), kind))


def _unusable(line: int | None, reason: str) -> ReadState:
    return ReadState(problem=StateProblem(line, reason))


StateEdit = Callable[[MutableMapping[str, object]], None]
"""Changes the mapping below `state` in place."""


def edit_state(text: str, edit: StateEdit) -> str:
    """The text after an edit; unknown keys, comments, quoting and line ends stay.

    Raises InvalidState when the text, or what the edit makes of it, is not a valid state.
    """
    from destination_writer.connector.roundtrip import NotEditable, edit_yaml

    _demand_valid(text)
    try:
        result = edit_yaml(text, "state", edit)
    except NotEditable as error:
        raise InvalidState(f"{STATE_PATH}: {error}; {REMEDY}") from None
    _demand_valid(result)
    return result


def set_keys(changes: Mapping[str, object]) -> StateEdit:
    """An edit that sets top keys of the state; a value None removes its key."""

    def edit(state: MutableMapping[str, object]) -> None:
        for key, value in changes.items():
            if value is None:
                state.pop(key, None)
            else:
                state[key] = value

    return edit


def append_to(key: str, item: object) -> StateEdit:
    """An edit that adds one item to a list of the state, once; the list is made when there is none."""

    def edit(state: MutableMapping[str, object]) -> None:
        from destination_writer.connector.roundtrip import append

        items = cast("list[object] | None", state.get(key))
        if items is None:
            state[key] = [item]
        elif item not in items:
            append(items, item)

    return edit


def _demand_valid(text: str) -> None:
    problem = read_state(text).problem
    if problem:
        place = f"{STATE_PATH}:{problem.line}" if problem.line else STATE_PATH
        raise InvalidState(f"{place}: {problem.reason}; {REMEDY}")
