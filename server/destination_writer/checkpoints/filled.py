"""Which stubs a Change fills: those of the files that it touches, before and after."""

from collections import Counter
from dataclasses import dataclass

from destination_writer.connector.load import reload_files
from destination_writer.connector.model import Connector, Stub
from destination_writer.text.changes import Change, FileChange, FileCreation, FileDeletion, StaleChange, apply_edits
from destination_writer.text.files import MemoryFiles


@dataclass(frozen=True, slots=True)
class Filled:
    """`names` are `Class.function`; `phase` is the one that all of them are of, None for several or none."""

    names: tuple[str, ...]
    phase: int | None


def filled_stubs(connector: Connector, change: Change) -> Filled:
    """The stubs that are open now and gone with the Change. Files outside of the connector count for nothing."""
    root = f"{connector.root}/" if connector.root else ""
    texts: dict[str, str] = {}
    for file in change.files:
        own = file.path.removeprefix(root)
        if not file.path.startswith(root) or not own.endswith(".kt"):
            continue
        texts[own] = _after(connector, own, file)
    before = [stub for stub in connector.stubs if stub.path in texts]
    files = MemoryFiles({connector.workspace_path(path): text for path, text in texts.items()})
    after = [s for s in reload_files(connector, files, list(texts)).stubs if s.path in texts] if texts else []
    gone = Counter(map(_key, before)) - Counter(map(_key, after))
    filled = [stub for stub in before if gone[_key(stub)]]
    phases = {stub.phase for stub in filled if stub.phase is not None}
    names = dict.fromkeys(".".join(part for part in (s.call.class_name, s.call.function) if part) for s in filled)
    return Filled(tuple(names), phases.pop() if len(phases) == 1 else None)


def _after(connector: Connector, path: str, file: FileChange) -> str:
    if isinstance(file, FileCreation):
        return file.text
    if isinstance(file, FileDeletion):
        return ""  # stubs that go with their file are open no more
    source = connector.source(path)
    if source is None:
        raise StaleChange(f"{path} is gone since this was prepared; ask for it again")
    return apply_edits(source.text, file.edits)


def _key(stub: Stub) -> tuple[str, str | None, str | None, int | None]:
    return stub.path, stub.call.class_name, stub.call.function, stub.phase
