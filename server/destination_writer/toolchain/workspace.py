"""A folder on the disk as the rest of the house is handed it: files, test reports, and when things changed."""

import os
import re
import stat
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import Files, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.historyfile import RESULTS

REPORT_FOLDER = "build/test-results"
BLOCK = 1 << 20
"""Bytes read of a report at once."""
BUILD_FILES = ("build.gradle.kts", "build.gradle")
_SOURCES = re.compile(r"src/(?:$|main/|test[\w-]*/|\w+Test/)")
GIT_TIMEOUT = 20
"""Seconds."""


class UnusablePath(Exception):
    """A path that cannot be opened, or a commit that is none. The message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A JUnit report on the disk. `path` is relative to the workspace, `modified` seconds since the epoch, `size` in
    bytes."""

    path: str
    modified: float
    file: Path
    size: int = 0

    @property
    def is_readable(self) -> bool:
        return os.access(self.file, os.R_OK)

    def blocks(self) -> Iterator[bytes]:
        """The bytes, piece by piece; none further when the file goes while it is read."""
        try:
            with self.file.open("rb") as stream:
                while block := stream.read(BLOCK):
                    yield block
        except OSError:
            return


class DiskWorkspace:
    """A folder that somebody opened. Nothing is read before it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = DiskFiles(folder)

    @property
    def name(self) -> str:
        return self.folder.name

    def now(self) -> float:
        """Seconds since the epoch by this machine's clock."""
        return time.time()

    def module_around(self) -> Path | None:
        """The Gradle module whose sources this folder is a part of; None when it is no part of any."""
        for folder in (self.folder, *self.folder.parents):
            if any((folder / name).is_file() for name in BUILD_FILES):
                inside = self.folder.relative_to(folder).as_posix()
                return folder if _SOURCES.match(f"{inside}/") else None
        return None

    def bundled_knowledge(self) -> DiskFiles:
        """The knowledge that comes with the package."""
        return DiskFiles(bundled("knowledge"))

    def report_files(self, root: str) -> list[ReportFile]:
        """`TEST-*.xml` of Gradle and of the local runner for the connector at `root`, sorted by path."""
        folders = (self.files.root / root / REPORT_FOLDER, self.files.root / root / RESULTS)
        return sorted((r for folder in folders for r in self._reports(folder)), key=lambda report: report.path)

    def _reports(self, base: Path) -> Iterator[ReportFile]:
        for folder, _, names in os.walk(base):
            for name in names:
                if name.startswith("TEST-") and name.endswith(".xml"):
                    file = Path(folder, name)
                    try:
                        found = file.stat()
                    except OSError:
                        continue  # it went while we looked; the next reading tells
                    if stat.S_ISREG(found.st_mode):
                        path = file.relative_to(self.files.root).as_posix()
                        yield ReportFile(path, found.st_mtime, file, found.st_size)

    def newest_change(self, paths: Iterable[str]) -> float | None:
        """When the last changed of these files was changed, in seconds since the epoch; None without any."""
        times: list[float] = []
        for path in paths:
            try:
                times.append((self.files.root / path).stat().st_mtime)
            except OSError:
                continue
        return max(times, default=None)

    def equals_commit(self, root: str, commit: str) -> bool:
        """True when the connector's files are what they are in a commit, with nothing changed or added since.

        Raises UnusablePath when git, the repository or the commit is not there.
        """
        folder = self.files.root / root
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
        if found.returncode != 0:
            raise UnusablePath(f"{commit} is no commit of the repository at {folder}; give one that `git log` shows")
        changed = _git(folder, "diff", "--quiet", found.stdout.strip(), "--", ".")
        added = _git(folder, "ls-files", "--others", "--exclude-standard", "--", ".")
        return changed.returncode == 0 and not added.stdout.strip()


def reports_below(folder: Path) -> list[ReportFile]:
    """Every JUnit report below a folder, by name or by its first bytes, sorted by path; paths are relative to it."""
    found: list[ReportFile] = []
    for place, _, names in os.walk(folder):
        for name in names:
            file = Path(place, name)
            if name.endswith(".xml") and (name.startswith("TEST-") or _starts_like_report(file)):
                known = file.stat()
                path = file.relative_to(folder).as_posix()
                found.append(ReportFile(path, known.st_mtime, file, known.st_size))
    return sorted(found, key=lambda report: report.path)


def _starts_like_report(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            return b"<testsuite" in stream.read(2000)
    except OSError:
        return False


def open_folder(path: str | Path) -> DiskWorkspace:
    """Raises UnusablePath when there is no such folder, when it is a file, or when it may not be read."""
    folder = Path(path)
    if not folder.exists():
        raise UnusablePath(f"{path}: there is no such folder; check the spelling, or give the connector's folder")
    if not folder.is_dir():
        raise UnusablePath(f"{path} is a file; give the connector's folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UnusablePath(f"{path} may not be read; give yourself the permission to read it")
    return DiskWorkspace(folder.resolve())


OVERRIDES = ".destination-writer/knowledge"
"""Where a workspace adds to the bundled knowledge, or replaces it."""


def workspace_knowledge(folder: Path) -> Knowledge:
    """The bundled knowledge with the workspace's own on top of it."""
    lower = DiskFiles(bundled("knowledge"))
    upper = folder / OVERRIDES
    return Knowledge(OverlayFiles(DiskFiles(upper), lower) if upper.is_dir() else lower)


TEMPLATES = ".destination-writer/templates"
"""Where a workspace adds templates, each in the folder of its database, or lays one over a bundled one."""


class _TemplatesAlone(DiskFiles):
    """A workspace's templates. Its folder may not exist yet; other files in it, such as an index, count for nothing."""

    def exists(self, path: str) -> bool:
        return path.endswith(".j2") and super().exists(path)


def workspace_templates(*folders: Path) -> Files:
    """The bundled templates with those of these folders on top, the last folder's above all."""
    files: Files = DiskFiles(bundled("templates"))
    for folder in folders:
        files = OverlayFiles(_TemplatesAlone(folder / TEMPLATES), files)
    return files


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=GIT_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnusablePath(f"git did not answer in {folder} ({error}); --commit needs it") from None
