"""Keeping what own runs showed: the history, the last failing console, and the state file's checks and checkpoints."""

import json
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from destination_writer.checkpoints.history import (
    CONSOLE_PATH,
    HISTORY_PATH,
    SOURCES_PATH,
    RunRecord,
    record_of,
    with_record,
)
from destination_writer.checkpoints.runner import Ended, RunOutcome
from destination_writer.checkpoints.sources import digest, digests, source_paths
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, StateEdit, edit_state
from destination_writer.knowledge.phases import Phase
from destination_writer.text.files import Files
from destination_writer.toolchain.historyfile import UnsafePath, edit_text, file_times, read_text
from destination_writer.toolchain.statefile import StateFileBusy

CONSOLE_KEPT = 400_000
"""Characters, from the end: what went wrong stands there."""


class RecordingFailed(Exception):
    """A run that could not be kept. The message names file and remedy; the run's own outcome is not touched by it."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """The sources at one moment: their digest, and short digests by path."""

    digest: str
    files: dict[str, str]


class Recorder:
    """Writes below `.destination-writer/` of the connector in `folder`."""

    def __init__(self, folder: Path, runner: str) -> None:
        self._folder = folder
        self._runner = runner

    def sources(self, files: Files, root: str) -> SourceState:
        paths = source_paths(files, root)
        return SourceState(digest(files, paths, root), digests(files, paths, root))

    def record(
        self, outcome: RunOutcome, sources: SourceState | None, *, began: float, ended: float, phase: int | None
    ) -> str:
        """Keep a run. `sources` is None when they changed while it ran: then it vouches for nothing. Returns why it
        could not be kept; empty when it was."""
        if outcome.ended is Ended.NOT_STARTED:
            return ""
        try:
            self._keep(outcome, sources, began, ended, phase)
            self._keep_checks(outcome, sources, ended)
        except RecordingFailed as error:
            return str(error)
        return ""

    def complete(self, phase: Phase, passed: Iterable[str], current: int | None, at: float) -> None:
        """Note in the state file that a phase is done, once, and which tests must never fail again.

        Raises RecordingFailed when the state file cannot be written.
        """
        self._edit_state(_completion(phase, sorted(passed), current, at))

    def go_on(self, phase: int) -> None:
        """Note that the user works on this phase now. Raises RecordingFailed when the state file cannot be written."""

        def edit(state: MutableMapping[str, object]) -> None:
            state["current_phase"] = phase

        self._edit_state(edit)

    def _keep(
        self, outcome: RunOutcome, sources: SourceState | None, began: float, ended: float, phase: int | None
    ) -> None:
        before = _last_sources(read_text(self._folder, SOURCES_PATH))
        changed = _changed(before, sources.files) if sources and before is not None else ()
        record = record_of(
            outcome,
            runner=self._runner,
            began=began,
            ended=ended,
            sources=sources.digest if sources else "",
            phase=phase,
            changed=changed,
            reports=file_times(self._folder, outcome.reports),
        )
        self._edit(HISTORY_PATH, _adding(record))
        if sources is not None:
            now = json.dumps(sources.files, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
            self._edit(SOURCES_PATH, _constant(now))
        console = outcome.run.console[-CONSOLE_KEPT:] if _failed(outcome) else ""
        self._edit(CONSOLE_PATH, _constant(console))

    def _keep_checks(self, outcome: RunOutcome, sources: SourceState | None, ended: float) -> None:
        """Build steps that a phase asks for: the state file says whether they passed, and on which sources."""
        for step in outcome.steps:
            if step.slug.startswith("phase_") and step.exit_code is not None:
                digested = sources.digest if sources else "unknown"
                entry: dict[str, object] = {
                    "event": "check",
                    "check": step.slug,
                    "at": _moment(ended),
                    "passed": step.exit_code == 0,
                    "sources": digested,
                }
                self._edit_state(_check(entry))

    def _edit_state(self, edit: StateEdit) -> None:
        try:
            self._edit(STATE_PATH, lambda text: edit_state(text, edit))
        except InvalidState as error:
            raise RecordingFailed(f"The checkpoint is not recorded: {error}.") from None

    def _edit(self, path: str, edit: Callable[[str], str]) -> None:
        try:
            edit_text(self._folder, path, edit)
        except (StateFileBusy, UnsafePath) as error:
            raise RecordingFailed(f"The run is not recorded: {error}.") from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise RecordingFailed(
                f"The run is not recorded: {self._folder / path} cannot be written ({reason}); make room, or allow it."
            ) from None


def _adding(record: RunRecord) -> Callable[[str], str]:
    return lambda text: with_record(text, record)


def _constant(text: str) -> Callable[[str], str]:
    return lambda _: text


def _failed(outcome: RunOutcome) -> bool:
    return any(step.exit_code for step in outcome.steps) or any(test.outcome.is_bad for test in outcome.run.tests)


def _last_sources(text: str) -> dict[str, str] | None:
    """None when there was no run before, or its record cannot be read."""
    try:
        value: Any = json.loads(text) if text else None
    except ValueError:
        return None
    return cast(dict[str, str], value) if isinstance(value, dict) else None


def _changed(before: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    """Files that differ, are new or are gone."""
    return tuple(sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path)))


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).replace(microsecond=0).isoformat()


def _check(entry: dict[str, object]) -> StateEdit:
    """The newest word on a check replaces the one before, so that the list stays as long as there are checks."""

    def edit(state: MutableMapping[str, object]) -> None:
        history = cast(list[Any], state.setdefault("history", []))
        for index, known in enumerate(history):
            if isinstance(known, dict) and cast(dict[str, object], known).get("check") == entry["check"]:
                history[index] = entry
                return
        history.append(entry)

    return edit


def _completion(phase: Phase, passed: list[str], current: int | None, at: float) -> StateEdit:
    def edit(state: MutableMapping[str, object]) -> None:
        completed = cast(list[Any], state.setdefault("completed_checkpoints", []))
        if not any(str(name).startswith(f"phase_{phase.number}_") for name in completed):
            completed.append(phase.checkpoint_name)
            history = cast(list[Any], state.setdefault("history", []))
            history.append({"event": "completed", "phase": phase.number, "at": _moment(at)})
        known = cast(list[Any], state.setdefault("passed_tests", []))
        known.extend(test for test in passed if test not in known)
        if current is not None:
            state["current_phase"] = current

    return edit
