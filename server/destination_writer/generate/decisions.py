"""Where several strategies fit, the person decides once; the connector's state remembers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from destination_writer.connector.model import Connector, Stub
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import InvalidState, edit_state, set_keys
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.edits import edits_between
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.request import make_request
from destination_writer.knowledge.dialects import Strategy, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileChange, FileCreation, FileEdit, fingerprint

QUESTIONS = {
    StrategyKind.CREATE: "How shall tables be created and replaced?",
    StrategyKind.UPSERT: "How shall rows be merged into a table?",
    StrategyKind.OVERWRITE: "How shall one table take the place of another?",
    StrategyKind.SCHEMA_CHANGE: "How shall the columns of a table be changed?",
    StrategyKind.BULK_LOAD: "How shall records be written?",
}


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """Something that can be done in several ways, and that nobody has decided for this connector yet.

    `ways` has the simplest that is right on every version of the database first.
    """

    kind: StrategyKind
    functions: tuple[str, ...]
    ways: tuple[Strategy, ...]

    @property
    def question(self) -> str:
        return f"{QUESTIONS[self.kind]} ({', '.join(self.functions)})"


def open_choices(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    stubs: Iterable[Stub],
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> tuple[OpenChoice, ...]:
    """What has to be decided before these stubs are written, in the stubs' order; empty where generation gives up."""
    found: dict[StrategyKind, OpenChoice] = {}
    for stub in stubs:
        entry = templates.member(stub.role, stub.call.function)
        kind = (entry.strategies or entry.passes_on) if entry else None
        if entry is None or kind is None or kind.value in connector.state.strategies:
            continue
        try:
            request = make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk, phase=stub.phase)
        except CannotGenerate:
            return ()
        ways = request.strategies(entry)
        if len(ways) < 2:
            continue
        known = found.setdefault(kind, OpenChoice(kind, (), ways))
        name = stub.call.function or ""
        if name not in known.functions:
            found[kind] = replace(known, functions=(*known.functions, name))
    return tuple(found.values())


def with_decisions(connector: Connector, chosen: Mapping[str, str]) -> Connector:
    """The connector as if its state held these decisions, slug of the strategy by kind."""
    if not chosen:
        return connector
    known = {**connector.state.strategies, **chosen}
    return replace(connector, state=replace(connector.state, strategies=known))


def recording(connector: Connector, change: Change, chosen: Mapping[str, str]) -> Change:
    """The Change with the decisions written into the state file too; without that where the file cannot be edited."""
    if not chosen:
        return change
    path = connector.workspace_path(STATE_PATH)
    before = connector.texts.get(STATE_PATH)
    known = {**connector.state.strategies, **chosen}
    try:
        after = edit_state(before or "", set_keys({"strategies": known}))
    except InvalidState as error:
        return replace(change, notes=(*change.notes, f"The decision is not recorded: {error}"))
    if before is None:
        file: FileChange = FileCreation(path, after)
    else:
        file = FileEdit(path, fingerprint(before), edits_between(before, after))
    decided = ", ".join(f"{kind}: {slug}" for kind, slug in chosen.items())
    return replace(change, files=(*change.files, file), notes=(*change.notes, f"Recorded in {STATE_PATH}: {decided}."))


def without_new_record(change: Change) -> Change:
    """The Change for a client that makes no files: a decision is recorded only where there is a state file."""

    def is_record(file: FileChange) -> bool:
        return isinstance(file, FileCreation) and file.path.endswith(STATE_PATH)

    kept = tuple(file for file in change.files if not is_record(file))
    notes = tuple(note for note in change.notes if not note.startswith(f"Recorded in {STATE_PATH}"))
    return change if kept == change.files else replace(change, files=kept, notes=notes)
