"""Notices new test reports on the disk, also for a client that watches no files.

Watches are few: the connector's folder, `build` and `.destination-writer` for what appears in them, the folders of
results with all below them.
The events come in a thread of the watcher's and are handed to the event loop.
"""

import asyncio
import logging
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

log = logging.getLogger(__name__)

RESULTS = Path("build", "test-results")
LOCAL_RESULTS = Path(".destination-writer", "results")
_FOLDERS = (*RESULTS.parts, *LOCAL_RESULTS.parts)


Identity = tuple[int, int]


class Key(NamedTuple):
    path: Path
    recursive: bool


class _Watch(NamedTuple):
    """`watch` is None where the system gave none: it is not asked for again while the folder is the same."""

    watch: ObservedWatch | None
    identity: Identity


class Watcher:
    """Calls `on_change(path)` on the event loop for reports of tests below the folders it watches."""

    def __init__(self, on_change: Callable[[Path], None]) -> None:
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        self._observer: BaseObserver = Observer()
        self._observer.daemon = True
        self._observer.start()
        self._watches: dict[Key, _Watch] = {}
        self._folders: tuple[Path, ...] = ()

    def follow(self, folders: Iterable[Path]) -> None:
        """Watch these connectors and no others. Touches the disk: a few `stat` calls for each.

        What appeared before a watch on the folder above was there is found by looking again once it is.
        """
        self._folders = tuple(folders)
        while self._adjust():
            pass

    def close(self) -> None:
        self._observer.stop()

    def _adjust(self) -> bool:
        """One round: drop what is gone or another folder by now, add what is new. True when something was added."""
        wanted = {key: identity for folder in self._folders for key in _wanted(folder) if (identity := _identity(key))}
        for key in [key for key, known in self._watches.items() if wanted.get(key) != known.identity]:
            self._drop(key)
        fresh = wanted.keys() - self._watches.keys()
        for key in fresh:
            self._add(key, wanted[key])
        return bool(fresh)

    def _add(self, key: Key, identity: Identity) -> None:
        watch = None
        try:
            watch = self._observer.schedule(_Handler(self), str(key.path), recursive=key.recursive)
        except OSError as error:
            log.warning(
                "%s cannot be watched (%s); results there are seen when the editor reports them", key.path, error
            )
        self._watches[key] = _Watch(watch, identity)
        if key.recursive:
            for report in key.path.rglob("TEST-*.xml"):
                self._on_change(report)

    def _drop(self, key: Key) -> None:
        watch = self._watches.pop(key).watch
        try:
            if watch is not None:
                self._observer.unschedule(watch)
        except (KeyError, OSError) as error:
            log.debug("a watch was gone already: %s", error)

    def happened(self, path: Path, *, is_folder: bool, is_gone: bool) -> None:
        """Called in the watcher's thread."""
        try:
            self._loop.call_soon_threadsafe(self._take, path, is_folder, is_gone)
        except RuntimeError:
            log.debug("the event loop has ended before the watcher did")

    def _take(self, path: Path, is_folder: bool, is_gone: bool) -> None:
        if is_folder or path.name in _FOLDERS:
            if is_gone:  # a folder made anew may have the number of the old one
                for key in [key for key in self._watches if key.path.is_relative_to(path)]:
                    self._drop(key)
            self.follow(self._folders)
        elif path.suffix == ".xml" and not {RESULTS.name, LOCAL_RESULTS.name}.isdisjoint(path.parts):
            self._on_change(path)


def _wanted(folder: Path) -> list[Key]:
    """What to watch, and whether with everything below it."""
    above = [Key(folder, False), Key(folder / RESULTS.parent, False), Key(folder / LOCAL_RESULTS.parent, False)]
    return [*above, Key(folder / RESULTS, True), Key(folder / LOCAL_RESULTS, True)]


def _identity(key: Key) -> Identity | None:
    """Which folder it is: `gradle clean` puts another one in its place. None when there is none."""
    try:
        found = key.path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


class _Handler(FileSystemEventHandler):
    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write"):
            return
        for path, is_gone in ((event.src_path, event.event_type in ("deleted", "moved")), (event.dest_path, False)):
            if path:
                self._watcher.happened(Path(str(path)), is_folder=event.is_directory, is_gone=is_gone)
