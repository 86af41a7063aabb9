"""Ctrl+C may come when no question is open; leaving is told just the same."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from destination_writer.cli import implement
from destination_writer.cli.walking import Walk


def test_between_two_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Walk) -> int:
        raise KeyboardInterrupt

    (tmp_path / "build.gradle.kts").write_text("plugins {}\n")
    monkeypatch.setattr(Walk, "__init__", lambda *_: None)
    monkeypatch.setattr(Walk, "run", interrupted)
    monkeypatch.setattr(implement, "is_without_connector", lambda _: False)
    left = CliRunner().invoke(implement.command, [str(tmp_path)])
    assert left.exit_code == 1
    assert f"`destination-writer implement {tmp_path}` goes on from here" in left.output
