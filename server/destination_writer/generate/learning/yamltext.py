"""What is learned as YAML text: added to what is there, whose comments and order stay."""

import json
from collections.abc import Mapping

from destination_writer.knowledge.failures import FailureRule

_ABOUT = (
    "about: What was learned in this workspace. `destination-writer remember` adds rules; mend or remove them freely.\n"
)


def appended_rule(present: str | None, rule: FailureRule) -> str:
    """A file of failure rules with one more at its end."""
    text = (present or "").rstrip()
    head = text or f"{_ABOUT}rules:"
    return f"{head.removesuffix('[]').rstrip()}\n{_rule(rule)}"


def _rule(rule: FailureRule) -> str:
    lines = [
        f"  - id: {rule.id}",
        f"    category: {rule.category.value}",
        *([f"    scope: {rule.scope.value}"] if rule.scope.value != "text" else []),
        "    learned: true",
        "    phrases:",
        *(f"      - {scalar(phrase)}" for phrase in rule.phrases),
        f"    cause: {scalar(rule.cause)}",
        f"    fix: {scalar(rule.fix)}",
        "    examples:",
        *(f"      - text: {scalar(example.text)}" for example in rule.examples),
    ]
    return "".join(f"{line}\n" for line in lines)


def scalar(value: object) -> str:
    """A value on one line, in YAML that reads back as the same: JSON is YAML, and for text mostly the plainest."""
    if isinstance(value, str) and "\n" not in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def flow(value: Mapping[str, object]) -> str:
    """A small map on one line."""
    return "{ " + ", ".join(f"{key}: {scalar(item)}" for key, item in value.items()) + " }"
