"""A baseline on the disk."""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from destination_writer.analysis.baseline import BadBaseline, Baseline, TextOf, baseline_of, write
from destination_writer.checkpoints.baselines import from_folder, read_baseline
from destination_writer.checkpoints.fixes import text_of
from destination_writer.cli.targets import Target
from destination_writer.connector.model import Connector
from destination_writer.text.findings import Finding


class BaselineFile:
    """What was known, by the file that a person named. With `is_new` the file need not be there.

    Paths in it lead from the file's own folder, so it does not matter where a command runs and what it was given.
    Raises BadBaseline for one that is not there, or cannot be used.
    """

    def __init__(self, path: str, *, is_new: bool) -> None:
        self.path = path
        self.baseline = Baseline({})
        if not is_new:
            self.baseline = read_baseline(Path(path), path)

    def write(self, findings: Iterable[Finding], targets: Sequence[Target]) -> str:
        """Put everything that is found now in the place of what was known; says what was written."""
        text = _text_of([(target, target.workspace.connector(target.root)) for target in targets])
        self.baseline = baseline_of([self._own(finding, targets)[0] for finding in findings], self._text(text))
        _replace(Path(self.path), write(self.baseline))
        count = sum(self.baseline.counts.values())
        return f"wrote {count} {'finding' if count == 1 else 'findings'} to {self.path}"

    def divide(
        self, findings: Iterable[Finding], connectors: Sequence[tuple[Target, Connector]]
    ) -> tuple[list[Finding], int, int]:
        """What is new of findings as told, how many were known, and how many of those known are found no more."""
        targets = [target for target, _ in connectors]
        own = [self._own(finding, targets) for finding in findings]
        new, old, gone = self.baseline.divide([one for one, _ in own], self._text(_text_of(connectors)))
        fresh = {id(one) for one in new}
        return [told for one, told in own if id(one) in fresh], len(old), gone

    def _own(self, finding: Finding, targets: Sequence[Target]) -> tuple[Finding, Finding]:
        """A finding with its path as the file has it, and as it was told."""
        path = finding.location.path
        target = next(target for target in targets if target.holds(path))
        full = target.workspace.disk.folder / target.inside(path)
        return from_folder(finding, full, self._folder), finding

    def _text(self, full: TextOf) -> TextOf:
        return lambda path: full(os.path.normpath(self._folder / path))

    @property
    def _folder(self) -> Path:
        return Path(self.path).resolve().parent


def _text_of(connectors: Sequence[tuple[Target, Connector]]) -> TextOf:
    """Texts by their whole path."""

    def text(path: str) -> str:
        for target, connector in connectors:
            folder = target.workspace.disk.folder
            if Path(path).is_relative_to(folder / target.root):
                return text_of(connector, Path(path).relative_to(folder).as_posix())
        return ""

    return text


def _replace(file: Path, text: str) -> None:
    """The whole new text, or what was there."""
    name = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        raise BadBaseline(f"{file} cannot be written ({error.strerror}); choose another place for it") from None
