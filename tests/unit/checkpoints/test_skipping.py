"""Leaving out a phase: what may be left out, what the Change writes, and that taking it back leaves no trace."""

from datetime import UTC, datetime

import pytest
from acme_connector import MAIN, finished, load, passing, run, with_stub

from destination_writer.checkpoints.gate import Inputs, judge
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.skipping import refusal, skip_change, unskip_change, what_is_lost
from destination_writer.checkpoints.skipsection import told_in
from destination_writer.checkpoints.status import PhaseState
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PHASES = Knowledge(DiskFiles(bundled("knowledge"))).phases
STATE = ".destination-writer/state.yaml"
WHEN = datetime(2026, 11, 23, 9, 30, 0, tzinfo=UTC)
EXTENSION = f"{MAIN}/AcmeExtension.kt"
MODES = """package io.airbyte.integrations.destination.acme

class AcmeSpecificationExtension : DestinationSpecificationExtension {
    override val supportedSyncModes =
        listOf(
            DestinationSyncMode.OVERWRITE,
            DestinationSyncMode.APPEND,
            DestinationSyncMode.APPEND_DEDUP,
        )
    override val supportsIncremental = true
}
"""
EXPECTED = "src/test-integration/resources/expected-spec-oss.json"
SPEC = """{
  "supported_destination_sync_modes" : [ "overwrite", "append", "append_dedup" ],
  "supportsIncremental" : true
}"""


def inputs(texts: dict[str, str], *, can: bool = True) -> Inputs:
    results = passing(PHASES)
    evidence = Evidence(run(results), {test.report: 100.0 for test in results}, 50.0)
    return Inputs(PHASES, load(texts), evidence, lambda _: can)


def skipped(texts: dict[str, str], number: int, reason: str = "No CDC sources", *, can: bool = True) -> dict[str, str]:
    change = skip_change(inputs(texts, can=can), MemoryFiles(texts), number, reason, WHEN)
    assert isinstance(change, Change), change
    return {**texts, **apply_change(change, texts)}


@pytest.mark.parametrize("number", range(9))
def test_a_phase_that_is_not_optional_is_refused_in_plain_words(number: int) -> None:
    said = refusal(inputs(finished()), number)
    assert "Test failures are not optional" in said
    assert "10 (CDC)" in said
    assert said.endswith("This is a blocker.")
    assert isinstance(skip_change(inputs(finished()), MemoryFiles(finished()), number, "why", WHEN), NoChange)


def test_dedupe_is_refused_where_the_database_can_do_it() -> None:
    said = refusal(inputs(finished()), 9)
    assert "window functions" in said
    assert "has_merge: false" in said
    assert said.endswith("This is a blocker.")
    assert refusal(inputs(finished(), can=False), 9) == ""


@pytest.mark.parametrize("number", [10, 11])
def test_an_optional_phase_may_be_left_out(number: int) -> None:
    assert refusal(inputs(finished()), number) == ""


def test_state_documentation_and_gate_know_of_a_skipped_phase() -> None:
    texts = skipped({**finished(), "README.md": "# Acme\n\nWrites to AcmeDB.\n"}, 10)
    state = load(texts).state.skipped_phases[0]
    assert (state.phase, state.reason, state.at) == (10, "No CDC sources", WHEN)
    assert texts["README.md"].startswith("# Acme\n\nWrites to AcmeDB.\n\n<!-- destination-writer: phase 10 is skipped")
    assert "Reason: No CDC sources" in texts["README.md"]
    assert "2026-11-23" in texts["README.md"]
    phase = judge(inputs(texts))[10]
    assert (phase.state, phase.skip_reason) == (PhaseState.SKIPPED, "No CDC sources")


@pytest.mark.parametrize(
    "readme",
    ["# Acme\n\nWrites to AcmeDB.\n", "# Acme\r\n\r\nText.\r\n", "# Acme\n\nEnds without a line end"],
    ids=["plain", "crlf", "no-line-end"],
)
def test_taking_it_back_leaves_what_the_page_said(readme: str) -> None:
    texts = skipped({**finished(), "README.md": readme, STATE: "# ours\nstate:\n  database: acme\n"}, 10)
    change = unskip_change(inputs(texts), MemoryFiles(texts), 10)
    assert isinstance(change, Change)
    after = {**texts, **apply_change(change, texts)}
    assert after["README.md"].rstrip() == readme.rstrip()
    assert after[STATE] == "# ours\nstate:\n  database: acme\n"


