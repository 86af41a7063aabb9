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
