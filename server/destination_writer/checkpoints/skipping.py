"""Leaving out a phase, which a person alone decides: what may be left out, and the Change that says so everywhere.

The Change writes phase, reason and date into the state file, what the connector then cannot do into its documentation,
and, for dedupe, takes the mode out of what the connector says it supports. Its opposite takes all of it back. Pure.
"""

import re
from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import Any, cast

from destination_writer.checkpoints.gate import BLOCKER, Inputs
from destination_writer.checkpoints.skipsection import page_of, pages, with_section, without_section
from destination_writer.checkpoints.syncmodes import texts_with_modes
from destination_writer.connector.model import Connector
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, StateEdit, edit_state
from destination_writer.generate.edits import edits_between
from destination_writer.knowledge.phases import Phase
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, fingerprint
from destination_writer.text.files import Files, UnreadableFile

NOT_OPTIONAL = "Test failures are not optional: they show broken functionality."
_DEDUPE, _CDC = 9, 10
REASON_LENGTH = 500


def refusal(inputs: Inputs, number: int) -> str:
    """Why a phase may not be left out, in plain words; empty when it may."""
    phase = inputs.phases[number]
    if phase.may_skip(inputs.can):
        return ""
    if phase.skip_without:
        able = " and ".join(_words(name) for name in phase.skip_without if inputs.can(name))
        database = inputs.connector.database or "the database"
        keys = ", ".join(f"has_{name}: false" for name in phase.skip_without)
        return (
            f"Phase {number} ({phase.title}) cannot be skipped: {database} is known to have {able}, so it can do this. "
            f"If yours has none of these, say so under database_characteristics in {STATE_PATH} ({keys}). {BLOCKER}"
        )
    optional = [p for p in inputs.phases if p.optional]
    where = [p for p in inputs.phases if p.skip_without]
    listed = " and ".join(f"{p.number} ({p.title})" for p in optional)
    more = "".join(f", and {p.number} ({p.title}) where the database cannot do it" for p in where)
    return (
        f"Phase {number} ({phase.title}) cannot be skipped. Only optional phases can: {listed}{more}. "
        f"{NOT_OPTIONAL} All tests must pass before the next phase begins. {BLOCKER}"
    )


def _words(capability: str) -> str:
    return capability.replace("_", " ").replace("insert on conflict", "INSERT ON CONFLICT").replace("merge", "MERGE")


def what_is_lost(inputs: Inputs, number: int) -> tuple[str, ...]:
    """What a person should know before deciding, a sentence each: what the connector then cannot do, what stays."""
    phase = inputs.phases[number]
    found = [phase.skip_means, "You can add it later: the same command with --undo takes the decision back."]
    stubs = [s for s in inputs.connector.stubs if s.phase == number and not _is_test(inputs.connector, s.path)]
    if stubs:
        places = ", ".join(f"{s.path}:{s.call.range.start.line + 1}" for s in stubs)
        count = "1 stub of it stays" if len(stubs) == 1 else f"{len(stubs)} stubs of it stay"
        found.append(f"{count} in the code and would throw when reached: {places}.")
    if number == _DEDUPE and inputs.connector.state.skip_reason(_CDC) is None:
        found.append(f"Phase {_CDC} applies deletions in the upsert, so it has nothing to work on: skip it as well.")
    return tuple(found)


def _is_test(connector: Connector, path: str) -> bool:
    source = connector.source(path)
    return source is not None and source.is_test


def skip_change(inputs: Inputs, files: Files, number: int, reason: str, at: datetime) -> Change | NoChange:
    """The Change that leaves out a phase. `files` are the workspace's, `reason` is a person's, `at` when it was given.

    Paths are those of the workspace. NoChange tells why there is none, as a blocker where the phase may not be skipped.
    """
    connector, phase = inputs.connector, inputs.phases[number]
    reason = _tidy(reason)
    if not reason:
        return NoChange(f"say why phase {number} is left out: the reason is kept, and told in the documentation")
    refused = refusal(inputs, number)
    if refused:
        return NoChange(refused)
    if connector.state.skip_reason(number) == reason and number in _recorded(connector):
        return NoChange(f"phase {number} is skipped already: {reason}")
    page = page_of(files, connector.root, connector.name)
    maker = _Maker(connector, files)
    maker.state(_recording(number, reason, at))
    maker.edit(page, lambda text: with_section(text or f"# {connector.name}\n", phase, reason, at.date()))
    if number == _DEDUPE:
        maker.modes(dedupe=False)
    return maker.change(f"Skip phase {number}: {phase.title}", phase.skip_means, what_is_lost(inputs, number))