def test_the_section_of_another_phase_stays() -> None:
    texts = skipped(skipped({**finished(), "README.md": "# Acme\n"}, 10), 11, "Fast enough")
    change = unskip_change(inputs(texts), MemoryFiles(texts), 10)
    assert isinstance(change, Change)
    after = {**texts, **apply_change(change, texts)}
    told = told_in(MemoryFiles(after), "", "destination-acme")
    assert [(one.phase, one.reason) for one in told] == [(11, "Fast enough")]


def test_the_pages_of_the_monorepo_come_before_the_readme() -> None:
    page = "docs/integrations/destinations/acme.md"
    texts = skipped({**finished(), page: "# Acme\n", "README.md": "# For developers\n"}, 10)
    assert "Not supported: CDC" in texts[page]
    assert texts["README.md"] == "# For developers\n"


def test_without_dedupe_the_connector_does_not_say_that_it_merges() -> None:
    before = {**finished(), EXTENSION: MODES, EXPECTED: SPEC}
    texts = skipped(before, 9, "AcmeDB cannot merge", can=False)
    assert "APPEND_DEDUP" not in texts[EXTENSION]
    assert "            DestinationSyncMode.APPEND,\n        )" in texts[EXTENSION]
    assert '[ "overwrite", "append" ]' in texts[EXPECTED]
    change = unskip_change(inputs(texts, can=False), MemoryFiles(texts), 9)
    assert isinstance(change, Change)
    after = apply_change(change, texts)
    assert (after[EXTENSION], after[EXPECTED]) == (MODES, SPEC)


@pytest.mark.parametrize(
    ("listed", "without"),
    [
        ("listOf(OVERWRITE, APPEND, APPEND_DEDUP)", "listOf(OVERWRITE, APPEND)"),
        ("listOf(APPEND_DEDUP, APPEND)", "listOf(APPEND)"),
        ("listOf(OVERWRITE, APPEND)", "listOf(OVERWRITE, APPEND)"),
    ],
)
def test_modes_are_taken_out_of_lists_as_people_write_them(listed: str, without: str) -> None:
    code = f"class X : DestinationSpecificationExtension {{\n    override val supportedSyncModes = {listed}\n}}\n"
    texts = skipped({**finished(), EXTENSION: code}, 9, "no merge", can=False)
    assert without in texts[EXTENSION]
    assert "APPEND_DEDUP" not in texts[EXTENSION]


def test_what_stays_in_the_code_is_told_with_its_place() -> None:
    texts = with_stub(finished(), "AcmeAirbyteClient", "upsertTable", 'TODO("Phase 10")')
    (said,) = [s for s in what_is_lost(inputs(texts), 10) if "throw" in s]
    assert "AcmeAirbyteClient.kt:13" in said
    assert not any("throw" in s for s in what_is_lost(inputs(finished()), 10))


def test_without_dedupe_deletions_have_nothing_to_work_on() -> None:
    assert any("Phase 10" in s for s in what_is_lost(inputs(finished(), can=False), 9))


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_reason_is_needed(reason: str) -> None:
    made = skip_change(inputs(finished()), MemoryFiles(finished()), 10, reason, WHEN)
    assert isinstance(made, NoChange)
    assert "say why" in made.reason


def test_a_reason_cannot_break_out_of_its_section() -> None:
    texts = skipped({**finished(), "README.md": "# Acme\n"}, 10, "one\ntwo --> three <!-- four")
    (told,) = told_in(MemoryFiles(texts), "", "destination-acme")
    assert told.reason.split() == ["one", "two", "three", "four"]
    assert "-->" not in told.reason


def test_a_state_file_that_cannot_be_read_is_not_edited() -> None:
    texts = {**finished(), STATE: "state:\n  current_phase: five\n"}
    made = skip_change(inputs(texts), MemoryFiles(texts), 10, "why", WHEN)
    assert isinstance(made, NoChange)
    assert f"{STATE}:2" in made.reason


def test_taking_back_what_is_not_skipped_changes_nothing() -> None:
    made = unskip_change(inputs(finished()), MemoryFiles(finished()), 10)
    assert isinstance(made, NoChange)
    assert "not skipped" in made.reason
