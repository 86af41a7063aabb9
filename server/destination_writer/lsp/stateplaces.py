"""From words of the state file to what they speak of: declarations, files, and the outline of the file itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.properties import read_property
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.yamlparts import Part
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.ranges import to_lsp_range
from destination_writer.lsp.stateview import StateView
from destination_writer.lsp.uris import uri_of
from destination_writer.text.document import Document
from destination_writer.text.places import Position, Range, Span

PROPERTIES = "gradle.properties"
BUILD_FILES = ("build.gradle.kts", "build.gradle")
DIALECTS = ".destination-writer/knowledge/dialects"
_SLUG = re.compile(r"[a-z][a-z0-9-]*")


def targets_at(view: StateView, position: Position) -> list[lsp.Location]:
    """The declarations that the word under the cursor names. Slow: run it in a thread."""
    part = view.facts.parts.around(view.offset(position))
    if part is None or view.home is None:
        return []
    return [_location(view, path, text, span) for path, text, span in _declared(view.facts, part)]


def _declared(facts: StateFacts, part: Part) -> Iterator[tuple[str, str, Span]]:
    """Path in the connector, the file's text, and the name's span."""
    match part.path:
        case ("state", "components_implemented", key, *rest):
            for component in facts.components(key):
                source = facts.connector.source(component.path)
                function = component.declaration.function(part.text) if rest else None
                if source is not None and (function is not None or not rest):
                    span = function.name_span if function else component.declaration.name_span
                    yield source.path, source.text, span
        case ("state", "completed_checkpoints", _):
            phase = facts.checkpoint(part.text)
            for stub in facts.connector.stubs if phase else ():
                source = facts.connector.source(stub.path)
                if phase is not None and stub.phase == phase.number and source is not None:
                    document = Document(source.text)
                    ends = document.offset(stub.call.range.start), document.offset(stub.call.range.end)
                    yield source.path, source.text, Span(*ends)
        case ("state", "passed_tests", _):
            yield from _test(facts, part.text)
        case ("state", "cdk_version"):
            text = facts.connector.texts.get(PROPERTIES, "")
            found = read_property(text, "cdkVersion")
            if found is not None:
                at = Document(text).offset(Position(found.line - 1, found.column))
                yield PROPERTIES, text, Span(at, at + len(found.value))
        case _:
            return


def _test(facts: StateFacts, label: str) -> Iterator[tuple[str, str, Span]]:
    """The test's function, or the class where the suite of the CDK declares it."""
    name, _, test = label.partition(".")
    for source in facts.connector.sources:
        for declared in source.declared.all_classes() if source.is_test else ():
            if declared.name == name:
                function = declared.function(plain_test_name(test))
                yield source.path, source.text, function.name_span if function else declared.name_span


def _location(view: StateView, path: str, text: str, span: Span) -> lsp.Location:
    assert view.home is not None
    document = Document(text)
    range_ = to_lsp_range(document, document.range_of(span), view.session.abilities.encoding)
    return lsp.Location(view.session.uri_at(view.home.folder / path), range_)


def origin_at(view: StateView, position: Position) -> Range | None:
    """The word that a jump starts from."""
    part = view.facts.parts.around(view.offset(position))
    if part is None:
        return None
    return view.range_of(part.at if part.text else part.key)


def links_in(view: StateView) -> list[dict[str, Any]]:
    """Words that name files which are there: the connector's folder, its properties, settings, a dialect of its own.
    Slow: run it in a thread."""
    folder = view.home.folder if view.home else view.document.path.parents[1] if view.document.path else None
    if folder is None:
        return []
    encoding, lines = view.session.abilities.encoding, view.document.document
    found: list[dict[str, Any]] = []
    for part in view.facts.parts.walk():
        target = _file_of(folder, part)
        if target is not None and part.at.start < part.at.end:
            place = to_wire(lines, view.range_of(part.at), encoding)
            says = {"tooltip": target[1]} if view.session.abilities.says_links else {}
            found.append({"range": place, "target": uri_of(target[0])} | says)
    return found


def _file_of(folder: Path, part: Part) -> tuple[Path, str] | None:
    match part.path:
        case ("state", "connector_path"):
            return _connector(folder, part.text)
        case ("state", "cdk_version"):
            file, says = folder / PROPERTIES, "Open gradle.properties, whose cdkVersion counts"
        case ("state", "test_configuration", "settings"):
            file, says = _inside(folder, part.text), "Open the settings of the tests"
        case ("state", "database") if _SLUG.fullmatch(part.text):
            file, says = folder / DIALECTS / f"{part.text}.yaml", "Open your own description of the database"
        case _:
            return None
    return (file, says) if file is not None and file.is_file() else None


def _connector(folder: Path, named: str) -> tuple[Path, str] | None:
    """The build of the connector that the path leads to, from a folder above this file that holds it."""
    path = named.replace("\\", "/").strip()
    if not path or path.startswith("/") or ".." in path.split("/"):
        return None
    for above in (folder, *folder.parents):
        place = above / path
        if (place / STATE_PATH).is_file() or any((place / name).is_file() for name in BUILD_FILES):
            build = next((place / name for name in BUILD_FILES if (place / name).is_file()), place / STATE_PATH)
            return build, f"Open {build.name} of {place.name}"
    return None


def _inside(folder: Path, named: str) -> Path | None:
    place = folder / named
    return place if named and place.resolve().is_relative_to(folder.resolve()) else None


_KINDS = {"map": lsp.SymbolKind.Object, "list": lsp.SymbolKind.Array, "text": lsp.SymbolKind.String}


def symbols_of(view: StateView) -> list[dict[str, Any]]:
    """The file's outline as DocumentSymbols: every key with its value, items by what they are about."""
    return [_symbol(view, part) for part in view.facts.parts.parts]


def _symbol(view: StateView, part: Part) -> dict[str, Any]:
    lines, encoding = view.document.document, view.session.abilities.encoding
    kind = "map" if part.is_map else "list" if part.is_list else "text"
    name = _title(view.facts, part)
    symbol: dict[str, Any] = {
        "name": name,
        "kind": _KINDS[kind].value,
        "range": to_wire(lines, view.range_of(part.whole), encoding),
        "selectionRange": to_wire(lines, view.range_of(part.key), encoding),
    }
    detail = part.text.partition("\n")[0][:80]
    symbol |= {"detail": detail} if detail and detail != name else {}
    children = [_symbol(view, child) for child in part.children]
    return symbol | ({"children": children} if children else {})


def _title(facts: StateFacts, part: Part) -> str:
    if not part.is_item:
        return part.name or '""'
    number = part.child("phase") if part.is_map else part if part.path[:-1] == ("state", "skipped_phases") else None
    phase = facts.phase(number.value) if number else None
    event = part.child("event")
    if event is not None:
        check = part.child("check")
        about = check.text if check and check.text else f"phase {phase.number}" if phase else ""
        return f"{event.text} {about}".strip() or part.name
    return f"Phase {phase.number}: {phase.title}" if phase else part.text.partition("\n")[0][:80] or part.name