def unskip_change(inputs: Inputs, files: Files, number: int) -> Change | NoChange:
    """The Change that takes the decision back, wherever it was written."""
    connector, phase = inputs.connector, inputs.phases[number]
    maker = _Maker(connector, files)
    if number in _recorded(connector):
        maker.state(_forgetting(number))
    for path in pages(files, connector.root, connector.name):
        maker.edit(path, lambda text: without_section(text, number))
    if number == _DEDUPE and maker.touched:
        maker.modes(dedupe=True)
    if not maker.touched and not maker.problem:
        return NoChange(f"phase {number} is not skipped: there is nothing to take back")
    purpose = f"Phase {number} counts again: its tests must pass."
    return maker.change(f"Take phase {number} up again: {phase.title}", purpose, ())


def _tidy(reason: str) -> str:
    """One line, without what would end the comment or the section that it stands in."""
    plain = re.sub(r"\s+", " ", reason).strip()
    return plain.replace("<!--", "").replace("-->", "").strip()[:REASON_LENGTH]


def _recorded(connector: Connector) -> frozenset[int]:
    return frozenset(skipped.phase for skipped in connector.state.skipped_phases)


def _recording(number: int, reason: str, at: datetime) -> StateEdit:
    def edit(state: MutableMapping[str, object]) -> None:
        _drop(state, number)
        entry: dict[str, Any] = {"phase": number, "reason": reason, "at": at.replace(microsecond=0).isoformat()}
        known = cast(list[Any], state.setdefault("skipped_phases", []))
        known.append(entry)

    return edit


def _forgetting(number: int) -> StateEdit:
    return lambda state: _drop(state, number)


def _drop(state: MutableMapping[str, object], number: int) -> None:
    known = cast("list[Any] | None", state.get("skipped_phases"))
    for item in [item for item in known or [] if _phase_of(item) == number]:
        assert known is not None
        known.remove(item)
    if known is not None and not known:
        state.pop("skipped_phases", None)


def _phase_of(item: object) -> object:
    return cast(dict[str, object], item).get("phase") if isinstance(item, dict) else item


class _Maker:
    """Gathers texts before and after into one Change; `problem` says why there can be none."""

    def __init__(self, connector: Connector, files: Files) -> None:
        self._connector, self._files = connector, files
        self._texts: dict[str, tuple[str | None, str]] = {}
        self.problem = ""

    @property
    def touched(self) -> bool:
        return bool(self._texts)

    def edit(self, path: str, edit: Callable[[str], str]) -> None:
        try:
            before = self._files.read(path) if self._files.exists(path) else None
        except UnreadableFile as error:
            self.problem = str(error)
            return
        after = edit(before or "")
        if after != (before or ""):
            self._texts[path] = (before, after)

    def state(self, edit: StateEdit) -> None:
        try:
            self.edit(self._connector.workspace_path(STATE_PATH), lambda text: edit_state(text, edit))
        except InvalidState as error:
            self.problem = str(error)

    def modes(self, *, dedupe: bool) -> None:
        self._texts.update(texts_with_modes(self._connector, self._files, dedupe=dedupe))

    def change(self, title: str, purpose: str, notes: tuple[str, ...]) -> Change | NoChange:
        if self.problem:
            return NoChange(self.problem, ("a file that can be edited",))
        files = tuple(_file(path, before, after) for path, (before, after) in sorted(self._texts.items()))
        return Change(title, files, purpose, notes, needs_confirmation=True)


def _file(path: str, before: str | None, after: str) -> FileEdit | FileCreation:
    if before is None:
        return FileCreation(path, after)
    return FileEdit(path, fingerprint(before), edits_between(before, after))


def skipped_phases(inputs: Inputs) -> tuple[Phase, ...]:
    """Those that the state file calls skipped and that may be."""
    known = _recorded(inputs.connector)
    return tuple(phase for phase in inputs.phases if phase.number in known and phase.may_skip(inputs.can))
