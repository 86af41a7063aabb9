"""Upgrades of the CDK for the editor: the action on the `cdkVersion` line, and the Change of an order."""

from collections.abc import Mapping
from typing import Any

from destination_writer.connector.load import PROPERTIES
from destination_writer.connector.model import Connector
from destination_writer.connector.properties import read_property
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.upgrade.api import upgrade
from destination_writer.generate.upgrade.versions import NEWEST, newer_version
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.convert import UnreachableText
from destination_writer.lsp.session import Session
from destination_writer.text.changes import Change, NoChange

UPGRADE = "upgrade"
"""`make` of an order for an upgrade; `to` is the version, the newest known one where it is left out."""


def is_properties(uri: str) -> bool:
    """Whether a document is one that names the CDK's version."""
    return uri.rpartition("/")[2] == PROPERTIES


def upgrade_order(uri: str, to: str) -> dict[str, Any]:
    return {"make": UPGRADE, "uri": uri, "to": to}


def upgraded(connector: Connector, knowledge: Knowledge, templates: Templates, to: str) -> Change | NoChange:
    """The Change of an upgrade. Slow: run it in a thread."""
    try:
        made = upgrade(connector, knowledge, templates, to or NEWEST)
    except KnowledgeError as error:
        return NoChange(str(error))
    return made if isinstance(made, NoChange) else made.change


def unreachable_text(order: Mapping[str, Any], error: UnreachableText) -> str:
    """Why an edit cannot be had, with the command that does the same where there is one."""
    words = str(error)
    return words.replace("generate --write", "upgrade --yes") if order.get("make") == UPGRADE else words


async def upgrade_at(session: Session, uri: str, first: int, last: int) -> tuple[str, dict[str, Any]] | None:
    """Title and order of the upgrade that the `cdkVersion` line offers, when lines `first` to `last` (from 0) touch it
    and a newer version is known."""
    document = await session.documents.ready(uri)
    if document is None:
        return None
    found = read_property(document.text, "cdkVersion")
    to = newer_version(found.value) if found else None
    if found is None or to is None or not first <= found.line - 1 <= last:
        return None
    return f"Upgrade to CDK {to}", upgrade_order(uri, to)
