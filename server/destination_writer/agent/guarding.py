"""A redactor that knows the secrets of the place at hand: of the files below `secrets/`, and the key in use."""

import json
from collections.abc import Iterator
from pathlib import Path

from destination_writer.agent.redaction import Redactor

FOLDER = "secrets"
FILES, LARGEST = 100, 1_000_000
"""Files that are read, and the bytes of one."""
SHORTEST = 8
"""Characters of a line that is taken for a secret as a whole."""


def redactor_for(*folders: Path, key: str = "") -> Redactor:
    """Learns what `secrets/` of each folder holds, and `key`. A file that cannot be read is passed over: the tools
    never read it either."""
    redactor = Redactor()
    if key:
        redactor.learn(key, "API key")
    for folder in dict.fromkeys(folders):
        for file in _files(folder / FOLDER):
            _learn(redactor, file)
    return redactor


def _files(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError:
        return
    yield from found[:FILES]


def _learn(redactor: Redactor, file: Path) -> None:
    """JSON by the names of its fields; any other file where it is one line, which may be nothing but a secret."""
    try:
        if file.stat().st_size > LARGEST:
            return
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    try:
        redactor.learn_config(json.loads(text))
    except (ValueError, RecursionError):
        line = text.strip()
        if len(line) >= SHORTEST and "\n" not in line:
            redactor.learn(line, "configuration")
