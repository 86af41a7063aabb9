"""Change: a titled set of edits, new files and files that go, each against a known version of the text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from destination_writer.text.places import Span


def fingerprint(text: str) -> str:
    """Names a version of a text, so that an edit made for one text is never applied to another."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace the text at `span` with `new_text`. Offsets count code points in the text that was edited."""

    span: Span
    new_text: str


@dataclass(frozen=True, slots=True)
class FileEdit:
    """Edits to one existing file. They do not overlap and all refer to the text with fingerprint `base`."""

    path: str
    base: str
    edits: tuple[TextEdit, ...]


@dataclass(frozen=True, slots=True)
class FileCreation:
    """A new file. It is an error when the file already exists."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class FileDeletion:
    """A file that goes. Its text is the one with fingerprint `base`."""

    path: str
    base: str


FileChange = FileEdit | FileCreation | FileDeletion
"""What a Change does to one file."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a person is asked to accept as one.

    `purpose` says what it is for in a sentence; `notes` are things a reader should check; `provenance` says how the
    facts behind it are known (`executed: PostgreSQL 18.6`).
    """

    title: str
    files: tuple[FileChange, ...]
    purpose: str = ""
    notes: tuple[str, ...] = ()
    provenance: str = ""
    needs_confirmation: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.files

    @property
    def created(self) -> tuple[str, ...]:
        """Paths of the files that are new with it."""
        return tuple(file.path for file in self.files if isinstance(file, FileCreation))

    @property
    def deleted(self) -> tuple[str, ...]:
        """Paths of the files that go with it."""
        return tuple(file.path for file in self.files if isinstance(file, FileDeletion))


@dataclass(frozen=True, slots=True)
class NoChange:
    """Why a maker offers nothing here, in words for the user; `missing` names what would be needed."""

    reason: str
    missing: tuple[str, ...] = ()


class StaleChange(Exception):
    """A Change was made against a text that is no longer there. The message names the file and the remedy."""


def apply_edits(text: str, edits: tuple[TextEdit, ...]) -> str:
    """Apply non-overlapping edits to the text that they were made against.

    Raises ValueError when two edits overlap or one lies outside the text.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.span.start < at or edit.span.end > len(text):
            raise ValueError(f"edit at {edit.span} overlaps another one or lies outside the text")
        parts += (text[at : edit.span.start], edit.new_text)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def apply_change(change: Change, texts: Mapping[str, str]) -> dict[str, str]:
    """The new text of every file that the Change touches, by path, without those that go (`Change.deleted`). `texts`
    holds the present ones.

    Raises StaleChange when a file is not what the Change was made against.
    """
    result: dict[str, str] = {}
    for file in change.files:
        if isinstance(file, FileCreation):
            if file.path in texts:
                raise StaleChange(f"{file.path} exists already; remove or rename it, then ask again")
            result[file.path] = file.text
            continue
        present = texts.get(file.path)
        if present is None or fingerprint(present) != file.base:
            raise StaleChange(f"{file.path} has changed since this was prepared; ask for it again")
        if isinstance(file, FileDeletion):
            continue
        result[file.path] = apply_edits(present, file.edits)
    return result


def texts_after(change: Change, texts: Mapping[str, str]) -> dict[str, str]:
    """Every text of `texts` as it is with the Change: with what it makes, without what goes. Raises StaleChange."""
    after = {**texts, **apply_change(change, texts)}
    return {path: text for path, text in after.items() if path not in change.deleted}
