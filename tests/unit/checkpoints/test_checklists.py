"""Checklists: what can be seen is ticked or open by evidence, the rest is asked; and what follows completion."""

from dataclasses import replace
from pathlib import Path

import pytest

from destination_writer.checkpoints.checklist import Item, Tick, lines, markdown, ticked
from destination_writer.checkpoints.checklistevidence import EVIDENCE
from destination_writer.checkpoints.completion import is_complete, left_out, next_steps
from destination_writer.checkpoints.status import PhaseState
from destination_writer.checkpoints.workspace import Workspace, open_workspace
from destination_writer.knowledge.checklists import ORDER, checklist_slugs, load_checklist
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

FILES = DiskFiles(bundled("knowledge"))
MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
CLIENT = """package io.airbyte.integrations.destination.acme

class AcmeAirbyteClient(private val source: DataSource) : TableOperationsClient {
    override fun dropTable(name: String) = source.connection.use { it.createStatement().execute(drop(name).andLog()) }
}
"""
METADATA = """data:
  definitionId: 00000000-0000-0000-0000-000000000000
  dockerImageTag: 0.2.0
  dockerRepository: airbyte/destination-acme
  documentationUrl: https://docs.airbyte.com/integrations/destinations/acme
  name: Acme
"""
PAGE = "docs/integrations/destinations/acme.md"
GOOD = {
    "gradle.properties": "cdkVersion=1.0.13\n",
    "build.gradle.kts": "",
    "metadata.yaml": METADATA,
    "icon.svg": "<svg/>",
    ".gitignore": "secrets/\n.destination-writer/results/\n.destination-writer/history/\n",
    f"{MAIN}/AcmeAirbyteClient.kt": CLIENT,
    PAGE: "# Acme\n\nWrites.\n\n## Changelog\n\n| Version | Date |\n|:--|:--|\n| 0.2.0 | 2026-11-23 |\n",
    "src/test-integration/resources/expected-spec-oss.json": '{"a": 1}',
    "src/test-integration/resources/expected-spec-cloud.json": '{"a": 1}',
}
SEEN = {
    "documentation": {"page", "metadata", "icon", "changelog", "limitations"},
    "production": {"no-stubs", "advice", "sql-logging", "no-secrets", "secrets-ignored", "cdk-pinned"},
    "pull-request": {"no-stubs", "expected-specs", "no-secrets", "state-folder", "changelog"},
}


