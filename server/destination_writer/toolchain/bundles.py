"""A bundle of text files as one zip archive: written the same each time, read with limits."""

import os
import stat
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

MOST_FILES = 500
FILE_LIMIT = 2_000_000
"""Bytes of one file, unpacked."""
WHOLE_LIMIT = 20_000_000
"""Bytes of all files, unpacked."""
_DATE = (2000, 1, 1, 0, 0, 0)
"""Every entry's time: a bundle says nothing of when and where it was made, and the same files give the same bytes."""


class UnusableBundle(Exception):
    """A file that cannot be read as a bundle, or not written. The message names it and the reason."""


def write_bundle(file: Path, entries: Mapping[str, str]) -> None:
    """Raises UnusableBundle when it cannot be written; then what stood there before is still there."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, text in sorted(entries.items()):
                    entry = zipfile.ZipInfo(path, _DATE)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    entry.external_attr = (stat.S_IFREG | 0o644) << 16
                    archive.writestr(entry, text.encode("utf-8"))
            beside.chmod(0o644)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UnusableBundle(f"{file} cannot be written ({error.strerror}); name a file in a folder of yours") from None


def read_bundle(file: Path) -> dict[str, str]:
    """The texts by path. Raises UnusableBundle for what is no archive, too large, no text, or holds links, entries
    twice, or paths that lead out of it."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES:
                raise UnusableBundle(f"{file} holds {len(entries)} files, more than {MOST_FILES}")
            found: dict[str, str] = {}
            left = WHOLE_LIMIT
            for entry in entries:
                if entry.is_dir():
                    continue
                _demand_safe(file, entry, found)
                data = _unpacked(file, archive, entry, min(FILE_LIMIT, left))
                left -= len(data)
                found[entry.filename] = data.decode("utf-8")
            return found
    except UnicodeDecodeError:
        raise UnusableBundle(f"{file} holds something that is no text") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnusableBundle(f"{file} is no bundle: {error}") from None
    except OSError as error:
        raise UnusableBundle(f"{file} cannot be read ({error.strerror}); check the path") from None


def _demand_safe(file: Path, entry: zipfile.ZipInfo, found: Mapping[str, str]) -> None:
    parts = entry.filename.split("/")
    if (
        entry.filename.startswith("/")
        or "\\" in entry.filename
        or ":" in entry.filename
        or {"", ".", ".."} & set(parts)
    ):
        raise UnusableBundle(f"{file}: {entry.filename!r} leads out of the bundle; nothing of it is taken")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise UnusableBundle(f"{file}: {entry.filename} is a link; nothing of it is taken")
    if entry.filename in found:
        raise UnusableBundle(f"{file}: {entry.filename} is in it twice; nothing of it is taken")


def _unpacked(file: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Read no further than the limit, whatever size the archive states."""
    with archive.open(entry) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnusableBundle(f"{file}: {entry.filename} unpacks to more than is taken ({limit:,} bytes)")
    return data
