"""Finds the stubs of all Kotlin files below a folder, fast: a file costs a read and a search unless it says `TODO(`."""

# ruff: noqa: PTH100, PTH110, PTH112, PTH119, PTH202
# This runs over ten thousand files; a Path for each would cost more than the search.

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from destination_writer.connector.roles import Role, owes_member, role_of
from destination_writer.kotlin.buffer import find_todo_calls
from destination_writer.kotlin.declarations import TodoCall
from destination_writer.toolchain.disk import is_wanted
from destination_writer.toolchain.halves import in_halves

FULL_FEATURES = 2_000_000
"""Bytes. Above this other features stand aside; the stubs are listed still."""
READABLE = 64_000_000
"""Bytes. Above this not even that: reading would take minutes."""
WORTH_TWO = 1000
"""Files. Below this a second process costs more than it saves."""
_BLOCK = 1 << 16
_CALL = re.compile(rb"TODO\s*(?:/\*|\()")
_KOTLIN = (".kt", ".kts")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FoundStub:
    """A stub with its file (relative to the path that was asked for, with `/`) and the part its class plays."""

    file: str
    call: TodoCall
    role: Role | None

    def order(self) -> tuple[str, int, int]:
        start = self.call.range.start
        return self.file, start.line, start.column


class UnreadablePath(Exception):
    """The path itself cannot be used. The message names it, the reason and the remedy."""


def scan(path: str, tell: Tell) -> list[FoundStub]:
    """The stubs of a file or of everything below a folder, in order. What cannot be read is told and passed over.

    Raises UnreadablePath when `path` is missing or, being a file, cannot be read as Kotlin text.
    """
    if not os.path.exists(path):
        raise UnreadablePath(f"{path}: no such file or folder; give a Kotlin file or a folder that holds some")
    if not os.path.isdir(path):
        return _scan_file(path, tell)
    files = list(_kotlin_files(path, tell))
    halves = in_halves(_scan_files, files) if len(files) > WORTH_TWO else [_scan_files(files)]
    for problem in sorted(problem for _, problems in halves for problem in problems):
        tell(problem)
    return sorted((stub for stubs, _ in halves for stub in stubs), key=FoundStub.order)


def _scan_file(path: str, tell: Tell) -> list[FoundStub]:
    stubs, problems = _scan_files([(path, os.path.basename(path))])
    size = os.path.getsize(path)
    if problems and not FULL_FEATURES < size <= READABLE:
        raise UnreadablePath(problems[0])
    for problem in problems:
        tell(problem)
    return stubs


def _scan_files(files: Sequence[tuple[str, str]]) -> tuple[list[FoundStub], list[str]]:
    """The stubs of some files, each given by its path and its name in the answer; and what could not be read."""
    problems: list[str] = []
    stubs = [stub for file, name in files for stub in _stubs_of(file, name, problems.append)]
    return sorted(stubs, key=FoundStub.order), problems


def _kotlin_files(root: str, tell: Tell) -> Iterator[tuple[str, str]]:
    """Every Kotlin file below `root`: its path and its name relative to `root`."""
    folders = [(root, "", os.path.abspath(root))]
    while folders:
        folder, prefix, place = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            tell(f"{folder}: cannot be listed ({error.strerror}); give yourself access to it")
            continue
        for entry in entries:
            name = entry.name
            if name.endswith(_KOTLIN) and _is_file(entry):
                yield entry.path, prefix + name
            elif entry.is_dir(follow_symlinks=False) and is_wanted(name, place):
                folders.append((entry.path, f"{prefix}{name}/", f"{place}/{name}"))


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False  # a link that leads to itself


def _stubs_of(file: str, name: str, tell: Tell) -> list[FoundStub]:
    try:
        data = _read(file)
    except OSError as error:
        tell(f"{name}: cannot be read ({error.strerror}); give yourself access to it")
        return []
    if len(data) > FULL_FEATURES:
        if len(data) > READABLE:
            tell(f"{name}: has more than {READABLE:,} bytes and was not read; split it to have its stubs listed")
            return []
        tell(
            f"{name}: has {len(data):,} bytes; above {FULL_FEATURES:,} only its stubs are listed, split it for the rest"
        )
    may_hold_stubs = _CALL.search(data) is not None
    if not may_hold_stubs and data.isascii():
        return []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        tell(f"{name}:{line}: not UTF-8 (byte {error.start}); save the file as UTF-8 to have its stubs listed")
        return []
    return list(_with_roles(text, file, name)) if may_hold_stubs else []


def _with_roles(text: str, file: str, name: str) -> Iterator[FoundStub]:
    path = os.path.abspath(file).replace(os.sep, "/")
    for call in find_todo_calls(text):
        role = role_of(call.class_name, call.supertypes, call.annotations, path)
        if call.phase is not None or owes_member(role, call.function):
            yield FoundStub(name, call, role)


def _read(file: str) -> bytes:
    """The bytes of a file, one more than is readable at most. Raises OSError."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        data = os.read(handle, _BLOCK)
        if len(data) < _BLOCK:
            return data
        blocks, size = [data], len(data)
        while size <= READABLE and (block := os.read(handle, _BLOCK)):
            blocks.append(block)
            size += len(block)
        return b"".join(blocks)
    finally:
        os.close(handle)
