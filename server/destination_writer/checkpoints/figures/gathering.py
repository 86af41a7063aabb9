"""What the figures are made of, from a connector's folder: its records, its code, the gate's word."""

from collections.abc import Sequence

from destination_writer.checkpoints.changelog import CHANGES_PATH, read_changes
from destination_writer.checkpoints.figures.api import Recorded
from destination_writer.checkpoints.history import HISTORY_PATH, read_history
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.toolchain.historyfile import read_text


def recorded_of(workspace: Workspace, root: str) -> Recorded:
    """Raises KnowledgeError when the phases or rules cannot be read."""
    folder = workspace.disk.folder / root
    runs_text, changes_text = read_text(folder, HISTORY_PATH), read_text(folder, CHANGES_PATH)
    runs, changes = read_history(runs_text), read_changes(changes_text)
    knowledge = workspace.knowledge(root)
    return Recorded(
        connector=workspace.connector(root),
        phases=knowledge.phases,
        statuses=workspace.status(root).phases,
        rules=knowledge.failure_rules,
        runs=runs,
        changes=changes,
        unread=_unread(runs_text, runs) + _unread(changes_text, changes),
    )


def _unread(text: str, read: Sequence[object]) -> int:
    return sum(1 for line in text.split("\n") if line.strip()) - len(read)
