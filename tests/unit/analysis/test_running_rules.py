"""Running the rules: one that breaks down takes no other with it, and what did not change is not looked at again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from destination_writer.analysis import rules
from destination_writer.analysis.reviewing import is_of_file, review, review_file
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.rules import Kept, analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.sources import read_source
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Span
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
A, B = "src/main/kotlin/A.kt", "src/main/kotlin/B.kt"


def connector(root: str = "", **more: str) -> Connector:
    texts = {"gradle.properties": "cdkVersion=1.0.13\n", "build.gradle.kts": "", A: "class A\n", B: "class B\n"}
    texts |= {{"a": A, "b": B}.get(key, key): text for key, text in more.items()}
    files = {f"{root}/{path}" if root else path: text for path, text in texts.items()}
    return load_connector(MemoryFiles(files), root, name="destination-postgres")


class Looker:
    """A rule that notes what it is given, and says something about every class."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.rule = Rule("DW698", "looker", Severity.WARNING, "Looks.", check_file=self.look)

    def look(self, subject: FileSubject) -> Iterator[Finding]:
        self.seen.append(subject.source.path)
        for declared in subject.source.declared.classes:
            yield Finding("DW698", Severity.WARNING, declared.name, subject.location(declared.name_span))


@pytest.fixture
def looker(monkeypatch: pytest.MonkeyPatch) -> Looker:
    made = Looker()
    monkeypatch.setattr(rules, "RULES", (made.rule,))
    return made


def test_only_a_file_that_changed_is_looked_at_again(looker: Looker) -> None:
    kept = Kept()
    first = analyse(connector(), KNOWLEDGE, kept)
    assert (looker.seen, [f.message for f in first]) == ([A, B], ["A", "B"])
    analyse(connector(), KNOWLEDGE, kept)
    assert looker.seen == [A, B]
    again = analyse(connector(b="class C\n"), KNOWLEDGE, kept)
    assert [f.message for f in again] == ["A", "C"]


@pytest.mark.parametrize(
    "change",
    [
        {"gradle.properties": "cdkVersion=0.1.76\n"},
        {"b": "class D\n"},
        {".destination-writer/state.yaml": "state:\n  database: mysql\n"},
        {".destination-writer/state.yaml": "state:\n  skipped_phases:\n    - phase: 10\n      reason: none\n"},
    ],
)
def test_what_a_rule_may_ask_about_makes_it_look_again(looker: Looker, change: dict[str, str]) -> None:
    """The version, other types of the package, the database, phases that were left out."""
    kept = Kept()
    analyse(connector(), KNOWLEDGE, kept)
    looker.seen.clear()
    analyse(connector(**change), KNOWLEDGE, kept)
    assert A in looker.seen


def test_what_was_seen_of_a_document_is_known_to_the_next_review(looker: Looker) -> None:
    kept, now = Kept(), connector(a="class X\n")
    subject = kept.file(read_source(A, "class X\n"), connector(), KNOWLEDGE)
    assert [f.message for f in review_file(subject).findings] == ["X"]
    analyse(now, KNOWLEDGE, kept)
    assert looker.seen.count(A) == 1


def test_what_rules_share_is_computed_once() -> None:
    made: list[str] = []

    def make(subject: FileSubject) -> Span:
        made.append(subject.source.path)
        return Span(0, len(subject.text))

    subject = Kept().file(read_source(A, "class A\n"), connector(), KNOWLEDGE)
    assert subject.shared(make) is subject.shared(make)
    assert made == [A]


def broken(_: object) -> Iterator[Finding]:
    raise KeyError("it")
    yield


@pytest.mark.parametrize("kind", ["check_file", "check_connector"])
@pytest.mark.parametrize("root", ["", "connectors/destination-postgres"])
def test_a_rule_that_breaks_down_is_an_error_and_the_others_go_on(
    looker: Looker, monkeypatch: pytest.MonkeyPatch, kind: str, root: str
) -> None:
    bad = Rule("DW697", "bad", Severity.HINT, "Breaks.", **{kind: broken})  # type: ignore[arg-type]  # one of two
    monkeypatch.setattr(rules, "RULES", (bad, looker.rule))
    found = review(connector(root), KNOWLEDGE).findings
    assert [f.code for f in found].count("DW698") == 2
    failed = [f for f in found if f.code == "DW799"]
    places = [f.location.path.removeprefix(f"{root}/") for f in failed]
    assert places == ([A, B] if kind == "check_file" else ["gradle.properties"])
    assert failed[0].severity is Severity.ERROR
    assert "DW697 (bad) broke down" in failed[0].message and "KeyError" in failed[0].message


def test_nothing_is_called_unneeded_for_a_rule_that_broke_down(looker: Looker, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = replace(looker.rule, code="DW501", check_file=broken)
    monkeypatch.setattr(rules, "RULES", (bad,))
    found = review(connector(a="// destination-writer: ignore-file DW501 x\nclass A\n"), KNOWLEDGE).findings
    assert {f.code for f in found} == {"DW799"}


def test_the_editor_knows_which_rules_need_the_file_alone() -> None:
    assert is_of_file("DW101") and is_of_file("DW502") and is_of_file("DW790")
    assert not is_of_file("DW701") and not is_of_file("DW791")
