"""What a SARIF log needs besides the findings: pages of the rules, fingerprints, and the Changes that mend them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from destination_writer.analysis.baseline import identities
from destination_writer.checkpoints.fixes import text_of
from destination_writer.checkpoints.rulelist import page_text, rule_info, section
from destination_writer.cli.sarif import Result, RuleText, to_sarif
from destination_writer.cli.targets import Target
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import offered
from destination_writer.text.changes import Change, FileEdit
from destination_writer.text.files import Files
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.workspace import workspace_templates

MENDED = 300
"""Findings for which a Change is worked out; each costs a reading of the connector's code."""


def sarif_log(findings: Sequence[Finding], targets: Sequence[Target]) -> dict[str, Any]:
    """The log of these findings, whose paths are as told."""
    return to_sarif(_results(findings, targets), describe)


def describe(code: str, knowledge: Files | None = None) -> RuleText | None:
    """What is told of a rule; None for a code that there is not."""
    info = rule_info(code)
    if info is None:
        return None
    page = page_text(info, knowledge or DiskFiles(bundled("knowledge")))
    why = " ".join(section(page, "Why").split())
    return RuleText(info.name, info.summary, why, page, info.severity, info.family.title)


def _results(findings: Sequence[Finding], targets: Sequence[Target]) -> Iterator[Result]:
    mending = [_Mending(target) for target in targets]
    seen: Counter[str] = Counter()
    left = MENDED

    def text(path: str) -> str:
        return next((one.text(path) for one in mending if one.target.holds(path)), "")

    for finding, known in zip(findings, identities(findings, text), strict=True):
        seen[known.fingerprint] += 1
        mine = next((one for one in mending if one.target.holds(finding.location.path)), None)
        changes: list[Change] = []
        if mine is not None and finding.remedies and left > 0:
            left -= 1
            changes = list(mine.changes(finding))
        texts = {file.path: text(file.path) for change in changes for file in change.files}
        yield Result(finding, f"{known.fingerprint}:{seen[known.fingerprint]}", changes, texts)


class _Mending:
    """One connector, read once."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._connector = target.workspace.connector(target.root)
        self._knowledge = target.workspace.knowledge(target.root)
        self._templates = Templates(workspace_templates(target.workspace.disk.folder))

    def text(self, path: str) -> str:
        return text_of(self._connector, self.target.inside(path))

    def changes(self, finding: Finding) -> Iterator[Change]:
        """What edits files that are there: a log cannot tell of new ones."""
        for offer in offered(self._connector, self._knowledge, self._templates, finding.remedies):
            edits = [file for file in offer.change.files if isinstance(file, FileEdit)]
            if len(edits) == len(offer.change.files):
                told = tuple(replace(file, path=self.target.path(file.path)) for file in edits)
                yield replace(offer.change, files=told)
