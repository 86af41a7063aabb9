"""What the rules say of a state file: damage, conflicts, misspelled keys, and stubs of phases that were left out."""

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.state import STATE_PATH
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))


def told(state: str, code: str, **texts: str) -> list[Finding]:
    files = {"gradle.properties": "cdkVersion=1.0.13\n", STATE_PATH: state, **texts}
    return [f for f in analyse(load_connector(MemoryFiles(files)), KNOWLEDGE) if f.code == code]


@pytest.mark.parametrize(
    ("state", "line", "meant"),
    [
        ("state:\n  database: acme\n  skiped_phases: []\n", 2, "skipped_phases"),
        ("state:\n  Current-Phase: 5\n", 1, "current_phase"),
        ("state:\n  database: acme\nstates: {}\n", 2, "state"),
    ],
)
def test_a_misspelled_key_is_told_on_its_line(state: str, line: int, meant: str) -> None:
    (finding,) = told(state, "DW706")
    assert finding.severity is Severity.WARNING
    assert finding.location.range.start.line == line
    assert f"`{meant}`" in finding.message


@pytest.mark.parametrize("key", ["notes: ours", "team: data", "phases: 3", "database: acme"])
def test_keys_of_another_version_are_no_finding(key: str) -> None:
    assert told(f"state:\n  {key}\n", "DW706") == []


def test_a_merge_conflict_is_told_on_its_first_mark() -> None:
    state = "state:\n  database: acme\n<<<<<<< ours\n  current_phase: 5\n=======\n  current_phase: 4\n>>>>>>> theirs\n"
    (finding,) = told(state, "DW702")
    assert finding.location.range.start.line == 2
    assert "merge conflict" in finding.message
    assert told(state, "DW706") == []


def test_a_rule_under_a_heading_is_no_conflict() -> None:
    assert told("# notes\n# =======\nstate:\n  database: acme\n", "DW702") == []


def test_a_stub_of_a_phase_that_was_left_out_says_so() -> None:
    client = (
        'class AcmeSqlGenerator {\n    fun hardDeletes() = TODO("Phase 10")\n    fun dropTable() = TODO("Phase 3")\n}\n'
    )
    state = "state:\n  skipped_phases:\n    - phase: 10\n      reason: No CDC sources\n"
    first, second = told(state, "DW101", **{"src/main/kotlin/AcmeSqlGenerator.kt": client})
    assert "left out (No CDC sources): the member throws when it is reached" in first.message
    assert "left out" not in second.message
