"""What the walk through the phases remembers in the state file, each fact as soon as it is told."""

import time
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from destination_writer.connector.state import STATE_PATH, State
from destination_writer.connector.statetext import InvalidState, StateEdit, edit_state
from destination_writer.toolchain.historyfile import UnsafePath, edit_text
from destination_writer.toolchain.statefile import StateFileBusy

ENOUGH = "component_checkpoint_is_enough"
"""Key below `test_configuration`: the user goes on to the next phase on a passed component checkpoint."""


def remember(connector: Path, edit: StateEdit) -> str:
    """Edit the connector's state file. Returns why it could not be written; empty when it was."""
    try:
        edit_text(connector, STATE_PATH, lambda text: edit_state(text, edit))
    except (InvalidState, StateFileBusy, UnsafePath) as error:
        return f"Not remembered: {error}."
    except OSError as error:
        return f"Not remembered: {STATE_PATH} cannot be written ({error.strerror}); make room, or allow it."
    return ""


def started(phase: int, at: float | None = None) -> StateEdit:
    """The work on a phase began; noted once."""

    def edit(state: MutableMapping[str, object]) -> None:
        history = cast(list[Any], state.setdefault("history", []))
        if not any(_is_start(entry, phase) for entry in history):
            moment = datetime.fromtimestamp(time.time() if at is None else at, UTC).replace(microsecond=0)
            history.append({"event": "started", "phase": phase, "at": moment.isoformat()})
        current = state.get("current_phase")
        if not isinstance(current, int) or current < phase:
            state["current_phase"] = phase

    return edit


def characteristics(told: Mapping[str, bool]) -> StateEdit:
    """What the user said that the database can do, by key (`has_merge`)."""
    return _below("database_characteristics", told)


def decided(chosen: Mapping[str, str]) -> StateEdit:
    """Ways by kind."""
    return _below("strategies", chosen)


def goes_on_locally() -> StateEdit:
    """A passed component checkpoint is enough for the next phase; the real build still owes the rest."""

    def edit(state: MutableMapping[str, object]) -> None:
        known = state.get("test_configuration")
        if isinstance(known, MutableMapping):
            cast(MutableMapping[str, object], known)[ENOUGH] = True
        else:
            state["test_configuration"] = ({"database": known} if known else {}) | {ENOUGH: True}

    return edit


def may_go_on_locally(state: State) -> bool:
    known = state.test_configuration
    return isinstance(known, Mapping) and known.get(ENOUGH) is True


def _below(key: str, values: Mapping[str, object]) -> StateEdit:
    def edit(state: MutableMapping[str, object]) -> None:
        known = state.get(key)
        if isinstance(known, MutableMapping):
            cast(MutableMapping[str, object], known).update(values)
        else:
            state[key] = dict(values)

    return edit


def _is_start(entry: object, phase: int) -> bool:
    if not isinstance(entry, Mapping):
        return False
    known = cast(Mapping[str, object], entry)
    return known.get("event") == "started" and known.get("phase") == phase
