"""Kotlin signatures as the contract data writes them, taken apart.

This reads only what the contract needs: one function or property header. Files of a connector are read by `kotlin/`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MODIFIER = re.compile(
    r"(?:@[\w.]+(?:\([^)]*\))?|public|private|protected|internal|abstract|open|final|override|suspend|operator|infix"
    r"|inline|const|lateinit|vararg|tailrec|external)\s+"
)
_KEYWORD = re.compile(r"(fun|val|var)\b\s*")
_NAME = re.compile(r"`[^`]+`|\w+")
_OPEN, _CLOSE = "([{<", ")]}>"


class BadSignature(ValueError):
    """A signature that cannot be read; the message quotes it."""


@dataclass(frozen=True)
class ContractParameter:
    """A parameter of a function or constructor. `keyword` is `val` or `var` for a constructor property."""

    name: str
    type: str
    default: str | None = None
    modifiers: tuple[str, ...] = ()
    keyword: str | None = None
    what: str = ""

    @property
    def text(self) -> str:
        words = [*self.modifiers, *([self.keyword] if self.keyword else []), f"{self.name}: {self.type}"]
        return " ".join(words) + (f" = {self.default}" if self.default is not None else "")


@dataclass(frozen=True)
class Signature:
    """A member header. `name` is without backticks; `return_type` is None where the signature leaves it open."""

    keyword: str
    name: str
    modifiers: tuple[str, ...]
    type_parameters: str
    receiver: str | None
    parameters: tuple[ContractParameter, ...]
    return_type: str | None
    where: str


def parse_signature(text: str) -> Signature:
    """Take `suspend fun <T> R.name(a: A, b: B = x): T` or `val name: T` apart. Raises BadSignature."""
    rest, modifiers = _modifiers(" ".join(text.split()))
    keyword = _KEYWORD.match(rest)
    if keyword is None:
        raise BadSignature(f"neither fun, val nor var: {text!r}")
    rest = rest[keyword.end() :]
    type_parameters = ""
    if rest.startswith("<"):
        end = _closing(rest, 0, text)
        type_parameters, rest = rest[: end + 1], rest[end + 1 :].lstrip()
    receiver, name, rest = _receiver_and_name(rest, text)
    parameters: tuple[ContractParameter, ...] = ()
    if keyword[1] == "fun":
        if not rest.startswith("("):
            raise BadSignature(f"a function without parameter list: {text!r}")
        end = _closing(rest, 0, text)
        parameters = tuple(parse_parameter(part) for part in split_top(rest[1:end]))
        rest = rest[end + 1 :].lstrip()
    return_type, where = _result(rest, text)
    return Signature(keyword[1], name, modifiers, type_parameters, receiver, parameters, return_type, where)


def parse_parameter(text: str) -> ContractParameter:
    """Take `override val name: Type = default` apart. Raises BadSignature."""
    rest, modifiers = _modifiers(" ".join(text.split()))
    keyword = None
    if rest.startswith(("val ", "var ")):
        keyword, rest = rest[:3], rest[4:]
    name, colon, rest = rest.partition(":")
    if not colon or not name.strip():
        raise BadSignature(f"a parameter without a type: {text!r}")
    type_text, default = _default(rest)
    return ContractParameter(name.strip(), type_text, default, modifiers, keyword)


def split_top(text: str) -> list[str]:
    """Parts between commas that stand outside every bracket and string."""
    parts: list[str] = []
    start = 0
    for offset, char, depth in _walk(text):
        if char == "," and depth == 0:
            parts.append(text[start:offset])
            start = offset + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _modifiers(text: str) -> tuple[str, tuple[str, ...]]:
    found: list[str] = []
    while match := _MODIFIER.match(text):
        found.append(match[0].strip())
        text = text[match.end() :]
    return text, tuple(found)


def _receiver_and_name(text: str, whole: str) -> tuple[str | None, str, str]:
    head = re.match(r"(?:([\w<>?*, ]+?)\.)?(`[^`]+`|\w+)\s*(?=[(:]|$|where\b|=)", text)
    if head is None or _NAME.fullmatch(head[2]) is None:
        raise BadSignature(f"no name: {whole!r}")
    return head[1], head[2].strip("`"), text[head.end() :]


def _result(text: str, whole: str) -> tuple[str | None, str]:
    if not text:
        return None, ""
    body, _, where = text.partition(" where ")
    if not body.startswith(":"):
        raise BadSignature(f"unexpected {text!r} in {whole!r}")
    return body[1:].strip(), where.strip()


def _default(text: str) -> tuple[str, str | None]:
    for offset, char, depth in _walk(text):
        if char == "=" and depth == 0 and text[offset - 1 : offset] != ">" and text[offset + 1 : offset + 2] != ">":
            return text[:offset].strip(), text[offset + 1 :].strip()
    return text.strip(), None


def _closing(text: str, start: int, whole: str) -> int:
    for offset, char, depth in _walk(text[start:]):
        if char in _CLOSE and depth == 0:
            return start + offset
    raise BadSignature(f"a bracket stays open: {whole!r}")


def _walk(text: str) -> Iterator[tuple[int, str, int]]:
    """Each character outside strings with its bracket depth; an arrow's `>` closes nothing."""
    depth, quoted = 0, False
    for offset, char in enumerate(text):
        if char == '"' and text[offset - 1 : offset] != "\\":
            quoted = not quoted
        if quoted:
            continue
        if char in _CLOSE and not (char == ">" and text[offset - 1 : offset] == "-"):
            depth -= 1
        yield offset, char, depth
        if char in _OPEN:
            depth += 1
