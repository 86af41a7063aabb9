"""The sync modes that a connector says it has: in its specification's extension, and in the expected specifications.

A connector without dedupe must not say that it merges rows, else the platform offers a mode that fails. Pure.
"""

import re
from collections.abc import Iterator

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.text.files import Files, UnreadableFile

MEMBER = "supportedSyncModes"
_CODE = re.compile(r"\s*\b(?:DestinationSyncMode\.)?APPEND_DEDUP\b\s*,?")
_LISTED = re.compile(r"\b((?:DestinationSyncMode\.)?)(APPEND|OVERWRITE)\b(?!_)")
_JSON_ENTRY = re.compile(r'("supported_destination_sync_modes"\s*:\s*\[)([^\]]*)(\])')
EXPECTED = re.compile(r"(?:^|/)expected-spec-[\w-]+\.json$")


def texts_with_modes(connector: Connector, files: Files, *, dedupe: bool) -> dict[str, tuple[str, str]]:
    """Files whose list of modes gains or loses `append_dedup`: the texts before and after, by the workspace's path."""
    found: dict[str, tuple[str, str]] = {}
    for path, before in _texts(connector, files):
        change = _in_json if path.endswith(".json") else _in_code
        after = change(before, dedupe)
        if after != before:
            found[path] = (before, after)
    return found


def _texts(connector: Connector, files: Files) -> Iterator[tuple[str, str]]:
    for component in connector.components(Role.SPECIFICATION_EXTENSION):
        source = connector.source(component.path)
        if source is not None and not source.is_test:
            yield connector.workspace_path(component.path), source.text
    for path in connector.resources:
        if EXPECTED.search(path):
            full = connector.workspace_path(path)
            try:
                yield full, files.read(full)
            except (FileNotFoundError, UnreadableFile):
                continue


def _in_code(text: str, dedupe: bool) -> str:
    at = text.find(MEMBER)
    start = text.find("listOf(", at) if at >= 0 else -1
    end = text.find(")", start) if start >= 0 else -1
    if end < 0:
        return text
    inside = text[start + len("listOf(") : end]
    if dedupe == ("APPEND_DEDUP" in inside):
        return text
    new = _added(inside) if dedupe else _removed(inside)
    return text[: start + len("listOf(")] + new + text[end:]


def _removed(inside: str) -> str:
    """Without the mode; what stands before the first entry and behind the last stays, a trailing comma included."""
    lead, tail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    kept = _CODE.sub("", inside).strip()
    if not inside.rstrip().endswith(","):
        kept = kept.removesuffix(",").rstrip()
    return lead + kept + tail


def _added(inside: str) -> str:
    listed = list(_LISTED.finditer(inside))
    if not listed:
        return inside
    last = listed[-1]
    line = inside[: last.start()].rpartition("\n")
    gap = f"\n{line[2]}" if line[1] and not line[2].strip() else " "
    return f"{inside[: last.end()]},{gap}{last[1]}APPEND_DEDUP{inside[last.end() :]}"


def _in_json(text: str, dedupe: bool) -> str:
    def edited(match: re.Match[str]) -> str:
        inside = match[2]
        if dedupe == ('"append_dedup"' in inside):
            return match[0]
        if not dedupe:
            return match[1] + re.sub(r',\s*"append_dedup"|"append_dedup"\s*,\s*', "", inside) + match[3]
        last = inside.rstrip()
        gap = re.search(r"\s*$", last[: last.rfind('"', 0, -1)])
        return f'{match[1]}{last},{gap[0] if gap else " "}"append_dedup"{inside[len(last) :]}{match[3]}'

    return _JSON_ENTRY.sub(edited, text)
