"""The forms that a secret comes in, as patterns: by its own look, or by the name and the syntax beside it.

Every repetition is bounded, or ends at a character that it cannot hold: the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

NAME = (
    r"(?:pass(?:word|wd|phrase|code)|(?<=[\"'_.;&?-])pass|pwd|secrets?|tokens?|credentials?|api[_-]?keys?|access[_-]?keys?"
    r"|account[_-]?key|private[_-]?keys?|secret[_-]?keys?|shared[_-]?key|signing[_-]?key|encryption[_-]?key"
    r"|client[_-]?secret|conn(?:ection)?[_-]?str(?:ing)?|sas|dsn|authorization)"
)
"""How a field, a variable or a flag that holds a secret is called, or how its name ends."""
_ENDING = r"(?:[_-]?(?:\d{1,3}|value|string|json|text|base64|id))?(?![A-Za-z])"
_NO_VALUE = (
    r"(?!(?:null|none|nil|true|false|string|object|undefined|todo|required|optional|secret|password|token)\b"
    r"|[*.…x]{3,}|\[secret |[$%]\{|\$\w|<|\{|\[\[|[\w./-]{1,100}\.(?:json|ya?ml|properties|pem|txt|kt|env)\b)"
)
"""What stands where a secret would be, and is none: a type, a placeholder, a reference, a file."""
_CODE = r"(?!(?:[a-z_]\w*\??\.)+[A-Za-z_]\w*\b|[A-Za-z_][\w.?]*[(\[,)])"
"""Code in place of a value: `config.password`, `readSecret(`, `password,` as an argument."""
_OF_A_PARSER = "".join(
    f"(?<!{word} )" for word in ("unexpected", "unrecognized", "mismatched", "extraneous", "illegal", "missing")
)
"""`unexpected token: "FROM"` is what a parser says, and what the model must see."""
_NAMED = rf"(?i:{_OF_A_PARSER}{NAME}{_ENDING})"
_QUOTE = r"(?P<q>\\{0,7}(?:\"\"\"|[\"'`]))"
_IN_QUOTES = rf"{_QUOTE}(?P<v>{_NO_VALUE}(?:\\[^\n\"']|(?!(?P=q))[^\n])+)(?P=q)"
_TELLING = r"(?=[^\s]{0,200}\d|[^\s]{0,200}[^\w\s.,(){}<>?=])"
"""A digit or a sign in it: no plain word."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`pattern` matches, and what its group `v` holds (the whole match without one) is the secret, if `is_one` agrees.
    `hint`, in lower case, stands in every text that it matches; `named` shapes need a telling name in the text."""

    label: str
    pattern: re.Pattern[str]
    hint: str = ""
    named: bool = False
    is_one: Callable[[str], bool] | None = None


_DIGESTS = ("sha256-", "sha384-", "sha512-")


def looks_random(text: str) -> bool:
    """Whether a long word is what a generator of keys writes: capitals, small letters and digits change places at more
    than two of five steps. Names in code change at about one of three; a digest in hexadecimal has one kind of
    letters, and a lock file says of its digests what they are."""
    if text.startswith(_DIGESTS):
        return False
    kinds = ["A" if sign.isupper() else "a" if sign.islower() else "0" if sign.isdigit() else "" for sign in text]
    if kinds.count("0") < 3 or kinds.count("A") < 4 or kinds.count("a") < 4:
        return False
    changes = sum(one != other for one, other in pairwise(kinds))
    return changes > 0.42 * len(kinds)


def _shape(label: str, pattern: str, hint: str = "") -> Shape:
    return Shape(label, re.compile(pattern), hint)


def _named(pattern: str, label: str = "secret") -> Shape:
    return Shape(label, re.compile(pattern), named=True)


_BY_LOOK = (
    _shape(
        "private key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)",
        "private key",
    ),
    _shape("API key", r"\bsk-[A-Za-z0-9_-]{16,}", "sk-"),
    _shape("access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    _shape("token", r"\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}"),
    _shape("token", r"\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{10,}|\bdapi[a-f0-9]{32}\b|\bhf_[A-Za-z0-9]{20,}"),
    _shape("API key", r"\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{20,}|\bya29\.[\w.-]{20,}"),
    _shape("API key", r"\b(?:sk|rk|pk)_(?:live|test)_\w{16,}"),
    _shape("token", r"\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bdop_v1_[a-f0-9]{40,}"),
    _shape("token", r"\beyJ[\w-]{6,}\.[\w-]{6,}\.?[\w-]*", "eyj"),
    _shape("token", r"\bhooks\.slack\.com/services/(?P<v>[\w/-]{10,})", "hooks.slack.com"),
)

_IN_ADDRESSES = (
    _shape("signature", r"(?i:(?:[?&]|\b)(?:sig|X-Amz-Signature)=)(?P<v>(?![A-Za-z_]\w*[(.])[^&\s\"']{8,})", "sig"),
    # user:password@ of any scheme; the password may hold what a careful person would have encoded (`@`, `/`, `:`).
    _shape(
        "password",
        r"(?<=://)[^\s/:@\"'<>]{0,200}:(?P<v>(?!\[secret |(?:password|pass|pwd|secret|\*+)@)[^\s\"'<>]{1,300})"
        r"(?=@[\w.\[\]-])",
        "://",
    ),
    _shape("password", r"(?i:%3A%2F%2F)[^\s%\"'<>]{0,200}%3[Aa](?P<v>[^\s@\"'<>]{1,300}?)(?=%40)", "%40"),
    _shape("password", r"(?i:\b(?:thin:|sqlplus\s{1,4}))[^\s/@\"']{1,100}/(?P<v>[^\s@\"']{1,200})(?=@)"),
    # The Azure and ODBC style: a value in braces may hold every other sign.
    _shape("password", r"(?i:;\s{0,4}(?:pwd|password)=)\{(?P<v>[^{}\n]{3,200})\}"),
)

_IN_HEADERS = (
    _shape("token", r"(?i:\b(?:bearer|basic)\s{1,4})(?P<v>(?=[^\s\"']{0,2000}[\d=._-])[A-Za-z0-9+/=._~-]{12,})"),
    _shape(
        "token",
        r"(?i:\bauthorization[\"']?\s{0,4}[:=,]\s{0,4}[\"']?(?:token|key|apikey|digest)\s{1,4})(?P<v>[^\s\"']{6,})",
        "authorization",
    ),
    _shape("cookie", r"(?i:\b(?:set-)?cookie:[ \t]{1,4})(?P<v>(?!\[secret )[^\s\"'][^\n\"']{3,})", "cookie:"),
)

_BESIDE_A_NAME = (
    # A joined text, `"...?password=" + "value"`, before what stands between its quotes is taken for the value.
    _named(rf"{_NAMED}=\\{{0,7}}[\"']\s{{0,4}}\+\s{{0,4}}{_IN_QUOTES}"),
    # Quoted: JSON, YAML, Kotlin, properties.
    _named(rf"{_NAMED}(?:\\{{0,7}}[\"'`])?\s{{0,20}}(?:=>|:=|[:=]|\bto\b)\s{{0,20}}{_IN_QUOTES}"),
    # The second argument of a call, behind the name: `put("password", "...")`; a plain word may be another name.
    _named(
        rf"\w(?<!listOf)(?<!setOf)(?<!arrayOf)\(\s{{0,20}}[\"'][\w.-]{{0,60}}{_NAMED}[\"'],\s{{0,20}}"
        rf"(?=[\"'][^\"'\n]{{0,200}}[^A-Za-z_\"'\n]){_IN_QUOTES}"
    ),
    # Kotlin: a type before the value, a value by delegate, one behind the elvis, a builder.
    _named(rf"{_NAMED}\s{{0,4}}:\s{{0,4}}[A-Z]\w{{0,40}}\??\s{{0,4}}=\s{{0,20}}{_IN_QUOTES}"),
    _named(rf"{_NAMED}\s{{1,4}}by\s{{1,4}}lazy\s{{0,4}}\{{\s{{0,20}}{_IN_QUOTES}"),
    _named(rf"{_NAMED}[^\n?]{{0,120}}\?:\s{{0,20}}{_IN_QUOTES}"),
    _named(
        rf"\.?\b(?:with|set|add)?(?i:password|passwd|secret|apikey|token)\(\s{{0,4}}(?=[\"'][^\"'\n]{{3}}){_IN_QUOTES}"
    ),
    _named(rf"\bassert\w{{1,20}}\(\s{{0,4}}{_IN_QUOTES}\s{{0,4}},\s{{0,4}}[\w.?!]{{0,80}}{_NAMED}\s{{0,4}}[,)]"),
    # Without quotes: an environment's `NAME=value`, a URL's `&name=value`, a driver's `;Pwd=value`, properties, YAML.
    _named(rf"{_NAMED}=(?P<v>{_NO_VALUE}(?![A-Za-z_][\w.]*[(\[])[^\s\"'&;,()]{{3,}})"),
    _named(
        rf"{_NAMED}[ \t]{{0,20}}(?:[ \t]=|=[ \t])[ \t]{{0,20}}"
        rf"(?P<v>{_NO_VALUE}{_CODE}[^\s\"'#(){{}},;][^\s\"'(){{}},;]{{2,}})"
    ),
    _named(
        rf"{_NAMED}[ \t]{{0,20}}:[ \t]{{1,20}}(?P<v>{_NO_VALUE}{_CODE}{_TELLING}"
        rf"[^\s\"'`,#(){{}}<>\[][^\s\"',#(){{}}<>]{{3,}})"
    ),
    _named(rf"{_NAMED}:(?P<v>{_NO_VALUE}{_CODE}(?=[^\s]{{0,200}}\d)[^\s\"',#(){{}}<>:]{{6,}})"),
    _named(rf"<[\w:.-]{{0,60}}{_NAMED}>(?P<v>{_NO_VALUE}[^<\s][^<\n]{{2,}})</"),
    # Words of a person or a log.
    _named(
        r"(?i:\b(?:password|passphrase|token|api key|secret)\s{1,4}is:?\s{1,4})"
        rf"(?P<v>{_NO_VALUE}(?=\S{{0,100}}\d)[^\s\"'`,;]{{6,}})"
    ),
    _named(r"(?i:\bpassword\s{1,4}(?:is\s{1,4})?)'(?P<v>(?:''|[^'\n])+)'", "password"),
    _named(rf"(?i:\bpassword\s{{1,4}}(?:is\s{{1,4}})?)(?P<q>[\"`])(?P<v>{_NO_VALUE}[^\s\"'`]{{3,}})(?P=q)", "password"),
)

_ON_COMMAND_LINES = (
    _named(
        rf"(?<![\w-])--?(?:\w{{1,30}}-){{0,4}}{_NAMED}[ \t]{{1,4}}"
        rf"(?P<q>[\"']?)(?P<v>{_NO_VALUE}[^\s\"'-][^\s\"']{{2,}})(?P=q)"
    ),
    _shape("password", r"\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]{1,4}[\"']?[^\s:\"']{1,100}:(?P<v>[^\s\"']+)", "curl"),
    _shape("password", r"\b(?:mysql|mysqldump|mariadb)\b[^\n]{0,200}?\s-p[\"']?(?P<v>[^\s\"'-][^\s\"']{2,})", " -p"),
    _shape("password", r"\b(?:redis-cli\b[^\n]{0,200}?\s-a|sqlcmd\b[^\n]{0,200}?\s-P)\s{1,4}[\"']?(?P<v>[^\s\"']{3,})"),
    _shape("password", r"(?i:\blogin\s{1,20}\S{1,100}\s{1,20}password\s{1,20})(?P<v>\S{3,})", "login"),
    _shape("password", r"(?i:(?<![A-Za-z])(?:pw|pass))[=:][ \t]{0,4}(?P<v>(?=\S{0,100}\d)[^\s\"'`&;,()]{6,})", "p"),
    # As in .pgpass: host:port:database:user:password.
    _shape(
        "password",
        r"(?<![^\s\"'=])[\w.*-]{1,200}:(?:\d{2,5}|\*):[A-Za-z_*][^\s:]{0,100}:[A-Za-z_*][^\s:]{0,100}:(?P<v>[^\s:\"',;]{3,})"
        r"(?![:\w])",
        ":",
    ),
)

_BY = r"(?i:\bidentified\s{1,4}(?:with\s{1,4}\w{1,40}\s{1,4})?by\s{1,4})"
_IN_CODE = (
    _shape(
        "password",
        rf"\bgetConnection\([^()\n]{{1,300}},\s{{0,20}}\"[^\"\n]{{0,100}}\",\s{{0,20}}{_IN_QUOTES}",
        "getconnection",
    ),
    _shape("password", rf"{_BY}(?P<q>['\"])(?P<v>(?:''|(?!(?P=q))[^\n])+)(?P=q)", "identified"),
    _shape(
        "password",
        rf"(?i:\b(?:user|role)\s{{1,4}}\S{{1,100}}\s{{1,4}}){_BY}(?P<v>{_NO_VALUE}[^\s;,'\"()]{{3,}})",
        "identified",
    ),
)

_RANDOM = Shape("key", re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{32,512}={0,2}(?![\w+/=-])"), is_one=looks_random)

SHAPES = (*_BY_LOOK, *_IN_ADDRESSES, *_IN_HEADERS, *_BESIDE_A_NAME, *_ON_COMMAND_LINES, *_IN_CODE, _RANDOM)
"""In the order in which they are taken out."""
