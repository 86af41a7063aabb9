"""A taking back on the disk: the files, the state and the log."""

import posixpath
import time
from collections.abc import Callable, Collection, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

from destination_writer.checkpoints.applying import append, changes_of
from destination_writer.checkpoints.changelog import Maker, record_of_texts
from destination_writer.checkpoints.takingback import ReadText, TakeBack, take_back
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, StateEdit, edit_state
from destination_writer.generate.edits import edits_between
from destination_writer.text.changes import (
    Change,
    FileChange,
    FileCreation,
    FileDeletion,
    FileEdit,
    NoChange,
    fingerprint,
)
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.applying import write_change
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.historyfile import UnsafePath, edit_text
from destination_writer.toolchain.monorepo import CONNECTORS, tree_around
from destination_writer.toolchain.statefile import StateFileBusy


def tree_of(connector: Path) -> tuple[Path, str]:
    """The checkout of the monorepo that a connector lies in, and the connector's folder in it; else its own folder."""
    connector = connector.resolve()
    root, place = tree_around(connector)
    return (root, place) if place.startswith(f"{CONNECTORS}/") else (connector, "")


def reaches(connector: Path) -> Callable[[str], bool]:
    """Which paths, relative to the connector, lie in its checkout of the monorepo: what the tool wrote there for the
    connector goes with it."""
    _, place = tree_of(connector)
    return lambda path: not _joined(place, path).startswith("../")


def reader(folder: Path) -> ReadText:
    """The connector's texts on the disk, and those of its checkout (`../…`); one that cannot be read counts as edited,
    one that lies elsewhere is not there."""
    root, place = tree_of(folder)
    own, around = DiskFiles(folder), DiskFiles(root)

    def read(path: str) -> str | None:
        files, path = (around, _joined(place, path)) if path.startswith("../") else (own, path)
        try:
            return files.read(path) if not path.startswith("../") and files.exists(path) else None
        except UnreadableFile:
            return ""

    return read


def _joined(place: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(place, path))


def undo(connector: Path, phase: int) -> TakeBack | NoChange:
    """What takes a phase back, as the disk is now; `carry_out` writes it."""
    return take_back(changes_of(connector), phase, reader(connector), reaches(connector))


def change_of(back: TakeBack, root: str = "") -> Change:
    """The edits of a taking back, the files that it restores and those that go; `root` is the connector's folder as
    the Change's paths see it."""
    files: list[FileChange] = []
    for path, (now, then) in sorted(back.texts.items()):
        full = _joined(root, path) if root else path
        if then is not None and now is None:
            files.append(FileCreation(full, then))
        elif now is not None and then is None:
            files.append(FileDeletion(full, fingerprint(now)))
        elif now is not None and then is not None:
            files.append(FileEdit(full, fingerprint(now), edits_between(now, then)))
    purpose = f"Undoes {', '.join(back.titles)}."
    notes = (*back.notes, *(f"Left as it is: {kept}" for kept in back.kept))
    return Change(back.title, tuple(files), purpose, notes, needs_confirmation=True)


def carry_out(connector: Path, back: TakeBack, tests: Collection[str] = ()) -> tuple[tuple[str, ...], str]:
    """Write a taking back and note it. `tests` are the names of the phase's own tests, which then owe nothing to an
    earlier pass. Returns the paths that were written or removed, relative to the connector, and why state or log could
    not be kept (empty when they were). Raises StaleChange and CannotWrite; then nothing has changed."""
    if not any(path.startswith("../") for path in back.texts):
        return write_change(connector, change_of(back)), note(connector, back, tests)
    root, place = tree_of(connector)
    written = write_change(root, change_of(back, place))
    return tuple(posixpath.relpath(path, place) for path in written), note(connector, back, tests)


def note(connector: Path, back: TakeBack, tests: Collection[str] = (), at: float | None = None) -> str:
    """State and log after a taking back; why they could not be kept, else empty."""
    moment = time.time() if at is None else at
    record = record_of_texts(
        back.title, back.texts, at=moment, maker=Maker.TAKE_BACK, phase=back.phase, took_back=back.records
    )
    problem = _reopen(connector, back, tests)
    return append(connector, record) or problem


def _reopen(connector: Path, back: TakeBack, tests: Collection[str]) -> str:
    """The phase and its decisions are open again in the state file."""
    if back.is_one or not (connector / STATE_PATH).is_file():
        return ""
    try:
        edit_text(connector, STATE_PATH, lambda text: edit_state(text, _opening(back, tests)))
    except InvalidState as error:
        return f"The state is not updated: {error}."
    except (StateFileBusy, UnsafePath) as error:
        return f"The state is not updated: {error}."
    except OSError as error:
        return f"The state is not updated: {STATE_PATH} cannot be written ({error.strerror}); make room, or allow it."
    return ""


def _opening(back: TakeBack, tests: Collection[str]) -> StateEdit:
    def edit(state: MutableMapping[str, object]) -> None:
        strategies = state.get("strategies")
        if isinstance(strategies, MutableMapping):
            known = cast(MutableMapping[str, object], strategies)
            for kind in back.kinds:
                known.pop(kind, None)
        done = state.get("completed_checkpoints")
        if isinstance(done, list):
            listed = cast(list[Any], done)
            for name in [n for n in listed if _is_of(str(n), back.phase)]:
                listed.remove(name)
        passed = state.get("passed_tests")
        if isinstance(passed, list):
            known_tests = cast(list[Any], passed)
            for entry in [e for e in known_tests if str(e).partition(".")[2] in tests]:
                known_tests.remove(entry)
        current = state.get("current_phase")
        if isinstance(current, int) and current > back.phase:
            state["current_phase"] = back.phase
        history = state.get("history")
        if isinstance(history, list):
            entries = cast(list[Any], history)
            for entry in [e for e in entries if _is_completion(e, back.phase)]:
                entries.remove(entry)

    return edit


def _is_completion(entry: object, phase: int) -> bool:
    if not isinstance(entry, Mapping):
        return False
    known = cast(Mapping[str, object], entry)
    return known.get("event") == "completed" and known.get("phase") == phase


def _is_of(name: str, phase: int) -> bool:
    return name.startswith(f"phase_{phase}_")
