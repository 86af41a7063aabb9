"""Taking back what a Change wrote outside of the connector: the settings line and the page of a monorepo."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from destination_writer.checkpoints.applying import changes_of
from destination_writer.checkpoints.scaffolding import Asked, plan_scaffold, write_scaffold
from destination_writer.checkpoints.undoing import carry_out, reaches, reader, undo
from destination_writer.cli.implement import command
from destination_writer.text.changes import NoChange

LISTING = "rootProject.name = 'airbyte'\ninclude ':airbyte-integrations:connectors:destination-one'\n"
PAGE = "docs/integrations/destinations/duckdb.md"
CONNECTOR = "airbyte-integrations/connectors/destination-duckdb"


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """A checkout with one connector that was scaffolded in it."""
    root = tmp_path / "airbyte"
    for path, text in {
        "settings.gradle": LISTING,
        "docs/integrations/destinations/one.md": "# One\n",
        "airbyte-integrations/connectors/destination-one/gradle.properties": "cdkVersion=1.0.9\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    write_scaffold(plan_scaffold(root / CONNECTOR, Asked("duckdb")))
    assert "destination-duckdb" in (root / "settings.gradle").read_text("utf-8")
    assert (root / PAGE).is_file()
    return root


@pytest.mark.parametrize("given", [CONNECTOR, "."])
def test_the_settings_line_and_the_page_go_with_the_phase(
    monorepo: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(monorepo if given == CONNECTOR else monorepo / CONNECTOR)
    ran = CliRunner().invoke(command, [given, "--take-back", "0", "--yes"])
    assert (ran.exit_code, ran.exception) == (0, None) or isinstance(ran.exception, SystemExit), ran.output
    assert (monorepo / "settings.gradle").read_text("utf-8") == LISTING
    assert not (monorepo / PAGE).exists()
    assert (monorepo / "docs/integrations/destinations/one.md").is_file()
    assert "✓ removed ../../../docs/integrations/destinations/duckdb.md" in ran.output
    assert "✓ wrote ../../../settings.gradle" in ran.output
    assert "stays: undo it there by hand" not in ran.output


def test_lines_that_others_wrote_since_stay(monorepo: Path) -> None:
    settings, page = monorepo / "settings.gradle", monorepo / PAGE
    settings.write_text(settings.read_text("utf-8") + "include ':later'\n", "utf-8")
    page.write_text(page.read_text("utf-8") + "By hand.\n", "utf-8")
    back = undo(monorepo / CONNECTOR, 0)
    assert not isinstance(back, NoChange)
    assert [kept.path for kept in back.kept] == [f"../../../{PAGE}"]
    carry_out(monorepo / CONNECTOR, back)
    assert settings.read_text("utf-8") == LISTING + "include ':later'\n"
    assert page.read_text("utf-8").endswith("By hand.\n")


def test_what_lies_outside_of_the_tree_is_out_of_reach(monorepo: Path) -> None:
    within = reaches(monorepo / CONNECTOR)
    assert within("../../../settings.gradle") and within("../destination-one/gradle.properties")
    assert not within("../../../../other/settings.gradle") and not within("../../../../../etc/passwd")


def test_without_a_monorepo_nothing_outside_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "destination-duckdb"
    folder.mkdir()
    (tmp_path / "settings.gradle").write_text("include ':a'\n", "utf-8")
    assert not reaches(folder)("../settings.gradle")
    assert reader(folder)("../settings.gradle") is None


def test_a_taking_back_with_outside_files_stands_in_the_log(monorepo: Path) -> None:
    connector = monorepo / CONNECTOR
    back = undo(connector, 0)
    assert not isinstance(back, NoChange)
    carry_out(connector, back)
    last = changes_of(connector)[-1]
    assert last.maker == "take-back"
    assert f"../../../{PAGE}" in {file.path for file in last.files}
