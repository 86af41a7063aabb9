"""A proposal whose words make a failure look smaller is not offered: its title, its reason, its comments."""

import asyncio
from pathlib import Path

import pytest
from agent_workspace import GENERATOR, ROOT, box_of, run, workspace_with

from destination_writer.agent.tools.proposing import ProposeChange
from destination_writer.checkpoints.workspace import open_workspace

PATH = f"{ROOT}/{GENERATOR}"
TITLES = ("A minor fix", "Mend the quoting")
OWN = "// this should work, said the person"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("words")
    workspace_with(made)
    file = made / PATH
    file.write_text(f"{OWN}\n{file.read_text('utf-8')}", "utf-8")
    return made


def proposed(folder: Path, title: str = "Mend it", purpose: str = "It fails.", new: str = "val a = 1") -> str:
    box = box_of(open_workspace(folder))
    edit = {"kind": "replace", "path": PATH, "old": OWN, "new": new}
    return " ".join(asyncio.run(run(box, "propose_change", title=title, purpose=purpose, edits=[edit])).reasons)


@pytest.mark.parametrize(
    "words",
    [
        {"title": "Mend a minor issue"},
        {"purpose": "With that it should work."},
        {"new": f"{OWN}\n// probably wrong"},
        {"new": f"{OWN}\n/* we fix\n this later */"},
    ],
)
def test_softening_words_are_a_reason_against_it(folder: Path, words: dict[str, str]) -> None:
    assert "must not be used" in proposed(folder, **words)


@pytest.mark.parametrize("new", [f"{OWN}\n// checked on PostgreSQL 18", OWN])
def test_firm_words_and_a_persons_own_comments_are_none(folder: Path, new: str) -> None:
    assert "must not be used" not in proposed(folder, new=new)


def test_a_title_that_may_not_be_shown_is_not_shown_while_it_is_proven(folder: Path) -> None:
    with box_of(open_workspace(folder)) as box:
        title = box.tool("propose_change").title
        assert title is not None
        edits = [{"kind": "replace", "path": "../x", "new": ""}]
        made = [ProposeChange.model_validate({"title": t, "purpose": "why", "edits": edits}) for t in TITLES]
        assert [title(one) for one in made] == ["Proving a change", "Proving: Mend the quoting"]
