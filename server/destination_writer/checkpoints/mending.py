"""What would mend the failures of a run, shown next to each: a title and the lines that change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import Offered, offered
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import FileEdit
from destination_writer.text.findings import Finding
from destination_writer.text.udiff import unified

MENDED = 20
"""Failures of a run that a Change is looked for; each costs a reading of the connector's code."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A remedy's Change for a failure. `diff` is a unified diff that `git apply` takes in the workspace's folder."""

    title: str
    purpose: str
    alternative: str
    diff: str


def mends(
    connector: Connector, knowledge: Knowledge, templates: Templates, findings: Sequence[Finding]
) -> tuple[tuple[Mend, ...], ...]:
    """For each Finding the Changes that would mend it here, the surest first; none where nothing is known to."""
    texts = _texts(connector)
    asked = [offered(connector, knowledge, templates, finding.remedies) for finding in findings[:MENDED]]
    told = [tuple(_told(offer, texts) for offer in offers) for offers in asked]
    return (*told, *(() for _ in findings[MENDED:]))


def _told(offer: Offered, texts: Mapping[str, str]) -> Mend:
    change = offer.change
    edited = {file.path for file in change.files if isinstance(file, FileEdit)}
    diff = unified(change, {path: text for path, text in texts.items() if path in edited})
    return Mend(change.title, change.purpose, offer.alternative, diff)


def _texts(connector: Connector) -> dict[str, str]:
    known = {**connector.texts, **{source.path: source.text for source in connector.sources}}
    return {connector.workspace_path(path): text for path, text in known.items()}
