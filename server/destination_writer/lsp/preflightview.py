"""The preflight file as a request sees it: its text, the checklist, and what stands under the cursor.

Everything here reads lines, so that it works while the file is no YAML at the moment.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from destination_writer.connector.preflight import PREFLIGHT_PATH, Entry, Preflight
from destination_writer.lsp.preflightpath import is_preflight
from destination_writer.text.places import Position

if TYPE_CHECKING:
    from destination_writer.analysis.preflight import Examined
    from destination_writer.knowledge.preflight import Checklist
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.lsp.documents import OpenDocument
    from destination_writer.lsp.session import Session

HEADER, ANSWERS = "preflight", "answers"
_KEY = re.compile(r"^(?P<indent>[ \t]*)(?P<key>[\w.\"'-]+)[ \t]*:(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cursor is. `section` is the key of the first level around it, `entry` the question's id, `key` the key
    of its own line when it stands behind the colon, empty when it stands where a key is written."""

    section: str
    entry: str
    key: str
    start: int
    """Column where what is being written begins."""
    depth: int
    """0 for a key of the first level, 1 for a question or a key of the header, 2 for a field of an answer."""


@dataclass(frozen=True, slots=True)
class PreflightView:
    """One open preflight file."""

    session: "Session"
    document: "OpenDocument"
    knowledge: "Knowledge"
    examined: "Examined"

    @property
    def preflight(self) -> Preflight:
        return self.examined.preflight

    @property
    def checklist(self) -> "Checklist":
        return self.examined.checklist

    @property
    def name(self) -> str:
        """How the database is called in questions."""
        return self.preflight.name or self.preflight.database or "the database"

    def entry_at(self, position: Position) -> Entry | None:
        """The entry whose lines hold the position."""
        lines = self.document.document
        for entry in reversed(self.preflight.entries):
            start, end = lines.position(entry.whole.start), lines.position(entry.whole.end)
            if start.line <= position.line <= end.line:
                return entry
        return None

    def spot(self, position: Position) -> Spot:
        """What is being written at a position."""
        before = self.document.line(position.line)[: position.column]
        match = _KEY.match(before)
        indent = len(before) - len(before.lstrip(" \t"))
        section, parent, outer = self._around(position.line, indent)
        depth = 0 if indent == 0 else 1 if parent is None or indent <= outer else 2
        entry = parent or ""
        if match is not None:
            value = re.search(r":[ \t]*", before[match.end("key") :])
            start = match.end("key") + (value.end() if value else 1)
            key = match["key"].strip("\"'")
            return Spot(section, key if depth == 1 else entry, key, start, depth)
        return Spot(section, entry if depth == 2 else "", "", indent, depth)

    def _around(self, line: int, indent: int) -> tuple[str, str | None, int]:
        """Section, the nearest key of the second level above, and its indentation."""
        parent: str | None = None
        outer = 0
        for number in range(line - 1, -1, -1):
            match = _KEY.match(self.document.line(number).lstrip("\ufeff"))
            if match is None:
                continue
            if not match["indent"]:
                return match["key"], parent, outer
            if parent is None and ("." in match["key"] or len(match["indent"]) < indent):
                parent, outer = match["key"].strip("\"'"), len(match["indent"])
        return "", parent, outer


async def preflight_view(session: "Session", uri: str) -> PreflightView | None:
    """Wait until the document and its knowledge are there. None for any other file.

    Raises KnowledgeMissing when the package is damaged.
    """
    from destination_writer.lsp.uris import path_of

    if not is_preflight(path_of(uri)):
        return None
    document = await session.documents.ready(uri)
    if document is None or document.path is None or document.waiting is not None:
        return None
    home = await session.homes.locate(document.path)
    knowledge = await session.library.knowledge(home.folder if home else document.path.parents[1])
    text = document.text
    examined = await session.work.run(_examine, text, knowledge)
    return PreflightView(session, document, knowledge, examined) if examined is not None else None


def _examine(text: str, knowledge: "Knowledge") -> "Examined | None":
    from destination_writer.analysis.preflight import examine

    return examine(text, PREFLIGHT_PATH, knowledge)
