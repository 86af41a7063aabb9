"""Secrets taken out of whatever goes to a model: found by shape, by the name beside them, or because they are known.

Each gets a stand-in that stays the same through a conversation (`[secret 2: password]`), so that the model can speak of
it. Stand-ins are never turned back. Pure: what is known as a secret is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from destination_writer.agent.secretshapes import NAME, SHAPES, Shape, looks_random
from destination_writer.text.redaction import TOO_COMMON

_STAND_IN = re.compile(r"\[secret \d+: [\w ]+\]")
_STAND_IN_BEGINS = re.compile(r"\[secret(?: \d|$)")
"""What a pattern takes for a value where a stand-in is already: it may end at its first blank."""
_LEAST = 4
"""Known values shorter than this are not looked for: they would take words out of every sentence."""
_MOST_LEARNED = 200
"""Values that are looked for because they were found once; each is looked for in every text."""
_LEAST_WORD = 8
"""The same for values of letters alone. Behind a name that says password, they are found all the same."""
_PRODUCTS = frozenset(
    {
        "airbyte", "bigquery", "clickhouse", "cockroachdb", "databricks", "destination", "duckdb", "mariadb", "mongodb",
        "mysql", "oracle", "password", "postgres", "postgresql", "redshift", "snowflake", "sqlserver", "timescaledb",
    }
)  # fmt: skip
"""Test databases have their own name for a password. It stands in every package and on every page."""


def holds_stand_in(text: str) -> bool:
    """Whether a text that came from a model names a secret by its stand-in. Written to a file, it would take the place
    of the secret."""
    return bool(_STAND_IN.search(text))


class Redactor:
    """One for each conversation: it remembers which stand-in belongs to which secret."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._stand_ins: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._cleaned: dict[str, str] = {}
        for value, label in (known or {}).items():
            self.learn(value, label)

    @property
    def count(self) -> int:
        """How many secrets were kept back so far."""
        return len(self._stand_ins)

    def learn(self, value: str, label: str = "secret") -> None:
        """A value that is secret wherever it stands: a key in use, a field of a file below `secrets/`. One that is too
        common to be one (`postgres`) is passed over."""
        least = _LEAST_WORD if value.isalpha() else _LEAST
        if len(value.strip()) < least or value.lower() in _PRODUCTS | TOO_COMMON or value in self._known:
            return
        self._known[value] = label
        self._cleaned.clear()

    def learn_config(self, value: object, name: str = "") -> None:
        """Every text of a secrets file (JSON): values of fields whose name, or the name of the group around them, says
        so, and whatever looks like a secret."""
        if isinstance(value, dict):
            for key, part in cast(dict[object, object], value).items():
                is_inside = (
                    bool(_SECRET_NAME.search(name)) and isinstance(part, str) and not _TELLS_WHO.search(str(key))
                )
                self.learn_config(part, name if is_inside else str(key))
        elif isinstance(value, list):
            for part in cast(list[object], value):
                self.learn_config(part, name)
        elif isinstance(value, str) and (
            _SECRET_NAME.search(name) or (_is_unmistakable(value) and not re.search(r"=(?!=*$)|://|\s", value))
        ):
            self.learn(value, "configuration")

    def clean(self, text: str) -> str:
        """The text without secrets, and without what no encoding can carry. Cleaning twice changes nothing more."""
        found = self._cleaned.get(text)
        if found is None:
            found = self._clean(_HALVES.sub("\ufffd", text))
            self._cleaned[text] = found
        return found

    def clean_json(self, value: object) -> object:
        """Every text in a JSON value, keys too. A text below a key that names a secret is one."""
        return self._json(value, "")

    def _json(self, value: object, name: str) -> object:
        if isinstance(value, str):
            cleaned = self.clean(value)
            is_secret = bool(_WHOLE_NAME.fullmatch(name)) and value.strip() and not _PLACEHOLDER.match(value)
            return self._stand_in(value, "secret") if is_secret and cleaned == value else cleaned
        if isinstance(value, dict):
            found = cast(dict[str, object], value)
            return {self.clean(key): self._json(part, key) for key, part in found.items()}
        if isinstance(value, list):
            return [self._json(part, name) for part in cast(list[object], value)]
        return value

    def _clean(self, text: str) -> str:
        text = self._without_known_values(text)
        lower = text.lower()
        has_name = bool(_SECRET_NAME.search(lower))
        for shape in SHAPES:
            if shape.hint in lower and (has_name or not shape.named):
                text = self._without(text, shape)
        return self._without_known_values(text)

    def _without_known_values(self, text: str) -> str:
        for value in sorted(self._known, key=len, reverse=True):
            if value in text:
                text = self._without_known(text, value)
        return text

    def _without_known(self, text: str, value: str) -> str:
        """Everywhere but inside the stand-ins that were given out."""
        stand_in = self._stand_in(value, self._known[value])
        given = set(self._stand_ins.values())
        whole = rf"(?<![A-Za-z]){re.escape(value)}(?![A-Za-z])" if value.isalpha() else re.escape(value)

        def replaced(match: re.Match[str]) -> str:
            return match.group() if match.group() in given else match.group().replace(value, stand_in)

        return re.sub(rf"{_STAND_IN.pattern}|{whole}", replaced, text)

    def _without(self, text: str, shape: Shape) -> str:
        group = "v" if "v" in shape.pattern.groupindex else 0

        def replaced(match: re.Match[str]) -> str:
            value, whole = match.group(group), match.group()
            if not value or _STAND_IN_BEGINS.match(value) or (shape.is_one and not shape.is_one(value)):
                return whole
            start = match.start(group) - match.start()
            return whole[:start] + self._stand_in(value, shape.label) + whole[start + len(value) :]

        return shape.pattern.sub(replaced, text)

    def _stand_in(self, value: str, label: str) -> str:
        if value not in self._stand_ins:
            self._stand_ins[value] = f"[secret {len(self._stand_ins) + 1}: {label}]"
            if len(self._known) < _MOST_LEARNED and _is_unmistakable(value) and value not in self._known:
                self._known[value] = label
                self._cleaned = {text: found for text, found in self._cleaned.items() if value not in found}
        return self._stand_ins[value]


def _is_unmistakable(value: str) -> bool:
    """Whether a value that was found beside a name is a secret wherever else it stands: neither a word nor a name in
    code nor a path."""
    return len(value) >= 8 and any(map(str.isdigit, value)) and (not _PLAIN.fullmatch(value) or looks_random(value))


_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs: how Python reads bytes of a terminal or a file that are no UTF-8."""
_PLAIN = re.compile(r"[\w./:$-]+")
_TELLS_WHO = re.compile(r"(?i:type|method|user|name|host|port|mode|auth_?type|id|url|region|role)$")
"""What stands beside a secret in its group, and is none: who, where and how."""
_SECRET_NAME = re.compile(NAME, re.IGNORECASE)
_WHOLE_NAME = re.compile(rf"(?i:\w*[_-]?{NAME})")
_PLACEHOLDER = re.compile(r"\[secret \d+: |[$%]\{|<|\{|\*{3}")
