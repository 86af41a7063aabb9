"""The XML files that this run writes, told apart from those of earlier runs."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from destination_writer.toolchain.workspace import REPORT_FOLDER, ReportFile

_Stamp = tuple[int, int, int]
LARGEST_LIVE = 8 << 20
"""Bytes; a larger report is read when the run has ended."""


class ReportWatch:
    """Made before the run starts. A file counts when it was not there then or is no longer the same.

    Paths of reports are relative to the connector's folder, or absolute where its build writes elsewhere.
    """

    def __init__(self, folder: Path, places: Iterable[str] = ()) -> None:
        self._folder = folder.resolve()
        self._places = sorted({self._folder / REPORT_FOLDER, *(Path(place) for place in places if place)})
        self._before = dict(self._stamps())
        self._seen: dict[Path, _Stamp] = {}
        self._told: dict[Path, _Stamp] = {}

    def written(self) -> list[ReportFile]:
        """All that this run has written so far, sorted by path."""
        return sorted((self._report(file) for file, _ in self._changed()), key=lambda report: report.path)

    def settled(self) -> list[ReportFile]:
        """Those that are new since the last call and did not grow between two calls."""
        found: list[ReportFile] = []
        for file, stamp in self._changed():
            if self._seen.get(file) == stamp and self._told.get(file) != stamp and stamp[1] <= LARGEST_LIVE:
                self._told[file] = stamp
                found.append(self._report(file))
            self._seen[file] = stamp
        return found

    def _changed(self) -> Iterator[tuple[Path, _Stamp]]:
        return ((file, stamp) for file, stamp in self._stamps() if self._before.get(file) != stamp)

    def _report(self, file: Path) -> ReportFile:
        path = file.relative_to(self._folder).as_posix() if file.is_relative_to(self._folder) else file.as_posix()
        try:
            found = file.stat()
        except OSError:
            return ReportFile(path, 0.0, file)
        return ReportFile(path, found.st_mtime, file, found.st_size)

    def _stamps(self) -> Iterator[tuple[Path, _Stamp]]:
        seen: set[Path] = set()
        for place in self._places:
            for folder, _, names in os.walk(place):
                for name in names:
                    file = Path(folder, name)
                    if name.startswith("TEST-") and name.endswith(".xml") and file not in seen:
                        seen.add(file)
                        try:
                            found = file.stat()
                        except OSError:
                            continue  # it went while we looked
                        yield file, (found.st_mtime_ns, found.st_size, found.st_ino)
