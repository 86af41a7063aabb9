"""Every rule has a page, and what the page calls bad and good is so: its examples are run through the rules."""

import re
from functools import cache

import pytest
from rule_pages import SECTIONS, Example, examples, sections

from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rules import ADVICE, RULES
from destination_writer.connector.load import load_connector
from destination_writer.connector.overrides import knowledge_files
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
EVERY = (*RULES, *ADVICE)
NOT_AS_TEXT = frozenset({"DW507", "DW704", "DW799"})
"""Rules about what no text can show: the CDK's sources around it, bytes that are none, a rule that breaks down."""
OPEN_WORK = ("DW101", "DW710")
"""What every connector has that is not finished: stubs, and questions that its preflight file leaves out."""


def page_of(code: str) -> str:
    return KNOWLEDGE.files.read(f"rules/{code}.md")


@cache
def examples_of(code: str) -> tuple[Example, ...]:
    return tuple(examples(code, page_of(code), KNOWLEDGE))


def findings(example: Example, *, advice: bool) -> list[Finding]:
    files = MemoryFiles(example.texts)
    over = knowledge_files(files, "", KNOWLEDGE.files)
    knowledge = KNOWLEDGE if over is KNOWLEDGE.files else Knowledge(over)
    connector = load_connector(files, name=f"destination-{example.database}")
    return list(review(connector, knowledge, advice=advice).findings)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.code)
def test_a_page_has_its_parts(rule) -> None:  # type: ignore[no-untyped-def]  # a Rule
    page = page_of(rule.code)
    assert page.startswith(f"# {rule.code} · {rule.name}\n\n**Severity:** "), "the title names code and name"
    said = re.search(r"\*\*Severity:\*\* (\w+)", page)
    names = {"information": "info"}
    assert said and names.get(said[1], said[1]) == rule.severity.value, "the page's severity is the rule's"
    assert sections(page) == list(SECTIONS)
    shown = {example.section for example in examples_of(rule.code)}
    assert shown == (set() if rule.code in NOT_AS_TEXT else {"Bad", "Good"}), "an example below Bad, and one below Good"


def cases(section: str) -> list[object]:
    return [
        pytest.param(rule.code, example, id=f"{rule.code}:{example.line}")
        for rule in EVERY
        for example in examples_of(rule.code)
        if example.section == section
    ]


@pytest.mark.parametrize(("code", "example"), cases("Bad"))
def test_a_bad_example_is_found_where_it_stands(code: str, example: Example) -> None:
    found = findings(example, advice=code.startswith("DW8"))
    places = [(f.code, f.location.path, f.location.range.start.line) for f in found]
    assert any(c == code and example.holds(path, line) for c, path, line in places), (example.texts, places)


@pytest.mark.parametrize(("code", "example"), cases("Good"))
def test_a_good_example_is_good_for_every_rule(code: str, example: Example) -> None:
    found = findings(example, advice=code.startswith("DW8"))
    found = [f for f in found if f.code not in OPEN_WORK or (f.code == code and "not in this file" not in f.message)]
    assert [(f.code, f.location.path, f.location.range.start.line + 1, f.message) for f in found] == []
