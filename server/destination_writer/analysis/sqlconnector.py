"""What rules over SQL ask of a whole connector: its statements, its settings, how its names come about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from destination_writer.analysis.rule import ConnectorSubject, FileSubject, FunctionAt
from destination_writer.analysis.searching import Marks
from destination_writer.analysis.sqlsubject import sql_uses
from destination_writer.connector.statements.model import SqlUse
from destination_writer.text.places import Span

_CLEANS = Marks(
    words=(
        "toalphanumeric",
        r"\\w",
        "sqlnametransformer",
        "standardnametransformer",
        "namingtransformer",
        "sanitiz",
        "compatiblename",
        "normaliz",
    ),
    patterns={
        ".filter": re.compile(r"(?i)\.filter\w*\s*\{[^}]*isLetter"),
        "replace": re.compile(r"(?i)replace\w*\s*\(\s*(?:Regex\(\s*)?\"{1,3}\[\^"),
        "regex(": re.compile(r"(?i)Regex\(\s*\"{1,3}\[\^"),
        '"[^': re.compile(r"(?i)\"\[\^[^\"]*\]\"{1,3}\.toRegex"),
    },
)
"""Names that are cleaned of everything but letters, digits and underscores, and by what other connectors call that."""


@dataclass(frozen=True)
class SqlAt:
    """A use of SQL with the file that it stands in."""

    path: str
    file: FileSubject
    use: SqlUse

    @property
    def is_test(self) -> bool:
        return self.file.source.is_test

    @cached_property
    def function(self) -> FunctionAt | None:
        """The Kotlin function around it."""
        return self.file.function_around(self.use.span.start)


def all_sql(subject: ConnectorSubject) -> tuple[SqlAt, ...]:
    """Every use of SQL in the connector, by file and place."""
    return tuple(SqlAt(path, file, use) for path, file in subject.files.items() for use in file.shared(sql_uses))


def mentions(subject: ConnectorSubject, word: str) -> bool:
    """Whether any Kotlin file or kept text of the connector has a word; an empty one is nowhere."""
    if not word:
        return False
    texts = (*(file.text for file in subject.files.values()), *subject.connector.texts.values())
    return any(word in text for text in texts)


def cleans_names(subject: ConnectorSubject) -> bool:
    """Whether the connector seems to leave only harmless characters in names: then nothing needs an escape."""
    return any(file.shared(_cleans) for file in subject.files.values() if not file.source.is_test)


def _cleans(file: FileSubject) -> bool:
    return _CLEANS.is_in(file.text)


def functions_by_name(subject: ConnectorSubject) -> Mapping[str, tuple[tuple[FileSubject, FunctionAt], ...]]:
    """The functions of the main sources, by name."""
    found: dict[str, list[tuple[FileSubject, FunctionAt]]] = {}
    for file in subject.files.values():
        for one in () if file.source.is_test else file.functions:
            found.setdefault(one.name, []).append((file, one))
    return {name: tuple(many) for name, many in found.items()}


_CONNECTS = re.compile(r"\bgetConnection\s*\(|\.connection\b")


def connecting(subject: ConnectorSubject, file: FileSubject) -> frozenset[str]:
    """Functions of a file that are handed a statement and run it on a connection that they take for themselves."""
    return subject.shared(_connecting).get(file.source.path, frozenset())


def _connecting(subject: ConnectorSubject) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for path, file in subject.files.items():
        if not file.source.is_test and _CONNECTS.search(file.bare):
            found[path] = frozenset(
                one.name
                for one in file.functions
                if one.body is not None
                and [p.type for p in one.function.parameters] == ["String"]
                and any(call.receiver is not None for call in file.calls("execute", "executeUpdate", within=one.body))
                and connects(file, one.name)
            )
    return found


def connects(file: FileSubject, name: str) -> bool:
    """Whether a function of the file takes a connection for itself, or hands its work to one that does."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        wanted = waiting.pop()
        seen.add(wanted)
        for one in file.functions:
            if one.name == wanted and one.body is not None:
                if _CONNECTS.search(file.bare, one.body.start, one.body.end):
                    return True
                called = {call.name for call in file.call_index.all(within=one.body) if call.receiver is None}
                waiting += [other for other in called if other not in seen]
    return False


LOOP = re.compile(r"\bfor\s*\(\s*(\w+)\s+in\s+(\w+)\s*\)|\b(\w+)\s*\??\.\s*forEach\s*\{")
"""A loop over a list; groups 2 and 3 are its name."""
_LISTS = re.compile(r"^(?:(?:Mutable)?(?:List|Collection|Iterable|Sequence)<String>|Array<String>|String)$")


def handed_lists(one: FunctionAt) -> frozenset[str]:
    """The parameters of a function that are lists of statements."""
    return frozenset(p.name for p in one.function.parameters if _LISTS.match(p.type) or "vararg" in p.modifiers)


def reached(
    subject: ConnectorSubject, file: FileSubject, function: FunctionAt
) -> Iterator[tuple[FileSubject, FunctionAt]]:
    """A function, and every one of the connector that it calls or names, by name; each once."""
    known = subject.shared(functions_by_name)
    waiting, seen = [(file, function)], {id(function)}
    while waiting:
        at, one = waiting.pop()
        yield at, one
        for name in _words(at, one.body):
            for other in known.get(name, ()):
                if id(other[1]) not in seen:
                    seen.add(id(other[1]))
                    waiting.append(other)


def _words(file: FileSubject, body: Span | None) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", file.bare[body.start : body.end])) if body else set()
