"""Where a test or a frame stands in the connector's sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.results.traces import Frame
from destination_writer.text.document import Document
from destination_writer.text.places import Location, Range, Span

_KAPT_STUB = re.compile(r"/build/tmp/kapt3/stubs/[^/]+/(?:(?P<package>.+)/)?(?P<class>\w+)\.java$")
_INDEX = re.compile(r"(?:\[\d+\])+$")
_PARAMETERS = re.compile(r"\([^()]*\)$")
_MODULE = re.compile(r"\$[\w-]+$")
_DISPLAY = re.compile(r'^\s*(?:value\s*=\s*)?"(?P<name>(?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class _Declared:
    source: SourceFile
    declaration: Class
    jvm_name: str


class Declarations:
    """The connector's classes and functions by the names that reports use."""

    def __init__(self, connector: Connector) -> None:
        self.connector = connector
        self._documents: dict[str, Document] = {}
        self._classes: dict[str, _Declared] = {}
        self._simple: dict[str, list[_Declared]] = {}
        for source in connector.sources:
            for found in _classes(source):
                self._classes.setdefault(found.jvm_name, found)
                simple = re.split(r"[.]", found.jvm_name)[-1]
                self._simple.setdefault(simple, []).append(found)

    def test(self, suite: str, name: str) -> Location | None:
        """The test's own name in its source; for an inherited test, a class failure or a test that is made at run
        time, the name of its class. None when the class is not in the sources."""
        found = self._class(suite.replace(" > ", "$"))
        if found is None:
            return None
        function = _function(found.declaration, name)
        return self._location(found.source, function.name_span if function else found.declaration.name_span)

    def frame(self, frame: Frame) -> Location | None:
        """The line of a trace's frame, when its file is one of the connector's."""
        package = frame.class_name.rpartition(".")[0]
        for source in self.connector.sources:
            if source.path.rpartition("/")[2] == frame.file and (
                source.declared.package == package or not frame.class_name
            ):
                return self.line(source, frame.position or 1)
        return None

    def file(self, stated: str, line: int | None) -> Location | None:
        """A file as a compiler states it, absolute or relative; None when it is not the connector's."""
        stated = stated.replace("\\", "/")
        for source in self.connector.sources:
            if stated == source.path or stated.endswith(f"/{source.path}"):
                return self.line(source, line or 1)
        stub = _KAPT_STUB.search(stated)
        if stub:
            return self._of_stub((stub["package"] or "").replace("/", "."), stub["class"])
        for path in self.connector.texts:
            if stated == path or stated.endswith(f"/{path}"):
                return self.text_line(path, line or 1)
        return None

    def _of_stub(self, package: str, name: str) -> Location | None:
        """The Kotlin class that a Java stub of kapt was made from: the stub's own lines are nobody's."""
        jvm_name = f"{package}.{name}" if package else name
        found = self._classes.get(jvm_name)
        if found is not None:
            return self._location(found.source, found.declaration.name_span)
        stem = f"{name.removesuffix('Kt')}.kt"  # functions outside of a class are in AcmeKt for Acme.kt
        for source in self.connector.sources:
            if source.declared.package == package and source.path.rpartition("/")[2] == stem:
                return self.line(source, 1)
        return None

    def line(self, source: SourceFile, line: int, column: int | None = None) -> Location:
        """A whole line without its indentation, or what stands from `column` on. Both count from 1."""
        return self._line(source.path, source.text, line, column)

    def text_line(self, path: str, line: int) -> Location:
        return self._line(path, self.connector.texts.get(path, ""), line, None)

    def _line(self, path: str, text: str, line: int, column: int | None) -> Location:
        document = self._documents.setdefault(path, Document(text))
        number = min(max(line, 1), document.line_count) - 1
        content = document.line(number).rstrip()
        start = len(content) - len(content.lstrip()) if column is None else min(column - 1, len(content))
        end = len(content)
        if column is not None:
            word = re.compile(r"\w+|\S").match(content, start)
            end = word.end() if word else max(start, end)
        return Location(self.connector.workspace_path(path), Range.of(number, start, number, max(start, end)))

    def _class(self, suite: str) -> _Declared | None:
        if suite in self._classes:
            return self._classes[suite]
        named = self._simple.get(suite.rpartition(".")[2], [])
        if len(named) == 1 and "." not in suite:
            return named[0]
        outer = suite.rpartition("$")[0]
        return self._class(outer) if outer else None

    def _location(self, source: SourceFile, span: Span) -> Location:
        document = self._documents.setdefault(source.path, Document(source.text))
        return Location(self.connector.workspace_path(source.path), document.range_of(span))


def _classes(source: SourceFile) -> Iterator[_Declared]:
    def inner(declared: Class, prefix: str) -> Iterator[_Declared]:
        name = f"{prefix}{declared.name}"
        yield _Declared(source, declared, name)
        for nested in declared.classes:
            yield from inner(nested, f"{name}$")

    package = source.declared.package
    for declared in source.declared.classes:
        yield from inner(declared, f"{package}." if package else "")


def _function(declared: Class, name: str) -> Function | None:
    """By the name in the report: `name()`, `name(String)[1]`, a display name, or one that the compiler mangled."""
    for candidate in _names(name):
        found = declared.function(candidate)
        if found is not None:
            return found
    return next((f for f in declared.functions if _display_name(f) == name), None)


def _names(name: str) -> Iterator[str]:
    yield name
    without_index = _INDEX.sub("", name).strip()
    yield without_index
    bare = _PARAMETERS.sub("", without_index).strip()
    yield bare
    yield _MODULE.sub("", bare)


def _display_name(function: Function) -> str | None:
    for annotation in function.annotations:
        if annotation.name.rpartition(".")[2] == "DisplayName":
            match = _DISPLAY.match(annotation.arguments)
            return re.sub(r"\\(.)", r"\1", match["name"]) if match else None
    return None
