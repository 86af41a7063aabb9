"""What can be mended without asking: the preferred remedy of each finding that has exactly one, until none is left.

All of it is worked out on texts in memory; what comes out is one Change, or nothing. A remedy that leaves its finding,
or brings an error that was not there, is taken back before the next one is tried.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from destination_writer.analysis.baseline import Known, identities
from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rules import Kept
from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.load import SourceCache, load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import MAKERS, mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import (
    Change,
    FileChange,
    FileCreation,
    FileDeletion,
    FileEdit,
    StaleChange,
    TextEdit,
    fingerprint,
    texts_after,
)
from destination_writer.text.files import Files, FilesWithout, MemoryFiles, OverlayFiles
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

ROUNDS = 100
"""A guard against remedies that undo each other; each round looks over the whole connector."""
_ASKED_FOR = frozenset({"suppress"})
"""Remedies that nobody but a person may choose."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """One finding, as it stood when it was mended, and what mended it."""

    finding: Finding
    title: str


@dataclass(frozen=True)
class Fixes:
    """`change` is None when there was nothing to mend; `before` are the texts that it was made against, by path.
    `refused` are findings whose remedy did not do what it should, with the reason."""

    fixed: tuple[Fixed, ...]
    refused: tuple[tuple[Finding, str], ...]
    change: Change | None
    before: dict[str, str]


def preferred(finding: Finding) -> Remedy | None:
    """The one remedy that surely mends a finding; None where there is none, or a choice."""
    sure = [remedy for remedy in finding.remedies if remedy.preferred and remedy.name in MAKERS]
    return sure[0] if len(sure) == 1 and sure[0].name not in _ASKED_FOR else None


def fix(
    files: Files,
    root: str,
    name: str | None,
    knowledge: Knowledge,
    templates: Templates,
    wanted: Callable[[Iterable[Finding], Connector], Iterable[Finding]],
    cdk: CdkSources | None = None,
) -> Fixes:
    """Mend the connector at `root`. `wanted` picks, of what is found at any time, what may be mended; `cdk` are the
    CDK's sources, where the connector builds against them."""
    return _Fixing(files, root, name, knowledge, templates, wanted, cdk).run()


