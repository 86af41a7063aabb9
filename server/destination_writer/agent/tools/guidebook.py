"""The workspace's own `connector-writer/` documents: searched as well, marked where the facts contradict them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from destination_writer.agent.knowing.asking import read_query
from destination_writer.agent.knowing.index import Part, scores
from destination_writer.agent.knowing.passages import Kind, Piece
from destination_writer.agent.knowing.synonyms import load_synonyms
from destination_writer.agent.tools.sight import refusal
from destination_writer.agent.values import Passage
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contradictions import contradicted
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import UnreadableFile

FOLDER = "connector-writer/"
SOURCE = "the workspace's own document; not verified here"
MOST = 60
"""Documents that are read."""
_HEADING = re.compile(r"^(#{1,4})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_NOT_ANCHOR = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class GuidePassage:
    """A section of a document. `refuted` are sentences on what the facts say instead, with where they are from."""

    passage: Passage
    refuted: tuple[str, ...] = ()


class Guidebook:
    """The documents of a workspace, cut into sections: read when first asked for, and again when one changed."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._texts: dict[str, str] = {}
        self._part: Part | None = None

    def search(
        self,
        question: str,
        knowledge: Knowledge,
        limit: int = 2,
        *,
        era: Era | None = None,
        can: Callable[[str], bool] = lambda _: False,
    ) -> list[GuidePassage]:
        """The sections that answer best, best first; none without such documents. `era` and `can` are those of the
        connector and its database: what holds for them is no contradiction. Raises KnowledgeError."""
        part = self._read()
        if part is None:
            return []
        concepts = read_query(question, load_synonyms(knowledge.files)).concepts
        ranked = sorted(scores([part], concepts), key=lambda one: (-one[1], one[0].anchor))
        return [
            GuidePassage(piece.passage(round(score, 3)), tuple(_refuted(piece, knowledge, era, can)))
            for piece, score in ranked[:limit]
        ]

    def _read(self) -> Part | None:
        texts = dict(self._documents())
        if texts != self._texts or (texts and self._part is None):
            self._texts = texts
            self._part = Part([p for path, text in texts.items() for p in _pieces(path, text)], lambda _: "")
        return self._part if texts else None

    def _documents(self) -> Iterator[tuple[str, str]]:
        found = [p for p in self._workspace.files.list() if f"/{FOLDER}" in f"/{p}" and p.lower().endswith(".md")]
        for path in found[:MOST]:
            if refusal(self._workspace.disk.folder, path):
                continue
            try:
                yield path, self._workspace.files.read(path)
            except (FileNotFoundError, UnreadableFile):
                continue


def _refuted(piece: Piece, knowledge: Knowledge, era: Era | None, can: Callable[[str], bool]) -> Iterator[str]:
    path = piece.anchor.partition("#")[0]
    for one in contradicted(knowledge.files, piece.text, path=path, era=era, can=can):
        yield f"{one.fact} ({one.see})"


def _pieces(path: str, text: str) -> Iterator[Piece]:
    """A section a heading; what looks like a heading inside of a code block is none."""
    fences = [match.span() for match in _FENCE.finditer(text)]
    headings = [h for h in _HEADING.finditer(text) if not any(a <= h.start() < b for a, b in fences)]
    starts = [(h.start(), h[2]) for h in headings]
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, path.rpartition("/")[2]))
    ends = [start for start, _ in starts[1:]] + [len(text)]
    for (start, title), end in zip(starts, ends, strict=True):
        body = text[start:end].strip()
        if len(body) > len(title) + 20:
            anchor = _NOT_ANCHOR.sub("-", title.lower()).strip("-")
            yield Piece(f"{path}#{anchor}", title, body, Kind.OTHER, SOURCE)
