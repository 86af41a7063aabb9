"""What nothing uses any more once records are written in another way: helpers and imports of the old one."""

import re
from collections.abc import Iterator

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.generate.draft import Draft
from destination_writer.generate.masking import mask
from destination_writer.kotlin.declarations import Function, Property

_WORD = re.compile(r"`?([A-Za-z_]\w*)`?")
_LOOKED_AT = (Role.CLIENT, Role.SQL_GENERATOR, Role.INSERT_BUFFER)
Member = Function | Property


def remove_unused(draft: Draft, before: Connector) -> tuple[str, ...]:
    """Take out of the files of client, generator and buffer what was used before and is not now, one member after the
    other until none is left. Returns the names of the members."""
    removed: list[str] = []
    paths = sorted({c.path for role in _LOOKED_AT for c in before.components(role) if _is_main(before, c.path)})
    while (found := _next(draft.connector, before, paths)) is not None:
        path, member = found
        draft.write(path, _without(draft.source(path).text, member))
        removed.append(member.name)
    return tuple(removed)


def trim_imports(draft: Draft, before: Connector) -> None:
    """Take the imports that were used before and are not now out of every file that the draft changes."""
    for old in before.sources:
        now = draft.connector.source(old.path)
        if now is not None and not old.is_test and now.text != old.text:
            _trim_imports(draft, old, now)


def _is_main(connector: Connector, path: str) -> bool:
    source = connector.source(path)
    return source is not None and not source.is_test


def _next(now: Connector, before: Connector, paths: list[str]) -> tuple[str, Member] | None:
    for path in paths:
        source, old = now.source(path), before.source(path)
        if source is None or old is None:
            continue
        known = {member.name: member for member in _removable(before, old)}
        for member in _removable(now, source):
            was = known.get(member.name)
            if was and _uses(before, old, was) > 0 and _uses(now, source, member) == 0:
                return path, member
    return None


def _removable(connector: Connector, source: SourceFile) -> Iterator[Member]:
    """Members that nothing outside of the connector can use: private ones, what the SQL generator gives, functions of
    the file itself."""
    generators = {c.declaration.name for c in connector.components(Role.SQL_GENERATOR) if c.path == source.path}
    yield from (m for m in (*source.declared.functions, *source.declared.properties))
    for declared in source.declared.all_classes():
        members: tuple[Member, ...] = (*declared.functions, *declared.properties)
        for member in members:
            if "override" not in member.modifiers and (_is_private(member) or declared.name in generators):
                yield member


def _is_private(member: Member) -> bool:
    return "private" in member.modifiers


def _uses(connector: Connector, source: SourceFile, member: Member) -> int:
    """How often a member is named outside of itself. A private one is not seen by other files, and a file that has a
    function of that name means its own."""
    span = member.span
    found = _count(source.text[: span.start], member.name) + _count(source.text[span.end :], member.name)
    if _is_private(member):
        return found
    for other in connector.sources:
        own = {f.name for declared in other.declared.all_classes() for f in declared.functions}
        if other.path != source.path and member.name not in own:
            found += _count(other.text, member.name)
    return found


def _count(text: str, name: str) -> int:
    """Names in comments do not count; those in strings do, for their templates name things."""
    plain = re.sub(r"/\*.*?\*/|^[ \t]*//[^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return _WORD.findall(plain).count(name)


def _without(text: str, member: Member) -> str:
    """The text without a member, its comment, and one of the blank lines around it."""
    start = text.rfind("\n", 0, member.span.start) + 1
    above = text[:start].rstrip()
    if above.endswith("*/") and (comment := above.rfind("/**")) >= 0:
        start = text.rfind("\n", 0, comment) + 1
    end = text.find("\n", member.span.end)
    end = len(text) if end < 0 else end + 1
    before, after = text[:start], text[end:]
    if after.lstrip(" \t\r\n").startswith("}"):
        return before.rstrip() + ("\r\n" if "\r\n" in text else "\n") + after.lstrip("\r\n")
    return before + after.lstrip("\r\n")


def _trim_imports(draft: Draft, old: SourceFile, source: SourceFile) -> None:
    text = source.text
    was, is_now = set(_used(old)), set(_used(source))
    for one in sorted(source.declared.imports, key=lambda i: i.span.start, reverse=True):
        if one.name in was and one.name not in is_now and one.name != "*":
            end = text.find("\n", one.span.end)
            text = text[: one.span.start] + text[end + 1 :]
    if text != source.text:
        draft.write(source.path, text)


def _used(source: SourceFile) -> Iterator[str]:
    """Names in a file, its imports apart; comments do not count."""
    masked = list(mask(source.text))
    for one in source.declared.imports:
        masked[one.span.start : one.span.end] = " " * (one.span.end - one.span.start)
    yield from _WORD.findall("".join(masked))
    yield from re.findall(r"\$([A-Za-z_]\w*)", source.text)
    yield from (word for part in re.findall(r"\$\{([^}]*)\}", source.text) for word in _WORD.findall(part))
