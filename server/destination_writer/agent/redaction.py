"""Secrets taken out of whatever goes to a model: found by shape, by the name beside them, or because they are known.

Each gets a stand-in that stays the same through a conversation (`[secret 2: password]`), so that the model can speak of
it. Stand-ins are never turned back. Pure: what is known as a secret is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from destination_writer.text.redaction import Private, traces

_NAME = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|credentials?|api[_-]?keys?|apikey|access[_-]?keys?"
    r"|account[_-]?key|private[_-]?keys?|secret[_-]?keys?|shared[_-]?key|signing[_-]?key|encryption[_-]?key"
    r"|client[_-]?secret|conn(?:ection)?[_-]?str(?:ing)?|sas|dsn|authorization)"
)
_NO_VALUE = (
    r"(?!(?:null|none|nil|true|false|string|object|undefined|todo|required|optional|secret|password)\b"
    r"|[*.…x]{3,}|\[secret |[$%]\{|\$\w|<|\{|\[\[)"
)
"""What stands where a secret would be, and is none: a type, a placeholder, a reference."""

_SHAPES: tuple[tuple[str, str], ...] = (
    ("private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|\Z)"),
    ("API key", r"\bsk-[A-Za-z0-9_-]{16,}"),
    ("access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    ("token", r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"),
    ("token", r"\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}|\bdapi[a-f0-9]{32}\b|\bhf_[A-Za-z0-9]{20,}"),
    ("API key", r"\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{20,}|\bya29\.[\w.-]{20,}|\b(?:sk|rk|pk)_(?:live|test)_\w{16,}"),
    ("token", r"\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bdop_v1_[a-f0-9]{40,}"),
    ("token", r"\beyJ[\w-]{6,}\.[\w-]{6,}\.?[\w-]*"),
    ("signature", r"(?<=[?&]sig=)[^&\s\"']{8,}|(?<=[?&]X-Amz-Signature=)[^&\s\"']{8,}"),
    # user:password@ of any scheme; the password may hold what a careful person would have encoded (`@`, `/`, `:`).
    ("password", r"(?<=://)(?P<user>[^\s/:@\"'<>]*):(?P<v>[^\s\"'<>]+)(?=@[\w.\[\]-])"),
    ("token", r"(?i:\b(?:bearer|basic)\s+)(?P<v>(?=[^\s\"']*[\d=._-])[A-Za-z0-9+/=._~-]{12,})"),
    ("secret", rf"(?i:[?&;]{_NAME})\s*=\s*(?P<v>{_NO_VALUE}[^\s&;\"'\\]+)"),
    # Quoted after a name: JSON, YAML, Kotlin, properties.
    (
        "secret",
        rf"(?i:(?<![\w.-])[\w.-]*{_NAME}\w*)[\"']?\s*(?:=>|:=|[:=]|to\b|,)\s*(?P<q>[\"'])"
        rf"(?P<v>{_NO_VALUE}(?:\\.|(?!(?P=q))[^\n\\])+)(?P=q)",
    ),
    # Unquoted: a line of an environment file, of properties, of YAML; `--password x` of a command line.
    (
        "secret",
        rf"(?im:^[ \t]*(?:export\s+|set\s+|-\s+)?[\w.-]*{_NAME}\w*[ \t]*=[ \t]*)(?P<v>{_NO_VALUE}[^\s\"'#(){{}}]+)",
    ),
    (
        "secret",
        rf"(?im:^[ \t]*(?:-\s+)?[\w.-]*{_NAME}[ \t]*:[ \t]+)(?P<v>{_NO_VALUE}"
        r"(?=\S*\d|\S*[^\w\s.,(){}<>?=])[^\s\"',#(){}<>]{4,})",
    ),
    ("secret", rf"(?i:(?<![\w-])--?{_NAME}(?:=|\s+))(?P<v>{_NO_VALUE}[^\s\"'-][^\s\"']{{2,}})"),
    ("password", r"(?i:\bidentified\s+(?:with\s+\w+\s+)?by\s+)'(?P<v>(?:''|[^'\n])+)'"),
    ("password", r"(?i:\bpassword\s+(?:is\s+)?)'(?P<v>(?:''|[^'\n])+)'"),
)
_COMPILED = tuple((label, re.compile(pattern)) for label, pattern in _SHAPES)
_STAND_IN = re.compile(r"\[secret \d+: [\w ]+\]")
_LEAST = 4
"""Known values shorter than this are not looked for: they would take words out of every sentence."""


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
        """A value that is secret wherever it stands: a key in use, a field of a file below `secrets/`."""
        if len(value.strip()) >= _LEAST and value not in self._known:
            self._known[value] = label
            self._cleaned.clear()

    def learn_config(self, value: object, name: str = "") -> None:
        """Every text of a secrets file (JSON): values of fields whose name says so, and whatever looks like one."""
        if isinstance(value, dict):
            for key, part in cast(dict[object, object], value).items():
                self.learn_config(part, str(key))
        elif isinstance(value, list):
            for part in cast(list[object], value):
                self.learn_config(part, name)
        elif isinstance(value, str) and _SECRET_NAME.search(name):
            self.learn(value, "configuration")

    def clean(self, text: str) -> str:
        """The text without secrets. Cleaning twice changes nothing more."""
        found = self._cleaned.get(text)
        if found is None:
            found = self._clean(text)
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
        for value in sorted(self._known, key=len, reverse=True):
            if value in text:
                text = text.replace(value, self._stand_in(value, self._known[value]))
        for label, pattern in _COMPILED:
            text = self._without(text, pattern, label)
        return self._without_traces(text)

    def _without(self, text: str, pattern: re.Pattern[str], label: str) -> str:
        def replaced(match: re.Match[str]) -> str:
            group = "v" if "v" in pattern.groupindex else 0
            value, whole = match.group(group), match.group()
            if not value or _STAND_IN.fullmatch(value):
                return whole
            start = match.start(group) - match.start()
            return whole[:start] + self._stand_in(value, label) + whole[start + len(value) :]

        return pattern.sub(replaced, text)

    def _without_traces(self, text: str) -> str:
        """What the shapes of shared notes know besides (`text/redaction.py`)."""
        parts: list[str] = []
        at = 0
        for trace in traces(text):
            value = text[trace.start : trace.end]
            if trace.kind is Private.SECRET and not _STAND_IN.search(value):
                parts += (text[at : trace.start], self._stand_in(value, "secret"))
                at = trace.end
        return "".join((*parts, text[at:]))

    def _stand_in(self, value: str, label: str) -> str:
        if value not in self._stand_ins:
            self._stand_ins[value] = f"[secret {len(self._stand_ins) + 1}: {label}]"
        return self._stand_ins[value]


_SECRET_NAME = re.compile(_NAME, re.IGNORECASE)
_WHOLE_NAME = re.compile(rf"(?i:\w*[_-]?{_NAME})")
_PLACEHOLDER = re.compile(r"\[secret \d+: |[$%]\{|<|\{|\*{3}")
