"""Rule pages: a passage a page."""

import re
from collections.abc import Iterator

from destination_writer.agent.knowing.passages import Kind, Piece
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import UnreadableFile

FOLDER = "rules/"
_TITLE = re.compile(r"^#\s+(DW\d+)\s*·\s*(.+)$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```\s*$", re.MULTILINE | re.DOTALL)


def rule_pieces(knowledge: Knowledge) -> Iterator[Piece]:
    for path in knowledge.files.list():
        if path.startswith(FOLDER) and path.endswith(".md"):
            try:
                text = knowledge.files.read(path)
            except (FileNotFoundError, UnreadableFile):
                continue
            yield _page(path, text)


def _page(path: str, text: str) -> Piece:
    found = _TITLE.search(text)
    code, name = (found[1], found[2].strip()) if found else (path, "")
    body = text[found.end() :].strip() if found else text
    prose = _FENCE.sub("", body)
    return Piece(
        anchor=f"knowledge/{path}",
        title=f"{code}: {name.replace('-', ' ')}",
        text=body,
        kind=Kind.RULE,
        source="rule of this tool",
        keywords=f"{code} {name}",
        hidden=prose[:400],
    )
