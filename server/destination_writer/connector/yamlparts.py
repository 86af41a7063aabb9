"""The parts of a YAML file that a person is writing, each with its place: what parses is known while the rest does not.

A line that keeps the file from being YAML is spaced out, and the file is read without it: offsets stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import yaml

from destination_writer.connector.preflightlines import span_of, value_of
from destination_writer.text.places import Span

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"[^\r\n]*")
_CONFLICT = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?:[ \t][^\r\n]*)?$", re.MULTILINE)
_TRIES = 40
"""Lines that are left out before a text is given up."""

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value, or an item of a list.

    `path` are the keys from the top, an item's its number from 0. `key` is the key's span, for an item that of its
    first sign; `at` is what the value wrote, empty where nothing is; `value` is plain YAML, None for what holds others.
    """

    path: KeyPath
    key: Span
    at: Span
    value: object = None
    children: tuple["Part", ...] = ()
    is_item: bool = False
    is_map: bool = False
    is_list: bool = False
    is_flow: bool = False
    """It stands in braces or brackets, on whatever line, or holds others that do."""
    is_quoted: bool = False

    @property
    def name(self) -> str:
        return self.path[-1]

    @property
    def whole(self) -> Span:
        """From the key to the end of the value."""
        return Span(self.key.start, max(self.at.end, self.key.end))

    @property
    def text(self) -> str:
        """A value of one word as a text, `true` and `false` as YAML writes them; empty for any other."""
        if isinstance(self.value, bool):
            return str(self.value).lower()
        return "" if self.value is None or isinstance(self.value, (list, dict)) else str(self.value)

    @property
    def is_empty(self) -> bool:
        """Nothing is written behind the key, or `null`."""
        return self.value is None and not self.children and not self.is_map and not self.is_list

    def walk(self) -> Iterator["Part"]:
        """Itself, then all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def child(self, name: str) -> "Part | None":
        return next((child for child in self.children if child.name == name), None)


@dataclass(frozen=True, slots=True)
class YamlParts:
    """`parts` are the top keys; `twice` are the later ones of keys that one map has several times."""

    text: str
    parts: tuple[Part, ...] = ()
    twice: tuple[Part, ...] = field(default=())
    left_out: tuple[Span, ...] = ()
    """What stands on lines that were left out for the rest to be read, the first in doubt first."""
    is_whole: bool = True
    """False where lines were left out."""

    def find(self, *path: str) -> Part | None:
        """The part of a path; the first one where a key is there twice."""
        return next((part for part in self.walk() if part.path == path), None)

    def walk(self) -> Iterator[Part]:
        for part in self.parts:
            yield from part.walk()

    def below(self, *path: str) -> tuple[Part, ...]:
        """What the part of a path holds; nothing where there is none."""
        found = self.find(*path)
        return found.children if found else ()

    def around(self, offset: int) -> Part | None:
        """The innermost part whose key or value holds an offset, its end included."""
        found: Part | None = None
        for part in self.walk():
            if part.whole.start <= offset <= part.whole.end:
                found = part
        return found


@lru_cache(maxsize=4)
def yaml_parts(text: str) -> YamlParts:
    """The parts of a text; nothing is raised."""
    shift = 1 if text.startswith("\ufeff") else 0
    kept = _CONFLICT.sub(lambda mark: " " * len(mark[0]), text) if "<<<<<<<" in text or ">>>>>>>" in text else text
    left_out: list[Span] = []
    for _ in range(_TRIES):
        try:
            node = yaml.compose(kept[shift:], Loader=_LOADER)
            reading = _Reading(text, shift)
            parts = tuple(reading.children(node, ())) if node is not None else ()
            return YamlParts(text, parts, tuple(reading.twice), tuple(left_out), kept == text)
        except RecursionError:
            break
        except yaml.YAMLError as error:
            fewer = _without_line(kept, shift, error)
            if fewer == kept:
                break
            left_out.append(_difference(kept, fewer))
            kept = fewer
    return YamlParts(text, left_out=tuple(left_out), is_whole=False)


def _difference(text: str, fewer: str) -> Span:
    """The words of the line that was spaced out."""
    start = next(at for at, (one, other) in enumerate(zip(text, fewer, strict=True)) if one != other)
    line = _LINE.match(text, start)
    return Span(start, start + len(line[0].rstrip())) if line else Span(start, start)


def _without_line(text: str, shift: int, error: yaml.YAMLError) -> str:
    """The text with the line spaced out that an error speaks of."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    said = str(getattr(error, "context", None) or "")
    begun = any(word in said for word in ("simple key", "quoted", "flow"))  # wrong where it was opened
    if (word := _word_above(text, problem.index + shift if problem is not None else 0)) is not None:
        return _spaced(text, word)
    for mark in (context, problem) if begun else (problem, context):
        if mark is not None and (fewer := _spaced(text, mark.index + shift)) != text:
            return fewer
    at = problem.index + shift if problem is not None else len(text)
    written = len(text[:at].rstrip())
    return _spaced(text, max(written - 1, 0))


_WORD_AND_KEY = re.compile(
    r"^[ \t]*(\w[\w-]*)[ \t]*\r?\n(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*[ \t]*[\w\"'-]+[ \t]*$", re.MULTILINE
)


def _word_above(text: str, offset: int) -> int | None:
    """Where a word stands that is no key yet, when the key below it is what cannot be read."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = _LINE.match(text, start)
    colon = text.find(":", start, line.end()) if line else -1
    if colon < 0:
        return None
    found = list(_WORD_AND_KEY.finditer(text, max(0, colon - 400), colon))
    return found[-1].start(1) if found and found[-1].end() == colon else None


def _spaced(text: str, offset: int) -> str:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = _LINE.match(text, start)
    return text[:start] + " " * len(line[0]) + text[line.end() :] if line else text


class _Reading:
    def __init__(self, text: str, shift: int) -> None:
        self.text, self.shift = text, shift
        self.twice: list[Part] = []

    def children(self, node: yaml.Node, path: KeyPath, *, is_flow: bool = False) -> Iterator[Part]:
        is_flow = is_flow or bool(getattr(node, "flow_style", False))
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(cast("list[yaml.Node]", node.value)):
                at = self.span(item)
                key = Span(at.start, min(at.start + 1, at.end))
                yield self.part((*path, str(number)), key, item, is_item=True, is_flow=is_flow)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key_node, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
                if not isinstance(key_node, yaml.ScalarNode):
                    continue
                part = self.part((*path, key_node.value), self.span(key_node), value, is_item=False, is_flow=is_flow)
                if key_node.value in seen:
                    self.twice.append(part)
                else:
                    seen.add(key_node.value)
                    yield part

    def part(self, path: KeyPath, key: Span, node: yaml.Node, *, is_item: bool, is_flow: bool) -> Part:
        is_scalar = isinstance(node, yaml.ScalarNode)
        return Part(
            path,
            key,
            self.span(node),
            value_of(node) if is_scalar else None,
            tuple(self.children(node, path, is_flow=is_flow)),
            is_item,
            isinstance(node, yaml.MappingNode),
            isinstance(node, yaml.SequenceNode),
            is_flow,
            is_scalar and node.style in ("'", '"'),
        )

    def span(self, node: yaml.Node) -> Span:
        return span_of(self.text, self.shift, node)
