"""DW706: a key of the state file that nothing reads, and that looks like a misspelled one.

Other unknown keys are no finding: they may be those of a later version, and every edit keeps them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from typing import cast

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.connector.state import STATE_PATH, State
from destination_writer.connector.statetext import read_state
from destination_writer.knowledge.loading import KnowledgeError, line_of, load_yaml
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity

_ALIKE = 0.84
"""How alike two words must be, of 1: `skiped_phases` is like `skipped_phases`, `phases` is not."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    text = subject.connector.texts.get(STATE_PATH, "")
    if not text or read_state(text).problem is not None:
        return
    for keys, meant in _misspelled(text):
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"Nothing reads `{'.'.join(keys)}`: what it says does not count. Did you mean `{meant}`?",
            location=subject.line(STATE_PATH, line_of(text, list(keys))),
            fix=f"Write `{meant}`, or remove the key.",
        )


def _misspelled(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    try:
        value = load_yaml(MemoryFiles({STATE_PATH: text}), STATE_PATH)
    except (KnowledgeError, RecursionError):
        return
    if not isinstance(value, dict):
        return
    top = cast(dict[object, object], value)
    for key in top:
        if isinstance(key, str) and key != "state" and (meant := _like(key, ["state"])):
            yield (key,), meant
    state = top.get("state")
    known = [one.name for one in fields(State)]
    for key in cast(dict[object, object], state) if isinstance(state, dict) else ():
        if isinstance(key, str) and key not in known and (meant := _like(key, known)):
            yield ("state", key), meant


def _like(key: str, known: list[str]) -> str:
    return next(iter(get_close_matches(key.lower().replace("-", "_"), known, n=1, cutoff=_ALIKE)), "")


RULE = Rule(
    "DW706",
    "state-key",
    Severity.WARNING,
    "A key of the state file looks misspelled.",
    check_connector=_check,
)
