"""The way of a failure through this connector, in words: which method met it, and which one wrote its SQL."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.connector.index import ConnectorIndex
from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.knowledge.failures import Category
from destination_writer.kotlin.declarations import Function
from destination_writer.results.traces import Frame

_SQL = frozenset(
    {
        Category.SQL_SYNTAX,
        Category.MISSING_OBJECT,
        Category.CASE,
        Category.TYPE_MISMATCH,
        Category.CONSTRAINT,
        Category.PERMISSION,
    }
)
_MADE = re.compile(r"\$(?:suspendImpl|default|lambda\$.*|\d+.*|[\w]+-impl)$|^(?:lambda|access)\$")
_WRITERS = (Role.SQL_GENERATOR, Role.COLUMN_UTILS)


def whereabouts(connector: Connector, category: str, frames: Iterable[Frame]) -> str:
    """A sentence such as "It happens in `AcmeClient.createTable` (AcmeClient.kt:34); `AcmeSqlGenerator.createTable`
    (AcmeSqlGenerator.kt:12) writes its SQL."; empty when no frame is one of the connector's main sources."""
    passed = list(_passed(connector, frames))
    if not passed:
        return ""
    first = f"It happens in {passed[0]}."
    writer = next(_writers(connector, frames), "") if category in _SQL else ""
    return f"{first[:-1]}; {writer} writes its SQL." if writer and writer.split(" ")[0] not in first else first


def _passed(connector: Connector, frames: Iterable[Frame]) -> Iterator[str]:
    for frame in frames:
        source = _source(connector, frame)
        if source is not None and not source.is_test:
            owner = re.split(r"[.$]", frame.class_name.removesuffix("Kt"))
            name = next((part for part in reversed(owner) if part[:1].isupper()), owner[-1])
            at = f"{frame.file}:{frame.position}" if frame.position else str(frame.file)
            yield f"`{name}.{method_of(frame)}` ({at})"


def _writers(connector: Connector, frames: Iterable[Frame]) -> Iterator[str]:
    index = ConnectorIndex(connector)
    for frame in frames:
        for role in _WRITERS:
            for found in index.functions(role, method_of(frame)):
                source = connector.source(found.component.path)
                if source is not None:
                    owner, function = found.component.declaration.name, found.declaration
                    yield f"`{owner}.{function.name}` ({_at(source, function)})"


def method_of(frame: Frame) -> str:
    """The method as the source names it, without what the compiler adds."""
    plain = _MADE.sub("", frame.method)
    inner = re.search(r"\$(\w+)\$\d", frame.class_name)
    return inner[1] if frame.method in ("invoke", "invokeSuspend") and inner else plain or frame.method


def _at(source: SourceFile, function: Function) -> str:
    line = source.text.count("\n", 0, function.name_span.start) + 1
    return f"{source.path.rpartition('/')[2]}:{line}"


def _source(connector: Connector, frame: Frame) -> SourceFile | None:
    package = frame.class_name.rpartition(".")[0]
    return next(
        (
            s
            for s in connector.sources
            if s.path.rpartition("/")[2] == frame.file and (s.declared.package == package or not frame.class_name)
        ),
        None,
    )
