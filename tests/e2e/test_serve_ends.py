"""The server's process ends with its input, whatever the input is: none may be left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

SERVE = [sys.executable, "-m", "destination_writer", "serve"]


@pytest.mark.parametrize("kind", ["nothing", "an empty file", "a pipe that closes"])
def test_it_ends_when_its_input_ends(kind: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    with empty.open("rb") as file:
        given = {"nothing": subprocess.DEVNULL, "an empty file": file, "a pipe that closes": subprocess.PIPE}[kind]
        process = subprocess.Popen(SERVE, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        _, said = process.communicate(timeout=30)
    assert b"Traceback" not in said
    assert process.returncode == 1, "the protocol asks for 1 when no shutdown came before"