class _Fixing:
    def __init__(
        self,
        files: Files,
        root: str,
        name: str | None,
        knowledge: Knowledge,
        templates: Templates,
        wanted: Callable[[Iterable[Finding], Connector], Iterable[Finding]],
        cdk: CdkSources | None,
    ) -> None:
        self._disk, self._root, self._name, self._cdk = files, root, name, cdk
        self._knowledge, self._templates, self._wanted = knowledge, templates, wanted
        self._texts: dict[str, str] = {}
        self._gone: frozenset[str] = frozenset()
        self._cache, self._kept = SourceCache(), Kept()
        self._tried: set[tuple[Known, tuple[str, ...]]] = set()
        self._fixed: list[Fixed] = []
        self._refused: list[tuple[Finding, str]] = []

    def run(self) -> Fixes:
        connector, found = self._look()
        for _ in range(ROUNDS):
            batch = self._batch(connector, found)
            if not batch:
                break
            connector, found = self._take(batch, connector, found)
        return Fixes(tuple(self._fixed), tuple(self._refused), *self._whole())

    def _files(self) -> Files:
        """The files with all that was mended so far."""
        return OverlayFiles(MemoryFiles(self._texts), FilesWithout(self._disk, self._gone))

    def _look(self) -> tuple[Connector, list[Finding]]:
        connector = load_connector(self._files(), self._root, name=self._name, cache=self._cache)
        connector = replace(connector, cdk=self._cdk)
        return connector, list(review(connector, self._knowledge, self._kept).findings)

    def _batch(self, connector: Connector, found: list[Finding]) -> list[tuple[Finding, Change]]:
        """Changes that touch no file in common, so that one look afterwards judges all of them."""
        batch: list[tuple[Finding, Change]] = []
        taken: set[str] = set()
        candidates = list(self._wanted(found, connector))
        for finding, known in zip(candidates, identities(candidates, _texts(connector)), strict=True):
            remedy = preferred(finding)
            key = (
                known,
                tuple(f"{k}={v}" for k, v in sorted(remedy.arguments.items()) if k != "line") if remedy else (),
            )
            if remedy is None or key in self._tried:
                continue
            made = mend(connector, self._knowledge, self._templates, remedy)
            if not isinstance(made, Change):
                self._tried.add(key)
                continue
            paths = {file.path for file in made.files}
            if not paths & taken:
                self._tried.add(key)
                taken |= paths
                batch.append((finding, made))
        return batch

    def _take(
        self, batch: list[tuple[Finding, Change]], connector: Connector, found: list[Finding]
    ) -> tuple[Connector, list[Finding]]:
        """Apply a batch; where it does not do what it should, one by one, without those that do not."""
        before = dict(self._texts), self._gone
        for _, change in batch:
            self._apply(change)
        now, left = self._look()
        reasons = [_reason(finding, connector, found, now, left) for finding, _ in batch]
        if not any(reasons):
            self._fixed += [Fixed(finding, change.title) for finding, change in batch]
            return now, left
        self._texts, self._gone = before
        if len(batch) == 1:
            self._refused.append((batch[0][0], reasons[0]))
            return connector, found
        for one in batch:
            connector, found = self._take([one], connector, found)
        return connector, found

    def _apply(self, change: Change) -> None:
        files = self._files()
        present = {file.path: files.read(file.path) for file in change.files if files.exists(file.path)}
        try:
            after = texts_after(change, {**self._texts, **present})
        except StaleChange:
            return  # another program wrote meanwhile: the finding stays, and is told
        self._texts, self._gone = after, (self._gone - after.keys()) | frozenset(change.deleted)

    def _whole(self) -> tuple[Change | None, dict[str, str]]:
        files: list[FileChange] = []
        before: dict[str, str] = {}
        for path in sorted(self._gone):
            if self._disk.exists(path):  # else it came and went
                before[path] = self._disk.read(path)
                files.append(FileDeletion(path, fingerprint(before[path])))
        for path, text in sorted(self._texts.items()):
            if not self._disk.exists(path):
                files.append(FileCreation(path, text))
                continue
            before[path] = self._disk.read(path)
            if before[path] != text:
                edit = TextEdit(Span(0, len(before[path])), text)
                files.append(FileEdit(path, fingerprint(before[path]), (edit,)))
        title = f"Mend {len(self._fixed)} findings" if len(self._fixed) != 1 else self._fixed[0].title
        return (Change(title, tuple(files)) if files else None), before


def _reason(finding: Finding, before: Connector, found: list[Finding], after: Connector, left: list[Finding]) -> str:
    """Why a fix does not count; empty when its finding is gone and no new error came."""
    (known,) = identities([finding], _texts(before))
    was, now = _counted(found, before), _counted(left, after)
    if now[known] >= was[known]:
        return "its fix leaves it as it is"
    errors = [one for one in left if one.severity is Severity.ERROR]
    worse = _codes(errors) - _codes(one for one in found if one.severity is Severity.ERROR)
    return f"its fix brings {', '.join(sorted(worse))}" if worse else ""


def _counted(found: list[Finding], connector: Connector) -> Counter[Known]:
    return Counter(identities(found, _texts(connector)))


def _codes(found: Iterable[Finding]) -> Counter[str]:
    return Counter(str(finding.code) for finding in found)


def _texts(connector: Connector) -> Callable[[str], str]:
    return lambda path: text_of(connector, path)


def text_of(connector: Connector, path: str) -> str:
    """A file's text as it was read, by its path in the workspace; empty for one that is not kept."""
    inside = path.removeprefix(f"{connector.root}/") if connector.root else path
    source = connector.source(inside)
    return source.text if source else connector.texts.get(inside, "")
