"""Every rule explains its own examples, alone and among all others."""

import pytest
from rulebook_data import book, rules

from destination_writer.knowledge.failures import Category, FailureRule, Scope, load_failure_rules, render
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.results.diagnose import diagnose
from destination_writer.results.rulebook import Rulebook
from destination_writer.text.files import MemoryFiles

EXAMPLES = [(rule, example) for rule in rules() for example in rule.examples]
SOFT = ("minor", "probably", "should work", "likely", "not critical", "fix later", "optional", "continue anyway")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda value: getattr(value, "id", ""))
def test_example_is_explained(rule: FailureRule, example) -> None:
    if rule.scope is Scope.COMPILER:
        match = book().explain(example.text, scope=Scope.COMPILER)
        assert match is not None and match.rule.id == rule.id
    else:
        found = diagnose(example.text, rules())
        assert found and found[0].category == rule.category


@pytest.mark.parametrize(("rule", "example"), [e for e in EXAMPLES if e[1].found], ids=lambda v: getattr(v, "id", ""))
def test_example_gives_its_names(rule: FailureRule, example) -> None:
    alone = Rulebook([rule])
    scope = Scope.COMPILER if rule.scope is Scope.COMPILER else Scope.TEXT
    match = alone.explain(example.text, scope=scope, around=example.text) or alone.guess(example.text)
    assert match is not None
    assert {name: match.found.get(name) for name in example.found} == example.found


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_words_are_whole_sentences_that_soften_nothing(rule: FailureRule) -> None:
    for text in rule.explain({}):
        assert text.endswith((".", ")")), text
        assert "|" not in text and "  " not in text
        assert not [word for word in SOFT if word in text.lower()]


def test_every_category_has_a_rule_that_knows_a_cause() -> None:
    known = {rule.category for rule in rules() if rule.depth.value in ("cause", "wrapper")}
    assert known | {Category.ASSERTION} == set(Category)


@pytest.mark.parametrize(
    ("template", "found", "text"),
    [
        ("The table {table} is gone.", {"table": "a.b"}, "The table a.b is gone."),
        ("The table {table|it names} is gone.", {}, "The table it names is gone."),
        ("{what|something} failed", {"what": "the flush"}, "The flush failed"),
        ("Said: {said}.", {"said": "no such thing."}, "Said: no such thing."),
        ("Close it with .use { }.", {}, "Close it with .use { }."),
    ],
)
def test_render(template: str, found: dict[str, str], text: str) -> None:
    assert render(template, found) == text


RULE = """about: test
rules:
  - id: {id}
    category: {category}
    patterns: ['{pattern}']
    cause: c
    fix: f
    examples: [{{text: x}}]
"""


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"failures/a.yaml": RULE.format(id="a", category="assertion", pattern="(")}, ["failures/a.yaml", "patterns"]),
        ({"failures/a.yaml": RULE.format(id="a", category="bad-luck", pattern="x")}, ["failures/a.yaml:4", "category"]),
        ({"failures/a.yaml": RULE.format(id="A b", category="assertion", pattern="x")}, ["failures/a.yaml:3", "id"]),
        (
            {
                name: RULE.format(id="a", category="assertion", pattern="x")
                for name in ("failures/a.yaml", "failures/b.yaml")
            },
            ["failures/b.yaml", "another rule has this id"],
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(texts: dict[str, str], words: list[str]) -> None:
    with pytest.raises(KnowledgeError) as error:
        load_failure_rules(MemoryFiles(texts))
    for word in words:
        assert word in str(error.value)
