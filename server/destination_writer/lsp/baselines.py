"""The baseline that the settings name, read again when it has changed. Import-light: a start has none."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from destination_writer.checkpoints.baselines import KnownFindings


class Baselines:
    """One for each connector. `look` reads the disk: run it in a thread."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[Path, int, int], KnownFindings]] = {}
        """By the connector's folder: the file with its size and time, and what it knows."""

    def known(self, folder: Path) -> "KnownFindings | None":
        """What was read last for a connector."""
        found = self._read.get(folder)
        return found[1] if found else None

    def look(self, folder: Path, workspace: Path, setting: str) -> tuple["KnownFindings | None", str]:
        """The baseline as it is now, or why it cannot be used. `setting` is its path from the workspace, empty
        for none. One outside of the workspace is not read."""
        if not setting.strip():
            self._read.pop(folder, None)
            return None, ""
        root = workspace.resolve()
        file = (root / setting.strip()).resolve()
        if not file.is_relative_to(root):
            self._read.pop(folder, None)
            return None, f"{setting} lies outside of the workspace; name a file in it"
        try:
            found = file.stat()
            stamp = file, found.st_size, found.st_mtime_ns
        except OSError:
            stamp = file, -1, -1
        last = self._read.get(folder)
        if last is not None and last[0] == stamp:
            return last[1], ""
        return self._load(folder, stamp, setting)

    def _load(self, folder: Path, stamp: tuple[Path, int, int], name: str) -> tuple["KnownFindings | None", str]:
        from destination_writer.analysis.baseline import BadBaseline
        from destination_writer.checkpoints.baselines import KnownFindings, read_baseline

        self._read.pop(folder, None)
        try:
            known = KnownFindings(read_baseline(stamp[0], name), stamp[0].parent, folder.resolve())
        except BadBaseline as error:
            return None, str(error)
        self._read[folder] = stamp, known
        return known, ""
