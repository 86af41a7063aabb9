"""A Change of many files is written whole or not at all, whatever the disk says in the middle."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from destination_writer.text.changes import (
    Change,
    FileCreation,
    FileDeletion,
    FileEdit,
    StaleChange,
    TextEdit,
    fingerprint,
)
from destination_writer.text.places import Span
from destination_writer.toolchain.applying import CannotWrite, write_change

OLD = "\ufeffone\r\ntwo\r\n"
"""With a byte order mark, which editing keeps."""


def change(*paths: str, size: int = 10) -> Change:
    """New files of that many characters, and an edit of `there.txt`."""
    text = OLD.removeprefix("\ufeff")
    edit = FileEdit("there.txt", fingerprint(text), (TextEdit(Span(0, 3), "1"),))
    return Change("Several", (edit, *(FileCreation(path, "x" * size) for path in paths)))


def removing(change: Change, **texts: str) -> Change:
    """With files that go, by path and the text that each has."""
    gone = (FileDeletion(path, fingerprint(text)) for path, text in texts.items())
    return replace(change, files=(*change.files, *gone))


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file with its bytes, every folder and link with None."""
    return {
        p.relative_to(folder).as_posix(): None if p.is_symlink() or p.is_dir() else p.read_bytes()
        for p in sorted(folder.rglob("*"))
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "destination-acme"
    place.mkdir()
    (place / "there.txt").write_bytes(OLD.encode("utf-8"))
    (place / "there.txt").chmod(0o640)
    return place


def test_all_of_it(folder: Path) -> None:
    assert write_change(folder, change("a/b/new.kt", "c.txt")) == ("a/b/new.kt", "c.txt", "there.txt")
    assert snapshot(folder) == {
        "a": None,
        "a/b": None,
        "a/b/new.kt": b"x" * 10,
        "c.txt": b"x" * 10,
        "there.txt": "\ufeff1\r\ntwo\r\n".encode(),
    }
    assert (folder / "there.txt").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_appears_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One rename makes it: whoever looks sees nothing of it, or all."""
    seen: list[list[str]] = []
    rename = Path.rename

    def watched(self: Path, target: Path) -> Path:
        seen.append(sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(".")))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", watched)
    creations = tuple(FileCreation(path, "x") for path in ("a.kt", "src/main/b.kt", "src/test/c.kt"))
    write_change(tmp_path / "new" / "module", Change("New", creations))
    assert seen == [[]]
    assert [p for p in snapshot(tmp_path) if p.startswith(".")] == []
    assert (tmp_path / "new/module/src/test/c.kt").read_text() == "x"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o777 & ~_umask()


@pytest.mark.parametrize("stops_at", range(4))
def test_what_stops_in_the_middle_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    """Ctrl+C between two of the renames that put the files into their places."""
    before, calls = snapshot(folder), iter(range(stops_at))
    replace, rename = Path.replace, Path.rename

    def counted(self: Path, target: Path) -> Path:
        if self.name.endswith(".new") and next(calls, None) is None:
            raise KeyboardInterrupt
        return (rename if self.is_dir() else replace)(self, target)

    monkeypatch.setattr(Path, "replace", counted)
    monkeypatch.setattr(Path, "rename", counted)
    with pytest.raises(KeyboardInterrupt):
        write_change(folder, change("a.kt", "b/c.kt", "d/e/f.kt"))
    assert snapshot(folder) == before


def test_files_that_go_do_so_with_the_others(folder: Path) -> None:
    (folder / "a/b").mkdir(parents=True)
    (folder / "a/b/old.kt").write_text("old")
    (folder / "kept.kt").write_text("kept")
    before = snapshot(folder)
    with pytest.raises(CannotWrite):
        write_change(folder, removing(change("there.txt/new.kt"), **{"a/b/old.kt": "old"}))
    with pytest.raises(StaleChange):
        write_change(folder, removing(change("new.kt"), **{"a/b/old.kt": "older"}))
    with pytest.raises(StaleChange):
        write_change(folder, removing(change("new.kt"), **{"a/b/old.kt": "old", "gone/already.kt": "old"}))
    assert snapshot(folder) == before
    written = write_change(folder, removing(change("new.kt"), **{"a/b/old.kt": "old"}))
    assert written == ("a/b/old.kt", "new.kt", "there.txt")
    assert set(snapshot(folder)) == {"kept.kt", "new.kt", "there.txt"}


def test_what_stops_behind_a_removal_brings_the_file_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "old.kt").write_text("old")
    before = snapshot(folder)

    def refused(self: Path, _: Path) -> Path:
        raise OSError(errno.EIO, "Input/output error", str(self))

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(CannotWrite, match="Input/output error"):
        write_change(folder, removing(change("new/folder.kt"), **{"old.kt": "old"}))
    assert snapshot(folder) == before


REFUSED = [
    ("a file in the way", lambda f: (f / "a").write_text("x"), "a/b.kt", "is a file, not a folder"),
    ("a folder in the way", lambda f: (f / "a/b.kt").mkdir(parents=True), "a/b.kt", "a/b.kt is a folder"),
    ("a link that leads out", lambda f: (f / "a").symlink_to(f.parent), "a/b.kt", "leads out of destination-acme"),
    ("a loop of links", lambda f: (f / "a").symlink_to(f / "a"), "a/b.kt", "no place for a file"),
    ("a name too long", Path.exists, f"{'n' * 300}/b.kt", "File name too long"),
]


@pytest.mark.parametrize(("prepare", "path", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_places_where_no_file_can_be(folder: Path, prepare: object, path: str, said: str) -> None:
    assert callable(prepare)
    prepare(folder)
    before = snapshot(folder)
    with pytest.raises(CannotWrite) as error:
        write_change(folder, change("z.kt", path))
    assert said in str(error.value)
    assert "othing" in str(error.value)
    assert snapshot(folder) == before


def test_a_file_that_appears_meanwhile_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def racing(self: Path, target: Path) -> Path:
        (folder / "b.kt").write_text("somebody else's")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", racing)
    with pytest.raises(CannotWrite, match=r"b\.kt cannot be written \(File exists\)"):
        write_change(folder, change("a.kt", "b.kt"))
    assert (folder / "b.kt").read_text() == "somebody else's"
    assert set(snapshot(folder)) == {"b.kt", "there.txt"}
    assert (folder / "there.txt").read_bytes() == OLD.encode()


def test_a_link_in_place_of_a_new_file_is_no_free_place(folder: Path) -> None:
    (folder / "a.kt").symlink_to(folder / "nowhere")
    with pytest.raises(StaleChange, match="as a link"):
        write_change(folder, change("a.kt"))


WRITER = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_all_or_nothing import change
from destination_writer.toolchain.applying import CannotWrite, write_change
{before}
try:
    write_change(Path({folder!r}), change("a.kt", "b/c.kt", "d/e.kt", size={size}))
except CannotWrite as error:
    print(error)
"""


def write_elsewhere(folder: Path, *, size: int = 10, before: str = "", prefix: tuple[str, ...] = ()) -> str:
    """What a process of its own says that writes there."""
    script = textwrap.dedent(WRITER).format(
        tests=str(Path(__file__).parent), folder=str(folder), before=before, size=size
    )
    ran = subprocess.run([*prefix, sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""
    return ran.stdout


def test_a_limit_on_the_size_of_files(folder: Path) -> None:
    before = snapshot(folder)
    said = write_elsewhere(folder, size=5000, before="resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))")
    assert "a.kt cannot be written (File too large)" in said
    assert "Nothing was written" in said
    assert snapshot(folder) == before


@contextlib.contextmanager
def mounted(place: Path, options: str) -> Iterator[None]:
    """A file system of its own there; skips where this account may mount none."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("this account may not mount a tmpfs, which stands for a disk that is full or read-only")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(folder: Path) -> None:
    with mounted(folder, "size=64k"):
        (folder / "there.txt").write_bytes(OLD.encode())
        before = snapshot(folder)
        said = write_elsewhere(folder, size=40_000)
        assert "b/c.kt cannot be written (No space left on device); free space on that disk" in said
        assert snapshot(folder) == before


def test_a_read_only_disk(folder: Path) -> None:
    with mounted(folder, "size=64k"):
        (folder / "there.txt").write_bytes(OLD.encode())
        before = snapshot(folder)
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        said = write_elsewhere(folder)
        assert "a.kt cannot be written (Read-only file system); choose a folder on a file system" in said
        assert snapshot(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights than modes")
def test_a_folder_that_this_account_may_not_write(folder: Path) -> None:
    if os.getuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and setpriv, which gives up root's rights, is missing")
    before, opened = snapshot(folder), [p for p in folder.parents if p.stat().st_mode & 0o005 != 0o005]
    modes = {place: place.stat().st_mode & 0o7777 for place in (folder, folder / "there.txt", *opened)}
    for place in opened:
        place.chmod(0o755)
    (folder / "there.txt").chmod(0o444)
    folder.chmod(0o555)
    try:
        prefix = ("setpriv", "--reuid", "65534", "--clear-groups") if os.getuid() == 0 else ()
        said = write_elsewhere(folder, prefix=prefix)
    finally:
        for place, mode in modes.items():
            place.chmod(mode)
    assert "a.kt cannot be written (Permission denied); give yourself the right to write there" in said
    assert snapshot(folder) == before


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present
