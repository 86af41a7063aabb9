"""The rules about the preflight checklist: where each speaks, and where it is silent."""

import pytest

from destination_writer.analysis.rules import analyse, rule
from destination_writer.connector.load import load_connector
from destination_writer.connector.overrides import knowledge_files
from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight
from destination_writer.generate.preflight.api import load_checklist, new_text, starting_answers
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.document import Document
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
CODES = ("DW710", "DW711", "DW712", "DW713", "DW714")


def findings(text: str, code: str) -> list[Finding]:
    connector = load_connector(MemoryFiles({PREFLIGHT_PATH: text}))
    return [found for found in analyse(connector, KNOWLEDGE) if found.code == code]


def marked(text: str, code: str) -> list[str]:
    """The words that a rule speaks of."""
    document = Document(text)
    spans = [
        (document.offset(f.location.range.start), document.offset(f.location.range.end)) for f in findings(text, code)
    ]
    return [text[start:end] for start, end in spans]


def answers(*lines: str, database: str = "acmedb") -> str:
    return f"preflight:\n  database: {database}\nanswers:\n" + "".join(f"  {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("code", "bad", "expected"),
    [
        ("DW711", ["upsert.merge: false", "upsert.strategy: merge"], ["false", "merge"]),
        ("DW712", ["quoting.folding: lowercase"], ["lowercase"]),
        ("DW712", ["upsert.merge: maybe"], ["maybe"]),
        ("DW712", ["namespaces.create: CREATE SCHEMA x"], ["CREATE SCHEMA x"]),
        ("DW712", ["quoting.max_length: 3"], ["3"]),
        ("DW712", ["upsert.merg: true"], ["upsert.merg"]),
        ("DW713", ['quoting.escape: "', "types.date: DATE"], [""]),
        ("DW713", ["types.date: DATE", "types.date: TEXT"], ["types.date"]),
        ("DW714", ["types.date: { answer: DATE, source: knowledge, confirmed: false }"], ["DATE"]),
    ],
)
def test_what_is_wrong_is_marked(code: str, bad: list[str], expected: list[str]) -> None:
    text = answers(*bad)
    if code == "DW713" and expected == [""]:
        assert findings(text, code)[0].location.range.start.line >= 3
        return
    assert marked(text, code) == expected


@pytest.mark.parametrize("code", ["DW711", "DW712", "DW713", "DW714"])
def test_good_answers_are_left_alone(code: str) -> None:
    text = answers(
        "upsert.merge: false",
        "upsert.strategy: delete-insert",
        "quoting.folding: lower",
        "quoting.max_length: 63",
        "types.date: { answer: DATE, source: knowledge, confirmed: true }",
    )
    assert marked(text, code) == []


def test_an_open_question_says_who_needs_it() -> None:
    (found,) = [one for one in findings(answers("namespaces.kind:"), "DW710") if "holds tables" in one.message]
    assert found.severity is Severity.INFO
    assert found.message == "What holds tables in acmedb? Not answered yet; phase 2 needs it."
    assert found.fix


def test_questions_that_are_not_there_are_told_once() -> None:
    (found,) = findings(answers("namespaces.kind: schema"), "DW710")
    assert "more are not in this file" in found.message
    assert found.location.range.start.line == 2


def test_a_known_database_stands_in_for_what_is_open() -> None:
    (found,) = [f for f in findings(answers("namespaces.kind:", database="postgres"), "DW710") if "holds" in f.message]
    assert (found.severity, found.fix) == (Severity.HINT, "Until then PostgreSQL's facts stand in.")


def test_both_places_of_a_contradiction_point_at_each_other() -> None:
    first, second = findings(answers("upsert.merge: false", "upsert.strategy: merge"), "DW711")
    assert "Contradicts upsert.strategy" in first.message
    assert [related.message for related in first.related] == ["upsert.strategy says so"]
    assert second.related[0].location == first.location


def test_an_unknown_id_is_told_with_the_nearest() -> None:
    (found,) = findings(answers("upsert.merg: true"), "DW712")
    assert found.fix == "Did you mean upsert.merge?"


def test_a_strategy_of_another_database_is_not_legal_for_a_known_one() -> None:
    assert marked(answers("upsert.strategy: on-duplicate-key", database="postgres"), "DW712") == ["on-duplicate-key"]
    assert marked(answers("upsert.strategy: on-duplicate-key"), "DW712") == []


def test_a_connector_without_a_checklist_is_left_alone() -> None:
    connector = load_connector(MemoryFiles({"gradle.properties": "cdkVersion=1.0.13\n"}))
    assert [found for found in analyse(connector, KNOWLEDGE) if found.code in CODES] == []


@pytest.mark.parametrize("slug", KNOWLEDGE.dialect_slugs)
def test_a_checklist_that_is_filled_from_knowledge_is_sound(slug: str) -> None:
    """No error in what the tool itself writes for a known database."""
    checklist, preflight = load_checklist(KNOWLEDGE.files), Preflight(slug, KNOWLEDGE.dialect(slug).name)
    text = new_text(checklist, preflight, starting_answers(checklist, preflight, KNOWLEDGE))
    errors = [found for code in ("DW711", "DW712", "DW713") for found in findings(text, code)]
    assert [(found.code, found.message) for found in errors] == []
    assert findings(text, "DW714")


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "answers:\n", "[1, 2]", "a: *b", "\x00", "answers: 1", "answers:\n\t- x"]
)
def test_no_text_makes_a_rule_fail(text: str) -> None:
    for code in CODES:
        findings(text, code)


@pytest.mark.parametrize("code", CODES)
def test_each_has_its_page(code: str) -> None:
    found = rule(code)
    assert found is not None
    page = KNOWLEDGE.files.read(found.page)
    assert page.startswith(f"# {code} · {found.name}\n")


def test_a_section_of_the_workspaces_own_that_is_broken_costs_nothing_else() -> None:
    """The bundled questions stand in, and DW703 names the file."""
    override = ".destination-writer/knowledge/preflight/06-upsert.yaml"
    files = MemoryFiles({PREFLIGHT_PATH: answers("upsert.merge: maybe"), override: "section: 1\n"})
    knowledge = Knowledge(knowledge_files(files, "", KNOWLEDGE.files))
    found = analyse(load_connector(files), knowledge)
    assert "DW712" in [one.code for one in found]
    assert [one.location.path for one in found if one.code == "DW703"] == [override]
