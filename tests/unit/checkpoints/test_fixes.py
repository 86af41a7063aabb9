"""Mending without asking: what is sure, until nothing is left, and never what does not do what it should."""

import pytest

from destination_writer.checkpoints import fixes
from destination_writer.checkpoints.fixes import Fixes, fix, preferred
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies import api
from destination_writer.generate.remedies.case import Case, Mending
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import texts_after
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location, Range
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
A, B = "src/main/kotlin/A.kt", "src/main/kotlin/B.kt"
WRONG, RIGHT = "import io.airbyte.cdk.load.table.TableName", "import io.airbyte.cdk.load.schema.model.TableName"
STORE, RIGHT_STORE = (
    "import io.airbyte.cdk.load.state.StoreKey",
    "import io.airbyte.cdk.load.dataflow.aggregate.StoreKey",
)


def mended(texts: dict[str, str], root: str = "") -> tuple[Fixes, dict[str, str]]:
    """The outcome, and the texts afterwards."""
    all_texts = {"gradle.properties": "cdkVersion=1.0.13\n", "build.gradle.kts": "", **texts}
    files = {f"{root}/{path}" if root else path: text for path, text in all_texts.items()}
    done = fix(MemoryFiles(files), root, "destination-x", KNOWLEDGE, TEMPLATES, lambda found, _: found)
    after = texts_after(done.change, files) if done.change else files
    return done, {path.removeprefix(f"{root}/"): text for path, text in after.items()}


@pytest.mark.parametrize("root", ["", "connectors/destination-x"])
def test_everything_sure_is_mended_in_one_change(root: str) -> None:
    done, after = mended({A: f"{WRONG}\n{STORE}\n", B: f"{WRONG}\n"}, root)
    assert (after[A], after[B]) == (f"{RIGHT}\n{RIGHT_STORE}\n", f"{RIGHT}\n")
    assert sorted(one.finding.location.path.removeprefix(f"{root}/") for one in done.fixed) == [A, A, B]
    assert done.change is not None and len(done.change.files) == 2
    assert done.refused == ()


def test_a_suppression_that_a_fix_makes_needless_goes_as_well() -> None:
    text = f"// destination-writer: ignore DW502, DW101 why\n{WRONG}\n"
    _, after = mended({A: text})
    assert after[A] == text.replace(", DW101", "")


def test_nothing_to_mend_is_no_change() -> None:
    done, _ = mended({A: 'class AcmeSqlGenerator {\n    fun a() = TODO("Phase 3")\n}\n'})
    assert (done.fixed, done.refused, done.change) == ((), (), None)


def finding(*remedies: Remedy) -> Finding:
    return Finding("DW601", Severity.ERROR, "m", Location(A, Range.of(0, 0, 0, 0)), remedies=remedies)


SURE, OTHER = Remedy("mend-import", "a", preferred=True), Remedy("mend-quotes", "b", preferred=True)


@pytest.mark.parametrize(
    ("remedies", "chosen"),
    [
        ((SURE,), SURE),
        ((SURE, Remedy("mend-quotes", "b")), SURE),
        ((SURE, OTHER), None),
        ((Remedy("mend-import", "a"),), None),
        ((Remedy("implement-stub", "a", preferred=True),), None),
        ((Remedy("suppress", "a", preferred=True),), None),
        ((), None),
    ],
)
def test_only_one_preferred_remedy_is_sure(remedies: tuple[Remedy, ...], chosen: Remedy | None) -> None:
    assert preferred(finding(*remedies)) is chosen


def as_maker(monkeypatch: pytest.MonkeyPatch, change: dict[str, str]) -> None:
    """Let the import's maker write something else: what stands for `{}` is the file's text."""

    def make(case: Case) -> Mending:
        source = case.demand_source()
        return Mending("Mend", "why", {source.path: change[source.path].replace("{}", source.text)})

    monkeypatch.setitem(api.MAKERS, "mend-import", make)


def test_a_fix_that_leaves_its_finding_is_taken_back_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    as_maker(monkeypatch, {A: "{}// more\n", B: f"{RIGHT}\n"})
    done, after = mended({A: f"{WRONG}\n", B: f"{WRONG}\n"})
    assert (after[A], after[B]) == (f"{WRONG}\n", f"{RIGHT}\n")
    assert [one.finding.location.path for one in done.fixed] == [B]
    assert [(one.location.path, why) for one, why in done.refused] == [(A, "its fix leaves it as it is")]


def test_a_fix_that_brings_an_error_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    as_maker(
        monkeypatch,
        {A: "import io.airbyte.cdk.load.state.StreamStateStore\nimport io.airbyte.cdk.load.state.StoreKey\n"},
    )
    done, after = mended({A: f"{WRONG}\n"})
    assert after[A] == f"{WRONG}\n"
    assert (done.fixed, done.change) == ((), None)
    assert "brings DW502" in done.refused[0][1]


@pytest.mark.parametrize("root", ["", "connectors/destination-x"])
def test_a_fix_may_remove_a_file(monkeypatch: pytest.MonkeyPatch, root: str) -> None:
    as_remover(monkeypatch)
    done, after = mended({A: f"{WRONG}\n", B: f"{RIGHT}\n"}, root)
    assert done.change is not None and [p.removeprefix(f"{root}/") for p in done.change.deleted] == [A]
    assert A not in after and after[B] == f"{RIGHT}\n"
    assert [one.finding.code for one in done.fixed] == ["DW502"]


def test_a_file_whose_removal_brings_an_error_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    as_remover(monkeypatch, {B: f"{STORE}\nimport io.airbyte.cdk.load.state.StreamStateStore\n"})
    done, after = mended({A: f"{WRONG}\n", B: f"{RIGHT}\n"})
    assert (after[A], after[B], done.change) == (f"{WRONG}\n", f"{RIGHT}\n", None)
    assert "brings DW502" in done.refused[0][1]


def as_remover(monkeypatch: pytest.MonkeyPatch, texts: dict[str, str] | None = None) -> None:
    def make(case: Case) -> Mending:
        return Mending("Mend", "why", texts or {}, deleted=(case.demand_source().path,))

    monkeypatch.setitem(api.MAKERS, "mend-import", make)


def test_fixes_that_undo_each_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def make(case: Case) -> Mending:
        source = case.demand_source()
        calls.append(source.text)
        return Mending("Mend", "why", {source.path: (STORE if WRONG in source.text else WRONG) + "\n"})

    monkeypatch.setitem(api.MAKERS, "mend-import", make)
    mended({A: f"{WRONG}\n"})
    assert len(calls) <= 2 < fixes.ROUNDS
