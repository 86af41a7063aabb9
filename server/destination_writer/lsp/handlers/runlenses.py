"""Lenses in test classes: run a test, run the checkpoint that asks for the class."""

from collections import defaultdict
from typing import Any

from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import is_test_path
from destination_writer.lsp import protocol
from destination_writer.lsp.positions import to_wire
from destination_writer.lsp.testlist import tests_of
from destination_writer.lsp.uris import uri_of
from destination_writer.lsp.views import View
from destination_writer.text.document import Document

RUN, RUN_AGAIN, PASSED = "▶ run", "✗ failed · run again", "✓ passed · run again"
_FAILED = frozenset({"failed", "regressed"})


async def run_lenses(view: View) -> list[dict[str, Any]]:
    """One on each test that the file declares, one on each class that a checkpoint asks for."""
    home, path = view.home, view.document.path
    if home is None or path is None or not is_test_path(view.path):
        return []
    session = view.session
    connector, evidence = await view.connector(), await session.results.evidence(home)
    encoding = session.abilities.encoding
    every = await session.work.run(tests_of, connector, view.knowledge, evidence, home.folder, encoding)
    folder = uri_of(home.folder)
    mine = [item for item in every if item["uri"] == uri_of(path)]
    source = connector.source(view.path)
    failed = {
        (f.data.get("suite", ""), f.data.get("test", "").removesuffix("()"))
        for f in session.results.findings_on(home, view.path)
        if f.location.path == view.path and f.test and not f.stale
    }
    return [
        *_on_classes(view, source, mine, folder),
        *(_on_test(item, folder, failed) for item in mine if not _is_inherited(item, mine)),
    ]


def _is_inherited(item: protocol.TestItem, items: list[protocol.TestItem]) -> bool:
    """Inherited tests stand on the class: its own lens runs them."""
    return sum(other["range"] == item["range"] for other in items) > 1


def _on_test(item: protocol.TestItem, folder: str, failed: set[tuple[str, str]]) -> dict[str, Any]:
    title = RUN
    if item["state"] in _FAILED or (item["suite"], item["name"]) in failed:
        title = RUN_AGAIN
    elif item["state"] == "passed":
        title = PASSED
    order = {"uri": folder, "suite": item["suite"], "test": item["name"]}
    return {"range": _first_line(item), "command": _command(title, "runTest", order)}


def _on_classes(
    view: View, source: SourceFile | None, items: list[protocol.TestItem], folder: str
) -> list[dict[str, Any]]:
    """The first phase that asks for a test of the class which does not stand as passed; else the last that asks."""
    by_suite: defaultdict[str, list[protocol.TestItem]] = defaultdict(list)
    for item in items:
        if item["phase"] is not None:
            by_suite[item["suite"]].append(item)
    found: list[dict[str, Any]] = []
    places = _class_places(view, source) if source else {}
    for suite, asked in by_suite.items():
        phases = [item["phase"] for item in asked if item["phase"] is not None]
        left = [item["phase"] for item in asked if item["state"] != "passed" and item["phase"] is not None]
        phase = min(left, default=max(phases))
        order = {"uri": folder, "phase": phase}
        title = f"▶ checkpoint of phase {phase}"
        place = places.get(suite.rpartition(".")[2]) or _first_line(asked[0])
        found.append({"range": place, "command": _command(title, "runCheckpoint", order)})
    return found


def _class_places(view: View, source: SourceFile) -> dict[str, dict[str, Any]]:
    """The names of the file's classes, in wire units."""
    document, encoding = Document(source.text), view.session.abilities.encoding
    classes = source.declared.classes
    return {c.name: to_wire(document, document.range_of(c.name_span), encoding) for c in classes}


def _first_line(item: protocol.TestItem) -> dict[str, dict[str, int]]:
    """A lens may not span lines."""
    start = item["range"]["start"]
    return {"start": start, "end": start}


def _command(title: str, name: str, order: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "command": f"destinationWriter.{name}", "arguments": [order]}
