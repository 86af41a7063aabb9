"""Notices new test reports on the disk, also for a client that watches no files.

Watches are few: the connector's folder and `build` for what appears in them, `build/test-results` with all below it.
The events come in a thread of the watcher's and are handed to the event loop.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

log = logging.getLogger(__name__)

RESULTS = Path("build", "test-results")


class Watcher:
    """Calls `on_change(path)` on the event loop for files below the `build/test-results` of the folders it watches."""

    def __init__(self, on_change: Callable[[Path], None]) -> None:
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._observer.start()
        self._watches: dict[tuple[Path, bool], ObservedWatch] = {}
        self._folders: tuple[Path, ...] = ()

    def follow(self, folders: Iterable[Path]) -> None:
        """Watch these connectors and no others. Touches the disk: a few `stat` calls for each."""
        self._folders = tuple(folders)
        wanted = {key for folder in self._folders for key in _wanted(folder)}
        for key in self._watches.keys() - wanted:
            self._drop(key)
        for key in wanted - self._watches.keys():
            self._add(key)

    def close(self) -> None:
        self._observer.stop()

    def _add(self, key: tuple[Path, bool]) -> None:
        path, recursive = key
        try:
            self._watches[key] = self._observer.schedule(_Handler(self), str(path), recursive=recursive)
        except OSError as error:
            log.warning("%s cannot be watched (%s); results there are seen when the editor reports them", path, error)

    def _drop(self, key: tuple[Path, bool]) -> None:
        watch = self._watches.pop(key)
        try:
            self._observer.unschedule(watch)
        except (KeyError, OSError) as error:
            log.debug("a watch was gone already: %s", error)

    def happened(self, path: Path, is_folder: bool) -> None:
        """Called in the watcher's thread."""
        try:
            self._loop.call_soon_threadsafe(self._take, path, is_folder)
        except RuntimeError:
            log.debug("the event loop has ended before the watcher did")

    def _take(self, path: Path, is_folder: bool) -> None:
        if is_folder or path.name in ("build", "test-results"):
            if path.name in ("build", "test-results") or "test-results" in path.parts:
                self.follow(self._folders)
                for report in path.rglob("TEST-*.xml") if path.is_dir() else ():
                    self._on_change(report)
            return
        if path.suffix == ".xml" and "test-results" in path.parts:
            self._on_change(path)


def _wanted(folder: Path) -> list[tuple[Path, bool]]:
    """What to watch, and whether with everything below it."""
    found = [(folder, False)] if folder.is_dir() else []
    if (folder / "build").is_dir():
        found.append((folder / "build", False))
    if (folder / RESULTS).is_dir():
        found.append((folder / RESULTS, True))
    return found


class _Handler(FileSystemEventHandler):
    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._watcher.happened(Path(str(path)), event.is_directory)
