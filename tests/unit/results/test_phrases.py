"""Messages written down as people read them, in place of regular expressions."""

import pytest

from destination_writer.knowledge.failures import load_failure_rules
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.phrases import phrase
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("Relation »{object}« existiert nicht", "FEHLER: Relation »raw.a« existiert nicht", {"object": "raw.a"}),
        ("la relation « {object} » n'existe pas", "la relation «\xa0a\xa0» n’existe pas", {"object": "a"}),
        ('关系 "{object}" 不存在', "错误: 关系 “a” 不存在", {"object": "a"}),
        (
            '{wanted}型に対する不正な入力構文: "{given}"',
            'integer型に対する不正な入力構文: "x"',
            {"wanted": "integer", "given": "x"},
        ),
        ("column {}.{object} is gone", "ERROR: column a.b is gone", {"object": "b"}),
        ("no rights on {object}", "no rights on table a b", {"object": "table a b"}),
    ],
)
def test_a_phrase_keeps_its_parts(written: str, text: str, found: dict[str, str]) -> None:
    match = phrase(written).search(text)
    assert match is not None
    assert match.groupdict() == found


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Relation »{object}« existiert nicht", "Spalte »a« existiert nicht"),
        ("from {object} on", "from a\nb on"),
        ("no rights on {object}", "no rights on "),
    ],
)
def test_a_phrase_agrees_with_its_own_words_only(written: str, text: str) -> None:
    assert phrase(written).search(text) is None


@pytest.mark.parametrize("written", ['"{a}" {b}', "x {a} and {a} again", "lost {1st} part", "{}"])
def test_a_phrase_that_cannot_be_searched_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        phrase(written)


def test_every_bundled_phrase_is_a_pattern() -> None:
    """They are compiled when they are first tried, so that loading costs little: here all are."""
    rules = load_failure_rules(DiskFiles(bundled("knowledge")))
    assert len([spoken.pattern for rule in rules for spoken in rule.spoken]) > 500


RULE = """about: test
rules:
  - {id: a, category: assertion, patterns: [x], cause: c, fix: f, examples: [{text: x}]}
"""


def test_phrases_are_added_to_a_rule_of_another_file() -> None:
    texts = {"failures/a.yaml": RULE, "failures/b.yaml": "about: t\nrules: []\nalso:\n  a: ['alles kaputt']\n"}
    (rule,) = load_failure_rules(MemoryFiles(texts))
    assert rule.phrases == ("alles kaputt",)


@pytest.mark.parametrize(
    ("also", "words"), [("b: ['alles kaputt']", "also.b: no rule has this id"), ("a: ['{}']", "also.a")]
)
def test_wrong_additions_are_refused_with_their_place(also: str, words: str) -> None:
    texts = {"failures/a.yaml": RULE, "failures/z.yaml": f"about: t\nrules: []\nalso:\n  {also}\n"}
    with pytest.raises(KnowledgeError, match=r"failures/z\.yaml") as error:
        load_failure_rules(MemoryFiles(texts))
    assert words in str(error.value)