def write(folder: Path, texts: dict[str, str]) -> Workspace:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return open_workspace(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "destination-acme"


def items(workspace: Workspace, wanted: str) -> dict[str, Item]:
    (found,) = ticked(workspace, "", wanted)
    return {item.slug: item for item in found.items}


def test_the_lists_come_in_their_order_and_name_evidence_that_there_is() -> None:
    assert checklist_slugs(FILES) == ORDER
    for slug in ORDER:
        for item in load_checklist(FILES, slug).items:
            assert item.seen in ("", *EVIDENCE), item.slug


@pytest.mark.parametrize("wanted", sorted(SEEN))
def test_what_is_there_is_ticked_by_evidence(folder: Path, wanted: str) -> None:
    found = items(write(folder, GOOD), wanted)
    assert {slug for slug in SEEN[wanted] if found[slug].tick is not Tick.SEEN} == set()
    assert all(found[slug].detail for slug in SEEN[wanted])


def test_what_nobody_can_see_is_asked(folder: Path) -> None:
    found = items(write(folder, GOOD), "production")
    assert {item.slug for item in found.values() if item.tick is Tick.ASKED} == {
        "volume", "restart", "rights", "concurrency", "errors",
    }  # fmt: skip


BAD = [
    ("production", "phases", {}, "This is a blocker."),
    ("production", "no-stubs", {f"{MAIN}/A.kt": 'class A {\n    fun a() = TODO("x")\n}\n'}, f"{MAIN}/A.kt:2"),
    ("production", "sql-logging", {f"{MAIN}/AcmeAirbyteClient.kt": CLIENT.replace(".andLog()", "")}, "nothing logs"),
    ("production", "no-secrets", {"application.yml": "db:\n  password: 'hunter2hunter2'\n"}, "application.yml:2"),
    ("production", "secrets-ignored", {".gitignore": "build/\n"}, "secrets/"),
    ("production", "cdk-pinned", {"gradle.properties": "cdkVersion=local\n"}, "cdkVersion=local"),
    ("documentation", "changelog", {"metadata.yaml": METADATA.replace("0.2.0", "0.3.0")}, "no row for 0.3.0"),
    ("documentation", "metadata", {"metadata.yaml": METADATA.replace("  name: Acme\n", "")}, "lacks name"),
    ("pull-request", "expected-specs", {"src/test-integration/resources/expected-spec-cloud.json": ""}, "is empty"),
    ("pull-request", "state-folder", {".gitignore": "secrets/\n.destination-writer/results/\n"}, "history"),
]


@pytest.mark.parametrize(("wanted", "slug", "changed", "said"), BAD, ids=[slug for _, slug, _, _ in BAD])
def test_what_is_not_so_is_open_with_its_place(
    folder: Path, wanted: str, slug: str, changed: dict[str, str], said: str
) -> None:
    found = items(write(folder, {**GOOD, **changed}), wanted)[slug]
    assert found.tick is Tick.OPEN
    assert said in found.detail


def test_the_page_of_the_repository_around_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    own = {path: text for path, text in GOOD.items() if path not in (PAGE, ".gitignore")}
    for path in (PAGE, ".gitignore"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(GOOD[path], "utf-8")
    workspace = write(tmp_path / "airbyte-integrations/connectors/destination-acme", own)
    assert items(workspace, "documentation")["page"].tick is Tick.SEEN
    assert items(workspace, "production")["secrets-ignored"].tick is Tick.SEEN


def test_a_secret_in_a_test_or_below_secrets_is_none(folder: Path) -> None:
    secret = "password: 'hunter2hunter2'\n"
    more = {"secrets/config.yml": secret, "src/test-integration/resources/application-component.yml": secret}
    assert items(write(folder, {**GOOD, **more}), "production")["no-secrets"].tick is Tick.SEEN


def test_a_phase_that_was_left_out_must_be_told(folder: Path) -> None:
    state = "state:\n  skipped_phases:\n    - phase: 10\n      reason: No CDC\n"
    found = items(write(folder, {**GOOD, ".destination-writer/state.yaml": state}), "documentation")["limitations"]
    assert (found.tick, found.detail) == (Tick.OPEN, "phase 10 is left out, and no page says so")


def test_an_unknown_list_names_those_there_are(folder: Path) -> None:
    with pytest.raises(KnowledgeError, match="production, documentation, pull-request"):
        ticked(write(folder, GOOD), "", "launch")


def test_the_forms_for_a_terminal_and_for_a_pull_request(folder: Path) -> None:
    (found,) = ticked(write(folder, GOOD), "", "documentation")
    shown = lines(found)
    assert shown[0] == "Documentation: 5 seen, 0 open, 4 for you to answer"
    assert "✓ The connector has an icon." in shown
    text = markdown((found,))
    assert "- [x] The connector has an icon. — icon.svg" in text
    assert "- [ ] Every setting is explained, with an example." in text


def test_markdown_does_not_take_a_placeholder_for_a_tag(folder: Path) -> None:
    without = {path: text for path, text in GOOD.items() if "docs/" not in path}
    text = markdown(ticked(write(folder, without), "", "documentation"), ("☐", "☑"))
    assert "- ☐ There is a page for users." in text
    assert "docs/integrations/destinations/&lt;name>.md" in text


def test_completion_names_what_was_left_out_and_what_comes_next(folder: Path) -> None:
    status = write(folder, GOOD).status("")
    done = tuple(replace(phase, state=PhaseState.DONE, blockers=()) for phase in status.phases)
    complete = replace(status, phases=(*done[:10], replace(done[10], state=PhaseState.SKIPPED), done[11]))
    assert is_complete(complete)
    assert not is_complete(status)
    assert left_out(complete) == "Left out: 10 (CDC)."
    assert left_out(replace(complete, phases=done)) == ""
    steps = "\n".join(next_steps("here"))
    for named in ("check here --advice", "checklist here production", "pull-request --markdown"):
        assert named in steps
