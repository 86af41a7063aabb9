"""The baseline of the settings as the server reads it: wherever it lies in the workspace, and only there."""

import os
from pathlib import Path

import pytest

from destination_writer.analysis.baseline import baseline_of, write
from destination_writer.checkpoints import baselines
from destination_writer.lsp.baselines import Baselines
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location, Range

TEXT = "state:\n  databse: x\n"
STATE = ".destination-writer/state.yaml"


def finding(path: str, line: int = 1) -> Finding:
    return Finding("DW706", Severity.WARNING, "", Location(path, Range.of(line, 2, line, 9)))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "connectors" / "destination-acme").mkdir(parents=True)
    return tmp_path


def put(workspace: Path, name: str, path: str, text: str = TEXT) -> None:
    """A baseline that knows one finding, in the second line of a file that `path` names from the baseline's folder."""
    file = workspace / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(write(baseline_of([finding(path)], lambda _: text)), "utf-8")


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("baseline.json", f"connectors/destination-acme/{STATE}"),
        (" ./ci/baseline.json ", f"../connectors/destination-acme/{STATE}"),
        ("connectors/destination-acme/.destination-writer/baseline.json", "state.yaml"),
    ],
)
def test_a_baseline_may_lie_anywhere_in_the_workspace(workspace: Path, setting: str, path: str) -> None:
    put(workspace, setting.strip(), path)
    folder = workspace / "connectors" / "destination-acme"
    known, why_not = Baselines().look(folder, workspace, setting)
    assert known is not None and why_not == ""
    asked: list[str] = []
    told = [finding(STATE), finding(STATE, line=0)]
    new, old = known.divide(told, lambda path: asked.append(path) or TEXT)
    assert (new, old) == (told[1:], told[:1])
    assert set(asked) == {STATE}


def test_it_is_read_again_when_it_has_changed(workspace: Path) -> None:
    folder, kept = workspace / "connectors" / "destination-acme", Baselines()
    put(workspace, "b.json", f"connectors/destination-acme/{STATE}")
    first, _ = kept.look(folder, workspace, "b.json")
    assert kept.look(folder, workspace, "b.json")[0] is first is kept.known(folder)
    put(workspace, "b.json", f"connectors/destination-acme/{STATE}", text="state:\n  databse: another\n")
    second, _ = kept.look(folder, workspace, "b.json")
    assert second is not None and second.divide([finding(STATE)], lambda _: TEXT)[1] == []
    assert kept.look(folder, workspace, "") == (None, "")
    assert kept.known(folder) is None


def test_what_cannot_be_used_is_told_each_time(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, kept = workspace / "connectors" / "destination-acme", Baselines()
    (workspace / "broken.json").write_text("{", "utf-8")
    (workspace / "bytes.json").write_bytes(b"\xff\xfe{}")
    cases = {
        "gone.json": "there is no such baseline",
        "broken.json": "broken.json:1 is no JSON",
        "bytes.json": "is not UTF-8",
        "connectors": "connectors cannot be read",
        "../other.json": "lies outside of the workspace",
        "/etc/passwd": "lies outside of the workspace",
    }
    for setting, reason in cases.items():
        for _ in range(2):
            known, why_not = kept.look(folder, workspace, setting)
            assert known is None and reason in why_not, setting
    put(workspace, "b.json", STATE)
    monkeypatch.setattr(baselines, "LIMIT", 10)
    assert "too large" in kept.look(folder, workspace, "b.json")[1]


@pytest.mark.skipif(os.name == "nt", reason="making a symbolic link needs a right of its own on Windows")
def test_a_link_that_leads_out_is_not_followed(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside, "b.json", STATE)
    (workspace / "b.json").symlink_to(outside / "b.json")
    known, why_not = Baselines().look(workspace / "connectors" / "destination-acme", workspace, "b.json")
    assert known is None and "outside of the workspace" in why_not
