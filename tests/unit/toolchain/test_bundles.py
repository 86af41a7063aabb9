"""A bundle is read with limits: nothing leads out of it, nothing in it grows without end."""

import stat
import zipfile
from pathlib import Path

import pytest

from destination_writer.toolchain.bundles import FILE_LIMIT, MOST_FILES, UnusableBundle, read_bundle, write_bundle


def test_what_is_written_is_read_and_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    entries = {"knowledge/a.yaml": "a: ü\n", "manifest.json": "{}"}
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    write_bundle(first, entries)
    write_bundle(second, dict(reversed(entries.items())))
    assert read_bundle(first) == entries
    assert first.read_bytes() == second.read_bytes()
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["1.zip", "2.zip"]


def packed(file: Path, *entries: tuple[str, bytes, int]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return file


PLAIN = stat.S_IFREG | 0o644


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (("../x", b"", PLAIN), "leads out"),
        (("a/../../x", b"", PLAIN), "leads out"),
        (("/x", b"", PLAIN), "leads out"),
        (("C:/x", b"", PLAIN), "leads out"),
        (("a\\..\\x", b"", PLAIN), "leads out"),
        (("link", b"/etc/passwd", stat.S_IFLNK | 0o777), "is a link"),
        (("big", b"\0" * (FILE_LIMIT + 1), PLAIN), "unpacks to more"),
        (("binary", b"\xff\xfe\x00", PLAIN), "no text"),
    ],
)
def test_what_an_export_never_writes_is_refused(tmp_path: Path, entry: tuple[str, bytes, int], reason: str) -> None:
    with pytest.raises(UnusableBundle, match=reason):
        read_bundle(packed(tmp_path / "x.zip", entry))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_and_too_many_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableBundle, match="twice"):
        read_bundle(packed(tmp_path / "x.zip", ("a", b"1", PLAIN), ("a", b"2", PLAIN)))
    many = [(f"f{number}", b"", PLAIN) for number in range(MOST_FILES + 1)]
    with pytest.raises(UnusableBundle, match="more than"):
        read_bundle(packed(tmp_path / "y.zip", *many))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04cut off"])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(UnusableBundle, match="is no bundle"):
        read_bundle(file)
    with pytest.raises(UnusableBundle, match="cannot be read"):
        read_bundle(tmp_path / "missing.zip")


def test_a_bundle_that_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableBundle, match="cannot be written"):
        write_bundle(tmp_path / "nowhere" / "x.zip", {})
