"""Finds and reads the CDK's sources above a connector that builds against them, or against a release of them."""

import logging
from pathlib import Path

from destination_writer.connector.cdksources import CdkSources
from destination_writer.connector.properties import read_property
from destination_writer.knowledge.cdkversions import LOCAL
from destination_writer.text.files import UnreadableFile
from destination_writer.toolchain.disk import DiskFiles

log = logging.getLogger(__name__)

BULK = Path("airbyte-cdk", "bulk")
_VERSIONS = ("core/load/version.properties", "version.properties")
_SOURCES = ("core/load/src/main/kotlin", "core/load/src/testFixtures/kotlin", "core/base/src/main/kotlin")
_LEVELS = 8
"""Folders above the connector in which the checkout is looked for."""


def read_cdk_sources(connector: Path, pin: str | None) -> CdkSources | None:
    """None without a checkout around the folder, and for one of another version than `pin`: that says nothing about the
    release that the connector builds against. Slow: for a thread."""
    root = next((p / BULK for p in [connector, *connector.parents][: _LEVELS + 1] if (p / BULK).is_dir()), None)
    if root is None or pin is None:
        return None
    version = _version(root)
    if pin not in (LOCAL, version):
        return None
    files: dict[str, str] = {}
    for folder in _SOURCES:
        disk = DiskFiles(root / folder)
        for path in disk.list() if (root / folder).is_dir() else ():
            if path.endswith(".kt"):
                try:
                    files[f"{folder}/{path}"] = disk.read(path)
                except (FileNotFoundError, UnreadableFile) as error:
                    log.warning("a source of the CDK cannot be read: %s", error)
    return CdkSources(BULK.as_posix(), version, files) if files else None


def _version(root: Path) -> str:
    for name in _VERSIONS:
        try:
            found = read_property(DiskFiles(root).read(name), "version")
        except (FileNotFoundError, UnreadableFile):
            continue
        if found is not None and found.value:
            return found.value
    return ""
