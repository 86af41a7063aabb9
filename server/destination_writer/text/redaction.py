"""What must not leave a machine: secrets, people, places on a disk or in a network, found in texts and taken out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

TOO_COMMON = frozenset(
    {"root", "user", "admin", "runner", "airbyte", "postgres", "test", "build", "default", "localhost"}
)
"""Names of accounts and machines that tell nothing about anybody."""


class Private(StrEnum):
    """What kind of thing was found, in words for a person."""

    SECRET = "a secret"
    PATH = "an absolute path"
    ADDRESS = "an address of a machine"
    PERSON = "an e-mail address"
    NAME = "the name of this machine or its user"


@dataclass(frozen=True, slots=True)
class Trace:
    """Something private at an offset of a text. `line` counts from 1."""

    kind: Private
    start: int
    end: int
    line: int


_STAND_IN = r"(?!\*|<|\$|\[\[|\{|%|\.\.\.|…|null\b|none\b|true\b|false\b|string\b|xxx|changeme\b|redacted\b)"
"""What stands for a secret is none: `***`, `${PASSWORD}`, `[[ p.password ]]`."""
_KEY = (
    r"(?i:pass(?:word|wd|phrase)?|pwd|secret|(?:access|auth|bearer|refresh)?_?-?token"
    r"|(?:api|access|private|secret)[_-]?key)"
)
_SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]{0,8000}?-----END [A-Z ]*PRIVATE KEY-----)?",
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\bgh[pousr]_\w{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{18,}",
    r"\bsk-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{30,}",
    r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*",
    r"(?<=://)[^\s/:@\"'{}$\[\]]+:[^\s/@\"'{}$\[\]]+(?=@)",
    rf"(?<=[?&;]){_KEY}=(?P<a>{_STAND_IN}[^\s&;\"']+)",
    rf"\b\w*{_KEY}\b[\"']?\s*(?:[:=]|to)\s*(?P<q>[\"'])(?P<b>{_STAND_IN}[^\"'\n]{{3,}})(?P=q)",
    rf"\b\w*{_KEY}=(?P<c>{_STAND_IN}[^\s\"'&;,()]{{3,}})",
    rf"\b\w*{_KEY}: (?P<d>{_STAND_IN}(?=\S*\d)[^\s\"',;(){{}}.]{{6,}})",
)
_ROOTS = (
    "home|Users|root|tmp|var|opt|srv|mnt|media|private|work|workspace|workspaces|builds?|data|usr|etc|Volumes|github"
)
_PATHS = (
    rf"(?<![\w.:/$}}\])-])(?:file:/{{0,2}})?/(?:{_ROOTS})/[^\s\"'`,;:)<>\]]+",
    rf"(?<=:)/(?:{_ROOTS})/[^\s\"'`,;:)<>\]]+",
    r"(?<![\w])[A-Za-z]:\\(?![nrtbfu\"\\ ])[^\s\"'`,;<>|]+",
    r"(?<![\w\\])\\\\[\w.-]+\\[^\s\"'`,;]+",
)
_LOCAL = (
    r"(?!localhost\b|127\.|0\.0\.0\.0|::1|\[::1|example\.|[\w.-]*\.(?:example|invalid|test)\b"
    r"|host\b|server\b|hostname\b)"
)
_ADDRESSES = (
    r"(?<=://)(?<!http://)(?<!https://)(?:[^\s/@\"'{}$\[\]]*@)?"
    rf"(?P<h>{_LOCAL}[A-Za-z0-9](?:[\w-]*\.)+[A-Za-z]{{2,}}(?::\d+)?)",
    r"(?<![\d.\w-])(?!127\.|0\.0\.0\.0|255\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.\w-])",
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:internal|local|lan|corp|intranet)\b",
)
_PEOPLE = (r"\b[\w.+-]+@(?!example\.)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b",)

_KINDS = {
    Private.SECRET: _SECRETS,
    Private.PATH: _PATHS,
    Private.ADDRESS: _ADDRESSES,
    Private.PERSON: _PEOPLE,
}
_COMPILED = tuple((kind, re.compile(pattern)) for kind, patterns in _KINDS.items() for pattern in patterns)


def traces(text: str, names: Iterable[str] = ()) -> list[Trace]:
    """Everything private in a text, in order, none inside another. `names` are those of this machine and its user."""
    found = sorted(_found(text, names), key=lambda trace: (trace.start, -trace.end))
    kept: list[Trace] = []
    for trace in found:
        if not kept or trace.start >= kept[-1].end:
            kept.append(trace)
    return kept


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with everything private replaced by `…`; of a path, its last part is kept."""
    parts: list[str] = []
    at = 0
    for trace in traces(text, names):
        last = re.split(r"[\\/]", text[trace.start : trace.end].rstrip("\\/"))[-1]
        parts += (text[at : trace.start], f"…/{last}" if trace.kind is Private.PATH else "…")
        at = trace.end
    return "".join((*parts, text[at:]))


def _found(text: str, names: Iterable[str]) -> Iterator[Trace]:
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(text):
            inner = next((name for name, value in match.groupdict().items() if value and name != "q"), None)
            start, end = match.span(inner) if inner else match.span()
            yield Trace(kind, start, end, text.count("\n", 0, start) + 1)
    for name in names:
        if len(name) >= 3 and name.lower() not in TOO_COMMON:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield Trace(Private.NAME, match.start(), match.end(), text.count("\n", 0, match.start()) + 1)
