"""Knowledge is kept by its content: opened again it costs nothing, and a changed file is read anew."""

from destination_writer.knowledge.loading import Strict, load_model
from destination_writer.knowledge.merging import load_dialect
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

BUNDLED = DiskFiles(bundled("knowledge"))


class Named(Strict):
    name: str


class Titled(Strict):
    name: str
    title: str = "none"


def name(text: str) -> str:
    return load_model(MemoryFiles({"a.yaml": text}), "a.yaml", Named).name


def test_a_changed_text_is_read_anew() -> None:
    assert (name("name: old"), name("name: new"), name("name: old")) == ("old", "new", "old")


def test_one_text_can_be_read_as_two_models() -> None:
    files = MemoryFiles({"a.yaml": "name: a"})
    assert load_model(files, "a.yaml", Named) == Named(name="a")
    assert load_model(files, "a.yaml", Titled) == Titled(name="a")


def test_two_stores_share_what_is_the_same() -> None:
    first, second = Knowledge(BUNDLED), Knowledge(BUNDLED)
    assert first.phases is second.phases
    assert first.failure_rules == second.failure_rules


def test_a_child_follows_its_changed_parent() -> None:
    """TimescaleDB's file extends PostgreSQL's and says from whom a fact is; its own text is the same both times."""
    renamed = OverlayFiles(MemoryFiles({"dialects/postgres.yaml": "extends: postgres\nname: Elephant\n"}), BUNDLED)
    before = load_dialect(BUNDLED, "timescaledb")
    assert "inherited from Elephant" in repr(load_dialect(renamed, "timescaledb"))
    again = load_dialect(BUNDLED, "timescaledb")
    assert again == before and "inherited from PostgreSQL" in repr(again)
