"""A state file that is not used: told on the words that keep it from being used, mended where one word is wrong."""

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.document import Document
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))


def connector(text: str) -> Connector:
    return load_connector(MemoryFiles({"gradle.properties": "cdkVersion=1.0.13\n", STATE_PATH: text}))


def unusable(loaded: Connector) -> list[Finding]:
    return [finding for finding in analyse(loaded, KNOWLEDGE) if finding.code == "DW702"]


def words(text: str, finding: Finding) -> str:
    document, place = Document(text), finding.location.range
    return text[document.offset(place.start) : document.offset(place.end)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("state:\n  current_phase: twelve\n", "twelve"),
        ("state:\n  current_phase: 12  # 🚀\n", "12"),
        ("state:\n  cdk_version: 1.10\n", "1.10"),
        ("state:\n  skipped_phases:\n    - reason: x\n      at: 2026-04-01\n", "reason"),
        ("state:\n  database:\n    - a\n    - b\n", "database"),
        ("state:\n  strategies:\n    upsert: [merge]\n", "[merge]"),
        ('state:\n  # 🚀\n  database: "x\n  current_phase: 3\n  team: y\n', 'database: "x'),
        ("state:\n  database: [x\n  current_phase: 3\n", "database: [x"),
        ("state:\n  database: x\n  comp\n  current_phase: 3\n", "comp"),
        ("state:\n\tdatabase: x\n  current_phase: 3\n", "\tdatabase: x"),
        ("state:\n  database: x\n   current_phase: 3\n  team: y\n", "current_phase: 3"),
        ("state:\n<<<<<<< ours\n  current_phase: 5\n=======\n  current_phase: 4\n>>>>>>> theirs\n", "<<<<<<< ours"),
        ("- a\n", "- a"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_it_is_told_on_its_words(text: str, place: str, newline: str) -> None:
    text = text.replace("\n", newline)
    (finding,) = unusable(connector(text))
    assert words(text, finding) == place


MENDED = [
    ("cdk_version: 1.10  # soon", "Put it in quotes", 'cdk_version: "1.10"  # soon'),
    ("database: 5", "Put it in quotes", 'database: "5"'),
    ("completed_checkpoints: phase_0_build", "Make it a list", "completed_checkpoints: [phase_0_build]"),
    ("skipped_phases: 10", "Make it a list", "skipped_phases: [10]"),
    ('passed_tests: "A.b, c"', "Make it a list", 'passed_tests: ["A.b, c"]'),
    ("passed_tests: A.b, c", "Make it a list", 'passed_tests: ["A.b, c"]'),
    ("current_phase: phase_5_append", "Write 5", "current_phase: 5"),
    ("history: [{event: begin}]", "Write started", 'history: [{event: "started"}]'),
    ("history: [{event: check, passed: maybe}]", "Write false", "history: [{event: check, passed: false}]"),
]


@pytest.mark.parametrize(("line", "title", "mended"), MENDED, ids=[f"{line} {title}" for line, title, _ in MENDED])
def test_one_wrong_word_is_mended(line: str, title: str, mended: str) -> None:
    text = f"state:\n  {line}\n  team: 🚀\n"
    loaded = connector(text)
    (remedy,) = [r for finding in unusable(loaded) for r in finding.remedies if r.title == title]
    change = mend(loaded, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change)
    new = apply_change(change, {STATE_PATH: text})[STATE_PATH]
    assert new == text.replace(line, mended)
    assert unusable(connector(new)) == []


@pytest.mark.parametrize("line", ["current_phase: twelve", "strategies: merge", "database: [a]", "current_phase: 12"])
def test_nothing_is_guessed(line: str) -> None:
    (finding,) = unusable(connector(f"state:\n  {line}\n"))
    assert finding.remedies == ()
