"""Baselines on the disk, for all who heed one: how their text is read, and what paths in them lead from."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from destination_writer.analysis.baseline import BadBaseline, Baseline, read
from destination_writer.text.findings import Finding

LIMIT = 50_000_000
"""Bytes of a baseline that are read."""


def read_baseline(file: Path, name: str) -> Baseline:
    """`name` is what messages call the file. Raises BadBaseline for one that is not there, or cannot be used."""
    return read(_text(file, name), name)


def _text(file: Path, name: str) -> str:
    try:
        if file.stat().st_size > LIMIT:
            raise BadBaseline(f"{name} is too large for a baseline; name the file that --write-baseline wrote")
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadBaseline(f"{name}: there is no such baseline; write it with --write-baseline") from None
    except UnicodeDecodeError:
        raise BadBaseline(f"{name} is not UTF-8; write it anew with --write-baseline") from None
    except OSError as error:
        raise BadBaseline(f"{name} cannot be read ({error.strerror}); give yourself the right to read it") from None


def from_folder(finding: Finding, file: Path, folder: Path) -> Finding:
    """A finding in a file as a baseline in a folder tells it: paths lead from there, wherever a command runs."""
    path = Path(os.path.relpath(file, folder)).as_posix()
    return replace(finding, location=replace(finding.location, path=path))


@dataclass(frozen=True)
class KnownFindings:
    """A baseline as it lies beside a connector. Both folders are resolved."""

    baseline: Baseline
    folder: Path
    """The baseline's."""
    connector: Path

    def divide(self, findings: Iterable[Finding], text_of: Callable[[str], str]) -> tuple[list[Finding], list[Finding]]:
        """What is new, and what was known. Paths are the connector's, as are those that `text_of` is asked for."""
        told = list(findings)
        own = [from_folder(finding, self.connector / finding.location.path, self.folder) for finding in told]
        new, _, _ = self.baseline.divide(own, lambda path: text_of(self._inside(path)))
        fresh = {id(finding) for finding in new}
        shown = [finding for finding, one in zip(told, own, strict=True) if id(one) in fresh]
        return shown, [finding for finding, one in zip(told, own, strict=True) if id(one) not in fresh]

    def _inside(self, path: str) -> str:
        full = os.path.normpath(self.folder / path)
        return Path(os.path.relpath(full, self.connector)).as_posix()
