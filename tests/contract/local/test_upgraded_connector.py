"""A connector of era A, with components written by hand, passes era C's component suites after the upgrade."""

from pathlib import Path

from by_hand import with_hand_edits
from local_support import run, written

from destination_writer.checkpoints.local_runner import LocalRunner
from destination_writer.checkpoints.runner import Ended
from destination_writer.connector.load import load_connector
from destination_writer.generate.upgrade.api import Upgrade, upgrade
from destination_writer.text.changes import texts_after
from destination_writer.text.files import MemoryFiles
from destination_writer.verification.generated import Workshop

SUITES = ("TableOperationsTest", "TableSchemaEvolutionTest", "SchemaMapperTest", "WiringTest", "DataCoercionTest")


def test_component_suites_pass_after_the_upgrade(runner: LocalRunner, workshop: Workshop, tmp_path: Path) -> None:
    texts = with_hand_edits(workshop.generate("sqlite", "0.1.76").texts)
    connector = load_connector(MemoryFiles(texts), name="destination-sqlite")
    made = upgrade(connector, workshop.knowledge, workshop.templates, "1.0.13")
    assert isinstance(made, Upgrade)
    folder = written(tmp_path, texts_after(made.change, texts))
    ran = run(runner, folder, "sqlite")
    assert (ran.outcome.ended, ran.outcome.problem, ran.failed) == (Ended.FINISHED, "", {})
    suites = {test.suite.rpartition(".Sqlite")[2] for test in ran.outcome.run.tests}
    assert suites >= set(SUITES)
