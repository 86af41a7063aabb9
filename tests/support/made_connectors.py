"""Whole generated connectors, each made once for all tests of all processes, and kept by what made it.

    texts = made("postgres", "1.0.13", prefix="Db")

The key holds the content of the generator, of its knowledge and of its templates: an answer is never a stale one.
"""

import hashlib
import json
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

CHECKOUT = Path(__file__).resolve().parents[2]
KEPT = CHECKOUT / ".tools" / "cache" / "made-connectors"
_KEPT_FOR = 6 * 3600
"""Seconds that the connectors of an earlier state of the sources are kept."""


def made(dialect: str, cdk: str, **more: Any) -> dict[str, str]:
    """The texts of a connector by path; `more` are arguments of `new_connector`."""
    return apply_change(made_change(dialect, cdk, **more), {})


def made_change(dialect: str, cdk: str, **more: Any) -> Change:
    """What `new_connector` gives; a NoChange fails the test with its reason."""
    given = {name: value for name, value in more.items() if value not in (None, {})}
    return _made(json.dumps({"dialect": dialect, "cdk": cdk, **given}, sort_keys=True))


@cache
def _made(arguments: str) -> Change:
    file = _home() / hashlib.sha256(arguments.encode()).hexdigest()[:16]
    if file.exists():
        return pickle.loads(file.read_bytes())
    result = new_connector(*_kit(), **json.loads(arguments))
    assert isinstance(result, Change), result
    if _was_edited():
        return result
    file.parent.mkdir(parents=True, exist_ok=True)
    work = file.with_suffix(f".{os.getpid()}")
    work.write_bytes(pickle.dumps(result))
    work.replace(file)
    return result


@cache
def _kit() -> tuple[Knowledge, Templates]:
    return Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))


@cache
def _home() -> Path:
    """The folder of the present sources; those of earlier ones go after a while."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode() + path.read_bytes())
    home = KEPT / digest.hexdigest()[:16]
    if KEPT.is_dir():
        for other in KEPT.iterdir():
            if other != home and time.time() - other.stat().st_mtime > _KEPT_FOR:
                shutil.rmtree(other, ignore_errors=True)
    return home


def _was_edited() -> bool:
    """Whether the code and the data of this process may be others than those that the key tells of."""
    began = float(os.environ.get("TESTS_BEGAN", "0"))
    return any(path.stat().st_mtime > began for path in _sources())


def _sources() -> Iterator[Path]:
    """Everything that a connector is made of: the faces above the generator and the pages for readers are no part."""
    for place, suffix in {"server/destination_writer": ".py", "knowledge": ".yaml", "templates": ""}.items():
        for path in sorted((CHECKOUT / place).rglob(f"*{suffix}")):
            if path.is_file() and not {"lsp", "cli"} & set(path.parts[len(CHECKOUT.parts) :]):
                yield path
