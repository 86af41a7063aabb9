"""Failures: a passage a rule, with its cause and fix; and what else leads on, by category."""

import re
from collections.abc import Iterator

from destination_writer.agent.knowing.passages import Kind, Piece, lines, listed
from destination_writer.knowledge.failures import FOLDER, FailureRule, RuleFile, render
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.store import Knowledge

SOURCE = "failure rules of this tool; messages of the real tools are their tests"
_SIGNS = re.compile(r"\\[a-zA-Z]|\(\?P?<?\w*>?|[^\w\s.'-]+")
_MOST = 1_200
"""Characters of patterns and examples that a passage is also found by."""


def failure_pieces(knowledge: Knowledge) -> Iterator[Piece]:
    where = _files(knowledge)
    for rule in knowledge.failure_rules:
        yield _rule(rule, where.get(rule.id, FOLDER.rstrip("/")))
    for category, sentence in knowledge.alternatives.items():
        yield Piece(
            anchor=f"knowledge/alternatives.yaml#{category.value}",
            title=f"What else leads on: {category.value.replace('-', ' ')}",
            text=sentence,
            kind=Kind.OTHER,
            source="alternatives of this tool",
            keywords="alternative blocked stuck instead",
        )


def _files(knowledge: Knowledge) -> dict[str, str]:
    """Rule id -> file, below `knowledge/`."""
    found: dict[str, str] = {}
    for path in knowledge.files.list():
        if path.startswith(FOLDER) and path.endswith(".yaml"):
            try:
                rules = load_model(knowledge.files, path, RuleFile).rules
            except KnowledgeError:
                continue  # the store has said so, and took the bundled file
            found |= {rule.id: path for rule in rules}
    return found


def _rule(rule: FailureRule, path: str) -> Piece:
    cause, fix = plain(rule.cause), plain(rule.fix)
    examples = " ".join(example.text for example in rule.examples)
    patterns = _SIGNS.sub(" ", " ".join(rule.patterns))
    return Piece(
        anchor=f"knowledge/{path}#{rule.id}",
        title=cause,
        text=lines(f"Cause: {cause}", f"Fix: {fix}", listed(rule.next_steps)),
        kind=Kind.FAILURE,
        source=SOURCE,
        keywords=" ".join((rule.id.replace("-", " "), *rule.exceptions)),
        hidden=f"{examples} {patterns}"[:_MOST],
    )


def plain(template: str) -> str:
    """A cause or fix with nothing found in the text: `{table|the table}` becomes `the table`, `{table}` `table`."""
    return re.sub(r"\{(\w+)\}", lambda part: part[1], render(template, {}))
