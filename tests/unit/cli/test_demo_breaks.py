"""Which mistake the demo makes: one that the engine at hand is sure to see."""

from pathlib import Path

import pytest

from destination_writer.cli.demobreaks import breakable
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles


@pytest.mark.parametrize(
    ("slug", "emulated", "phase"),
    [("snowflake", False, 9), ("snowflake", True, 3), ("bigquery", True, 3), ("redshift", True, 3)],
)
def test_an_emulator_gets_no_mistake_of_grammar(slug: str, emulated: bool, phase: int, tmp_path: Path) -> None:
    knowledge, templates = Knowledge(DiskFiles(bundled("knowledge"))), Templates(DiskFiles(bundled("templates")))
    made = new_connector(knowledge, templates, dialect=slug, cdk="1.0.13", until_phase=9)
    assert isinstance(made, Change)
    for file in made.files:
        assert isinstance(file, FileCreation)
        (tmp_path / file.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file.path).write_text(file.text, "utf-8")
    found = breakable(tmp_path, 10, emulated=emulated)
    assert found is not None
    assert (found[0].phase, found[0].is_grammar) == (phase, phase == 9)
