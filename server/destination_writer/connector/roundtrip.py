"""YAML edited in place, by ruamel: what an edit does not touch stays as it is, comments and quoting included."""

# ruamel's comment tokens are untyped; nothing of them leaves this module
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeArgument=false, reportUnknownParameterType=false, reportAttributeAccessIssue=false

import re
from collections.abc import Callable, MutableMapping
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import StringMark, YAMLError
from ruamel.yaml.tokens import CommentToken

_WIDTH = 4096
"""Columns. Long enough that no line of a state file is folded."""


class _Sink:
    """What ruamel writes to, in place of a file."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        self.parts.append(part)


class NotEditable(Exception):
    """YAML that cannot be loaded for editing, for example with one key twice. The message gives the reason."""


def edit_yaml(text: str, key: str, edit: Callable[[MutableMapping[str, object]], None]) -> str:
    """The text after `edit` changed the mapping below the top key, which is made when it is not there."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.encoding = None  # text in, text out
    dash = _dash_indent(text)
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    try:
        document = yaml.load(text)
    except YAMLError as error:
        raise NotEditable(str(getattr(error, "problem", None) or "this is not YAML")) from None
    prefix = "" if document is not None else text.rstrip() + "\n" if text.strip() else ""
    document = CommentedMap() if document is None else document
    if document.get(key) is None:
        document[key] = CommentedMap()
    edit(cast("MutableMapping[str, object]", document[key]))
    sink = _Sink()
    yaml.dump(document, sink)
    result = prefix.replace("\r\n", "\n") + "".join(sink.parts)
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def append(items: list[object], item: object) -> None:
    """Add an item. Comments and blank lines below the old last item belong to what follows, so they stay below."""
    added = CommentedMap(item) if isinstance(item, dict) else item
    below = _take_tail(items)
    items.append(added)
    if below and isinstance(items, CommentedSeq):
        mark = StringMark("", 0, 0, 0, "", 0)
        token = CommentToken("\n" + below, mark, None)
        if isinstance(added, CommentedMap):
            added.ca.items[list(added)[-1]] = [None, None, token, None]
        else:
            items.ca.items[len(items) - 1] = [token, None, None, None]


def _take_tail(node: object) -> str:
    """Cut off what stands on the lines below the last leaf of a node, and return it."""
    if isinstance(node, CommentedMap) and node:
        key, place = list(node)[-1], 2
    elif isinstance(node, CommentedSeq) and node:
        key, place = len(node) - 1, 0
    else:
        return ""
    tokens = node.ca.items.get(key)
    if not tokens or tokens[place] is None:
        return _take_tail(node[key])
    same_line, _, below = tokens[place].value.partition("\n")
    if same_line.strip():
        tokens[place].value = same_line + "\n"
    else:
        tokens[place] = None
    return below


def _dash_indent(text: str) -> int:
    """How far the file's own lists stand in from their key: 2 as the specification shows, or 0."""
    match = re.search(r"^( *)[\w\"'-]+:[^\S\n]*(?:#.*)?\r?\n(?:\s*#.*\n)*( *)- ", text, re.MULTILINE)
    return 0 if match and len(match[2]) <= len(match[1]) else 2
