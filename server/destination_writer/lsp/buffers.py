"""The open documents as `Files`, so that a pure room reads what is on the screen and not what was saved last."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from destination_writer.lsp.documents import FULL_LIMIT, OpenDocument
from destination_writer.text.files import UnreadableFile


class BufferFiles:
    """A snapshot of the open documents below a folder. Safe to hand to a thread."""

    def __init__(self, texts: Mapping[str, str | None]) -> None:
        self._texts = texts
        """None for a document that is too large to be looked into."""

    def list(self) -> Iterable[str]:
        return sorted(self._texts)

    def exists(self, path: str) -> bool:
        return path in self._texts

    def read(self, path: str) -> str:
        text = self._texts.get(path, "")
        if text is None:
            raise UnreadableFile(f"{path} has more than {FULL_LIMIT:,} characters; split it to have it analysed")
        if path not in self._texts:
            raise FileNotFoundError(path)
        return text


def buffers_below(folder: Path, documents: Iterable[OpenDocument]) -> BufferFiles:
    """Take the snapshot. Documents that are still being read are left to the disk."""
    texts: dict[str, str | None] = {}
    for document in documents:
        if document.path is None or document.waiting is not None or not document.path.is_relative_to(folder):
            continue
        texts[document.path.relative_to(folder).as_posix()] = None if document.is_limited else document.text
    return BufferFiles(texts)
