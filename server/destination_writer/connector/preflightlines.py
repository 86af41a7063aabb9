"""Where the parts of a preflight file stand: by its YAML nodes, or by its lines where it is no YAML at the moment."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast

import yaml

from destination_writer.knowledge.loading import NO_VALUE
from destination_writer.text.places import Span

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<key>[\w.\"'-]+)[ \t]*:(?:[ \t]+(?P<value>[^\r\n]*))?[ \t]*(?:\r\n|\r|\n|$)")


@dataclass(slots=True)
class RawEntry:
    """`fields` are name -> span of the value and the value; empty unless the entry `is_map`."""

    id: str
    key: Span
    whole: Span
    value_span: Span
    value: object = None
    is_map: bool = False
    is_flow: bool = False
    """Written in braces on one line."""
    fields: dict[str, tuple[Span, object]] = field(default_factory=dict[str, tuple[Span, object]])


@dataclass(slots=True)
class Entries:
    header: dict[str, object] = field(default_factory=dict[str, object])
    entries: list[RawEntry] = field(default_factory=list[RawEntry])
    problems: list[tuple[Span, str]] = field(default_factory=list[tuple[Span, str]])


class _Constructor(yaml.SafeLoader):
    """Builds values of nodes that are there already."""

    def __init__(self) -> None:
        super().__init__("")


def entries_of(text: str, shift: int, node: yaml.Node | None) -> Entries:
    """The parts of a composed file. `shift` is how far the text that was composed stands behind the beginning."""
    return _Reading(text, shift).read(node)


class _Reading:
    def __init__(self, text: str, shift: int) -> None:
        self.text, self.shift, self.found = text, shift, Entries()

    def read(self, node: yaml.Node | None) -> Entries:
        if isinstance(node, yaml.MappingNode):
            for key, value in self.pairs(node):
                self.part(key.value, value)
        elif node is not None:
            self.problem(node, "the file must be a map with the keys `preflight` and `answers`")
        return self.found

    def part(self, name: str, value: yaml.Node) -> None:
        if name not in ("preflight", "answers"):
            return
        if not isinstance(value, yaml.MappingNode):
            if value_of(value) is not None:
                self.problem(value, f"{name}: the value must be a map of keys")
        elif name == "preflight":
            self.found.header = {key.value: value_of(item) for key, item in self.pairs(value)}
        else:
            self.found.entries = [self.entry(key, item) for key, item in self.pairs(value)]

    def pairs(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        """The pairs of a map, each key once; what is there again, or is no plain key, is a problem."""
        seen: set[str] = set()
        for key, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            if not isinstance(key, yaml.ScalarNode):
                self.problem(key, "a key must be a plain word")
            elif key.value in seen:
                self.problem(key, f"{key.value} is there twice; the first one counts")
            else:
                seen.add(key.value)
                yield key, value

    def entry(self, key: yaml.ScalarNode, value: yaml.Node) -> RawEntry:
        place, at = self.span(key), self.span(value)
        entry = RawEntry(key.value, place, Span(place.start, max(at.end, place.end + 1)), at)
        if not isinstance(value, yaml.MappingNode) or not _is_record(value):
            entry.value = value_of(value)
            return entry
        entry.is_map = True
        entry.is_flow = bool(value.flow_style)
        entry.fields = {name.value: (self.span(item), value_of(item)) for name, item in self.pairs(value)}
        confirmed = entry.fields.get("confirmed", (place, None))
        if not isinstance(confirmed[1], bool | None):
            self.found.problems.append((confirmed[0], f"{key.value}: confirmed is true or false"))
        return entry

    def span(self, node: yaml.Node) -> Span:
        return span_of(self.text, self.shift, node)

    def problem(self, node: yaml.Node, reason: str) -> None:
        at = self.span(node)
        line_end = re.compile(r"[\r\n]|$").search(self.text, at.start)
        self.found.problems.append((Span(at.start, min(at.end, line_end.start() if line_end else at.end)), reason))


def _is_record(node: yaml.MappingNode) -> bool:
    """An entry with fields, told from an answer in short that is a map itself."""
    names = {key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
    return bool(names & {"answer", "source", "proof", "confirmed", "note"}) or not names


def value_of(node: yaml.Node) -> object:
    """The plain value of a node; dates and other tags of YAML's own stay the text that was written."""
    if isinstance(node, yaml.ScalarNode) and node.tag == _TEXT:
        return cast(object, node.value)
    maker = _Constructor()
    build = cast("Callable[..., object]", maker.construct_object)  # pyright: ignore[reportUnknownMemberType] - untyped
    try:
        value = build(node, deep=True)
    except (yaml.YAMLError, *NO_VALUE):
        return str(node.value)
    finally:
        maker.dispose()
    if isinstance(value, (bool, int, str, list, dict)) or value is None:
        return cast(object, value)
    return str(node.value)


def span_of(text: str, shift: int, node: yaml.Node) -> Span:
    """What a node wrote: without the comments and line ends behind it, which a block's own mark takes in."""
    start, end = node.start_mark.index + shift, _end_of(node) + shift
    return Span(start, start + len(text[start:end].rstrip()) if end > start else start)


def _end_of(node: yaml.Node) -> int:
    items = cast("list[object]", node.value) if not isinstance(node, yaml.ScalarNode) else []
    if not items or cast(yaml.CollectionNode, node).flow_style:
        return node.end_mark.index
    last = items[-1]
    return _end_of(cast(yaml.Node, cast("tuple[object, object]", last)[1] if isinstance(last, tuple) else last))


def entries_by_lines(text: str) -> Entries:
    """The entries of a text that is no YAML, line by line: what stands on a line of its own can still be told."""
    found = Entries()
    section, depth, last = "", "", None
    for match in _matches(text):
        indent, key = match["indent"], match["key"].strip("\"'")
        if not indent:
            section, depth, last = key, "", None
        elif section == "preflight":
            found.header.setdefault(key, _value(match["value"]))
        elif section == "answers":
            depth = depth or indent
            if len(indent) <= len(depth):
                last = _entry_of_line(match, key)
                found.entries.append(last)
            elif last is not None:
                last.is_map = True
                last.fields.setdefault(key, (_value_span(match), _value(match["value"])))
                last.whole = Span(last.whole.start, match.end("value") if match["value"] else match.end("key"))
    return found


def _matches(text: str) -> Iterator[re.Match[str]]:
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _LINE.match(text, at)
        if match:
            yield match
            at = match.end()
        else:
            line_end = re.compile(r"\r\n|\r|\n|$").search(text, at)
            at = max(line_end.end() if line_end else len(text), at + 1)


def _entry_of_line(match: re.Match[str], key: str) -> RawEntry:
    span = _value_span(match)
    return RawEntry(key, Span(*match.span("key")), Span(match.start("key"), span.end), span, _value(match["value"]))


def _value_span(match: re.Match[str]) -> Span:
    if match["value"] is None:
        return Span(match.end("key") + 1, match.end("key") + 1)
    return Span(match.start("value"), match.start("value") + len(match["value"].rstrip()))


def _value(text: str | None) -> object:
    try:
        node = yaml.compose(text or "", Loader=_LOADER)
    except yaml.YAMLError:
        return None
    return value_of(node) if node is not None else None
